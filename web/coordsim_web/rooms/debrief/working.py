"""Debriefs that are being worked out: each once, in the background, kept for as long as its log
says the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Lock

from coordsim.room.after.kept import key_of, tell_once
from coordsim.room.after.records import Told
from coordsim.room.room import Room

KEPT = 24  # debriefs that are kept at hand

logger = logging.getLogger("coordsim.web")


@dataclass(frozen=True)
class Progress:
    """How far a debrief is: steps done of all, then what it tells, or that it failed; until then
    ``part`` tells of the teams that are done.
    """

    done: int = 0
    all: int = 1
    told: Told | None = None
    part: Told | None = None
    failed: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.failed or self.told is not None

    def of(self, team: int) -> Told | None:
        """Return what tells of a team, or of the room as 0; None while it is not there."""
        if self.told is not None or not team or self.part is None:
            return self.told
        return self.part if team in {one.team for one in self.part.teams} else None


Listener = Callable[[Progress], None]


class Desk:
    """The debriefs of this process. Safe for several threads."""

    def __init__(self, tells: Callable[..., Told] = tell_once) -> None:
        self._tells, self._lock = tells, Lock()
        self._found: dict[str, Progress] = {}
        self._listeners: dict[str, list[Listener]] = {}
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="debrief")

    def ask(self, room: Room) -> Progress:
        """Return how far a room's debrief is, and have it begun where nobody asked before."""
        mark = key_of(room)
        with self._lock:
            if mark in self._found:
                return self._found[mark]
            while len(self._found) >= KEPT:
                del self._found[next(iter(self._found))]
            self._found[mark] = Progress()
        self._worker.submit(self._work, room, mark)
        return Progress()

    @property
    def working(self) -> int:
        """How many debriefs are being worked out, or wait to be."""
        with self._lock:
            return sum(not progress.over for progress in self._found.values())

    def wait(self, room: Room) -> Told:
        """Return a room's debrief, however long it takes. Raises RuntimeError where it failed."""
        self.ask(room)
        self._worker.submit(lambda: None).result()
        told = self.ask(room).told
        if told is None:
            raise RuntimeError("the debrief could not be worked out")
        return told

    def listen(self, room: Room, listener: Listener) -> Callable[[], None]:
        """Have a function called when a room's debrief gets on; return what stops it."""
        mine = self._listeners.setdefault(key_of(room), [])
        mine.append(listener)
        return lambda: mine.remove(listener) if listener in mine else None

    def _work(self, room: Room, mark: str) -> None:
        try:
            told = self._tells(
                room,
                lambda done, steps, part: self._says(mark, Progress(done, steps, part=part)),
            )
            self._says(mark, replace(self._found.get(mark, Progress()), told=told, part=told))
        except Exception:  # in a thread: nobody else would hear of it
            logger.exception("the debrief of room %s could not be worked out", room.name)
            self._says(mark, Progress(failed=True))

    def _says(self, mark: str, now: Progress) -> None:
        with self._lock:
            self._found[mark] = now
        for listener in tuple(self._listeners.get(mark, ())):
            listener(now)


DESK = Desk()
"""The desk of this process."""
