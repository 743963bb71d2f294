"""A room goes on: standings and words to everybody go with it, who misses rounds is stood in for,
and a room that is left to bots waits for its trainer.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.rooms import Class, agenda

from coordsim.room.chain import hash_of
from coordsim.room.deed import BroadcastEnded
from coordsim.room.deeds import (
    Broadcast,
    GivenBack,
    HandedToBot,
    PhaseBegun,
    RoundClosed,
    RoundOpened,
    WallShown,
)
from coordsim.room.room import Room
from coordsim.room.state.records import RoomError, Wall

GUESS = {"text": "More or less?", "answers": ["less", "more"], "screen": 1}
LESSON: dict[str, Any] = {
    "pace": "trainer",
    "phases": [
        {"title": "Play", "rounds": 3},
        {"title": "Guess", "beliefs": [GUESS]},
        {"title": "See"},
    ],
}
STANDINGS = Wall("standings")


def begun(folder: Path, people: int = 2, **more: Any) -> Class:
    """A class whose first round is open."""
    room = Class(folder, agenda(**(LESSON | more)), people)
    room.do(PhaseBegun, number=1)
    room.do(RoundOpened, round=1)
    return room


def close(room: Class) -> None:
    room.do(RoundClosed, round=room.room.state.next_round, why="by the trainer")


def said(room: Class) -> list[str]:
    return [one.text for one in room.room.state.broadcasts]


def test_standings_go_when_the_room_goes_on(tmp_path: Path) -> None:
    room = begun(tmp_path, away_after=0, follow="trainer")
    close(room)
    room.do(WallShown, what="standings")
    assert room.room.state.wall == STANDINGS
    room.do(RoundOpened, round=2)
    assert room.room.state.wall == Wall()
    room.do(WallShown, what="standings")
    close(room)
    assert room.room.state.wall == STANDINGS, "between rounds they may be looked at"
    room.do(RoundOpened, round=3)
    close(room)
    room.do(WallShown, what="standings")
    room.do(PhaseBegun, number=2)
    assert room.room.state.wall == Wall()


def test_nobody_sees_standings_who_is_to_guess(tmp_path: Path) -> None:
    room = begun(tmp_path, away_after=0)
    for _ in range(3):
        close(room)
    room.do(PhaseBegun, number=2)
    with pytest.raises(RoomError, match="People guess before they see"):
        room.do(WallShown, what="standings")
    room.do(WallShown, what="screen", screen=1)
    room.do(WallShown, what="standings")
    assert room.room.state.wall == STANDINGS
    room.do(PhaseBegun, number=3)
    room.do(WallShown, what="guess", screen=2)
    with pytest.raises(RoomError, match="People guess before they see"):
        room.do(WallShown, what="standings")
    room.do(WallShown, what="room")
    room.do(WallShown, what="standings")


def test_words_to_everybody_end_with_the_next_round_or_phase(tmp_path: Path) -> None:
    room = begun(tmp_path, away_after=0, follow="trainer")
    room.do(Broadcast, text="Two minutes.")
    close(room)
    assert said(room) == ["Two minutes."]
    room.do(Broadcast, text="Round two is the last of this kind.")
    room.do(RoundOpened, round=2)
    assert said(room) == ["Round two is the last of this kind."], "said of the round that opened"
    close(room)
    room.do(RoundOpened, round=3)
    assert said(room) == []
    close(room)
    room.do(Broadcast, text="A break.")
    room.do(PhaseBegun, number=2)
    assert said(room) == []


def test_words_to_everybody_are_taken_away(tmp_path: Path) -> None:
    room = begun(tmp_path)
    with pytest.raises(RoomError, match="Nothing is said to everybody"):
        room.do(BroadcastEnded)
    room.do(Broadcast, text="Hush.")
    with pytest.raises(RoomError, match="not for person"):
        room.do(BroadcastEnded, room.tokens[0])
    room.do(BroadcastEnded)
    assert said(room) == []
    assert Room(room.book, room.room.name).state.broadcasts == ()


@pytest.mark.parametrize(("after", "connected"), [(1, 2), (2, 3)])
def test_who_is_connected_may_miss_one_round_more(
    tmp_path: Path, after: int, connected: int
) -> None:
    room = begun(tmp_path, people=4, away_after=after, phases=[{"title": "Play", "rounds": 5}])
    here, gone = (hash_of(token) for token in room.tokens[:2])
    room.room.here = lambda name: {here} if name == room.room.name else ()
    taken = dict[str, int]()
    while len(room.room.state.played) < 4:
        for token in room.tokens[2:]:
            room.submit(token, {})
        close(room)
        for person in (here, gone):
            sat = room.room.state.seat_of(person)
            assert sat is not None
            if sat[0].seats[sat[1]].driver == "bot":
                taken.setdefault(person, len(room.room.state.played))
    assert taken == {gone: after, here: connected}


def test_where_no_bot_takes_over_none_does(tmp_path: Path) -> None:
    room = begun(tmp_path, away_after=0)
    for _ in range(3):
        close(room)
    drivers = {seat.driver for seat in room.room.state.team(1).seats.values()}
    assert drivers == {"person"}


def test_a_room_left_to_bots_waits_for_its_trainer(tmp_path: Path) -> None:
    timed = [{"title": "Play", "rounds": 3, "minutes": 3.0}]
    room = begun(tmp_path, phases=timed)
    close(room)
    assert {seat.driver for seat in room.room.state.team(1).seats.values()} == {"bot"}
    room.hands.at += 3_600_000
    room.room.tick()
    state = room.room.state
    assert (state.open, len(state.played)) == (None, 1)
    room.do(RoundOpened, round=2)
    assert room.room.state.open is not None
    close(room)
    assert room.room.state.open is None
    room.do(GivenBack, room.tokens[0], team=1, role="marketing")
    assert room.room.state.open is not None, "somebody decides again"
    room.do(HandedToBot, room.tokens[0], team=1, role="marketing")
    assert room.room.state.open is not None
