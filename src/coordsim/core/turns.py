"""Turns of processes that would do the same work: one does it, the others wait and find it done, or
are told that somebody does it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from pathlib import Path
from time import monotonic, sleep
from weakref import WeakSet

if sys.platform != "win32":
    from fcntl import LOCK_EX, LOCK_NB, flock

PATIENCE = 120.0
"""Seconds that a process waits for another, *assumed*: longer than any compilation takes, so that
one that hangs stops nobody for good."""


def _ours(file: FileIO) -> bool:
    """Say whether a file is locked for this process now. Raises OSError where files cannot be."""
    try:
        flock(file, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Claim:
    """A file that this process alone holds, of which the system takes care: it is let go of when
    the process ends, however it ends. A child that is forked does not hold it.
    """

    taken = False  # whether this process holds it

    def __init__(self) -> None:
        self._file: FileIO | None = None
        _CLAIMS.add(self)

    def ask(self, path: Path, note: bytes = b"") -> bool:
        """Hold a file, with a note in it, unless somebody else does; say whether somebody else
        does. Nobody does where files cannot be written to or locked.
        """
        if sys.platform == "win32":
            return False
        try:
            if self._try(path) and self._file is not None:
                with suppress(OSError):  # a full disk is told by whoever needs room
                    self._file.truncate(0)
                    self._file.write(note)
            return not self.taken
        except OSError:
            return False
        finally:
            if not self.taken:
                self.end()

    def held(self, path: Path) -> bool:
        """Say whether somebody else holds a file, whose note is left as it is."""
        if sys.platform == "win32":
            return False
        try:
            return not self._try(path)
        except OSError:
            return False
        finally:
            self.end()

    def _try(self, path: Path) -> bool:
        """Say whether a file is held now. Raises OSError."""
        if self._file is None:
            self._file = path.open("ab", buffering=0)
        self.taken = _ours(self._file)
        return self.taken

    def end(self) -> None:
        """Let the next one begin."""
        if self._file is not None:
            self._file.close()
        self._file, self.taken = None, False


class Turn(Claim):
    """The turn of this process, at a folder, to do what others would do as well."""

    _gave_up = False

    def take(self, folder: Path, waits: Callable[[], object]) -> None:
        """Wait until nobody else has the turn at a folder, ``waits`` called where somebody has.
        Goes on without one where the folder cannot be written to, where files cannot be locked, or
        where somebody takes too long: who has waited in vain once does not wait again.
        """
        if self.taken or self._gave_up or sys.platform == "win32":
            return
        until = monotonic() + PATIENCE
        try:
            if not (ours := self._try(folder / "turn")):
                waits()
            while not ours and monotonic() < until:
                sleep(0.05)
                ours = self._try(folder / "turn")
            self._gave_up = not ours
        except OSError:
            return
        finally:
            if not self.taken:
                self.end()


_CLAIMS: WeakSet[Claim] = WeakSet()


def _let_go() -> None:
    """Close a child's copies of what its parent holds, and goes on to hold."""
    for claim in list(_CLAIMS):
        claim.end()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)
