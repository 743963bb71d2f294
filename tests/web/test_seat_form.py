"""A seat's form in a browser, whose levers come, go and change while its page stays open: what
nobody touched is left as it is, what was touched stays.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from support.browser import Server
from support.hosted import Hosted
from support.rooms import agenda

from coordsim.room import deeds
from coordsim.room.state.records import Plan
from coordsim_web.rooms import address

pytestmark = pytest.mark.browser

SILENT: dict[str, Any] = {"title": "Silent", "rounds": 1, "rules": {"communication": "none"}}
SHARED: dict[str, Any] = {"title": "Shared", "rounds": 1, "rules": {"communication": "dashboard"}}


@pytest.fixture
def seated(server: Server, page: Page) -> Hosted:
    """A room whose first phase is silent; the page is marketing's and was loaded before it."""
    room = Hosted(server, agenda(phases=[SILENT, SHARED], pace="trainer", away_after=0), people=2)
    page.goto(room.at(address.seat(room.tokens[0])))
    room.do(deeds.PhaseBegun, number=1)
    room.do(deeds.RoundOpened, round=1)
    stands(page, "waited for")
    return room


def stands(page: Page, words: str) -> None:
    expect(page.get_by_test_id("stage")).to_contain_text(words, timeout=60_000)


def handed_in(room: Hosted, page: Page, number: int) -> Plan:
    """Hand in what stands on the page's form, and return what the room made of it."""
    page.get_by_test_id("hand-in").click()
    stands(page, "is in")
    room.room.refresh()
    waiting = room.room.state.open
    assert waiting is not None
    assert waiting.number == number
    return waiting.plans[1, "marketing"]


def to_the_second_round(room: Hosted, page: Page) -> None:
    room.submit(0)
    room.submit(1)
    stands(page, "next round")
    room.do(deeds.PhaseBegun, number=2)
    expect(page.get_by_text("Forecast to operations")).to_be_visible(timeout=60_000)


def test_a_forecast_that_appears_says_what_is_expected(seated: Hosted, page: Page) -> None:
    to_the_second_round(seated, page)
    seated.do(deeds.RoundOpened, round=2)
    stands(page, "waited for")
    expect(page.locator("#h-word")).to_contain_text("You say what you expect.")
    assert handed_in(seated, page, 2).forecast is None


def test_what_was_touched_stays_when_another_lever_appears(seated: Hosted, page: Page) -> None:
    seated.submit(0)
    seated.submit(1)
    stands(page, "next round")
    price = page.get_by_role("slider", name=re.compile("^Price"))
    page.get_by_role("button", name="More: Price").click()
    chosen = price.get_attribute("aria-valuetext")
    to_come = page.get_by_text("Forecast to operations")
    seated.do(deeds.PhaseBegun, number=2)
    expect(to_come).to_be_visible(timeout=60_000)
    seated.do(deeds.RoundOpened, round=2)
    stands(page, "waited for")
    assert price.get_attribute("aria-valuetext") == chosen
    plan = handed_in(seated, page, 2)
    assert plan.forecast is None
    assert chosen is not None
    assert chosen.startswith(f"{plan.levers['price']:g}")


def test_rules_that_change_before_the_first_round(server: Server, page: Page) -> None:
    room = Hosted(server, agenda(phases=[SILENT, SILENT], pace="trainer"), people=2)
    page.goto(room.at(address.seat(room.tokens[0])))
    room.do(deeds.PhaseBegun, number=1)
    expect(page.get_by_test_id("hand-in")).to_have_count(0)
    room.do(deeds.RulesChanged, rules={"communication": "dashboard"})
    room.do(deeds.RoundOpened, round=1)
    stands(page, "waited for")
    page.get_by_role("button", name="More: Forecast to operations").click()
    said = page.locator("#h-word")
    expect(said).to_contain_text("You say 5 % more than you expect.")
    page.get_by_role("button", name="Undo all changes").click()
    expect(said).to_contain_text("You say what you expect.")
    assert handed_in(room, page, 1).forecast is None
