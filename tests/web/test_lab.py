"""The Lab in a real browser: it plays, jumps, answers a change of rules, and stays whole at every
width.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from support.browser import PATIENCE_S, Server, Watch

from coordsim_web.lab.sections import SECTIONS

pytestmark = pytest.mark.browser

SIMULATED = PATIENCE_S * 1000  # how long the server may take to simulate, in milliseconds
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TITLES = [section["title"] for section in SECTIONS]
FOLDS = [section["fold"] for section in SECTIONS]


def opened(page: Page, server: Server) -> Page:
    page.goto(server.url + "/lab")
    expect(page.get_by_test_id("week")).to_contain_text("Week 1", timeout=SIMULATED)
    expect(page.get_by_role("heading", name=TITLES[-1])).to_be_visible()
    return page


def unfold(page: Page, *folds: str) -> None:
    """Open sections that a phone shows folded."""
    for fold in folds:
        page.get_by_role("button", name=f"Show {fold}", exact=True).click()


@pytest.mark.parametrize("width", [1440, 360])
def test_the_lab_is_played(
    server: Server, new_page: Callable[..., Page], watch: Watch, width: int
) -> None:
    page = opened(new_page(width), server)
    for title in TITLES:
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    assert page.evaluate(OVERFLOW) == 0

    week = page.get_by_test_id("week")
    expect(page.get_by_test_id("sentence")).to_contain_text(
        re.compile("The first decisions already differ: [AB] starts ahead.")
    )
    page.get_by_role("button", name="Run the weeks").click()
    expect(week).to_have_text(re.compile(r"Week ([4-9]|\d\d)\b"))
    page.get_by_role("button", name="Pause").click()
    held = week.text_content() or ""
    page.get_by_role("button", name="One week on").click()
    expect(week).not_to_have_text(held)
    page.get_by_role("button", name="One week back").click()
    expect(week).to_have_text(held)

    page.get_by_role("slider", name="Week").press("End")
    expect(week).to_contain_text("Week 104")
    expect(page.get_by_test_id("when")).to_have_text("The whole run, 104 weeks")
    expect(page.get_by_test_id("sentence")).to_contain_text(
        re.compile(r"^A earned [\d.]+ a week; .* B earned [\d.]+ a week")
    )
    if width < 600:
        unfold(page, *FOLDS)
    expect(page.get_by_text(re.compile("^Up to week 104"))).to_be_visible()
    assert page.evaluate(OVERFLOW) == 0
    if width > 600:
        page.get_by_role("navigation", name="Parts of this page").get_by_role(
            "button", name="Market"
        ).click()
    expect(
        page.get_by_role("heading", name=re.compile(r"End of week 104: satisfaction \d+ of 100"))
    ).to_have_count(2)

    before = page.get_by_test_id("total-b").inner_text()
    kept = page.get_by_test_id("total-a").inner_text()
    assert before != kept
    if width < 600:
        # by keyboard: the jump above may still be scrolling under a pointer
        page.locator("summary", has_text="Rules of A and B").press("Enter")
    expect(page.get_by_label("Firm B: Paid")).to_be_visible()
    page.get_by_label("Firm B: Paid").select_option("silo")
    expect(page.get_by_test_id("total-b")).not_to_have_text(before, timeout=SIMULATED)
    page.get_by_label("Firm B: Told").select_option("none")
    expect(page.get_by_test_id("total-b")).to_have_text(kept, timeout=SIMULATED)
    expect(page.get_by_test_id("total-a")).to_have_text(kept)
    expect(week).to_contain_text("Week 104")

    chart = page.locator(".cs-lab-chart").filter(has=page.get_by_role("heading", name="Unit cost"))
    chart.locator("summary").click()
    expect(chart.get_by_role("row")).to_have_count(105)
    assert page.evaluate(OVERFLOW) == 0
    assert watch.complaints == []


def test_every_table_opens_and_fits(
    server: Server, new_page: Callable[..., Page], watch: Watch
) -> None:
    page = opened(new_page(360), server)
    unfold(page, *FOLDS)
    page.get_by_label("Chart another measure").select_option("bullwhip")
    for _role in range(2):
        page.get_by_role("button", name=re.compile(r"All \d+ facts")).first.click()
    for summary in page.locator(".cs-section summary").all():
        summary.click()
    tables = page.locator(".cs-section details")
    expect(page.locator(".cs-section details[open] table")).to_have_count(tables.count())
    assert page.evaluate(OVERFLOW) == 0
    assert watch.complaints == []


def test_a_world_that_does_not_exist_gets_a_sentence(
    server: Server, page: Page, watch: Watch
) -> None:
    opened(page, server)
    world = page.get_by_role("textbox", name="World")
    world.fill("-5")
    world.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(
        "World: “-5” is not possible; allowed: digits only, from 0 to 999999999."
    )
    world.fill("7")
    world.press("Enter")
    expect(page.get_by_role("alert")).to_have_count(0, timeout=SIMULATED)
    assert watch.complaints == []


def test_the_keyboard_is_enough(server: Server, page: Page) -> None:
    opened(page, server)
    page.get_by_role("button", name="Run the weeks").press("Enter")
    page.get_by_role("button", name="Pause").press(" ")
    page.get_by_role("slider", name="Week").press("Home")
    expect(page.get_by_test_id("week")).to_contain_text("Week 1 ")
    page.get_by_role("slider", name="Week").press("ArrowRight")
    expect(page.get_by_test_id("week")).to_contain_text("Week 2 ")
    page.get_by_role("button", name="Who knew what").press("Enter")
    expect(page.get_by_role("heading", name="Who knew what")).to_be_in_viewport()
