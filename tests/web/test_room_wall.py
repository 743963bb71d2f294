"""The wall in a browser: readable from afar, nothing private, and what the trainer lets it show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from support.browser import Server, Watch
from support.hosted import Hosted
from support.rooms import agenda

from coordsim.room.deed import BroadcastEnded
from coordsim.room.deeds import Broadcast, PhaseBegun, RoundClosed, RoundOpened, WallShown

pytestmark = pytest.mark.browser
PHASES = [
    {"title": "Who you are", "words": "Two seats, one firm.", "minutes": 2.0},
    {"title": "Play", "rounds": 2, "minutes": 8.0},
]
WIDE, HIGH = 1920, 1080
LONG = 30_000  # milliseconds until pages are back
NewPage = Callable[..., Page]


@pytest.fixture
def hung(server: Server) -> Iterator[Hosted]:
    """A class of three before its wall."""
    room = Hosted(server, agenda(pace="trainer", phases=PHASES, away_after=0), people=3)
    yield room
    room.book.close()


def wall(room: Hosted, page: Page, language: str = "en") -> None:
    page.goto(room.at(f"/wall/{room.room.state.code}?lang={language}"))


def test_from_the_lobby_to_the_standings(hung: Hosted, new_page: NewPage, watch: Watch) -> None:
    page = new_page(WIDE, HIGH)
    wall(hung, page)
    expect(page.get_by_text("3 have come · 2 teams")).to_be_visible()
    expect(page.locator(".cs-wall-dots i")).to_have_count(3)
    expect(page.get_by_role("img", name="/j/")).to_be_visible()
    hung.room.join("Late")
    expect(page.locator(".cs-wall-dots i")).to_have_count(4)
    hung.do(PhaseBegun, number=1)
    expect(page.get_by_text("Two seats, one firm.")).to_be_visible()
    hung.do(PhaseBegun, number=2)
    hung.do(RoundOpened, round=1, seconds=240)
    expect(page.get_by_text("0 of 4 plans are in")).to_be_visible()
    come_in = page.get_by_text(re.compile(r"127\.0\.0\.1:\d+/j · Code " + hung.room.state.code))
    expect(come_in).to_be_visible()
    hung.submit(0)
    expect(page.get_by_text("1 of 4 plans are in")).to_be_visible()
    hung.do(Broadcast, text="<i>Hurry</i> up")
    expect(page.get_by_text("<i>Hurry</i> up")).to_be_visible()
    hung.do(RoundClosed, round=1, why="by the trainer")
    expect(page.get_by_text("Round 2 of 2")).to_be_visible()
    expect(page.get_by_text("<i>Hurry</i> up")).to_have_count(0)
    hung.do(WallShown, what="standings")
    expect(page.get_by_role("heading", name="Standings")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(2)
    hung.do(Broadcast, text="Half of the plans are in")
    expect(page.get_by_text("Half of the plans are in")).to_be_visible()
    hung.do(BroadcastEnded)
    expect(page.get_by_text("Half of the plans are in")).to_have_count(0)
    hung.do(WallShown, what="room")
    expect(page.get_by_text("Round 2 of 2")).to_be_visible()
    hung.do(RoundClosed, round=2, why="by the trainer")
    hung.do(WallShown, what="screen", screen=1)
    expect(page.get_by_text("Round 2 of 2")).to_have_count(0)
    text = page.content()
    for secret in (hung.key, *hung.tokens, "P0", "Late"):
        assert secret not in text
    assert watch.complaints == []


@pytest.mark.parametrize("width", [360, 1440, WIDE])
def test_it_fits_and_is_read_from_afar(hung: Hosted, new_page: NewPage, width: int) -> None:
    page = new_page(width, HIGH)
    wall(hung, page)
    code = page.locator(".cs-wall-big")
    expect(code).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    square = page.get_by_role("img", name="/j/").locator("path").bounding_box()
    assert square is not None
    assert square["width"] > width / 4
    if width == WIDE:
        assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
        size = "element => parseFloat(getComputedStyle(element).fontSize)"
        assert code.evaluate(size) >= 150
        small = page.locator(".cs-wall p, .cs-wall small").evaluate_all(
            "all => Math.min(...all.map((one) => parseFloat(getComputedStyle(one).fontSize)))"
        )
        assert small >= 26


def test_standings_of_forty_teams_fit(server: Server, new_page: NewPage) -> None:
    arms: dict[str, dict[str, str]] = {"silence": {}, "dashboard": {"communication": "dashboard"}}
    room = Hosted(server, agenda(pace="trainer", phases=PHASES, arms=arms, away_after=0), people=82)
    for number in (1, 2):
        room.do(PhaseBegun, number=number)
    room.do(RoundOpened, round=1, seconds=None)
    for number in (1, 2):
        room.do(RoundClosed, round=number, why="by the trainer")
    room.do(WallShown, what="standings")
    page = new_page(WIDE, HIGH)
    wall(room, page)
    expect(page.get_by_role("listitem")).to_have_count(40)
    expect(page.get_by_text("And 1 more.")).to_be_visible()
    wide = "[...document.querySelectorAll('.cs-wall li')].every(one => one.scrollWidth <= one."
    assert page.evaluate(wide + "clientWidth)")
    for side in ("Width", "Height"):
        assert page.evaluate(f"document.documentElement.scroll{side} <= window.inner{side}")
    room.book.close()


def test_a_wrong_code_has_its_sentence(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/wall/ZZZZZ?lang=en")
    expect(page.get_by_role("heading", name="There is no room with this code")).to_be_visible()


def test_in_german(hung: Hosted, page: Page) -> None:
    wall(hung, page, "de")
    expect(page.get_by_text("3 sind da · 2 Teams")).to_be_visible()
    expect(page.get_by_role("img", name="?lang=de")).to_be_visible()
    page.goto(hung.at(f"/wall/{hung.room.state.code}"))
    expect(page.get_by_role("img", name=f"/j/{hung.room.state.code}")).to_be_visible()
    expect(page.get_by_role("img", name="?lang=")).to_have_count(0)


def test_a_server_that_was_killed_shows_the_same_wall_again(
    own_server: Server, new_page: NewPage
) -> None:
    room = Hosted(own_server, agenda(pace="trainer", phases=PHASES, away_after=0), people=2)
    for number in (1, 2):
        room.do(PhaseBegun, number=number)
    room.do(RoundOpened, round=1, seconds=240)
    room.do(RoundClosed, round=1, why="by the trainer")
    page, console = new_page(WIDE, HIGH), new_page()
    wall(room, page)
    expect(page.get_by_text("0 of 2 plans are in")).to_be_visible()
    console.goto(room.at(f"/console/{room.key}?lang=en"))
    expect(console.get_by_text("0 of 2 plans are in")).to_be_visible()
    own_server.stop(kill=True)
    expect(console.get_by_role("alert")).to_contain_text("The connection is lost", timeout=LONG)
    room.do(WallShown, what="standings")
    own_server.start()
    expect(page.get_by_role("heading", name="Standings")).to_be_visible(timeout=LONG)
    expect(console.get_by_text("It shows: Standings.")).to_be_visible(timeout=LONG)
    expect(console.get_by_role("alert")).to_have_count(0)
    console.get_by_role("button", name="The room", exact=True).click()
    expect(page.get_by_text("0 of 2 plans are in")).to_be_visible(timeout=LONG)
    room.book.close()
