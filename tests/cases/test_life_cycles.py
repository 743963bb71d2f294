"""Variants whose life ends, worked by hand: retired, developed anew, and reckoned with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support.bench import Bench, lucky, morning
from support.firms import calm, planned
from support.steps import development, facts_of

from coordsim.core.facts import FACTS, INDEX
from coordsim.core.records import DEVELOPING, NONE, ON_SALE, FirmState, Floats
from coordsim.mind.outlook import anchor, outlook
from coordsim.run.result import Run
from coordsim.run.simulate import simulate
from coordsim.scenario.file import load

LINE: dict[str, Any] = {
    "line.slots": 4,
    "levers.range.start": 2,
    "line.development_weeks": 6.0,
    "line.crowding": 0.0,
    "line.life_weeks": 20.0,
}


def line(uniform: float, **changes: Any) -> tuple[Bench, FirmState]:
    """Two variants with 10 and 7 units on the shelf; each has one chance in twenty to end."""
    world, state = morning(calm(LINE | changes))
    shelf = np.array([[10.0, 7.0, 0.0, 0.0]])
    return lucky(world, uniform=uniform), replace(state, on_hand=shelf)


def hoping(weeks: float = 3.0) -> Floats:
    beliefs = np.zeros((1, len(FACTS)))
    beliefs[:, INDEX["development_weeks"]] = weeks
    return beliefs


def test_a_life_ends_with_the_same_chance_every_week() -> None:
    """1 / 20: a draw of 0.04 ends both, 0.06 neither; without a life nothing ends."""
    for draw, life, status in ((0.04, 20.0, NONE), (0.06, 20.0, ON_SALE), (0.0, 0.0, ON_SALE)):
        world, state = line(draw, **{"line.life_weeks": life})
        after, done = development.develop(world, state, hoping(), 3)
        assert after.status[0].tolist() == [status, status, NONE, NONE]
        gone = [10, 7, 0, 0] if status == NONE else [0, 0, 0, 0]
        assert (done.scrapped[0].tolist(), done.started[0]) == (gone, 0)


def test_its_successor_is_developed_as_any_new_variant() -> None:
    """Ended in week 3, begun in week 4 at the cost of a launch each, 6 weeks to develop: what is in
    development has no life yet.
    """
    world, state = line(0.04)
    state, _ = development.develop(world, state, hoping(), 3)
    begun = []
    for week in range(4, 10):
        state, done = development.develop(world, state, hoping(), week)
        begun.append(float(done.started[0]))
        assert state.status[0].tolist() == [DEVELOPING, DEVELOPING, NONE, NONE]
    assert begun == [2, 0, 0, 0, 0, 0]
    state, _ = development.develop(lucky(world, uniform=0.5), state, hoping(), 10)
    assert state.status[0].tolist() == [ON_SALE, ON_SALE, NONE, NONE]


def test_what_is_not_wanted_is_not_replaced() -> None:
    world, state = line(0.04)
    state, done = development.develop(world, planned(state, range=1), hoping(), 3)
    assert done.scrapped[0].tolist() == [10, 7, 0, 0]
    state, done = development.develop(world, state, hoping(), 4)
    assert state.status[0].tolist() == [DEVELOPING, NONE, NONE, NONE]


BOTH = {"incentives": "shared", "communication": "sop", "marketing.kind": "hold"}


def held(life: float, **more: Any) -> Run:
    """Eight firms whose marketing holds its plan; accrual books, half of what is left cleared."""
    changes = {name.replace("__", "."): value for name, value in more.items()}
    scenario = load("blind").with_(
        BOTH
        | {"operations.kind": "hold", "line.life_weeks": life, "money.cleared": 0.5}
        | {"money.books": "accrual", "horizon.weeks": 156, "horizon.warmup": 52}
        | changes
    )
    return simulate(scenario, firms=8, seed=5)


def test_slots_stand_empty_as_long_as_it_takes() -> None:
    """8 slots, each in turn on sale for 26 weeks on average, and 7 more until it is again: the one
    of its end, 5 of development, 1 of a lot.
    """
    run = held(26.0, line__rework=0.0, line__crowding=0.0)
    turns = run.flows["launched"][:, 52:].mean() / 8
    assert 1 / turns == pytest.approx(26 + 1 + 5 + 1, rel=0.1)
    assert run.flows["range"][:, 52:].mean() == pytest.approx(8 * 26 * turns, rel=0.1)
    launches = run.accounts["launches"][:, 52:].mean()
    assert launches == pytest.approx(250 * 8 * turns, rel=0.1)


def test_all_arms_of_a_world_lose_the_same_variants() -> None:
    """A slot's week comes in every arm of a world, whatever is decided; others have others."""
    changes = {"levers.range.start": 8, "line.life_weeks": 15.0, "horizon.weeks": 20}
    base = load("blind").with_(changes | {"horizon.warmup": 2} | {"operations.kind": "hold"})
    ends = []
    for seed, price, pay in ((3, 10.0, "silo"), (3, 14.0, "shared"), (4, 10.0, "silo")):
        scenario = base.with_(
            {"marketing.kind": "hold", "levers.price.start": price, "incentives": pay}
        )
        run = simulate(scenario, seeds=[seed], detail=True)
        status = np.array([one.state.status[0, :8] for one in run.detail])
        ends.append((np.diff((status == ON_SALE).astype(int), axis=0) < 0).tolist())
    assert np.any(ends[0])
    assert ends[0] == ends[1]
    assert ends[0] != ends[2]


@pytest.mark.parametrize("books", ["cash", "accrual"])
def test_managers_reckon_with_what_renewing_costs(books: str) -> None:
    """What lives of a year cost a firm more than none is what its operations expects them to cost,
    to 4 % of revenue: tooling, what is written off, and what replaces it.
    """
    cost = []
    for life in (0.0, 52.0):
        run = held(life, operations__kind="manager", money__books=books)
        predicted = [run.tape["operations"][week].predicted for week in range(52, 156, 4)]
        expected = np.mean([each["profit"] for each in predicted])
        cost.append((expected, run.flows["profit"][:, 52:].mean()))
    (none, kept), (believed, realised) = cost
    assert kept - realised > 0.05 * run.flows["revenue"][:, 52:].mean()
    gap = (none - believed) - (kept - realised)
    assert abs(gap) < 0.04 * run.flows["revenue"][:, 52:].mean()


def test_renewals_are_counted_by_hand() -> None:
    """Two slots with a life of 20 weeks, 6 weeks believed in for development and 1 to the shelf:
    2 / (20 + 1 + 6 + 1) = 1 / 14 launches a week at 280, 20 a week; nothing else costs anything.
    """
    profit = []
    for life in (0.0, 20.0):
        free = {"money.launch": 280.0, "money.disposal": 0.0, "money.material": 0.0}
        world, state = morning(calm(LINE | free | {"line.life_weeks": life, "money.wage": 0.0}))
        facts = facts_of(world, state, np.array([40.0]), 0)
        facts[:, INDEX["development_weeks"]] = 6.0
        found = outlook(world.model, state.plan, facts, anchor(world.model, facts))
        profit.append(found["profit"][0])
    assert profit[0] - profit[1] == pytest.approx(20, abs=1e-6)
