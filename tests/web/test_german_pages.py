"""German pages hold no English: what can be read is another text in each language, but for
names and the few words that both have, and numbers are written as in German.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from support.browser import Server
from support.german import english
from support.hosted import Hosted
from support.rooms import Class

from coordsim.room.agenda import agenda_of
from coordsim.room.deeds import (
    Ended,
    PhaseBegun,
    RoundOpened,
    WallShown,
)
from coordsim_web.rooms import address

pytestmark = pytest.mark.browser

PATIENCE_MS = 90_000


def lines_of(page: Page) -> set[str]:
    """What can be read on a page, folded parts too, text by text."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found: list[str] = page.evaluate(
        """() => {
          const root = document.querySelector(".cs-root");
          const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
          const texts = [document.title];
          while (walk.nextNode()) {
            const parent = walk.currentNode.parentElement;
            const hidden = "script, style, code, .cs-code, [style*='display: none']";
            if (!parent.closest(hidden)) texts.push(walk.currentNode.textContent.trim());
          }
          root.querySelectorAll("[aria-label]").forEach(
            (one) => texts.push(one.getAttribute("aria-label")));
          return texts;
        }"""
    )
    return {" ".join(text.split()) for text in found if text}


def alike(page: Page, url: str, ready: str) -> set[str]:
    """Texts of a page that have English in them in German."""
    found = []
    for language in ("en", "de"):
        sign = "&" if "?" in url else "?"
        page.goto(f"{url}{sign}lang={language}")
        page.wait_for_selector(ready, timeout=PATIENCE_MS)
        page.wait_for_function(
            "document.querySelector('main').innerText.length > 40", timeout=PATIENCE_MS
        )
        assert page.locator("main[role=alert]").count() == 0, f"{url} failed"
        found.append(lines_of(page))
    return english(*found)


def opened(room: Class | Hosted, number: int) -> None:
    """Open a round where the server has not opened it."""
    room.room.tick()
    if room.room.state.open is None:
        room.do(RoundOpened, round=number, seconds=None)


def told(found: dict[str, set[str]]) -> str:
    """What was found, page by page."""
    return "\n".join(f"{name}: {text}" for name, texts in found.items() for text in sorted(texts))


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Class:
    """A room of the 45 minutes' agenda, of two people and two bots, in the server's database."""
    monkeypatch.setenv("COORDSIM_DATABASE", str(tmp_path / "rooms.db"))
    plan = agenda_of("silo-45").model_copy(
        update={"changes": {"communication": "meetings"}, "teams": 2}
    )
    room = Class(tmp_path, plan)
    room.tokens = [room.room.join(name) for name in ("Ada", "Bob")]
    return room


def test_pages_of_a_room(shared: Class, tmp_path: Path, new_page: Callable[..., Page]) -> None:
    page, room, found = new_page(1920, 1080), shared, dict[str, set[str]]()
    server = Server(tmp_path)
    server.start()
    try:
        marketing, operations = (server.url + address.seat(token) for token in room.tokens)
        console, code = server.url + address.console(room.key), room.room.state.code
        wall = server.url + address.wall(code)
        found["join"] = alike(page, server.url + address.join(code), "main")
        found["lobby"] = alike(page, marketing, "main")
        found["console before"] = alike(page, console, "main")
        found["wall before"] = alike(page, wall, "main")
        room.do(PhaseBegun, number=1)
        room.do(PhaseBegun, number=2)
        opened(room, 1)
        found["round 1, marketing"] = alike(page, marketing, "[data-testid=hand-in]")
        found["round 1, operations"] = alike(page, operations, "[data-testid=hand-in]")
        found["console in a round"] = alike(page, console, "main")
        found["paper"] = alike(page, server.url + address.paper(room.key), "main")
        for token, levers in zip(room.tokens, ({"price": 8.0}, {"safety": 2.0}), strict=True):
            room.submit(token, levers)
        opened(room, 2)
        found["round 2, marketing"] = alike(page, marketing, "[data-testid=hand-in]")
        found["round 2, operations"] = alike(page, operations, "[data-testid=hand-in]")
        found["wall in a round"] = alike(page, wall, "main")
        room.do(Ended)
        found["debrief of a seat"] = alike(
            page, server.url + address.debrief(room.tokens[0]), "[data-testid=gauges]"
        )
        found["debrief of the room"] = alike(
            page, server.url + address.debrief(room.key), "[data-testid=happened]"
        )
        found["console after"] = alike(page, console, "main")
        for screen in range(1, 6):
            room.do(WallShown, what="screen", screen=screen)
            found[f"wall, screen {screen}"] = alike(page, wall, "[data-testid=lead]")
    finally:
        server.stop(kill=True)
    assert not any(found.values()), told(found)


def test_tables_are_saved_for_machines_under_german_words(
    server: Server, tmp_path: Path, page: Page
) -> None:
    """The button speaks the page's language; the numbers in the file are those of no language."""
    room = Hosted(server, agenda_of("silo-45").model_copy(update={"teams": 2}), people=2)
    try:
        room.do(PhaseBegun, number=1)
        room.do(PhaseBegun, number=2)
        opened(room, 1)
        room.submit(0, price=8.5)
        room.submit(1, safety=1.5)
        room.do(Ended)
        english_, german = (
            saved(page, room.at(address.spoken(address.debrief(room.key), language)), button)
            for language, button in (("en", "Save as CSV"), ("de", "Als CSV sichern"))
        )
    finally:
        room.book.close()
    assert any("." in number for number in german)
    assert german == english_


def saved(page: Page, url: str, button: str) -> list[str]:
    """The numbers of every table of a debrief, as they are saved by a button of this name."""
    page.goto(url)
    page.get_by_test_id("happened").wait_for(timeout=PATIENCE_MS)
    expect(page.get_by_test_id("working")).to_have_count(0, timeout=PATIENCE_MS)
    numbers = []
    for table in page.locator("details.cs-table").all():
        table.locator("summary").click()
        with page.expect_download() as file:
            table.get_by_role("button", name=button).click()
        rows = csv.reader(Path(file.value.path()).read_text("utf-8-sig").splitlines())
        cells = [cell for row in list(rows)[1:] for cell in row]
        numbers += [cell for cell in cells if re.fullmatch(r"[-−+]?[\d.,]*\d%?", cell)]
    return numbers


def test_the_browser_writes_as_the_server_does(server: Server, page: Page) -> None:
    for language, number, saved in (("en", "−1,234.5", "1 week"), ("de", "−1.234,5", "1 week")):
        page.goto(f"{server.url}/?lang={language}")
        page.wait_for_selector("main")
        assert page.evaluate("coordsim.say(-1234.5)") == number
        assert page.evaluate("coordsim.fill('{n} {n:week|weeks}', { n: 1 })") == saved
        assert page.evaluate("coordsim.fill('{n} {n:week|weeks}', { n: '2' })") == "2 weeks"


def test_pages_of_who_is_alone(server: Server, page: Page) -> None:
    found = {
        "home": alike(page, server.url + "/", "main"),
        "learn": alike(page, server.url + address.learn(), "main"),
        "teach": alike(page, server.url + address.teach(), "#teach-lesson ~ ul"),
        "first": alike(page, server.url + address.first(), "main"),
    }
    assert not any(found.values()), told(found)
