"""Learn: games for one person, what a browser remembers of them, challenges, and bounds."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from support.browser import Server

from coordsim.room.copies import as_game, branch, from_game
from coordsim.room.debrief import debrief
from coordsim.room.deeds import PlanSubmitted
from coordsim.room.events import Submitted, to_json
from coordsim.room.log.book import Book, Lone
from coordsim.room.record import load_record
from coordsim.room.rehearse import Hands
from coordsim.room.session import Session, scenario_of, shortened
from coordsim.room.state.records import RoomError
from coordsim.scenario.file import load
from coordsim_web.door import VISITOR
from coordsim_web.pages.room_learn import challenge_of, games_of, own_path
from coordsim_web.rooms.hub import REST, Hub
from coordsim_web.rooms.learn import beside as besides
from coordsim_web.rooms.learn import keep
from coordsim_web.rooms.learn.beside import beside, same_game
from coordsim_web.rooms.learn.history import remembered
from coordsim_web.rooms.learn.prepared import (
    GAMES,
    OLD,
    Wanted,
    accepted,
    choice_of,
    game_of,
    prepared,
    wanted,
)
from coordsim_web.rooms.tries import Tries
from coordsim_web.texts import texts

SAID = texts("learn", "en")


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """A hub whose clock is moved by hand."""
    return Hub(Book(str(tmp_path / "rooms.db")), Hands())


def play(hub: Hub, token: str, levers: dict[str, float] | None = None) -> None:
    """Play a game to its end."""
    room = hub.room_of(token)
    while not room.state.over:
        fields = {"team": 1, "role": room.state.agenda.people[0], "round": room.state.next_round}
        hub.do(token, PlanSubmitted.model_validate(fields | {"levers": levers or {}}))


@pytest.mark.parametrize("name", GAMES)
def test_each_game_opens_for_one_person_and_begins_by_itself(hub: Hub, name: str) -> None:
    token = keep.open_alone(hub, prepared(name, 7), "v", SAID)
    state = hub.room_of(token).state
    assert state.open is not None
    assert (state.open.number, state.seed, state.agenda.rounds) == (1, 7, 6)
    assert hub.sight_of(token).chair(token).role == GAMES[name].role
    assert game_of(state.agenda) == (name, "")
    assert SAID["games"][name]["words"]


def test_what_is_no_game_is_refused() -> None:
    for wrong in ("own", "", None, ["sell"], "../x"):
        with pytest.raises(KeyError):
            choice_of(wrong)
    assert [game["name"] for game in games_of(SAID)] == list(GAMES)
    assert own_path("/seat/x?lang=de")
    assert not own_path("https://elsewhere")
    assert not own_path(3)


@pytest.mark.parametrize(
    ("search", "asked"),
    [
        ("?game=sell&world=3&of=abc", Wanted("sell", 3, "abc")),
        ("?game=sell&world=-3", Wanted("sell", None, "")),
        ("?game=sell&world=99999999999999999999", Wanted("sell", None, "")),
        ("?lang=de", None),
        (None, None),
    ],
)
def test_the_address_of_a_challenge_is_read(search: str | None, asked: Wanted | None) -> None:
    assert wanted(search) == asked


def test_a_challenge_is_the_same_weeks_and_tells_the_other_result_at_the_end_only(
    hub: Hub,
) -> None:
    first = keep.open_alone(hub, prepared("sell", 7), "v", SAID)
    of = hub.room_of(first).name
    second = keep.open_alone(hub, accepted(hub, Wanted("sell", 7, of), SAID), "w", SAID)
    assert same_game(hub.room_of(first).state, hub.room_of(second).state)
    play(hub, first)
    (told,) = remembered(hub, [second], "en")
    assert (told.beside, told.over) == (None, False)
    (mine,) = remembered(hub, [first], "en")
    assert mine.beside is not None
    (own, answer) = mine.beside.games
    assert (answer.pay, answer.profit) == ("", "")
    assert answer.told == "Answer 1 to your challenge: not at the end yet."
    play(hub, second, {"price": 8.0})
    (told,), (mine,) = (remembered(hub, [token], "en") for token in (second, first))
    assert told.beside is not None
    assert mine.beside is not None
    (own, answer), (theirs, challenger) = mine.beside.games, told.beside.games
    assert (own.pay, own.profit) == (challenger.pay, challenger.profit) != ("", "")
    assert (answer.pay, answer.profit) == (theirs.pay, theirs.profit) != ("", "")
    assert challenger.told.startswith("Who challenged you: you were paid")
    ways = {"more": "less", "less": "more"}
    mirrored = " ".join(ways.get(word.rstrip("."), word) for word in challenger.told.split())
    assert mirrored.partition(": ")[2] == answer.told.partition(": ")[2].replace(".", "")
    assert told.path.startswith("/debrief/")
    assert f"of={of}" in mine.link


@pytest.mark.parametrize("language", ["en", pytest.param("de", marks=pytest.mark.slow)])
@pytest.mark.parametrize("pay", [1.0, 0.0, -1.0])
@pytest.mark.parametrize("profit", [1.0, 0.0, -1.0])
def test_the_sentence_is_right_in_every_case_of_sign(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, language: str, pay: float, profit: float
) -> None:
    """Own scores lie so far above the other's, both below nothing."""
    first = keep.open_alone(hub, prepared("sell", 7), "v", SAID)
    of = hub.room_of(first).name
    second = keep.open_alone(hub, accepted(hub, Wanted("sell", 7, of), SAID), "w", SAID)
    play(hub, first)
    play(hub, second)
    mine, theirs = (-50.0 + 3 * pay, -900.0 + 20 * profit), (-50.0, -900.0)
    monkeypatch.setattr(besides, "_scores", lambda room: mine if room is hub.room(of) else theirs)
    found = beside(hub, hub.room(of), language)
    assert found is not None
    told = found.games[1].told
    words: Any = texts("learn", language)["beside"]
    ways = {1.0: "more", 0.0: "same", -1.0: "less"}
    parts = words["pay"][ways[pay]].format(money=3), words["profit"][ways[profit]].format(money=20)
    assert told.endswith(" ".join(parts))


def test_a_challenger_who_is_gone_is_said_to_be_gone(hub: Hub) -> None:
    first = keep.open_alone(hub, prepared("sell", 7), "v", SAID)
    of = hub.room_of(first).name
    second = keep.open_alone(hub, accepted(hub, Wanted("sell", 7, of), SAID), "w", SAID)
    play(hub, second)
    hub.forget(of)
    found = beside(hub, hub.room_of(second), "en")
    assert found is not None
    assert found.games[1].told == "The game of who challenged you is no longer kept."


def test_tries_of_the_same_game_are_numbered_from_the_first_on(hub: Hub) -> None:
    assert isinstance(hub.clock, Hands)
    first = keep.open_alone(hub, prepared("sell", 7), "v", SAID)
    other = keep.open_alone(hub, prepared("sell", 8), "v", SAID)
    play(hub, first)
    tokens = [first, other]
    for number in (6, 1):
        hub.clock.at += 1
        room = hub.room_of(first)
        make = partial(branch, room, first, number, hub.book, hub.clock)
        tokens.append(keep.take_alone(hub, make, "v", SAID))
    titles = [one.title for one in remembered(hub, tokens[::-1], "en")]
    ends = [title.rpartition(" · ")[2] for title in titles]
    assert ends == ["try 3", "try 2", "world 8", "try 1"]
    assert len(set(titles)) == 4


def test_a_challenge_that_is_not_whole_is_refused(hub: Hub) -> None:
    for asked in (Wanted("sell", None, ""), Wanted("own", 3, "0" * 16), Wanted("", 1, "x")):
        with pytest.raises(RoomError, match="cannot be opened"):
            accepted(hub, asked, SAID)
    assert challenge_of(None, SAID) == ""


def test_a_browser_asks_for_anything_and_hears_of_its_own_games_only(hub: Hub) -> None:
    token = keep.open_alone(hub, prepared("make", 1), "v", SAID)
    other = hub.open(prepared("make", 1).agenda, scenarios={"all": prepared("make", 1).scenario})
    asked = [other.key, 3, "x" * 500, token, token[:-1]]
    assert [one.token for one in remembered(hub, asked, "en")] == [token]
    assert remembered(hub, "all", "en") == ()


def test_one_address_cannot_fill_the_server(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who throws the cookie away is another visitor, at the same address."""
    at = [0.0]
    few = Tries(lambda: at[0], at_once=2, each_second=keep.EACH_HOUR / 3600)
    monkeypatch.setattr(keep, "_OF_ADDRESS", few)
    for number in range(2):
        keep.open_alone(hub, prepared("sell", number), f"cookie {number}", SAID)
    with pytest.raises(RoomError, match="from where you are"):
        keep.open_alone(hub, prepared("sell", 3), "cookie 3", SAID)
    token = VISITOR.set("192.0.2.9")
    keep.open_alone(hub, prepared("sell", 3), "cookie 3", SAID)
    VISITOR.reset(token)
    at[0] += 3600 / keep.EACH_HOUR
    keep.open_alone(hub, prepared("sell", 4), "cookie 4", SAID)
    assert keep.BURST + keep.EACH_HOUR < keep.MOST


def test_the_longest_unused_makes_place_but_never_one_that_is_played(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep, "EACH", 2)
    assert isinstance(hub.clock, Hands)
    tokens = [keep.open_alone(hub, prepared("sell", n), "v", SAID) for n in range(2)]
    with pytest.raises(RoomError, match="2 games open"):
        keep.open_alone(hub, prepared("sell", 3), "v", SAID)
    keep.open_alone(hub, prepared("sell", 3), "somebody else", SAID)
    fields = {"team": 1, "role": "marketing", "round": 1, "levers": {}}
    hub.do(tokens[0], PlanSubmitted.model_validate(fields))
    hub.clock.at += keep.UNPLAYED
    stop = hub.listen(hub.room_of(tokens[1]).name, lambda state: None)
    with pytest.raises(RoomError, match="2 games open"):
        keep.open_alone(hub, prepared("sell", 4), "v", SAID)
    stop()
    keep.open_alone(hub, prepared("sell", 4), "v", SAID)
    assert hub.room_of(tokens[0]).state.played
    with pytest.raises(RoomError, match="no room"):
        hub.room_of(tokens[1])


def test_what_may_go() -> None:
    rooms = [Lone("a", "v", 0, 9), Lone("b", "v", 5, 4), Lone("c", "v", 6, 4)]
    assert keep.may_go(rooms, keep.UNPLAYED, frozenset()) == ""
    assert keep.may_go(rooms, keep.UNPLAYED + 5, frozenset()) == "b"
    assert keep.may_go(rooms, keep.UNPLAYED + 6, frozenset({"b"})) == "c"
    assert keep.may_go(rooms, keep.PLAYED, frozenset()) == "a"


def test_a_trainers_room_is_never_forgotten(hub: Hub) -> None:
    opening = prepared("sell", 1)
    room = hub.open(opening.agenda, scenarios={"all": opening.scenario}).room
    hub.forget(room.name)
    assert hub.room(room.name).state.agenda == opening.agenda


def test_a_room_that_nobody_needs_is_let_go_of_and_found_again(hub: Hub) -> None:
    assert isinstance(hub.clock, Hands)
    token = keep.open_alone(hub, prepared("sell", 1), "v", SAID)
    room = hub.room_of(token)
    stop = hub.listen(room.name, lambda state: None)
    hub.clock.at += REST + 1
    hub.tick()
    assert hub.room_of(token) is room
    stop()
    hub.clock.at += REST + 1
    hub.tick()
    assert hub.room_of(token) is not room
    assert hub.room_of(token).state == room.state


@pytest.mark.browser
def test_a_game_is_chosen_left_and_found_again(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(360, 740)
    page.goto(f"{server.url}/learn")
    page.get_by_test_id("game-make").click()
    partner = page.get_by_test_id("partners").locator("li").first
    expect(partner).to_be_visible()
    page.evaluate("window.scrollTo(0, 0)")
    drawn_in_learn = partner.bounding_box()
    page.reload()
    expect(partner).to_be_visible()
    assert partner.bounding_box() == drawn_in_learn, "styles of Learn reach the seat's page"
    page.get_by_test_id("hand-in").click()
    expect(page.get_by_text("Round 2 of 6").first).to_be_visible()
    page.goto(f"{server.url}/learn?lang=de")
    kept = page.get_by_test_id("kept")
    expect(kept).to_contain_text("Runde 2 von 6")
    kept.get_by_role("link").click()
    expect(page.get_by_text("Runde 2 von 6").first).to_be_visible()


@pytest.mark.browser
def test_a_challenge_opens_the_same_weeks_for_somebody_else(
    server: Server, new_page: Callable[..., Page]
) -> None:
    mine, theirs = new_page(360, 740), new_page(360, 740)
    mine.goto(f"{server.url}/learn")
    mine.get_by_test_id("game-sell").click()
    expect(mine.get_by_test_id("hand-in")).to_be_visible()
    mine.goto(f"{server.url}/learn")
    mine.get_by_role("button", name="Challenge somebody").click()
    link = mine.get_by_test_id("link").input_value()
    theirs.goto(link)
    expect(theirs.get_by_test_id("challenge")).to_contain_text("You sell, they make")
    theirs.get_by_role("button", name="Take the challenge").click()
    expect(theirs.get_by_test_id("hand-in")).to_be_visible()
    theirs.goto(f"{server.url}/learn")
    world = link.split("world=")[1].split("&")[0]
    expect(theirs.get_by_test_id("kept")).to_contain_text(f"world {world}")
    theirs.goto(f"{server.url}/learn?game=sell&world=x")
    expect(theirs.get_by_role("alert")).to_contain_text("cannot be opened")


@pytest.mark.browser
def test_the_whole_form_opens_a_room_and_old_files_their_debrief(
    server: Server, page: Page, tmp_path: Path
) -> None:
    session = Session.create(shortened(load("blind"), 4), 1, "marketing")
    session.submit({"price": 9.0}, None)
    file = tmp_path / "game.json"
    file.write_text(to_json(session.events, result=debrief(session).hash))
    page.goto(f"{server.url}/learn")
    page.get_by_text("More: put a game together").click()
    page.get_by_role("button", name="operations").click()
    page.get_by_role("button", name="Take the seat").click()
    expect(page.get_by_test_id("hand-in")).to_be_visible()
    page.goto(f"{server.url}/learn")
    expect(page.get_by_test_id("kept")).to_contain_text("Your own game")
    page.get_by_text("More: put a game together").click()
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_test_id("gauges")).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("challenge").get_by_role("textbox")).to_have_value(
        re.compile(r"/learn\?game=own&world=1&of=")
    )
    with page.expect_download() as again:
        page.get_by_role("link", name="The game, to play again").click()
    assert load_record(again.value.path().read_bytes()).result == session.run.hash
    page.get_by_test_id("again").get_by_role("button").first.click()
    expect(page.get_by_test_id("hand-in")).to_be_visible()
    page.goto(f"{server.url}/play?game=whatever")
    expect(page.get_by_test_id("kept").get_by_role("listitem")).to_have_count(3)


OLD_GAME = Path(__file__).parent / "records" / "marketing.json"


def test_a_game_from_before_there_were_rooms_is_a_room_with_one_person(hub: Hub) -> None:
    events = load_record(OLD_GAME.read_bytes()).events
    token = keep.take_alone(hub, lambda: from_game(events, hub.book, name=OLD), "v", SAID)
    room = hub.room_of(token)
    assert room.state.over
    assert game_of(room.state.agenda) == ("own", "")
    assert hub.book.is_lone(room.name)
    plans = [done.answer(1, "marketing").plan for done in room.state.played]
    handed_in = [event.deed for event in events if isinstance(event.deed, Submitted)]
    assert [dict(plan.levers) for plan in plans] == [dict(deed.levers) for deed in handed_in]
    assert [plan.forecast for plan in plans] == [deed.forecast for deed in handed_in]
    again = as_game(room)
    assert [event.deed for event in again[1:]] == [event.deed for event in events[1:]]
    assert scenario_of(again) == scenario_of(events)  # numbers that are new since, at defaults
    (told,) = remembered(hub, [token], "en")
    assert told.over
    assert told.path.startswith("/debrief/")


def test_games_that_are_taken_over_are_bounded_too(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep, "EACH", 1)
    events = load_record(OLD_GAME.read_bytes()).events
    keep.take_alone(hub, lambda: from_game(events, hub.book, name=OLD), "v", SAID)
    with pytest.raises(RoomError, match="1 game open"):
        keep.take_alone(hub, lambda: from_game(events, hub.book, name=OLD), "v", SAID)
    assert len(hub.book.lones()) == 1
