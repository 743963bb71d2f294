"""From the command that starts a server to a plan, to a debrief, and all without a network."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.rooms.host import Host
from benchmarks.rooms.people import Newcomer, Trainer
from playwright.sync_api import Browser, Page, expect
from support.apart import run
from support.hosted import server_paced

from coordsim_web.rooms import address

WHOLE_S, SERVER_S = 120.0, 15.0  # W1
PDF_S = 120.0  # W14
TESTS = Path(__file__).parents[1]
ALONE = ["unshare", "--net", "--map-root-user", "sh", "-c"]
LOOPBACK = "ip link set lo up"


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    """Not started yet."""
    running = Host(tmp_path, server_paced(tmp_path))
    yield running
    running.stop(kill=True)


def joined(browser: Browser, host: Host, name: str) -> Page:
    """Somebody at a phone joins."""
    size = {"width": 360, "height": 740}
    page = browser.new_context(viewport=size, has_touch=True, locale="en-GB").new_page()
    page.goto(host.url + address.join(host.code))
    page.get_by_label("Your name").fill(name)
    page.get_by_test_id("take").tap()
    page.get_by_test_id("to-seat").tap()
    expect(page).to_have_url(re.compile("/seat/"))
    return page


async def six_come(host: Host) -> None:
    """Six more join by the page, and the trainer begins."""
    trainer = await Trainer(host.url, host.key).open()
    players = [await Newcomer(host.url, host.code).come(f"P{number}") for number in range(6)]
    await trainer.act("phase_begun", number=1)
    await trainer.act("phase_begun", number=2)
    for player in players:
        await player.until(lambda player=player: bool(player.form.get("open")))
    assert trainer.table["people"] == 8
    for tab in (trainer, *players):
        await tab.close()


@pytest.mark.slow
def test_eight_people_play_within_two_minutes_of_the_command(host: Host, browser: Browser) -> None:
    """W1."""
    marks = [time.monotonic()]
    host.start()
    marks.append(time.monotonic())
    phone, _other = joined(browser, host, "Ada"), joined(browser, host, "Bo")
    marks.append(time.monotonic())
    run(six_come(host))
    phone.get_by_test_id("hand-in").tap()
    expect(phone.get_by_test_id("handed")).to_be_visible(timeout=20_000)
    marks.append(time.monotonic())
    assert marks[3] - marks[0] < WHOLE_S
    assert marks[1] - marks[0] + marks[3] - marks[2] < SERVER_S


@pytest.mark.slow
def test_from_the_command_to_the_pdf_with_bots_in_24_chairs(tmp_path: Path) -> None:
    """W14: the room is begun, and then nobody lifts a hand."""
    host, began = Host(tmp_path, server_paced(tmp_path, teams=12)), time.monotonic()
    host.start()

    async def begun() -> None:
        trainer = await Trainer(host.url, host.key).open()
        await trainer.act("phase_begun", number=1)
        await trainer.until(lambda: (trainer.table["phase"] or {}).get("number") == 5)
        assert len(trainer.table["teams"]) == 12
        await trainer.close()

    try:
        run(begun())
        where = f"{host.url}/{address.FILES}/{host.key}/debrief.pdf"
        with urllib.request.urlopen(where, timeout=PDF_S) as answer:
            body = answer.read()
    finally:
        host.stop(kill=True)
    assert time.monotonic() - began < PDF_S
    assert body.startswith(b"%PDF")
    assert len(body) > 100_000


def cut_off() -> bool:
    """Whether this machine lets us have a network of our own, with nothing in it."""
    return subprocess.run([*ALONE, LOOPBACK], capture_output=True, check=False).returncode == 0


@pytest.mark.slow
def test_a_whole_game_needs_no_network(tmp_path: Path) -> None:
    """W6: host, join, play, debrief where there is no route."""
    if not cut_off():
        pytest.skip("network namespaces are not allowed here")
    words = f"{LOOPBACK} && exec {sys.executable} -W ignore -m support.cut_off {tmp_path}"
    found = {**os.environ, "PYTHONPATH": f"{TESTS}:{TESTS.parent}"}
    done = subprocess.run([*ALONE, words], env=found, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert not told["routed"]
    assert told["outside"] == []
    assert told["rounds"] == 6
    assert "%" in told["lead"] or re.search(r"\d", told["lead"])
    assert min(told["files"].values()) > 20_000
