"""The game in a real browser: played through from both seats, and silent about what a seat may not
know.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from support.browser import Server, Watch
from support.seat import PATIENCE_MS, expect_round, hand_in, take_seat, to_the_end

from coordsim.core.facts import INDEX
from coordsim.room.events import from_json
from coordsim.room.session import Session, replay_events, shortened
from coordsim.room.store import new_token
from coordsim.scenario.file import load
from coordsim.show.numbers import number

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ODD = {"money.range_overhead": 13.377, "plant.setup_hours": 9.731, "money.setup": 21.943}


class OddServer(Server):
    """A server whose games are played in a scenario with costs that can be told from every other
    number.
    """

    def start(self) -> None:
        program = (
            "import os, sys; from coordsim_web import server;"
            " os.environ.update(server.ENVIRONMENT)\nfrom coordsim.scenario.file import load; from"
            f" coordsim_web.play import form\nodd = load('base').with_({ODD!r}); form.opening ="
            " lambda name: odd\nsys.argv = ['server', '--port', '0']; server.main()"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", program],
            stdout=subprocess.PIPE,
            stderr=(self.folder / "server.log").open("a"),
            text=True,
            env={**os.environ, "HOME": str(self.folder)},
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert "http://" in line, f"the server did not start: {self.log()}"
        self.port = urlsplit(line.split()[3]).port or 0
        self.wait()


@pytest.fixture
def odd_server(tmp_path: Path) -> Iterator[Server]:
    running = OddServer(tmp_path)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize(("role", "talk"), [("marketing", "reports"), ("operations", "dashboard")])
def test_a_game_from_the_seat_to_the_record(
    server: Server, new_page: Callable[..., Page], watch: Watch, role: str, talk: str, width: int
) -> None:
    page = new_page(width)
    take_seat(server, page, role, 4711, talk)
    assert page.evaluate(OVERFLOW) == 0
    before = page.get_by_test_id("expected").inner_text()
    page.get_by_role("button", name="More:").first.click()
    expect(page.get_by_test_id("expected")).not_to_have_text(before)
    expected = page.get_by_test_id("expected").inner_text()
    hand_in(page)
    expect_round(page, 2)
    expect(page.get_by_test_id("outcome")).to_contain_text("What happened in weeks 1 to 4")
    expect(page.get_by_test_id("slip")).to_be_visible()
    expect(page.get_by_test_id("expected-before")).to_have_text(expected)
    assert page.evaluate(OVERFLOW) == 0
    page.reload()
    expect_round(page, 2)
    to_the_end(page, 2)
    expect(page.get_by_test_id("sentence")).to_contain_text("Your firm")
    expect(page.get_by_role("heading", name="Rule-based managers on both seats")).to_be_visible(
        timeout=PATIENCE_MS
    )
    expect(page.get_by_test_id("sentence")).to_contain_text(
        "Two rule-based managers under the same rules"
    )
    expect(page.get_by_test_id("causes")).to_contain_text("units were ordered")
    assert "L1" not in " ".join(page.get_by_role("heading").all_inner_texts())
    assert page.evaluate(OVERFLOW) == 0
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download this game").click()
    text = Path(waiting.value.path()).read_text()
    run = replay_events(from_json(text))
    assert run.hash == json.loads(text)["result"]
    assert run.hash.startswith(page.get_by_test_id("hash").inner_text())
    page.get_by_role("button", name="Try again from round 3").click()
    expect_round(page, 3)
    assert watch.complaints == []


@pytest.mark.browser
def test_nothing_untold_is_on_the_page_or_in_its_socket(
    odd_server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    frames: list[str] = []

    def listen(socket: Any) -> None:
        socket.on(
            "framereceived",
            lambda payload: frames.append(payload if isinstance(payload, str) else repr(payload)),
        )

    page.on("websocket", listen)
    twin = Session.create(shortened(load("base").with_(ODD)), 4711, "marketing")
    take_seat(odd_server, page, "marketing", 4711)
    seen: list[str] = []
    for now in (1, 2, 3):
        expect_round(page, now)
        expect(page.get_by_test_id("facts")).to_contain_text("You have not been told")
        seen += [page.content(), page.inner_text("main")]
        if now < 3:
            hand_in(page)
            twin.submit({lever.name: lever.value for lever in twin.view().levers})
    text = re.sub(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+", "", "\n".join(frames + seen)
    )  # seconds like 09.73 tell nothing
    assert "Expected demand" in text, "the frames are read at all"
    assert "Regular hours" in text
    to_the_end(page, 3)
    while not twin.over:
        twin.submit({lever.name: lever.value for lever in twin.view().levers})
    hidden = {spelt for value in ODD.values() for spelt in (f"{value:g}", number(value))}
    for name in ("unit_cost", "fill_rate", "surprise"):
        for week in (1, 3, 4, 7, 8):
            truth = f"{twin.run.facts[0, week, INDEX[name]]:.5g}"
            if len(truth.lstrip("0.")) > 3:
                hidden.add(truth)
    assert len(hidden) > 12
    told = sorted(value for value in hidden if value in text)
    assert told == []
    expect(page.get_by_test_id("hash")).to_have_text(twin.run.hash[:12])
    page.get_by_role("button", name="Show everything").click()
    expect(page.get_by_test_id("knowledge")).to_contain_text("13.4")
    after = "\n".join(frames)
    assert [value for value in ODD.values() if f"{value:g}" not in after] == []


@pytest.mark.browser
def test_two_windows_on_one_game(server: Server, new_page: Callable[..., Page]) -> None:
    page, other = new_page(), new_page()
    take_seat(server, page, "operations", 5)
    other.goto(page.url)
    expect_round(other, 1)
    hand_in(page)
    expect_round(page, 2)
    hand_in(other)
    expect(other.get_by_test_id("note")).to_contain_text("moved on in another window")
    expect_round(other, 2)


@pytest.mark.browser
def test_an_address_without_a_game_says_why(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/play?game=nobody")
    expect(page.get_by_test_id("note")).to_contain_text("a letter of it is wrong or missing")
    page.goto(f"{server.url}/play?game={new_token()}")
    expect(page.get_by_test_id("note")).to_contain_text("no longer kept")
    expect(page.get_by_role("button", name="Take the seat")).to_be_visible()


@pytest.mark.browser
def test_played_by_keyboard(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/play")
    for key, name in (("Enter", "operations"), ("Enter", "Take the seat")):
        page.get_by_role("button", name=name).focus()
        page.keyboard.press(key)
    expect_round(page, 1)
    slider = page.locator("#l-hours")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Was 170.")).to_be_visible()
    page.get_by_role("button", name="Play 4 weeks").focus()
    page.keyboard.press("Enter")
    expect_round(page, 2)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 360])
def test_another_firm_and_another_way_to_settle(
    server: Server, new_page: Callable[..., Page], width: int
) -> None:
    page = new_page(width)
    page.goto(f"{server.url}/play")
    page.get_by_label("1. The firm").select_option("fast-fashion")
    expect(page.get_by_test_id("firm")).to_contain_text(load("fast-fashion").goals[0])
    page.get_by_role("button", name="marketing").click()
    page.get_by_text("Length and seed").click()
    page.get_by_label("Who settles").select_option("leadership")
    assert page.evaluate(OVERFLOW) == 0
    page.get_by_role("button", name="Take the seat").click()
    expect(page.get_by_test_id("round")).to_have_text("Round 1 of 12", timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name=load("fast-fashion").title)).to_be_visible()
    expect(page.get_by_text("Who settles conflicts: leadership.")).to_be_visible()
    page.get_by_role("button", name="Play 2 weeks").click()
    expect(page.get_by_test_id("round")).to_have_text("Round 2 of 12", timeout=PATIENCE_MS)
    assert page.evaluate(OVERFLOW) == 0


@pytest.mark.browser
def test_leaving_asks_first_and_there_is_a_way_back(server: Server, page: Page) -> None:
    take_seat(server, page, "marketing", 6)
    hand_in(page)
    expect_round(page, 2)
    page.get_by_role("button", name="Leave this game").click()
    page.get_by_role("button", name="Stay").click()
    expect_round(page, 2)
    page.get_by_role("button", name="Leave this game").click()
    page.get_by_role("button", name="Yes, leave").click()
    page.get_by_role("button", name="Continue").click()
    expect_round(page, 2)
    page.get_by_role("button", name="Try again from round 1").click()
    expect_round(page, 1)
    page.get_by_role("button", name="Go back to the game you left").click()
    expect_round(page, 2)
