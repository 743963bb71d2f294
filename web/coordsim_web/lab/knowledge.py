"""What each manager believes of the other's trade, against what is true, and how old the word
is.
"""

from typing import Any, Final

import numpy as np

from coordsim.core.facts import FACTS, INDEX, Fact, limitless
from coordsim.core.levers import BY_NAME, ROLES
from coordsim.core.records import Floats
from coordsim.run.result import Run
from coordsim_web.lab.tables import plain, rolling

# facts shown first, as they explain most
FIRST: Final = {
    "marketing": ("unit_cost", "fill_rate", "setup_hours", "range_overhead", "hours", "overload"),
    "operations": (
        "demand",
        "promotion_depth",
        "promotion_every",
        "price",
        "advertising",
        "overload",
    ),
}
PERCENT: Final = ("share", "share of price", "share of regular hours")
# plainer words than a fact's own, where it stands alone
WORDS: Final = {
    "promotion_every": ("Weeks between promotions", ""),
    "overload": ("Visitors whom too much choice puts off, at most", "%"),
}
UNLIMITED: Final = "as much as it takes"


def of_the_other(role: str) -> list[Fact]:
    """Facts that a role cannot see from its own desk, those that explain most first."""
    foreign = [fact for fact in FACTS if not fact.public and (fact.owner != role or fact.surveyed)]
    first = FIRST[role]
    return sorted(
        foreign, key=lambda fact: first.index(fact.name) if fact.name in first else len(first)
    )


def knowledge(run: Run) -> dict[str, Any]:
    """Return for each role its list of facts by week: truth, belief, weeks since the word describes
    it (None: never told).

    A belief is None where there is no idea at all, and a text where the plant is believed to
    stretch without limit. A lever that is closed and a limit that there is not are nothing to know.
    """
    closed = {name for name, setting in run.scenarios[0].levers.items() if not setting.open}
    told = {}
    for role in ROLES:
        told[role] = [
            _row(run, role, fact)
            for fact in of_the_other(role)
            if fact.name not in closed
            and not limitless(fact, float(run.facts[0, :, INDEX[fact.name]].min()))
        ]
    return told


def heard(told: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """Return how many of its facts each role has ever been told, week by week."""
    out = {}
    for role, facts in told.items():
        weeks = zip(*(fact["age"] for fact in facts), strict=True)
        out[role] = {
            "facts": len(facts),
            "told": [sum(age is not None for age in ages) for ages in weeks],
        }
    return out


def _row(run: Run, role: str, fact: Fact) -> dict[str, Any]:
    place = INDEX[fact.name]
    truth = rolling(run.flows["demand"][0]) if fact.name == "demand" else run.facts[0, :, place]
    percent = fact.unit in PERCENT
    factor, digits = (100.0, 0) if percent else (1.0, _digits(fact, truth))
    label, unit = WORDS.get(fact.name, (fact.label, "%" if percent else fact.unit))
    return {
        "name": fact.name,
        "label": label,
        "unit": unit,
        "first": fact.name in FIRST[role],
        "digits": digits,
        "lever": fact.name in BY_NAME,
        "true": plain(factor * truth, digits),
        "believed": _beliefs(factor * run.beliefs[role][0, :, place], digits),
        "age": plain(run.ages[role][0, :, place], 0),
    }


def _digits(fact: Fact, truth: Floats) -> int:
    largest = float(np.nanmax(np.abs(truth), initial=0.0))
    if fact.name in BY_NAME and BY_NAME[fact.name].whole:
        return 0
    return 0 if largest >= 50 else 2 if largest < 10 else 1


def _beliefs(values: Floats, digits: int) -> list[float | str | None]:
    rounded = plain(values, digits)
    return [
        UNLIMITED if np.isposinf(value) else shown
        for value, shown in zip(values.tolist(), rounded, strict=True)
    ]
