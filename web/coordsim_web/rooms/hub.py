"""The rooms of this server: opened once in a process, found by name, code, token or key, and kept
going by a clock of their own.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from threading import Event as Signal
from threading import Lock, Thread
from time import perf_counter

from coordsim.room import keys
from coordsim.room.agenda import Agenda
from coordsim.room.chain import ChainError, Clock, Event, now
from coordsim.room.deed import TRAINER
from coordsim.room.deeds import AnyDeed
from coordsim.room.log.book import Book
from coordsim.room.log.news import Listener, News
from coordsim.room.log.place import LogError
from coordsim.room.room import Opened, Room
from coordsim.room.sight import Sight
from coordsim.room.state.records import RoomError, RoomState
from coordsim.scenario.file import Scenario
from coordsim_web.door import VISITOR
from coordsim_web.rooms.meter import Meter
from coordsim_web.rooms.presence import PRESENCE
from coordsim_web.rooms.tries import HurriedError, Tries

BEAT = 0.5  # seconds between two looks at what is due, and at what other processes have written
BEATS = 4  # beats between two exchanges with other processes of whose pages are open
REST = 900_000  # milliseconds after which a room that nobody looks at is let go of
NAME = re.compile(r"[0-9a-f]{16}")
CODE = re.compile(r"[A-Z0-9]{4,12}")
NO_ROOM = "There is no room at this address: a letter of it is wrong or missing, or it is gone."
UNREAD = "The log of this room cannot be read: ask whoever runs this server."
HURRIED = "This code opens no room, and too many wrong ones came from where you are: compare it."

logger = logging.getLogger("coordsim.web")


class UnreadError(RoomError):
    """A room whose log cannot be read."""


class Hub:
    """The rooms of one book. Safe for several threads."""

    def __init__(self, book: Book, clock: Clock = now) -> None:
        self.book, self.clock, self.tries = book, clock, Tries()
        self._rooms: dict[str, Sight] = {}
        self._asked: dict[str, int] = {}
        self._lock, self._stop = Lock(), Signal()
        self._resting = Lock()  # held for moments only, inside the other where both are
        self._thread: Thread | None = None
        self._news: Listener | None = None
        self.meter = Meter()
        book.written = lambda event: self.meter.written(event.deed.kind)

    def sight(self, name: str) -> Sight:
        """Return what is seen of a room, by its name. Raises RoomError when there is none."""
        if not NAME.fullmatch(name):
            raise RoomError(NO_ROOM)
        known = self._known(name)
        if known is not None:
            return known
        with self._lock:
            if name not in self._rooms:
                room = _read(self.book, name, self.clock)
                _tick(room)
                self._keep(room)
            return self._rooms[name]

    def _known(self, name: str) -> Sight | None:
        """Return what is seen of a room that is open here, and note that somebody asked."""
        with self._resting:
            known = self._rooms.get(name)
            if known is not None:
                self._asked[name] = self.clock()
            return known

    def _keep(self, room: Room) -> None:
        with self._resting:
            self._rooms[room.name], self._asked[room.name] = Sight(room), self.clock()

    def room(self, name: str) -> Room:
        """Return a room by its name. Raises RoomError when there is none."""
        return self.sight(name).room

    def room_of(self, token: str) -> Room:
        """Return the room that a seat's token or a trainer's key opens. Raises RoomError for one
        that opens nothing.
        """
        room = self.room(keys.room_of(token))
        room.actor(token)
        return room

    def sight_of(self, token: str) -> Sight:
        """Return what is seen of the room that a token or key opens. Raises RoomError."""
        return self.sight(self.room_of(token).name)

    def led_with(self, key: str) -> str:
        """Return the name of the room that a trainer's key leads; empty where it leads none."""
        try:
            room = self.room_of(key)
            return room.name if room.actor(key) == TRAINER else ""
        except RoomError:
            return ""

    def named(self, code: str) -> Room:
        """Return the room that a code, as somebody typed it, leads to, however many wrong ones came
        from where they are. Raises RoomError for a wrong one, HurriedError for one of too many.
        """
        typed = code.strip().upper()
        if not CODE.fullmatch(typed):
            raise RoomError(NO_ROOM)
        name = self.book.room_of(typed)
        if name is not None:
            return self.room(name)
        raise RoomError(NO_ROOM) if self.tries.take(VISITOR.get()) else HurriedError(HURRIED)

    def open(
        self, agenda: Agenda, *, seed: int = 1, scenarios: dict[str, Scenario] | None = None
    ) -> Opened:
        """Open a new room. Raises ScenarioError or LogError."""
        opened = Room.open(self.book, agenda, seed=seed, scenarios=scenarios, clock=self.clock)
        opened.room.here = PRESENCE.present
        self._keep(opened.room)
        return opened

    def shown(self) -> frozenset[str]:
        """Return the rooms that a page follows."""
        return frozenset(name for name, one in tuple(self._rooms.items()) if one.room.followed)

    def forget(self, name: str) -> None:
        """Take a room of somebody who played alone out of the book."""
        with self._lock:
            self.book.forget(name)
            with self._resting:
                self._rooms.pop(name, None)
                self._asked.pop(name, None)

    def _rest(self) -> None:
        """Let go of rooms that nobody has asked for and no page has followed for a while, whatever
        comes due in them: whoever comes to one opens it again, and what is due is done then.
        """
        at = self.clock()
        with self._resting:
            for name, one in tuple(self._rooms.items()):
                if one.room.followed:
                    self._asked[name] = at
                elif self._asked[name] < at - REST:
                    del self._rooms[name], self._asked[name]

    def do(self, token: str, *deeds: AnyDeed) -> Event:
        """Carry out a command of whoever holds a token or key, of one deed or of several that are
        done together or not at all. Raises RoomError; then nothing has changed.
        """
        begun = perf_counter()
        event = self.room_of(token).do(token, *deeds)
        self.meter.took(perf_counter() - begun)
        return event

    def listen(self, name: str, listener: Callable[[RoomState], None]) -> Callable[[], None]:
        """Have a function called when a room has changed; return what stops it."""
        return self.room(name).listen(listener)

    @property
    def open_rooms(self) -> int:
        """How many rooms are open here."""
        return len(self._rooms)

    def tick(self) -> int:
        """Do what is due in every room that is open here; say how many things that were."""
        self._rest()
        return sum(map(_tick, self._live()))

    def _live(self) -> list[Room]:
        sights = tuple(self._rooms.values())
        return [sight.room for sight in sights if not sight.room.state.archived]

    def start(self) -> None:
        """Look after the rooms from now on, in a thread of its own; where the database tells what
        other processes write, take that in at once.
        """
        self._news = self.book.listen(self._hear)
        self._thread = Thread(target=self._beat, name="rooms", daemon=True)
        self._thread.start()

    def _hear(self, news: News) -> None:
        """Take in what another process wrote into a room that is open here."""
        sight = self._rooms.get(news.room)
        if sight is not None and sight.room.state.events <= news.number:
            self.meter.heard()
            _tick(sight.room)

    def _beat(self) -> None:
        beats = 0
        while not self._stop.wait(BEAT):
            self.tick()
            beats += 1
            if beats % BEATS == 0:
                self._exchange()

    def _exchange(self) -> None:
        try:
            PRESENCE.exchange(self.book, self.clock())
        except LogError as error:  # whose pages are open is old for a while; the beat goes on
            logger.warning("other processes' pages are not known: %s", error)

    def close(self) -> None:
        """Stop looking after them."""
        self._stop.set()
        if self._news is not None:
            self._news.close()
        if self._thread is not None:
            self._thread.join()


def _read(book: Book, name: str, clock: Clock) -> Room:
    try:
        room = Room(book, name, clock)
    except ChainError as error:
        logger.warning("room %s cannot be read: %s", name, error)
        raise UnreadError(UNREAD) from None
    except RoomError:
        raise RoomError(NO_ROOM) from None
    room.here = PRESENCE.present
    return room


def _tick(room: Room) -> int:
    """Do what is due in a room; one that fails does not keep others waiting."""
    try:
        return room.tick()
    except Exception:  # written down; the beat goes on for the other rooms
        logger.exception("room %s could not be looked after", room.name)
        return 0


class _Made:
    """The hub of this process, once it is made."""

    hub: Hub | None = None


def make(database: str | None = None) -> Hub:
    """Make the hub of this process. Raises LogError."""
    _Made.hub = Hub(Book(database))
    return _Made.hub


def use(other: Hub) -> None:
    """Let a hub that was made elsewhere be the one of this process."""
    _Made.hub = other


def hub() -> Hub:
    """Return the hub of this process, made where there is none yet. Raises LogError."""
    return _Made.hub or make()
