"""A debrief tells of the owner's orders, the stop, what seats expected and what doing nothing would
have come to; right in every case of sign.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pytest
from support.debriefs import finished
from support.rooms import Class, agenda

from coordsim.room import deeds
from coordsim.room.after.records import Expected, TeamTold, Told
from coordsim.room.after.tell import tell
from coordsim.room.deeds import PredictionCaptured
from coordsim.room.report import games_of, runs_of
from coordsim.room.what_if import play_all
from coordsim.show.numbers import number
from coordsim_web.rooms.debrief import sales
from coordsim_web.rooms.debrief import words as say
from coordsim_web.rooms.debrief.team import page
from coordsim_web.rooms.debrief.words import Words
from coordsim_web.texts import LANGUAGES

BOTH = [Words(language) for language in LANGUAGES]
CHANGES = {
    "money.fixed": 1500.0,
    "money.insolvency": True,
    "money.cash": 0.0,
    "money.credit": 12000.0,
    "owner.acts": "blunt",
    "owner.patience": 1,
    "people.quarter_rounds": 1,
}


@cache
def told() -> tuple[Class, TeamTold]:
    """A room of one person and a manager, whose firm gets orders and stops; the person foresees 80
    units in each round.
    """
    plan = agenda(5, changes=CHANGES, people=["marketing"], teams=1)
    room = Class(Path(mkdtemp(prefix="coordsim-test-")), plan, 1)
    room.do(deeds.PhaseBegun, number=1)
    while not room.room.state.over:
        at = {"team": 1, "role": "marketing", "round": room.room.state.next_round}
        room.do(PredictionCaptured, room.tokens[0], **at, of="units", value=80.0)
        room.submit(room.tokens[0], {"price": 12.0})
    return room, tell(room.room, worlds=4).teams[0]


@pytest.mark.slow
def test_orders_and_stop_are_those_of_the_run() -> None:
    room, team = told()
    run = room.room.run(1)
    (came,) = team.owner
    assert run.flows["under_orders"][0, came.week] == 1
    assert run.flows["under_orders"][0, came.week - 1] == 0
    assert came.orders["range"] == run.orders["range"][0, came.week]
    assert team.stopped == run.stops[0]
    for words in BOTH:
        first, last = sales.owned(team, words)
        assert number(came.orders["range"]) in first
        assert f" {came.week + 1}" in first
        assert f" {run.stops[0] + 1:.0f}" in last
        assert "{" not in first + last


def test_what_was_expected_is_what_was_noted() -> None:
    room, team = told()
    run = room.room.run(1)
    assert [one.round for one in team.expected] == list(range(1, len(team.expected) + 1))
    assert 4 * (len(team.expected) - 1) <= run.stops[0] < 4 * len(team.expected)
    for place, one in enumerate(team.expected):
        thought = run.tape["operations"][4 * place].predicted
        assert thought is not None
        assert one.hopes == {"marketing": 80.0, "operations": float(thought["units"][0])}
        assert one.came == run.kpi("units", slice(4 * place, 4 * place + 4))[0]


@pytest.mark.parametrize(("hope", "kind"), [(90.0, "more"), (70.0, "less"), (80.2, "same")])
@pytest.mark.parametrize("words", BOTH, ids=LANGUAGES)
def test_hopes_in_words(words: Words, hope: float, kind: str) -> None:
    _, team = told()
    rounds = (
        Expected(1, 80.0, {"marketing": hope, "operations": None}),
        Expected(2, 80.0, {"marketing": None, "operations": None}),
    )
    (line,) = sales.hoped(replace(team, expected=rounds), words)
    values = {"expected": number(hope, 0), "came": "80", "gap": "10", "rounds": "1"}
    role = say.capital(words.name("roles", "marketing"))
    assert line == words(f"expected.{kind}", role=role, **values)
    (table,) = sales.hopes_table(replace(team, expected=rounds), words)
    assert [row[1] for row in table.rows] == [number(hope, 0), "–"]


@pytest.mark.slow
def test_doing_nothing_is_the_first_plan_in_the_same_world() -> None:
    room, team = told()
    idle = team.scores.against("untouched")
    assert idle is not None
    (game,) = games_of(room.room, runs_of(room.room))
    run = play_all([game.untouched()])
    assert idle.profit == run.kpi("profit")[0]
    first = int((run.flows["under_orders"][0] > 0).argmax())
    assert first > 0
    assert (run.plan[0, :first] == run.start[0]).all(), "only an owner touches it"
    assert not np.array_equal(run.plan, room.room.run(1).plan)
    for words in BOTH:
        own = team.scores.profit
        gauges = page(tell_of(room), 1, words).slides[0]
        assert say.against(words, "untouched", own, idle.profit) in gauges.lines


@cache
def tell_of(room: Class) -> Told:
    return tell(room.room, worlds=4)


def test_the_first_model_has_no_owner() -> None:
    for team in finished().told.teams:
        assert (team.owner, team.stopped) == ((), None)
        assert team.scores.against("untouched") is not None
        assert sales.owned(team, BOTH[0]) == ()
