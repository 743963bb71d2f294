"""Who knows what: the facts, what is told of them, what a role believes (docs/model.md 7.13)."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from benchmarks.plain_firm.numbers import BASE, FACTS, ROLES
from benchmarks.plain_firm.outlook import availability
from benchmarks.plain_firm.planning import own_forecast
from benchmarks.plain_firm.priors import prior
from benchmarks.plain_firm.reaction import Plan
from benchmarks.plain_firm.variants import mean_weeks

if TYPE_CHECKING:
    from benchmarks.plain_firm.model import PlainFirm

OTHER = {"marketing": "operations", "operations": "marketing"}


def facts(firm: PlainFirm, plan: Plan, demand: float) -> dict[str, float]:
    """Return what is true this week; ``demand`` is marketing's expectation."""
    return plan | {
        "demand": demand,
        "overload": BASE.market.overload,
        "goodwill": 1.0,
        "availability": availability(plan["quality"]),
        "surprise": firm.surprise,
        "run_hours": BASE.plant.run_hours,
        "setup_hours": BASE.plant.setup_hours,
        "setup_money": BASE.money.setup,
        "range_overhead": BASE.money.range_overhead,
        "holding": BASE.money.holding,
        "unit_cost": firm.recent_cost,
        "shipping": BASE.service.shipping_units,
        "replenish": BASE.plant.lead_weeks + plan["cycle"] / 2,
        "development_weeks": mean_weeks(firm),
        "stock": sum(variant.on_hand for variant in firm.variants),
        "fill_rate": firm.recent_fill,
    }


def learn(firm: PlainFirm) -> None:
    """Let a meeting teach both sides a share of what they do not understand of the other's
    trade.
    """
    if firm.talks():
        for role in ROLES:
            firm.understanding[role] = 1 - (1 - firm.understanding[role]) * (1 - firm.talk.learning)


def tell(firm: PlainFirm, owner: str, truth: dict[str, float]) -> None:
    """Carry the facts of one owner to the other side."""
    if not firm.talks():
        return
    noise = (
        firm.talk.noise
        * (1 - firm.understanding[OTHER[owner]])
        * (1 + sum(firm.frustration.values()) / 2)
    )
    for fact in FACTS:
        if fact.owner != owner or fact.group not in firm.talk.groups:
            continue
        word = truth[fact.name]
        if fact.noisy and noise > 0:
            word *= exp(noise * firm.noise[fact.name])
        firm.told[fact.name] = (
            min(word, max(truth[fact.name], 1.0)) if fact.unit == "share" else word
        )
        firm.told_week[fact.name] = firm.week


def believe(firm: PlainFirm, role: str, truth: dict[str, float]) -> dict[str, float]:
    """Return what a role believes: what it knows, what it was told as far as it is grasped, and
    otherwise its prior.
    """
    beliefs = {}
    own = sum(own_forecast(firm))
    understanding, grasp = firm.understanding[role], BASE.people.grasp
    for fact in FACTS:
        name = fact.name
        if (fact.owner == role and not fact.surveyed) or fact.public:
            beliefs[name] = truth[name]
            continue
        held = prior(firm, role, fact, truth[name])
        if fact.structural:
            held += understanding * (truth[name] - held)
        if name in firm.told:
            word = firm.told[name]
            if name == "demand":
                word = firm.trust["operations"] * word + (1 - firm.trust["operations"]) * own
            held = (
                held + (grasp + (1 - grasp) * understanding) * (word - held)
                if fact.structural
                else word
            )
        beliefs[name] = held
    return beliefs
