"""What a KPI is, and what several of them name: sources, sides, areas of conflict, causes of lost
units.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """One KPI: ``top`` / ``bottom`` flows; ``one_minus`` turns the ratio r into 1 - r. ``better``
    is up, down or none.

    A flow named ``account:...`` or ``cause:...`` is that account or cause of lost units. With
    ``variance`` the KPI is the ratio of the variances over weeks of two flows, which a single week
    does not have.
    """

    name: str
    label: str
    unit: str
    better: str
    owner: str
    top: str
    bottom: str
    formula: str
    source: str
    one_minus: bool = False
    variance: bool = False


@dataclass(frozen=True, kw_only=True)
class Derived:
    """A measure that needs other runs beside the one measured."""

    name: str
    label: str
    unit: str
    better: str
    formula: str
    source: str


AREAS = {
    "capacity": "Capacity and long-range forecast",
    "scheduling": "Scheduling and short-range forecast",
    "delivery": "Delivery and distribution",
    "quality": "Quality",
    "breadth": "Breadth of the line",
    "cost": "Cost control",
    "new_products": "New products",
    "service": "Service",
}  # where marketing and manufacturing fight: Shapiro 1977
CUTS = ("materials", "set-ups", "hours", "breakdowns")
CAUSES = ("put off by choice", "not ready", "not told", *CUTS, "forecast error", "promise")
EMPTY_SHELF = 0.8  # assumed: a promotion whose fill rate is below this met an empty shelf
CHOPRA = "Chopra & Meindl, Supply Chain Management, 7th ed., ch. 3"
PLAIN = "plain count"
NAHMIAS = "Nahmias & Olsen, Production and Operations Analytics, 8th ed."
FARRIS = "Farris, Bendle, Pfeifer & Reibstein, Marketing Metrics, 3rd ed."
ASSUMED = "assumed"
MARKETING, OPERATIONS, BOTH, WHOLE = "marketing", "operations", "both", "firm"
LATE = "answered later than promised / contacts"
