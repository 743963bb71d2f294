"""What the model says of a lesson is told in the right case of every sign."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import pytest
from support.german import english
from support.rooms import agenda

from coordsim.room.lesson import Lesson, Step
from coordsim.room.rehearse import rehearse
from coordsim.run.comparison import Difference
from coordsim_web.rooms.teach.chosen import Chosen
from coordsim_web.rooms.teach.told import foreseen, rehearsed
from coordsim_web.rooms.teach.work import StoppedError, foresee, rehearsal, teams_in
from coordsim_web.texts.spoken import sent


@pytest.mark.parametrize(
    ("gap", "case", "size"),
    [
        (Difference(336.2, 329.0, 344.0), "more", "336"),
        (Difference(-12.5, -20.0, -5.0), "less", "12.5"),
        (Difference(3.0, -1.0, 7.0), "unclear", "+3"),
        (Difference(-3.0, -7.0, 1.0), "unclear", "−3"),
        (Difference(0.0, 0.0, 0.0), "unclear", "0"),
    ],
)
def test_a_gap_has_the_sentence_of_its_sign(gap: Difference, case: str, size: str) -> None:
    step = Step("", "silence", gap, 0.975)
    told = foreseen(
        Lesson(40, 6, {"silence": -130.4}, 207.0, (step,), replace(step, seen=0.25)), sized=True
    )
    assert (told.untouched.case, told.untouched.gap, told.untouched.seen) == (case, size, "25%")
    assert (told.steps[0].case, told.steps[0].gap, told.steps[0].seen) == (case, size, "97.5%")
    low = float(told.steps[0].interval.split(" ")[0].replace("−", "-"))
    assert (low > 0) == (case != "unclear")
    said = sent(told, "de")["steps"][0]["interval"]
    assert " bis " in said
    assert not english(set(), {said})
    assert [(arm.name, arm.profit) for arm in told.arms] == [("silence", "−130"), ("", "207")]


@pytest.mark.slow
def test_a_rehearsal_is_told_with_what_it_led_to() -> None:
    arms = {"a": {}, "b": {"communication": "dashboard"}}
    report = rehearse(agenda(2, arms=arms, worlds="blocks"), teams=4)
    told = rehearsed(report)
    assert (told.teams, told.rounds) == ("4", "2")
    assert [(arm.name, arm.teams) for arm in told.arms] == [("a", "2"), ("b", "2")]
    made = [row["profit"] for row in report["teams"] if row["arm"] == "a"]
    assert told.arms[0].lowest == foreseen_number(min(made))
    assert told.arms[0].highest == foreseen_number(max(made))
    assert len(told.steps) == 1
    costs = [moment["cost"] for row in report["teams"] for moment in row["moments"]]
    assert told.costly is not None
    assert told.costly.cost == foreseen_number(max(costs))


def foreseen_number(value: float) -> str:
    """A number as it is told of an arm."""
    nothing = Step("", "", Difference(0, 0, 0), 0)
    return foreseen(Lesson(1, 1, {}, value, (), nothing), sized=True).arms[0].profit


def test_one_team_without_moments_is_told_too() -> None:
    report = rehearse(agenda(1), teams=1)
    for row in report["teams"]:
        row["moments"] = []
    told = rehearsed(report)
    assert told.costly is None
    assert told.steps == ()


def test_a_rehearsal_is_short_and_has_every_arm() -> None:
    arms = {"a": {}, "b": {"communication": "dashboard"}}
    for rounds, teams, played in ((2, 12, 12), (2, 200, 40), (100, 60, 12), (1000, 60, 2)):
        assert teams_in(Chosen(agenda(rounds, arms=arms), teams, 1)) == played


def test_what_nobody_waits_for_is_not_played() -> None:
    stop = Event()
    stop.set()
    wish = Chosen(agenda(1), 1, 1)
    with pytest.raises(StoppedError):
        foresee(wish, stop)
    with pytest.raises(StoppedError):
        rehearsal(wish, stop, lambda done, rounds: None)
    stop.clear()
    wish = Chosen(agenda(2), 1, 1)
    with pytest.raises(StoppedError):
        rehearsal(wish, stop, lambda done, rounds: stop.set())
