"""What browsers may send to rooms: refused with a sentence, or made harmless; never an error."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pytest
from support.rooms import Class, agenda

from coordsim.core import signs
from coordsim.core.decisions import DecisionError
from coordsim.room import deeds
from coordsim.room.after.tell import tell
from coordsim.room.state.records import RoomError
from coordsim_web.door import VISITOR
from coordsim_web.front import visitor_of
from coordsim_web.pages.room_join import room_named
from coordsim_web.rooms import hub as hubs
from coordsim_web.rooms.console.commands import CommandError as Refused
from coordsim_web.rooms.console.commands import command
from coordsim_web.rooms.debrief import files
from coordsim_web.rooms.debrief import room as whole
from coordsim_web.rooms.debrief.words import Words
from coordsim_web.rooms.hub import Hub
from coordsim_web.rooms.join.door import NoNameError, checked_name
from coordsim_web.rooms.seat import commands
from coordsim_web.rooms.seat.commands import CommandError, Place
from coordsim_web.rooms.teach.chosen import LARGEST_FILE, ChoiceError, uploaded
from coordsim_web.rooms.tries import AT_ONCE, EACH_SECOND, MOST_VISITORS, HurriedError, Tries
from coordsim_web.texts import texts

SEAT, SAID = Place(1, "marketing", 1), texts("seat", "en")
WILD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**6,
    10**400,
    float("nan"),
    float("inf"),
    "",
    "x" * 100_000,
    "\ud800",
    "\x00",
    [],
    [[]],
    {},
    {"a": {}},
)
SCRIPT = "<script>alert(1)</script>"
REVERSED = "abc\u202edcba"


def sentences(text: str) -> bool:
    return bool(text) and "\ud800" not in text and "pydantic" not in text


@pytest.mark.parametrize("wild", WILD, ids=lambda wild: repr(wild)[:12])
def test_a_seats_page_may_send_anything(tmp_path: Path, wild: Any) -> None:
    room = Class(tmp_path, agenda(changes={"communication": "meetings"}), 2)
    room.do(deeds.PhaseBegun, number=1)
    before = room.room.state.events
    plans = (
        wild,
        {"round": wild, "levers": {}},
        {"round": 1, "levers": wild},
        {"round": 1, "levers": {"price": wild}},
        {"round": 1, "levers": {str(wild): 1.0}},
        {"round": 1, "levers": {}, "word": wild},
    )
    makers: list[Callable[[], Any]] = [
        *(lambda sent=sent: _plan(sent) for sent in plans),
        *(
            lambda sent=sent: commands.message(SEAT, sent, SAID)
            for sent in (wild, {"round": wild, "text": "x"}, {"round": 1, "text": wild})
        ),
        *(
            lambda sent=sent: commands.promise(SEAT, sent, SAID, "en")
            for sent in (wild, {"round": 1, "promise": wild}, {"round": wild, "promise": wild})
        ),
        *(
            lambda kind=kind, sent=sent: commands.answer({"kind": kind, **sent}, SAID, "en")
            for kind in (wild, "understand", "believe")
            for sent in ({"question": wild, "answer": wild, "phase": wild}, {})
        ),
        lambda: commands.answer(wild, SAID, "en"),
        lambda: commands.seat_deed(SEAT, wild, SAID),
    ]
    refused = []
    for make in makers:
        try:
            room.room.do(room.tokens[0], make())
        except (CommandError, RoomError, DecisionError) as error:
            refused.append(str(error))
    room.room.refresh()
    assert all(map(sentences, refused)), refused
    assert len(refused) >= len(makers) - 6
    assert room.room.state.events - before == len(makers) - len(refused)


def _plan(sent: Any) -> deeds.AnyDeed:
    return commands.submitted(SEAT, commands.plan_of(sent, SAID), None)


@pytest.mark.parametrize("wild", WILD, ids=lambda wild: repr(wild)[:12])
def test_a_console_may_send_anything(tmp_path: Path, wild: Any) -> None:
    state = Class(tmp_path, agenda(), 2).room.state
    refused = []
    for kind, record in deeds.KINDS.items():
        names = [name for name in record.model_fields if name != "kind"]
        inner = [{name: {inside: wild}} for name in names for inside in ("communication", "kind")]
        for sent in (*({name: wild} for name in names), *inner):
            try:
                command({"kind": kind, **sent}, state)
            except Refused as error:
                refused.append(str(error))
    assert all(map(sentences, refused)), refused
    with pytest.raises(Refused):
        command(wild, state)


def test_what_nobody_sees_is_taken_out_of_words(tmp_path: Path) -> None:
    said = commands.message(SEAT, {"round": 1, "text": f" {REVERSED}\x00\x1b[1m\r\nb "}, SAID)
    assert said.text == "abcdcba[1m\nb"
    state = Class(tmp_path, agenda(), 2).room.state
    told = command({"kind": "broadcast", "text": f"{SCRIPT}\u2066\x07"}, state)
    assert isinstance(told, deeds.Broadcast)
    assert told.text == SCRIPT
    for nothing in ("\u202e", "\x00\n", "\u3164", "\u200d \u2060", "\u2800\ufe0f"):
        with pytest.raises(CommandError):
            commands.message(SEAT, {"round": 1, "text": nothing}, SAID)
        with pytest.raises(Refused):
            command({"kind": "broadcast", "text": nothing}, state)
    assert signs.without("سلام، مى‌روم 👨‍👩‍👧") == "سلام، مى‌روم 👨‍👩‍👧"


@pytest.mark.parametrize("name", ["\ud800", REVERSED, "a\0b", "a\u2066b", "\u200b", "x" * 41, "  "])
def test_a_name_has_signs_that_are_seen(name: str) -> None:
    with pytest.raises(NoNameError):
        checked_name(name, texts("join", "en"))
    assert checked_name(" عمر  <b> ", texts("join", "en")) == "عمر <b>"


def file(**more: Any) -> str:
    """An agenda as TOML."""
    data = {"name": "a", "title": "A", "phases": [{"title": "Play", "rounds": 1}]} | more
    lines = [f"{name} = {json.dumps(value)}" for name, value in data.items() if name != "phases"]
    phases = data["phases"]
    for phase in phases:
        lines += ["[[phases]]", *(f"{name} = {json.dumps(value)}" for name, value in phase.items())]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "name is missing"),
        ("[[[", "not a TOML file"),
        ("\x00", "not a TOML file"),
        ("name = " + "[" * 60_000, "nested too deeply"),
        (".".join("a" * 5_000) + " = 1", "nested too deeply"),
        ("x" * (LARGEST_FILE + 1), "bytes; allowed"),
        (3, "not a text file"),
        (None, "not a text file"),
        (file(title=REVERSED), "title holds the sign U+202E"),
        (file(title="a\x1b[31m"), "title holds the sign U+001B"),
        (file(phases=[{"title": "P\u2067", "rounds": 1}]), "phases.0.title holds the sign U+2067"),
        (file(lesson="\ud800"), "not a TOML file"),
        (file(name="../../x"), "not a short name"),
        (file(scenario="/etc/passwd"), "not one of the library"),
        (file(rounds=10**30), "rounds"),
        (file() + "\nminutes = inf", "not a finite number"),
        (file() + "\nrules = {communication = [[]]}", "phases.0.rules.communication"),
        (file() + '\n[arms."\\u202Ex"]', "a name in arms holds the sign U+202E"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_an_agenda_that_is_none_is_refused(text: Any, named: str) -> None:
    with pytest.raises(ChoiceError) as refused:
        uploaded(text, "mine.toml")
    assert named in str(refused.value)
    assert len(str(refused.value)) < 2000
    assert uploaded(file(title=SCRIPT), f"../{SCRIPT}").title == SCRIPT


def test_a_thousand_wrong_keys_and_codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many wrong codes most are refused as too many, and nothing is found or kept; who comes
    from the same address with a right one is let in all the while.
    """
    room = Class(tmp_path, agenda(), 2)
    hub = Hub(room.book, room.hands)
    at = [0.0]
    hub.tries = Tries(lambda: at[0])
    monkeypatch.setattr(hubs._Made, "hub", hub)
    code = room.room.state.code
    for number in range(1000):
        with pytest.raises(RoomError):
            hub.room_of(f"{room.room.name}-{number:024}")
        with pytest.raises(RoomError):
            hub.room_of(f"{number:016x}-{number:024}")
    assert len(hub._rooms) == 1
    found = []
    for number in range(1000):
        found.append(room_named(f"{number:05}"))
        assert room_named(code) == (room.room.name, False)
    assert [one.hurried for one in found] == [False] * AT_ONCE + [True] * (1000 - AT_ONCE)
    assert not any(one.name for one in found)
    with pytest.raises(HurriedError, match="too many wrong ones"):
        hub.named("00000")
    assert all(hub.room_of(key).name == room.room.name for key in (*room.tokens, room.key))
    token = VISITOR.set("192.0.2.9")
    assert room_named("00000") == ("", False)
    VISITOR.reset(token)
    at[0] += 1 / EACH_SECOND
    assert [room_named("00000").hurried for _ in range(2)] == [False, True]
    assert room_named("no code at all") == ("", False)


def test_tries_are_bounded_and_come_back() -> None:
    at = [0.0]
    tries = Tries(lambda: at[0])
    for number in range(3 * MOST_VISITORS):
        assert tries.take(f"v{number}")
    assert len(tries) == MOST_VISITORS
    assert sum(tries.take("one") for _ in range(1000)) == AT_ONCE
    at[0] += 2.0
    assert sum(tries.take("one") for _ in range(1000)) == 2 * EACH_SECOND
    at[0] += 10_000.0
    assert sum(tries.take("one") for _ in range(1000)) == AT_ONCE


@pytest.mark.parametrize(
    ("client", "visitor"),
    [
        (("127.0.0.1", 5), "127.0.0.1"),
        (("::ffff:192.0.2.7", 5), "192.0.2.7"),
        (("2001:db8:1:2:3:4:5:6", 5), "2001:db8:1:2::/64"),
        (("fe80::1%eth0", 5), "fe80::/64"),
        (("testclient", 5), "testclient"),
        (None, ""),
    ],
)
def test_who_calls(client: Any, visitor: str) -> None:
    assert visitor_of({"client": client}) == visitor


@pytest.mark.slow
def test_a_title_stays_text_in_what_is_taken_away(tmp_path: Path) -> None:
    """No title of an agenda is HTML in the file, nor a formula in the PDF."""
    wild = f"{SCRIPT} $\\frac{{$ \" onload='x'"
    arms: dict[str, dict[str, Any]] = {f"{SCRIPT[:15]}$_$": {}, "b": {"incentives": "shared"}}
    phases = [{"title": wild, "rounds": 1}, {"title": wild, "rounds": 1}]
    plan = agenda(title=wild, lesson=wild, phases=phases, arms=arms, teams=2)
    room = Class(tmp_path, plan, 2)
    for number in (1, 2):
        if room.room.state.phase < number:
            room.do(deeds.PhaseBegun, number=number)
        for token in room.tokens:
            room.submit(token, {})
    assert room.room.state.over
    told, words = tell(room.room, worlds=2), Words("en")
    parts = whole.whole(told, words)
    page = files.html(told, words, parts)
    assert escape(wild) in page
    assert SCRIPT[:7] not in page
    assert " onload='x'" not in page
    files.pdf(parts, tmp_path / "debrief.pdf")
    assert (tmp_path / "debrief.pdf").read_bytes().startswith(b"%PDF")


def test_names_are_joined_or_refused_at_the_door(tmp_path: Path) -> None:
    room = Class(tmp_path, agenda()).room
    for name in ("👨\u200d👩\u200d👧", "می\u200cروم"):
        assert checked_name(f" {name} ", texts("join", "de")) == name
        room.join(name)
    assert [one.name for one in room.state.people.values()] == ["👨\u200d👩\u200d👧", "می\u200cروم"]
    for nothing in ("\u3164", "\u200d", "a\u200d", 7, "x" * 41):
        with pytest.raises(NoNameError):
            checked_name(nothing, texts("join", "de"))
