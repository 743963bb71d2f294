"""What a browser sends to open a game or to hand in a plan is checked; anything else ends in a
sentence.
"""

from dataclasses import asdict
from typing import Any

import pytest

from coordsim.room.session import Session, SessionError
from coordsim.room.store import new_token
from coordsim.rules.settling import SETTLING
from coordsim.scenario.file import names
from coordsim_web import seeds
from coordsim_web.pages.play import GAMES, seat_of, token_in
from coordsim_web.play.form import (
    LENGTHS,
    SeedError,
    checked_plan,
    checked_seed,
    checked_start,
    games,
    handed_in,
)
from coordsim_web.play.offer import offered

GOOD = {
    "seat": "marketing",
    "scenario": "vehicle",
    "pay": "shared",
    "talk": "reports",
    "settling": "leadership",
    "weeks": 24,
    "seed": "3",
}


def test_all_firms_with_customers_one_by_one_can_be_played() -> None:
    offer = offered()
    assert [scene.name for scene in offer.scenarios] == list(games())
    assert (games()[0], len(games()) > 8, set(games()) < set(names())) == ("base", True, True)
    assert {item.name for item in offer.settlings} == set(SETTLING)
    for name in games():
        for weeks in LENGTHS:
            scenario, seed, role = checked_start({**GOOD, "scenario": name, "weeks": weeks})
            rounds = -(-weeks // scenario.horizon.round_weeks)
            assert rounds < GAMES.longest, "the opening and a plan for each round are kept"
        assert Session.create(scenario, seed, role).view().settling.title == "Leadership"


def test_a_start_is_checked() -> None:
    scenario, seed, role = checked_start(GOOD)
    assert (scenario.name, scenario.horizon.weeks, seed, role) == ("vehicle", 24, 3, "marketing")
    rules = scenario.rules
    assert (rules.incentives, rules.communication, rules.governance) == (
        "shared",
        "reports",
        "leadership",
    )
    assert 0 <= checked_start({**GOOD, "seed": ""}).seed <= seeds.LARGEST


def test_what_the_form_begins_with_can_be_begun() -> None:
    chosen = asdict(offered().start) | {"seat": "operations"}
    assert checked_start(chosen).scenario.name == "base"


BAD = [
    {"scenario": "calm"},
    {"scenario": "../base"},
    {"scenario": None},
    {"settling": "boss"},
    {"settling": ["joint"]},
    {"weeks": True},
    {"seat": "boss"},
    {"seat": ["marketing"]},
    {"pay": "gold"},
    {"talk": {"preset": "none"}},
    {"weeks": 5000},
    {"seed": 3},
    {"seed": None},
    {"seed": True},
    {"seed": str(seeds.LARGEST + 1)},
]


@pytest.mark.parametrize("sent", [None, [], "x", {}, *({**GOOD, **bad} for bad in BAD)])
def test_a_start_that_is_not_allowed_ends_in_a_sentence(sent: Any) -> None:
    with pytest.raises(SessionError, match=r"[A-Z].*\."):
        checked_start(sent)


@pytest.mark.parametrize(
    ("typed", "seed"), [("0", 0), (" 12 ", 12), ("007", 7), ("999999999", 999_999_999)]
)
def test_a_seed_is_digits(typed: str, seed: int) -> None:
    assert checked_seed(typed) == seed


@pytest.mark.parametrize(
    "typed",
    [
        "abc",
        "1 000",
        "12,5",
        "1.5",
        "-1",
        "+1",
        "1e3",
        "0x1",
        "²",
        "١٢",
        "9" * 10,
        "9" * 5000,
        "−1",
    ],
)
def test_a_mistyped_seed_is_told_and_opens_nothing(typed: str) -> None:
    with pytest.raises(
        SeedError, match=r"is not possible; allowed: digits only, from 0 to 9"
    ) as told:
        checked_start({**GOOD, "seed": typed})
    assert f"“{typed[:20]}”" in str(told.value)


def test_what_is_handed_in_is_the_whole_form() -> None:
    sent = {"week": 0, "levers": {"price": 9, "range": 8}, "word": 1}
    assert handed_in(sent, ["price", "range"]).levers == {"price": 9.0, "range": 8.0}
    with pytest.raises(SessionError, match="advertising is missing"):
        handed_in(sent, ["price", "range", "advertising"])
    with pytest.raises(SessionError, match="price, range is missing"):
        handed_in({"week": 0, "levers": {}}, ["price", "range"])


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {"week": 0},
        {"week": 0, "levers": []},
        {"week": "0", "levers": {}},
        {"week": 0, "levers": {"price": "9"}},
        {"week": 0, "levers": {"price": None}},
        {"week": 0, "levers": {}, "word": 9},
        {"week": True, "levers": {}},
        {"week": 0, "levers": {}, "word": float("nan")},
        {"week": 0, "levers": {str(n): 1 for n in range(99)}},
    ],
)
def test_a_plan_that_is_not_one_ends_in_a_sentence(sent: Any) -> None:
    with pytest.raises(SessionError, match=r"[A-Z].*\."):
        checked_plan(sent)


def test_tokens_in_addresses() -> None:
    assert (token_in(None), token_in("a=1"), token_in("game=abc&x=2")) == ("", "", "abc")
    assert len(token_in("game=" + "x" * 999)) == 64
    assert seat_of("") == (None, "")
    assert "a letter of it is wrong or missing" in seat_of("nobody").missing
    assert "no longer kept" in seat_of(new_token()).missing
