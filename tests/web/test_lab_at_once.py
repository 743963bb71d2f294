"""The Lab answers at once: all that is told of a choice is drawn in one go, without a sign of
waiting; the last of quick changes wins.

No clock is asked. The pages wait half a second before they say that something is on its way, or
send a change after another one: here that half second never ends, or takes no time.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocket, expect
from support.browser import AT_ONCE, NEVER, PATIENCE_S, Server, Watch

pytestmark = pytest.mark.browser

SIMULATED = PATIENCE_S * 1000
# Whether anything ever turned to say that something is on its way.
SPUN = """
  window.spun = 0;
  new MutationObserver(() => {
    if (document.querySelector(".cs-lab-spin")) window.spun += 1;
  }).observe(document, { childList: true, subtree: true });
"""
# Every state of the page that could be drawn, as texts of parts that a change of B moves.
STATES = """async () => {
  const echarts = await window.coordsim.echarts();
  const text = (where) => document.querySelector(where).textContent;
  const state = () => {
    const box = document.querySelector(".cs-drawn-box");
    const fan = echarts.getInstanceByDom(box).getOption().series.filter((one) => one.stack);
    return {
      rules: text(".cs-lab-firm.cs-lab-side-b h2"),
      total: text("[data-testid=total-b]"),
      worlds: text("[data-testid=worlds]"),
      chart: box.getAttribute("aria-label"),
      fan: JSON.stringify(fan.map((one) => one.data)),
      why: text("section[aria-labelledby=lab-why]"),
      flow: text("section[aria-labelledby=lab-flow]"),
    };
  };
  window.states = [state()];
  new MutationObserver(() => {
    const [last, now] = [window.states[window.states.length - 1], state()];
    if (JSON.stringify(last) !== JSON.stringify(now)) window.states.push(now);
  }).observe(document.querySelector("main"), {
    attributes: true, characterData: true, childList: true, subtree: true,
  });
}"""
# Three changes before anything can be answered.
QUICK = """() => {
  const field = [...document.querySelectorAll("select")].find((one) => {
    return one.getAttribute("aria-label") === "Firm B: Told";
  });
  ["none", "meetings", "dashboard"].forEach((value) => {
    field.value = value;
    field.dispatchEvent(new Event("change"));
  });
}"""


def opened(page: Page, server: Server, half: str, scenario: str = "base") -> Page:
    page.add_init_script(half)
    page.add_init_script(SPUN)
    page.goto(f"{server.url}/lab?week=104&scenario={scenario}")
    expect(page.get_by_test_id("week")).to_contain_text("Week 104", timeout=SIMULATED)
    return page


def test_a_change_is_drawn_in_one_go_with_its_other_worlds(
    server: Server, page: Page, watch: Watch
) -> None:
    opened(page, server, NEVER)
    page.get_by_role("button", name="Week by week").click()
    expect(page.locator(".cs-drawn-box canvas").first).to_be_in_viewport()
    expect(page.get_by_test_id("worlds")).to_have_text(
        re.compile(r"^Was that luck\? In \d+ of 20 other worlds [AB] earns more: ")
    )
    page.evaluate(STATES)
    page.get_by_label("Firm B: Told").evaluate(
        "field => { field.value = 'none'; field.dispatchEvent(new Event('change')); }"
    )
    shown = page.locator(".cs-lab-firm.cs-lab-side-b h2")
    expect(shown).to_contain_text("Nobody tells anybody", timeout=SIMULATED)
    expect(page).to_have_url(re.compile("b.communication=none"), timeout=SIMULATED)

    before, *after = page.evaluate("window.states")
    assert len(after) == 1, "something between the old picture and the new one was drawn"
    assert {part for part, text in before.items() if text != after[0][part]} == set(before)
    fan = page.evaluate("JSON.parse(window.states[1].fan)")
    assert [len(edge) for edge in fan] == [104] * 4, "two ends of a band for each firm"
    assert page.evaluate("window.spun") == 0
    assert watch.complaints == []


def test_changes_are_not_queued_and_the_last_one_wins(server: Server, page: Page) -> None:
    sent: list[str] = []

    def follow(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: sent.append(str(frame)))

    page.on("websocket", follow)
    opened(page, server, NEVER)
    page.evaluate(QUICK)
    shown = page.locator(".cs-lab-firm.cs-lab-side-b h2")
    expect(shown).to_contain_text("Dashboard", timeout=SIMULATED)
    changes = [one for one in sent if '"choose"' in one or '\\"choose\\"' in one]
    assert len(changes) == 2, "the first, and after its answer the last"


def test_the_picture_follows_a_slider(server: Server, page: Page, watch: Watch) -> None:
    opened(page, server, NEVER, "blind")  # a price that each world draws has no slider
    for fold in ("More rules", "Marketing: plan at the start"):
        page.locator("summary", has_text=fold).click()
    field = page.get_by_label("Firm B: Price", exact=True)
    slider = page.locator(".cs-lab-cell", has=field).locator("input[type=range]")
    box = slider.bounding_box()
    assert box is not None
    total, totals = page.get_by_test_id("total-b"), set()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    for part in (0.6, 0.8, 0.99):
        totals.add(before := total.inner_text())
        page.mouse.move(box["x"] + part * box["width"], box["y"] + box["height"] / 2)
        expect(total).not_to_have_text(before, timeout=SIMULATED)
    expect(field).to_have_value("14")
    page.mouse.up()
    expect(page).to_have_url(re.compile("b.levers.price.start=14"), timeout=SIMULATED)
    assert len(totals) == 3, "one picture for each place of the slider"
    assert page.evaluate("window.spun") == 0
    assert watch.complaints == []


def test_what_takes_long_says_so(
    server: Server, new_page: Callable[..., Page], watch: Watch
) -> None:
    page = opened(new_page(), server, AT_ONCE)
    page.evaluate("window.spun = 0")
    page.get_by_label("World").fill("4242")
    page.get_by_label("World").press("Enter")
    expect(page).to_have_url(re.compile("world=4242"), timeout=SIMULATED)
    page.wait_for_function("window.spun > 0 && !document.querySelector('.cs-lab-spin')")
    assert watch.complaints == []
