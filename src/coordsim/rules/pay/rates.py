"""Rates of pay: the numbers of a pay rule that a scenario may set, each with unit, bounds and
default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, cast

MARK = "rate"  # under which a field of a rule says that it is one
Rates = Mapping[str, Mapping[str, float]]  # rule -> rate -> number


@dataclass(frozen=True)
class Rate:
    """A number of a pay rule: the closed interval it must lie in, its unit, what it is, and whose
    pay grows in proportion to it: a role's, both roles' or, empty, nobody's.
    """

    default: float
    unit: str
    low: float
    high: float
    about: str
    whose: str = ""


def rate(
    default: float, *, unit: str, high: float, about: str, low: float = 0.0, whose: str = ""
) -> Any:
    """Declare a field of a pay rule as a rate. Sizes are assumed unless ``about`` says
    otherwise.
    """
    return field(
        default=default,
        metadata={
            MARK: Rate(default=default, unit=unit, low=low, high=high, about=about, whose=whose)
        },
    )


def charge() -> Any:
    """Declare the share of what a role spends itself that it is charged."""
    return rate(0.0, unit="share", high=1.0, about="what a role spends itself, charged")


def rates_of(rule: object) -> dict[str, Rate]:
    """Return the rates of a rule's own, by name; a rule inside it keeps its own."""
    if not is_dataclass(rule):
        return {}
    return {one.name: one.metadata[MARK] for one in fields(rule) if MARK in one.metadata}


def with_rates[R](rule: R, rates: Rates) -> R:
    """Return a rule at some rates, rule name -> rate -> number; rules inside it are at theirs.
    Raises ValueError where a rule refuses them.
    """
    if not rates or not is_dataclass(rule):
        return rule
    known, mine = rates_of(rule), rates.get(key_of(rule), {})
    changes: dict[str, Any] = {name: value for name, value in mine.items() if name in known}
    for one in fields(rule):
        inside = getattr(rule, one.name)
        if is_dataclass(inside) and hasattr(inside, "pay"):
            changes[one.name] = with_rates(inside, rates)
    if not changes:
        return rule
    at_rates: R = replace(cast(Any, rule), **changes)
    return at_rates


def key_of(rule: Any) -> str:
    """Return the name under which a scenario sets a rule's rates."""
    return str(getattr(rule, "rates_as", rule.name))
