"""Words of the game's forms, facts and pay slips. Words of the rules themselves are in
``coordsim.show.words``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from coordsim.core.contracts import IncentiveRule
from coordsim.core.parameters import Parameters
from coordsim.rules.pay.accountable import Accountable

MINUS = "\u2212"
CHOICES = {  # a lever's label where it stands in a sentence of what a seat sets
    "promotion_every": "how often to promote",
    "cycle": "weeks from lot to lot",
    "overtime": "the limit of overtime",
}
LEVERS = {  # what a form adds to a lever's own line
    "promotion_depth": (
        "It brings more customers, some of whom would have bought later at the full price."
    ),
    "promotion_every": "Weeks from one promotion to the next.",
    "promise": "Customers like a short one.",
    "cycle": "A long cycle saves set-ups and needs more stock.",
    "safety": "0 holds none; 1 covers about five weeks in six.",
    "overtime": "As a share of regular hours.",
}
FACTS = {
    "demand": "Units that customers would order in a week.",
    "overload": "Share of visitors who would leave without choosing if the range were very large.",
    "goodwill": "How far a bad experience today costs orders later: 0 not at all, 1 in full.",
    "availability": "What breakdowns leave of the paid hours.",
    "surprise": "How far bookings were off the forecast in a typical week.",
    "setup_hours": "Hours lost each time the plant changes to another variant.",
    "setup_money": "What each such change costs besides the hours.",
    "range_overhead": "Drawings, tools and clerks for each variant, sold or not.",
    "holding": "What a unit on the shelf costs in a week.",
    "unit_cost": "All costs of making, over the units made.",
    "fill_rate": "Share of orders met at once, with the first choice.",
    "overtime": "How much longer than the regular hours the plant may work.",
    "cycle": "Weeks from one lot of a variant to its next.",
    "safety": "Extra stock, in typical forecast errors: 0 none, 1 covers about five weeks in six.",
    "quality": "Effort against defects and breakdowns, from none to all.",
    "promise": "Longest wait promised to a customer.",
}
# How a line of a pay slip came about. The quantity is worked out from the amount, so it tells
# nothing that the amount does not.
SLIPS: dict[tuple[str, str], Callable[..., str]] = {
    ("silo", "units sold"): lambda rule, amount: _times(amount, rule.per_unit, "units"),
    ("silo", "unit cost under target"): lambda rule, amount: _under(rule, amount),
    ("departmental", "unit cost under target"): lambda rule, amount: _under(rule, amount),
    ("departmental", "share of revenue"): lambda rule, amount: _share(amount, rule.of_revenue),
    ("departmental", "fill rate"): lambda rule, amount: _rate(amount, rule.per_fill),
    ("quota", "units sold"): lambda rule, amount: _times(amount, rule.per_unit, "units"),
    ("quota", "quarter's bonus"): lambda rule, amount: (
        f"{rule.bonus:g} for the quarter" if amount else "not reached, or not due yet"
    ),
    ("forecast_bonus", "forecast"): lambda rule, amount: _times(amount, rule.alpha, "units"),
    ("forecast_bonus", "demand above the forecast"): lambda rule, amount: _times(
        amount, rule.beta, "units"
    ),
    ("forecast_bonus", "demand below the forecast"): lambda rule, amount: _times(
        amount, rule.gamma, "units"
    ),
    ("transfer_price", "share of revenue"): lambda rule, amount: _share(amount, rule.share),
    ("transfer_price", "hours used"): lambda rule, amount: _part(rule, amount, rule.hour, "hours"),
    ("transfer_price", "set-ups"): lambda rule, amount: _part(rule, amount, rule.setup, "set-ups"),
    ("transfer_price", "materials"): lambda rule, amount: _part(
        rule, amount, rule.material, "units"
    ),
    ("transfer_price", "units delivered"): lambda rule, amount: _part(
        rule, amount, rule.price, "units"
    ),
    ("transfer_price", "manufacturing cost"): lambda rule, amount: _share(amount, rule.share),
    ("transfer_price", "lost before an empty shelf"): lambda rule, amount: _part(
        rule, amount, rule.margin, "units"
    ),
    ("scorecard", "fill rate"): lambda rule, amount: _rate(amount, rule.per_fill),
    ("scorecard", "on time"): lambda rule, amount: _rate(amount, rule.per_on_time),
    ("scorecard", "satisfaction"): lambda rule, amount: _rate(amount, rule.per_satisfaction),
    ("scorecard", "unit cost under target"): lambda rule, amount: _under(rule, amount),
    ("scorecard", "margin"): lambda rule, amount: _rate(amount, rule.per_margin),
    ("shared", "share of profit"): lambda rule, amount: _share(amount, rule.share),
}
CHARGES: dict[str, Callable[..., str]] = {  # lines that accountability adds to any pay rule
    "word off demand": lambda rule, amount: _times(amount, rule.per_miss, "units"),
    "not met from the shelf": lambda rule, amount: _times(amount, rule.per_empty, "units"),
    "promises broken": lambda rule, amount: _times(amount, rule.per_late, "units late"),
}


def _times(amount: float, rate: float, what: str) -> str:
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) / rate:,.1f} {what} × {rate:g}"


def _rate(amount: float, rate: float) -> str:
    return f"{amount / rate:.1%} × {rate:g}"


def _share(amount: float, share: float) -> str:
    return f"{share:.0%} of {amount / share:,.0f}"


def _part(rule: Any, amount: float, price: float, what: str) -> str:
    return f"{rule.share:.0%} of {_times(amount / rule.share, price, what)}"


def _under(rule: Any, amount: float) -> str:
    gap = amount / rule.per_cost
    return f"({rule.target:g} - {rule.target - gap:.2f}) × {rule.per_cost:g}"


def slip_words(rule: IncentiveRule, line: str, amount: float) -> str:
    """Say how a line of a pay slip came about, from the rule and the amount alone; empty where no
    words are kept for it.
    """
    if not math.isfinite(amount):
        return ""
    if isinstance(rule, Accountable):
        return (
            CHARGES[line](rule, amount).replace("-", MINUS)
            if line in CHARGES
            else slip_words(rule.rule, line, amount)
        )
    if (rule.name, line) in SLIPS:
        return SLIPS[rule.name, line](rule, amount).replace("-", MINUS)
    part = getattr(rule, "operations", None)  # some rules pay operations by another rule
    return "" if part is None else slip_words(part, line, amount)


def lever_words(name: str, help: str, line: Parameters[float]) -> str:
    """Say what a lever does, with what its owner knows of the time and the money that it takes."""
    if name == "range":
        weeks, cost = line.line.development_weeks, line.money.launch
        return (
            f"Variants offered. A new one takes about {weeks:g} week{'s' * (weeks != 1)} and"
            f" {cost:,.0f} of tooling."
        )
    return (
        LEVERS[name]
        if name == "promotion_every"
        else " ".join(filter(None, (help, LEVERS.get(name))))
    )
