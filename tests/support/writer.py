"""A process that appends to a room's log until it is stopped, and prints each number once it is on
disk:

python -m support.writer DATABASE ROOM TIMES
"""

from __future__ import annotations

import sys

from coordsim.room.chain import Event, now
from coordsim.room.deeds import Broadcast
from coordsim.room.log.book import BehindError, Book


def main(database: str, room: str, times: int) -> None:
    book = Book(database)
    last = book.events(room)[-1]
    written = refused = 0
    while written < times:
        event = Event(
            room=room,
            number=last.number + 1,
            at=now(),
            actor="trainer",
            before=last.hash,
            deed=Broadcast(text=f"{written} of {times}"),
        )
        try:
            book.append(event)
        except BehindError:
            refused += 1
            last = book.events(room, last)[-1]
            continue
        last = event
        written += 1
        sys.stdout.write(f"{event.number}\n")
        sys.stdout.flush()
    sys.stdout.write(f"refused {refused}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
