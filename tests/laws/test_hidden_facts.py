"""What has to be told stays hidden until it is told: for each fact of the table, each role and each
talk rule, nothing in what the role is shown changes with it. Made from the tables: a new fact, talk
rule or field of an observation is covered when it is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from support.firms import Scripted, sets, silent, small
from support.hidden import (
    COSTS,
    GIVEN,
    OF_MARKETING,
    Rule,
    every_rule,
    groups_of,
    hidden_from,
    talking,
    varied,
)
from support.observed import spelt

from coordsim.core.facts import FACTS, INDEX, Fact
from coordsim.core.levers import BY_NAME, ROLES, owned
from coordsim.core.records import Decision, Observation
from coordsim.rules.pay import PAY
from coordsim.rules.talk import TALK
from coordsim.run.simulate import Engine


@cache
def morning_of(
    role: str, rule: Rule, given: bool, change: tuple[tuple[str, Any], ...]
) -> Observation:
    watching = silent()
    scenario = small((GIVEN if given else {}) | talking(rule) | dict(change))
    engine = Engine([scenario], [5], {role: watching})
    engine.step()
    return watching.seen[0]


def differs(role: str, rule: Rule, fact: Fact) -> set[str]:
    """Parts of a role's first observation that change with a fact."""
    change, given = varied(fact), fact.name in BY_NAME
    plain, other = (
        spelt(morning_of(role, rule, given, tuple(change.items() if changed else ())))
        for changed in (False, True)
    )
    return {name for name in plain | other if plain.get(name) != other.get(name)}


@every_rule
@pytest.mark.parametrize("role", ROLES)
def test_what_is_not_told_changes_nothing(role: str, rule: Rule) -> None:
    """But what was told and depends on it: the weeks that a backorder waits hold half a cycle."""
    tried = [fact for fact in hidden_from(role, rule) if varied(fact)]
    told = {f"beliefs.{fact.name}" for fact in FACTS if fact.group in groups_of(rule)}
    assert {fact.name: differs(role, rule, fact) - told for fact in tried} == {
        fact.name: set() for fact in tried
    }


def test_what_is_told_changes_what_is_believed() -> None:
    """The same comparison finds what a dashboard tells: beliefs, and what follows from them."""
    for role in ROLES:
        hidden = {fact.name for fact in hidden_from(role, ("none", ())) if fact.owner != role}
        told = [fact for fact in FACTS if fact.name in hidden and varied(fact)]
        assert len(told) >= 2
        for fact in told:
            assert f"beliefs.{fact.name}" in differs(role, ("dashboard", ()), fact), fact.name


def test_most_facts_are_tried() -> None:
    """What cannot be varied on the first morning is a level that the firm comes to by itself."""
    left = {fact.name for fact in FACTS if not fact.public and not varied(fact)}
    own = {fact.name for fact in FACTS if fact.prior in ("start", "standard_run")}
    assert left - own == {"demand", "goodwill", "surprise", "unit_cost", "fill_rate"}


def watched(
    role: str, rule: Rule, changes: Mapping[str, Any], other: Mapping[str, float] | None = None
) -> list[dict[str, str]]:
    """All that a role is shown in a game whose other side sets ``other`` at once and then rests."""

    def says(observation: Observation) -> Decision:
        return Decision({name: np.full(1, value) for name, value in (other or {}).items()})

    watching, partner = silent(), ROLES[1 - ROLES.index(role)]
    scenario = small(talking(rule) | dict(changes))
    engine = Engine([scenario], [5], {role: watching, partner: Scripted(says, [])})
    for _ in range(scenario.horizon.weeks):
        engine.step()
    assert len(watching.seen) == 3
    return [spelt(seen) for seen in watching.seen]


LOUD = {
    lever.name: float(lever.grid(lever.low, lever.high)[-1])
    for lever in owned("marketing")
    if lever.name not in ("range", "build") and lever.name in INDEX
}


@every_rule
def test_marketing_that_meets_nobody_is_not_heard(rule: Rule) -> None:
    """Under a given demand marketing's price, promotions, promises and advertising touch nothing of
    operations': in every round operations is shown the same, unless it is told.
    """
    quiet, loud = (watched("operations", rule, GIVEN, other) for other in ({}, LOUD))
    if not groups_of(rule) & OF_MARKETING:
        assert loud == quiet
    elif "calendar" in groups_of(rule):
        assert loud != quiet


@every_rule
def test_costs_are_not_met_by_who_sells(rule: Rule) -> None:
    """Costs that only reach the books, in every round, when quarrels cost nothing."""
    facts = [fact for fact in FACTS if fact.name in COSTS]
    changes: dict[str, Any] = {"operations.kind": "hold", "people.frustration_effect": 0.0}
    dear = changes | {name: 3 * value for fact in facts for name, value in varied(fact).items()}
    told = "cost" in groups_of(rule) or TALK[rule[0]].learning > 0
    plain, other = (watched("marketing", rule, numbers) for numbers in (changes, dear))
    assert (plain == other) is not told


@pytest.mark.parametrize("name", [item.name for item in fields(Observation)])
def test_the_law_catches_a_leak_in_any_field(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """True prices put into any field of what operations is shown: the law above does not hold any
    more.
    """
    true = Engine._observe

    def leaky(engine: Engine, role: str) -> Observation:
        seen = true(engine, role)
        price, value = engine.fleet.firms["levers"][:, 0], getattr(seen, name)
        if name == "limits":
            return replace(seen, limits={**seen.limits, "true price": (price[0], price[0])})
        if isinstance(value, Mapping):
            return replace(seen, **{name: {**value, "true price": price.copy()}})
        if isinstance(value, np.ndarray):
            wide = price.reshape(-1, *[1] * (value.ndim - 1))
            return replace(seen, **{name: value + wide})
        return replace(seen, **{name: f"{value} {price[0]}"})

    monkeypatch.setattr(Engine, "_observe", leaky)
    quiet, loud = (watched("operations", ("none", ()), GIVEN, other) for other in ({}, LOUD))
    assert quiet != loud


OTHERWISE = {"hours": 80.0, "safety": 0.0, "quality": 0.0}  # than operations begins


def visits(pay: str, decided: Mapping[str, float], told: Mapping[str, float]) -> float:
    """How many visit in the week in which operations decides something, and marketing nothing."""
    rules = small({"incentives": pay, "people.effort_elasticity": 0.5})
    before = Engine([rules], [5], {role: silent() for role in ROLES})
    week = rules.horizon.round_weeks
    for _ in range(week):
        before.step()
    words, age = before.state.told.copy(), before.state.told_week.copy()
    for name, value in told.items():
        words[:, INDEX[name]], age[:, INDEX[name]] = value, week - 1
    seats = {"marketing": silent(), "operations": sets(week, **decided)}
    engine = Engine([rules], [5], seats)
    engine.resume(replace(before.state, told=words, told_week=age), week)
    return float(engine.step().flows["visits"][0])


@pytest.mark.parametrize("pay", PAY)
def test_sales_people_know_of_operations_plan_what_marketing_believes(pay: str) -> None:
    """How hard they work in the week of a decision hangs on what was decided where it was told."""
    usual = visits(pay, {}, {})
    assert visits(pay, OTHERWISE, {}) == usual
    if pay == "quota":  # whose reward of one more hangs on how much is sold
        assert visits(pay, {}, OTHERWISE) != usual
