"""What several processes tell each other at once: that a room has another event. PostgreSQL carries
it; where nothing does, whoever holds a room looks for itself.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event as Signal
from threading import Thread
from typing import NamedTuple

from sqlalchemy.engine import make_url

CHANNEL = "coordsim"
LOOK = 1.0  # seconds after which a listener looks whether it is to stop
AGAIN = 2.0  # seconds between two tries to connect

logger = logging.getLogger("coordsim.room")


class News(NamedTuple):
    """A room has an event of this number."""

    room: str
    number: int

    @property
    def line(self) -> str:
        """What is sent of it."""
        return f"{self.room} {self.number}"


def read_line(line: str) -> News | None:
    """Return what a line tells, None where somebody else sent it on our channel."""
    room, _, number = line.partition(" ")
    return News(room, int(number)) if number.isascii() and number.isdigit() else None


class Listener:
    """Hears of every event that any process writes into a book on PostgreSQL, in a thread of its
    own; connects anew where the connection was lost. News from in between are not repeated.
    """

    def __init__(self, url: str, hear: Callable[[News], None]) -> None:
        plain = make_url(url).set(drivername="postgresql")
        self._address = plain.render_as_string(hide_password=False)
        self._hear, self._stop, self.ready = hear, Signal(), Signal()
        self._thread = Thread(target=self._listen, name="news", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hear no more."""
        self._stop.set()
        self._thread.join()

    def _listen(self) -> None:
        import psycopg  # an extra that SQLite does without

        while not self._stop.is_set():
            try:
                with psycopg.connect(self._address, autocommit=True) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    self.ready.set()
                    while not self._stop.is_set():
                        for told in connection.notifies(timeout=LOOK):
                            self._tell(told.payload)
            except psycopg.Error as error:
                self.ready.clear()
                logger.warning("no news of other processes until the database is back: %s", error)
                self._stop.wait(AGAIN)

    def _tell(self, line: str) -> None:
        news = read_line(line)
        if news is not None:
            self._hear(news)
