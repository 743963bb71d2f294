"""What each manager expected of a round and what came; a lever's value in words."""

from typing import Any, Final

from coordsim.core.levers import ROLES, Lever
from coordsim.run.result import Run
from coordsim_web.lab.tables import plain

# what a manager expects and what the weeks then bring: name, factor, digits
EXPECTED: Final = (
    ("profit", 1.0, 0),
    ("units", 1.0, 0),
    ("unit_cost", 1.0, 2),
    ("fill_rate", 100.0, 0),
)


def decisions(run: Run) -> dict[str, Any]:
    """Return every round: expectations, what came."""
    length = run.scenarios[0].horizon.round_weeks
    weeks = run.plan.shape[1]
    return {
        "round_weeks": length,
        "rounds": [_round(run, week, length) for week in range(0, weeks, length)],
    }


def _round(run: Run, week: int, length: int) -> dict[str, Any]:
    span = slice(week, week + length)
    actual = {
        name: _one(factor * run.kpi(name, span)[0], digits) for name, factor, digits in EXPECTED
    }
    return {
        "week": week,
        "actual": actual,
        "roles": {role: _seat(run, role, week) for role in ROLES},
    }


def _seat(run: Run, role: str, week: int) -> dict[str, Any]:
    decision = run.tape[role][week]
    expected = None
    if decision.predicted is not None:
        expected = {
            name: _one(factor * float(decision.predicted[name][0]), digits)
            for name, factor, digits in EXPECTED
        }
    return {"expected": expected}


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
    unit = {
        "standard deviations": "",
        "money/unit": "",
        "money/week": "a week",
        "hours/week": "hours",
    }.get(lever.unit, lever.unit)
    if value == 1 and unit.endswith("s"):
        unit = unit[:-1]
    return f"{value:g} {unit}".strip()
