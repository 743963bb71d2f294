"""People at phones in a room, in a real browser: three taps to a seat, a round to its end, coming
back, and a server that dies in the middle.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from support.browser import Server, Watch
from support.hosted import Hosted
from support.rooms import agenda

from coordsim.room import deeds
from coordsim_web.rooms import address

pytestmark = pytest.mark.browser

PHONE = (360, 740)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SCREENS = 3  # of a phone that a seat's page may be long
KILLS = 3
BACK_S = 10.0  # W5: every page is usable again within


class Led(Hosted):
    """A room of a running server, led by its trainer from here."""

    def __init__(self, server: Server) -> None:
        super().__init__(server, agenda(3))

    def come(self, page: Page, name: str) -> None:
        """Somebody joins by the code, and goes to their seat: three taps."""
        page.goto(self.at(address.join(self.room.state.code)))
        field = page.get_by_label("Your name")
        field.tap()
        field.fill(name)
        page.get_by_test_id("take").tap()
        page.get_by_test_id("to-seat").tap()
        expect(page).to_have_url(re.compile("/seat/"))


@pytest.fixture
def phones(browser: Browser, watch: Watch) -> Iterator[Callable[[], Page]]:
    """Make phones, each of somebody else."""
    contexts = []

    def make() -> Page:
        context = browser.new_context(
            viewport={"width": PHONE[0], "height": PHONE[1]}, has_touch=True, locale="en-GB"
        )
        contexts.append(context)
        page = context.new_page()
        watch.follow(page)
        return page

    yield make
    for context in contexts:
        context.close()


def waits(page: Page) -> None:
    expect(page.get_by_test_id("stage")).to_contain_text("waited for", timeout=20_000)


def test_two_phones_play_a_round(server: Server, phones: Callable[[], Page], watch: Watch) -> None:
    led, (one, two) = Led(server), (phones(), phones())
    led.come(one, "Ada <b>")
    led.come(two, "Bo")
    led.do(deeds.PhaseBegun, number=1)
    for page in (one, two):
        waits(page)
        assert page.evaluate(OVERFLOW) == 0
    expect(two.get_by_test_id("partners")).to_contain_text("Ada <b>")
    price = one.get_by_role("slider", name=re.compile("^Price"))
    before = price.get_attribute("aria-valuetext")
    one.get_by_role("button", name="More: Price").tap()
    expect(price).not_to_have_attribute("aria-valuetext", before or "")
    drafted = price.get_attribute("aria-valuetext") or ""
    expect(one.get_by_test_id("expected")).to_have_text(re.compile(r"\d"))
    led_waits(led, lambda: bool(led.room.state.open and led.room.state.open.drafts))
    one.reload()
    expect(price).to_have_attribute("aria-valuetext", drafted)
    one.get_by_test_id("hand-in").tap()
    expect(one.get_by_test_id("handed")).to_be_visible()
    two.get_by_test_id("hand-in").tap()
    for page in (one, two):
        expect(page.get_by_test_id("round")).to_have_text("Round 2 of 3")
        expect(page.get_by_test_id("course")).to_contain_text("you had expected")
        assert page.evaluate(OVERFLOW) == 0
        tall = page.evaluate("document.querySelector('main').scrollHeight")
        assert tall <= SCREENS * PHONE[1] + 20
    assert watch.complaints == []
    assert watch.outside() == []


def led_waits(led: Led, holds: Callable[[], bool]) -> None:
    """Wait until the log says so."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        led.room.refresh()
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("the log never said so")


def test_a_seat_in_german_keeps_its_width_with_all_it_shows_open(
    server: Server, phones: Callable[[], Page]
) -> None:
    led, both = Led(server), (phones(), phones())
    for page, name in zip(both, ("Ada", "Bo"), strict=True):
        led.come(page, name)
    led.do(deeds.PhaseBegun, number=1)
    for page in both:
        page.get_by_test_id("hand-in").tap()
    for page in both:
        expect(page.get_by_test_id("round")).to_have_text("Round 2 of 3", timeout=20_000)
        page.goto(f"{page.url.split('?')[0]}?lang=de")
        expect(page.locator("html")).to_have_attribute("lang", "de", timeout=20_000)
        expect(page.locator(".cs-scroll").first).to_be_attached(timeout=20_000)
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        page.wait_for_timeout(500)  # what was folded takes its place
        assert page.evaluate(OVERFLOW) == 0


def test_a_phone_comes_back_to_its_seat(server: Server, phones: Callable[[], Page]) -> None:
    led, one = Led(server), phones()
    led.come(one, "Ada")
    led.do(deeds.PhaseBegun, number=1)
    waits(one)
    led.do(deeds.HandedToBot, team=1, role="marketing")
    expect(one.get_by_test_id("stage")).to_contain_text("A bot plays for you")
    one.goto(led.at(address.join(led.room.state.code)))
    one.get_by_test_id("back").get_by_role("button", name="Back to my seat").tap()
    expect(one.get_by_test_id("note")).to_contain_text("Welcome back")
    waits(one)


def test_a_wrong_code_and_a_wrong_token_say_so(server: Server, phones: Callable[[], Page]) -> None:
    page = phones()
    page.goto(f"{server.url}/j/ZZZZZ?lang=de")
    expect(page.get_by_test_id("note")).to_contain_text("keinen Raum mit dem Code ZZZZZ")
    page.goto(f"{server.url}/seat/0123456789abcdef-x")
    expect(page.get_by_role("alert")).to_contain_text("There is no room")


def test_a_plan_that_a_dying_server_never_read_is_handed_in_by_itself(
    own_server: Server, phones: Callable[[], Page]
) -> None:
    """What was tapped is sent until it is answered."""
    led, one = Led(own_server), phones()
    led.come(one, "Ada")
    led.do(deeds.PhaseBegun, number=1)
    waits(one)
    own_server.freeze()
    one.get_by_test_id("hand-in").tap()
    expect(one.get_by_test_id("hand-in")).to_be_disabled()
    own_server.stop(kill=True)
    own_server.start()
    led_waits(led, lambda: bool(led.room.state.played))
    assert led.room.state.played[0].answer(1, "marketing").source == "person"
    expect(one.get_by_test_id("hand-in")).to_be_enabled()


def test_a_draft_that_a_dying_server_never_read_is_kept_by_itself(
    own_server: Server, phones: Callable[[], Page]
) -> None:
    led, one = Led(own_server), phones()
    led.come(one, "Ada")
    led.do(deeds.PhaseBegun, number=1)
    waits(one)
    price = one.get_by_role("slider", name=re.compile("^Price"))
    one.evaluate("document.querySelector('main').dataset.old = 'yes'")
    own_server.freeze()
    one.get_by_role("button", name="More: Price").tap()
    drafted = price.get_attribute("aria-valuetext") or ""
    own_server.stop(kill=True)
    own_server.start()
    one.locator("main:not([data-old]) h1").wait_for()  # drawn anew, by the new server
    expect(price).to_have_attribute("aria-valuetext", drafted)
    led_waits(led, lambda: bool(led.room.state.open and led.room.state.open.drafts))
    one.reload()
    expect(price).to_have_attribute("aria-valuetext", drafted)


def test_a_tab_that_slept_while_the_server_died_finds_its_round_again(
    own_server: Server, phones: Callable[[], Page]
) -> None:
    """W15: no timer of the tab runs until it wakes."""
    led, one = Led(own_server), phones()
    led.come(one, "Ada")
    led.do(deeds.PhaseBegun, number=1)
    waits(one)
    one.get_by_role("button", name="More: Price").tap()
    led_waits(led, lambda: bool(led.room.state.open and led.room.state.open.drafts))
    price = one.get_by_role("slider", name=re.compile("^Price"))
    drafted = price.get_attribute("aria-valuetext") or ""
    one.evaluate("document.querySelector('main').dataset.old = 'yes'")
    tab = one.context.new_cdp_session(one)
    tab.send("Page.setWebLifecycleState", {"state": "frozen"})
    own_server.freeze()
    own_server.stop(kill=True)
    own_server.start()
    tab.send("Page.setWebLifecycleState", {"state": "active"})
    one.locator("main:not([data-old]) h1").wait_for()  # drawn anew, by the new server
    expect(price).to_have_attribute("aria-valuetext", drafted)
    one.get_by_test_id("hand-in").tap()
    expect(one.get_by_test_id("round")).to_have_text("Round 2 of 3", timeout=20_000)


@pytest.mark.slow
def test_seats_come_back_by_themselves_when_the_server_died(
    own_server: Server, phones: Callable[[], Page]
) -> None:
    led, (one, two) = Led(own_server), (phones(), phones())
    led.come(one, "Ada")
    led.come(two, "Bo")
    led.do(deeds.PhaseBegun, number=1)
    waits(one)
    waits(two)
    one.get_by_role("button", name="More: Price").tap()
    led_waits(led, lambda: bool(led.room.state.open and led.room.state.open.drafts))
    price = one.get_by_role("slider", name=re.compile("^Price"))
    drafted = price.get_attribute("aria-valuetext") or ""
    two.get_by_test_id("hand-in").tap()
    expect(two.get_by_test_id("handed")).to_be_visible()
    for _ in range(KILLS):
        for page in (one, two):
            page.evaluate("document.querySelector('main').dataset.old = 'yes'")
        own_server.stop(kill=True)
        own_server.start()
        up = time.monotonic()
        for page in (one, two):
            page.locator("main:not([data-old]) h1").wait_for()  # drawn anew, by the new server
        expect(price).to_have_attribute("aria-valuetext", drafted)
        expect(two.get_by_test_id("handed")).to_be_visible()
        assert time.monotonic() - up < BACK_S
    one.get_by_test_id("hand-in").tap()
    for page in (one, two):
        expect(page.get_by_test_id("round")).to_have_text("Round 2 of 3", timeout=20_000)
    led.room.refresh()
    (done,) = led.room.state.played
    assert [done.answer(1, role).source for role in ("marketing", "operations")] == 2 * ["person"]
