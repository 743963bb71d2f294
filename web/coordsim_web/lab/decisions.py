"""What each manager moved in a round, what it expected of it, and what came."""

from typing import Any, Final

import numpy as np

from coordsim.levers import BY_NAME, COLUMN, LEVERS, ROLES, Lever, owned
from coordsim.run import Run
from coordsim.scenario import INCENTIVES
from coordsim_web.lab.tables import plain

# what a manager expects and what the weeks then bring: name, factor, digits
EXPECTED: Final = (("profit", 1.0, 0), ("units", 1.0, 0), ("unit_cost", 1.0, 2), ("fill_rate", 100.0, 0))


def decisions(run: Run) -> dict[str, Any]:
    """Return the pay formula of each role and every round: moves, expectations, what came, pay, contested levers."""
    scenario = run.scenarios[0]
    rule, length = INCENTIVES[scenario.rules.incentives], scenario.horizon.round_weeks
    weeks = run.plan.shape[1]
    return {
        "round_weeks": length,
        "pay": {role: rule.words(role) for role in ROLES},
        "forecast_told": "forecast" in scenario.rules.channel.groups,
        "rounds": [_round(run, week, length) for week in range(0, weeks, length)],
    }


def _round(run: Run, week: int, length: int) -> dict[str, Any]:
    span = slice(week, week + length)
    actual = {name: _one(factor * run.kpi(name, span)[0], digits) for name, factor, digits in EXPECTED}
    fought = [BY_NAME[name].label for name, values in run.contested.items() if values[0, week] > 0]
    return {
        "week": week,
        "actual": actual,
        "contested": fought,
        "roles": {role: _seat(run, role, week, min(week + length, run.plan.shape[1]) - 1) for role in ROLES},
    }


def _seat(run: Run, role: str, week: int, last: int) -> dict[str, Any]:
    decision = run.tape[role][week]
    before = run.plan[0, week - 1] if week else np.array([run.scenarios[0].lever_start(lever.name) for lever in LEVERS])
    moves = []
    for lever in owned(role):
        place = COLUMN[lever.name]
        old, new = float(before[place]), float(run.plan[0, week, place])
        wish = float(decision.levers[lever.name][0]) if lever.name in decision.levers else new
        if old != new or wish != new:
            moves.append(
                {
                    "lever": lever.label,
                    "from": said(lever, old),
                    "to": said(lever, new),
                    "wish": None if wish == new else said(lever, wish),
                    "up": new > old,
                }
            )
    expected = None
    if decision.predicted is not None:
        expected = {name: _one(factor * float(decision.predicted[name][0]), digits) for name, factor, digits in EXPECTED}
    paid = [float(values[0, last]) for values in run.slips[role].values()]
    return {
        "moves": moves,
        "expected": expected,
        "paid": _one(sum(paid), 1) if paid else None,
        "forecast": None if decision.forecast is None else _one(float(decision.forecast[0]), 0),
    }


def _one(value: float, digits: int) -> float | None:
    return plain([value], digits)[0]


def said(lever: Lever, value: float) -> str:
    """Return a lever's value as words with its unit."""
    if lever.name == "promotion_every":
        return "never" if value == 0 else f"{value:g} weeks"
    if lever.name == "build":
        return "packages" if value else "bespoke"
    if lever.unit.startswith("share"):
        return f"{100 * value:.0f} %"
    unit = {"standard deviations": "", "money/unit": "", "money/week": "a week", "hours/week": "hours"}.get(lever.unit, lever.unit)
    return f"{value:g} {unit}".strip()
