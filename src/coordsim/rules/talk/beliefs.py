"""What is true, what a channel tells of it, and what each role goes by."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from coordsim.core.compiled import part
from coordsim.core.facts import DRAW, FACTS, GROUPS, INDEX, Fact
from coordsim.core.firm import Firm, L, Lines, Numbers, Week, copy
from coordsim.core.formulas import availability_at
from coordsim.core.levers import ROLES
from coordsim.core.luck.draw import MESSAGE, normal_at
from coordsim.core.records import MARKETING, OPERATIONS, Floats
from coordsim.firm.development import mean_weeks
from coordsim.firm.planning import own_forecast
from coordsim.mind.desk import expected_demand
from coordsim.mind.thought import Scene
from coordsim.rules.talk.priors import Untold, untold


def _flags(holds: Any) -> np.ndarray:
    return np.array([bool(holds(fact)) for fact in FACTS])


def _seen(role: str, fact: Fact) -> bool:
    return (fact.owner == role and not fact.surveyed) or fact.public


SEEN = np.array([[_seen(role, fact) for fact in FACTS] for role in ROLES])
OWNER = np.array([ROLES.index(fact.owner) for fact in FACTS])
STRUCTURAL, NOISY = _flags(lambda fact: fact.structural), _flags(lambda fact: fact.noisy)
SHARE = _flags(lambda fact: fact.unit == "share")
FORECAST = _flags(lambda fact: fact.group == "forecast")
BIT = np.array([1 << list(GROUPS).index(fact.group) for fact in FACTS])
DEMAND, K = INDEX["demand"], len(FACTS)
LUCK = np.array([DRAW[fact.name] for fact in FACTS])


@part
def look_up_facts(n: Numbers, firm: Firm, now: Week) -> None:
    """Note what is true this week, but for marketing's expectation of demand."""
    copy(firm.levers, now.facts_[:L])
    facts, stock = now.facts, 0.0
    for v in range(int(n.line_slots)):
        stock += firm.on_hand[v]
    facts.demand = 0.0
    facts.overload = n.market_overload
    facts.goodwill = 1.0
    facts.availability = availability_at(n, facts.quality)
    facts.surprise = firm.surprise
    facts.run_hours = now.run_hours
    facts.setup_hours = now.setup_hours
    facts.setup_money = n.money_setup
    facts.range_overhead = n.money_range_overhead
    facts.holding = n.money_holding
    facts.unit_cost = firm.recent_cost
    facts.shipping = n.service_shipping_units
    facts.replenish = n.plant_lead_weeks + facts.cycle / 2
    facts.development_weeks = mean_weeks(n, firm)
    facts.stock = stock
    facts.fill_rate = firm.recent_fill


class Words(NamedTuple):
    """This week's facts (K,) as their owner, a role, words them."""

    owner: int
    facts: Floats


@part
def tell(n: Numbers, channel: Any, firm: Firm, lines: Lines, words: Words) -> None:
    """Carry the facts of one owner over a channel, as they were ``delay`` weeks ago.

    Before that many weeks have passed there is nothing to tell.
    """
    owner = words.owner
    delay = int(channel.delay)
    if not carries(channel, firm.week) or delay > firm.week:
        return
    frustration = (firm.frustration[0] + firm.frustration[1]) / 2
    spread = channel.noise * (1 - firm.understanding[1 - owner]) * (1 + frustration)
    for place in range(K):
        if OWNER[place] != owner or not (channel.groups & BIT[place]):
            continue
        source = words.facts[place] if delay == 0 else lines.past[delay - 1, place]
        word = source
        if NOISY[place] and channel.noise > 0:
            left = n.systems_noise_left
            if FORECAST[place]:
                left *= n.systems_forecast_noise_left
            word *= math.exp(spread * left * normal_at(firm.seed, MESSAGE, firm.week, LUCK[place]))
        firm.told[place] = min(word, max(source, 1.0)) if SHARE[place] else word
        firm.told_week[place] = firm.week - delay


@part
def carries(channel: Any, week: int) -> bool:
    """Say whether a channel is used this week."""
    return bool(channel.groups != 0 and week % int(channel.every) == 0)


@part
def believe(scene: Scene, firm: Firm, lines: Lines, now: Week, role: int) -> None:
    """Note what a role believes, and how many weeks old the word is.

    Own facts are known, public ones seen, told ones believed as told; the rest is believed from a
    prior, which understanding moves towards the truth for structural facts. Of a told
    structural fact only a share is grasped, which rises with understanding (absorptive capacity:
    Cohen & Levinthal 1990). Operations weighs a told forecast by its trust against its own average.
    Marketing's expectation of demand follows from its other beliefs.
    """
    n, own = scene.n, 0.0
    for v in range(int(n.line_slots)):
        own += own_forecast(n, firm, lines, v)
    understood = firm.understanding[role]
    grasped = n.people_grasp + (1 - n.people_grasp) * understood
    for place in range(K):
        truth, told = now.facts_[place], firm.told[place]
        if SEEN[role, place]:
            firm.beliefs[role, place], firm.ages[role, place] = truth, 0.0
            continue
        prior = untold(n, firm, lines, Untold(role, place, truth, own))
        if STRUCTURAL[place]:
            prior += understood * (truth - prior)
        if place == DEMAND and role == OPERATIONS:
            trust = firm.trust[OPERATIONS]
            told = trust * told + (1 - trust) * own
        if STRUCTURAL[place]:
            told = prior + grasped * (told - prior)
        firm.beliefs[role, place] = prior if math.isnan(firm.told[place]) else told
        firm.ages[role, place] = firm.week - firm.told_week[place]
    if role == MARKETING:
        firm.marketing.demand = expected_demand(scene.eye.k, scene.eye.nodes, firm, lines)
