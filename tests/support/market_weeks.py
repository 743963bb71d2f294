"""Weeks of a market played with offers and shelves set by hand, to compare the ways in which
customers may respond.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
from scipy.stats import norm

from coordsim.core.compiled import compiled
from coordsim.core.contracts import Offer
from coordsim.core.levers import COLUMN
from coordsim.core.records import IN_ALL, PER_VARIANT, FirmState, Floats, Flow
from coordsim.customers.market import sell
from coordsim.run.build import build
from coordsim.run.fleet import Fleet, crowd_of
from coordsim.run.simulate import Engine
from coordsim.run.states import put, state_of
from coordsim.scenario.file import ASKED_DEMAND, Scenario, load
from coordsim.speed.one_market import Shop, shop_of

SLOTS = 12
SCARCE = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 3, 3)
PLENTY = (10_000,) * SLOTS
MIXED = {
    "market.customers": 400,
    "line.slots": SLOTS,
    "market.price_sensitivity_sd": 0.2,
    "market.comfort_sd": 5.0,
}
ALIKE = MIXED | {
    "market.price_sensitivity_sd": 0.0,
    "market.comfort_sd": 0.0,
    "market.satisfaction_effect": 0.0,
}


def town(changes: Mapping[str, Any]) -> Scenario:
    """Return the base case with another market."""
    return load("blind").with_(dict(changes))


def shown(firms: int, **changes: float) -> Offer:
    """Return an offer of ten variants, a little dear, a little slow, some of it defective."""
    values = {
        "price": 11.0,
        "promotion": 0.0,
        "promise": 1.0,
        "build": 0.0,
        "visit_factor": 1.1,
        "service_promise": 24.0,
        "room": 12.0,
    } | changes
    arrays = {name: np.full(firms, value) for name, value in values.items()}
    offered = np.broadcast_to(np.arange(SLOTS) < 10, (firms, SLOTS)).copy()
    return Offer(**arrays, offered=offered, defect=np.full((firms, SLOTS), 0.05))


def lived(
    scenario: Scenario, seeds: Sequence[int], state: FirmState, offer: Offer, week: int
) -> tuple[FirmState, Any]:
    """Let the customers of firms, of whatever kind, live a week: the state after it, and its flow.
    The state that is given is left alone.
    """
    scenarios = [scenario] * len(seeds)
    if (asked := ASKED_DEMAND.get(scenario.rules.demand)) is not None:
        return asked.respond(build(scenarios, seeds), state, offer, week)
    fleet = Fleet(scenarios, seeds, asks=True)
    put(fleet, state, week)
    firms, now, slots = fleet.firms, fleet.rooms.now, offer.offered.shape[1]
    for name in ("price", "promise", "build", "service_promise"):
        firms["levers"][:, COLUMN[name]] = getattr(offer, name)
    for name in ("promotion", "room", "visit_factor"):
        now[name] = getattr(offer, name)
    firms["announced"][:, :slots] = now["offered"][:, :slots] = offer.offered
    firms["status"][:, :slots] = np.where(offer.offered, 2, 0)
    now["defects"][:, :slots] = offer.defect
    for name in PER_VARIANT:
        now[name] = 0.0
    _sell(shop_of(fleet))
    flow = {name: now[name][:, :slots].copy() for name in PER_VARIANT}
    return state_of(fleet), SimpleNamespace(**flow, **{name: now[name].copy() for name in IN_ALL})


@compiled
def _sell(shop: Shop) -> None:
    for f in range(len(shop.firms)):
        firm, stall = shop.firms[f], shop.rooms.stall
        stall.offered[0] = -1
        crowd = crowd_of(shop.crowds, shop.at, f)
        sell(shop.tables.numbers[firm.row], firm, shop.rooms.now[f], crowd, stall)


def play(
    scenario: Scenario,
    rule: str,
    seeds: range,
    shelf: tuple[int, ...],
    weeks: int = 1,
    every: int = 3,
) -> list[tuple[FirmState, Flow]]:
    """Play weeks in which each firm finds the same shelf again; every third is a promotion. Returns
    each week's state and flow.
    """
    kind = scenario.with_({"rules.demand": rule})
    state = replace(
        Engine([kind] * len(seeds), list(seeds)).state, unanswered=np.full(len(seeds), 0.3)
    )
    out = []
    for week in range(weeks):
        state = replace(state, on_hand=np.tile(np.array(shelf, dtype=np.float64), (len(seeds), 1)))
        offer = shown(len(seeds), promotion=0.2 if week % every == every - 1 else 0.0)
        state, flow = lived(kind, seeds, state, offer, week)
        out.append((state, flow))
    return out


def measures(week: tuple[FirmState, Flow]) -> dict[str, Floats]:
    """What is compared of a week, each (firms,): counts, units of each variant and in all, mean
    satisfaction.
    """
    state, flow = week
    out = {name: getattr(flow, name) for name in IN_ALL} | {"satisfaction": _mean(state)}
    for name in PER_VARIANT:
        out[name] = getattr(flow, name).sum(axis=1)
        out |= {f"{name} {v}": getattr(flow, name)[:, v] for v in range(SLOTS)}
    return out


def _mean(state: FirmState) -> Floats:
    """Mean satisfaction over customers, or over cohorts by their members."""
    members = state.members if state.members.size else np.ones_like(state.satisfaction)
    mean: Floats = (state.satisfaction * members).sum(axis=1) / members.sum(axis=1)
    return mean


def apart(
    left: list[tuple[FirmState, Flow]], right: list[tuple[FirmState, Flow]]
) -> tuple[dict[str, float], float]:
    """Return how many standard errors means and variances lie apart, by name, and how many a single
    chance in 100 allows for all.

    Variances only of what happens more than once a week. Not that of satisfaction: classes have
    less of its luck.
    """
    out = {}
    for week, (a, b) in enumerate(zip(left, right, strict=True)):
        one, other = measures(a), measures(b)
        for name in one:
            x, y = one[name], other[name]
            out[f"{name}, week {week}: mean"] = _apart(x, y)
            if name != "satisfaction" and min(x.mean(), y.mean()) > 1:
                out[f"{name}, week {week}: variance"] = _apart(
                    (x - x.mean()) ** 2, (y - y.mean()) ** 2
                )
    return out, float(norm.isf(0.01 / 2 / len(out)))


def _apart(x: Floats, y: Floats) -> float:
    error = float(np.sqrt((x.var() + y.var()) / len(x)))
    gap = float(abs(x.mean() - y.mean()))
    if error == 0.0:
        return 0.0 if gap == 0.0 else np.inf
    return gap / error
