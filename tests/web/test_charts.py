"""Every chart of the pages of rooms is a sentence and a table too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as Timeout
from support.browser import Server
from support.debriefs import PHASES, play
from support.rooms import Class, agenda

from coordsim.room.deeds import SCREENS, PhaseBegun, RoundClosed, RoundOpened, WallShown
from coordsim_web import pages
from coordsim_web.rooms import address
from coordsim_web.rooms.debrief.slides import Slide
from coordsim_web.rooms.debrief.words import Words

TEMPLATES = sorted(
    file
    for pattern in ("room_*.vue", "wall_*.vue")
    for file in Path(pages.__file__).parent.glob(pattern)
)
VOID = {"input", "br", "img", "hr", "meta", "link", "slot"}
SOON = 10_000  # milliseconds until a table is open
LONG = 90_000  # milliseconds until a debrief has been worked out


class Charts(HTMLParser):
    """The charts of a template, each with the tags that it stands in; drawings only for the eye
    are none.
    """

    def __init__(self) -> None:
        super().__init__()
        self.within: list[str] = []
        self.found: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        hidden = dict(attrs).get("aria-hidden") == "true"
        if tag in ("canvas", "cs-drawing") or (tag == "svg" and not hidden):
            self.found.append((tag, tuple(self.within)))
        if tag not in VOID:
            self.within.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.within.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in self.within:
            while self.within.pop() != tag:
                pass


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.stem)
def test_charts_stand_in_the_one_part_that_takes_a_sentence_and_a_table(file: Path) -> None:
    charts = Charts()
    charts.feed(file.read_text("utf-8").partition("<script>")[0])
    for tag, within in charts.found:
        assert "cs-figure" in within, f"{file.name}: a chart ({tag}) outside of cs-figure"


def test_there_are_charts_to_be_found() -> None:
    found = Charts()
    for file in TEMPLATES:
        found.feed(file.read_text("utf-8").partition("<script>")[0])
    assert len(found.found) >= 3


def test_a_slide_with_a_picture_has_a_sentence_and_a_table() -> None:
    def picture(frame: object) -> object:
        return frame

    with pytest.raises(ValueError, match="without a sentence or a table"):
        Slide("bare", "Bare", "It rises.", picture=picture)


CHARTS = "main svg:not([aria-hidden=true]), main canvas"
BARE = """(charts) => {
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  const bare = [...document.querySelectorAll(charts)].filter((chart) => {
    const figure = chart.closest("figure");
    const said = figure && figure.querySelector("figcaption");
    return !(said && said.innerText.trim() && figure.querySelector("table tr td"));
  });
  window.bare = bare.map((chart) => chart.getAttribute("aria-label") || chart.outerHTML);
  return bare.length === 0;
}"""


def charts_of(page: Page) -> int:
    """Open all that is folded; fail where a chart lacks its sentence or its table."""
    try:
        page.wait_for_function(BARE, arg=CHARTS, timeout=SOON)
    except Timeout:
        raise AssertionError(f"{page.url}: {page.evaluate('window.bare')}") from None
    return page.locator(CHARTS).count()


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Server, Class]]:
    """A room of two teams, one of people, in its last round, on a server."""
    monkeypatch.setenv("COORDSIM_DATABASE", str(tmp_path / "rooms.db"))
    plan = agenda(4, phases=[*PHASES, {"title": "One more", "rounds": 1}], teams=2, pace="trainer")
    room = Class(tmp_path, plan, people=2)
    room.do(PhaseBegun, number=1)
    play(room)
    for number in range(2, len(PHASES) + 2):
        room.do(PhaseBegun, number=number)
    room.do(RoundOpened, round=room.room.state.next_round)
    server = Server(tmp_path)
    try:
        server.start()
        yield server, room
    finally:
        server.stop(kill=True)


@pytest.mark.browser
@pytest.mark.slow
def test_every_chart_of_a_played_room_has_both(
    room: tuple[Server, Class], new_page: Callable[..., Page]
) -> None:
    server, played = room
    page = new_page(1920, 1080)
    for token in played.tokens:
        page.goto(server.url + address.seat(token))
        expect(page.get_by_test_id("course")).to_be_visible()
        assert charts_of(page) == 1
    played.do(RoundClosed, round=played.room.state.next_round, why="by the trainer")
    for screen in range(1, SCREENS + 1):
        played.do(WallShown, what="screen", screen=screen)
        page.goto(server.url + address.wall(played.room.state.code))
        expect(page.get_by_test_id("lead")).not_to_be_empty(timeout=LONG)
        assert charts_of(page) <= 1
        assert page.evaluate("document.documentElement.scrollHeight") <= 1080
    page.goto(server.url + address.debrief(played.key))
    for title in (Words("en")("page.room"), "Team 1", "Team 2"):
        page.get_by_role("button", name=title, exact=True).click()
        expect(page.get_by_role("button", name=title, exact=True)).to_have_attribute(
            "aria-pressed", "true"
        )
        assert charts_of(page) >= 5
    page.goto(server.url + address.debrief(played.tokens[0]))
    expect(page.get_by_test_id("gauges")).to_be_visible(timeout=LONG)
    assert charts_of(page) >= 5
    page.goto(server.url)
    expect(page.get_by_test_id("lost")).to_be_visible()
    assert charts_of(page) == 1
    page.goto(server.url + address.learn())
    expect(page.get_by_test_id("first")).to_be_visible()
    assert charts_of(page) == 0
