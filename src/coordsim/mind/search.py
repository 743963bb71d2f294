"""Satisficing local search on a mental model: what a plan is worth to a role, a step along a lever,
a climb, a contest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from coordsim.core.contracts import IncentiveRule, MentalModel
from coordsim.core.levers import COLUMN, Lever
from coordsim.core.records import Floats
from coordsim.mind.program import based_slip

Value = Callable[[Floats], Floats]


def worth(
    model: MentalModel,
    incentive: IncentiveRule,
    role: str,
    kpis: Mapping[str, Floats],
    progress: Mapping[str, Floats],
) -> Floats:
    """Return what expected KPIs are worth to a role, (F,): its pay, less marketing's aversion to
    missing its budget's margin.

    ``progress`` is what pay over a quarter needs besides.
    """
    lines = based_slip(incentive, role, {**kpis, **progress})
    total = sum(lines.values(), start=np.zeros(model.firms))
    people = model.parameters.people
    if role == "marketing":
        missing = np.minimum(0.0, kpis["profit"] - people.budget_margin * kpis["revenue"])
        total = total + people.budget_discipline * missing
    return total


def stepped(model: MentalModel, plan: Floats, lever: Lever, *steps: int) -> list[Floats]:
    """Return the plan for each of some ``steps`` of one lever along its grid, within the scenario's
    limits, each (F, L).
    """
    place = COLUMN[lever.name]
    grid = lever.grid(model.low[place], model.high[place])
    nearest = np.abs(grid[np.newaxis, :] - plan[:, place, np.newaxis]).argmin(axis=1)
    plans = []
    for step in steps:
        plans.append(plan.copy())
        plans[-1][:, place] = grid[np.clip(nearest + step, 0, len(grid) - 1)]
    return plans


def climb(model: MentalModel, plan: Floats, levers: tuple[Lever, ...], value: Value) -> Floats:
    """Try one step down and up on each lever in turn; move where the gain beats the manager's
    tolerance, (F, L).
    """
    best = value(plan)
    for lever in levers:
        if lever.name in model.closed:
            continue
        threshold = model.parameters.people.tolerance * np.maximum(np.abs(best), 1.0)
        base_value = best
        for candidate in stepped(model, plan, lever, -1, 1):
            gain = value(candidate)
            better = (gain > base_value + threshold) & (gain > best)
            plan = np.where(better[:, np.newaxis], candidate, plan)
            best = np.where(better, gain, best)
    return plan


def contested(
    model: MentalModel, plan: Floats, levers: tuple[Lever, ...], value: Value
) -> dict[str, Floats]:
    """Levers that this role, by its own pay and picture, would rather see a step elsewhere: name ->
    0/1 (F,).
    """
    now = value(plan)
    threshold = model.parameters.people.contest * np.maximum(np.abs(now), 1.0)
    out = {}
    for lever in levers:
        gains = [value(candidate) - now for candidate in stepped(model, plan, lever, -1, 1)]
        out[lever.name] = (np.maximum(*gains) > threshold).astype(np.float64)
    return out
