"""Firms of different kinds in one run keep all that they would have kept alone: tape, contests,
orders, shelves and customers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from support.firms import small

import coordsim as cs
from coordsim.core.levers import LEVERS, ROLES
from coordsim.core.records import FirmState
from coordsim.run.simulate import replay

KINDS: dict[str, dict[str, Any]] = {
    "plain": {},
    "agreed": {"incentives": "shared", "communication": "sop", "governance": "joint"},
    "one lever shut": {"levers.price.open": False},
    "other rounds": {"horizon.round_weeks": 6},
    "one side holds": {"marketing.kind": "hold", "operations.kind": "hold"},
    "fewer variants": {"line.slots": 6},
    "other lead times": {"plant.lead_weeks": 3, "market.customers": 40},
    "an owner": {"owner.acts": "blunt", "owner.patience": 1, "money.fixed": 900},
}
FIRMS = [small(changes) for changes in KINDS.values()]
WORLDS = list(range(3, 3 + len(FIRMS)))


def nudge(seat: Any) -> Mapping[str, float]:
    """A player who changes what it may, and says a number now and then."""
    name = next(iter(seat.limits))
    low, high = seat.limits[name]
    word = {"forecast": 20.0} if seat.role == "marketing" and seat.firm % 2 and seat.heeded else {}
    return {name: min(max(seat.plan[name], low), high)} | word


WAYS: dict[str, Callable[[list[cs.Scenario], list[int]], cs.Run]] = {
    "by rules": lambda firms, worlds: cs.simulate(firms, seeds=worlds),
    "asked": lambda firms, worlds: cs.simulate(firms, seeds=worlds, players={"marketing": nudge}),
    "with detail": lambda firms, worlds: cs.simulate(firms, seeds=worlds, detail=True),
}


@pytest.fixture(scope="module", params=WAYS)
def way(request: pytest.FixtureRequest) -> Callable[[list[cs.Scenario], list[int]], cs.Run]:
    return WAYS[request.param]


def test_nothing_is_lost(way: Callable[[list[cs.Scenario], list[int]], cs.Run]) -> None:
    """Firm by firm as alone."""
    together = way(FIRMS, WORLDS)
    for place, (firm, world) in enumerate(zip(FIRMS, WORLDS, strict=True)):
        if way is WAYS["asked"] and place % 2:
            continue  # the player says a number where it is an odd firm: alone it is firm 0
        alone = way([firm], [world])
        assert together.hashes[place] == alone.hashes[0]
        for role in ROLES:
            mine, its = together.decisions_of(place)[role], alone.decisions_of(0)[role]
            assert list(mine) == list(its)
            for week, decision in its.items():
                assert mine[week].levers == decision.levers
                assert mine[week].forecast == decision.forecast
                told, thought = together.tape[role][week], alone.tape[role][week].predicted or {}
                for name, value in thought.items():
                    assert (told.predicted or {})[name][place] == value[0]
        for name, values in alone.contested.items():
            np.testing.assert_array_equal(together.contested[name][place], values[0])
        for name, values in alone.orders.items():
            np.testing.assert_array_equal(together.orders[name][place], values[0])
        for joint, week in zip(together.detail, alone.detail, strict=True):
            for each in fields(FirmState):
                mine, its = (getattr(one.state, each.name) for one in (joint, week))
                if isinstance(its, np.ndarray) and its.size:
                    inside = tuple(slice(size) for size in its.shape[1:])
                    np.testing.assert_array_equal(mine[place][inside], its[0], each.name)


def test_who_may_not_set_a_lever_has_no_number_in_it() -> None:
    run = cs.simulate(FIRMS, seeds=WORLDS)
    price = run.tape["marketing"][0].levers["price"]
    shut = list(KINDS).index("one lever shut"), list(KINDS).index("one side holds")
    assert set(np.flatnonzero(np.isnan(price))) == set(shut)
    assert not run.contested["price"][shut[0]].any()
    late = run.tape["marketing"][6].levers["price"]
    assert set(np.flatnonzero(~np.isnan(late))) == {list(KINDS).index("other rounds")}


@pytest.mark.parametrize("place", range(len(FIRMS)), ids=list(KINDS))
def test_a_firm_of_many_kinds_can_be_played_again(place: int) -> None:
    run = cs.simulate(FIRMS, seeds=WORLDS)
    again = replay(FIRMS[place], WORLDS[place], run.decisions_of(place))
    assert again.hash == cs.simulate(FIRMS[place], seeds=[WORLDS[place]]).hash


@pytest.mark.slow
def test_customers_of_every_sort_stand_side_by_side() -> None:
    """Where a cohort stands for many, each individual beside it is a cohort of one."""
    sorts = [small({"demand": "class", "market.classes": 12}), small()]
    week = cs.simulate(sorts, detail=True).detail[-1].state
    alone = cs.simulate(sorts[0], detail=True).detail[-1].state
    assert week.members.shape == week.satisfaction.shape
    assert week.members.sum(axis=1) == pytest.approx([60, 60])
    width = alone.members.shape[1]
    np.testing.assert_array_equal(week.members[0, :width], alone.members[0])
    assert np.isnan(week.satisfaction[0, width:]).all() or width == week.members.shape[1]


def test_levers_stand_in_the_order_of_the_table() -> None:
    names = [lever.name for lever in LEVERS]
    levers = list(cs.simulate(FIRMS, seeds=WORLDS).tape["operations"][0].levers)
    assert levers == sorted(levers, key=names.index)
