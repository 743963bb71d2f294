"""Many clients at one server, and what they may cost: tabs that speak Solara's protocol, checked
against a browser's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from benchmarks.rooms.host import Host
from benchmarks.rooms.load import agenda, sized, soaked
from benchmarks.rooms.people import Player
from playwright.sync_api import Browser
from support.apart import run
from support.browser import Server
from support.hosted import Hosted
from support.rooms import agenda as small

from coordsim.room import deeds
from coordsim_web.rooms import address

SEAT_MB = 3.0  # of the server's memory, for a page
PAGE_MB = 0.7  # what a page takes at least


@contextmanager
def playing(folder: Path) -> Iterator[Host]:
    running = Host(folder, agenda(folder, 40))
    running.start()
    try:
        yield running
    finally:
        running.stop(kill=True)


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    with playing(tmp_path) as running:
        yield running


def told_to_a_browser(browser: Browser, url: str) -> dict[str, dict[str, Any]]:
    """The parts of a page as a browser is told of them: by one property of each, all of it."""
    models: dict[str, dict[str, Any]] = {}

    def hear(frame: str | bytes) -> None:
        content = json.loads(frame)["content"]
        state = content.get("data", {}).get("state", {})
        models.setdefault(content.get("comm_id", ""), {}).update(state)

    page = browser.new_page(locale="en-GB")
    page.on("websocket", lambda socket: socket.on("framereceived", hear))
    page.goto(url)
    page.get_by_test_id("hand-in").wait_for()
    page.close()
    return {name: model for model in models.values() for name in ("head", "form") if name in model}


@pytest.mark.browser
def test_a_tab_without_a_browser_is_told_what_a_browser_is_told(
    server: Server, browser: Browser
) -> None:
    room = Hosted(server, small(2), people=2)
    room.do(deeds.PhaseBegun, number=1)

    async def told() -> dict[str, dict[str, Any]]:
        player = await Player(server.url, room.tokens[0]).open()
        await player.hand_in(player.plan())
        await player.until(lambda: bool(player.form["handed"]))
        parts = {name: player.part(name) for name in ("head", "form")}
        await player.close()
        return parts

    mine = run(told())
    theirs = told_to_a_browser(browser, room.at(address.seat(room.tokens[0])))
    assert mine["form"]["form"]["handed"]
    for name in mine:
        assert mine[name][name] == theirs[name][name]
        assert mine[name]["said"] == theirs[name]["said"]


@pytest.mark.slow
def test_a_hundred_pages_show_the_next_round_and_are_small(host: Host) -> None:
    """W9's pages. How long they take is not for a test to say, on a machine that does other work:
    ``python -m benchmarks.rooms --seats 100 --within 2`` measures it and fails.
    """
    sizes = run(sized(host, 100, 2))
    assert len(sizes.rounds) == 2
    assert sizes.seat < SEAT_MB


@pytest.mark.slow
def test_tabs_that_come_and_go_leave_nothing_behind(tmp_path: Path) -> None:
    """Half of the pages go in each round, four times as many as there are between the two looks:
    the server grows as one at which all stay.
    """
    grown = []
    for going in (0, 10):
        folder = tmp_path / str(going)
        folder.mkdir()
        with playing(folder) as host:
            beats = run(soaked(host, 20, going, lambda _, rounds: rounds < 14, lambda beat: None))
        early, late = (min(beat.memory for beat in beats[at : at + 4]) for at in (2, 10))
        grown.append(late - early)
    assert grown[1] - grown[0] < 20 * PAGE_MB
