"""The shell of the pages, in a real browser: it opens, fits, stays on this machine, and comes
back.
"""

import re
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from support.browser import Server, Watch

pytestmark = pytest.mark.browser

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("width", [1440, 768, 360])
@pytest.mark.parametrize("path", ["/", "/lab", "/learn", "/learn/first"])
def test_page_opens_and_fits(
    server: Server, new_page: Callable[..., Page], watch: Watch, path: str, width: int
) -> None:
    page = new_page(width)
    page.goto(server.url + path)
    expect(page.locator("main h1")).to_be_visible()
    assert page.evaluate(OVERFLOW) == 0
    assert watch.complaints == []
    assert page.evaluate("document.documentElement.lang") == "en"
    zoom = page.locator('meta[name="viewport"]').get_attribute("content") or ""
    assert "user-scalable=no" not in zoom
    assert "maximum-scale" not in zoom


def test_ways_in(server: Server, page: Page, watch: Watch) -> None:
    page.goto(server.url)
    page.get_by_test_id("way-research").click()
    expect(page).to_have_url(re.compile("/lab$"))
    expect(page.get_by_role("heading", name="Lab", level=1)).to_be_visible()
    page.get_by_role("navigation").get_by_role("link", name="Learn").click()
    expect(page.get_by_role("heading", name="Learn alone", level=1)).to_be_visible()
    expect(page).to_have_title("Learn · coordsim")
    page.go_back()
    expect(page.get_by_role("heading", name="Lab", level=1)).to_be_visible()
    assert watch.complaints == []


def test_sketch_answers_at_once(server: Server, page: Page) -> None:
    page.goto(server.url)
    lost = page.get_by_test_id("lost")
    expect(lost).to_have_text(re.compile(r"[1-9]\d? in 100"))
    page.get_by_role("slider").fill("100")
    expect(lost).to_have_text("0 in 100")


def test_a_dead_server_comes_back(own_server: Server, page: Page) -> None:
    page.goto(own_server.url + "/lab")
    expect(page.locator("main h1")).to_be_visible()
    own_server.stop(kill=True)
    own_server.start()
    page.wait_for_function("solara.debug.remountCount === 1")
    page.get_by_role("navigation").get_by_role("link", name="Learn").click()
    page.get_by_text("More: put a game together").click()
    page.get_by_role("button", name="operations").click()
    expect(page.get_by_test_id("seat")).to_have_text("You sit in operations.")


@pytest.mark.parametrize(
    "path", ["/resourcez", "/no-such-page", "/_solara/cdn/no-such-package@1.0.0/x.js"]
)
def test_what_is_not_served(server: Server, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(server.url + path, timeout=5)
    assert refused.value.code == 404


def test_the_start_page_has_three_ways_and_a_first_game(
    server: Server, new_page: Callable[..., Page], watch: Watch
) -> None:
    page = new_page(360)
    page.goto(f"{server.url}/?lang=de")
    for way, heading in (("teach", None), ("learn", "Allein lernen"), ("research", "Lab")):
        page.get_by_test_id(f"way-{way}").click()
        expect(page).not_to_have_url(re.compile(r"/\?lang=de$"))
        if heading:
            expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        page.go_back()
    page.get_by_role("link", name="Ein erstes Spiel").click()
    expect(page.get_by_test_id("start")).to_be_visible()
    assert watch.complaints == []
