"""Whether a world is like most is counted in worlds that are played."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.firms import small

from coordsim.room.after.elsewhere import elsewhere
from coordsim.room.after.records import Elsewhere, Unusual
from coordsim.room.after.unusual import FIRST, WORLDS, corners_of, unusual
from coordsim.room.what_if import Game
from coordsim.run.simulate import simulate

GAME = Game(small({"incentives": "silo", "communication": "none"}), 3, {})
AGREED = {"incentives": "shared", "communication": "sop"}


@pytest.fixture(scope="module")
def here() -> tuple[Elsewhere, ...]:
    return elsewhere([GAME])[0]


def with_gap(here: tuple[Elsewhere, ...], gap: float) -> tuple[Elsewhere, ...]:
    """The same, but one agreed plan under one pay comes to so much more than the own rules do."""
    own = next(one.profit for one in here if one.present)
    return tuple(
        replace(one, profit=own + (gap if (one.pay, one.talk) == ("shared", "sop") else 0.0))
        if one.level == "L2"
        else one
        for one in here
    )


def test_a_step_that_goes_the_other_way_is_told_with_its_worlds(
    here: tuple[Elsewhere, ...],
) -> None:
    seeds = range(FIRST, FIRST + WORLDS)
    own = simulate(GAME.scenario, seeds=seeds).kpi("profit")
    together = simulate(GAME.scenario.with_(AGREED), seeds=seeds).kpi("profit")
    more = int((together > own).sum())
    way = 1.0 if more > WORLDS / 2 else -1.0
    far = 1.0 + abs(next(one.profit for one in here if one.present))
    for gap in (-far * way, far * way):
        found = unusual([GAME], [with_gap(here, gap)])[0]
        against = max(more, WORLDS - more) if gap * way < 0 else 0
        told = Unusual("shared", "sop", more=gap > 0, against=against, worlds=WORLDS)
        assert found == (told if against else None)


def test_where_nothing_is_told_apart_nothing_is_against_most(here: tuple[Elsewhere, ...]) -> None:
    for gap in (-0.9, 0.0, 0.9):
        assert unusual([GAME], [with_gap(here, gap)]) == [None]


def test_the_corners_are_around_the_own_rules() -> None:
    assert set(corners_of(GAME)) == {("shared", "none"), ("silo", "sop"), ("shared", "sop")}
    paid = Game(small({"incentives": "shared", "communication": "none"}), 3, {})
    assert set(corners_of(paid)) == {("silo", "none"), ("shared", "sop")}
