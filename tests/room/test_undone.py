"""Back one round: who was handed to a bot in it, or missed it, plays it again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.rooms import Class, agenda

from coordsim.room.chain import hash_of, read
from coordsim.room.deeds import HandedToBot, PhaseBegun, RoundClosed, RoundUndone, Swapped
from coordsim.room.log.book import Book
from coordsim.room.room import Room
from coordsim.room.state.fold import apply, waited_for
from coordsim.room.state.records import Seat

BOTH = [(1, "marketing"), (1, "operations")]


def missed(folder: Path, away_after: int) -> Class:
    """Two people: both hand in in the first round, and only one in the second."""
    room = Class(folder, agenda(4, away_after=away_after), people=2)
    room.do(PhaseBegun, number=1)
    for token in room.tokens:
        room.submit(token, {})
    room.submit(room.tokens[0], {})
    room.do(RoundClosed, round=2, why="by the trainer")
    return room


@pytest.mark.parametrize("away_after", [0, 1, 2])
def test_who_was_away_in_an_undone_round_is_waited_for(tmp_path: Path, away_after: int) -> None:
    room = missed(tmp_path, away_after)
    seat = room.room.state.seat(1, "operations")
    assert (seat.driver, seat.missed) == ("bot" if away_after == 1 else "person", 1)
    room.do(RoundUndone, round=2)
    seat = room.room.state.seat(1, "operations")
    assert (seat.driver, seat.missed) == ("person", 0)
    assert waited_for(room.room.state) == BOTH
    room.submit(room.tokens[0], {})
    assert len(room.room.state.played) == 1
    room.submit(room.tokens[1], {"hours": 150.0})
    answer = room.room.state.played[1].answer(1, "operations")
    assert (answer.source, answer.plan.levers) == ("person", {"hours": 150.0})
    again = Room(Book(str(tmp_path / "rooms.db")), room.room.name)
    assert again.state == room.room.state


def test_who_was_away_before_an_undone_round_is_away_still(tmp_path: Path) -> None:
    room = missed(tmp_path, 1)
    room.submit(room.tokens[0], {})
    room.do(RoundUndone, round=3)
    seat = room.room.state.seat(1, "operations")
    assert (seat.driver, seat.missed) == ("bot", 1)
    assert waited_for(room.room.state) == BOTH[:1]


def test_people_who_moved_meanwhile_stay_where_they_are(tmp_path: Path) -> None:
    room = missed(tmp_path, 2)
    place = {"team": 1, "role": "marketing"}
    room.do(Swapped, **place, other_team=1, other_role="operations")
    room.do(HandedToBot, **place)
    room.do(RoundUndone, round=2)
    seats, holders = room.room.state.team(1).seats, list(room.room.state.people)
    assert seats == {
        "marketing": Seat("person", holders[1]),
        "operations": Seat("person", holders[0]),
    }


def test_who_came_after_an_undone_round_plays_it(tmp_path: Path) -> None:
    room = Class(tmp_path, agenda(4), people=1)
    room.do(PhaseBegun, number=1)
    room.submit(room.tokens[0], {})
    room.tokens.append(room.room.join("Bo"))
    room.submit(room.tokens[0], {})
    room.do(RoundClosed, round=2, why="by the trainer")
    assert room.room.state.seat(1, "operations").driver == "bot"
    room.do(RoundUndone, round=1)
    assert waited_for(room.room.state) == BOTH


def test_a_log_of_an_older_version_comes_to_what_it_came_to(tmp_path: Path) -> None:
    room = missed(tmp_path, 1)
    last = room.book.events(room.room.name)[-1]
    plain = {"kind": "round_undone", "round": 2}
    said = {"at": last.at, "actor": "trainer", "before": last.hash, "number": last.number + 1}
    text = json.dumps({"room": room.room.name, "deed": plain} | said)
    state = apply(room.room.state, read(text, hash_of(text), last, room.room.name))
    assert state.teams == room.room.state.teams
    assert state.seat(1, "operations").driver == "bot"
    assert RoundUndone(round=2).reseats
