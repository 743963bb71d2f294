"""Games in memory, one event log for each unguessable token: bounded in all and for each visitor.

Room is made by dropping the longest unused log that nobody has before him: first the visitor's own,
when he has too many, else that of whoever has most. A log that a page holds is never dropped for
another; where all are held, no more is opened.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

from coordsim.room.events import MAX_EVENTS, Event

SECRET, CHECK = 16, 2  # bytes of a token: what nobody can guess, and what tells a slip of the pen


class StoreError(ValueError):
    """A log that is not there, or that somebody else has moved on; the message is a sentence for
    the person at the form.
    """


class MissingError(StoreError):
    """A log that is not here; ``spelt`` says whether its token can be one of ours at all."""

    def __init__(self, spelt: bool) -> None:
        super().__init__(GONE if spelt else MISSPELT)
        self.spelt = spelt


GONE = (
    "This game is no longer kept here: the server was started anew, or many games were opened"
    " since."
)
MISSPELT = (
    "There is no game at this address: a letter of it is wrong or missing. Please copy it again."
)


def new_token() -> str:
    """Return a token that nobody can guess."""
    return _with_check(secrets.token_bytes(SECRET))


def spelt_right(token: str) -> bool:
    """Whether a token can be one of ours; a slip of the pen is found all but once in 65,536."""
    try:
        raw = urlsafe_b64decode(token.encode("ascii"))
    except ValueError:
        return False
    return _with_check(raw[:SECRET]) == token


def _with_check(secret: bytes) -> str:
    return urlsafe_b64encode(secret + sha256(secret).digest()[:CHECK]).decode("ascii")


@dataclass(frozen=True)
class _Kept:
    events: tuple[Event, ...]
    visitor: str


class Games:
    """Event logs by token, with the visitor who opened each: any text that tells one from another.
    Nothing in it says who plays.
    """

    def __init__(self, limit: int = 500, each: int = 40, longest: int = MAX_EVENTS) -> None:
        """Keep up to ``limit`` logs, of a visitor up to ``each``, of up to ``longest`` events."""
        self.limit, self.each, self.longest = limit, each, longest
        self._logs: OrderedDict[str, _Kept] = OrderedDict()
        self._held: Counter[str] = Counter()
        self._lock = Lock()

    def open(self, events: Sequence[Event], visitor: str = "") -> str:
        """Keep a log and return its token. Raises StoreError when it is longer than a log may be,
        or when there is no room.
        """
        token = new_token()
        self.put_back(token, events, visitor)
        return token

    def put_back(self, token: str, events: Sequence[Event], visitor: str = "") -> None:
        """Keep a log under a token that it had before; one that is here stays as it is. Raises
        StoreError as open() does, and when the token is none of ours.
        """
        if not spelt_right(token):
            raise MissingError(spelt=False)
        if len(events) > self.longest:
            raise StoreError(f"The game has {len(events)} events; allowed: up to {self.longest}.")
        with self._lock:
            if token not in self._logs:
                self._make_room(visitor)
                self._logs[token] = _Kept(tuple(events), visitor)

    def _make_room(self, visitor: str) -> None:
        """Drop what has to go before one more log of a visitor is kept."""
        number = Counter(kept.visitor for kept in self._logs.values())
        if number[visitor] >= self.each:
            self._drop(visitor, f"You have {self.each} games open, as many as may be.")
        elif len(self._logs) >= self.limit:
            free = Counter(
                kept.visitor for token, kept in self._logs.items() if not self._held[token]
            )
            most = max(free, key=lambda one: number[one], default=visitor)
            self._drop(most, f"All {self.limit} games that this server keeps are being played.")

    def _drop(self, visitor: str, full: str) -> None:
        """Drop the longest unused log of a visitor that no page holds. Raises StoreError where
        there is none.
        """
        for token, kept in self._logs.items():
            if kept.visitor == visitor and not self._held[token]:
                del self._logs[token]
                return
        raise StoreError(f"{full} Please close one, or try again later.")

    def hold(self, token: str) -> Callable[[], None]:
        """Keep a log from being dropped until the returned function is called: a page shows it."""
        with self._lock:
            self._held[token] += 1

        def release() -> None:
            with self._lock:
                self._held[token] -= 1
                if not self._held[token]:
                    del self._held[token]

        return release

    def get(self, token: str) -> tuple[Event, ...]:
        """Return a log. Raises MissingError when there is none."""
        with self._lock:
            if token not in self._logs:
                raise MissingError(spelt_right(token))
            self._logs.move_to_end(token)
            return self._logs[token].events

    def add(self, token: str, event: Event) -> None:
        """Append an event that was made on top of the last one. Raises StoreError when the log has
        moved on, is full or gone.
        """
        with self._lock:
            if token not in self._logs:
                raise MissingError(spelt_right(token))
            kept = self._logs[token]
            if event.before != kept.events[-1].hash:
                raise StoreError(
                    "This game has moved on in another window; here is where it stands now."
                )
            if len(kept.events) >= self.longest:
                raise StoreError(
                    f"The game has {len(kept.events)} events; allowed: up to {self.longest}."
                )
            self._logs[token] = _Kept((*kept.events, event), kept.visitor)
            self._logs.move_to_end(token)

    def __len__(self) -> int:
        with self._lock:
            return len(self._logs)
