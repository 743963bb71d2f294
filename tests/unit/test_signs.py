"""Texts from outside: of one type, which holds no sign that nobody sees."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from coordsim.core.signs import HIDDEN, Text, hidden_in, names, shows, without
from coordsim.room.agenda import Agenda
from coordsim.room.chain import Event, hash_of, read
from coordsim.room.deeds import KINDS
from coordsim.room.events import Created, Submitted, append
from coordsim.room.session import scenario_of
from coordsim.scenario.file import Scenario, load
from coordsim.scenario.names import OneOf

CLEANER = Text.__metadata__[0]
WILD = "a\0\x1b\u202eb\u2066c\u061c\u200f\ufeff\u2028d"
LOOKED_UP = {"levers", "orders", "held"}  # by names of levers


def is_safe(metadata: Iterable[Any]) -> bool:
    """Whether a text is cleaned, of a pattern, or one of some names."""
    return any(
        one is CLEANER or isinstance(one, OneOf) or getattr(one, "pattern", "") for one in metadata
    )


def texts_of(kind: Any, where: str, safe: bool) -> Iterator[str]:
    """Places of a type in which a text may hold any sign."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            inside = f"{kind.__name__}.{name}"
            yield from texts_of(field.annotation, inside, is_safe(field.metadata))
        return
    metadata = getattr(kind, "__metadata__", ())
    safe = safe or is_safe(metadata)
    if kind is str and not safe:
        yield where
    parts = get_args(kind)[:1] if metadata else get_args(kind)
    named = where.rpartition(".")[2] in LOOKED_UP or Any in parts  # levers, a scenario's fields
    looked_up = get_origin(kind) is dict and named
    for part in parts[1:] if looked_up else parts:
        yield from texts_of(part, where, safe)


@pytest.mark.parametrize("record", [Scenario, Agenda, *KINDS.values()])
def test_every_text_of_a_record_from_outside_is_of_the_type(record: type[BaseModel]) -> None:
    assert list(texts_of(record, record.__name__, safe=False)) == []


def test_the_type_takes_out_what_nobody_sees() -> None:
    reads = TypeAdapter(Text).validate_python
    assert reads(WILD) == without(WILD) == "abcd"
    assert reads("سلام، مى‌روم 👨‍👩‍👧\tx\r\ny") == "سلام، مى‌روم 👨‍👩‍👧\tx\ny"
    assert hidden_in({"a": [{"b": WILD}]}) == ("a.0.b", "U+0000")


def test_a_game_from_a_file_says_nothing_that_nobody_sees() -> None:
    plain = load("blind").model_dump() | {"title": WILD, "story": WILD, "goals": [WILD]}
    events = append(append((), Created(plain, 1, "marketing")), Submitted(0, {}, None))
    scenario = scenario_of(events)
    assert (scenario.title, scenario.story, scenario.goals) == ("abcd", "abcd", ["abcd"])
    assert HIDDEN.search(scenario.model_dump_json()) is None


def test_a_log_that_holds_such_signs_is_still_read() -> None:
    deed = '{"kind":"joined","name":"A\\u202eda"}'
    actor = "0" * 64
    text = f'{{"actor":"{actor}","at":1,"before":"","deed":{deed},"number":0,"room":"r"}}'
    event = read(text, hash_of(text), None, "r")
    assert event.deed.model_dump()["name"] == "Ada"
    assert event.hash == hash_of(text)


@pytest.mark.parametrize("signs", ["\u061c", "\u202e\u2066", "\0"])
def test_a_log_with_a_text_of_such_signs_alone_is_still_read(signs: str) -> None:
    plain = {"kind": "broadcast", "text": signs}
    fields = {"actor": "trainer", "at": 1, "before": "", "deed": plain, "number": 0, "room": "r"}
    text = json.dumps(fields)
    assert read(text, hash_of(text), None, "r").deed.model_dump()["text"] == "\ufffd"
    with pytest.raises(ValidationError, match="at least 1 item"):
        Event.model_validate_json(text)


@pytest.mark.parametrize(
    "name",
    [
        "Ada",
        "👨\u200d👩\u200d👧",
        "می\u200cروم",
        "❤\ufe0f\u200d🔥",
        "Ada 👩🏽\u200d🔬",
        "ㄱㅏ",
        "O'Neil-B.",
    ],
)
def test_a_name_may_be_joined(name: str) -> None:
    assert names(name)


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", "\u3164", "\u115f\u1160", "\uffa0", "\u2800", "\u200d", "\u034f", "\ufe0f"),
        *(
            "a\nb",
            "a\u200d",
            "\u200cb",
            "a \u200cb",
            "a\u200d\u200db",
            "a\u200b",
            "-\u200d-",
            "a\u202eb",
        ),
    ],
)
def test_what_nobody_sees_is_no_name(name: str) -> None:
    assert not names(name)


@pytest.mark.parametrize("text", ["\u3164", " \u200b\u200d\n", "\u2060", "\ue000"])
def test_a_text_of_hidden_signs_shows_nothing(text: str) -> None:
    assert not shows(text)
    assert shows(f"{text}a")
