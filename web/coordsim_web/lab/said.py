"""A lever's and a fact's value in words."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from coordsim.core.facts import Fact, limitless
from coordsim.core.levers import BY_NAME, Lever
from coordsim.show.numbers import counted, given, in_hundredths
from coordsim_web.lab.knowledge import NO_IDEA, UNLIMITED, VARIANCE, as_read, read_unit, unit_of
from coordsim_web.lab.weekly import as_set, shown

UNITS: Final = {
    "standard deviations": "",
    "money/unit": "",
    "money/week": "a week",
    "hours/week": "hours",
}


def listing(parts: Sequence[str]) -> str:
    """Return some words as a sentence lists them."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def said(lever: Lever, value: float) -> str:
    """Return a lever's value as words with its unit: all digits, as somebody has set it."""
    if lever.name == "promotion_every":
        return "never" if value == 0 else counted(value, "week")
    if lever.name == "build":
        return "packages" if value else "bespoke"
    if lever.unit.startswith("share"):
        return f"{given(as_set(value, lever.unit))}%"
    unit = UNITS.get(lever.unit, lever.unit)
    if value == 1 and unit.endswith("s"):
        unit = unit[:-1]
    return f"{given(as_set(value))} {unit}".strip()


def value_words(fact: Fact, value: float) -> str:
    """Return a fact's value as words with its unit."""
    if np.isposinf(value) or limitless(fact, value):
        return UNLIMITED
    if np.isnan(value):
        return NO_IDEA
    if fact.name in BY_NAME:
        return said(BY_NAME[fact.name], value)
    unit, way = read_unit(fact), "±" if fact.name == VARIANCE else ""
    mark = "%" if in_hundredths(unit) else ""
    read = float(as_read(fact, np.asarray(value)))
    return f"{way}{given(shown(read, unit))}{mark} {unit_of(fact)}".strip()
