"""Who is there: people whose pages have a connection to this process now. It is not in the log,
since nobody did anything; of people whose pages were never open here nothing is known.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

Connected = Callable[[], bool]


class Presence:
    """The open pages of people, by room and person. Safe for several threads."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str], list[Connected]] = {}
        self._seen: set[tuple[str, str]] = set()
        self._lock = Lock()

    def come(self, room: str, person: str, connected: Connected) -> Callable[[], None]:
        """Take note of a page; return what is called when it is gone."""
        place = (room, person)
        with self._lock:
            self._pages.setdefault(place, []).append(connected)
            self._seen.add(place)

        def leave() -> None:
            with self._lock:
                self._pages[place].remove(connected)
                if not self._pages[place]:
                    del self._pages[place]

        return leave

    def away(self, room: str) -> frozenset[str]:
        """Return the people of a room who had a page open here and have none now."""
        with self._lock:
            seen = [place for place in self._seen if place[0] == room]
            pages = {place: tuple(self._pages.get(place, ())) for place in seen}
        return frozenset(
            place[1] for place, open_ in pages.items() if not any(page() for page in open_)
        )


PRESENCE = Presence()
