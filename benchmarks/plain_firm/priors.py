"""What a role takes a fact to be of which it was never told (docs/model.md 7.13)."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from benchmarks.plain_firm.numbers import BASE, LUCK, ROLES, Fact
from benchmarks.plain_firm.outlook import availability
from benchmarks.plain_firm.planning import own_forecast

if TYPE_CHECKING:
    from benchmarks.plain_firm.model import PlainFirm


def prior(firm: PlainFirm, role: str, fact: Fact, truth: float) -> float:
    """Return the prior: the constant of the table of facts, or drawn round what is true or seen."""
    name = fact.name
    if BASE.managers.priors == "naive":
        return naive(firm, fact)
    if name in BASE.grid:
        about = last_seen(firm, name)
    elif name == "availability":
        about = availability(last_seen(firm, "quality"))
    elif name == "replenish":
        about = BASE.plant.lead_weeks + last_seen(firm, "cycle") / 2
    else:
        about = truth
    if not fact.bias:
        return about if name in BASE.grid else naive(firm, fact)
    if about >= fact.endless:
        return about
    place = len(LUCK) * ROLES.index(role) + LUCK[name]
    luck = BASE.managers.prior_sd * firm.luck.normal("prior", 0, place)
    drawn = about * exp(bias(fact) + luck)
    if fact.unit == "share":
        drawn = min(drawn, max(1.0, about))
    if name == "range_overhead" and role == "marketing":
        drawn = max(0.0, drawn + firm.marketing.lessons.driver)
    return drawn


def bias(fact: Fact) -> float:
    """Return the mean error of a drawn prior, as a log."""
    biases = {
        "cost": BASE.managers.prior_bias_cost,
        "capacity": BASE.managers.prior_bias_capacity,
        "even": 0.0,
    }
    return float(biases[fact.bias])


def last_seen(firm: PlainFirm, lever: str) -> float:
    """Return the other side's lever as it was some weeks ago; at the start, before."""
    week = firm.week - BASE.managers.seen_weeks
    return firm.plans[week][lever] if week >= 0 else firm.first[lever]


def naive(firm: PlainFirm, fact: Fact) -> float:
    """Return the prior that is the same for everybody."""
    named = {
        "own": sum(own_forecast(firm)),
        "standard": BASE.standard_cost,
        "usual": BASE.market.shock_sd**2,
        "standard_run": BASE.plant.run_hours,
        "hoped": BASE.line.hoped_weeks,
    }
    if fact.prior == "start":
        return firm.first[fact.name]
    return float(named.get(fact.prior, fact.prior))


def reaction(firm: PlainFirm) -> float:
    """Return the power to which operations takes demand to react to a plan."""
    managers = BASE.managers
    if managers.priors == "naive" or "demand" in firm.told:
        return 1.0
    return exp(managers.prior_bias_reaction + managers.prior_sd * firm.luck.normal("reaction", 0))
