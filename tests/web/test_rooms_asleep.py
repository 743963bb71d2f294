"""A room whose server was away for most of an hour while its clock ran: W15, for long."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.rooms.host import Host
from benchmarks.rooms.load import seated
from benchmarks.rooms.people import Player
from support import later
from support.apart import run

from coordsim.room.chain import now
from coordsim.room.log.book import Book
from coordsim.room.room import Room

pytestmark = pytest.mark.slow

AWAY = 2400  # seconds; a round has 180
BACK_S = 10.0  # W15: a seat is back in its round within
AGENDA = """name = "timed"
title = "Timed"
scenario = "base"
pace = "server"

[[phases]]
title = "Play"
rounds = 6
minutes = 18.0
"""


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    path = tmp_path / "timed.toml"
    path.write_text(AGENDA)
    running = Host(tmp_path, str(path))
    running.start()
    yield running
    running.stop(kill=True)


def test_seats_come_back_to_the_round_that_waits_for_them(host: Host) -> None:
    """Shut in the first round: what was handed in counts, one round and no more is closed, and
    seats whose time ran out are their people's again, without a tap.
    """

    async def go() -> None:
        there = await seated(host, 6)
        await there.hand_in(but=2)
        handed = {player: player.plan() for player in there.players if player.form["handed"]}
        thinking = [player for player in there.players if player not in handed]
        for player in thinking:
            assert await player.keep(player.plan({"price": 12.0, "hours": 121.0}))
        host.freeze()
        for player in there.players:
            await player.drop()
        host.stop(kill=True)
        host.program = [str(later.__file__), str(AWAY)]
        await asyncio.to_thread(host.start)
        for player in there.players:
            await player.until(lambda player=player: player.usable and player.round == 2, BACK_S)
            assert not player.form["handed"]
        room = opened(host)
        (done,) = room.state.played
        sources = {player: done.answer(*place(room, player)).source for player in there.players}
        assert sources == dict.fromkeys(handed, "person") | dict.fromkeys(thinking, "bot")
        for player, plan in handed.items():
            assert dict(done.answer(*place(room, player)).plan.levers) == plan["levers"]
        assert room.state.open is not None
        assert 0 < (room.state.open.deadline or 0) - now() - 1000 * AWAY <= 180_000
        for player in there.players:
            await player.hand_in(player.plan())
        for player in there.players:
            await player.until(lambda player=player: player.round == 3)
        answers = opened(host).state.played[1].answers.values()
        assert [answer.source for answer in answers] == ["person"] * 6

    run(go())


def opened(host: Host) -> Room:
    """The room as its log has it."""
    book = Book(host.database)
    return Room(book, book.room_of(host.code) or "")


def place(room: Room, player: Player) -> tuple[int, str]:
    """Team and role of a player."""
    seat = room.state.seat_of(room.actor(player.token))
    assert seat is not None
    return seat[0].number, seat[1]
