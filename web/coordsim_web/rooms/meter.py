"""What this process has done, as numbers that only grow, for whoever watches over a server. Nothing
of whom: kinds of deeds and seconds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from threading import Lock
from typing import NamedTuple

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)  # seconds, of the histogram


class Read(NamedTuple):
    """Numbers of one moment: events written by kind, notifications heard, and of commands how many
    took at most each bound (the last: any time), and how long all of them together.
    """

    written: dict[str, int]
    heard: int
    within: tuple[int, ...]
    seconds: float


class Meter:
    """Counts. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._written: Counter[str] = Counter()
        self._took = [0] * (len(BOUNDS) + 1)
        self._seconds, self._heard = 0.0, 0

    def written(self, kind: str) -> None:
        """Count an event that this process has put on disk."""
        with self._lock:
            self._written[kind] += 1

    def heard(self) -> None:
        """Count what another process told."""
        with self._lock:
            self._heard += 1

    def took(self, seconds: float) -> None:
        """Count a command that was acknowledged, after so long."""
        with self._lock:
            self._took[bisect_left(BOUNDS, seconds)] += 1
            self._seconds += seconds

    def read(self) -> Read:
        """Return the numbers of this moment."""
        with self._lock:
            within = [sum(self._took[: place + 1]) for place in range(len(self._took))]
            return Read(dict(self._written), self._heard, tuple(within), self._seconds)
