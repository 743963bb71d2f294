"""The rooms of a server: found by code, token and key, opened again after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.rooms import agenda

from coordsim.room import deeds
from coordsim.room.log.book import Book
from coordsim.room.rehearse import Hands
from coordsim.room.state.records import RoomError, RoomState
from coordsim_web.rooms import address
from coordsim_web.rooms.hub import REST, Hub


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """A hub whose clock is moved by hand."""
    return Hub(Book(str(tmp_path / "rooms.db")), Hands())


def test_a_room_is_found_by_code_token_and_key(hub: Hub) -> None:
    room, key = hub.open(agenda())
    token = room.join("Ada")
    assert hub.named(f" {room.state.code.lower()} ") is room
    assert hub.room_of(token) is hub.room_of(key) is room
    again = Hub(hub.book, hub.clock)
    assert again.room_of(key).state == room.state
    assert again.sight_of(token).chair(token).role == "marketing"


@pytest.mark.parametrize("wrong", ["", "x", "../..", "0" * 16, "0" * 16 + "-secret", "ü" * 300])
def test_what_opens_nothing_is_refused(hub: Hub, wrong: str) -> None:
    room, _ = hub.open(agenda())
    with pytest.raises(RoomError):
        hub.room_of(wrong)
    with pytest.raises(RoomError):
        hub.named(wrong)
    with pytest.raises(RoomError, match="opens nothing"):
        hub.room_of(f"{room.name}-{wrong}")


def test_the_clock_of_the_server_closes_rounds(hub: Hub) -> None:
    room, key = hub.open(agenda(phases=[{"title": "Play", "rounds": 3, "minutes": 3.0}]))
    tokens = [room.join(name) for name in ("Ada", "Bo")]
    heard: list[RoomState] = []
    hub.listen(room.name, heard.append)
    hub.do(key, deeds.PhaseBegun(number=1))
    assert hub.tick() == 0
    assert isinstance(hub.clock, Hands)
    hub.clock.at += 61_000
    assert hub.tick() > 0
    assert len(heard[-1].played) == 1
    assert {seat.driver for seat in heard[-1].teams[0].seats.values()} == {"bot"}
    assert room.welcome(tokens[0])
    assert room.state.seat(1, "marketing").driver == "person"


def test_a_room_that_fails_keeps_no_other_waiting(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, _ = hub.open(agenda())
    sound, key = hub.open(agenda(phases=[{"title": "Play", "rounds": 3, "minutes": 3.0}]))
    sound.join("Ada")
    hub.do(key, deeds.PhaseBegun(number=1))
    monkeypatch.setattr(broken, "tick", lambda: 1 / 0)
    assert isinstance(hub.clock, Hands)
    hub.clock.at += 61_000
    assert hub.tick() > 0


def test_addresses_say_what_they_lead_to() -> None:
    for path, page, key in (
        (address.join("ABCDE"), "j", "ABCDE"),
        (address.join(), "j", ""),
        (address.seat("0f-a_b"), "seat", "0f-a_b"),
        (address.console("k"), "console", "k"),
        (address.wall("W"), "wall", "W"),
        (address.debrief("t"), "debrief", "t"),
        (address.teach(), "teach", ""),
        (address.learn(), "learn", ""),
        (address.first(), "learn", "first"),
        ("/lab", "", ""),
    ):
        assert address.place_of(path)[:1] == (page,)
        assert page == "" or address.place_of(path).key == key


@pytest.mark.parametrize("heads", [7, 8, 9, 31])
def test_any_number_of_people_start_and_a_late_one_has_a_seat(hub: Hub, heads: int) -> None:
    """W3: nobody is left without a seat, and who comes late takes a bot's."""
    room, key = hub.open(agenda())
    tokens = [room.join(f"P{number}") for number in range(heads)]
    hub.do(key, deeds.PhaseBegun(number=1))
    assert room.state.open is not None
    places = {hub.sight_of(token).place(token) for token in tokens}
    assert len(places) == heads
    assert len(room.state.teams) == -(-heads // 2)
    late = room.join("Late")
    assert hub.sight_of(late).place(late) not in places
    assert hub.sight_of(late).chair(late).driver == "person"


def test_three_of_eight_vanish_and_one_comes_back(hub: Hub) -> None:
    """W4: the round closes at its time, bots take over, who returns has the seat again."""
    room, key = hub.open(agenda(phases=[{"title": "Play", "rounds": 3, "minutes": 3.0}]))
    tokens = [room.join(f"P{number}") for number in range(8)]
    hub.do(key, deeds.PhaseBegun(number=1))
    for token in tokens[3:]:
        team, role = hub.sight_of(token).place(token)
        seat = {"team": team, "role": role, "round": 1}
        hub.do(token, deeds.PlanSubmitted.model_validate(seat | {"levers": {}}))
    assert len(room.state.played) == 0
    assert isinstance(hub.clock, Hands)
    hub.clock.at += 61_000
    hub.tick()
    assert len(room.state.played) == 1
    drivers = [hub.sight_of(token).chair(token).driver for token in tokens]
    assert drivers == 3 * ["bot"] + 5 * ["person"]
    place = hub.sight_of(tokens[0]).place(tokens[0])
    assert room.welcome(tokens[0])
    chair = hub.sight_of(tokens[0]).chair(tokens[0])
    assert (chair.team, chair.role) == place
    assert chair.driver == "person"
    assert len(chair.tracks[chair.role]) == 1


def test_an_abandoned_room_rests_and_its_clock_with_it(hub: Hub) -> None:
    """W15: a laptop closed in mid-round, for so long that the server let go of the room."""
    assert isinstance(hub.clock, Hands)
    room, key = hub.open(agenda(9, phases=[{"title": "Play", "rounds": 9, "minutes": 27.0}]))
    ada, bo = (room.join(name) for name in ("Ada", "Bo"))
    stop = hub.listen(room.name, lambda state: None)
    hub.do(key, deeds.PhaseBegun(number=1))
    plan = {"team": 1, "role": "marketing", "round": 1, "levers": {"price": 9.0}}
    hub.do(ada, deeds.PlanSubmitted.model_validate(plan))
    draft = {"team": 1, "role": "operations", "round": 1, "levers": {"hours": 119.0}}
    hub.do(bo, deeds.DraftSaved.model_validate(draft))
    hub.clock.at += REST + 1
    hub.tick()
    assert (hub.open_rooms, len(room.state.played)) == (1, 1), "a page follows it"
    stop()
    for _ in range(5):
        hub.clock.at += REST // 4
        hub.tick()
    assert hub.open_rooms == 0
    left = len(hub.book.events(room.name))
    for _ in range(5):
        hub.clock.at += REST
        assert hub.tick() == 0
    assert len(hub.book.events(room.name)) == left, "nobody is there, and nothing is played"
    assert hub.room_of(ada).welcome(ada)
    again = hub.room_of(ada)
    assert again is not room
    first = again.state.played[0]
    assert first.answer(1, "marketing").plan.levers == {"price": 9.0}
    assert again.state.open is not None
    assert again.state.open.deadline == hub.clock.at + 180_000
    chair = hub.sight_of(ada).chair(ada)
    assert (chair.driver, chair.open, chair.round) == ("person", True, len(again.state.played) + 1)
    assert hub.tick() == 0


def test_a_room_that_is_opened_again_has_done_what_was_due(hub: Hub) -> None:
    assert isinstance(hub.clock, Hands)
    room, key = hub.open(agenda(phases=[{"title": "Play", "rounds": 3, "minutes": 3.0}]))
    ada, bo = (room.join(name) for name in ("Ada", "Bo"))
    hub.do(key, deeds.PhaseBegun(number=1))
    draft = {"team": 1, "role": "operations", "round": 1, "levers": {"hours": 119.0}}
    hub.do(bo, deeds.DraftSaved.model_validate(draft))
    after = Hub(hub.book, hub.clock)
    waiting = after.room_of(bo).state.open
    assert waiting is not None
    assert waiting.drafts[1, "operations"].levers == {"hours": 119.0}
    hub.clock.at += 61_000
    again = Hub(hub.book, hub.clock)
    assert len(again.room_of(ada).state.played) == 1
    late = {"team": 1, "role": "marketing", "round": 1, "levers": {}}
    with pytest.raises(RoomError, match="made for round 1"):
        again.do(ada, deeds.PlanSubmitted.model_validate(late))


def test_a_key_leads_the_room_of_its_trainer_alone(hub: Hub) -> None:
    room, key = hub.open(agenda())
    token = room.join("Ada")
    assert hub.led_with(key) == room.name
    for other in (token, f"{room.name}-x", hub.open(agenda()).key.partition("-")[2], ""):
        assert hub.led_with(other) == ""
