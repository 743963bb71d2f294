"""A room's whole game, on a machine without a network: host, join, play, debrief. Prints what came
of it as JSON: ``python -m support.cut_off FOLDER`` where there is no route.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.rooms.host import Host
from benchmarks.rooms.people import Newcomer, Player, Trainer
from playwright.sync_api import sync_playwright

from coordsim_web.rooms import address
from support.browser import CHROMIUM, CHROMIUM_ARGUMENTS, Watch
from support.hosted import server_paced

ELSEWHERE = ("192.0.2.1", 9)


async def played(host: Host) -> int:
    """Play a room by its pages; return how many rounds the seats saw."""
    trainer = await Trainer(host.url, host.key).open()
    players = [await Newcomer(host.url, host.code).come(name) for name in ("Ada", "Bo")]
    await trainer.act("phase_begun", number=1)
    while not trainer.table["over"]:
        await asyncio.gather(*map(_hand_in, players))
        await trainer.came(lambda: bool(trainer.table["over"]), 1)
    await trainer.act("ended")
    await trainer.until(lambda: bool(trainer.table["ended"]))
    rounds = int(trainer.table["played"])
    for one in (trainer, *players):
        await one.close()
    return rounds


async def _hand_in(player: Player) -> None:
    await player.until(lambda: player.usable)
    if player.form.get("open"):
        await player.hand_in(player.plan())


def looked_at(host: Host, watch: Watch) -> str:
    """Return the first line of the debrief in a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        page = browser.new_page()
        watch.follow(page)
        page.goto(host.url + address.debrief(host.key))
        lead = page.locator(".cs-slide .cs-lead").first
        lead.wait_for(timeout=90_000)
        told = lead.inner_text()
        browser.close()
    return told


def files_of(host: Host) -> dict[str, int]:
    """Return how large the debrief's files are."""
    sizes = {}
    for kind in ("html", "pdf"):
        where = f"{host.url}/{address.FILES}/{host.key}/debrief.{kind}"
        with urllib.request.urlopen(where, timeout=90) as answer:
            sizes[kind] = len(answer.read())
    return sizes


def routed() -> bool:
    """Whether anything outside can be reached."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(ELSEWHERE)
        return True
    return False


def main(folder: Path) -> dict[str, Any]:
    """Play, and say what was seen."""
    host, watch = Host(folder, server_paced(folder), "0.0.0.0"), Watch()
    host.start()
    try:
        rounds = asyncio.run(played(host))
        told = {"routed": routed(), "rounds": rounds, "lead": looked_at(host, watch)}
        return told | {"files": files_of(host), "outside": watch.outside()}
    finally:
        host.stop()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))) + "\n")
