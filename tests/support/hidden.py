"""Which facts a talk rule keeps from a role, and scenarios that differ in nothing else; from the
tables of facts and of talk rules.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

from coordsim.core.facts import FACTS, Fact
from coordsim.core.levers import BY_NAME
from coordsim.rules.talk import TALK
from support.firms import small

# Demand that asks for nothing: marketing's levers then change nothing that operations could meet in
# its bookings, and its money is no part of unit cost.
GIVEN: dict[str, Any] = {"rules.demand": "given", "given.mean": 5.0}
Rule = tuple[str, tuple[str, ...]]  # a talk rule and the groups that are taken off it
RULES: list[Rule] = [(name, ()) for name in TALK] + [
    (name, (group,)) for name, rule in TALK.items() for group in sorted(rule.groups)
]
OF_MARKETING = {"calendar", "forecast"}


def named(rule: Rule) -> str:
    """Return how a test of a talk rule is called."""
    return " without ".join([rule[0], *rule[1]])


every_rule = pytest.mark.parametrize("rule", RULES, ids=named)
COSTS = ("setup_money", "range_overhead", "holding")  # only books know them


def groups_of(rule: Rule) -> frozenset[str]:
    """What a talk rule carries."""
    return TALK[rule[0]].groups - set(rule[1])


def talking(rule: Rule) -> dict[str, Any]:
    return {"communication": {"preset": rule[0], "without": list(rule[1])}}


def hidden_from(role: str, rule: Rule) -> list[Fact]:
    """Facts that a role has to be told and this talk rule never tells nor teaches."""
    taught = TALK[rule[0]].learning > 0
    return [
        fact
        for fact in FACTS
        if not fact.public
        and (fact.owner != role or fact.surveyed)
        and fact.group not in groups_of(rule)
        and not (fact.structural and taught)
    ]


def varied(fact: Fact) -> dict[str, Any]:
    """Return a scenario's change that changes the fact on the first morning; none where there is no
    number behind it that only its owner knows.

    Everybody knows the levers that a firm starts with where that is what is believed of them, and
    the hours of a unit at the start.
    """
    if fact.name in BY_NAME:
        lever = BY_NAME[fact.name]
        other = next(value for value in lever.grid(lever.low, lever.high) if value != lever.start)
        return {} if fact.prior == "start" else {f"levers.{fact.name}.start": float(other)}
    if not fact.parameter or fact.prior == "standard_run":
        return {}
    group, field = fact.parameter.split(".")
    value = getattr(getattr(small(), group), field)
    return {fact.parameter: value + 1 if isinstance(value, int) else 0.5 * value}


def hidden_numbers(role: str, rule: Rule, *, but: Collection[str] = ()) -> dict[str, Any]:
    """Changes of all that a role is not told, and that leaves what it was told as it is; for
    operations without the levers whose orders its own books show.
    """
    told = groups_of(rule)
    changes = {}
    for fact in hidden_from(role, rule):
        booked = role == "operations" and fact.owner == "marketing" and fact.name in BY_NAME
        part_of_told = fact.name == "cycle" and "lead_times" in told
        if fact.name not in but and not booked and not part_of_told:
            changes |= varied(fact)
    return changes
