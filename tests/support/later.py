"""The command ``coordsim``, as of so many seconds from now: python later.py SECONDS host ..."""

from __future__ import annotations

import sys

from coordsim.cli import main
from coordsim.room.chain import now
from coordsim.room.log.book import Book
from coordsim_web.rooms import hub as hubs
from coordsim_web.rooms.hub import Hub


def make(database: str | None = None) -> Hub:
    """Make the hub of this process, with its clock ahead."""
    hubs.use(Hub(Book(database), lambda: now() + 1000 * AHEAD))
    return hubs.hub()


if __name__ == "__main__":
    AHEAD = int(sys.argv.pop(1))
    hubs.make = make
    main()
