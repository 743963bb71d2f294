"""The form that opens a game and the form of a plan: what they take from a browser."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from coordsim.core.levers import ROLES
from coordsim.room.session import SessionError, shortened
from coordsim.rules.pay import PAY
from coordsim.rules.settling import SETTLING
from coordsim.rules.talk import TALK
from coordsim.scenario.file import Scenario, load, names
from coordsim_web.play.plan import WORDS
from coordsim_web.seeds import ALLOWED, seed_of

LENGTHS = (24, 52)
MOST_ROUNDS = 31  # of a game that is kept: 52 weeks are up to 26 rounds
RANDOM_SEEDS = 1_000_000
SEEDS = f"{ALLOWED}, or nothing for any"
MOST_LEVERS, LONGEST_NAME, LARGEST_VALUE = 40, 40, 1e9


class Start(NamedTuple):
    """A game as it is opened."""

    scenario: Scenario
    seed: int
    role: str


class Plan(NamedTuple):
    """A plan as it arrives: levers by name, and the forecast given over the own expectation."""

    week: int
    levers: dict[str, float]
    word: float


class SeedError(SessionError):
    """A seed that is not one."""


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


def checked_start(data: Any) -> Start:
    """Return a start from what a browser sent. Raises SessionError with a sentence on anything
    else, SeedError where it is the seed.
    """
    if not isinstance(data, Mapping):
        raise SessionError("The form did not arrive whole; please try again.")
    role = _one_of(data, "seat", "a seat", ROLES)
    name = _one_of(data, "scenario", "a firm", games())
    pay = _one_of(data, "pay", "a pay rule", PAY)
    talk = _one_of(data, "talk", "a talk rule", TALK)
    settling = _one_of(data, "settling", "who settles", SETTLING)
    weeks = data.get("weeks")
    if isinstance(weeks, bool) or not isinstance(weeks, int) or weeks not in LENGTHS:
        raise SessionError("Please choose a length from those on the form.")
    seed = checked_seed(data.get("seed", ""))
    rules = {"incentives": pay, "communication": talk, "governance": settling}
    return Start(shortened(opening(name).with_(rules), weeks), seed, role)


def checked_seed(text: Any) -> int:
    """Return the seed that somebody typed, any where nothing was. Raises SeedError on all else."""
    if not isinstance(text, str):
        raise SessionError("The form did not arrive whole; please try again.")
    if not text.strip():
        return secrets.randbelow(RANDOM_SEEDS)
    try:
        return seed_of(text)
    except ValueError as error:
        raise SeedError(f"Seed: {error}, or nothing for any.") from None


def _one_of(data: Mapping[Any, Any], field: str, what: str, allowed: Iterable[str]) -> str:
    value = data.get(field)
    if not isinstance(value, str) or value not in tuple(allowed):
        raise SessionError(f"Please choose {what} from those on the form.")
    return value


def checked_plan(data: Any) -> Plan:
    """Return a plan from what a browser sent. Raises SessionError on anything else."""
    if not isinstance(data, Mapping) or not isinstance(data.get("levers"), Mapping):
        raise SessionError("The plan did not arrive whole; please try again.")
    week, levers, word = data.get("week"), data["levers"], data.get("word", 1.0)
    numbers = [week, word, *levers.values()]
    plain = all(
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) < LARGEST_VALUE
        for value in numbers
    )
    if len(levers) > MOST_LEVERS or any(len(str(name)) > LONGEST_NAME for name in levers):
        raise SessionError("The plan holds something that is not a lever.")
    if not plain:
        raise SessionError("The plan holds something that is not a number.")
    if not isinstance(week, int) or not WORDS[0] <= word <= WORDS[1]:
        raise SessionError(
            f"A forecast has to lie between {WORDS[0]:.0%} and {WORDS[1]:.0%} of what you expect."
        )
    return Plan(week, {str(name): float(value) for name, value in levers.items()}, float(word))


def handed_in(data: Any, open_levers: Iterable[str]) -> Plan:
    """Return a plan that is handed in: what stands on the form, for every lever that is on it.
    Raises SessionError on anything else.
    """
    plan = checked_plan(data)
    missing = sorted(set(open_levers) - set(plan.levers))
    if missing:
        raise SessionError(
            f"The plan did not arrive whole: {', '.join(missing)} is missing. Please try again."
        )
    return plan
