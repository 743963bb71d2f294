"""The ready agendas teach what they say: rule-based managers play each lesson in forty worlds."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from support.usual_world import usual_corners

from coordsim.core.records import Floats
from coordsim.room.agenda import Agenda, agenda_of, parse, ready
from coordsim.room.lesson import Step, lesson
from coordsim.room.what_if import Game, play_all
from coordsim.run.comparison import Difference, paired

pytestmark = pytest.mark.slow
WORLDS = range(1, 41)


def first_rules(name: str, count: int, instead: dict[str, Any] | None = None) -> Agenda:
    """The agenda with its first changes of rules alone; the last of them may be another."""
    data, seen = agenda_of(name).model_dump(exclude_unset=True), 0
    for phase in data["phases"]:
        if phase.get("rules"):
            seen += 1
            if seen > count:
                phase.pop("rules")
            elif seen == count and instead:
                phase["rules"] = instead
    return parse(data, name)


def profit(agenda: Agenda, arm: str = "all") -> Floats:
    scenario = agenda.scenarios()[arm]
    return play_all([Game(scenario, world, {}) for world in WORLDS]).kpi("profit").ravel()


def gain(more: Floats, less: Floats) -> Difference:
    return paired(more, less)


def step(name: str, other: str, base: str) -> Step:
    found = lesson(agenda_of(name), 8)
    return next(one for one in found.steps if (one.other, one.base) == (other, base))


@pytest.mark.parametrize("name", ready())
def test_who_touches_nothing_falls_behind(name: str) -> None:
    found = lesson(agenda_of(name), 8).untouched
    assert found.gap.low > 0
    assert found.seen >= 0.75


@pytest.mark.parametrize("name", ready())
def test_the_world_of_a_ready_agenda_is_one_in_which_its_corners_come_as_in_most(name: str) -> None:
    agenda = agenda_of(name)
    assert usual_corners(next(iter(agenda.scenarios().values()))) == agenda.world


def test_two_good_departments() -> None:
    """The firm stays behind; figures on a screen bring nothing clear, one pay for both does."""
    assert step("silo-45", "", "all").gap.low > 0
    silent = profit(first_rules("silo-45", 0))
    assert gain(profit(first_rules("silo-45", 1)), silent).low <= 0
    paid = {"incentives": "shared"}
    assert gain(profit(first_rules("silo-45", 1, paid)), silent).low > 0


def test_silence_or_one_dashboard_and_then_one_pay() -> None:
    """One pay helps both arms; the dashboard costs more than it brings in eight rounds."""
    assert step("arms-90", "dashboard", "silence").gap.high < 0
    for arm in ("silence", "dashboard"):
        before = profit(first_rules("arms-90", 0), arm)
        assert gain(profit(agenda_of("arms-90"), arm), before).low > 0


def test_from_silence_to_one_agreed_plan() -> None:
    """The last step, one pay, is the only one that is clearly worth something."""
    steps = [profit(first_rules("sop-180", count)) for count in range(4)]
    gains = [gain(more, less) for less, more in pairwise(steps)]
    assert [one.low > 0 for one in gains] == [False, False, True]


def test_money_and_regard() -> None:
    """Managers read no words: pay alone moves them."""
    assert step("regard-60", "shared-plain", "own-plain").gap.low > 0
    assert step("regard-60", "own-regard", "own-plain").gap.mean == 0
