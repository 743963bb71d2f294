"""The levers: what each role may set. Forms, bots, checks and sweeps are all made from this one
table.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from coordsim.core.records import Floats

ROLES = ("marketing", "operations")


@dataclass(frozen=True, kw_only=True)
class Lever:
    """One lever: who owns it, its unit, its grid and its starting value.

    ``values`` is the grid that bots step along. People may set anything in [low, high] unless
    ``whole`` (whole numbers) or ``choices`` (only the grid's values) says otherwise. ``possible``
    bounds the limits that a scenario may set. ``group``, ``prior`` and ``public`` are those of the
    fact that the lever's setting is to the other side (facts.py).

    A lever that is not ``open`` may be moved by nobody unless a scenario opens it. At its start it
    changes nothing, and takes no draw that others had before it.
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
    group: str
    prior: float | str = "start"
    public: bool = False
    whole: bool = False
    choices: tuple[float, ...] = ()
    possible: tuple[float, float] = (0.0, 1e6)
    open: bool = True

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
        name="price",
        owner="marketing",
        label="Price",
        unit="money/unit",
        low=6,
        high=14,
        step=0.5,
        start=10,
        help="List price of every variant.",
        area="cost",
        group="calendar",
    ),
    Lever(
        name="promotion_depth",
        owner="marketing",
        label="Promotion depth",
        unit="share of price",
        low=0,
        high=0.30,
        step=0.05,
        start=0.10,
        help="Price cut in a promotion week.",
        area="scheduling",
        group="calendar",
        prior=0.0,
        possible=(0.0, 0.95),
    ),
    Lever(
        name="promotion_every",
        owner="marketing",
        label="Promotion every",
        unit="weeks",
        low=0,
        high=13,
        step=1,
        start=8,
        help="Weeks from one promotion to the next; 0 = never.",
        area="scheduling",
        group="calendar",
        prior=0.0,
        whole=True,
        choices=(0, 13, 8, 4),
        possible=(0.0, 104.0),
    ),
    Lever(
        name="advertising",
        owner="marketing",
        label="Advertising",
        unit="money/week",
        low=0,
        high=300,
        step=25,
        start=100,
        help="Spending that brings customers in.",
        area="cost",
        group="calendar",
    ),
    Lever(
        name="range",
        owner="marketing",
        label="Range",
        unit="variants",
        low=1,
        high=36,
        step=1,
        start=8,
        help="Variants offered. A new one takes time and tooling.",
        area="breadth",
        group="calendar",
        public=True,
        whole=True,
        possible=(1.0, 64.0),
    ),
    Lever(
        name="build",
        owner="marketing",
        label="Packages",
        unit="0 = bespoke, 1 = packages",
        low=0,
        high=1,
        step=1,
        start=0,
        help="Bespoke variants, or packages that share modules.",
        area="breadth",
        group="calendar",
        public=True,
        whole=True,
        choices=(0, 1),
        possible=(0.0, 1.0),
    ),
    Lever(
        name="promise",
        owner="marketing",
        label="Delivery promise",
        unit="weeks",
        low=0,
        high=4,
        step=1,
        start=1,
        help="Longest wait promised to a customer.",
        area="delivery",
        group="calendar",
        whole=True,
        possible=(0.0, 4.0),
    ),
    Lever(
        name="service_promise",
        owner="marketing",
        label="Service promise",
        unit="hours",
        low=1,
        high=72,
        step=1,
        start=24,
        help="Longest wait for an answer promised to a customer.",
        area="service",
        group="calendar",
        choices=(1, 4, 8, 24, 48, 72),
        possible=(0.5, 720.0),
    ),
    Lever(
        name="launch_margin",
        owner="marketing",
        label="Launch margin",
        unit="weeks",
        low=0,
        high=12,
        step=1,
        start=0,
        help=(
            "Weeks added to the development time you believe in before a new variant is announced."
        ),
        area="new_products",
        group="calendar",
        whole=True,
        possible=(0.0, 52.0),
    ),
    Lever(
        name="hours",
        owner="operations",
        label="Regular hours",
        unit="hours/week",
        low=80,
        high=320,
        step=10,
        start=170,
        help="Paid in full, needed or not. Changes take weeks.",
        area="capacity",
        group="capacity",
        prior=float("inf"),
    ),
    Lever(
        name="overtime",
        owner="operations",
        label="Overtime limit",
        unit="share of regular hours",
        low=0,
        high=0.30,
        step=0.05,
        start=0.10,
        help="Dearer hours on top, when needed.",
        area="capacity",
        group="capacity",
        prior=0.0,
        possible=(0.0, 2.0),
    ),
    Lever(
        name="cycle",
        owner="operations",
        label="Campaign cycle",
        unit="weeks",
        low=1,
        high=8,
        step=1,
        start=2,
        help="Weeks from one lot of a variant to its next.",
        area="scheduling",
        group="capacity",
        prior=1.0,
        whole=True,
        possible=(1.0, 52.0),
    ),
    Lever(
        name="safety",
        owner="operations",
        label="Safety factor",
        unit="standard deviations",
        low=-0.5,
        high=2.5,
        step=0.25,
        start=1,
        help="Stock held against surprises.",
        area="delivery",
        group="capacity",
        prior=2.5,
        possible=(-1000.0, 1000.0),
    ),
    Lever(
        name="quality",
        owner="operations",
        label="Quality effort",
        unit="share",
        low=0,
        high=1,
        step=0.1,
        start=0.5,
        help="Effort against defects and breakdowns.",
        area="quality",
        group="capacity",
        possible=(0.0, 1.0),
    ),
    Lever(
        name="staff",
        owner="operations",
        label="Service staff",
        unit="hours/week",
        low=0,
        high=200,
        step=10,
        start=40,
        help="Hours of the desk that answers customers.",
        area="service",
        group="capacity",
        prior=float("inf"),
    ),
    Lever(
        name="sourcing",
        owner="operations",
        label="Sourcing partner",
        unit="0 = standard, 1 = partner",
        low=0,
        high=1,
        step=1,
        start=0,
        help=(
            "Materials from the standard supplier, or from a partner: sooner and surer, at a price."
        ),
        area="cost",
        group="lead_times",
        whole=True,
        choices=(0, 1),
        possible=(0.0, 1.0),
    ),
    Lever(
        name="material_safety",
        owner="operations",
        label="Material safety",
        unit="standard deviations",
        low=-1.5,
        high=1.5,
        step=0.25,
        start=0,
        help=(
            "Added to the usual safety factor of material orders: more materials held against"
            " surprises, or fewer. What is expected of a plan does not count it."
        ),
        area="delivery",
        group="capacity",
        possible=(-15.0, 15.0),
        open=False,
    ),
)
COLUMN = {lever.name: place for place, lever in enumerate(LEVERS)}
BY_NAME = {lever.name: lever for lever in LEVERS}
OPEN = tuple(lever.name for lever in LEVERS if lever.open)
"""Levers that may be moved unless a scenario closes them."""


def owned(role: str) -> tuple[Lever, ...]:
    """Return the levers of a role, in the table's order."""
    return tuple(lever for lever in LEVERS if lever.owner == role)
