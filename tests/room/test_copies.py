"""Another try from any round, and games from before there were rooms."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Connection
from support.firms import small
from support.rooms import Class, agenda

from coordsim.core.levers import ROLES
from coordsim.room import deeds
from coordsim.room.after.tell import tell
from coordsim.room.agenda import Changes
from coordsim.room.chain import Event
from coordsim.room.copies import as_game, branch, from_game
from coordsim.room.events import from_json, to_json
from coordsim.room.export.folder import export
from coordsim.room.log.book import Book
from coordsim.room.room import Room
from coordsim.room.session import Session
from coordsim.room.sight import Sight
from coordsim.room.state.records import RoomError
from coordsim.scenario.rules import ShockSetting
from coordsim_web.rooms.debrief.screens import again
from coordsim_web.rooms.debrief.words import Words


def game(role: str, weeks: int = 12, rounds: int = 9) -> Session:
    session = Session.create(
        small({"communication": "reports", "horizon.weeks": weeks, "horizon.warmup": 0}), 5, role
    )
    lever = session.view().levers[0]
    for number in range(rounds):
        if session.over:
            break
        word = 30.0 + number if role == "marketing" else None
        session.submit({lever.name: min(lever.high, lever.value + number)}, word)
    return session


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("weeks", [8, 10, 12])
def test_an_old_game_loads_and_comes_to_the_same(tmp_path: Path, role: str, weeks: int) -> None:
    session = game(role, weeks)
    book = Book(str(tmp_path / "rooms.db"))
    room, _, token = from_game(from_json(to_json(session.events)), book)
    assert room.state.over
    assert room.run(1).hash == session.run.hash
    again = Room(book, room.name)
    assert again.state == room.state
    assert again.run(1).hash == session.run.hash
    assert Sight(room).chair(token).views == ()


def test_an_unfinished_old_game_goes_on(tmp_path: Path) -> None:
    session = game("operations", rounds=1)
    book = Book(str(tmp_path / "rooms.db"))
    room, key, token = from_game(session.events, book)
    assert Sight(room).chair(token).views == (session.view(),)
    plan = deeds.PlanSubmitted(team=1, role="operations", round=2, levers={"hours": 150.0})
    room.do(token, plan)
    session.submit({"hours": 150.0})
    assert Sight(room).chair(token).views == (session.view(),)
    room.do(key, deeds.RoundUndone(round=1))
    assert room.state.next_round == 1


def test_an_old_game_that_is_not_allowed_says_why(tmp_path: Path) -> None:
    session = game("marketing")
    text = to_json(session.events)
    with pytest.raises(ValueError, match="was changed after it was written"):
        from_game(from_json(text.replace("31.0", "32.0")), Book(str(tmp_path / "rooms.db")))
    book = Book(str(tmp_path / "rooms.db"))
    odd = Session.create(small(), 5, "marketing").events[0]
    object.__setattr__(odd.deed, "role", "sales")
    with pytest.raises(ValueError, match="role = 'sales' is not one of marketing, operations"):
        from_game([odd], book)
    assert book.rooms() == []


def test_another_try_from_a_round(tmp_path: Path) -> None:
    room = Class(tmp_path, agenda(3, changes={"communication": "meetings"}), 4)
    room.do(deeds.PhaseBegun, number=1)
    for price in (9.0, 12.0, 13.0):
        for token in room.tokens:
            levers = {"price": price} if token in room.tokens[::2] else {}
            room.submit(token, levers)
    again, _, token = branch(room.room, room.tokens[0], 2, room.book, room.hands)
    assert again.state.next_round == 2
    first = [seat.driver for team in again.state.teams for seat in team.seats.values()]
    assert first == ["person", "bot", "bot", "bot"]
    for number in (2, 3):
        plan = {"team": 1, "role": "marketing", "round": number, "levers": {"price": 6.0}}
        again.do(token, deeds.PlanSubmitted.model_validate(plan))
    old, new = room.room.run(1), again.run(1)
    np.testing.assert_array_equal(old.flows["units"][0, :4], new.flows["units"][0, :4])
    assert old.hash != new.hash
    assert room.room.state.over
    assert len(room.room.state.played) == 3
    with pytest.raises(RoomError, match="opens nothing here"):
        again.do(room.tokens[0], deeds.ConsentGiven())
    with pytest.raises(RoomError, match="There is no round 4"):
        branch(room.room, room.tokens[0], 4, room.book)
    with pytest.raises(RoomError, match="no seat"):
        branch(room.room, room.key, 1, room.book)


@pytest.mark.parametrize("role", ROLES)
def test_a_game_is_taken_away_as_it_was_brought(tmp_path: Path, role: str) -> None:
    session = game(role)
    room = from_game(session.events, Book(str(tmp_path / "rooms.db"))).room
    assert as_game(room) == session.events


def test_a_game_in_which_a_bot_decided_is_not_taken_away(tmp_path: Path) -> None:
    room = Class(tmp_path, agenda(teams=1, people=["marketing"], begins="full"), people=1)
    room.submit(room.tokens[0], {})
    assert len(as_game(room.room)) == 2
    seat = {"team": 1, "role": "marketing"}
    room.do(deeds.HandedToBot, room.tokens[0], **seat)
    room.room.tick()
    if room.room.state.open is not None:
        room.do(deeds.RoundClosed, round=room.room.state.open.number, why="by the trainer")
    assert len(room.room.state.played) > 1
    assert as_game(room.room) == ()


@pytest.mark.parametrize("place", [0, 1])
def test_a_game_whose_rules_changed_on_the_way_is_not_taken_away(
    tmp_path: Path, place: int
) -> None:
    """A file holds one scenario, under which every round was decided."""
    room = Class(tmp_path, agenda(4, teams=1, people=["marketing"], begins="full"), people=1)
    changes: list[tuple[Any, dict[str, Any]]] = [
        (deeds.RulesChanged, {"rules": Changes(incentives="shared")}),
        (deeds.ShockInjected, {"shock": ShockSetting(kind="demand", week=9, weeks=1, size=0.2)}),
    ]
    kind, fields = changes[place]
    for number in (1, 2):
        room.submit(room.tokens[0], {})
        assert len(as_game(room.room)) == number + 1
    room.do(kind, **fields)
    room.submit(room.tokens[0], {})
    assert as_game(room.room) == ()


def test_a_branch_goes_on_by_itself_and_shows_nobody_else(tmp_path: Path) -> None:
    phases = [{"title": "One", "rounds": 1, "minutes": 4}, {"title": "Two", "rounds": 1}]
    after = [{"title": "Guess", "minutes": 3}, {"title": "What happened", "minutes": 10}]
    plan = agenda(phases=[*phases, *after], pace="trainer", consent="May we?")
    room = Class(tmp_path, plan, 2)
    for token in room.tokens:
        room.do(deeds.ConsentGiven, token)
    for number in (1, 2):
        room.do(deeds.PhaseBegun, number=number)
        room.do(deeds.RoundOpened, round=number, seconds=60)
        for token in room.tokens:
            room.submit(token, {"price": 11.11} if token == room.tokens[0] else {})
    room.hands.at += 3_600_000
    copy = branch(room.room, room.tokens[1], 1, room.book, room.hands)
    copy.room.tick()
    waiting = copy.room.state.open
    assert waiting is not None
    assert waiting.deadline is None
    for number in (1, 2):
        plan = deeds.PlanSubmitted(team=1, role="operations", round=number, levers={})
        copy.room.do(copy.token, plan)
    assert copy.room.state.over
    assert copy.room.state.readable
    export(copy.room, room.book, tmp_path / "out")
    with pytest.raises(StopIteration):
        next(iter(csv.DictReader((tmp_path / "out" / "kpis.csv").open())))
    assert ",P0," not in (tmp_path / "out-key.csv").read_text()


def test_a_copy_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Class(tmp_path, agenda(3), 2)
    room.do(deeds.PhaseBegun, number=1)
    for token in room.tokens:
        room.submit(token, {})
    insert = Book._insert

    def full(book: Book, connection: Connection, event: Event) -> None:
        if event.room != room.room.name and event.number == 4:
            raise OSError("the disk is full")
        insert(book, connection, event)

    monkeypatch.setattr(Book, "_insert", full)
    with pytest.raises(OSError, match="the disk is full"):
        branch(room.room, room.tokens[0], 1, room.book, room.hands)
    assert room.book.rooms() == [room.room.name]
    monkeypatch.undo()
    again = branch(room.room, room.tokens[0], 1, room.book, room.hands)
    assert room.book.rooms() == [room.room.name, again.room.name]


def test_a_last_round_that_is_short_has_its_own_weeks(tmp_path: Path) -> None:
    session = game("operations", weeks=10)
    room = from_game(session.events, Book(str(tmp_path / "rooms.db"))).room
    assert (len(room.state.played), room.state.round_weeks) == (3, 4)
    told = tell(room, worlds=2)
    assert (told.weeks, room.state.next_week) == (10, 10)
    assert len(told.teams[0].course.profit) == 10
    assert "rounds (3)" in again(told, Words("en")).lead
