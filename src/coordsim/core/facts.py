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
COST, CAPACITY, EVEN = "cost", "capacity", "even"  # kinds of biases of drawn priors
REMEMBERED = 12  # weeks that facts are kept for channels that are late


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One fact: its owner, the group a channel carries it in, its unit, and the other side's naive
    prior.

    ``prior`` is a number, or the name of something the role sees itself: ``start`` (the lever's
    value in week 0), ``own`` (operations' average of its own bookings), ``standard`` (material +
    run hours x wage), ``standard_run`` (run hours at the start), ``hoped`` (the development time
    one would like), ``usual`` (the variance of the market's shock). ``structural`` facts are learnt
    by understanding too. ``public`` facts need no telling. ``noisy`` ones suffer from a channel's
    noise. From ``endless`` on a limit binds nothing.

    ``bias`` says how far a drawn prior is off the truth, and of what kind its bias is; where it is
    empty, the naive prior stands for a drawn one, too.

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
    bias: str = ""
    endless: float = float("inf")


_OF_LEVERS = tuple(
    Fact(
        name=lever.name,
        owner=lever.owner,
        group=lever.group,
        label=lever.label,
        unit=lever.unit,
        prior=lever.prior,
        public=lever.public,
        bias=CAPACITY if lever.name == "hours" else "",
    )
    for lever in LEVERS
)
FACTS: tuple[Fact, ...] = (
    *_OF_LEVERS,
    Fact(
        name="demand",
        owner="marketing",
        group="forecast",
        label="Expected demand",
        unit="units/week",
        prior="own",
        noisy=True,
    ),
    Fact(
        name="overload",
        owner="marketing",
        group="feedback",
        label="Visitors whom a very wide range would put off",
        unit="share",
        prior=0.0,
        bias=COST,
        structural=True,
        surveyed=True,
        noisy=True,
        parameter="market.overload",
    ),
    Fact(
        name="goodwill",
        owner="marketing",
        group="feedback",
        label="Weight of bad service in later demand",
        unit="1",
        prior=0.0,
        bias=COST,
        structural=True,
        surveyed=True,
    ),
    Fact(
        name="availability",
        owner="operations",
        group="capacity",
        label="Hours not lost to breakdowns",
        unit="share",
        prior=1.0,
        bias=CAPACITY,
        noisy=True,
        parameter="plant.breakdown_share",
        shared="what more effort would save of the hours is read from it",
    ),
    Fact(
        name="surprise",
        owner="operations",
        group="stock",
        label="Forecast error, as a variance",
        unit="1",
        prior="usual",
    ),
    Fact(
        name="run_hours",
        owner="operations",
        group="cost",
        label="Hours to make a unit",
        unit="hours/unit",
        prior="standard_run",
        structural=True,
        parameter="plant.run_hours",
        shared="everybody knows the hours of the start; what changes them has to be told",
    ),
    Fact(
        name="setup_hours",
        owner="operations",
        group="cost",
        label="Set-up hours",
        unit="hours/lot",
        prior=0.0,
        bias=COST,
        structural=True,
        parameter="plant.setup_hours",
    ),
    Fact(
        name="setup_money",
        owner="operations",
        group="cost",
        label="Set-up money",
        unit="money/lot",
        prior=0.0,
        bias=COST,
        structural=True,
        parameter="money.setup",
    ),
    Fact(
        name="range_overhead",
        owner="operations",
        group="cost",
        label="Cost of keeping a variant",
        unit="money/week",
        prior=0.0,
        bias=COST,
        structural=True,
        parameter="money.range_overhead",
    ),
    Fact(
        name="holding",
        owner="operations",
        group="cost",
        label="Cost of holding stock",
        unit="money/unit/week",
        prior=0.0,
        bias=COST,
        structural=True,
        parameter="money.holding",
        shared="the share of it that a role knows is the share of spoilt stock that it sees",
    ),
    Fact(
        name="unit_cost",
        owner="operations",
        group="cost",
        label="Unit cost of late",
        unit="money/unit",
        prior="standard",
        noisy=True,
    ),
    Fact(
        name="shipping",
        owner="operations",
        group="lead_times",
        label="Units that can be shipped",
        unit="units/week",
        prior=float("inf"),
        bias=CAPACITY,
        parameter="service.shipping_units",
        endless=Service.model_fields["shipping_units"].default,
    ),
    Fact(
        name="replenish",
        owner="operations",
        group="lead_times",
        label="Weeks that a backorder waits",
        unit="weeks",
        prior=0.0,
        bias=EVEN,
        parameter="plant.lead_weeks",
        shared="how long a lot takes is part of everybody's picture of stock",
    ),
    Fact(
        name="development_weeks",
        owner="operations",
        group="feasibility",
        label="Weeks to develop a variant",
        unit="weeks",
        prior="hoped",
        parameter="line.development_weeks",
    ),
    Fact(
        name="stock",
        owner="operations",
        group="stock",
        label="Stock on the shelf",
        unit="units",
        prior=float("nan"),
        noisy=True,
        parameter="start.cover_weeks",
    ),
    Fact(
        name="fill_rate",
        owner="operations",
        group="stock",
        label="Fill rate of late",
        unit="share",
        prior=1.0,
        noisy=True,
    ),
)
INDEX = {fact.name: place for place, fact in enumerate(FACTS)}
_SPARE = frozenset(lever.name for lever in LEVERS if not lever.open)
_LUCKY = [fact.name for fact in FACTS if fact.name not in _SPARE]
DRAWS = len(_LUCKY)
"""Draws of a role's priors, or of a week's noise: one for each fact but those of levers that are
shut unless a scenario opens them, which are drawn by nobody (neither noisy nor biased)."""
DRAW = {name: place for place, name in enumerate(_LUCKY)} | dict.fromkeys(_SPARE, -1)
"""The draw of each fact, so that such a lever leaves the others' luck as it was; -1 = none."""


def limitless(fact: Fact, value: float) -> bool:
    """Say whether a value of a fact stands for no limit at all."""
    return value >= fact.endless
