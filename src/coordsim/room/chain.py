"""A room's log as a chain: each event names its room, its number, its time, who did it, and the
hash of the one before, so that a changed one is found.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from hashlib import sha256
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Discriminator, Field, ValidationError

from coordsim.core.signs import OF_A_LOG
from coordsim.room.deed import PERSON, SERVER, TRAINER
from coordsim.room.deeds import AnyDeed
from coordsim.scenario.refusals import refusals

Clock = Callable[[], int]


class ChainError(ValueError):
    """A log that cannot be used; the message says which event and why."""


def now() -> int:
    """Milliseconds since 1970, as the machine's clock says."""
    return time.time_ns() // 1_000_000


def hash_of(text: str) -> str:
    """Return the SHA-256 of a text: of an event, a token or a key, whatever letters it has."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Event(BaseModel):
    """One deed in its place. ``actor`` is the trainer, the server, or the hash of a token; ``at``
    in milliseconds since 1970, 0 where nobody wrote down the time.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
    room: Annotated[str, Field(min_length=1, max_length=40)]
    number: Annotated[int, Field(ge=0)]
    at: Annotated[int, Field(ge=0)]
    actor: Annotated[str, Field(pattern=r"^(trainer|server|[0-9a-f]{64})$")]
    before: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
    deed: Annotated[AnyDeed, Discriminator("kind")]

    @property
    def who(self) -> str:
        """Trainer, server or person."""
        return self.actor if self.actor in (TRAINER, SERVER) else PERSON

    @cached_property
    def text(self) -> str:
        """The event in one canonical spelling: what is stored and hashed."""
        return json.dumps(
            self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), allow_nan=False
        )

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the event's text."""
        return hash_of(self.text)


def of_a_log(text: str) -> Event:
    """Return an event from the JSON of a log: a text that an older version took in, and that says
    nothing without its hidden signs, stays readable. Raises ValidationError.
    """
    return Event.model_validate_json(text, context=OF_A_LOG)


def read(text: str, kept_hash: str, before: Event | None, room: str) -> Event:
    """Read a stored event that follows ``before``. Raises ChainError when it was changed, or does
    not follow.
    """
    place = 0 if before is None else before.number + 1
    where = f"event {place} of room {room}"
    if hash_of(text) != kept_hash:
        raise ChainError(f"{where} was changed after it was written: its hash does not fit")
    try:
        event = of_a_log(text)
    except ValidationError as error:
        raise ChainError("; ".join(refusals(Event, error, where)[:3])) from None
    event.__dict__["text"], event.__dict__["hash"] = text, kept_hash
    if event.room != room:
        raise ChainError(f"{where} says that it is of room {event.room}")
    if event.number != place:
        raise ChainError(f"{where} says that it is number {event.number}: one is missing")
    if event.before != ("" if before is None else before.hash):
        raise ChainError(f"{where} does not follow from the one before: the log was changed")
    return event


def verify(events: Sequence[Event]) -> None:
    """Raise ChainError unless the events are one chain from the first on."""
    before: Event | None = None
    for event in events:
        before = read(event.text, event.hash, before, events[0].room)
