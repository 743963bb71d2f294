"""Cases A8 and A9: individual customers who choose by a plain logit, with everything else that
moves them switched off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from coordsim.core import shares as market
from coordsim.core.facts import FACTS
from coordsim.core.levers import COLUMN
from coordsim.core.records import DEVELOPING, ON_SALE, Floats, Week
from coordsim.evidence.validation.rows import Row, Size, formula, ratio, simulated
from coordsim.evidence.validation.setup import textbook, weekly
from coordsim.mind.reaction import respond
from coordsim.run.simulate import Engine
from coordsim.scenario.file import Scenario
from coordsim.theory import choice

CUSTOMERS = 1000
LADDER = (9, 6, 3, 0)  # slots at distances in equal steps from the one taste class in use
STEP = 3 * market.GOLDEN % 1  # three golden steps around the circle ...
STEP = min(STEP, 1 - STEP)  # ... are this far apart
NEAREST = (
    0.5 - 3 * STEP
)  # slot 0 lies opposite the class, at distance 0.5, and the ladder leads from there to the class


def _customers(
    name: str, variants: int, size: Size, levers: Mapping[str, float], **numbers: Any
) -> Scenario:
    """Customers of one taste who all come every week, whatever happened to them."""
    still = {
        "customers": CUSTOMERS,
        "classes": 1,
        "visit_rate": 1.0,
        "need_weeks": 0,
        "shock_sd": 0.0,
        "ad_elasticity": 0.0,
        "satisfaction_effect": 0.0,
        "promise_cost": 0.0,
        "overload": 0.0,
        "price_sensitivity": 0.0,
        "price_sensitivity_sd": 0.0,
        "nest_scale": 1.0,
    }
    return textbook(
        name,
        {"range": float(variants)} | dict(levers),
        size,
        demand="individual",
        slots=10,
        plant={"forecast_window": 8, "whole_units": True},
        market=still | numbers,
        people={"reputation_rate": 0.0, "frustration_effect": 0.0},
    )


def _only_ladder(engine: Engine) -> None:
    """Keep the slots between the steps of the ladder in development for the whole run."""
    state = engine.state
    between = (state.status == ON_SALE) & ~np.isin(np.arange(state.status.shape[1]), LADDER)
    engine.state = replace(
        state,
        status=np.where(between, DEVELOPING, state.status).astype(np.int8),
        ready_in=np.where(between, np.iinfo(np.int16).max, state.ready_in).astype(np.int16),
        announce_in=np.where(between, np.iinfo(np.int16).max, state.announce_in).astype(np.int16),
        announced=state.announced & ~between,
    )


def logit(name: str, best: float, step: float, size: Size) -> list[Row]:
    """Four variants with utilities best, best - step, best - 2 step, best - 3 step: shares, and
    recapture when the first is gone.

    The engine makes utilities of distances: attraction - taste_cost x distance. Slots 9, 6, 3 and 0
    lie in equal steps.
    """
    cost = step / STEP
    attraction = best + cost * NEAREST
    utilities = best - step * np.arange(4)
    exact = choice.shares(utilities)
    recaptured = float(choice.recapture(utilities, 0))
    rows = _arithmetic(name, attraction, cost, exact, recaptured)

    numbers = {"attraction": attraction, "taste_cost": cost}
    scenarios = [_customers("logit", variants, size, {}, **numbers) for variants in (10, 9)]
    full, short = weekly(scenarios, size, _wishes, _only_ladder)
    visits = full["visits"].mean(axis=1)
    wishes = full["demand"].mean(axis=1)[:, LADDER]
    rows += [
        ratio(f"{name} share {k + 1}", float(exact[k]), wishes[:, k], visits) for k in range(4)
    ]
    gained = short["demand"].mean(axis=1)[:, LADDER[1:]].sum(axis=1) - wishes[:, 1:].sum(axis=1)
    return [*rows, ratio(f"{name} recapture", recaptured, gained, wishes[:, 0])]


def _wishes(week: Week) -> Mapping[str, Floats]:
    """First choices by slot, before anybody looks at the shelf, and visits."""
    return {"demand": week.inside.flow.demand, "visits": week.flows["visits"]}


def _arithmetic(
    name: str, attraction: float, cost: float, exact: Floats, recaptured: float
) -> list[Row]:
    """The same shares out of the function that the market draws from, without drawing."""

    def shares(slots: Sequence[int]) -> Floats:
        offered = np.isin(np.arange(10), slots)[np.newaxis, :]
        inclusive, within = market.shares(offered, np.array([cost]), np.ones(1), 1)
        buys = 1 / (1 + np.exp(-(attraction + inclusive[0, 0])))
        return np.asarray(buys * np.diff(within[0, 0], prepend=0.0)[list(LADDER)])

    complete, without = shares(LADDER), shares(LADDER[1:])
    rows = [
        formula(f"{name} share {k + 1}, formula", float(exact[k]), float(complete[k]))
        for k in range(4)
    ]
    gained = float((without - complete)[1:].sum() / complete[0])
    return [*rows, formula(f"{name} recapture, formula", recaptured, gained)]


def nested(
    name: str, *, attraction: float, cost: float, scale: float, variants: int, classes: int
) -> list[Row]:
    """Nested logit over several taste classes: inclusive values and shares within the nest, class
    by class.

    Distances are worked out here once more: shortest way around the circle from the middle of a
    class to k golden steps.
    """
    offered = np.arange(10)[np.newaxis, :] < variants
    inclusive, within = market.shares(offered, np.array([cost]), np.array([scale]), classes)
    rows = []
    for taste in (0, classes // 2):
        gaps = np.array(
            [abs((taste + 0.5) / classes - k * (5**0.5 - 1) / 2 % 1) for k in range(variants)]
        )
        utilities = attraction - cost * np.minimum(gaps, 1 - gaps)
        exact = choice.shares(utilities, scale)
        buys = 1 / (1 + np.exp(-(attraction + inclusive[0, taste])))
        favourite = int(np.argmax(exact))
        found = buys * np.diff(within[0, taste], prepend=0.0)[favourite]
        rows.append(
            formula(
                f"{name} nest scale {scale:g}, class {taste + 1} of {classes}",
                float(exact[favourite]),
                float(found),
            )
        )
    return rows


def elasticity(
    name: str, *, wanted: float, price: float, share: float, size: Size, gap: float = 0.02
) -> list[Row]:
    """Own-price elasticity of one variant at ``price`` where ``share`` of all customers buys.

    Simulated by a central difference over a price ``gap`` (as a share) up and down in the same
    worlds; the customers' formula in the managers' outlook is differentiated over a millionth.
    """
    beta = choice.price_coefficient(wanted, price, share)
    numbers = {
        "price_sensitivity": beta,
        "price_reference": price,
        "attraction": float(np.log(share / (1 - share))),
        "taste_cost": 0.0,
    }
    worlds = [
        _customers("elasticity", 1, size, {"price": price * (1 + sign * gap)}, **numbers)
        for sign in (-1, 1)
    ]
    low, high = (run["demand"].sum(axis=(1, 2)) for run in weekly(worlds, size, _wishes))
    samples = np.log(high / low) / np.log((1 + gap) / (1 - gap))
    exact = choice.own_price_elasticity(beta, price, share)
    return [
        formula(f"{name} outlook", exact, _outlook_slope(worlds[0], price)),
        simulated(f"{name} elasticity", exact, samples),
    ]


def _outlook_slope(scenario: Scenario, price: float) -> float:
    """Elasticity of expected demand to price in the closed form that managers think with."""
    world = Engine([scenario], [1]).world
    satisfaction = world.parameters.market.satisfaction_reference

    def demand(paid: float) -> float:
        plan = world.start_plan.copy()
        plan[:, COLUMN["price"]] = paid
        return float(respond(world.model, plan, np.zeros((1, len(FACTS))), satisfaction).demand[0])

    small = 1e-6
    return float(
        np.log(demand(price * (1 + small)) / demand(price * (1 - small)))
        / np.log((1 + small) / (1 - small))
    )
