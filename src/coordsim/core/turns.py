"""Turns of processes that would do the same work: one does it, the others wait and find it done."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep
from typing import IO

if sys.platform != "win32":
    from fcntl import LOCK_EX, LOCK_NB, flock

PATIENCE = 120.0
"""Seconds that a process waits for another, *assumed*: longer than any compilation takes, so that
one that hangs stops nobody for good."""


def _ours(file: IO[bytes]) -> bool:
    """Say whether a file is locked for this process now. Raises OSError where files cannot be."""
    try:
        flock(file, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Turn:
    """The turn of this process, of which the system takes care: it ends with the process."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None

    @property
    def taken(self) -> bool:
        """Whether it is this process's turn."""
        return self._file is not None

    def take(self, folder: Path, waits: Callable[[], object]) -> None:
        """Wait until nobody else has the turn at a folder, ``waits`` called where somebody has.
        Goes on without one where the folder cannot be written to, where files cannot be locked, or
        where somebody takes too long.
        """
        if self.taken or sys.platform == "win32":
            return
        until = monotonic() + PATIENCE
        with ExitStack() as opened:
            try:
                file = opened.enter_context((folder / "turn").open("ab"))
                if not (ours := _ours(file)):
                    waits()
                while not ours and monotonic() < until:
                    sleep(0.05)
                    ours = _ours(file)
            except OSError:
                return
            opened.pop_all()
            self._file = file

    def end(self) -> None:
        """Let the next one begin."""
        if self._file is not None:
            self._file.close()
            self._file = None
