"""A class at work: many players on their seats and a trainer who closes rounds, and what that takes
of the server.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.rooms.host import Host
from benchmarks.rooms.people import Player, Trainer
from coordsim.room.log.book import Book
from coordsim.room.room import Room

AT_ONCE = 4  # pages that are opened at the same time
CALM = 0.7  # seconds: longer than a beat of the server's clock
AGENDA = """name = "load"
title = "Load"
scenario = "base"
missing = "repeat"
away_after = 0
pace = "server"

[[phases]]
title = "Play"
rounds = {rounds}
"""


class Closed(NamedTuple):
    """A round: seconds from the trainer's tap until half of the pages, 95 of 100 and the last one
    showed the next; seconds of processor for each seat from the first plan on; MB at its end.
    """

    half: float
    most: float
    last: float
    work: float
    memory: float


class Class:
    """A room of a server with so many players, whose pages are open."""

    def __init__(self, host: Host, trainer: Trainer, players: list[Player]) -> None:
        self.host, self.trainer, self.players = host, trainer, players

    async def hand_in(self, but: int = 1) -> None:
        """Let all but some hand in a plan, in any order."""
        going = random.sample(self.players, len(self.players) - but)
        number = max(player.round for player in going)
        await asyncio.gather(*(self._hand_in(player, number) for player in going))

    async def _hand_in(self, player: Player, number: int) -> None:
        await player.until(lambda: player.ready and player.form.get("round") == number)
        await player.hand_in(player.plan({"price": 9.0, "hours": 120.0}))

    async def close_round(self) -> Closed:
        """Play a round: all but one hand in, the trainer closes it."""
        before = self.host.work()
        number = self.players[0].round
        await self.hand_in()
        await asyncio.sleep(CALM)
        began = time.monotonic()
        await self.trainer.act("round_closed", round=number)
        await asyncio.gather(
            *(one.until(lambda one=one: one.ready and one.round > number) for one in self.players)
        )
        took = sorted(one.seen[number + 1] - began for one in self.players)
        await asyncio.sleep(CALM)
        work = (self.host.work() - before) / len(took)
        most = took[min(len(took) - 1, int(0.95 * len(took)))]
        return Closed(statistics.median(took), most, took[-1], work, self.host.memory())


async def seated(host: Host, seats: int) -> Class:
    """Seat people in a host's room, open their pages and begin."""
    trainer = await Trainer(host.url, host.key).open()
    tokens = await asyncio.to_thread(_join, host, seats)
    players = [Player(host.url, token) for token in tokens]
    await opened(players)
    await trainer.act("phase_begun", number=1)
    for player in players:
        await player.until(lambda player=player: player.form.get("round") == 1)
    return Class(host, trainer, players)


def _join(host: Host, seats: int) -> list[str]:
    book = Book(host.database)
    try:
        room = Room(book, book.room_of(host.code) or "")
        return [room.join(f"P{number + 1}") for number in range(seats)]
    finally:
        book.close()


async def opened(players: Sequence[Player]) -> None:
    """Open pages, a few at a time."""
    few = asyncio.Semaphore(AT_ONCE)

    async def open_one(player: Player) -> None:
        async with few:
            await player.open()

    await asyncio.gather(*map(open_one, players))


class Sizes(NamedTuple):
    """What a class took: MB of the server before anybody came and for each page, and its rounds."""

    empty: float
    seat: float
    rounds: list[Closed]


async def sized(host: Host, seats: int, rounds: int) -> Sizes:
    """Measure a class of so many over some rounds."""
    empty = host.memory()
    there = await seated(host, seats)
    full = host.memory()
    closed = [await there.close_round() for _ in range(rounds)]
    return Sizes(empty, (full - empty) / seats, closed)


class Beat(NamedTuple):
    """How a soak stands: seconds and rounds since its beginning, MB."""

    seconds: float
    rounds: int
    memory: float


async def soaked(
    host: Host,
    seats: int,
    going: int,
    holds: Callable[[float, int], bool],
    say: Callable[[Beat], None],
) -> list[Beat]:
    """Play on for as long as ``holds`` says so, of seconds and rounds; in each round so many lose
    the connection or load their page anew.
    """
    there, luck, began = await seated(host, seats), random.Random(7), time.monotonic()
    beats: list[Beat] = []
    while holds(time.monotonic() - began, len(beats)):
        for player in luck.sample(there.players, going):
            await (player.drop() if luck.random() < 0.5 else player.reload())
        await there.close_round()
        beats.append(Beat(time.monotonic() - began, len(beats) + 1, host.memory()))
        say(beats[-1])
    return beats


def agenda(folder: Path, rounds: int) -> str:
    """Write the agenda of a room for a class, and return where it is."""
    path = folder / "load.toml"
    path.write_text(AGENDA.format(rounds=rounds), "utf-8")
    return str(path)
