"""Several processes that serve the same rooms: what one writes wakes the other, whose pages are
open anywhere is known everywhere, and what is due is done once.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event as Signal

import pytest
from support.databases import postgresql
from support.rooms import agenda

from coordsim.room import deeds
from coordsim.room.log.book import Book
from coordsim.room.log.news import News, read_line
from coordsim.room.rehearse import Hands
from coordsim.room.state.records import RoomState
from coordsim_web.rooms import hub as hubs
from coordsim_web.rooms.hub import Hub
from coordsim_web.rooms.presence import FRESH, SAID, Presence

PATIENCE = 60.0
OTHER = """
import sys
from coordsim.room.deeds import Broadcast
from coordsim.room.log.book import Book
from coordsim_web.rooms.hub import Hub
Hub(Book(sys.argv[1])).do(sys.argv[2], Broadcast(text="from elsewhere"))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield str(tmp_path / "rooms.db")
        return
    with postgresql() as url:
        yield url


def heard(database: str) -> tuple[bool, Hub]:
    """Whether a page of this process hears of what another process writes."""
    hub = Hub(Book(database))
    room, key = hub.open(agenda())
    told = Signal()

    def hear(state: RoomState) -> None:
        if state.events == 2:
            told.set()

    hub.listen(room.name, hear)
    hub.start()
    if hub._news is not None:
        assert hub._news.ready.wait(PATIENCE)
    subprocess.run([sys.executable, "-c", OTHER, database, key], check=True, timeout=120)
    came = told.wait(PATIENCE)
    hub.close()
    return came, hub


@pytest.mark.slow
def test_what_another_process_writes_is_heard(database: str) -> None:
    came, _ = heard(database)
    assert came


def test_postgresql_tells_it_without_anybody_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "BEAT", 10_000.0)
    monkeypatch.setattr(Hub, "_beat", lambda hub: None)
    with postgresql() as url:
        came, hub = heard(url)
        assert came
        assert hub.meter.read().heard == 1
        hub.book.close()


def test_a_lost_listener_listens_again() -> None:
    with postgresql() as url:
        book, told = Book(url), Signal()
        listener = book.listen(lambda news: told.set())
        assert listener is not None
        assert listener.ready.wait(PATIENCE)
        with book._writing() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE query LIKE 'LISTEN%%' AND datname = current_database()"
            )
        until = PATIENCE
        while listener.ready.is_set() and until > 0:
            until -= 0.05
            Signal().wait(0.05)
        assert listener.ready.wait(PATIENCE)
        Hub(book).open(agenda())
        assert told.wait(PATIENCE)
        listener.close()
        book.close()


@pytest.mark.parametrize("line", ["", "room", "room x", "room -1", "room ²", "room 1 2"])
def test_lines_of_others_are_no_news(line: str) -> None:
    assert read_line(line) is None
    assert read_line(News("room", 7).line) == News("room", 7)


def test_two_processes_close_a_round_once(database: str) -> None:
    clock = Hands()
    first, second = (Hub(Book(database), clock) for _ in range(2))
    room, key = first.open(agenda(phases=[{"title": "Play", "rounds": 3, "minutes": 3.0}]))
    for name in ("Ada", "Bo"):
        room.join(name)
    first.do(key, deeds.PhaseBegun(number=1))
    assert second.room(room.name).state == room.state
    clock.at += 61_000
    done = [hub.tick() for hub in (second, first, second)]
    assert done[0] > 0
    assert done[1:] == [0, 0]
    closed = [event for event in first.book.events(room.name) if event.deed.kind == "round_closed"]
    assert len(closed) == 1
    assert first.room(room.name).state == second.room(room.name).state


def test_whose_pages_are_open_is_known_at_every_process(database: str) -> None:
    one, other = Presence(), Presence()
    books = [Book(database) for _ in range(2)]
    there = {"phone": True, "laptop": False}

    def exchange(now: int) -> None:
        for presence, book in ((one, books[0]), (other, books[1]), (one, books[0])):
            presence.exchange(book, now)

    one.come("r", "ada", lambda: there["phone"])
    other.come("r", "ada", lambda: there["laptop"])
    exchange(1_000_000)
    assert one.away("r") == other.away("r") == frozenset()
    there["phone"] = False
    exchange(1_001_000)
    assert one.away("r") == other.away("r") == {"ada"}
    there["laptop"] = True
    exchange(1_002_000)
    assert one.away("r") == other.away("r") == frozenset()
    exchange(1_002_000 + SAID)
    exchange(1_002_000 + 2 * SAID)
    assert one.away("r") == frozenset()
    one.exchange(books[0], 1_002_001 + 2 * SAID + FRESH)
    assert one.away("r") == {"ada"}, "a process that says nothing any more has no pages"
    for book in books:
        book.close()
