"""What a browser sends to open a game or to hand in a plan is checked; anything else ends in a
sentence.
"""

from typing import Any

import pytest

from coordsim.room.session import Session, SessionError
from coordsim.rules.settling import SETTLING
from coordsim.scenario.file import names
from coordsim_web.pages.play import GAMES, seat_of, token_in
from coordsim_web.play.form import (
    LARGEST_SEED,
    LENGTHS,
    checked_plan,
    checked_start,
    games,
    offered,
)

GOOD = {
    "seat": "marketing",
    "scenario": "vehicle",
    "pay": "shared",
    "talk": "reports",
    "settling": "leadership",
    "weeks": 24,
    "seed": 3,
}


def test_all_firms_with_customers_one_by_one_can_be_played() -> None:
    offer = offered()
    assert [scene["name"] for scene in offer["scenarios"]] == list(games())
    assert (games()[0], len(games()) > 8, set(games()) < set(names())) == ("base", True, True)
    assert {item["name"] for item in offer["settlings"]} == set(SETTLING)
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
    assert 0 <= checked_start({**GOOD, "seed": None})[1] <= LARGEST_SEED


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
    {"seed": -1},
    {"seed": "3"},
    {"seed": 1.5},
    {"seed": True},
    {"seed": LARGEST_SEED + 1},
]


@pytest.mark.parametrize("sent", [None, [], "x", {}, *({**GOOD, **bad} for bad in BAD)])
def test_a_start_that_is_not_allowed_ends_in_a_sentence(sent: Any) -> None:
    with pytest.raises(SessionError, match=r"[A-Z].*\."):
        checked_start(sent)


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
    assert "no longer kept" in seat_of("nobody")[1]
