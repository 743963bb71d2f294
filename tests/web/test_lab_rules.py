"""The Lab's form, its reasons and its explanations in a real browser, at the width of a desk and of
a phone.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from support.browser import PATIENCE_S, Server, Watch

from coordsim.scenario.file import load

pytestmark = pytest.mark.browser

SIMULATED = PATIENCE_S * 1000  # how long the server may take to simulate, in milliseconds
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def opened(page: Page, server: Server) -> Page:
    page.goto(server.url + "/lab")
    expect(page.get_by_test_id("week")).to_contain_text("Week 1", timeout=SIMULATED)
    return page


@pytest.mark.parametrize("width", [1440, 360])
def test_more_rules_for_either_firm(
    server: Server, new_page: Callable[..., Page], watch: Watch, width: int
) -> None:
    page = opened(new_page(width), server)
    if width < 600:
        page.locator("summary", has_text="Rules of A and B").click()
    expect(page.get_by_label("Firm A: Cross-training")).to_be_hidden()
    page.locator("summary", has_text="More rules").click()
    for group in (
        "Ways of working",
        "Talk in detail",
        "Technologies",
        "Marketing: plan",
        "Operations: plan",
        "The market",
    ):
        page.locator("summary", has_text=group).click()
    assert page.evaluate(OVERFLOW) == 0
    expect(
        page.get_by_text(re.compile(r"reach marketing every week, exact\. \d+ a week\."))
    ).to_be_visible()

    # one after the other, faster than two firms can live through their weeks: none may be lost
    page.get_by_label("Firm A: ERP").check()
    page.get_by_label("Firm B: Cross-training").check()
    for label, value in (
        ("Firm B: Range", "12"),
        ("Firm A: Delivery promise", "2"),
        ("Both firms: Uncertainty of demand", "0.3"),
    ):
        page.get_by_label(label, exact=True).fill(value)
        page.get_by_label(label, exact=True).press("Tab")
    expect(page.locator("summary", has_text="More rules")).to_contain_text("5 changed")
    expect(
        page.get_by_role("article").filter(has_text="Also: technologies ERP, delivery promise 2.")
    ).to_have_count(1, timeout=SIMULATED)
    expect(
        page.get_by_role("article").filter(has_text="Also: cross-training, range 12.")
    ).to_have_count(1, timeout=SIMULATED)
    expect(page.get_by_test_id("range-b")).to_have_text(re.compile(r"1[0-4]"), timeout=SIMULATED)
    expect(page.get_by_label("Both firms: Uncertainty of demand")).to_have_value("0.3")

    page.get_by_label("Firm B: Range", exact=True).fill("99")
    page.get_by_label("Firm B: Range", exact=True).press("Tab")
    expect(page.get_by_role("alert")).to_have_text(
        "Firm B: range: 99 is not possible; allowed: a whole number from 1 to 36."
    )
    page.get_by_role("button", name="Undo these changes").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_text("Also:")).to_have_count(0, timeout=SIMULATED)
    assert watch.complaints == []


def test_another_scenario_brings_its_own_rules_and_lesson(
    server: Server, page: Page, watch: Watch
) -> None:
    opened(page, server)
    kept = page.get_by_test_id("total-a").inner_text()
    page.get_by_label("Scenario").select_option("seasonal")
    expect(page.locator("summary", has_text=load("seasonal").goals[0][1:])).to_be_visible()
    expect(page.get_by_test_id("total-a")).not_to_have_text(kept, timeout=SIMULATED)
    page.locator("summary", has_text="To learn here").click()
    expect(page.get_by_text(" ".join(load("seasonal").story.split())[:60])).to_be_visible()
    assert watch.complaints == []


@pytest.mark.parametrize("width", [1440, 360])
def test_why_follows_the_round(
    server: Server, new_page: Callable[..., Page], watch: Watch, width: int
) -> None:
    page = opened(new_page(width), server)
    if width < 600:
        page.get_by_role("button", name="Show why", exact=True).click()
    a = page.get_by_test_id("why-a")
    expect(page.get_by_test_id("round")).to_have_text("Weeks 1 to 4")
    expect(a).to_contain_text(
        re.compile(r"Price\s+\S+ → \S+\s.*\+\d[\d.]* pay a week, by units sold", re.DOTALL)
    )
    expect(a).to_contain_text(
        re.compile(r"Most wrong: .* It believed .* \(it was never told\); true was ")
    )
    expect(a).to_contain_text("These weeks are not over yet.")
    expect(a).not_to_contain_text("It got")
    page.get_by_role("button", name="Next round").click()
    expect(page.get_by_test_id("round")).to_have_text("Weeks 5 to 8")
    expect(page.get_by_test_id("week")).to_contain_text("Week 8")
    expect(a).to_contain_text(re.compile(r"It got [\d.]+\."))
    expect(a).to_contain_text(re.compile(r"Lost\.\s+\d[\d.]* units a week were lost: "))
    expect(a).to_contain_text("Fought over.")
    page.get_by_role("button", name="Round before").click()
    expect(page.get_by_test_id("round")).to_have_text("Weeks 1 to 4")
    expect(a).to_contain_text("It got")
    assert page.evaluate(OVERFLOW) == 0
    assert watch.complaints == []


@pytest.mark.parametrize("width", [1440, 360])
def test_a_kpi_is_explained_by_hand_and_by_keyboard(
    server: Server, new_page: Callable[..., Page], watch: Watch, width: int
) -> None:
    page = opened(new_page(width), server)
    tip = page.get_by_role("tooltip")
    expect(tip).to_be_hidden()
    name = page.get_by_role("button", name="Unit cost", exact=True).first
    name.click()
    expect(tip).to_contain_text("manufacturing accounts / units made (accrual books: units sold)")
    expect(tip).to_contain_text("Less is better. Source: Nahmias & Olsen")
    expect(name).to_have_attribute("aria-describedby", "cs-tip")
    box = tip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.get_by_role("button", name="Profit", exact=True).first.focus()
    expect(tip).to_contain_text("revenue - all accounts")
    page.get_by_role("slider", name="Week").focus()
    expect(tip).to_be_hidden()
    assert page.evaluate(OVERFLOW) == 0
    assert watch.complaints == []


def test_any_measure_can_be_charted(server: Server, page: Page, watch: Watch) -> None:
    opened(page, server)
    page.get_by_label("Chart another measure").select_option("promises_broken")
    chart = page.get_by_role("figure").filter(
        has=page.get_by_role("heading", name="Promises broken")
    )
    expect(
        chart.get_by_text(re.compile(r"Units later than promised / units booked\."))
    ).to_be_visible()
    chart.get_by_role("button", name="Take away Promises broken").click()
    expect(chart).to_have_count(0)
    assert watch.complaints == []


@pytest.mark.slow
def test_frictions_are_asked_for(server: Server, page: Page, watch: Watch) -> None:
    opened(page, server)
    page.get_by_role("button", name="Ask for firm A").click()
    expect(page.get_by_text(re.compile(r"[1-9]\d? of 64 mixtures"))).to_be_visible(
        timeout=SIMULATED
    )
    found = page.get_by_test_id("costs")
    expect(found).to_contain_text(
        re.compile(r"The frictions cost \d+ a week\."), timeout=10 * SIMULATED
    )
    expect(found.get_by_text("What they tell each other")).to_be_visible()
    page.get_by_label("Firm A: Told").select_option("dashboard")
    expect(found).to_have_count(0, timeout=SIMULATED)
    assert watch.complaints == []
