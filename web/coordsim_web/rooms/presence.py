"""Who is there: people whose pages have a connection now, to this process or to another that serves
the same rooms. It is not in the log, since nobody did anything; of people whose pages were never
open nothing is known.
"""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_hex
from threading import Lock

from coordsim.room.log.book import Book, Page

FRESH = 30_000  # milliseconds for which another process that says nothing is believed
SAID = 10_000  # milliseconds after which a process says again that it is there

Connected = Callable[[], bool]


class Presence:
    """The open pages of people, by room and person. Safe for several threads."""

    def __init__(self) -> None:
        self._pages: dict[Page, list[Connected]] = {}
        self._seen: set[Page] = set()
        self._lock = Lock()
        self._process, self._said_at = token_hex(8), 0
        self._said: dict[Page, bool] = {}
        self._elsewhere: dict[Page, bool] = {}

    def come(self, room: str, person: str, connected: Connected) -> Callable[[], None]:
        """Take note of a page; return what is called when it is gone."""
        place = Page(room, person)
        with self._lock:
            self._pages.setdefault(place, []).append(connected)
            self._seen.add(place)

        def leave() -> None:
            with self._lock:
                self._pages[place].remove(connected)
                if not self._pages[place]:
                    del self._pages[place]

        return leave

    def here(self) -> dict[Page, bool]:
        """Return whose pages were open here, and whether one has a connection now."""
        with self._lock:
            pages = {place: tuple(self._pages.get(place, ())) for place in self._seen}
        return {place: any(page() for page in open_) for place, open_ in pages.items()}

    def away(self, room: str) -> frozenset[str]:
        """Return the people of a room who had a page open and have none now."""
        here, elsewhere = self.here(), self._elsewhere
        seen = [place for place in {*here, *elsewhere} if place.room == room]
        return frozenset(
            place.person
            for place in seen
            if not here.get(place, False) and not elsewhere.get(place, False)
        )

    def present(self, room: str) -> frozenset[str]:
        """Return the people of a room whose page has a connection now, here or elsewhere."""
        with self._lock:
            pages = {
                place.person: tuple(open_)
                for place, open_ in self._pages.items()
                if place.room == room
            }
        here = {person for person, open_ in pages.items() if any(page() for page in open_)}
        elsewhere = {
            place.person
            for place, is_open in self._elsewhere.items()
            if is_open and place.room == room
        }
        return frozenset(here | elsewhere)

    def exchange(self, book: Book, now: int) -> None:
        """Tell the other processes whose pages are open here, and hear whose are there. Raises
        LogError.
        """
        here = self.here()
        changed = {
            place: is_open for place, is_open in here.items() if self._said.get(place) != is_open
        }
        if changed or (here and now - self._said_at >= SAID):
            book.show(self._process, changed, now)
            self._said, self._said_at = here, now
        self._elsewhere = book.elsewhere(self._process, now - FRESH)


PRESENCE = Presence()
