"""What is told, believed, expected and paid, and a week's market, each by itself on arrays of
firms: plain Python of the same code that the engine compiles.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from coordsim.core.contracts import CommunicationRule, IncentiveRule, Offer
from coordsim.core.facts import GROUPS
from coordsim.core.levers import COLUMN, ROLES
from coordsim.core.records import FirmState, Floats
from coordsim.core.tables import CHANNEL
from support.bench import ONE, At, Bench, each, formula
from support.plain import plain

PROGRAM, QUARTER = plain("mind.program"), plain("mind.quarter")


def channel_of(rule: CommunicationRule) -> Any:
    """A talk rule as compiled code reads it."""
    bits = sum(1 << list(GROUPS).index(group) for group in rule.groups)
    values = (bits, rule.every, rule.delay, rule.noise, rule.hours, rule.learning)
    return np.array([values], dtype=CHANNEL).view(np.recarray)[0]


def carries(rule: CommunicationRule, week: int) -> bool:
    """Whether a channel is used in a week."""
    return bool(ONE["beliefs"].carries(channel_of(rule), week))


def tell(
    bench: Bench,
    rule: CommunicationRule,
    state: FirmState,
    *,
    facts: Floats,
    week: int,
    owner: str,
) -> FirmState:
    """Carry one owner's facts."""

    def step(at: At) -> None:
        words, place = facts[at.place], ROLES.index(owner)
        ONE["beliefs"].tell(
            at.n, channel_of(rule), at.firm, at.lines, ONE["beliefs"].Words(place, words)
        )

    return each(bench, state, week, step)[0]


def communicate(bench: Bench, state: FirmState, week: int) -> tuple[FirmState, Floats]:
    """Begin a week: where firms stand after meetings and trainings, and managers' hours."""
    tables = bench.fleet().tables

    def step(at: At) -> None:
        channels = tables.channels[at.firm.rules]
        scene = ONE["thought"].Scene(at.n, at.eye, channels)
        ONE["story"].communicate(scene, at.firm, at.lines, at.now, tables.shocks)

    after, _, fleet = each(bench, state, week, step)
    return after, np.array(fleet.rooms.now["meeting_hours"])


def believe(
    bench: Bench,
    state: FirmState,
    role: str,
    *,
    facts: Floats,
    own_view: dict[str, Floats],
    week: int,
) -> tuple[Floats, Floats]:
    """What a role believes of such facts, and how old the word is; ``own_view`` is what it sees."""
    place = ROLES.index(role)

    def step(at: At) -> Any:
        view = {name: float(values[0]) for name, values in own_view.items()}
        at.n.plant_run_hours = view["standard_run"]
        at.n.money_wage = (view["standard"] - at.n.money_material) / view["standard_run"]
        at.n.line_hoped_weeks = view["hoped"]
        at.n.market_shock_sd = np.sqrt(view["usual"])
        on_sale = at.firm.status == 2
        at.lines.booked[:, :] = np.where(on_sale, view["own"] / max(on_sale.sum(), 1), 0.0)
        at.now.facts_[:] = facts[at.place]
        ONE["beliefs"].believe(at.scene, at.firm, at.lines, at.now, place)
        return at.firm.beliefs[place].copy(), at.firm.ages[place].copy()

    found = each(bench, state, week, step)[1]
    return np.array([one[0] for one in found]), np.array([one[1] for one in found])


def expectation(bench: Bench, state: FirmState, beliefs: Floats, week: int) -> Floats:
    """Marketing's expectation of demand."""

    def step(at: At) -> float:
        at.firm.beliefs[0, :] = beliefs[at.place]
        k, nodes = at.eye.k, at.eye.nodes
        return float(ONE["desk"].expected_demand(k, nodes, at.firm, at.lines))

    return np.array(each(bench, state, week, step)[1])


def level_on_record(
    bench: Bench, state: FirmState, beliefs: Floats, week: int, *, demand: Floats, promotion: Floats
) -> Floats:
    """This week's demand over what marketing's formula expects."""

    def step(at: At) -> float:
        at.firm.beliefs[0, :] = beliefs[at.place]
        at.now.promotion = promotion[at.place]
        k, nodes = at.eye.k, at.eye.nodes
        return float(ONE["desk"].observed_level(k, nodes, at.firm, at.now, demand[at.place]))

    return np.array(each(bench, state, week, step)[1])


def momentum(bench: Bench, state: FirmState, weeks: Floats) -> Floats:
    """Expected demand over the average."""
    found = each(
        bench, state, 0, lambda at: ONE["desk"].momentum(at.eye.k, at.lines, weeks[at.place])
    )[1]
    return np.array(found)


def season(bench: Bench, week: float) -> Floats:
    """The season's factor."""
    fleet = bench.fleet()
    numbers = [fleet.tables.numbers[firm.row] for firm in fleet.firms]
    return np.array([ONE["desk"].season(n, week) for n in numbers])


def heard(bench: Bench, state: FirmState) -> Floats:
    """What neighbours do to the chance of each customer's visit."""

    def step(at: At) -> Floats:
        ONE["market"].hear(at.n, at.crowd, at.stall)
        return np.array(at.stall.heard[: len(at.crowd.satisfaction)])

    return np.array(each(bench, state, 0, step)[1])


def reputation_factor(bench: Bench, state: FirmState) -> Floats:
    """What the firm's reputation does to visits."""
    found = each(bench, state, 0, lambda at: ONE["market"].reputation_factor(at.n, at.firm))[1]
    return np.array(found)


def promise_utility(
    bench: Bench, weeks: Floats, hours: Floats, late: Floats, unanswered: Floats
) -> Floats:
    """Utility of promises."""
    return formula("promise_at")(bench, weeks, formula("credit_of")(bench, hours), late, unanswered)


advertising_factor = formula("advertising_at")


def options_seen(bench: Bench, build: Floats) -> Floats:
    """Options that a customer has to take in, per variant."""

    def step(at: At) -> float:
        at.firm.plan.build = build[at.place]
        at.now.offered[:] = False
        at.now.offered[0] = True
        return float(ONE["market"].doorstep(at.n, at.firm, at.now, at.stall).options)

    state = ONE["states"].state_of(bench.fleet())
    return np.array(each(bench, state, 0, step)[1])


def respond(bench: Bench, state: FirmState, offer: Offer, week: int) -> tuple[FirmState, Any]:
    """A week's market."""
    market, slots = ONE["market"], state.status.shape[1]
    people = state.satisfaction.shape[1]

    def step(at: At) -> None:
        f, plan = at.place, at.firm.plan
        for name in ("price", "promise", "build", "service_promise"):
            at.firm.levers[COLUMN[name]] = getattr(offer, name)[f]
        assert plan.price == offer.price[f]
        at.now.promotion, at.now.room = offer.promotion[f], offer.room[f]
        at.now.visit_factor, at.now.defect_share = offer.visit_factor[f], 0.0
        market.open_shop(at.n, at.firm, at.now)
        at.now.offered[:slots] = offer.offered[f]
        at.firm.announced[:slots] = offer.offered[f]
        at.firm.status[:slots] = np.where(offer.offered[f], 2, 0)
        at.stall.offered[0] = -1
        market.sell(at.n, at.firm, at.now, at.crowd, at.stall)

    held = market.DICTATED
    if bench.uniform is not None:
        market.DICTATED = np.full((people, 5), bench.uniform)
    try:
        after, _, fleet = each(bench, state, week, step)
    finally:
        market.DICTATED = held
    now = fleet.rooms.now
    names = ("demand", "sold", "waiting", "lost", "defective")
    totals = ("visits", "put_off", "lost_to_choice", "priced_out", "switched", "again")
    return after, SimpleNamespace(
        **{name: np.array(now[name][:, :slots]) for name in names},
        **{name: np.array(now[name]) for name in totals},
    )


def reward_of_selling(
    bench: Bench,
    rule: IncentiveRule,
    plan: Floats,
    beliefs: Floats,
    progress: dict[str, Floats],
) -> Floats:
    """What one more unit would add to marketing's pay."""

    def step(at: At) -> float:
        mind, r = at.mind, at.eye.r
        PROGRAM.written(rule, r["pay"])
        mind.beliefs[0, :] = beliefs[at.place]
        ONE["thought"].meet(at.eye.k, mind, at.firm.seed, 0)
        mind.planned = mind.report = 1.0
        ONE["thought"].anchor(at.eye, mind, 0)
        mind.levers[:] = plan[at.place]
        for place, name in enumerate(PROGRAM.PROGRESS):
            if name in progress:
                mind.kpis[QUARTER.PAID + place] = progress[name][at.place]
        return float(ONE["thought"].reward_of_selling(at.eye, mind))

    state = ONE["states"].state_of(bench.fleet())
    return np.array(each(bench, state, 0, step)[1])


def sales_effort(bench: Bench, reward: Floats) -> Floats:
    """What sales people's effort does to visits."""
    k = bench.fleet().tables.known[0]
    return np.array([ONE["thought"].sales_effort(k, value) for value in reward])


def next_quota(bench: Bench, quota: Sequence[float], units: Sequence[float]) -> Floats:
    """Quota of the next quarter."""
    n = bench.fleet().tables.numbers[0]
    pairs = zip(quota, units, strict=True)
    return np.array([QUARTER.next_quota(n, *pair) for pair in pairs])


def quarter(
    bench: Bench, units: Floats, quota: Floats, week: int, *, played: bool = False
) -> dict[str, Floats]:
    """What pay over a quarter needs."""
    k = bench.fleet().tables.known[0]
    out = np.zeros((len(units), len(PROGRAM.PROGRESS)))
    for row, sold, aim in zip(out, units, quota, strict=True):
        QUARTER.note_quarter(k, row, week, sold, aim)
        if played:
            QUARTER.note_played(row)
    return {name: out[:, place] for place, name in enumerate(PROGRAM.PROGRESS)}
