"""Values and units as pages of rooms write them: digits, signs and units in one place."""

from __future__ import annotations

import re
from functools import lru_cache

from coordsim.core.levers import BY_NAME
from coordsim.room.records import Known, Number
from coordsim.show.numbers import given, in_hundredths, measured, number

ONE_OF = re.compile(r"(\d+) = ([^,]+)")  # a unit such as "0 = bespoke, 1 = packages"
SINGULAR = re.compile(r"^([a-z ]+)s(?=/|$)")
WEEKLY = "/week"
NEVER = "never"


def value_of(value: Number, unit: str) -> str:
    """Write a value that was worked out, without its unit: the digits that matter."""
    return _named(value, unit) or measured(value, unit)


@lru_cache(4096)
def set_value(value: float, unit: str) -> str:
    """Write a value that somebody has set, without its unit: all its digits."""
    if named := _named(value, unit):
        return named
    return f"{given(100 * value)}%" if in_hundredths(unit) else given(value)


def _named(value: Number, unit: str) -> str:
    """Return the word that a unit has for a value, empty where it has none."""
    names = dict(ONE_OF.findall(unit))
    return names.get(given(value), "") if names else ""


def unit_of(unit: str, value: Number = None) -> str:
    """Write a unit after its value, which may be one of it; empty where there is nothing to say."""
    if unit in ("1", "0-1", "ratio", "standard deviations") or ONE_OF.search(unit):
        return ""
    if in_hundredths(unit):
        return unit.removeprefix("share").strip() if unit.startswith("share") else ""
    words = SINGULAR.sub(r"\1", unit) if number(value) == "1" else unit
    return words.replace("/unit/week", " a unit and week").replace("/", " a ")


def unit_within(unit: str) -> str:
    """Write a unit where all values are a week's: without "a week"."""
    return "" if in_hundredths(unit) else unit_of(unit.removesuffix(WEEKLY))


def money(value: Number) -> str:
    """Write money a week of one seat."""
    return number(value)


def profit(value: Number) -> str:
    """Write the firm's profit: whole money, as in the sentences about it."""
    return number(value, 0)


def lever_value(name: str, value: float) -> str:
    """Write a value of a lever without its unit: a promotion every 0 weeks is one of never."""
    if name == "promotion_every" and value == 0:
        return NEVER
    return set_value(value, BY_NAME[name].unit)


def lever_measured(name: str, value: float) -> str:
    """Write a value of a lever with its unit."""
    words = lever_value(name, value)
    return words if words == NEVER else f"{words} {unit_of(BY_NAME[name].unit, value)}".strip()


def fact_value(fact_name: str, value: Number, unit: str) -> str:
    """Write a fact's value; the error of a forecast goes either way."""
    text = value_of(value, unit)
    return f"±{text}" if fact_name == "surprise" and value is not None else text


def known_value(fact: Known) -> tuple[str, str]:
    """Write what a seat holds of a fact, and its unit."""
    if fact.words:
        return fact.words, ""
    return fact_value(fact.name, fact.value, fact.unit), unit_of(fact.unit, fact.value)


def weeks_old(age: Number) -> str:
    """Say how old a told fact is."""
    if not age:
        return "fresh"
    return f"{given(age)} week{'s' * (age != 1)} old"


def listed(items: list[str]) -> str:
    """Join words as in a sentence."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def capital(text: str) -> str:
    """Begin with a capital letter, and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def lower(text: str) -> str:
    """Begin with a small letter, and leave the rest as it is."""
    return text[:1].lower() + text[1:]
