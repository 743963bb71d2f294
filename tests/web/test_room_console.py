"""The console in a browser: a room led from the lobby to the end, at any width and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from support.browser import Server, Watch
from support.hosted import Hosted
from support.rooms import agenda

from coordsim.room.deeds import HandedToBot, PhaseBegun

pytestmark = pytest.mark.browser
PHASES = [
    {"title": "Who you are", "words": "Two seats, one firm.", "minutes": 2.0},
    {"title": "Play", "rounds": 2, "minutes": 8.0},
    {"title": "After", "words": "Look back.", "minutes": 1.0},
]
NewPage = Callable[..., Page]
LONG = 30_000  # milliseconds until somebody who left is away


@pytest.fixture
def led(server: Server) -> Iterator[Hosted]:
    """A class of three in a room that waits to begin."""
    room = Hosted(server, agenda(pace="trainer", phases=PHASES, away_after=0), people=3)
    yield room
    room.book.close()


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def twice(page: Page, name: str) -> None:
    """Press what is asked twice."""
    button(page, name).click()
    button(page, f"Really? {name}").click()


def test_a_room_is_led_from_the_lobby_to_the_end(led: Hosted, page: Page, watch: Watch) -> None:
    page.goto(led.at(f"/console/{led.key}?lang=en"))
    expect(page.get_by_role("heading", name="Nothing has begun yet")).to_be_visible()
    button(page, "Begin: Who you are").click()
    expect(page.get_by_text("Two seats, one firm.")).to_be_visible()
    expect(page.get_by_role("timer")).to_have_text(re.compile("^(2:00|1:5.)$"))
    button(page, "Begin: Play").click()
    expect(page.get_by_test_id("now")).to_contain_text("press “Open round 1”. Those after it")
    button(page, "Open round 1").click()
    expect(page.get_by_text("0 of 3 plans are in")).to_be_visible()
    led.submit(0)
    expect(page.get_by_text("1 of 3 plans are in")).to_be_visible()
    expect(button(page, "Marketing of team 1: handed in P0")).to_be_visible()
    button(page, "Pause").click()
    expect(page.get_by_role("timer")).to_have_text(re.compile("^(4:00|3:5.)$"))
    button(page, "+60 s").click()
    expect(page.get_by_role("timer")).to_have_text(re.compile("^(5:00|4:5.)$"))
    button(page, "Go on").click()
    twice(page, "Close round")
    expect(page.get_by_text("Round 2 of 2")).to_be_visible()
    twice(page, "Back one round")
    expect(page.get_by_text("0 of 2 rounds played")).to_be_visible()
    button(page, "Open round 1").click()
    twice(page, "Close round")
    expect(page.get_by_text("Round 2 of 2")).to_be_visible()
    twice(page, "Close round")
    expect(page.get_by_text("All rounds have been played.")).to_be_visible()
    twice(page, "End the room")
    expect(page.get_by_text("The room is over.", exact=False).first).to_be_visible()
    twice(page, "Run again")
    link = page.get_by_role("link", name="The new room's console")
    page.goto(led.at(link.get_attribute("href") or ""))
    expect(page.get_by_role("heading", name="Nothing has begun yet")).to_be_visible()
    assert watch.complaints == []


def test_a_seat_is_handed_over_given_back_swapped_freed_and_looked_at(
    led: Hosted, page: Page
) -> None:
    for number in (1, 2):
        led.do(PhaseBegun, number=number)
    page.goto(led.at(f"/console/{led.key}?lang=en"))
    button(page, "Open round 1").click()
    button(page, "Marketing of team 1: thinking P0").click()
    twice(page, "Let the bot play")
    expect(button(page, "Marketing of team 1: a bot drives for P0")).to_be_visible()
    button(page, "Give back").click()
    expect(button(page, "Marketing of team 1: thinking P0")).to_be_visible()
    button(page, "Swap with …").click()
    button(page, "Operations of team 1: thinking P1").click()
    expect(button(page, "Marketing of team 1: thinking P1")).to_be_visible()
    button(page, "Show what it sees").click()
    expect(page.get_by_role("heading", name="Marketing of team 1")).to_be_visible()
    expect(page.get_by_text("What it has not been told, and believes")).to_be_visible()
    twice(page, "Free the seat")
    expect(button(page, "Marketing of team 1: a bot drives")).to_be_visible()


def test_words_shocks_rules_and_the_wall(led: Hosted, page: Page) -> None:
    for number in (1, 2):
        led.do(PhaseBegun, number=number)
    page.goto(led.at(f"/console/{led.key}?lang=en"))
    button(page, "Open round 1").click()
    page.get_by_label("Say something to everybody").fill("<b>Two</b> more minutes")
    button(page, "Say it").click()
    expect(page.get_by_text("Last said: <b>Two</b> more minutes")).to_be_visible()
    button(page, "Take it away").click()
    expect(page.get_by_text("Last said")).to_have_count(0)
    expect(button(page, "Take it away")).to_have_count(0)
    page.get_by_label("Weeks").fill("2")
    button(page, "Let it happen").click()
    page.get_by_role("combobox", name="Pay").select_option("shared")
    button(page, "Change").click()
    twice(page, "Close round")
    expect(page.get_by_text("Both for the firm's profit · ")).to_be_visible()
    led.room.refresh()
    shock = led.room.state.arms["all"].shocks[-1]
    assert (shock.week, shock.weeks, shock.size) == (0, 2, 0.3)
    button(page, "Standings").click()
    expect(page.get_by_text("It shows: Standings.")).to_be_visible()
    twice(page, "Close round")
    button(page, "Begin: After").click()
    button(page, "Next: Guess before screen 1").click()
    button(page, "Next: Screen 1: your pay, your firm").click()
    expect(page.get_by_text("It shows: Screen 1: your pay, your firm.")).to_be_visible()


def test_a_refusal_is_a_sentence(led: Hosted, page: Page) -> None:
    page.goto(led.at(f"/console/{led.key}?lang=en"))
    button(page, "Begin: Who you are").click()
    expect(button(page, "Begin: Play")).to_be_visible()
    button(page, "Change").click()
    expect(page.get_by_role("alert")).to_have_text("No rule is named: nothing was changed.")
    button(page, "Close the meeting").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_nobody_else_sees_it(led: Hosted, page: Page) -> None:
    for key in (led.tokens[0], led.key[:-1], "x", f"{led.room.name}-"):
        page.goto(led.at(f"/console/{key}?lang=en"))
        expect(page.get_by_role("heading", name="This link leads no room")).to_be_visible()
        assert "P0" not in page.content()


def test_a_seat_whose_page_is_gone_is_away(
    led: Hosted, new_page: NewPage, browser: Browser
) -> None:
    page = new_page()
    page.goto(led.at(f"/console/{led.key}?lang=en"))
    expect(button(page, "Marketing of team 1: seated P0")).to_be_visible()
    phone = browser.new_context()
    there = phone.new_page()
    there.goto(led.at(f"/seat/{led.tokens[0]}?lang=en"))
    expected = there.get_by_test_id("expected")
    before = expected.inner_text()
    there.get_by_role("button", name="More: Price").click()
    expect(expected).not_to_have_text(before)  # the server answers: it knows that somebody is there
    phone.close()
    gone = button(page, "Marketing of team 1: away P0")
    expect(gone).to_be_visible(timeout=LONG)
    new_page().goto(led.at(f"/seat/{led.tokens[0]}?lang=en"))
    expect(button(page, "Marketing of team 1: seated P0")).to_be_visible(timeout=LONG)


def test_names_are_text_and_nothing_else(led: Hosted, page: Page, watch: Watch) -> None:
    name = "<img src=x onerror=alert(1)>"
    led.room.join(name)
    page.goto(led.at(f"/console/{led.key}?lang=en"))
    expect(page.get_by_text(name)).to_be_visible()
    expect(page.locator("img")).to_have_count(0)
    assert watch.complaints == []


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_forty_teams_are_dense_and_found(server: Server, new_page: NewPage) -> None:
    room = Hosted(server, agenda(pace="trainer", phases=PHASES), people=80)
    for number in (1, 2):
        room.do(PhaseBegun, number=number)
    for width in (360, 1440):
        page = new_page(width)
        page.goto(room.at(f"/console/{room.key}?lang=en"))
        rows = page.locator(".cs-lead-table tbody")
        expect(rows).to_have_count(40)
        assert fits(page)
        height = page.locator(".cs-lead-table").bounding_box() or {}
        assert height["height"] < 40 * 48
        page.get_by_label("Find a team or a name").fill("P79")
        expect(rows).to_have_count(1)
        expect(rows.first).to_contain_text("40")
    room.book.close()


def test_by_keyboard_alone(led: Hosted, page: Page) -> None:
    page.goto(led.at(f"/console/{led.key}?lang=en"))
    begin = button(page, "Begin: Who you are")
    expect(begin).to_be_visible()
    reach(page, begin)
    page.keyboard.press("Enter")
    seat = button(page, "Marketing of team 1: seated P0")
    reach(page, seat)
    page.keyboard.press("Enter")
    reach(page, button(page, "Let the bot play"))
    page.keyboard.press("Space")
    expect(page.get_by_text("A bot plans for P0 from now on")).to_be_visible()
    page.keyboard.press("Space")
    expect(button(page, "Marketing of team 1: a bot drives for P0")).to_be_visible()
    page.keyboard.press("Escape")
    expect(button(page, "Give back")).to_have_count(0)


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus."""
    for _ in range(80):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not reach it")


def test_in_german(led: Hosted, page: Page) -> None:
    page.goto(led.at(f"/console/{led.key}?lang=de"))
    expect(page.get_by_role("heading", name="Noch hat nichts begonnen")).to_be_visible()


def test_what_a_trainer_needs_now_stands_above_the_fold(led: Hosted, page: Page) -> None:
    """In each phase the next button; in the debrief's, every button that moves the wall."""

    def seen_at_once(name: str) -> None:
        expect(button(page, name)).to_be_visible()
        box = button(page, name).bounding_box()
        assert box is not None
        assert page.evaluate("window.scrollY") == 0
        assert box["y"] + box["height"] <= 900, name

    page.goto(led.at(f"/console/{led.key}?lang=en"))
    for name in ("Begin: Who you are", "Begin: Play", "Open round 1"):
        seen_at_once(name)
        button(page, name).click()
    for number in (1, 2):
        expect(page.get_by_text(f"Round {number} of 2")).to_be_visible()
        twice(page, "Close round")
    for name in ("Begin: After", "Next: Guess before screen 1"):
        seen_at_once(name)
        button(page, name).click()
    for name in ("Standings", "Guess before screen 5", "Screen 5: try one thing"):
        seen_at_once(name)


def test_what_takes_something_away_says_so_before(led: Hosted, page: Page) -> None:
    for number in (1, 2):
        led.do(PhaseBegun, number=number)
    page.goto(led.at(f"/console/{led.key}?lang=en"))
    button(page, "Open round 1").click()
    twice(page, "Close round")
    harmless, grave = button(page, "Pause"), button(page, "Back one round")
    look = "element => getComputedStyle(element).borderStyle"
    assert (harmless.evaluate(look), grave.evaluate(look)) == ("solid", "dashed")
    expect(page.get_by_text("Round 2 of 2")).to_be_visible()
    grave.click()
    expect(page.get_by_text("earned from round 1 on is gone")).to_be_visible()
    button(page, "Pause").click()
    expect(page.get_by_text("is gone")).to_have_count(0)
    led.room.refresh()
    assert len(led.room.state.played) == 1
    led.do(HandedToBot, team=1, role="marketing")
    button(page, "Marketing of team 1: a bot drives for P0").click()
    button(page, "Free the seat").click()
    expect(page.get_by_text("P0 loses this seat for good")).to_be_visible()


def test_rounds_wait_when_the_trainer_says_so(led: Hosted, page: Page) -> None:
    for number in (1, 2):
        led.do(PhaseBegun, number=number)
    page.goto(led.at(f"/console/{led.key}?lang=en"))
    button(page, "when I say").click()
    expect(button(page, "when I say")).to_have_attribute("aria-pressed", "true")
    button(page, "Open round 1").click()
    twice(page, "Close round")
    expect(button(page, "Open round 2")).to_be_visible()
    button(page, "by themselves").click()
    expect(page.get_by_text("Round 2 of 2")).to_be_visible()


def test_links_are_short_and_copied_whole(led: Hosted, new_page: NewPage) -> None:
    page = new_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(led.at(f"/console/{led.key}?lang=en"))
    link = page.get_by_role("link", name="On paper")
    whole = link.get_attribute("title") or ""
    assert whole == led.at(link.get_attribute("href") or "")
    assert led.key in whole
    assert led.key not in page.locator("main").inner_text()
    button(page, "Copy: On paper").click()
    expect(button(page, "Copied: On paper")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == whole
    for number in (1, 2):
        led.do(PhaseBegun, number=number)
    button(page, "Open round 1").click()
    for number in (1, 2):
        expect(page.get_by_text(f"Round {number} of 2")).to_be_visible()
        twice(page, "Close round")
    expect(page.get_by_text("All rounds have been played.")).to_be_visible()
    expect(link).to_have_count(0)
