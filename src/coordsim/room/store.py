"""Games in memory, one event log for each unguessable token: bounded, locked, the longest unused
dropped first.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from coordsim.room.events import MAX_EVENTS, Event


class StoreError(ValueError):
    """A log that is not there, or that somebody else has moved on; the message is a sentence for
    the person at the form.
    """


class Games:
    """Event logs by token. Nothing in it says who plays."""

    def __init__(self, limit: int = 500, longest: int = MAX_EVENTS) -> None:
        self.limit, self.longest = limit, longest
        self._logs: OrderedDict[str, tuple[Event, ...]] = OrderedDict()
        self._lock = Lock()

    def open(self, events: Sequence[Event]) -> str:
        """Keep a log and return its token. Raises StoreError when it is longer than a log may
        be.
        """
        if len(events) > self.longest:
            raise StoreError(f"The game has {len(events)} events; allowed: up to {self.longest}.")
        token = secrets.token_urlsafe(18)
        with self._lock:
            self._logs[token] = tuple(events)
            while len(self._logs) > self.limit:
                self._logs.popitem(last=False)
        return token

    def get(self, token: str) -> tuple[Event, ...]:
        """Return a log. Raises StoreError when there is none."""
        with self._lock:
            if token not in self._logs:
                raise StoreError(
                    "This game is no longer kept here: the server was started anew, or many games"
                    " were opened since."
                )
            self._logs.move_to_end(token)
            return self._logs[token]

    def add(self, token: str, event: Event) -> None:
        """Append an event that was made on top of the last one. Raises StoreError when the log has
        moved on, is full or gone.
        """
        events = self.get(token)
        with self._lock:
            now = self._logs.get(token, events)
            if event.before != now[-1].hash:
                raise StoreError(
                    "This game has moved on in another window; here is where it stands now."
                )
            if len(now) >= self.longest:
                raise StoreError(f"The game has {len(now)} events; allowed: up to {self.longest}.")
            self._logs[token] = (*now, event)

    def __len__(self) -> int:
        with self._lock:
            return len(self._logs)
