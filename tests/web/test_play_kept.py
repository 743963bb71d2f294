"""Nothing that a person did is lost: by a refresh, a way to the Lab, a server that was killed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from support.browser import Server, Watch
from support.seat import PATIENCE_MS, expect_round, hand_in, take_seat

from coordsim.room.events import to_json
from coordsim.room.session import Session, shortened
from coordsim.scenario.file import load

pytestmark = pytest.mark.browser
COVERED = """
async () => {
  for (let still = 0, last = -1; still < 4; ) {
    await new Promise(requestAnimationFrame);
    still = window.scrollY === last ? still + 1 : 0;
    last = window.scrollY;
  }
  const at = document.activeElement;
  const shown = at.getBoundingClientRect();
  if (shown.width < 2 || at === document.body) return "";
  const [x, y] = [shown.left + shown.width / 2, shown.top + shown.height / 2];
  const top = document.elementFromPoint(x, y);
  if (top && (at.contains(top) || top.contains(at))) return "";
  return `${at.tagName} ${at.id} ${at.textContent.trim().slice(0, 30)} at ${y}`;
}
"""
JUMPS = """
window.jumps = [];
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  if (!entry.hadRecentInput) window.jumps.push(entry.value);
})).observe({ type: "layout-shift", buffered: true });
"""


def raise_price(page: Page) -> str:
    """Move the first lever one step; the value before it."""
    output = page.locator("output").first
    before = output.inner_text()
    page.get_by_role("button", name="More: Price").click()
    expect(output).not_to_have_text(before)
    return before


def test_a_mistyped_seed_opens_nothing_and_the_seed_stays_in_sight(
    server: Server, page: Page
) -> None:
    page.goto(f"{server.url}/play")
    page.get_by_role("button", name="operations").click()
    page.get_by_text("Length and seed").click()
    seed = page.get_by_label("Seed of the market's luck")
    for typed in ("abc", "1 000", "12,5"):
        seed.fill(typed)
        page.get_by_role("button", name="Take the seat").click()
        expect(page.get_by_test_id("note")).to_contain_text(f"“{typed}” is not possible")
        expect(page.get_by_test_id("note")).to_contain_text("digits only")
        expect(seed).to_have_value(typed)
        expect(seed).to_be_visible()
    seed.fill("4711")
    page.get_by_role("button", name="Take the seat").click()
    expect_round(page, 1)
    expect(page.get_by_test_id("seed")).to_have_text("seed 4711")


def test_to_the_lab_and_back(server: Server, page: Page) -> None:
    take_seat(server, page, "marketing", 6)
    hand_in(page)
    expect_round(page, 2)
    address = page.url
    navigation = page.get_by_role("navigation", name="Pages")
    navigation.get_by_role("link", name="Lab").click()
    expect(page.get_by_role("heading", name="Lab", level=1)).to_be_visible()
    navigation.get_by_role("link", name="Learn").click()
    page.get_by_text("More: put a game together").click()
    page.get_by_role("button", name="Continue").click()
    expect_round(page, 2)
    assert page.url == address
    page.goto(f"{server.url}/play")
    page.get_by_role("button", name="Forget").click()
    expect(page.get_by_role("button", name="Continue")).to_have_count(0)


def test_unsent_changes_survive_a_refresh_and_are_what_is_handed_in(
    server: Server, page: Page
) -> None:
    take_seat(server, page, "marketing", 6)
    before = raise_price(page)
    expected = page.get_by_test_id("expected")
    moved = expected.inner_text()
    page.reload()
    expect(page.get_by_text(f"Was {before}.")).to_be_visible()
    expect(expected).to_have_text(moved)
    price = page.locator("output").first.inner_text()
    hand_in(page)
    expect_round(page, 2)
    expect(page.locator("output").first).to_have_text(price)
    expect(page.get_by_text(re.compile(r"^Was [\d.]+\.$"))).to_have_count(0)


def test_all_changes_can_be_undone(server: Server, page: Page) -> None:
    take_seat(server, page, "marketing", 6)
    before = raise_price(page)
    page.get_by_role("button", name="Undo all changes").click()
    expect(page.locator("output").first).to_have_text(before)
    page.reload()
    expect_round(page, 1)
    expect(page.locator("output").first).to_have_text(before)


def test_a_killed_server_loses_no_game(own_server: Server, page: Page) -> None:
    """`kill -9` in mid-game: the page puts its game back, with what stands on the form."""
    take_seat(own_server, page, "marketing", 6)
    raise_price(page)
    hand_in(page)
    expect_round(page, 2)
    before = raise_price(page)
    price = page.locator("output").first.inner_text()
    own_server.stop(kill=True)
    own_server.start()
    page.wait_for_function("solara.debug.remountCount === 1")
    expect_round(page, 2)
    expect(page.get_by_text(f"Was {before}.")).to_be_visible()
    expect(page.locator("output").first).to_have_text(price)
    expect(page.get_by_test_id("slip")).to_be_visible()
    hand_in(page)
    expect_round(page, 3)
    expect(page.locator("output").first).to_have_text(price)
    address = page.url
    page.goto("about:blank")
    own_server.stop(kill=True)
    own_server.start()
    page.goto(address)
    expect_round(page, 3)


def test_a_downloaded_game_is_opened_and_a_bad_file_is_told(
    server: Server, page: Page, watch: Watch, tmp_path: Path
) -> None:
    session = Session.create(shortened(load("base")), 7, "operations")
    while not session.over:
        session.submit({})
    good, bad, large = (tmp_path / f"{name}.json" for name in ("good", "bad", "large"))
    good.write_text(to_json(session.events, result=session.run.hash))
    bad.write_text(good.read_text().replace('"week": 4', '"week": 5', 1))
    large.write_bytes(b" " * 1_000_000)
    page.goto(f"{server.url}/play")
    picker = page.locator("input[type=file]")
    picker.set_input_files(large)
    expect(page.get_by_text("That file is too large for a game")).to_be_visible()
    picker.set_input_files(bad)
    expect(page.get_by_test_id("note")).to_contain_text("bad.json cannot be opened: event 2")
    picker.set_input_files(good)
    expect(page.get_by_role("heading", name="Debrief", level=1)).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_test_id("hash")).to_have_text(session.run.hash[:12])
    page.get_by_test_id("played").wait_for()
    assert watch.complaints == []


@pytest.mark.parametrize("width", [1440, 360])
def test_the_keyboard_sees_where_it_is(
    server: Server, new_page: Callable[..., Page], width: int
) -> None:
    """No stop hides under a bar that sticks to the window."""
    page = new_page(width, 740)
    take_seat(server, page, "marketing", 6, "reports")
    page.locator("#l-price").focus()
    page.keyboard.press("Shift+Tab")
    hidden, stops = [], 0
    for key in ("Tab", "Shift+Tab"):
        for _ in range(40):
            page.keyboard.press(key)
            stops += 1
            hidden.append(page.evaluate(COVERED))
    assert stops == 80
    assert [one for one in hidden if one] == []


@pytest.mark.parametrize("width", [1440, 360])
def test_the_debrief_stays_where_it_is_when_replays_arrive(
    server: Server, new_page: Callable[..., Page], width: int, tmp_path: Path
) -> None:
    session = Session.create(shortened(load("base")), 7, "operations")
    while not session.over:
        session.submit({})
    game = tmp_path / "game.json"
    game.write_text(to_json(session.events))
    page = new_page(width)
    page.goto(f"{server.url}/play")
    page.locator("input[type=file]").set_input_files(game)
    page.get_by_test_id("waiting").wait_for()
    page.evaluate("document.fonts.ready")
    page.evaluate(JUMPS)
    page.wait_for_timeout(200)
    page.evaluate("window.jumps = []")
    heights = page.evaluate("document.body.scrollHeight")
    page.get_by_test_id("played").wait_for(timeout=PATIENCE_MS)
    page.wait_for_timeout(500)
    assert sum(page.evaluate("window.jumps")) < 0.01
    assert abs(page.evaluate("document.body.scrollHeight") - heights) < 60
