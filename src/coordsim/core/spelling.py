"""How numbers, names and values are spelt in a refusal: so that nobody takes one for another."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import Any

LONGEST = 60  # characters of a value that a sentence quotes


def plain(value: float) -> str:
    """Spell a number with as few digits as tell it from every other number."""
    short = f"{value:g}"
    return (
        short if float(short) == value or value != value else repr(float(value)).removesuffix(".0")
    )


def between(low: float, high: float) -> str:
    """Spell the interval that is allowed."""
    return f"[{plain(low)}, {plain(high)}]"


def listed(values: Iterable[float]) -> str:
    """Spell the numbers that are allowed, from low to high."""
    return f"[{', '.join(map(plain, sorted(values)))}]"


def quoted(name: str) -> str:
    """Spell a name as it may stand in a sentence: quoted when it is no plain word."""
    return name if re.fullmatch(r"[\w-]{1,40}", name, re.ASCII) else shown(name)


def digits_most() -> int:
    """Return how many digits of a whole number Python reads and writes."""
    return sys.get_int_max_str_digits()


def shown(value: Any) -> str:
    """Spell a value as Python writes it, cut where it is long."""
    try:
        text = repr(value)
    except ValueError:  # Python does not write such a number out
        return f"a value with a whole number of more than {digits_most()} digits"
    except RecursionError:
        return "a value that is nested too deeply"
    return text if len(text) < LONGEST else text[: LONGEST - 3] + "..."
