"""Words of the game's forms, facts and pay slips. Words of the rules themselves are in ``coordsim.words``."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from coordsim.contracts import IncentiveRule
from coordsim.parameters import Parameters
from coordsim.words import CARRIED as CARRIED
from coordsim.words import TITLES as TITLES
from coordsim.words import counted
from coordsim.words import talk_words as talk_words

CHOICES = {  # a lever's label where it stands in a sentence of what a seat sets
    "promotion_every": "how often to promote",
    "cycle": "weeks from lot to lot",
    "overtime": "the limit of overtime",
}
LEVERS = {  # what a form adds to a lever's own line
    "promotion_depth": "It brings more customers, some of whom would have bought later at the full price.",
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
# How a line of a pay slip came about. The quantity is worked out from the amount, so it tells nothing that the amount does not.
SLIPS: dict[tuple[str, str], Callable[..., str]] = {
    ("silo", "units sold"): lambda rule, amount: f"{amount / rule.per_unit:,.1f} units × {rule.per_unit:g}",
    ("silo", "unit cost under target"): lambda rule, amount: _under(rule, amount),
    ("departmental", "unit cost under target"): lambda rule, amount: _under(rule, amount),
    ("departmental", "share of revenue"): lambda rule, amount: f"{rule.of_revenue:.0%} of {amount / rule.of_revenue:,.0f}",
    ("departmental", "fill rate"): lambda rule, amount: f"{amount / rule.per_fill:.1%} × {rule.per_fill:g}",
    ("shared", "share of profit"): lambda rule, amount: f"{rule.share:.0%} of {amount / rule.share:,.0f}",
}


def _under(rule: Any, amount: float) -> str:
    gap = amount / rule.per_cost
    return f"({rule.target:g} - {rule.target - gap:.2f}) × {rule.per_cost:g}"


def slip_words(rule: IncentiveRule, line: str, amount: float) -> str:
    """Say how a line of a pay slip came about, from the rule and the amount alone; empty where no words are kept for it."""
    said = SLIPS.get((rule.name, line))
    return said(rule, amount).replace("-", "\u2212") if said and math.isfinite(amount) else ""


def lever_words(name: str, help: str, line: Parameters[float]) -> str:
    """Say what a lever does, with what its owner knows of the time and the money that it takes."""
    if name == "range":
        weeks, cost = line.line.development_weeks, line.money.launch
        return f"Variants offered. A new one takes {counted(weeks, 'week')} and {cost:,.0f} of tooling."
    return LEVERS[name] if name == "promotion_every" else " ".join(filter(None, (help, LEVERS.get(name))))
