"""The form that opens a game and the form of a plan: what they offer, and what they take from a browser."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from coordsim.game.session import SessionError, shortened
from coordsim.game.words import CHOICES
from coordsim.levers import ROLES, owned
from coordsim.scenario import COMMUNICATION, INCENTIVES, Scenario, load
from coordsim.words import TITLES, talk_words

LENGTHS = (24, 52)
LARGEST_SEED = 999_999_999
WORDS = (0.5, 2.0)  # lowest and highest forecast that the form offers, over marketing's own expectation


def opening() -> Scenario:
    """Return the scenario that games are played in."""
    return load("base")


def offered() -> dict[str, Any]:
    """What the first screen offers: seats, pay rules and talk rules in words, lengths."""
    scenario = opening()
    return {
        "title": scenario.title,
        "story": " ".join(scenario.story.split()),
        "seats": [
            {
                "name": role,
                "sets": [CHOICES.get(lever.name, lever.label) for lever in owned(role) if _is_open(scenario, lever.name)],
            }
            for role in ROLES
        ],
        "pays": [
            {"name": name, "title": TITLES[name], "words": {role: rule.words(role) for role in ROLES}}
            for name, rule in INCENTIVES.items()
        ],
        "talks": [{"name": name, "title": TITLES[name], "words": talk_words(rule)} for name, rule in COMMUNICATION.items()],
        "lengths": list(LENGTHS),
        "round_weeks": scenario.horizon.round_weeks,
        "largest_seed": LARGEST_SEED,
    }


def _is_open(scenario: Scenario, lever: str) -> bool:
    return lever not in scenario.levers or scenario.levers[lever].open


def checked_start(data: Any) -> tuple[Scenario, int, str]:
    """Scenario, seed and role from what a browser sent. Raises SessionError with a sentence on anything else."""
    if not isinstance(data, Mapping):
        raise SessionError("The form did not arrive whole; please try again.")
    role, pay, talk, weeks, seed = (data.get(name) for name in ("seat", "pay", "talk", "weeks", "seed"))
    if not isinstance(role, str) or not isinstance(pay, str) or not isinstance(talk, str) or not isinstance(weeks, int):
        raise SessionError("Please choose a seat, a pay rule, a talk rule and a length.")
    if role not in ROLES or pay not in INCENTIVES or talk not in COMMUNICATION or weeks not in LENGTHS:
        raise SessionError("Please choose a seat, a pay rule, a talk rule and a length from those on the form.")
    if seed is None:
        seed = secrets.randbelow(1_000_000)
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= LARGEST_SEED:
        raise SessionError(f"The seed has to be a whole number from 0 to {LARGEST_SEED}.")
    return shortened(opening().with_({"incentives": pay, "communication": talk}), weeks), seed, role


def checked_plan(data: Any) -> tuple[int, dict[str, float], float]:
    """Week, levers and the forecast over the own expectation from what a browser sent. Raises SessionError on anything else."""
    if not isinstance(data, Mapping) or not isinstance(data.get("levers"), Mapping):
        raise SessionError("The plan did not arrive whole; please try again.")
    week, levers, word = data.get("week"), data["levers"], data.get("word", 1.0)
    numbers = [week, word, *levers.values()]
    plain = all(isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9 for value in numbers)
    if len(levers) > 40 or not plain or any(len(str(name)) > 40 for name in levers):
        raise SessionError("The plan holds something that is not a number.")
    if not isinstance(week, int) or not WORDS[0] <= word <= WORDS[1]:
        raise SessionError(f"A forecast has to lie between {WORDS[0]:.0%} and {WORDS[1]:.0%} of what you expect.")
    return week, {str(name): float(value) for name, value in levers.items()}, float(word)
