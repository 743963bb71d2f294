"""Rooms' events in a database: appended one by one, each on disk before it is acknowledged; of
several writers one wins and the others are told.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from sqlite3 import OperationalError
from time import monotonic, sleep
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    Table,
    case,
    create_engine,
    delete,
    event,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import ConnectionPoolEntry

from coordsim.room.chain import Event, hash_of, read
from coordsim.room.deeds import RoomOpened
from coordsim.room.log.news import CHANNEL, Listener, News
from coordsim.room.log.place import LogError, address
from coordsim.room.log.tables import ALONE, DEBRIEFS, EVENTS, KEPT, PAGES, ROOMS

HEAD = "0005"
PATIENCE = 30  # seconds to wait for another writer
PAUSE = 0.02  # seconds between two tries where SQLite does not wait by itself
FORGOTTEN = 24 * 3_600_000  # milliseconds after which a process that is silent is forgotten
MIGRATING = 0x636F6F72  # number of the lock under which PostgreSQL's tables are made


class BehindError(ValueError):
    """Somebody else wrote first: the log has moved on."""


class Lone(NamedTuple):
    """A room of somebody who plays alone: whose, by a hash, when its last event came, in
    milliseconds since 1970, and that event's number.
    """

    room: str
    visitor: str
    used: int
    last: int


class Page(NamedTuple):
    """Somebody's pages in a room."""

    room: str
    person: str


class Book:
    """All rooms' logs in one database."""

    def __init__(self, database: str | None = None) -> None:
        """Open the database, and bring its tables up to date. Raises LogError."""
        self.url = address(database)
        self._lite = self.url.startswith("sqlite")
        self.written: Callable[[Event], None] = _nothing  # is told of each event that is on disk
        options: dict[str, Any] = (
            {"connect_args": {"timeout": PATIENCE}} if self._lite else {"pool_pre_ping": True}
        )
        try:
            self._engine = create_engine(self.url, **options)
        except ModuleNotFoundError as error:
            raise LogError(
                f"the driver {error.name} is not installed; install coordsim[postgres]"
            ) from None
        if self._lite:
            event.listen(self._engine, "connect", _prepare)
        with self._writing() as connection:
            self._migrate(connection)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction that is the only one that writes; LogError where the database fails."""
        try:
            with self._engine.connect() as connection:
                if self._lite:
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                try:
                    yield connection
                except BaseException:
                    self._finish(connection, "ROLLBACK")
                    raise
                self._finish(connection, "COMMIT")
        except IntegrityError:
            raise
        except DBAPIError as error:
            raise LogError(f"{self.shown}: {_reason(error)}") from None

    def _finish(self, connection: Connection, how: str) -> None:
        if self._lite:
            connection.exec_driver_sql(how)
        elif how == "COMMIT":
            connection.commit()
        else:
            connection.rollback()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise LogError(f"{self.shown}: {_reason(error)}") from None

    @property
    def shown(self) -> str:
        """Where it is, as it may be shown: a file's path, or an address without its password."""
        if self._lite:
            return str(self._engine.url.database)
        return self._engine.url.render_as_string(hide_password=True)

    def _migrate(self, connection: Connection) -> None:
        if not self._lite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATING})
        now = None
        if inspect(connection).has_table("alembic_version"):
            now = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if now != HEAD:
            self._upgrade(connection, now)

    def _upgrade(self, connection: Connection, now: str | None) -> None:
        from alembic import command  # a third of a second that only a new database needs
        from alembic.config import Config
        from alembic.util import CommandError

        config = Config()
        config.set_main_option("script_location", "coordsim.room.log:migrations")
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError:
            raise LogError(
                f"{self.shown}: its tables are of step {now}, which this version does not know: a"
                " newer version of coordsim wrote them"
            ) from None

    def append(self, *events: Event) -> None:
        """Write events of a room that follow the last one and one another: all of them, or none;
        they are on disk when this returns. Raises BehindError when they do not follow any more,
        LogError when they cannot be written.
        """
        try:
            with self._writing() as connection:
                for event in events:
                    self._insert(connection, event)
                if not self._lite:  # sent with the commit, to whoever listens
                    line = News(events[-1].room, events[-1].number).line
                    connection.execute(select(func.pg_notify(CHANNEL, line)))
        except IntegrityError:
            raise BehindError(
                f"Somebody else was first: event {events[0].number} of room {events[0].room}, or"
                " its code, is taken."
            ) from None
        for event in events:
            self.written(event)

    def _insert(self, connection: Connection, event: Event) -> None:
        last = connection.execute(
            select(EVENTS.c.number, EVENTS.c.hash)
            .where(EVENTS.c.room == event.room)
            .order_by(EVENTS.c.number.desc())
            .limit(1)
        ).first()
        number, before = (0, "") if last is None else (last.number + 1, last.hash)
        if (event.number, event.before) != (number, before):
            raise BehindError(
                f"Somebody else was first: room {event.room} has {number} events, and this was to"
                f" be number {event.number}."
            )
        if isinstance(event.deed, RoomOpened):
            row = {"room": event.room, "code": event.deed.code, "opened": event.at}
            connection.execute(insert(ROOMS).values(row))
        row = {"room": event.room, "number": event.number}
        row |= {"text": event.text, "hash": event.hash}
        connection.execute(insert(EVENTS).values(row))

    def listen(self, hear: Callable[[News], None]) -> Listener | None:
        """Have a function called for each event that any process writes, until what is returned is
        closed; None where the database tells nobody, as SQLite.
        """
        return None if self._lite else Listener(self.url, hear)

    def events(self, room: str, after: Event | None = None) -> list[Event]:
        """Return a room's events, or those after one. Raises ChainError where the log was
        changed.
        """
        first = 0 if after is None else after.number + 1
        with self._reading() as connection:
            rows = connection.execute(
                select(EVENTS.c.text, EVENTS.c.hash)
                .where(EVENTS.c.room == room, EVENTS.c.number >= first)
                .order_by(EVENTS.c.number)
            ).all()
        out: list[Event] = []
        for row in rows:
            after = read(row.text, row.hash, after, room)
            out.append(after)
        return out

    def rooms(self) -> list[str]:
        """Return the rooms, the oldest first."""
        with self._reading() as connection:
            return list(connection.scalars(select(ROOMS.c.room).order_by(ROOMS.c.opened)))

    def lone(self, room: str, visitor: str, *, since: int, of: str = "") -> None:
        """Write down that a room belongs to somebody who plays alone, since when it is there, and
        the room whose weeks it repeats, empty where it repeats none.
        """
        whose = {"room": room, "visitor": hash_of(visitor), "since": since, "of": of}
        with self._writing() as connection:
            connection.execute(insert(ALONE).values(whose))

    def repeated(self, of: str) -> list[str]:
        """Return the rooms that repeat the weeks of another, the first of them first."""
        rooms = select(ALONE.c.room).where(ALONE.c.of == of).order_by(ALONE.c.since, ALONE.c.room)
        with self._reading() as connection:
            return list(connection.scalars(rooms))

    def since(self, room: str) -> int:
        """Return since when a room of somebody who plays alone is there, in milliseconds since
        1970; 0 where that is not known.
        """
        with self._reading() as connection:
            return connection.scalar(select(ALONE.c.since).where(ALONE.c.room == room)) or 0

    def is_lone(self, room: str) -> bool:
        """Whether somebody who plays alone opened a room."""
        with self._reading() as connection:
            return connection.scalar(select(ALONE.c.room).where(ALONE.c.room == room)) is not None

    def lones(self) -> list[Lone]:
        """Return the rooms of people who play alone, the longest unused first."""
        last = (
            select(EVENTS.c.room, func.max(EVENTS.c.number).label("number"))
            .where(EVENTS.c.room.in_(select(ALONE.c.room)))
            .group_by(EVENTS.c.room)
            .subquery()
        )
        wanted = (
            select(ALONE.c.room, ALONE.c.visitor, EVENTS.c.number, EVENTS.c.text)
            .join(last, last.c.room == ALONE.c.room)
            .join(EVENTS, (EVENTS.c.room == last.c.room) & (EVENTS.c.number == last.c.number))
        )
        with self._reading() as connection:
            rows = connection.execute(wanted).all()
        found = (
            Lone(row.room, row.visitor, json.loads(row.text)["at"], row.number) for row in rows
        )
        return sorted(found, key=lambda one: one.used)

    def forget(self, room: str) -> None:
        """Take a room of somebody who plays alone out of the book; no other is touched."""
        with self._writing() as connection:
            if connection.execute(delete(ALONE).where(ALONE.c.room == room)).rowcount:
                for table in (EVENTS, KEPT, DEBRIEFS, PAGES, ROOMS):
                    connection.execute(delete(table).where(table.c.room == room))

    def room_of(self, code: str) -> str | None:
        """Return the room that has a code; None where there is none."""
        with self._reading() as connection:
            return connection.scalar(select(ROOMS.c.room).where(ROOMS.c.code == code))

    def show(self, process: str, changed: Mapping[Page, bool], at: int) -> None:
        """Write down whose pages a process has open, or no more, and that it is there."""
        with self._writing() as connection:
            for page, is_open in changed.items():
                place = {"process": process, "room": page.room, "person": page.person}
                named = (PAGES.c[name] == value for name, value in place.items())
                connection.execute(delete(PAGES).where(*named))
                connection.execute(insert(PAGES).values(place | {"open": is_open, "at": at}))
            mine = PAGES.c.process == process
            connection.execute(update(PAGES).where(mine).values(at=at))
            connection.execute(delete(PAGES).where(PAGES.c.at < at - FORGOTTEN))

    def elsewhere(self, process: str, since: int) -> dict[Page, bool]:
        """Return of whom other processes have, or had, pages open; those of a process that said
        nothing ``since`` are not open.
        """
        is_open = func.max(case((PAGES.c.open & (PAGES.c.at >= since), 1), else_=0))
        wanted = (
            select(PAGES.c.room, PAGES.c.person, is_open.label("open"))
            .where(PAGES.c.process != process)
            .group_by(PAGES.c.room, PAGES.c.person)
        )
        with self._reading() as connection:
            rows = connection.execute(wanted).all()
        return {Page(row.room, row.person): bool(row.open) for row in rows}

    def keep(self, room: str, key: str, body: bytes, *, where: Table = KEPT) -> None:
        """Keep what came of a room's rounds, or its debrief, in place of what was kept; of several
        processes that do at once the last one's stays.
        """
        new = (sqlite if self._lite else postgresql).insert(where)
        new = new.values({"room": room, "key": key, "body": body})
        taken = {"key": new.excluded.key, "body": new.excluded.body}
        with self._writing() as connection:
            connection.execute(new.on_conflict_do_update(index_elements=["room"], set_=taken))

    def kept(self, room: str, *, where: Table = KEPT) -> tuple[str, bytes] | None:
        """Return key and body of what was kept of a room; None where there is nothing."""
        with self._reading() as connection:
            row = connection.execute(
                select(where.c.key, where.c.body).where(where.c.room == room)
            ).first()
        return None if row is None else (row.key, bytes(row.body))


def _nothing(event: Event) -> None:
    """Nobody counts."""


def _prepare(connection: Any, record: ConnectionPoolEntry) -> None:
    """Set up a connection of SQLite: transactions are ours to begin, and a commit is on disk."""
    connection.isolation_level = None
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous=FULL")


def _write_ahead(connection: Any) -> None:
    """Switch to a write-ahead log. SQLite refuses at once, without waiting, while another
    connection switches the same new file.
    """
    until = monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except OperationalError:
            if monotonic() > until:
                raise
            sleep(PAUSE)


def _reason(error: DBAPIError) -> str:
    said = str(error.orig).strip().splitlines()
    what = said[0] if said else type(error).__name__
    return f"the database refused: {what}"
