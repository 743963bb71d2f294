"""The chain of events: it can be written, read back, and a change in it is found."""

import json
from typing import Any

import pytest

from coordsim.room.events import Created, EventError, Submitted, append, from_json, to_json, verify


def chain() -> Any:
    events = append((), Created({"name": "x"}, 3, "marketing"))
    for week in (0, 4, 8):
        events = append(events, Submitted(week, {"price": 10.0 + week}, None))
    return events


def test_written_and_read_back() -> None:
    events = chain()
    again = from_json(to_json(events, result="abc"))
    assert again == events
    assert [event.hash for event in again] == [event.hash for event in events]


def change(where: int, edit: Any) -> str:
    data = json.loads(to_json(chain()))
    edit(data["events"], where)
    return json.dumps(data)


@pytest.mark.parametrize(
    ("where", "edit", "message"),
    [
        (
            1,
            lambda events, k: events[k]["data"]["levers"].update(price=9.0),
            "event 1 .submitted. was changed after it was written",
        ),
        (
            0,
            lambda events, k: events[k]["data"].update(seed=4),
            "event 0 .created. was changed after it was written",
        ),
        (
            3,
            lambda events, k: events[k]["data"].update(forecast=1.0),
            "event 3 .submitted. was changed",
        ),
        (2, lambda events, k: events.pop(k), "event 2 says that it is number 3"),
        (0, lambda events, k: events.pop(k), "event 0 has to be the creation"),
        (2, lambda events, k: events[k].update(before="0" * 64), "event 2 .submitted. was changed"),
        (
            2,
            lambda events, k: events[k]["data"].pop("forecast"),
            "event 2 .submitted. has the fields",
        ),
        (2, lambda events, k: events[k].update(kind="deleted"), "event 2 is not an event"),
        (
            2,
            lambda events, k: events[k]["data"].update(week=True),
            "week is of a kind that is not allowed",
        ),
        (
            2,
            lambda events, k: events[k]["data"]["levers"].update(price=float("nan")),
            "holds a value that is not allowed",
        ),
    ],
)
def test_a_change_is_found(where: int, edit: Any, message: str) -> None:
    with pytest.raises(EventError, match=message):
        from_json(change(where, edit))


def test_a_foreign_event_does_not_fit() -> None:
    events = chain()
    other = append(append((), Created({"name": "y"}, 3, "marketing")), Submitted(0, {}, None))
    with pytest.raises(EventError, match="does not follow from the one before"):
        verify((events[0], other[1]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": "coordsim-game/1"}',
        "[" * 100_000,
        '{"format": "other", "events": []}',
    ],
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(EventError):
        from_json(text)


@pytest.mark.parametrize("where", ["forecast", "levers"])
def test_a_number_without_end_is_refused(where: str) -> None:
    data = {"week": 0, "levers": {"price": 9.0}, "forecast": None}
    data[where] = {"price": 10**400} if where == "levers" else 10**400
    events = append(append((), Created({}, 1, "marketing")), Submitted(**data))
    with pytest.raises(EventError, match="too large"):
        from_json(to_json(events))
