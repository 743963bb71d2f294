"""The facts: what there is to know, who knows it, and what is believed by a role that was never
told.

The facts are also the parameters of the outlook, so a role's beliefs *are* its mental model. Facts
marked ``surveyed`` are known to nobody unless a channel gathers them (customers who left without
buying leave no trace in sales data).
"""

from __future__ import annotations

from dataclasses import dataclass

from coordsim.core.levers import LEVERS

GROUPS = (
    "forecast",
    "calendar",
    "capacity",
    "stock",
    "cost",
    "feedback",
    "lead_times",
    "feasibility",
)


@dataclass(frozen=True)
class Fact:
    """One fact: its owner, the group a channel carries it in, its unit, and the other side's naive
    prior.

    ``prior`` is a number, or the name of something the role sees itself: ``start`` (the lever's
    value in week 0), ``own`` (operations' average of its own bookings), ``standard`` (material +
    run hours x wage), ``standard_run`` (run hours at the start), ``hoped`` (the development time
    one would like), ``usual`` (the variance of the market's shock). ``structural`` facts are learnt
    by understanding too. ``public`` facts need no telling. ``noisy`` ones suffer from a channel's
    noise.
    """

    name: str
    owner: str
    group: str
    label: str
    unit: str
    prior: float | str
    structural: bool = False
    public: bool = False
    surveyed: bool = False
    noisy: bool = False


_LEVER_FACTS: dict[str, tuple[str, float | str]] = {
    "price": ("calendar", "start"),
    "promotion_depth": ("calendar", 0.0),
    "promotion_every": ("calendar", 0.0),
    "advertising": ("calendar", "start"),
    "range": ("calendar", "start"),
    "build": ("calendar", "start"),
    "promise": ("calendar", "start"),
    "service_promise": ("calendar", "start"),
    "launch_margin": ("calendar", "start"),
    "hours": ("capacity", float("inf")),
    "overtime": ("capacity", 0.0),
    "cycle": ("capacity", 1.0),
    "safety": ("capacity", 2.5),
    "quality": ("capacity", "start"),
    "staff": ("capacity", float("inf")),
    "sourcing": ("lead_times", "start"),
}

_OF_LEVERS = tuple(
    Fact(
        lever.name,
        lever.owner,
        _LEVER_FACTS[lever.name][0],
        lever.label,
        lever.unit,
        _LEVER_FACTS[lever.name][1],
        public=lever.name in ("range", "build"),
    )
    for lever in LEVERS
)
FACTS: tuple[Fact, ...] = (
    *_OF_LEVERS,
    Fact("demand", "marketing", "forecast", "Expected demand", "units/week", "own", noisy=True),
    Fact(
        "overload",
        "marketing",
        "feedback",
        "Put off by choice, at most",
        "share",
        0.0,
        structural=True,
        surveyed=True,
        noisy=True,
    ),
    Fact(
        "goodwill",
        "marketing",
        "feedback",
        "Weight of bad service in later demand",
        "1",
        0.0,
        structural=True,
        surveyed=True,
    ),
    Fact(
        "availability",
        "operations",
        "capacity",
        "Hours not lost to breakdowns",
        "share",
        1.0,
        noisy=True,
    ),
    Fact("surprise", "operations", "stock", "Forecast error, as a variance", "1", "usual"),
    Fact(
        "run_hours",
        "operations",
        "cost",
        "Hours to make a unit",
        "hours/unit",
        "standard_run",
        structural=True,
    ),
    Fact("setup_hours", "operations", "cost", "Set-up hours", "hours/lot", 0.0, structural=True),
    Fact("setup_money", "operations", "cost", "Set-up money", "money/lot", 0.0, structural=True),
    Fact(
        "range_overhead",
        "operations",
        "cost",
        "Cost of keeping a variant",
        "money/week",
        0.0,
        structural=True,
    ),
    Fact(
        "holding",
        "operations",
        "cost",
        "Cost of holding stock",
        "money/unit/week",
        0.0,
        structural=True,
    ),
    Fact("unit_cost", "operations", "cost", "Unit cost", "money/unit", "standard", noisy=True),
    Fact(
        "shipping",
        "operations",
        "lead_times",
        "Units that can be shipped",
        "units/week",
        float("inf"),
    ),
    Fact("replenish", "operations", "lead_times", "Weeks that a backorder waits", "weeks", 0.0),
    Fact(
        "development_weeks",
        "operations",
        "feasibility",
        "Weeks to develop a variant",
        "weeks",
        "hoped",
    ),
    Fact("stock", "operations", "stock", "Stock on the shelf", "units", float("nan"), noisy=True),
    Fact("fill_rate", "operations", "stock", "Orders met from the shelf", "share", 1.0, noisy=True),
)
INDEX = {fact.name: place for place, fact in enumerate(FACTS)}
