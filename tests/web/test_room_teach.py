"""Teach in a browser: a room is made, previewed and rehearsed; on a network only with the key."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from support.browser import Server, Watch

from coordsim.room.log.book import Book
from coordsim_web.rooms.teach.chosen import LARGEST_FILE
from coordsim_web.served import VARIABLE

pytestmark = pytest.mark.browser
KEY = "host-for-the-tests-of-teach"
FILE = """
name = "mine"
title = "My own lesson"
[[phases]]
title = "Play it"
rounds = 2
"""
LONG = 60_000  # milliseconds that the model may take on a busy machine
NewPage = Callable[..., Page]


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that others can reach."""
    monkeypatch.setenv(VARIABLE, KEY)
    running = Server(tmp_path, arguments=("--host", "0.0.0.0"))
    try:
        running.start()
        yield running
    finally:
        running.stop(kill=True)


def rooms(server: Server) -> list[str]:
    book = Book(str(server.folder / ".local" / "share" / "coordsim" / "rooms.db"))
    try:
        return book.rooms()
    finally:
        book.close()


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def test_a_room_is_made_and_led(server: Server, page: Page, watch: Watch) -> None:
    page.goto(f"{server.url}/teach?lang=en")
    button(page, "Make the room").click()
    expect(page.get_by_role("heading", name="Your room is open")).to_be_visible()
    expect(page.get_by_role("img", name="/j/")).to_be_visible()
    console = page.get_by_role("link", name="/console/").get_attribute("href") or ""
    joined = page.get_by_role("link", name="/j/").get_attribute("href") or ""
    wall = page.get_by_role("link", name="/wall/").get_attribute("href") or ""
    page.reload()
    expect(button(page, "Make the room")).to_be_visible()
    assert console.split("?")[0] not in page.content()
    page.goto(server.url + console)
    expect(button(page, "Begin: Who you are")).to_be_visible()
    page.goto(server.url + wall)
    expect(page.get_by_text("Nobody has come yet")).to_be_visible()
    page.goto(joined)
    expect(page.get_by_label("name", exact=False).first).to_be_visible()
    assert watch.complaints == []


def test_the_lesson_is_played_before_it_is_told(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/teach?lang=en")
    step = page.get_by_text("of classes of managers as large as yours")
    expect(step).to_have_count(1, timeout=LONG)
    expect(page.get_by_text("A class plays one of them, however many come")).to_be_visible()
    expect(page.get_by_text("the forecast is the same for any number")).to_be_visible()
    page.get_by_text("Silence or one dashboard").click()
    expect(step).to_have_count(3, timeout=LONG)
    expect(page.get_by_text("A class of this size plays 6 of them")).to_be_visible()
    expect(page.get_by_text("more people play more worlds")).to_be_visible()
    page.get_by_role("textbox", name="People").fill("8")
    expect(page.get_by_text("A class of this size plays 2 of them")).to_be_visible(timeout=LONG)


def test_arms_are_added_and_seen_on_the_console(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/teach?lang=en")
    button(page, "Add an arm").click()
    page.get_by_label("Name").nth(1).fill("one pay")
    page.get_by_role("combobox", name="Pay").nth(1).select_option("shared")
    button(page, "Make the room").click()
    page.goto(server.url + (page.get_by_role("link", name="/console/").get_attribute("href") or ""))
    expect(page.get_by_text("one pay: Both for the firm's profit")).to_be_visible()
    expect(page.get_by_text("A: Each for its own number")).to_be_visible()


def test_a_file_is_opened_or_refused(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/teach?lang=en")
    page.get_by_text("An agenda of your own").click()
    button(page, "Make the room").click()
    expect(page.get_by_role("alert")).to_contain_text("No file has been opened")
    upload = page.get_by_label("Open a file")

    def send(text: str) -> None:
        upload.set_input_files(
            {"name": "mine.toml", "mimeType": "text/plain", "buffer": text.encode()}
        )

    send("[[")
    expect(page.get_by_role("alert")).to_contain_text("mine.toml: not a TOML file")
    send(FILE + 'scenario = "/etc/passwd"')
    expect(page.get_by_role("alert")).to_contain_text("mine.toml")
    send("#" * (LARGEST_FILE + 1))
    expect(page.get_by_role("alert")).to_contain_text("too large")
    send(FILE)
    expect(page.get_by_text("An agenda of your own: My own lesson")).to_be_visible()
    button(page, "Make the room").click()
    page.goto(server.url + (page.get_by_role("link", name="/console/").get_attribute("href") or ""))
    expect(page.get_by_role("heading", name="My own lesson")).to_be_visible()


def test_on_a_network_nobody_makes_rooms_without_the_key(network: Server, page: Page) -> None:
    for search in ("", "?key=", f"?key={KEY[:-1]}", f"?key={KEY.upper()}"):
        page.goto(f"{network.url}/teach{search}")
        expect(page.locator(".cs-teach-page h1")).to_be_visible()
        expect(page.locator(".cs-teach-form")).to_have_count(0)
    page.goto(f"{network.url}/lab")
    expect(page.get_by_role("link", name="Lab")).to_be_visible()
    expect(page.get_by_role("link", name="Teach")).to_have_count(0)
    assert rooms(network) == []
    page.goto(f"{network.url}/teach?key={KEY}&lang=en")
    button(page, "Make the room").click()
    expect(page.get_by_role("heading", name="Your room is open")).to_be_visible()
    assert len(rooms(network)) == 1


@pytest.mark.parametrize("width", [360, 1440])
def test_it_fits_and_is_led_by_keyboard(server: Server, new_page: NewPage, width: int) -> None:
    page = new_page(width)
    page.goto(f"{server.url}/teach?lang=de")
    made = button(page, "Raum anlegen")
    expect(made).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for _ in range(60):
        if made.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ihr Raum ist offen")).to_be_visible()
    link = page.get_by_role("link", name="/console/")
    expect(link).to_have_attribute("href", re.compile("lang=de"))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_language_chosen_is_the_rooms_and_the_pages(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/teach?lang=en")
    page.get_by_role("textbox", name="People").fill("30")
    page.get_by_label("Language of the pages").select_option("de")
    expect(button(page, "Raum anlegen")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("textbox", name="Personen")).to_have_value("30")
    expect(page.get_by_role("link", name="Lernen").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"/teach\?lang=de$"))
    button(page, "Raum anlegen").click()
    expect(page.get_by_role("heading", name="Ihr Raum ist offen")).to_be_visible()
    link = page.get_by_role("link", name="/console/")
    expect(link).to_have_attribute("href", re.compile("lang=de"))


@pytest.mark.slow
def test_a_rehearsal_of_24_chairs_within_two_minutes(
    tmp_path: Path, new_page: NewPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the start of the server to the numbers of the debrief, by one button."""
    monkeypatch.setenv(VARIABLE, KEY)
    began = time.monotonic()
    server = Server(tmp_path, arguments=("--hosted",))
    try:
        server.start()
        page = new_page(1440)
        page.goto(f"{server.url}/teach?key={KEY}&lang=en")
        button(page, "Rehearse").click()
        told = page.get_by_text("12 teams played 6 rounds, 24 weeks.")
        expect(told).to_be_visible(timeout=2 * LONG)
        assert time.monotonic() - began < 120
        expect(page.get_by_text("The costliest single decision")).to_be_visible()
        assert rooms(server) == []
    finally:
        server.stop(kill=True)
