"""The form that opens a game: what it takes from a browser."""

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
from coordsim.scenario.file import Scenario, load
from coordsim_web.library import on_list
from coordsim_web.seeds import ALLOWED, seed_of

LENGTHS = (24, 52)
MOST_ROUNDS = 31  # of a game that is taken: 52 weeks are up to 26 rounds
RANDOM_SEEDS = 1_000_000
SEEDS = f"{ALLOWED}, or nothing for any"


class Start(NamedTuple):
    """A game as it is opened."""

    scenario: Scenario
    seed: int
    role: str


class SeedError(SessionError):
    """A seed that is not one."""


@cache
def games() -> tuple[str, ...]:
    """Names of the scenarios that can be played: those of the library with customers one by one,
    the base case first.
    """
    return tuple(name for name in on_list() if load(name).rules.demand == "individual")


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
