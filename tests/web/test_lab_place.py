"""Where a visitor is in the Lab: in the address, under the keyboard, in its column."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect
from support.browser import AT_ONCE, PATIENCE_S, Server, Watch

from coordsim.scenario.file import load

pytestmark = pytest.mark.browser

SIMULATED = PATIENCE_S * 1000  # how long the server may take to simulate, in milliseconds
MOST_STOPS = 150
# what has the focus, and how much of it stands above the bar at the bottom, in pixels
FOCUSED = """() => {
  const bar = document.querySelector(".cs-lab-player");
  const one = document.activeElement;
  if (one === document.body) return null;
  const box = one.getBoundingClientRect();
  const limit = bar.contains(one) ? innerHeight : bar.getBoundingClientRect().top;
  const name = one.getAttribute("aria-label") || one.textContent.trim() || one.outerHTML;
  return {
    name: name.slice(0, 60),
    height: box.height,
    seen: Math.min(box.bottom, limit) - Math.max(0, box.top),
  };
}"""
# where the waiting sentence and the heading begin, as soon as somebody waits
WAITING = """
  new MutationObserver(() => {
    const left = (where) => {
      const one = document.querySelector(where);
      return one.getBoundingClientRect().left + parseFloat(getComputedStyle(one).paddingLeft);
    };
    const wait = document.querySelector("[data-testid=wait] .cs-lab-spin");
    if (wait && !window.waiting) window.waiting = [left("[data-testid=wait]"), left("main h1")];
  }).observe(document, { childList: true, subtree: true });
"""
TOUCH = 44  # pixels of something large that have to be seen


def opened(page: Page, server: Server, search: str = "") -> Page:
    page.goto(f"{server.url}/lab{search}")
    expect(page.get_by_test_id("week")).to_contain_text("Week", timeout=SIMULATED)
    return page


def named(page: Page) -> dict[str, str]:
    """What the address names."""
    return {name: one for name, (one,) in parse_qs(urlsplit(page.url).query).items()}


def test_a_refresh_keeps_scenario_rules_world_and_week(
    server: Server, page: Page, watch: Watch
) -> None:
    opened(page, server)
    page.get_by_label("Scenario").select_option("seasonal")
    page.get_by_role("textbox", name="World").fill("7")
    page.get_by_role("textbox", name="World").press("Enter")
    page.get_by_label("Firm B: Told").select_option("dashboard")
    page.locator("summary", has_text="More rules").click()
    page.locator("summary", has_text="Technologies").click()
    page.get_by_label("Firm A: ERP").check()
    page.get_by_role("slider", name="Week").press("End")
    page.get_by_role("slider", name="Week").press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"a\.technologies=erp.*&week=103$"), timeout=SIMULATED)
    assert named(page)["scenario"] == "seasonal"
    assert named(page)["world"] == "7"
    assert named(page)["b.communication"] == "dashboard"
    expect(page.get_by_text("Also: technologies ERP.")).to_have_count(1, timeout=SIMULATED)
    kept = page.get_by_test_id("total-b").inner_text()

    page.reload()
    expect(page.get_by_test_id("week")).to_contain_text("Week 103", timeout=SIMULATED)
    expect(page.get_by_label("Scenario")).to_have_value("seasonal")
    expect(page.get_by_role("textbox", name="World")).to_have_value("7")
    expect(page.get_by_label("Firm B: Told")).to_have_value("dashboard")
    expect(page.get_by_text("Also: technologies ERP.")).to_have_count(1)
    expect(page.get_by_test_id("total-b")).to_have_text(kept)
    assert watch.complaints == []


def test_another_page_and_back_loses_nothing(server: Server, page: Page) -> None:
    opened(page, server, "?world=3&week=40")
    page.get_by_label("Firm B: Told").select_option("meetings")
    expect(page).to_have_url(re.compile("b.communication=meetings.*week=40$"), timeout=SIMULATED)
    bar = page.get_by_role("navigation", name="Pages")
    for back in (
        lambda: bar.get_by_role("link", name="Lab").click(),
        lambda: page.go_back(),
    ):
        bar.get_by_role("link", name="Learn").click()
        expect(page.get_by_role("heading", name="Learn alone", level=1)).to_be_visible()
        back()
        expect(page.get_by_test_id("week")).to_contain_text("Week 40", timeout=SIMULATED)
        expect(page.get_by_label("Firm B: Told")).to_have_value("meetings")
        expect(page.get_by_role("textbox", name="World")).to_have_value("3")
    page.goto(server.url)
    page.get_by_test_id("way-research").click()
    expect(page.get_by_label("Firm B: Told")).to_have_value("meetings")


@pytest.mark.parametrize(
    ("search", "sentence"),
    [
        ("?scenario=nowhere", "There is no scenario 'nowhere'; on offer: base"),
        (
            "?world=1e9x",
            "World: “1e9x” is not possible; allowed: digits only, from 0 to 999999999.",
        ),
        ("?week=105", "Week: 105 is not a whole number from 1 to 104."),
        ("?a.incentives=bribe", "Firm A: incentives: 'bribe' is not known; on offer: "),
        ("?b.levers.range.start=99", "Firm B: range: 99 is not possible; allowed: a whole number"),
    ],
)
def test_an_address_that_cannot_be_gets_a_sentence(
    server: Server, page: Page, watch: Watch, search: str, sentence: str
) -> None:
    opened(page, server, search)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(f"This address cannot be opened as it is. {sentence}")
    page.wait_for_timeout(800)
    assert page.url.endswith(search), "what was mistyped can be mended"
    page.get_by_role("button", name="Next", exact=True).click()
    expect(alert).to_have_count(0)
    expect(page).to_have_url(re.compile("world=2"), timeout=SIMULATED)
    assert watch.complaints == []


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (360, 740)])
@pytest.mark.parametrize("unfolded", [False, True])
def test_no_focus_hides_under_the_bar(
    server: Server, new_page: Callable[..., Page], width: int, height: int, unfolded: bool
) -> None:
    """Of 24 stops at 360 pixels 8 did."""
    page = opened(new_page(width, height), server)
    if unfolded:
        page.locator("summary", has_text="More rules" if width > 600 else "Rules of A").press(
            "Enter"
        )
        shows = page.locator("button[aria-label^='Show ']")
        while shows.count():
            shows.first.press("Enter")
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("scrollTo(0, 0)")
    page.locator(".cs-skip").focus()
    stops, hidden = 0, []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found is None:
            break
        stops += 1
        if found["seen"] < min(found["height"] - 2, TOUCH):
            hidden.append((found["name"], found["seen"]))
    assert stops > 20
    assert hidden == []


@pytest.mark.parametrize("width", [1440, 360])
def test_the_waiting_sentence_stands_in_its_column(
    server: Server, new_page: Callable[..., Page], width: int
) -> None:
    """Everything on a page begins where its heading does."""
    page = new_page(width)
    page.add_init_script(AT_ONCE)
    page.add_init_script(WAITING)
    opened(page, server, f"?world={900_000 + width}")
    wait, title = page.evaluate("window.waiting")
    assert wait == pytest.approx(title, abs=1)


def test_the_week_of_a_short_scenario_stays_within_it(server: Server, page: Page) -> None:
    short = min(("base", "flash-sale", "breakthrough"), key=lambda name: load(name).horizon.weeks)
    weeks = load(short).horizon.weeks
    opened(page, server, f"?scenario={short}&week={weeks}")
    expect(page.get_by_test_id("week")).to_contain_text(f"Week {weeks}")
    expect(page.get_by_role("button", name="Run again")).to_be_visible()


def test_a_chart_is_tapped_read_and_kept(server: Server, page: Page, watch: Watch) -> None:
    opened(page, server)
    chart = page.locator(".cs-lab-chart").filter(has=page.get_by_role("button", name="Range"))
    chart.scroll_into_view_if_needed()
    expect(chart.locator("canvas")).to_be_visible()
    expect(chart.get_by_role("img")).to_have_attribute(
        "aria-label", re.compile(r"^Range, variants\. Week 1: A \d+, B \d+\.$")
    )
    box = chart.locator(".cs-drawn-box").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 0.6 * box["width"], box["y"] + 0.5 * box["height"])
    expect(page.get_by_test_id("week")).to_have_text(re.compile(r"Week ([4-9]\d)\b"))
    expect(chart.locator("figcaption")).to_contain_text(
        re.compile(r"Variants on sale\. +Weeks \d\d to \d\d: A [\d.]+, B [\d.]+\.")
    )

    chart.locator("summary").click()
    expect(chart.get_by_role("row")).to_have_count(105)
    with page.expect_download() as kept:
        chart.get_by_role("button", name="Save as picture").click()
    assert kept.value.suggested_filename == "Range, variants.png"
    assert kept.value.path().read_bytes().startswith(b"\x89PNG")
    with page.expect_download() as kept:
        chart.get_by_role("button", name="Save as CSV").click()
    lines = kept.value.path().read_text("utf-8-sig").splitlines()
    assert lines[0] == '"Week","A","B"'
    assert re.fullmatch(r'"1","\d+","\d+"', lines[1])
    assert len(lines) == 105
    assert watch.complaints == []
    assert any("echarts" in url for url in watch.requests)


def test_charts_that_cannot_be_drawn_leave_their_tables(server: Server, page: Page) -> None:
    page.route("**/echarts*/**", lambda route: route.abort())
    opened(page, server)
    chart = page.locator(".cs-lab-chart").first
    chart.scroll_into_view_if_needed()
    expect(chart.get_by_role("alert")).to_have_text(
        "This chart could not be drawn; the table below has its numbers."
    )
    chart.locator("summary").click()
    expect(chart.get_by_role("row")).to_have_count(105)


def test_a_phone_fetches_the_drawing_library_only_to_draw(
    server: Server, new_page: Callable[..., Page], watch: Watch
) -> None:
    page = opened(new_page(360), server)
    page.get_by_role("button", name="Show what each knew").click()
    expect(page.get_by_text("What marketing believes")).to_be_visible()
    assert not any("echarts" in url for url in watch.requests)
    page.get_by_role("button", name="Show the weeks").click()
    expect(page.locator(".cs-lab-chart canvas").first).to_be_visible()
    assert any("echarts" in url for url in watch.requests)
