"""How market, delivery and service desk behave on average, in closed form and compiled.

Formulas that the week uses as well stand first; they take numbers or arrays. The others take
records of one firm: ``n`` its numbers (``parameters.table``), ``plan`` a lever each, ``b`` beliefs,
a fact each.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba.extending import register_jitable

from coordsim.core.compiled import compiled
from coordsim.core.records import Floats

WEEK = 168.0  # hours
# assumed: contacts that wait for an answer are at most so many weeks' worth; older ones give up
PATIENCE = 4.0


@register_jitable
def availability_at(quality: Any, breakdown_share: Any, effort_effect: Any) -> Any:
    """Mean share of hours not lost to breakdowns at a level of effort."""
    return 1 - breakdown_share * (1 - effort_effect * quality)


@register_jitable
def setup_hours_at(hours: Any, build: Any, commonality: Any) -> Any:
    """Hours of one set-up when packages share modules."""
    return hours * (1 - commonality * build)


@register_jitable
def defects_at(
    quality: Any,
    variants: Any,
    utilisation: Any,
    share: Any,
    slope: Any,
    effort_effect: Any,
    congestion: Any,
) -> Any:
    """Share of defective units: rises with range and with utilisation above 85 %, falls with
    effort; at most 1.
    """
    crowded = np.maximum(0.0, np.minimum(utilisation, 1.0) - 0.85) / 0.15
    rise = 1 + slope * np.maximum(0.0, variants - 8)
    return np.minimum(
        1.0, share * rise * (1 - effort_effect * (quality - 0.5)) * (1 + congestion * crowded)
    )


@register_jitable
def contacts_of(units: Any, problems: Any, contact_rate: Any, contact_problem: Any) -> Any:
    """Contacts of a week: some of every order, more of one that was late or defective."""
    return contact_rate * units + contact_problem * problems


@register_jitable
def answer_hours(contacts: Any, capacity: Any, left: Any, scale: Any) -> Any:
    """Mean hours to an answer, at most PATIENCE weeks: an M/M/1 queue at this load, and the time
    that waiting contacts take.
    """
    load = np.minimum(contacts / np.maximum(capacity, 1e-9), 0.99)
    hours = scale * load / (1 - load) + WEEK * left / np.maximum(capacity, 1e-9)
    return np.minimum(hours * (contacts > 0), PATIENCE * WEEK)


@register_jitable
def advertising_at(
    adstock: Any, carryover: Any, floor: Any, reference: Any, elasticity: Any
) -> Any:
    """Return ((A + floor) / (A_ref + floor)) ** elasticity, with the floor and reference carried
    over like spending.
    """
    whole = 1 / (1 - carryover)
    return ((adstock + floor * whole) / (reference * whole + floor * whole)) ** elasticity


@register_jitable
def credit_of(hours: Any, answer_value: Any) -> Any:
    """Utility of an answer promised within ``hours``: so much for each halving of a day."""
    return -answer_value * np.log2(hours / 24.0)


@register_jitable
def promise_at(
    weeks: Any, credit: Any, late: Any, unanswered: Any, cost: Any, late_weeks: Any
) -> Any:
    """Utility of promised delivery ``weeks`` and of the answer promised, as far as they are
    believed.

    ``late`` and ``unanswered`` are the shares of such promises that were broken: people add to the
    weeks what they heard of delays, and credit an answer sooner than in a day only as far as it
    came.
    """
    return credit - np.maximum(credit, 0.0) * unanswered - cost * (weeks + late_weeks * late)


@register_jitable
def normal_loss(z: Any) -> Any:
    """Standard normal loss function E[(Z - z)+]."""
    return math.exp(-(z**2) / 2) / math.sqrt(2 * math.pi) - z * 0.5 * math.erfc(z / math.sqrt(2))


@compiled
def _buy(nodes: Floats, utility: float) -> float:
    """Share of visitors who buy: logit over the taste quantiles ``nodes`` (nodes,), each
    exp(-inclusive value).
    """
    total, against = 0.0, math.exp(-min(max(utility, -700.0), 700.0))
    for node in nodes:
        total += 1 / (1 + against * node)
    return total / len(nodes)


@compiled
def appeal(n: Any, plan: Any, b: Any) -> tuple[float, ...]:
    """Return what a plan does to customers whatever they feel.

    Visits per week, utility before feelings and promises, utility lost to the list price and to the
    promotion price, credit of the promised answer, share of weeks with a promotion, its lift of
    visits, share of visitors put off.
    """
    options = max(1.0, plan.range) * (n.line_package_options if plan.build > 0 else 1.0)
    options *= n.systems_options_seen
    slope = math.sqrt(n.market_overload_slope**2 + 3 * n.market_comfort_sd**2 / math.pi**2)
    put_off = b.overload / (1 + math.exp(-max((options - n.market_comfort_mean) / slope, -700.0)))
    adstock = plan.advertising / (1 - n.market_ad_carryover) * (1 + n.systems_reach_gain)
    pull = advertising_at(
        adstock,
        n.market_ad_carryover,
        n.market_ad_floor,
        n.market_ad_reference,
        n.market_ad_elasticity,
    )
    visits = n.market_visit_rate * pull * (1 - put_off)
    price, every = plan.price, plan.promotion_every
    listed = n.market_price_sensitivity * (price - n.market_price_reference)
    reduced = n.market_price_sensitivity * (
        price * (1 - plan.promotion_depth) - n.market_price_reference
    )
    utility = n.market_attraction + n.line_package_utility * plan.build
    share = 1 / max(every, 1.0) if every > 0 and plan.promotion_depth > 0 else 0.0
    lift = math.exp(n.market_promotion_lift * plan.promotion_depth)
    return (
        visits,
        utility,
        listed,
        reduced,
        credit_of(plan.service_promise, n.market_answer_value),
        share,
        lift,
        put_off,
    )


@compiled
def react(
    n: Any,
    nodes: Floats,
    plan: Any,
    pulls: tuple[float, ...],
    satisfaction: float,
    late: float,
    unanswered: float,
) -> tuple[float, ...]:
    """Return the expected demand on average, in a plain and in a promotion week, the price paid,
    shares put off and buying.

    ``nodes`` is (V + 1, nodes), ``pulls`` the plan's ``appeal``. ``late`` and ``unanswered`` are
    the shares of promises that people have seen broken.
    """
    if len(nodes) == 0:
        mean = n.given_mean * plan.range
        return mean, mean, mean, plan.price, 0.0, 1.0
    visits, utility, listed, reduced, credit, share, lift, put_off = pulls
    quantiles = nodes[min(max(1, int(plan.range)), len(nodes) - 1)]
    utility += n.market_satisfaction_effect * (satisfaction - n.market_satisfaction_reference)
    utility += promise_at(
        plan.promise, credit, late, unanswered, n.market_promise_cost, n.market_late_weeks
    )
    visits *= (max(satisfaction, 0.0) / n.people_reputation_start) ** n.people_word_valence
    buying = _buy(quantiles, utility - listed)
    plain = visits * buying
    lifted = visits * lift * _buy(quantiles, utility - reduced)
    mean = (1 - share) * plain + share * lifted
    promoted = share * lifted / max(mean, 1e-12)
    people = n.market_customers / (
        1 + mean * (n.market_need_weeks + n.market_stockpile_weeks * promoted)
    )
    return (
        people * mean,
        people * plain,
        people * lifted,
        plan.price * (1 - plan.promotion_depth * promoted),
        put_off,
        buying,
    )


@compiled
def queue(n: Any, b: Any, load: float, work: float) -> float:
    """Mean queue before a capacity, in weeks of it: heavy traffic (Kingman 1961), cv^2 load / (2 (1
    - load)).

    ``work`` is the mean number of jobs a week; their spread is that of demand, with shocks that
    last. At most PATIENCE weeks.
    """
    lasting = (1 + n.market_shock_persistence) / (1 - n.market_shock_persistence)
    variance = 1 / max(work, 1.0) + max(b.surprise, 0.0) * lasting
    return min(variance * load / (2 * max(1 - load, 1e-3)), PATIENCE) if load < 1 else PATIENCE


@compiled
def lateness(n: Any, plan: Any, b: Any, units: float) -> tuple[float, float]:
    """Share of units shipped later than promised, and of waiting orders that outlast the promise
    (uniform wait).

    The queue is taken as exponential: what it holds beyond the promise is late.
    """
    load = units / max(b.shipping, 1e-9)
    waiting = max(queue(n, b, load, units), 1e-9)
    beyond = waiting * math.exp(-max(plan.promise + 1 - load, 0.0) / waiting) / max(load, 1e-9)
    overdue = 1 - (plan.promise + 1) / (2 * b.replenish + 1)
    return (min(beyond, 1.0) if load < 1 else 1.0), min(max(overdue, 0.0), 1.0)


@compiled
def unanswered_at(n: Any, plan: Any, b: Any, units: float, problems: float) -> float:
    """Share of contacts answered later than promised in the long run; ``problems`` is a share of
    units.
    """
    simple = n.service_contact_rate * n.systems_contacts_left
    contacts = contacts_of(units, units * problems, simple, n.service_contact_problem)
    capacity = plan.staff / max(n.service_contact_hours, 1e-9)
    load = contacts / max(capacity, 1e-9)
    left = 0.0 if math.isinf(capacity) else min(capacity, contacts) * queue(n, b, load, contacts)
    return math.exp(
        -plan.service_promise
        / max(answer_hours(contacts, capacity, left, n.service_answer_scale), 1e-9)
    )
