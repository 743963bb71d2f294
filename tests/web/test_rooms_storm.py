"""A room whose server is killed again and again, whose people lose connections, load pages anew and
fall asleep: nothing that was acknowledged is lost, and every page comes back by itself.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.rooms.host import Host
from benchmarks.rooms.load import Class, agenda, seated
from benchmarks.rooms.people import Player
from benchmarks.rooms.tab import Json
from support.apart import run
from support.sound import Said, is_sound

from coordsim.room.log.book import Book
from coordsim.room.room import Room

pytestmark = pytest.mark.slow

TEAMS = int(os.environ.get("COORDSIM_TEST_TEAMS", "6"))  # 40 take some ten minutes
ROUNDS = 12
KILLS = [2] * 8 + [1] * 4  # in each round: twenty
BACK_S = 10.0  # W5: every page is usable again within
ASLEEP_S = float(os.environ.get("COORDSIM_TEST_ASLEEP", "5"))  # W15


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    running = Host(tmp_path, agenda(tmp_path, ROUNDS))
    running.start()
    yield running
    running.stop(kill=True)


class Storm:
    """Twelve rounds, and what happens to those who play them."""

    def __init__(self, there: Class) -> None:
        self.there, self.host, self.luck = there, there.host, random.Random(7)
        self.plans: list[Said] = []
        self.drafts: list[Said] = []
        self.took: list[float] = []
        self.over = [asyncio.Event() for _ in KILLS]
        self.away: set[str] = set()

    async def play(self) -> None:
        """Play to the end."""
        await asyncio.gather(self.strike(), *map(self.sit, self.there.players))

    async def strike(self) -> None:
        """Kill the server in the middle of each round, and start it again."""
        for number, kills in enumerate(KILLS, start=1):
            await self.there.players[0].until(lambda n=number: self.there.players[0].round >= n)
            for _ in range(kills):
                await asyncio.sleep(self.luck.uniform(0.05, 0.6))
                began = time.monotonic()
                self.host.stop(kill=True)
                await asyncio.to_thread(self.host.start)
                for player in self.there.players:
                    await player.until(
                        lambda player=player: player.usable or player.token in self.away
                    )
                self.took.append(time.monotonic() - began)
            self.over[number - 1].set()

    async def sit(self, player: Player) -> None:
        """Play one seat; one of each round waits until its storm is over."""
        place = self.there.players.index(player)
        for number in range(1, ROUNDS + 1):
            await player.until(lambda n=number: player.usable and player.round == n)
            if number % len(self.there.players) == place:
                await self.over[number - 1].wait()
            await self.befalls(player)
            await player.until(lambda: player.usable)
            plan = player.plan({"price": 8.0 + (place + number) % 5, "hours": 118.0 + number % 4})
            role = player.part("head")["head"]["role"]
            said = Said(place // 2 + 1, role, number, plan["levers"])
            if await player.keep(plan):
                self.drafts.append(said)
            await self.befalls(player)
            if await player.hand_in(plan):
                self.plans.append(said)

    async def befalls(self, player: Player) -> None:
        """Let something happen to somebody's page, or nothing."""
        what = self.luck.random()
        if what < 0.1:
            await player.drop()
        elif what < 0.2:
            self.away.add(player.token)
            await player.close(told=what < 0.15)
            await asyncio.sleep(self.luck.uniform(0.1, 1.0))
            await player.reload()
            self.away.discard(player.token)


def test_twenty_kills_in_twelve_rounds_lose_nothing(host: Host) -> None:
    """W5; COORDSIM_TEST_TEAMS=40 for the whole of it."""

    async def go() -> Storm:
        storm = Storm(await seated(host, 2 * TEAMS))
        await storm.play()
        return storm

    storm = run(go())
    assert len(storm.took) == 20
    book = Book(host.database)
    room = is_sound(book, storm.there.players[0].token.split("-")[0], storm.plans, storm.drafts)
    answers = [one for done in room.state.played for one in done.answers.values()]
    assert {one.source for one in answers} == {"person"}
    assert len(answers) == ROUNDS * 2 * TEAMS
    assert len(storm.drafts) == len(answers), "a draft is sent until it is kept"
    assert max(storm.took) < BACK_S, storm.took


def assert_kept(host: Host, kept: dict[Player, Json]) -> None:
    """Every plan was played as its seat had meant it."""
    book = Book(host.database)
    room = Room(book, book.room_of(host.code) or "")
    (done,) = room.state.played
    for player, plan in kept.items():
        seat = room.state.seat_of(room.actor(player.token))
        assert seat is not None
        answer = done.answer(seat[0].number, seat[1])
        assert (answer.source, dict(answer.plan.levers)) == ("person", plan["levers"])


def test_seats_find_their_round_again_after_a_sleep(host: Host) -> None:
    """W15: the server's machine sleeps and sockets die."""

    async def go() -> None:
        there = await seated(host, 6)
        await there.hand_in(but=2)
        kept = {player: player.plan() for player in there.players if player.form["handed"]}
        thinking = [player for player in there.players if player not in kept]
        for player in thinking:
            kept[player] = player.plan({"price": 12.0, "hours": 121.0})
            assert await player.keep(kept[player])
        host.freeze()
        await asyncio.sleep(ASLEEP_S / 2)
        for player in there.players:
            await player.drop()
        host.stop(kill=True)
        await asyncio.sleep(ASLEEP_S / 2)
        await asyncio.to_thread(host.start)
        for player in there.players:
            await player.until(lambda player=player: player.usable, BACK_S)
            assert player.round == 1
            assert player.plan() == kept[player]
            assert player.form["handed"] == (player not in thinking)
        for player in thinking:
            await player.hand_in(kept[player])
        for player in there.players:
            await player.until(lambda player=player: player.round == 2)
        assert_kept(host, kept)

    run(go())
