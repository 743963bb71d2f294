"""The form that opens a game and the form of a plan: what they offer, and what they take from a
browser.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from coordsim.core.levers import ROLES, owned
from coordsim.room.session import SessionError, shortened
from coordsim.room.words import CHOICES
from coordsim.rules.pay import PAY
from coordsim.rules.settling import SETTLING
from coordsim.rules.talk import TALK
from coordsim.scenario.file import Scenario, load, names

LENGTHS = (24, 52)
LARGEST_SEED = 999_999_999
WORDS = (
    0.5,
    2.0,
)  # lowest and highest forecast that the form offers, over marketing's own expectation


@cache
def games() -> tuple[str, ...]:
    """Names of the scenarios that can be played: those of the library with customers one by one,
    the base case first.
    """
    able = [name for name in names() if load(name).rules.demand == "individual"]
    return tuple(sorted(able, key=lambda name: name != "base"))


def opening(name: str) -> Scenario:
    """Return a scenario that games are played in."""
    return load(name)


def offered() -> dict[str, Any]:
    """What the first screen offers: firms and their seats, pay rules, talk rules and who settles in
    words, lengths.
    """
    return {
        "scenarios": [_scene(opening(name)) for name in games()],
        "pays": [
            {
                "name": name,
                "title": rule.title,
                "words": {role: rule.words(role) for role in ROLES},
            }
            for name, rule in PAY.items()
        ],
        "talks": [
            {"name": name, "title": rule.title, "words": rule.words()}
            for name, rule in TALK.items()
        ],
        "settlings": [
            {"name": name, "title": rule.title, "words": rule.words}
            for name, rule in SETTLING.items()
        ],
        "lengths": list(LENGTHS),
        "largest_seed": LARGEST_SEED,
    }


def _scene(scenario: Scenario) -> dict[str, Any]:
    shut = {name for name, setting in scenario.levers.items() if not setting.open}
    return {
        "name": scenario.name,
        "title": scenario.title,
        "story": " ".join(scenario.story.split()),
        "goals": scenario.goals,
        "round_weeks": scenario.horizon.round_weeks,
        "seats": [
            {
                "name": role,
                "sets": [
                    CHOICES.get(lever.name, lever.label)
                    for lever in owned(role)
                    if lever.name not in shut
                ],
            }
            for role in ROLES
        ],
    }


def checked_start(data: Any) -> tuple[Scenario, int, str]:
    """Scenario, seed and role from what a browser sent. Raises SessionError with a sentence on
    anything else.
    """
    if not isinstance(data, Mapping):
        raise SessionError("The form did not arrive whole; please try again.")
    role = _one_of(data, "seat", "a seat", ROLES)
    name = _one_of(data, "scenario", "a firm", games())
    pay = _one_of(data, "pay", "a pay rule", PAY)
    talk = _one_of(data, "talk", "a talk rule", TALK)
    settling = _one_of(data, "settling", "who settles", SETTLING)
    weeks, seed = data.get("weeks"), data.get("seed")
    if isinstance(weeks, bool) or not isinstance(weeks, int) or weeks not in LENGTHS:
        raise SessionError("Please choose a length from those on the form.")
    if seed is None:
        seed = secrets.randbelow(1_000_000)
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= LARGEST_SEED:
        raise SessionError(f"The seed has to be a whole number from 0 to {LARGEST_SEED}.")
    rules = {"incentives": pay, "communication": talk, "governance": settling}
    return shortened(opening(name).with_(rules), weeks), seed, role


def _one_of(data: Mapping[Any, Any], field: str, what: str, allowed: Iterable[str]) -> str:
    value = data.get(field)
    if not isinstance(value, str) or value not in tuple(allowed):
        raise SessionError(f"Please choose {what} from those on the form.")
    return value


def checked_plan(data: Any) -> tuple[int, dict[str, float], float]:
    """Week, levers and the forecast over the own expectation from what a browser sent. Raises
    SessionError on anything else.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("levers"), Mapping):
        raise SessionError("The plan did not arrive whole; please try again.")
    week, levers, word = data.get("week"), data["levers"], data.get("word", 1.0)
    numbers = [week, word, *levers.values()]
    plain = all(
        isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9
        for value in numbers
    )
    if len(levers) > 40 or not plain or any(len(str(name)) > 40 for name in levers):
        raise SessionError("The plan holds something that is not a number.")
    if not isinstance(week, int) or not WORDS[0] <= word <= WORDS[1]:
        raise SessionError(
            f"A forecast has to lie between {WORDS[0]:.0%} and {WORDS[1]:.0%} of what you expect."
        )
    return week, {str(name): float(value) for name, value in levers.items()}, float(word)
