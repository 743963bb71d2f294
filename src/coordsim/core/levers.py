"""The levers: what each role may set. Forms, bots, checks and sweeps are all made from this one
table.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from coordsim.core.records import Floats

ROLES = ("marketing", "operations")


@dataclass(frozen=True)
class Lever:
    """One lever: who owns it, its unit, its grid and its starting value.

    ``values`` is the grid that bots step along. People may set anything in [low, high] unless
    ``whole`` (whole numbers) or ``choices`` (only the grid's values) says otherwise. ``possible``
    bounds the limits that a scenario may set.
    """

    name: str
    owner: str
    label: str
    unit: str
    low: float
    high: float
    step: float
    start: float
    help: str
    area: str
    whole: bool = False
    choices: tuple[float, ...] = ()
    possible: tuple[float, float] = (0.0, 1e6)

    def grid(self, low: float, high: float) -> Floats:
        """Return the points within [low, high], ascending (choices: in the table's order); the
        limits where there is none.
        """
        return _grid(self, low, high)


@cache
def _grid(lever: Lever, low: float, high: float) -> Floats:
    if lever.choices:
        points = np.array(lever.choices)
    else:
        first = lever.low + lever.step * np.ceil((low - lever.low) / lever.step - 1e-9)
        points = np.round(np.arange(first, high + lever.step / 2, lever.step), 10)
    inside = points[(points >= low - 1e-9) & (points <= high + 1e-9)]
    grid = inside if len(inside) else np.unique([low, high])
    grid.flags.writeable = False
    return grid


LEVERS: tuple[Lever, ...] = (
    Lever(
        "price",
        "marketing",
        "Price",
        "money/unit",
        6,
        14,
        0.5,
        10,
        "List price of every variant.",
        "cost",
    ),
    Lever(
        "promotion_depth",
        "marketing",
        "Promotion depth",
        "share of price",
        0,
        0.30,
        0.05,
        0.10,
        "Price cut in a promotion week.",
        "scheduling",
        possible=(0.0, 0.95),
    ),
    Lever(
        "promotion_every",
        "marketing",
        "Promotion every",
        "weeks",
        0,
        13,
        1,
        8,
        "Weeks from one promotion to the next; 0 = never.",
        "scheduling",
        whole=True,
        choices=(0, 13, 8, 4),
        possible=(0.0, 104.0),
    ),
    Lever(
        "advertising",
        "marketing",
        "Advertising",
        "money/week",
        0,
        300,
        25,
        100,
        "Spending that brings customers in.",
        "cost",
    ),
    Lever(
        "range",
        "marketing",
        "Range",
        "variants",
        1,
        36,
        1,
        8,
        "Variants offered. A new one takes time and tooling.",
        "breadth",
        whole=True,
        possible=(1.0, 64.0),
    ),
    Lever(
        "build",
        "marketing",
        "Packages",
        "0 = bespoke, 1 = packages",
        0,
        1,
        1,
        0,
        "Bespoke variants, or packages that share modules.",
        "breadth",
        whole=True,
        choices=(0, 1),
        possible=(0.0, 1.0),
    ),
    Lever(
        "promise",
        "marketing",
        "Delivery promise",
        "weeks",
        0,
        4,
        1,
        1,
        "Longest wait promised to a customer.",
        "delivery",
        whole=True,
        possible=(0.0, 4.0),
    ),
    Lever(
        "service_promise",
        "marketing",
        "Service promise",
        "hours",
        1,
        72,
        1,
        24,
        "Longest wait for an answer promised to a customer.",
        "service",
        choices=(1, 4, 8, 24, 48, 72),
        possible=(0.5, 720.0),
    ),
    Lever(
        "launch_margin",
        "marketing",
        "Launch margin",
        "weeks",
        0,
        12,
        1,
        0,
        "Weeks added to the development time you believe in before a new variant is announced.",
        "new_products",
        whole=True,
        possible=(0.0, 52.0),
    ),
    Lever(
        "hours",
        "operations",
        "Regular hours",
        "hours/week",
        80,
        320,
        10,
        170,
        "Paid in full, needed or not. Changes take weeks.",
        "capacity",
    ),
    Lever(
        "overtime",
        "operations",
        "Overtime limit",
        "share of regular hours",
        0,
        0.30,
        0.05,
        0.10,
        "Dearer hours on top, when needed.",
        "capacity",
        possible=(0.0, 2.0),
    ),
    Lever(
        "cycle",
        "operations",
        "Campaign cycle",
        "weeks",
        1,
        8,
        1,
        2,
        "Weeks from one lot of a variant to its next.",
        "scheduling",
        whole=True,
        possible=(1.0, 52.0),
    ),
    Lever(
        "safety",
        "operations",
        "Safety factor",
        "standard deviations",
        -0.5,
        2.5,
        0.25,
        1,
        "Stock held against surprises.",
        "delivery",
        possible=(-1000.0, 1000.0),
    ),
    Lever(
        "quality",
        "operations",
        "Quality effort",
        "share",
        0,
        1,
        0.1,
        0.5,
        "Effort against defects and breakdowns.",
        "quality",
        possible=(0.0, 1.0),
    ),
    Lever(
        "staff",
        "operations",
        "Service staff",
        "hours/week",
        0,
        200,
        10,
        40,
        "Hours of the desk that answers customers.",
        "service",
    ),
    Lever(
        "sourcing",
        "operations",
        "Sourcing partner",
        "0 = standard, 1 = partner",
        0,
        1,
        1,
        0,
        "Materials from the standard supplier, or from a partner: sooner and surer, at a price.",
        "cost",
        whole=True,
        choices=(0, 1),
        possible=(0.0, 1.0),
    ),
)
COLUMN = {lever.name: place for place, lever in enumerate(LEVERS)}
BY_NAME = {lever.name: lever for lever in LEVERS}


def owned(role: str) -> tuple[Lever, ...]:
    """Return the levers of a role, in the table's order."""
    return tuple(lever for lever in LEVERS if lever.owner == role)
