"""What the wall shows is in the log, and so is that a room was put away."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.rooms import Class, agenda

from coordsim.room.deeds import (
    Archived,
    Ended,
    PhaseBegun,
    RoundClosed,
    RoundOpened,
    RoundUndone,
    WallShown,
)
from coordsim.room.room import Room
from coordsim.room.state.fold import fold
from coordsim.room.state.records import RoomError, Wall


def begun(folder: Path, rounds: int = 2) -> Class:
    """A room of one person in its first round."""
    room = Class(folder, agenda(rounds), people=1)
    room.do(PhaseBegun, number=1)
    return room


def close(room: Class) -> None:
    room.do(RoundClosed, round=room.room.state.next_round, why="by the trainer")


def test_nothing_is_shown_before_there_is_something(tmp_path: Path) -> None:
    room = begun(tmp_path)
    assert room.room.state.wall == Wall()
    with pytest.raises(RoomError, match="Nothing has been played yet"):
        room.do(WallShown, what="standings")
    close(room)
    room.do(WallShown, what="standings")
    assert room.room.state.wall == Wall("standings")
    for what in ("guess", "screen"):
        with pytest.raises(RoomError, match="when all rounds have been played: 1 are left"):
            room.do(WallShown, what=what, screen=1)


def test_screens_are_shown_one_by_one_and_survive_a_restart(tmp_path: Path) -> None:
    room = begun(tmp_path)
    close(room)
    close(room)
    with pytest.raises(RoomError, match="has to be said"):
        room.do(WallShown, what="screen")
    with pytest.raises(RoomError, match="has no screens"):
        room.do(WallShown, what="room", screen=1)
    room.do(WallShown, what="guess", screen=2)
    assert Room(room.book, room.room.name).state.wall == Wall("guess", 2)
    room.do(Ended)
    room.do(WallShown, what="screen", screen=2)
    assert Room(room.book, room.room.name).state.wall == Wall("screen", 2)


def test_back_one_round_the_wall_shows_the_room_again(tmp_path: Path) -> None:
    room = begun(tmp_path)
    close(room)
    close(room)
    room.do(WallShown, what="screen", screen=1)
    room.do(RoundUndone, round=2)
    assert room.room.state.wall == Wall()


def test_only_the_trainer_chooses(tmp_path: Path) -> None:
    room = begun(tmp_path)
    close(room)
    for kind, fields in ((WallShown, {"what": "standings"}), (Archived, {})):
        with pytest.raises(RoomError, match="not for person"):
            room.do(kind, token=room.tokens[0], **fields)


def test_a_room_is_put_away_when_it_is_over(tmp_path: Path) -> None:
    room = begun(tmp_path)
    close(room)
    with pytest.raises(RoomError, match="end it first"):
        room.do(Archived)
    room.do(Ended)
    assert not room.room.state.archived
    room.do(Archived)
    with pytest.raises(RoomError, match="already"):
        room.do(Archived)
    assert Room(room.book, room.room.name).state.archived


def test_a_room_in_which_nothing_was_played_can_be_put_away(tmp_path: Path) -> None:
    room = begun(tmp_path)
    room.do(Archived)
    state = room.room.state
    assert (state.ended, state.archived, state.open) == (True, True, None)
    with pytest.raises(RoomError, match="over"):
        room.do(RoundOpened, round=1)
    with pytest.raises(RoomError, match="over"):
        room.room.join("Late")


def test_a_log_from_before_folds_to_a_wall_of_the_room(tmp_path: Path) -> None:
    room = begun(tmp_path)
    close(room)
    events = room.book.events(room.room.name)
    assert not {"wall_shown", "archived"} & {event.deed.kind for event in events}
    state = fold(events)
    assert (state.wall, state.archived) == (Wall(), False)
