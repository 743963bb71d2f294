"""One door for whole numbers that somebody counts with: firms, worlds, threads; and their words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from numbers import Integral
from typing import Final

from coordsim.core.spelling import shown

FEW = 6  # worlds that are named one by one


class Unsaid(int):
    """A number that stands where nobody named one; in all else the number that it is."""


FIRST: Final = Unsaid(1)
"""The first world where nobody names one."""


def count(name: str, value: object, least: int = 1) -> int:
    """Return a whole number of any kind as Python's own. Raises ValueError where it is none or
    below ``least``.
    """
    if isinstance(value, bool) or not isinstance(value, Integral) or int(value) < least:
        raise ValueError(
            f"{name} = {shown(value)} is not allowed: a whole number, at least {least}"
        )
    return int(value)


def world(value: object, firms: int = 1) -> int:
    """Return the number of the first of some worlds. Raises ValueError where one of them is no
    whole number in [0, 2**63).
    """
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise ValueError(f"seed = {shown(value)} is not a whole number in [0, 2**63)")
    if not 0 <= int(value) < 2**63 - (firms - 1):
        last = "2**63" if firms == 1 else f"2**63 - {firms - 1}"
        raise ValueError(f"seed = {shown(int(value))} is outside [0, {last})")
    return int(value)


def seeds_from(seed: object, firms: int) -> list[int]:
    """Firms live in the worlds seed, seed + 1, ...; raises ValueError when one is no whole number
    in [0, 2**63).
    """
    first = world(seed, firms)
    return list(range(first, first + firms))


def worlds_of(
    seeds: Iterable[int] | None,
    firms: int | None,
    seed: int = FIRST,
    *,
    usual: int = 1,
    apart: bool = False,
) -> list[int]:
    """Return worlds: those that ``seeds`` names, one by one, else ``firms`` of them from ``seed``
    on, ``usual`` where nothing is said. What is said besides ``seeds`` has to agree with it;
    ``apart``: no world may come twice.

    Raises ValueError for none, for one that is no whole number in [0, 2**63), and for a number in
    place of the worlds themselves.
    """
    if seeds is None:
        return seeds_from(seed, usual if firms is None else count("firms", firms))
    if isinstance(seeds, str | bytes | Mapping | AbstractSet) or not isinstance(seeds, Iterable):
        raise ValueError(_no_worlds(seeds, seed))
    worlds = [world(one) for one in seeds]
    if not worlds:
        raise ValueError("seeds is empty: name at least one world")
    if firms is not None and count("firms", firms) != len(worlds):
        raise ValueError(f"{len(worlds)} seeds for {firms} firms; give one for each")
    if not isinstance(seed, Unsaid) and world(seed) != worlds[0]:
        raise ValueError(
            f"seed = {seed} and seeds, whose first is {worlds[0]}, do not agree; allowed: one of"
            " them"
        )
    if apart and len(set(worlds)) < len(worlds):
        twice = next(one for one in worlds if worlds.count(one) > 1)
        raise ValueError(f"seeds names world {twice} more than once; a world is one observation")
    return worlds


def _no_worlds(seeds: object, seed: object) -> str:
    """Say that worlds have to be named, and how as many as somebody may have meant are."""
    meant = int(seeds) if isinstance(seeds, Integral) else 0
    number = meant if meant > 0 else 30
    first = int(seed) if isinstance(seed, Integral) else 1
    return (
        f"seeds = {shown(seeds)} is not allowed: needed are the worlds, one by one, as in"
        f" seeds=range({first}, {first + number}); how many there are is firms={number}"
    )


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
