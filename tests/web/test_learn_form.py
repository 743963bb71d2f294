"""What a browser sends to open a game is checked; anything else ends in a sentence."""

from dataclasses import asdict
from typing import Any

import pytest

from coordsim.room.session import Session, SessionError
from coordsim.rules.pay import PAY
from coordsim.rules.settling import SETTLING
from coordsim.scenario.file import load, names
from coordsim_web import seeds
from coordsim_web.rooms.learn.form import (
    LENGTHS,
    MOST_ROUNDS,
    SeedError,
    checked_seed,
    checked_start,
    games,
)
from coordsim_web.rooms.learn.offer import offered

GOOD = {
    "seat": "marketing",
    "scenario": "vehicle",
    "pay": "shared",
    "talk": "reports",
    "settling": "leadership",
    "weeks": 24,
    "seed": "3",
}


@pytest.mark.slow
def test_all_firms_with_customers_one_by_one_can_be_played() -> None:
    offer = offered()
    assert [scene.name for scene in offer.scenarios] == list(games())
    assert (games()[0], games()[-1], len(games()) > 8) == ("base", "blind", True)
    assert set(games()) < set(names())
    assert {item.name for item in offer.settlings} == set(SETTLING)
    for name in games():
        for weeks in LENGTHS:
            scenario, seed, role = checked_start({**GOOD, "scenario": name, "weeks": weeks})
            rounds = -(-weeks // scenario.horizon.round_weeks)
            assert rounds <= MOST_ROUNDS, "a game may be taken from its file again"
        assert Session.create(scenario, seed, role).view().settling.title == "Leadership"


def test_pay_is_offered_at_the_rates_of_each_firm() -> None:
    said = {
        scene.name: {rule.name: rule.words[0].words for rule in scene.pays}
        for scene in offered().scenarios
    }
    assert said["blind"]["silo"] == "Marketing: 0.25 for every unit sold."
    for name in games():
        rules = load(name).rules
        for pay in PAY:
            assert rules.paid_by(pay).words("marketing") in said[name][pay]
    assert "0.105 for every unit sold" in said["base"]["silo"]
    assert "A salary of 19.8 a week" in said["base"]["shared"]


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
