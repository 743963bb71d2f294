"""A real server and a real browser for the tests of the pages."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from support.browser import CHROMIUM, CHROMIUM_ARGUMENTS, PATIENCE_S, Server, Watch


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that do not harm it."""
    running = Server(tmp_path_factory.mktemp("server"))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server of this test's own, to be killed at will."""
    running = Server(tmp_path)
    try:
        running.start()
        yield running
    finally:
        running.stop(kill=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser, once."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def watch() -> Watch:
    """What the pages of this test asked for and complained about."""
    return Watch()


@pytest.fixture
def new_page(browser: Browser, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Make pages of a given width, each a visitor of its own; fail when one asks for anything
    outside.
    """
    contexts: list[BrowserContext] = []

    def make(width: int = 1440, height: int = 900) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, service_workers="block"
        )
        context.set_default_timeout(PATIENCE_S * 1000)
        contexts.append(context)
        page = context.new_page()
        watch.follow(page)
        return page

    yield make
    for context in contexts:
        context.close()
    assert watch.outside() == [], "a page asked for something outside this machine"


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One page, 1440 pixels wide."""
    return new_page()
