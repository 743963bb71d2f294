"""The log on disk: on disk before it is acknowledged, one winner of several writers, every changed
byte found and named.
"""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support.databases import postgresql
from support.rooms import agenda

from coordsim.room.chain import ChainError, Event, verify
from coordsim.room.deeds import Broadcast, RoomOpened
from coordsim.room.log.book import HEAD, BehindError, Book, _write_ahead
from coordsim.room.log.place import LogError, address
from coordsim.room.room import Room

TESTS = Path(__file__).parents[1]
KILLS = 8


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield str(tmp_path / "rooms.db")
        return
    with postgresql() as url:
        yield url


def opened(book: Book) -> Event:
    """A room with one event."""
    room, _ = Room.open(book, agenda())
    return book.events(room.name)[-1]


def after(last: Event, text: str = "hello") -> Event:
    return Event(
        room=last.room,
        number=last.number + 1,
        at=last.at + 1,
        actor="trainer",
        before=last.hash,
        deed=Broadcast(text=text),
    )


def test_what_was_written_is_read(database: str) -> None:
    book = Book(database)
    events = [opened(book)]
    for number in range(5):
        events.append(after(events[-1], f"number {number}"))
        book.append(events[-1])
    book.close()
    again = Book(database)
    read = again.events(events[0].room)
    assert read == events
    verify(read)
    assert again.events(events[0].room, read[3]) == events[4:]
    assert again.rooms() == [events[0].room]
    first = events[0].deed
    assert isinstance(first, RoomOpened)
    assert again.room_of(first.code) == events[0].room
    assert again.room_of("NOBODY") is None


def test_of_two_writers_one_wins_and_the_other_is_told(database: str) -> None:
    one, other = Book(database), Book(database)
    last = opened(one)
    one.append(after(last, "first"))
    with pytest.raises(BehindError, match=r"has 2 events, and this was to be number 1"):
        other.append(after(last, "second"))
    assert [event.number for event in other.events(last.room)] == [0, 1]


def test_many_threads_and_one_winner(database: str) -> None:
    book = Book(database)
    last = opened(book)

    def write(number: int) -> bool:
        try:
            book.append(after(last, str(number)))
        except BehindError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(write, range(16))) == 1
    assert len(book.events(last.room)) == 2


def test_an_event_that_does_not_follow_is_refused(database: str) -> None:
    book = Book(database)
    last = opened(book)
    with pytest.raises(BehindError):
        book.append(after(last).model_copy(update={"number": 2}))
    with pytest.raises(BehindError):
        book.append(after(last).model_copy(update={"before": "0" * 64}))
    with pytest.raises(BehindError):
        book.append(last)
    assert len(book.events(last.room)) == 1


def test_a_code_belongs_to_one_room(database: str) -> None:
    book = Book(database)
    first = opened(book)
    with pytest.raises(BehindError, match="its code"):
        book.append(Event.model_validate_json(first.text.replace(first.room, "twin")))
    assert book.rooms() == [first.room]


def writer(database: str, room: str, times: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "support.writer", database, room, str(times)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=TESTS,
    )


@pytest.mark.slow
def test_two_processes_append_at_once(database: str) -> None:
    book = Book(database)
    room = opened(book).room
    processes = [writer(database, room, 20) for _ in range(2)]
    said = [process.communicate(timeout=120)[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    numbers = [int(word) for lines in said for word in lines[:20]]
    assert sorted(numbers) == list(range(1, 41))
    verify(book.events(room))


@pytest.mark.slow
def test_a_killed_writer_loses_nothing_that_was_acknowledged(database: str) -> None:
    book = Book(database)
    room = opened(book).room
    luck = random.Random(1)
    acknowledged = 0
    for _ in range(KILLS):
        process = writer(database, room, 100_000)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(luck.uniform(0.05, 0.4))
        process.send_signal(signal.SIGKILL)
        lines = [int(word) for word in process.stdout.read().split("\n")[:-1]]
        process.wait(timeout=60)
        events = book.events(room)
        verify(events)
        assert lines
        assert events[-1].number >= lines[-1] > acknowledged
        acknowledged = lines[-1]


def test_every_changed_byte_is_found_and_named(tmp_path: Path) -> None:
    book = Book(str(tmp_path / "rooms.db"))
    last = opened(book)
    event = after(last)
    book.append(event)
    for place in range(0, len(event.text), 7):
        changed = event.text[:place] + chr(ord(event.text[place]) ^ 1) + event.text[place + 1 :]
        with sqlite3.connect(tmp_path / "rooms.db") as raw:
            raw.execute("UPDATE events SET text = ? WHERE number = 1", (changed,))
        with pytest.raises(ChainError, match=rf"event 1 of room {last.room} was changed"):
            book.events(last.room)


def test_a_missing_event_is_found(tmp_path: Path) -> None:
    book = Book(str(tmp_path / "rooms.db"))
    last = opened(book)
    for _ in range(3):
        last = after(last)
        book.append(last)
    with sqlite3.connect(tmp_path / "rooms.db") as raw:
        raw.execute("DELETE FROM events WHERE number = 2")
    with pytest.raises(ChainError, match=r"event 2 of room .* says that it is number 3"):
        book.events(last.room)


def test_a_commit_waits_for_the_disk(tmp_path: Path) -> None:
    book = Book(str(tmp_path / "rooms.db"))
    with book._reading() as connection:
        asked = ("journal_mode", "synchronous")
        told = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
    assert told == ["wal", 2]  # 2 is FULL


def test_where_rooms_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("COORDSIM_DATABASE", raising=False)
    assert address() == f"sqlite+pysqlite:///{tmp_path}/data/coordsim/rooms.db"
    monkeypatch.setenv("COORDSIM_DATABASE", str(tmp_path / "mine.db"))
    assert address() == f"sqlite+pysqlite:///{tmp_path}/mine.db"
    assert address(f"sqlite:///{tmp_path}/other.db") == f"sqlite+pysqlite:///{tmp_path}/other.db"
    said = address("postgresql://me:secret@host/rooms")
    assert said == "postgresql+psycopg://me:secret@host/rooms"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("/proc/no/rooms.db", r"/proc/no/rooms.db: rooms cannot be written there"),
        ("mysql://host/rooms", r"'mysql' is not known; allowed: sqlite, postgresql"),
        ("sqlite:///:memory:", r"a log in memory would be lost"),
        ("sqlite://", r"a log in memory would be lost"),
        ("postgresql://127.0.0.1:1/rooms", r"the database refused"),
        ("://", r"is not a URL"),
    ],
)
def test_a_place_that_cannot_be_used_is_named(said: str, message: str) -> None:
    with pytest.raises(LogError, match=message):
        Book(said)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "rooms.db").write_text("no database at all, but some text\n" * 100)
    with pytest.raises(LogError, match=r"rooms.db: the database refused: file is not a database"):
        Book(str(tmp_path / "rooms.db"))


def test_tables_of_a_newer_version_are_left_alone(tmp_path: Path) -> None:
    Book(str(tmp_path / "rooms.db")).close()
    with sqlite3.connect(tmp_path / "rooms.db") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LogError, match=r"of step 9999, which this version does not know"):
        Book(str(tmp_path / "rooms.db"))


def test_the_steps_make_the_tables(tmp_path: Path) -> None:
    """What Alembic makes is what the code reads: no step is missing."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from coordsim.room.log.tables import METADATA

    book = Book(str(tmp_path / "rooms.db"))
    with book._reading() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, METADATA) == []
        assert context.get_current_revision() == HEAD, "an older database is not brought up to it"


def test_rooms_of_before_are_there_since_nobody_knows_when(tmp_path: Path) -> None:
    """A database of step 0004 is brought up to date, and nothing in it is lost."""
    Book(str(tmp_path / "rooms.db")).close()
    with sqlite3.connect(tmp_path / "rooms.db") as raw:
        for column in ("of", "since"):
            raw.execute(f'ALTER TABLE alone DROP COLUMN "{column}"')
        raw.execute("INSERT INTO alone (room, visitor) VALUES ('old', 'v')")
        raw.execute("UPDATE alembic_version SET version_num = '0004'")
    book = Book(str(tmp_path / "rooms.db"))
    book.lone("new", "v", since=5, of="old")
    assert [book.is_lone(room) for room in ("old", "new")] == [True, True]
    assert [book.since(room) for room in ("old", "new")] == [0, 5]
    assert book.repeated("old") == ["new"]


def test_somebody_else_makes_the_tables_at_the_same_time(database: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        books = list(pool.map(Book, [database] * 4))
    assert [book.rooms() for book in books] == [[]] * 4


def test_several_keep_what_came_of_one_room(database: str) -> None:
    """Two processes play the same round at the same time: neither fails, and one of them stays."""
    books = [Book(database) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        for number in range(20):
            room = f"room {number}"
            list(pool.map(lambda book, room=room: book.keep(room, "key", b"same"), books))
            assert books[0].kept(room) == ("key", b"same")
    books[0].keep("room 0", "new", b"other")
    assert books[1].kept("room 0") == ("new", b"other")
    for book in books:
        book.close()


class Contested:
    """A connection that finds the file locked a few times."""

    def __init__(self, times: int) -> None:
        self.times, self.said = times, list[str]()

    def execute(self, statement: str) -> None:
        self.said.append(statement)
        if len(self.said) <= self.times:
            raise sqlite3.OperationalError("database is locked")


def test_the_switch_to_a_write_ahead_log_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite does not wait where two connections switch one new file, but refuses at once."""
    contested = Contested(3)
    _write_ahead(contested)
    assert contested.said == ["PRAGMA journal_mode=WAL"] * 4
    monkeypatch.setattr("coordsim.room.log.book.PATIENCE", 0)
    with pytest.raises(sqlite3.OperationalError):
        _write_ahead(Contested(3))
