"""Each way of settling, on a table at which fitting and value are simple rules, worked by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from support.firms import calm, morning

from coordsim.contracts import World
from coordsim.levers import COLUMN, LEVERS
from coordsim.records import Floats
from coordsim.scenario import GOVERNANCE


@dataclass(frozen=True)
class Table:
    """A table with simple answers: what does not fit, and what a plan is worth."""

    world: World
    current: Floats
    proposals: Floats
    too_much: Callable[[Floats], np.ndarray]
    worth: Callable[[Floats], Floats]

    def open(self, levers: tuple[str, ...]) -> list[str]:
        return [name for name in levers if name not in self.world.closed]

    def does_not_fit(self, plan: Floats) -> np.ndarray:
        return self.too_much(plan)

    def value(self, plan: Floats) -> Floats:
        return self.worth(plan)


def lever(plan: Floats, name: str) -> Floats:
    return plan[:, COLUMN[name]]


def settle(
    rule: str, start: Mapping[str, list[float]], too_much: Callable[[Floats], np.ndarray], worth: Callable[[Floats], Floats]
) -> dict[str, list[float]]:
    """Settle for two firms whose proposals differ from the plan in force as told; return the levers that differ from it."""
    world, state = morning(calm({"line.slots": 36}), firms=2)
    proposals = state.plan.copy()
    for name, values in start.items():
        proposals[:, COLUMN[name]] = values
    plan = GOVERNANCE[rule].settle(Table(world, state.plan, proposals, too_much, worth))
    changed = [item.name for item in LEVERS if (plan != state.plan)[:, COLUMN[item.name]].any()]
    return {name: [round(float(value), 9) for value in lever(plan, name)] for name in changed}


def hours_short(need: float) -> Callable[[Floats], np.ndarray]:
    return lambda plan: lever(plan, "hours") * (1 + lever(plan, "overtime")) < need


def nothing(plan: Floats) -> Floats:
    return np.zeros(len(plan))


def test_independent_enacts_what_was_proposed() -> None:
    """However little it fits."""
    proposals = {"range": [20.0, 4.0], "hours": [100.0, 300.0]}
    assert settle("independent", proposals, hours_short(1000), nothing) == {"range": [20, 4], "hours": [100, 300]}


def test_marketing_leads_stretches_operations() -> None:
    """200 hours are needed. Firm 0 has 170 x 1.10 = 187: overtime goes to 0.15 (195.5) and to 0.20 (204), which is enough.

    Firm 1 proposes 140 hours, 154 with overtime: three steps of overtime, to 0.25 (175), do not do; then hours go to 150 (187.5)
    and 160 (200), which is enough. Its range of 20 stays.
    """
    plan = settle("marketing_leads", {"range": [20.0, 20.0], "hours": [170.0, 140.0]}, hours_short(200), nothing)
    assert plan == {"range": [20, 20], "hours": [170, 160], "overtime": [0.20, 0.25]}


def test_marketing_leads_within_limits() -> None:
    """Overtime stops at its limit of 0.30, and hours after three steps."""
    plan = settle("marketing_leads", {"overtime": [0.25, 0.0]}, hours_short(10_000), nothing)
    assert plan == {"hours": [200, 200], "overtime": [0.30, 0.15]}


def test_operations_leads_cuts_marketing() -> None:
    """At most 18 variants, each point of promotion counting as 100, fit. Firm 0 asks for 20 at a depth of 0: range goes to 18.

    Firm 1 asks for 12 at a depth of 0.20, that is 32: range goes to 11, 10, 9 (29), then depth to 0.15 (24) and 0.10 (19) and 0.05
    (14), which is enough: advertising stays, and hours in both.
    """

    def too_much(plan: Floats) -> np.ndarray:
        return lever(plan, "range") + 100 * lever(plan, "promotion_depth") > 18

    plan = settle("operations_leads", {"range": [20.0, 12.0], "promotion_depth": [0.0, 0.2]}, too_much, nothing)
    assert plan == {"range": [18, 9], "promotion_depth": [0, 0.05]}


def test_operations_leads_cuts_advertising_last() -> None:
    """Nothing ever fits: three steps each."""
    plan = settle("operations_leads", {"range": [8.0, 2.0]}, lambda plan: np.ones(2, dtype=bool), nothing)
    assert plan == {"range": [5, 1], "promotion_depth": [0.0, 0.0], "advertising": [25, 25]}


def test_joint_takes_a_step_of_each_lever_towards_what_both_want() -> None:
    """Both together want 190 hours, a price of 9.5 and 4 variants; nothing else counts. The plan in force has 170, 10 and 4.

    One step each: 180 hours, a price of 9.5, the range stays; what was proposed does not matter.
    """

    def worth(plan: Floats) -> Floats:
        return -np.abs(lever(plan, "hours") - 190) - 10 * np.abs(lever(plan, "price") - 9.5) - np.abs(lever(plan, "range") - 4)

    plan = settle("joint", {"range": [20.0, 1.0], "advertising": [300.0, 0.0]}, hours_short(1000), worth)
    assert plan == {"price": [9.5, 9.5], "hours": [180, 180]}
