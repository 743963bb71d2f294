"""A whole room: people and bots, round by round, and the same again from its log in a batch."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from support.rooms import Class, agenda

from coordsim.room.course import Course, played_scenario
from coordsim.room.deeds import (
    MessageSent,
    PhaseBegun,
    PlanSubmitted,
    PredictionCaptured,
    RoundClosed,
    RoundUndone,
    RulesChanged,
    SeatFreed,
    ShockInjected,
)
from coordsim.room.log.book import Book
from coordsim.room.room import Room
from coordsim.room.state.fold import fold
from coordsim.room.state.records import RoomError, RoomState
from coordsim.run.simulate import replay, simulate

TALK = {"communication": "reports", "levers.price.start": 9.0}


def played(folder: Path, **more: object) -> Class:
    """Two teams: three people and a bot, three rounds; one says nothing on demand, one misses."""
    room = Class(folder, agenda(changes=TALK, **more), people=3)
    room.do(PhaseBegun, number=1)
    first, second, third = room.tokens
    room.submit(first, {"price": 9.5}, 40.0)
    room.submit(second, {"hours": 180.0})
    room.submit(third, {"price": 10.5, "range": 5.0})
    room.submit(first, {"promotion_depth": 0.2})
    room.submit(second, {})
    room.do(RoundClosed, round=2, why="by the trainer")
    return room


def finish(room: Class) -> None:
    for token in room.tokens:
        if not room.room.state.over and room.room.state.open is not None:
            sat = room.room.state.seat_of(room.room.actor(token))
            assert sat is not None
            if sat[0].seats[sat[1]].driver == "person":
                room.submit(token, {})


def test_a_session_replays_in_a_batch_to_the_same_hash(tmp_path: Path) -> None:
    room = played(tmp_path)
    finish(room)
    state = room.room.state
    assert state.over
    assert len(state.teams) == 2
    for team in state.teams:
        run = room.room.run(team.number)
        scenario = played_scenario(state, team.number)
        assert scenario.horizon.weeks == 12
        again = replay(scenario, team.seed, run.decisions_of(0))
        assert again.hash == run.hash
        assert run.flows["units"].sum() > 0


def test_bots_alone_are_the_engines_own_run(tmp_path: Path) -> None:
    room = Class(tmp_path, agenda(teams=2, worlds="blocks"))
    room.do(PhaseBegun, number=1)
    room.room.tick()
    state = room.room.state
    assert state.over
    for team in state.teams:
        alone = simulate(state.arms[team.arm], seeds=[team.seed])
        assert room.room.run(team.number).hash == alone.hash
    assert [team.seed for team in state.teams] == [7, 8]


def test_a_room_is_its_log(tmp_path: Path) -> None:
    room = played(tmp_path)
    again = Room(room.book, room.room.name, room.hands)
    assert again.state == room.room.state
    course = Course()
    course.follow(fold(room.book.events(room.room.name)))
    assert [item.key for item in course.rounds] == [r.key for r in room.room.course().rounds]
    for team in (1, 2):
        assert course.run(again.state, team).hash == room.room.run(team).hash


def test_who_misses_a_round_is_stood_in_for(tmp_path: Path) -> None:
    room = played(tmp_path)
    state = room.room.state
    sources = {place: answer.source for place, answer in state.played[1].answers.items()}
    assert sources == {
        (1, "marketing"): "person",
        (1, "operations"): "person",
        (2, "marketing"): "bot",
        (2, "operations"): "bot",
    }
    assert state.seat(2, "marketing").driver == "bot"
    assert state.seat(2, "marketing").holder == room.room.actor(room.tokens[2])


def test_back_a_round_and_on_again(tmp_path: Path) -> None:
    room = played(tmp_path)
    before = room.room.run(1).flows["units"][0, :4]
    room.do(RoundUndone, round=2)
    assert room.room.state.next_round == 2
    assert room.room.run(1).flows["units"].shape == (1, 4)
    room.submit(room.tokens[0], {"price": 14.0})
    room.submit(room.tokens[1], {})
    assert len(room.room.state.played) == 1
    room.submit(room.tokens[2], {})
    assert len(room.room.state.played) == 2
    run = room.room.run(1)
    np.testing.assert_array_equal(run.flows["units"][0, :4], before)
    assert run.flows["units"][0, 4:].sum() > 0
    finish(room)
    for team in (1, 2):
        scenario = played_scenario(room.room.state, team)
        run = room.room.run(team)
        assert replay(scenario, 7, run.decisions_of(0)).hash == run.hash


def test_shocks_and_rules_of_the_day_replay_too(tmp_path: Path) -> None:
    room = played(tmp_path, arms={"told": {}, "untold": {"communication": "none"}})
    shock = {"kind": "demand", "week": 9, "weeks": 2, "size": 0.8}
    room.do(ShockInjected, arm="told", shock=shock)
    room.do(RoundUndone, round=1)
    room.do(RulesChanged, rules={"incentives": "shared"})
    for _ in range(3):
        finish(room)
        if not room.room.state.over:
            room.do(RoundClosed, round=room.room.state.next_round, why="by the trainer")
    state = room.room.state
    assert state.over
    assert [phase.week for phase in state.arms["told"].phases] == [4]
    struck = {team.arm: team.number for team in state.teams}
    assert set(struck) == {"told", "untold"}
    for arm, team in struck.items():
        scenario = played_scenario(state, team)
        assert len(scenario.shocks) == (arm == "told")
        run = room.room.run(team)
        assert replay(scenario, 7, run.decisions_of(0)).hash == run.hash


def test_a_plan_for_a_round_that_is_over_is_refused(tmp_path: Path) -> None:
    room = played(tmp_path)
    events = room.room.state.events
    late = {"team": 1, "role": "marketing", "round": 2, "levers": {"price": 9.0}}
    with pytest.raises(RoomError, match=r"made for round 2; round 3 waits for plans"):
        room.do(PlanSubmitted, room.tokens[0], **late)
    with pytest.raises(RoomError, match=r"marketing.price = 99 is outside \[6, 14\] in week 8"):
        room.submit(room.tokens[0], {"price": 99.0})
    assert room.room.state.events == events == len(room.book.events(room.room.name))


@pytest.mark.parametrize("people", [1, 7, 8, 9, 31])
def test_any_number_of_people_starts(tmp_path: Path, people: int) -> None:
    room = Class(tmp_path, agenda(1), people)
    room.do(PhaseBegun, number=1)
    state = room.room.state
    assert len(state.teams) == -(-people // 2)
    drivers = [seat.driver for team in state.teams for seat in team.seats.values()]
    assert (drivers.count("person"), drivers.count("bot")) == (people, people % 2)
    for token in room.tokens:
        room.submit(token, {})
    assert room.room.state.over
    late = room.room.join("late") if not room.room.state.ended else ""
    sat = room.room.state.seat_of(room.room.actor(late))
    assert sat is not None
    assert sat[0].number == -(-(people + 1) // 2)


def test_listeners_hear_of_what_is_on_disk(tmp_path: Path) -> None:
    room = Class(tmp_path, agenda(2), 2)
    heard: list[tuple[int, int, bool]] = []

    def listener(state: RoomState) -> None:
        on_disk = len(room.book.events(room.room.name))
        with ThreadPoolExecutor(1) as pool:  # outside the lock: another thread can get it
            free = pool.submit(room.room.lock.acquire, timeout=5).result()
        heard.append((state.events, on_disk, free))

    room.room.listen(listener)
    room.do(PhaseBegun, number=1)
    assert heard == [(room.room.state.events, room.room.state.events, True)]


def test_who_stops_listening_hears_no_more(tmp_path: Path) -> None:
    room = Class(tmp_path, agenda(2), 2)
    heard: list[int] = []
    stop = room.room.listen(lambda state: heard.append(state.events))
    room.do(PhaseBegun, number=1)
    room.submit(room.tokens[0], {})
    with pytest.raises(RoomError):
        room.submit(room.tokens[0], {"price": 99.0})
    assert room.room.tick() == 0
    stop()
    room.submit(room.tokens[1], {})
    assert heard == [7, 8]


def test_who_comes_back_gets_the_seat_back(tmp_path: Path) -> None:
    room = played(tmp_path)
    away = room.tokens[2]
    assert room.room.welcome(away)
    assert room.room.state.seat(2, "marketing").driver == "person"
    assert not room.room.welcome(away)
    room.do(SeatFreed, team=2, role="marketing")
    assert room.room.welcome(away)
    assert room.room.state.seat(2, "marketing").holder == room.room.actor(away)
    assert not room.room.welcome(room.key)


def test_two_processes_hold_one_room(tmp_path: Path) -> None:
    """Each takes in what the other wrote, also a person who joined there."""
    room = Class(tmp_path, agenda(2), 1)
    other = Room(Book(str(tmp_path / "rooms.db")), room.room.name, room.hands)
    token = other.join("late")
    room.do(PhaseBegun, number=1)
    room.submit(room.tokens[0], {"price": 9.0})
    assert other.tick() == 0
    assert other.state == room.room.state
    plan = {"team": 1, "role": "operations", "round": 1, "levers": {}}
    room.do(PlanSubmitted, token, **plan)
    other.refresh()
    assert len(other.state.played) == len(room.room.state.played) == 1
    assert other.run(1).hash == room.room.run(1).hash


def test_what_was_said_in_undone_rounds_is_unsaid(tmp_path: Path) -> None:
    room = Class(tmp_path, agenda(3, changes={"communication": "reports"}), 2)
    room.do(PhaseBegun, number=1)
    place = {"team": 1, "role": "marketing"}
    for number in (1, 2):
        room.do(MessageSent, room.tokens[0], **place, round=number, text=f"round {number}")
        room.do(PredictionCaptured, room.tokens[0], **place, round=number, of="units", value=7.0)
        for token in room.tokens:
            room.submit(token, {})
    room.do(RoundUndone, round=2)
    assert [one.text for one in room.room.state.talk] == ["round 1"]
    assert len(room.room.state.beliefs) == 1
    room.do(RoundUndone, round=1)
    room.do(MessageSent, room.tokens[0], **place, round=1, text="again")
    assert [one.text for one in room.room.state.talk] == ["again"]
