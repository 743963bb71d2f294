"""What people did, as a chain of frozen events: each carries the hash of the one before, so that a
changed one is found.

The chain guards a record against slips and careless edits. Whoever rewrites every later hash too
makes another valid record.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

FORMAT = "coordsim-game/1"
MAX_EVENTS = 1400  # the longest horizon in rounds, and the opening
MAX_CHARACTERS = 2_000_000
LARGEST = 10**300  # of whole numbers, which a file may spell with any number of digits


class EventError(ValueError):
    """A record that cannot be used; the message says which event and why."""


@dataclass(frozen=True)
class Created:
    """A game was opened: the whole scenario as plain data, the seed of its world, the person's
    role.
    """

    scenario: Mapping[str, Any]
    seed: int
    role: str


@dataclass(frozen=True)
class Submitted:
    """A plan was handed in for the round that starts in ``week``: levers by name, and marketing's
    word on demand in units/week.
    """

    week: int
    levers: Mapping[str, float]
    forecast: float | None


Deed = Created | Submitted
KINDS: dict[str, type[Created] | type[Submitted]] = {"created": Created, "submitted": Submitted}
FIELDS: dict[str, dict[str, tuple[type, ...]]] = {
    "created": {"scenario": (dict,), "seed": (int,), "role": (str,)},
    "submitted": {"week": (int,), "levers": (dict,), "forecast": (int, float, type(None))},
}


@dataclass(frozen=True)
class Event:
    """One deed in its place: ``before`` is the hash of the event before, empty for the first."""

    number: int
    deed: Deed
    before: str

    @property
    def kind(self) -> str:
        """Name of the kind of deed."""
        return "created" if isinstance(self.deed, Created) else "submitted"

    @property
    def plain(self) -> dict[str, Any]:
        """The event without its hash, as JSON-able data."""
        return {
            "number": self.number,
            "kind": self.kind,
            "data": dict(vars(self.deed)),
            "before": self.before,
        }

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the event in one canonical spelling."""
        text = json.dumps(self.plain, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return sha256(text.encode()).hexdigest()


def append(events: Sequence[Event], deed: Deed) -> tuple[Event, ...]:
    """Return the chain with one more event."""
    return (*events, Event(len(events), deed, events[-1].hash if events else ""))


def verify(events: Sequence[Event]) -> None:
    """Raise EventError unless the events are one chain: a creation, then plans, each tied to the
    one before.
    """
    if not events or not isinstance(events[0].deed, Created):
        raise EventError("event 0 has to be the creation of the game")
    before = ""
    for place, event in enumerate(events):
        if event.number != place:
            raise EventError(
                f"event {place} says that it is number {event.number}: one is missing, or their"
                " order was changed"
            )
        if event.before != before:
            raise EventError(
                f"event {place} does not follow from the one before: the record was changed"
            )
        if place and not isinstance(event.deed, Submitted):
            raise EventError(
                f"event {place} is of kind {event.kind}; allowed after the first: submitted"
            )
        before = event.hash


def to_json(events: Sequence[Event], **extra: Any) -> str:
    """Write a game as one JSON object: format, events with their hashes, and what else is given."""
    listed = [{**event.plain, "hash": event.hash} for event in events]
    return json.dumps({"format": FORMAT, **extra, "events": listed}, indent=1, allow_nan=False)


def from_json(text: str) -> tuple[Event, ...]:
    """Read a game. Raises EventError when it is not one, or when an event was changed after it was
    written.
    """
    if len(text) > MAX_CHARACTERS:
        raise EventError(f"the record has {len(text)} characters; allowed: up to {MAX_CHARACTERS}")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise EventError(f"the record is not JSON{_where(error)}") from None
    if (
        not isinstance(data, dict)
        or data.get("format") != FORMAT
        or not isinstance(data.get("events"), list)
    ):
        raise EventError(
            f"the record is not a game: it needs format = {FORMAT!r} and a list of events"
        )
    if len(data["events"]) > MAX_EVENTS:
        raise EventError(
            f"the record has {len(data['events'])} events; allowed: up to {MAX_EVENTS}"
        )
    events = tuple(_read(place, item) for place, item in enumerate(data["events"]))
    verify(events)
    return events


def _where(error: Exception) -> str:
    """Say where a text stops being JSON, as far as its reader says so."""
    if not isinstance(error, json.JSONDecodeError):
        return ""
    return f": line {error.lineno}, column {error.colno}"


def _read(place: int, item: Any) -> Event:
    if (
        not isinstance(item, dict)
        or item.get("kind") not in KINDS
        or not isinstance(item.get("data"), dict)
    ):
        raise EventError(
            f"event {place} is not an event; its kind has to be one of {', '.join(KINDS)}"
        )
    kind, data = item["kind"], item["data"]
    if set(data) != set(FIELDS[kind]):
        raise EventError(
            f"event {place} ({kind}) has the fields {', '.join(sorted(data))}; allowed:"
            f" {', '.join(FIELDS[kind])}"
        )
    for name, types in FIELDS[kind].items():
        if not isinstance(data[name], types) or isinstance(data[name], bool):
            raise EventError(f"event {place} ({kind}): {name} is of a kind that is not allowed")
    if any(
        isinstance(value, int) and abs(value) > LARGEST
        for value in (*data.get("levers", {}).values(), data.get("forecast"))
    ):
        raise EventError(f"event {place} ({kind}) has a number that is too large")
    event = Event(item.get("number", -1), KINDS[kind](**data), item.get("before", ""))
    try:
        changed = event.hash != item.get("hash")
    except (TypeError, ValueError):
        raise EventError(f"event {place} ({kind}) holds a value that is not allowed") from None
    if changed:
        raise EventError(
            f"event {place} ({kind}) was changed after it was written: its hash does not fit"
        )
    return event
