"""The facts: what there is to know, who knows it, and what is believed by a role that was never
told.

The facts are also the parameters of the outlook, so a role's beliefs *are* its mental model. Facts
marked ``surveyed`` are known to nobody unless a channel gathers them (customers who left without
buying leave no trace in sales data).
"""

from __future__ import annotations

from dataclasses import dataclass

from coordsim.core.levers import LEVERS
from coordsim.core.parameters.service import Service

GROUPS = {  # what a channel may carry, in words
    "forecast": "expected demand",
    "calendar": "prices, promotions and range",
    "capacity": "hours, lots and quality",
    "stock": "stock and orders met",
    "cost": "costs",
    "feedback": "why customers left",
    "lead_times": "how fast units can be had",
    "feasibility": "how long a new variant takes",
}
REMEMBERED = 12  # weeks that facts are kept for channels that are late


@dataclass(frozen=True)
class Fact:
    """One fact: its owner, the group a channel carries it in, its unit, and the other side's naive
    prior.

    ``prior`` is a number, or the name of something the role sees itself: ``start`` (the lever's
    value in week 0), ``own`` (operations' average of its own bookings), ``standard`` (material +
    run hours x wage), ``standard_run`` (run hours at the start), ``hoped`` (the development time
    one would like), ``usual`` (the variance of the market's shock). ``structural`` facts are learnt
    by understanding too. ``public`` facts need no telling. ``noisy`` ones suffer from a channel's
    noise. From ``endless`` on a limit binds nothing.

    ``parameter`` is the number of the scenario that the fact is or is made from. Whoever does not
    own the fact has to be told, so managers cannot read the parameter: in their mental model it is
    nan. ``shared`` says why it is left readable where it is.
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
    parameter: str = ""
    shared: str = ""
    endless: float = float("inf")


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
        parameter="market.overload",
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
        parameter="plant.breakdown_share",
        shared="what more effort would save of the hours is read from it",
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
        parameter="plant.run_hours",
        shared="everybody knows the hours of the start; what changes them has to be told",
    ),
    Fact(
        "setup_hours",
        "operations",
        "cost",
        "Set-up hours",
        "hours/lot",
        0.0,
        structural=True,
        parameter="plant.setup_hours",
    ),
    Fact(
        "setup_money",
        "operations",
        "cost",
        "Set-up money",
        "money/lot",
        0.0,
        structural=True,
        parameter="money.setup",
    ),
    Fact(
        "range_overhead",
        "operations",
        "cost",
        "Cost of keeping a variant",
        "money/week",
        0.0,
        structural=True,
        parameter="money.range_overhead",
    ),
    Fact(
        "holding",
        "operations",
        "cost",
        "Cost of holding stock",
        "money/unit/week",
        0.0,
        structural=True,
        parameter="money.holding",
        shared="the share of it that a role knows is the share of spoilt stock that it sees",
    ),
    Fact("unit_cost", "operations", "cost", "Unit cost", "money/unit", "standard", noisy=True),
    Fact(
        "shipping",
        "operations",
        "lead_times",
        "Units that can be shipped",
        "units/week",
        float("inf"),
        parameter="service.shipping_units",
        endless=Service.model_fields["shipping_units"].default,
    ),
    Fact(
        "replenish",
        "operations",
        "lead_times",
        "Weeks that a backorder waits",
        "weeks",
        0.0,
        parameter="plant.lead_weeks",
        shared="how long a lot takes is part of everybody's picture of stock",
    ),
    Fact(
        "development_weeks",
        "operations",
        "feasibility",
        "Weeks to develop a variant",
        "weeks",
        "hoped",
        parameter="line.development_weeks",
    ),
    Fact(
        "stock",
        "operations",
        "stock",
        "Stock on the shelf",
        "units",
        float("nan"),
        noisy=True,
        parameter="start.cover_weeks",
    ),
    Fact("fill_rate", "operations", "stock", "Orders met from the shelf", "share", 1.0, noisy=True),
)
INDEX = {fact.name: place for place, fact in enumerate(FACTS)}


def limitless(fact: Fact, value: float) -> bool:
    """Say whether a value of a fact stands for no limit at all."""
    return value >= fact.endless
