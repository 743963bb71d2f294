"""Rounds follow one another by themselves, or when the trainer says."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.rooms import Class, agenda

from coordsim.room.agenda import AgendaError
from coordsim.room.copies import branch
from coordsim.room.deeds import Ended, PhaseBegun, PlanSubmitted, RoundOpened, RoundsFollow
from coordsim.room.room import Room


def played(folder: Path, **more: str) -> Class:
    """A room of one person that has just played its first round of three."""
    room = Class(folder, agenda(**more), people=1)
    room.do(PhaseBegun, number=1)
    if room.room.state.open is None:
        room.do(RoundOpened, round=1)
    room.submit(room.tokens[0], {})
    assert len(room.room.state.played) == 1
    return room


@pytest.mark.parametrize("pace", ["server", "trainer"])
def test_rounds_follow_by_themselves_unless_an_agenda_says_another_thing(
    tmp_path: Path, pace: str
) -> None:
    state = played(tmp_path, pace=pace).room.state
    assert state.follow == "server"
    assert state.open is not None
    assert state.open.number == 2


@pytest.mark.parametrize("pace", ["server", "trainer"])
def test_an_agenda_lets_rounds_wait_for_the_trainer(tmp_path: Path, pace: str) -> None:
    room = played(tmp_path, pace=pace, follow="trainer")
    assert room.room.state.open is None
    room.do(RoundOpened, round=2)
    room.submit(room.tokens[0], {})
    assert room.room.state.open is None


def test_the_trainer_changes_it_and_the_log_keeps_it(tmp_path: Path) -> None:
    room = played(tmp_path)
    room.do(RoundsFollow, follow="trainer")
    room.submit(room.tokens[0], {})
    again = Room(room.book, room.room.name).state
    assert (again.follow, again.open, len(again.played)) == ("trainer", None, 2)
    room.do(RoundsFollow, follow="server")
    waiting = room.room.state.open
    assert waiting is not None
    assert waiting.number == 3


def test_who_plays_again_alone_waits_for_no_trainer(tmp_path: Path) -> None:
    room = played(tmp_path, pace="trainer", follow="trainer")
    room.do(RoundsFollow, follow="trainer")
    room.do(RoundOpened, round=2)
    room.submit(room.tokens[0], {})
    room.do(Ended)
    copy = branch(room.room, room.tokens[0], 2, room.book, room.hands)
    alone, plan = copy.room, {"team": 1, "role": "marketing", "round": 2, "levers": {}}
    alone.do(copy.token, PlanSubmitted.model_validate(plan))
    assert alone.state.open is not None
    assert alone.state.open.number == 3


def test_nobody_else_opens_rounds() -> None:
    with pytest.raises(AgendaError, match="follow = 'people' is not one of"):
        agenda(follow="people")
