"""Rounds begin when somebody sits in a seat: nothing is written before."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.rooms import Class, agenda

from coordsim.room.chain import Event
from coordsim.room.deed import TRAINER
from coordsim.room.deeds import AnyDeed, PhaseBegun, RoundOpened, SeatLeft
from coordsim.room.room import Room
from coordsim.room.state.records import RoomError

MEETING = {"title": "Meet", "rounds": 0, "minutes": 1.0}
PLAY = {"title": "Play", "rounds": 2}


def write_as_before(one: Class, deed: AnyDeed) -> Room:
    """Write what an older version wrote, and read the room again."""
    last = one.book.events(one.room.name)[-1]
    number, at = last.number + 1, one.hands()
    event = Event(
        room=one.room.name, number=number, at=at, actor=TRAINER, before=last.hash, deed=deed
    )
    one.book.append(event)
    return Room(one.book, one.room.name, one.hands)


@pytest.mark.parametrize("pace", ["server", "trainer"])
def test_nobody_in_a_seat_begins_nothing(tmp_path: Path, pace: str) -> None:
    room = Class(tmp_path, agenda(pace=pace))
    first = PhaseBegun(number=1)
    if pace == "trainer":
        room.room.do(room.key, first)
    events = room.book.events(room.room.name)
    with pytest.raises(RoomError, match="Nobody has sat down yet"):
        room.room.do(room.key, first if pace == "server" else RoundOpened(round=1))
    assert room.book.events(room.room.name) == events
    assert room.room.tick() == 0
    room.tokens = [room.room.join(name) for name in ("Ada", "Bo")]
    assert room.room.state.open is None
    room.room.do(room.key, first if pace == "server" else RoundOpened(round=1))
    assert {seat.driver for seat in room.room.state.teams[0].seats.values()} == {"person"}


def test_whoever_left_again_begins_nothing_either(tmp_path: Path) -> None:
    room = Class(tmp_path, agenda(), people=1)
    room.do(SeatLeft, room.tokens[0], team=1, role="marketing")
    with pytest.raises(RoomError, match="Nobody has sat down yet"):
        room.do(PhaseBegun, number=1)
    assert room.room.state.phase == 0


def test_the_server_begins_no_rounds_for_nobody(tmp_path: Path) -> None:
    room = Class(tmp_path, agenda(phases=[MEETING, PLAY]))
    room.do(PhaseBegun, number=1)
    room.hands.at += 61_000
    assert room.room.tick() == 0
    assert room.room.state.phase == 1
    room.tokens = [room.room.join("Ada")]
    assert room.room.state.phase == 2


def test_a_room_of_an_older_version_that_began_with_nobody_waits_in_peace(tmp_path: Path) -> None:
    room = Class(tmp_path, agenda())
    again = write_as_before(room, PhaseBegun(number=1))
    assert again.state.phase == 1
    assert again.tick() == 0
    assert again.state.open is None
