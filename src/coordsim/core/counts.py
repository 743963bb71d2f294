"""One door for whole numbers that somebody counts with: firms, worlds, threads; and their words."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral

from coordsim.core.spelling import shown

FEW = 6  # worlds that are named one by one


def count(name: str, value: object, least: int = 1) -> int:
    """Return a whole number of any kind as Python's own. Raises ValueError where it is none or
    below ``least``.
    """
    if not isinstance(value, Integral) or int(value) < least:
        raise ValueError(
            f"{name} = {shown(value)} is not allowed: a whole number, at least {least}"
        )
    return int(value)


def world(value: object, firms: int = 1) -> int:
    """Return the number of the first of some worlds. Raises ValueError where one of them is no
    whole number in [0, 2**63).
    """
    if not isinstance(value, Integral):
        raise ValueError(f"seed = {shown(value)} is not a whole number in [0, 2**63)")
    if not 0 <= int(value) < 2**63 - (firms - 1):
        last = "2**63" if firms == 1 else f"2**63 - {firms - 1}"
        raise ValueError(f"seed = {shown(int(value))} is outside [0, {last})")
    return int(value)


def counted(number: int, what: str) -> str:
    """Spell a number of things."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def named_worlds(seeds: Sequence[int]) -> str:
    """Name worlds: all where they are few, else the ends of a row of them, or how many."""
    each = sorted(set(seeds))
    if len(each) == 1:
        return f"world {each[0]}"
    if each[-1] - each[0] == len(each) - 1:
        return f"worlds {each[0]} to {each[-1]}"
    if len(each) <= FEW:
        return f"worlds {', '.join(map(str, each))}"
    return f"{len(each)} worlds between {each[0]} and {each[-1]}"
