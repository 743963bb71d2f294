"""The pages of the debrief against a real server: who reads what, and when; files; another try."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect
from starlette.requests import Request
from starlette.responses import Response
from support.browser import Server
from support.debriefs import PHASES, play
from support.rooms import Class, agenda
from typer.testing import CliRunner

from coordsim.cli.app import app
from coordsim.room.after.tell import tell
from coordsim.room.agenda import agenda_of
from coordsim.room.deeds import Ended, PhaseBegun, WallShown
from coordsim.room.log.book import Book
from coordsim.room.rehearse import Hands, rehearsed
from coordsim_web.rooms import address
from coordsim_web.rooms.debrief.files import write
from coordsim_web.rooms.debrief.routes import download
from coordsim_web.rooms.hub import Hub, use

SHARES = 0.02  # of a page that may be wider than its window


class There(NamedTuple):
    """A server with a room in its database that has been played, and is not ended."""

    server: Server
    room: Class


def played(folder: Path) -> Class:
    """A room of one team of people and one of bots, after its last round."""
    plan = agenda(3, phases=PHASES, teams=2, pace="trainer")
    room = Class(folder, plan, people=2)
    room.do(PhaseBegun, number=1)
    play(room)
    return room


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[There]:
    room = played(tmp_path)
    monkeypatch.setenv("COORDSIM_DATABASE", str(tmp_path / "rooms.db"))
    server = Server(tmp_path)
    try:
        server.start()
        yield There(server, room)
    finally:
        server.stop(kill=True)


@pytest.mark.browser
def test_a_seat_reads_when_the_room_has_ended(there: There, new_page: Callable[..., Page]) -> None:
    page = new_page(360)
    page.goto(there.server.url + address.debrief(there.room.tokens[0]))
    expect(page.get_by_test_id("note")).to_contain_text("opens when the trainer shows")
    assert page.get_by_test_id("gauges").count() == 0
    there.room.do(Ended)
    expect(page.get_by_test_id("gauges")).to_contain_text("Pay of marketing", timeout=90_000)
    for slide in ("happened", "moments", "elsewhere", "lost", "frictions", "luck", "knew"):
        expect(page.get_by_test_id(slide).locator("figcaption")).not_to_be_empty()
    wide = page.evaluate("document.documentElement.scrollWidth / window.innerWidth")
    assert wide <= 1 + SHARES
    assert "Team 2" not in page.content()
    page.get_by_test_id("again").get_by_role("button", name="From round 2").click()
    page.wait_for_url("**/seat/**")
    assert there.room.tokens[0] not in page.url


@pytest.mark.browser
def test_the_trainer_reads_all_of_it_in_german(there: There, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(there.server.url + address.spoken(address.debrief(there.room.key), "de"))
    expect(page.get_by_test_id("happened")).to_contain_text("Was geschah", timeout=90_000)
    page.get_by_role("button", name="Team 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Team 2")
    with page.expect_download() as download:
        page.get_by_role("link", name="Auswertung als PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    nobody = new_page()
    nobody.goto(there.server.url + address.debrief("0" * 16 + "-nothing"))
    expect(nobody.get_by_test_id("note")).to_contain_text("opens no debrief")


@pytest.mark.browser
def test_the_wall_asks_before_it_shows(there: There, new_page: Callable[..., Page]) -> None:
    page, room = new_page(1920, 1080), there.room
    room.do(WallShown, what="guess", screen=1)
    page.goto(there.server.url + address.wall(room.room.state.code))
    expect(page.get_by_test_id("question")).to_contain_text("Who did well")
    assert page.locator(".cs-wall-screen svg").count() == 0
    room.do(WallShown, what="screen", screen=1)
    expect(page.get_by_test_id("lead")).to_contain_text("coordinated managers", timeout=90_000)
    expect(page.locator(".cs-wall-screen svg")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight") <= 1080
    assert not any(
        person.name in page.inner_text("main") for person in room.room.state.people.values()
    )


def got(key: str, kind: str, search: str = "") -> Response:
    """What a browser gets that asks for a file."""
    place = {"path_params": {"key": key, "kind": kind}, "query_string": search.encode()}
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], **place}
    with ThreadPoolExecutor(1) as apart:  # the browser's thread has a loop that runs
        return apart.submit(asyncio.run, download(Request(scope))).result()


@pytest.mark.slow
def test_files_are_for_whoever_may_read(tmp_path: Path) -> None:
    room = played(tmp_path)
    use(Hub(Book(str(tmp_path / "rooms.db")), Hands()))
    assert got(room.tokens[0], "html").status_code == 403
    assert got("0" * 16 + "-x", "pdf").status_code == 403
    assert got(room.key, "zip").status_code == 404
    whole = got(room.key, "html", "lang=de")
    assert whole.status_code == 200
    assert "Team 2" in bytes(whole.body).decode()
    assert "Was geschah" in bytes(whole.body).decode()
    assert "attachment" in whole.headers["content-disposition"]


@pytest.mark.slow
def test_the_command_writes_both_files(tmp_path: Path) -> None:
    room = played(tmp_path)
    database, code = str(tmp_path / "rooms.db"), room.room.state.code
    command = ["debrief", code.lower(), str(tmp_path / "out"), "--database", database]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {f"debrief-{code}.html", f"debrief-{code}.pdf"}
    wrong = CliRunner().invoke(app, [*command, "--lang", "xx"])
    assert "allowed: en, de" in str(wrong.exception)


@pytest.mark.slow
def test_from_24_chairs_to_the_pdf_in_two_minutes(tmp_path: Path) -> None:
    """W14, from an agenda: nobody lifts a hand."""
    began = time.monotonic()
    with rehearsed(agenda_of("silo-45"), 12) as room:
        files = write(tell(room), tmp_path / "out", "en")
    assert time.monotonic() - began < 120
    assert files.pdf.stat().st_size > 10_000
