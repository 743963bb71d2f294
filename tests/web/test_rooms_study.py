"""The trainer takes a study's data away, and nobody else; the key to the pseudonyms is apart."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from starlette.requests import Request
from support.browser import Server, Watch
from support.hosted import Hosted
from support.rooms import Class, agenda, spoil

from coordsim.room import deeds
from coordsim.room.export.folder import check
from coordsim.room.state.records import RoomError
from coordsim_web.pages.room_console import links_of
from coordsim_web.pages.room_seat import room_of
from coordsim_web.rooms import address
from coordsim_web.rooms import hub as hubs
from coordsim_web.rooms.hub import Hub
from coordsim_web.rooms.study import KINDS, download, made


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Class:
    """Two people of whom both consented, in the first round."""
    one = Class(tmp_path, agenda(2, consent="May we?"), 2)
    monkeypatch.setattr(hubs._Made, "hub", Hub(one.book, one.hands))
    for token in one.tokens:
        one.do(deeds.ConsentGiven, token)
    one.do(deeds.PhaseBegun, number=1)
    return one


def test_what_was_played_is_taken_away_whole(room: Class, tmp_path: Path) -> None:
    with pytest.raises(RoomError, match="Nothing has been played"):
        made(room.key, "export.zip")
    for token in room.tokens:
        room.submit(token, {})
    hubs.hub().room(room.room.name).refresh()
    name, data = made(room.key, "export.zip")
    assert name == f"coordsim-{room.room.state.code}-export.zip"
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        assert all("key" not in member for member in pack.namelist())
        pack.extractall(tmp_path / "elsewhere")
    (folder,) = (tmp_path / "elsewhere").iterdir()
    found = check(folder)
    assert (found.wrong, found.values > 100) == ([], True)
    _, people = made(room.key, "people.csv")
    assert people.decode().splitlines()[0] == "person,name,token_hash"
    assert people.decode().count("\n") == 3


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_of_a_room_that_cannot_be_read_a_sentence_comes(
    room: Class, kind: str, known: bool
) -> None:
    for token in room.tokens:
        room.submit(token, {})
    if known:
        hubs.hub().room(room.room.name)
    spoil(room)
    asked = {"path": address.study(room.key, kind), "path_params": {"key": room.key}}
    answer = asyncio.run(download(Request({"type": "http", "headers": [], **asked})))
    assert (answer.status_code, bytes(answer.body).decode()) == (403, hubs.UNREAD)
    seated = (room.room.name, "") if known else ("", hubs.UNREAD)
    assert room_of(room.tokens[0]) == seated


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_else_takes_it_away(room: Class, kind: str) -> None:
    for token in room.tokens:
        room.submit(token, {})
    hubs.hub().room(room.room.name).refresh()
    other = Hub(room.book, room.hands).open(agenda()).key
    for key in (*room.tokens, room.key[:-1], room.key + "x", "", "host-key"):
        with pytest.raises(RoomError):
            made(key, kind)
    with pytest.raises(RoomError, match="Nothing has been played"):
        made(other, kind)


def test_the_console_leads_to_both(room: Class) -> None:
    links = links_of({"code": "CODE", "over": False}, room.key, "en")
    assert [path.rpartition("/")[2].partition("?")[0] for path in links.values()][-2:] == [*KINDS]


@pytest.mark.browser
def test_a_study_from_its_seats_and_its_console(
    server: Server, new_page: Callable[..., Page], watch: Watch, tmp_path: Path
) -> None:
    """Consent, questions that gate, a round, withdrawal after it, and what is taken away."""
    asked = [{"text": "Who sets the price?", "answers": ["marketing", "operations"], "right": 0}]
    plan = agenda(1, consent="For research.", comprehension=asked, gate=True)
    led = Hosted(server, plan, 4)
    led.do(deeds.PhaseBegun, number=1)
    pages = [new_page(360, 740) for _ in led.tokens]
    for page, token in zip(pages, led.tokens, strict=True):
        page.goto(led.at(address.seat(token)))
        questions = page.get_by_test_id("questions")
        page.get_by_test_id("hand-in").click()
        expect(page.get_by_role("main")).to_contain_text("0 of 1 are answered rightly")
        questions.get_by_role("button", name="I agree").click()
        expect(questions).to_contain_text("also after the end")
        questions.get_by_role("button", name="operations").click()
        expect(questions).to_contain_text("That is not right")
        questions.get_by_role("button", name="marketing").click()
        expect(questions).not_to_contain_text("That is not right")
        page.get_by_test_id("hand-in").click()
    for page in pages:
        expect(page.get_by_test_id("questions")).to_be_visible()
        expect(page.get_by_test_id("hand-in")).not_to_be_visible()
    led.do(deeds.Ended)
    pages[2].get_by_role("button", name="I do not agree").click()
    expect(pages[2].get_by_test_id("questions")).to_contain_text("left out of what is handed on")
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert [page.evaluate(wide) for page in pages] == [0] * 4
    console = new_page()
    console.goto(led.at(address.console(led.key)))
    link = console.get_by_role("link", name="Data, as a ZIP")
    with console.expect_download() as download:
        link.click()
    with zipfile.ZipFile(download.value.path()) as pack:
        pack.extractall(tmp_path / "elsewhere")
    (folder,) = (tmp_path / "elsewhere").iterdir()
    assert check(folder).wrong == []
    assert "1 of 2 firms are shown" in (folder / "README.md").read_text()
    assert watch.complaints == []


@pytest.mark.browser
def test_a_typed_number_is_that_of_the_pages_language(
    server: Server, new_page: Callable[..., Page]
) -> None:
    phases = [{"title": "Play", "rounds": 1, "beliefs": [{"text": "How much?"}]}]
    led = Hosted(server, agenda(1, phases=phases), 1)
    led.do(deeds.PhaseBegun, number=1)
    page = new_page(360, 740)
    page.goto(led.at(address.spoken(address.seat(led.tokens[0]), "de")))
    field = page.get_by_label("How much?")
    field.fill("1.5")
    page.get_by_role("button", name="Antworten").click()
    expect(page.get_by_role("main")).to_contain_text("wie 1.250 oder 1,5.")
    field.press("ControlOrMeta+a")
    field.press_sequentially("1,5")
    page.get_by_role("button", name="Antworten").click()
    expect(page.get_by_test_id("questions")).to_contain_text("Ihre Antwort ist aufgehoben")
    page.reload()
    expect(page.get_by_label("How much?")).to_have_value("1,5")
