"""Who holds which key opens what, on every page, at every file and for every command: the tables
are made from the routes and the kinds of deeds, so that new ones are in them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest
import solara
from support.asked import Answered, asked
from support.rooms import Class, agenda
from support.sent import sent_at

from coordsim.room import deeds
from coordsim.room.chain import hash_of
from coordsim.room.deed import PERSON, TRAINER, AtSeat
from coordsim.room.state.records import ALL_ROLES, RoomError
from coordsim_web import app, served
from coordsim_web.door import Door
from coordsim_web.rooms import address
from coordsim_web.rooms import hub as hubs
from coordsim_web.rooms.debrief.routes import KINDS, routes
from coordsim_web.rooms.hub import Hub

HOST_KEY = "host-key-that-nobody-guesses"
TALK = {"communication": "meetings"}
ROUTES = {route.path: route for route in app.routes}
HOLDERS = (
    "mine",
    "partner's",
    "another team's",
    "another room's",
    "the trainer's",
    "another trainer's",
    "the host's",
    "made up",
    "made up for the room",
    "hash of the key",
    "empty",
    "long",
    "unwritable",
)
INSIDE = HOLDERS[:3]  # seats of the room that is watched
STRANGERS = tuple(one for one in HOLDERS if one not in (*INSIDE, "the trainer's"))


class Rooms(NamedTuple):
    """Two rooms of one server, in the first round of each, and what must not leave a seat."""

    hub: Hub
    room: Class
    keys: dict[str, str]
    secrets: dict[str, frozenset[str]]  # by what only these holders may be sent


@pytest.fixture
def rooms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rooms]:
    """Three people hand plans in or think of them, and write to their teams."""
    room, other = Class(tmp_path, agenda(changes=dict(TALK)), 4), Class(tmp_path, agenda(), 2)
    for one in (room, other):
        one.do(deeds.PhaseBegun, number=1)
    mine, partner, third = room.tokens[:3]
    secrets: dict[str, frozenset[str]] = {}
    for place, (token, team, role, seen_by) in enumerate(
        (
            (mine, 1, "marketing", INSIDE[:2]),
            (partner, 1, "operations", INSIDE[:2]),
            (third, 2, "marketing", INSIDE[2:]),
        )
    ):
        at = {"team": team, "role": role, "round": 1}
        text, value = f"words of seat {place}", 7654321.5 + place
        room.do(deeds.MessageSent, token, **at, text=text)
        room.do(deeds.PredictionCaptured, token, **at, of="units", value=value)
        secrets[text] = frozenset({*seen_by, "the trainer's"})
        secrets[str(value)] = frozenset()
    hub = Hub(room.book, room.hands)
    keys = {
        "mine": mine,
        "partner's": partner,
        "another team's": third,
        "another room's": other.tokens[0],
        "the trainer's": room.key,
        "another trainer's": other.key,
        "the host's": HOST_KEY,
        "made up": "of-nothing",
        "made up for the room": f"{room.room.name}-{'A' * 24}",
        "hash of the key": f"{room.room.name}-{hash_of(room.key)}",
        "empty": "",
        "long": room.room.name + "-" + "k" * 10_000,
        "unwritable": room.room.name + "-\ud800",
    }
    for holder, key in keys.items():
        if len(key) in range(20, 100) and "made" not in holder:
            secrets[key] = frozenset({holder})
    monkeypatch.setattr(hubs._Made, "hub", hub)
    monkeypatch.setattr(solara, "get_session_id", lambda: "a visitor")
    served.serve_at("127.0.0.1", HOST_KEY)
    yield Rooms(hub, room, keys, secrets)
    served.serve_at("127.0.0.1")


def is_sentence(text: str) -> bool:
    """Whether a refusal can be shown to people."""
    return text[:1].isupper() and text.endswith(".") and len(text) < 200 and "\n" not in text


def keeps_to_itself(rooms: Rooms, holder: str, sent: str) -> None:
    for secret, allowed in rooms.secrets.items():
        assert holder in allowed or secret not in sent, (holder, secret)


def open_to(holder: str) -> set[str]:
    """Pages that show more to somebody than to who has nothing."""
    if holder in INSIDE:
        return {address.SEAT}
    if "trainer" in holder:
        return {address.CONSOLE, address.PAPER}
    return {address.SEAT} if holder == "another room's" else set()


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize("page", [page for page in address.PAGES if page in ROUTES])
@pytest.mark.slow
def test_a_page_shows_only_what_its_key_opens(rooms: Rooms, page: str, holder: str) -> None:
    key = rooms.keys[holder]
    path = f"/{page}?key={key}" if page == address.TEACH else f"/{page}/{key}"
    sent = sent_at(path, ROUTES[page])
    keeps_to_itself(rooms, holder, sent)
    assert "Traceback" not in sent
    if page in (address.SEAT, address.CONSOLE, address.PAPER) and page not in open_to(holder):
        nothing = sent_at(f"/{page}/nothing", ROUTES[page])
        assert (sent.replace(key, "nothing") if key else sent) == nothing
    if page == address.TEACH:
        assert (".offer = " in sent) == (holder == "the host's")


def test_the_watch_sees_what_is_shown(rooms: Rooms) -> None:
    for holder in INSIDE:
        sent = sent_at(address.seat(rooms.keys[holder]), ROUTES[address.SEAT])
        words = [text for text, allowed in rooms.secrets.items() if text.startswith("words")]
        assert any(text in sent for text in words), holder


def fetched(path: str) -> Answered:
    """A file's answer, from behind the door."""
    from starlette.applications import Starlette

    return asked(Door(Starlette(routes=routes())), path)


@pytest.mark.parametrize("holder", HOLDERS)
def test_a_file_is_given_to_nobody_before_the_end(rooms: Rooms, holder: str) -> None:
    for route in routes():
        for kind in (*KINDS, "exe", "", "html.bak"):
            path = route.path.replace("{key}", rooms.keys[holder]).replace("{kind}", kind)
            status, body = fetched(path)
            assert 400 <= status < 500, (path, status)
            keeps_to_itself(rooms, holder, body)
            assert "<" in body or body == "Not Found" or is_sentence(body), body


FIELDS: dict[str, Any] = {
    "week": 0,
    "team": 1,
    "role": "marketing",
    "round": 1,
    "number": 2,
    "name": "Eve",
    "other_team": 2,
    "other_role": "marketing",
    "levers": {"price": 9.0},
    "text": "hello",
    "promise": {"what": "minimum_supply", "units": 1.0},
    "seconds": 60,
    "why": "by the trainer",
    "shock": {"kind": "demand", "week": 5, "weeks": 1, "size": 0.1},
    "rules": {"incentives": "shared"},
    "phase": 1,
    "question": 1,
    "answer": 0,
    "of": "units",
    "follow": "server",
    "value": 1.0,
    "what": "standings",
}
WHYS = {"handed_to_bot": "asked for"}


def made(kind: str, rooms: Rooms) -> deeds.AnyDeed:
    """A deed of a kind, at the seat that is watched. A new field needs an entry above."""
    record = deeds.KINDS[kind]
    if kind == "room_opened":
        return rooms.room.book.events(rooms.room.room.name)[0].deed
    known = {**FIELDS, "person": hash_of(rooms.keys["mine"])}
    if kind in WHYS:
        known["why"] = WHYS[kind]
    if kind == "belief_captured":
        known["answer"] = 0.0
    wanted = [name for name, field in record.model_fields.items() if field.is_required()]
    wanted += ["why"] if "why" in record.model_fields else []
    return deeds.READER.validate_python({"kind": kind, **{name: known[name] for name in wanted}})


@pytest.mark.parametrize("kind", deeds.KINDS)
def test_a_command_is_done_only_for_who_may(rooms: Rooms, kind: str) -> None:
    room, deed = rooms.hub.room(rooms.room.room.name), made(kind, rooms)
    before = room.state.events
    for holder in HOLDERS:
        key = rooms.keys[holder]
        ours = holder not in STRANGERS
        own = holder == "mine" or not isinstance(deed, AtSeat)
        if holder in INSIDE and PERSON in deed.by and own:
            continue
        if holder == "the trainer's" and TRAINER in deed.by:
            continue
        with pytest.raises(RoomError) as refused:
            (rooms.hub.do if ours else room.do)(key, deed)
        assert is_sentence(str(refused.value)), refused.value
        assert key == "" or key not in str(refused.value)
        if not ours and holder not in ("another room's", "another trainer's"):
            with pytest.raises(RoomError):
                rooms.hub.do(key, deed)
    room.refresh()
    assert room.state.events == before


@pytest.mark.parametrize("holder", HOLDERS)
def test_nobody_sees_another_seat(rooms: Rooms, holder: str) -> None:
    sight, key = rooms.hub.sight(rooms.room.room.name), rooms.keys[holder]
    places = [(team, role) for team in (1, 2, 3) for role in ALL_ROLES]
    for team, role in places:
        if holder == "the trainer's" and team < 3:
            continue
        with pytest.raises(RoomError) as refused:
            sight.shown(key, team, role)
        assert is_sentence(str(refused.value))
    if holder in INSIDE:
        own = {"mine": (1, "marketing"), "partner's": (1, "operations")}.get(
            holder, (2, "marketing")
        )
        assert sight.place(key) == own
        return
    for look in (sight.place, sight.chair, lambda token: sight.expect(token, {})):
        with pytest.raises(RoomError) as refused:
            look(key)
        assert is_sentence(str(refused.value))


def test_the_tables_have_every_kind_of_command() -> None:
    assert len(deeds.KINDS) == len(get_args(deeds.AnyDeed))


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "http://127.0.0.1:9", "null", "https://127.0.0.1.evil.example"],
)
@pytest.mark.parametrize("page", [*ROUTES, address.FILES])
def test_another_sites_page_reaches_none_of_ours(page: str, origin: str) -> None:
    heard: list[Any] = []
    for kind in ("http", "websocket"):
        sent: list[Any] = []

        async def pages(scope: Any, receive: Any, send: Any) -> None:
            heard.append(scope)

        async def send(message: Any, sent: list[Any] = sent) -> None:
            sent.append(message)

        scope = {
            "type": kind,
            "method": "POST",
            "path": f"/{page.strip('/')}",
            "server": ("127.0.0.1", 8765),
            "headers": [(b"host", b"127.0.0.1:8765"), (b"origin", origin.encode())],
        }
        asyncio.run(Door(pages)(scope, None, send))
        assert sent[0].get("status", sent[0].get("code")) in (403, 1008)
    assert heard == []
