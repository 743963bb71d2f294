"""Pages of rooms for everybody: how long a seat's page is on a phone under every kind of rule, what
it offers when, and what axe-core finds on every page in every phase.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from support.axe import faults, fetched
from support.browser import Server
from support.hosted import Hosted
from support.rooms import agenda

from coordsim.core.levers import ROLES
from coordsim.room import deeds
from coordsim.room.agenda import LEADERSHIP
from coordsim.room.state.records import RoomError
from coordsim_web.rooms import address

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]
PHONE = (360, 640)
SCREENS = 3  # of a phone that a seat's page is long, at most
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
DRAWN = "(document.querySelector('main') || { innerText: '' }).innerText.length > 20"
KINDS: dict[str, dict[str, Any]] = {
    "silent": {},
    "reports": {"changes": {"communication": "reports"}},
    "meetings": {"changes": {"communication": "meetings"}},
    "sop": {"changes": {"communication": "sop"}},
    "leadership": {
        "changes": {"communication": "sop", "governance": LEADERSHIP},
        "people": [*ROLES, LEADERSHIP],
    },
}


class Led(Hosted):
    """A room of a running server, led from here, in which everybody hands in."""

    def __init__(self, server: Server, **more: Any) -> None:
        plan = agenda(3, pace="trainer", **more)
        super().__init__(server, plan, people=len(plan.people))

    def play(self, rounds: int) -> None:
        """Play so many rounds with a forecast and a move on each seat; the next one is open."""
        for number in range(len(self.room.state.played) + 1, rounds + 1):
            self.opened()
            for token in self.tokens[: len(ROLES)]:
                self.move(token, number)
            self.close(number)
        self.opened()

    def close(self, number: int) -> None:
        """Close a round, where its last plan has not closed it."""
        with suppress(RoomError):
            self.do(deeds.RoundClosed, round=number, why="by the trainer")
        self.room.refresh()
        assert len(self.room.state.played) == number

    def opened(self) -> None:
        """Open the next round where none is."""
        self.room.refresh()
        if self.room.state.open is None:
            self.do(deeds.RoundOpened, round=self.room.state.next_round, seconds=600)

    def move(self, token: str, number: int) -> None:
        """Hand in a plan that moves a lever, after a forecast."""
        self.room.refresh()
        sat = self.room.state.seat_of(self.room.actor(token))
        assert sat is not None
        at = {"team": sat[0].number, "role": sat[1], "round": number}
        levers = {"price": 9.0 + number} if sat[1] == ROLES[0] else {"safety": 1.0 + number / 2}
        said = {"of": "units", "value": 999.0}
        self.room.do(token, deeds.PredictionCaptured.model_validate(at | said))
        self.room.do(token, deeds.PlanSubmitted.model_validate(at | {"levers": levers}))


@pytest.fixture
def led(server: Server) -> Iterator[Callable[..., Led]]:
    """Make rooms, and close their books."""
    made: list[Led] = []

    def make(**more: Any) -> Led:
        made.append(Led(server, **more))
        return made[-1]

    yield make
    for room in made:
        room.book.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_seats_page_is_three_screens_of_a_phone(
    led: Callable[..., Led], new_page: NewPage, kind: str
) -> None:
    room, page = led(**KINDS[kind]), new_page(*PHONE)
    room.do(deeds.PhaseBegun, number=1)
    room.play(2)
    for token in room.tokens:
        for language in ("en", "de"):
            page.goto(room.at(address.spoken(address.seat(token), language)))
            page.get_by_test_id("course").first.wait_for()
            tall = page.evaluate("document.documentElement.scrollHeight")
            assert tall <= SCREENS * PHONE[1], (language, tall)
            assert page.evaluate(OVERFLOW) == 0


def test_nothing_is_handed_in_before_the_first_round(led: Callable[..., Led], page: Page) -> None:
    room = led()
    page.goto(room.at(f"{address.seat(room.tokens[0])}?lang=en"))
    page.get_by_test_id("stage").wait_for()
    expect(page.get_by_test_id("hand-in")).to_have_count(0)
    room.do(deeds.PhaseBegun, number=1)
    room.opened()
    expect(page.get_by_test_id("hand-in")).to_be_visible()


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core."""
    return fetched(tmp_path_factory.mktemp("axe"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "language"), [("reports", "en"), ("leadership", "en"), ("meetings", "de")]
)
def test_axe_finds_nothing_serious_in_any_phase(
    led: Callable[..., Led], new_page: NewPage, axe: str, kind: str, language: str
) -> None:
    room, found = led(**KINDS[kind]), []
    pages = [new_page(360, 740), new_page(1440, 900)]
    trainer = [address.console(room.key), address.wall(room.room.state.code)]
    seats = [address.seat(token) for token in room.tokens]
    alone = [address.join(), address.learn(), address.first(), address.teach(), "/"]

    def look(paths: list[str]) -> None:
        for path in paths:
            for page in pages:
                page.goto(room.at(address.spoken(path, language)))
                page.wait_for_function(DRAWN)
                spoken = page.evaluate("document.documentElement.lang")
                found.extend([f"{path[:14]} is said to be in {spoken}"] * (spoken != language))
                found.extend(f"{path[:14]} {fault}" for fault in faults(page, axe))

    look([*trainer, *seats, *alone, address.join(room.room.state.code)])
    room.do(deeds.PhaseBegun, number=1)
    room.opened()
    look([*trainer, *seats])
    room.play(2)
    look([*trainer, *seats, address.paper(room.key)])
    room.close(3)
    look([*trainer, *seats, address.debrief(room.key), address.debrief(room.tokens[0])])
    assert found == []
