"""The first game: its parts as rooms, the levers of each round, sentences in every case of sign."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from support.browser import Server
from support.usual_world import Plans, leaves_all, sells_cheaper, usual

from coordsim.room.deeds import HandedToBot, PlanSubmitted, PredictionCaptured
from coordsim.room.log.book import Book
from coordsim.room.records import Move, PastRound
from coordsim.room.rehearse import Hands
from coordsim.room.state.records import RoomError
from coordsim.run.inherited import first_plan
from coordsim_web.rooms.hub import Hub
from coordsim_web.rooms.learn.earned import beside
from coordsim_web.rooms.learn.first import (
    MAKE,
    OTHER_RULES,
    PAY,
    SELL,
    TALK,
    WORLD,
    after,
    beginning,
    in_other_worlds,
    part_of,
    plans_of,
    scenario_of,
    shown,
)
from coordsim_web.rooms.learn.first_page import first_page, welcome
from coordsim_web.rooms.learn.first_told import (
    beside_told,
    change_of,
    firm_told,
    guess_of,
    rules_told,
    sentence,
)
from coordsim_web.rooms.learn.keep import open_alone
from coordsim_web.texts import LANGUAGES, texts

SAID, LEARN = texts("first", "en"), texts("learn", "en")


@cache
def cheaper() -> Plans:
    """Return the plans of a game that sells cheaper than the first plan."""
    return sells_cheaper(first_plan(scenario_of(), WORLD))


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """A hub whose clock is moved by hand."""
    return Hub(Book(str(tmp_path / "rooms.db")), Hands())


def hand_in(hub: Hub, token: str, levers: dict[str, float]) -> None:
    """Hand a plan in."""
    state = hub.room_of(token).state
    fields: dict[str, Any] = {"team": 1, "role": state.agenda.people[0]}
    fields |= {"round": state.next_round, "levers": levers}
    hub.do(token, PlanSubmitted.model_validate(fields))


def sold(hub: Hub) -> str:
    """Play the first part."""
    token = open_alone(hub, beginning(), "v", LEARN)
    for plan in cheaper():
        hand_in(hub, token, dict(plan))
    return token


@pytest.mark.slow
def test_the_world_is_one_in_which_rules_do_what_they_do_in_most() -> None:
    assert usual(scenario_of(), list(OTHER_RULES.values()), leaves_all, sells_cheaper) == WORLD


def test_what_other_worlds_do_is_counted_with_ones_own_plans() -> None:
    plans = tuple(tuple(plan.items()) for plan in cheaper())
    found = in_other_worlds(PAY, plans)
    assert found.more + found.same + found.less == found.worlds
    assert found != in_other_worlds(TALK, plans)


def test_one_lever_then_two_then_three_then_all(hub: Hub) -> None:
    token = open_alone(hub, beginning(), "v", LEARN)
    room, sight = hub.room_of(token), hub.sight_of(token)
    counts, before = [], set[str]()
    while not room.state.over:
        swings = sight.swings(token)
        few = shown(SELL, room.state, swings)
        if room.state.next_round == 1:
            assert few == (max(swings, key=lambda one: swings[one]),)
        assert before <= set(few)
        counts.append(len(few))
        before = set(few)
        view = sight.chair(token).views[0]
        hand_in(hub, token, {one.name: one.value for one in view.levers if one.name in few})
    assert counts[:3] == [1, 2, 3]
    assert counts[3] == len(swings) > 3


def test_the_other_chair_has_ones_own_plans_beside_it_also_after_a_restart(hub: Hub) -> None:
    token = sold(hub)
    first = hub.room_of(token)
    other = open_alone(hub, after(hub, first, MAKE), "v", LEARN)
    hand_in(hub, other, {})
    again = Hub(hub.book, hub.clock)
    for _ in range(3):
        hand_in(again, other, {})
    state = again.room_of(other).state
    assert state.over
    assert state.seed == first.state.seed
    assert plans_of(state, "marketing") == plans_of(first.state, "marketing")
    assert part_of(state.agenda) == (MAKE, first.name)
    page = first_page(again, again.room_of(other), other, "en")
    assert [one.name for one in page.choices] == [PAY, TALK]


@pytest.mark.parametrize("rule", [PAY, TALK])
def test_one_other_rule_with_the_same_plans_is_guessed_first(hub: Hub, rule: str) -> None:
    first = hub.room_of(sold(hub))
    token = open_alone(hub, after(hub, first, rule), "v", LEARN)
    room = hub.room_of(token)
    page = first_page(hub, room, token, "en")
    assert [one.name for one in page.choices] == ["guess-more", "guess-same", "guess-less"]
    place: dict[str, Any] = {"team": 1, "role": "marketing"}
    told = {"round": 1, "of": "profit", "value": 1.0}
    hub.do(token, PredictionCaptured.model_validate(place | told))
    hub.do(token, HandedToBot.model_validate(place))
    assert room.state.over
    assert plans_of(room.state, "marketing") == plans_of(first.state, "marketing")
    changed = {
        name
        for name, value in room.state.arms["all"].model_dump()["rules"].items()
        if value != first.state.arms["all"].model_dump()["rules"][name]
    }
    assert len(changed) == 1
    lines = first_page(hub, room, token, "en").told
    assert lines[0] == rules_told(room, first, None, SAID)[0]
    assert "You said “more”" in lines[1]


def test_a_part_ends_beside_a_manager_in_the_chair_and_nobodys_hands(hub: Hub) -> None:
    found = {}
    for plans in (cheaper(), ({},) * 4):
        token = open_alone(hub, beginning(), "v", LEARN)
        for plan in plans:
            hand_in(hub, token, dict(plan))
        room = hub.room_of(token)
        found[len(found)] = beside(room, "marketing")
        line = first_page(hub, room, token, "en").told[2]
        assert line == beside_told(found[len(found) - 1], SAID)
    moved, idle = found.values()
    assert (moved.idle, idle.idle) == (False, True)
    assert idle.own == idle.untouched == moved.untouched
    assert moved.manager == idle.manager
    assert beside_told(moved, SAID).startswith("In the same weeks a manager in your chair was paid")
    assert beside_told(idle, SAID).startswith("You left everything as you found it.")


@pytest.mark.parametrize("rule", [PAY, TALK])
def test_what_common_figures_cost_is_said_where_they_are_new(hub: Hub, rule: str) -> None:
    first = hub.room_of(sold(hub))
    token = open_alone(hub, after(hub, first, rule), "v", LEARN)
    hub.do(token, HandedToBot.model_validate({"team": 1, "role": "marketing"}))
    lines = first_page(hub, hub.room_of(token), token, "en").told
    said = "Of that, the common figures themselves cost the firm 20 a week."
    assert (said in lines) == (rule == TALK)


def test_a_part_does_not_begin_before_the_one_before_is_over(hub: Hub) -> None:
    token = open_alone(hub, beginning(), "v", LEARN)
    for name in (SELL, MAKE, "x"):
        with pytest.raises(RoomError, match="cannot begin"):
            after(hub, hub.room_of(token), name)


def a_round(*moves: Move) -> PastRound:
    """A round that sold 100 units a week."""
    return PastRound(2, (4, 5), (90.0, 110.0), 120.0, mine=True, moves=moves)


@pytest.mark.parametrize(
    ("paid", "hoped", "words"),
    [
        (35.2, 39.7, "you were paid 35 a week, less than the 40 you expected."),
        (39.7, 35.2, "you were paid 40 a week, more than the 35 you expected."),
        (35.2, 34.9, "you were paid 35 a week, as you expected."),
        (-4.0, 3.0, "you were paid −4 a week, less than the 3 you expected."),
        (-4.0, -9.0, "you were paid −4 a week, more than the −9 you expected."),
        (0.2, -0.2, "you were paid 0 a week, as you expected."),
        (35.2, None, "you were paid 35 a week."),
    ],
)
def test_the_sentence_of_a_round_is_right_in_every_case_of_sign(
    paid: float, hoped: float | None, words: str
) -> None:
    told = sentence(a_round(Move("price", 10.0, 9.0)), paid, hoped, "en")
    assert told == f"Price from 10 to 9 money a unit: the firm sold 100 units a week, and {words}"
    unmoved = sentence(a_round(), paid, hoped, "en")
    assert unmoved == f"You moved nothing: the firm sold 100 units a week, and {words}"


def test_a_round_without_pay_has_a_sentence() -> None:
    assert sentence(a_round(), None, 3.0, "en") == (
        "You moved nothing: the firm sold 100 units a week."
    )


@pytest.mark.parametrize(
    ("profit", "before", "change"),
    [
        (110, 100, 1),
        (104, 100, 0),
        (90, 100, -1),
        (-90, -100, 1),
        (-104, -100, 0),
        (-120, -100, -1),
        (5, -5, 1),
        (-5, 5, -1),
        (0, 0, 0),
        (0.9, 0, 0),
    ],
)
def test_more_less_or_about_the_same(profit: float, before: float, change: int) -> None:
    assert change_of(profit, before) == change


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_firm_earns_loses_or_neither(language: str) -> None:
    said = texts("first", language)
    told = [firm_told(value, said) for value in (35.0, -35.0, -0.3)]
    assert len(set(told)) == 3
    assert "35" in told[1]
    assert "−" not in told[1]
    assert "0" not in told[2]


def test_what_is_no_guess_is_none() -> None:
    assert [guess_of(f"guess-{one}") for one in ("more", "same", "less")] == [1.0, 0.0, -1.0]
    assert [guess_of(one) for one in ("guess-", None, 3, ["guess-more"])] == [None] * 4


def test_who_left_in_the_middle_may_go_on() -> None:
    assert [way.path for way in welcome("/learn/first/x", "", "en").ways] == ["/learn/first/x"]
    assert not welcome("", "", "en").ways


def press(page: Page, name: str) -> None:
    """Press a button with the keyboard."""
    button = page.get_by_test_id(name)
    button.focus()
    page.keyboard.press("Enter")


@pytest.mark.browser
def test_the_whole_first_game_at_360_pixels_by_keyboard(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(360, 740)
    page.goto(f"{server.url}/learn/first")
    press(page, "start")
    for part in (SELL, MAKE):
        for number in range(1, 5):
            expect(page.get_by_role("heading", name=f"Round {number} of 4")).to_be_visible()
            slider = page.get_by_role("slider").first
            slider.focus()
            page.keyboard.press("ArrowLeft")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 360
            press(page, "hand-in")
        if part == SELL:
            press(page, MAKE)
    press(page, PAY)
    press(page, "guess-less")
    expect(page.get_by_test_id("told").nth(1)).to_contain_text("You said “less”")
    expect(page.get_by_role("link", name="See all that happened")).to_be_visible()


@pytest.mark.browser
def test_a_refresh_in_the_middle_loses_nothing(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(360, 740)
    page.goto(f"{server.url}/learn/first?lang=de")
    page.get_by_test_id("start").click()
    page.get_by_test_id("hand-in").click()
    expect(page.get_by_role("heading", name="Runde 2 von 4")).to_be_visible()
    told = page.get_by_test_id("told").first.inner_text()
    page.reload()
    expect(page.get_by_test_id("told").first).to_have_text(told)
    page.goto(f"{server.url}/learn/first?lang=de")
    page.get_by_role("link", name="Weiterspielen").click()
    expect(page.get_by_role("heading", name="Runde 2 von 4")).to_be_visible()
    page.goto(f"{server.url}/learn/first/nobody")
    expect(page.get_by_test_id("start")).to_be_visible()
