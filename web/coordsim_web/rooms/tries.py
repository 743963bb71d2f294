"""How often somebody may do a thing, such as being wrong with a code or with the host's key. What
is right is never counted and never refused: a class comes from one address, and nobody in it pays
for others' mistakes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import NamedTuple

from coordsim.room.state.records import RoomError

AT_ONCE = 60  # wrong codes from one address: a whole class that mistypes
EACH_SECOND = 5.0  # of them that are allowed again
MOST_VISITORS = 2000  # addresses that are remembered


class HurriedError(RoomError):
    """Wrong, and too often."""


class _Left(NamedTuple):
    tries: float
    at: float


class Tries:
    """Tries that each address has left. Safe for several threads; bounded, the longest unused
    forgotten first.
    """

    def __init__(
        self,
        clock: Callable[[], float] = monotonic,
        *,
        at_once: float = AT_ONCE,
        each_second: float = EACH_SECOND,
    ) -> None:
        self._clock, self._lock = clock, Lock()
        self._at_once, self._each_second = at_once, each_second
        self._left: OrderedDict[str, _Left] = OrderedDict()

    def __len__(self) -> int:
        """How many addresses are remembered."""
        return len(self._left)

    def take(self, visitor: str) -> bool:
        """Take one try; say whether there was one."""
        with self._lock:
            now = self._clock()
            before = self._left.pop(visitor, _Left(self._at_once, now))
            tries = min(self._at_once, before.tries + self._each_second * (now - before.at))
            allowed = tries >= 1
            self._left[visitor] = _Left(tries - allowed, now)
            while len(self._left) > MOST_VISITORS:
                self._left.popitem(last=False)
            return allowed
