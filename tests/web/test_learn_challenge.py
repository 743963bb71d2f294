"""A challenge in a browser: both who are in it see both scores of both, and tries have numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect
from support.browser import Server

from coordsim.room.chain import now
from coordsim.room.copies import branch
from coordsim.room.deeds import PlanSubmitted
from coordsim.room.log.book import Book
from coordsim_web.rooms.hub import Hub
from coordsim_web.rooms.learn import keep
from coordsim_web.rooms.learn.prepared import Wanted, accepted, prepared
from coordsim_web.texts import texts

pytestmark = pytest.mark.browser
SAID = texts("learn", "en")
NewPage = Callable[..., Page]


class Both(NamedTuple):
    """The hub of a second process, and the tokens of the two."""

    hub: Hub
    challenger: str
    challenged: str


@pytest.fixture
def both(server: Server) -> Iterator[Both]:
    """Somebody who has played a game to its end, and somebody who has taken their challenge."""
    hub = Hub(Book(str(server.folder / ".local" / "share" / "coordsim" / "rooms.db")))
    first = keep.open_alone(hub, prepared("sell", 7), "challenger", SAID)
    asked = Wanted("sell", 7, hub.room_of(first).name)
    second = keep.open_alone(hub, accepted(hub, asked, SAID), "challenged", SAID)
    play(hub, first, {})
    yield Both(hub, first, second)
    hub.book.close()


def play(hub: Hub, token: str, levers: dict[str, float]) -> None:
    room = hub.room_of(token)
    while not room.state.over:
        place = {"team": 1, "role": "marketing", "round": room.state.next_round}
        hub.do(token, PlanSubmitted.model_validate(place | {"levers": levers}))


def learn(page: Page, server: Server, *seats: tuple[str, str]) -> None:
    """Open Learn as a browser that has taken some seats, the latest first."""
    kept = json.dumps([{"code": code, "token": token} for code, token in seats])
    page.goto(f"{server.url}/learn?lang=en")
    page.evaluate("kept => localStorage.setItem('coordsim seats', kept)", kept)
    page.reload()


@pytest.mark.slow
def test_both_see_both_scores_of_both(server: Server, both: Both, new_page: NewPage) -> None:
    page = new_page(360, 740)
    learn(page, server, ("AAAAA", both.challenger))
    row = page.get_by_test_id("kept").get_by_role("row", name="Answer 1 to your challenge – –")
    expect(row).to_be_visible()
    expect(page.get_by_text("Answer 1 to your challenge: not at the end yet.")).to_be_visible()
    play(both.hub, both.challenged, {"price": 8.0})
    rows = []
    for token, other in ((both.challenger, "Answer 1"), (both.challenged, "Who challenged you")):
        page = new_page(360, 740)
        page.goto(f"{server.url}/debrief/{token}?lang=en")
        found = page.get_by_test_id("same-weeks")
        expect(found.get_by_role("row", name=re.compile("^You"))).to_be_visible(timeout=60_000)
        expect(found.get_by_text(re.compile(f"{other}.*: you were paid"))).to_be_visible()
        cells = found.get_by_role("cell").all_inner_texts()
        rows.append((cells[:2], cells[2:]))
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert rows[0] == rows[1][::-1]


def test_tries_are_numbered(server: Server, both: Both, page: Page) -> None:
    room = both.hub.room_of(both.challenger)
    make = partial(branch, room, both.challenger, 2, both.hub.book, now)
    again = keep.take_alone(both.hub, make, "challenger", SAID)
    learn(page, server, ("BBBBB", again), ("AAAAA", both.challenger))
    kept = page.get_by_test_id("kept").get_by_role("listitem")
    expect(kept.nth(0)).to_contain_text("world 7 · try 2")
    expect(kept.nth(1)).to_contain_text("world 7 · try 1")
