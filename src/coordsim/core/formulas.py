"""How market, delivery and service desk behave on average, in closed form and compiled.

``n`` is the numbers by ``group_field`` (``parameters.table``). Formulas that the week uses as well
stand first; they take arrays of all firms (``World.constants``) or the numbers of one. The others
take records of one firm: ``plan`` a lever each, ``b`` beliefs, a fact each.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numba.extending import register_jitable

from coordsim.core.compiled import part
from coordsim.core.records import Floats

WEEK = 168.0  # hours
FADED = 746.0  # exp(-x) of more than it is zero, which a library is slow to find
FAR = 39.0  # standard deviations beyond which nothing is lost, for the same reason


@register_jitable
def availability_at(n: Any, quality: Any) -> Any:
    """Mean share of hours not lost to breakdowns at a level of effort."""
    broken = n.plant_breakdown_share * n.systems_breakdowns_left
    return 1 - broken * (1 - n.plant_effort_effect * quality)


@register_jitable
def setup_hours_at(n: Any, hours: Any, build: Any) -> Any:
    """Hours of one set-up when packages share modules."""
    return hours * (1 - n.line_package_commonality * build)


@register_jitable
def defects_at(n: Any, quality: Any, variants: Any, utilisation: Any) -> Any:
    """Share of defective units: rises with range and where few hours are free, falls with effort;
    at most 1.
    """
    busy = np.maximum(0.0, np.minimum(utilisation, 1.0) - (1 - n.plant_slack))
    crowded = busy / n.plant_slack
    rise = 1 + n.plant_defect_range_slope * np.maximum(0.0, variants - n.plant_defect_variants)
    effort = 1 - n.plant_effort_effect * (quality - n.plant_defect_effort)
    return np.minimum(
        1.0, n.plant_defect_share * rise * effort * (1 + n.plant_congestion * crowded)
    )


@register_jitable
def contacts_of(n: Any, units: Any, problems: Any) -> Any:
    """Contacts of a week: some of every order, more of one that was late or defective."""
    simple = n.service_contact_rate * n.systems_contacts_left
    return simple * units + n.service_contact_problem * problems


@register_jitable
def answer_hours(n: Any, contacts: Any, capacity: Any, left: Any) -> Any:
    """Mean hours to an answer, at most as long as contacts have patience: an M/M/1 queue at this
    load, and the time that waiting contacts take.
    """
    load = np.minimum(contacts / np.maximum(capacity, 1e-9), n.service_load_most)
    hours = n.service_answer_scale * load / (1 - load) + WEEK * left / np.maximum(capacity, 1e-9)
    return np.minimum(hours * (contacts > 0), n.service_patience_weeks * WEEK)


@register_jitable
def advertising_at(n: Any, adstock: Any) -> Any:
    """Return ((A + floor) / (A_ref + floor)) ** elasticity, with the floor and reference carried
    over like spending; A is what the firm's systems make of its advertising stock.
    """
    at_work = adstock * (1 + n.systems_reach_gain)
    whole = 1 / (1 - n.market_ad_carryover)
    floor = n.market_ad_floor * whole
    return ((at_work + floor) / (n.market_ad_reference * whole + floor)) ** n.market_ad_elasticity


@register_jitable
def credit_of(n: Any, hours: Any) -> Any:
    """Utility of an answer promised within ``hours``: so much for each halving of the reference."""
    return -n.market_answer_value * np.log2(hours / n.market_answer_reference)


@register_jitable
def promise_at(n: Any, weeks: Any, credit: Any, late: Any, unanswered: Any) -> Any:
    """Utility of promised delivery ``weeks`` and of the answer promised, as far as they are
    believed.

    ``late`` and ``unanswered`` are the shares of such promises that were broken: people add to the
    weeks what they heard of delays, and credit an answer sooner than usual only as far as it came.
    """
    believed = weeks + n.market_late_weeks * late
    return credit - np.maximum(credit, 0.0) * unanswered - n.market_promise_cost * believed


@register_jitable
def fading(x: float) -> float:
    """Return exp(-x)."""
    return 0.0 if x > FADED else math.exp(-x)


@register_jitable
def normal_loss(z: Any) -> Any:
    """Standard normal loss function E[(Z - z)+]."""
    if z == 0.0:
        return 1.0 / math.sqrt(2 * math.pi)
    if z > FAR:
        return 0.0
    return math.exp(-(z**2) / 2) / math.sqrt(2 * math.pi) - z * 0.5 * math.erfc(z / math.sqrt(2))


@part
def _buy(nodes: Floats, utility: float) -> float:
    """Share of visitors who buy: logit over the taste quantiles ``nodes`` (nodes,), each
    exp(-inclusive value).
    """
    total, against = 0.0, math.exp(-min(max(utility, -700.0), 700.0))
    for node in nodes:
        total += 1 / (1 + against * node)
    return total / len(nodes)


class Appeal(NamedTuple):
    """What a plan does to customers whatever they feel."""

    visits: float  # per week
    utility: float  # before feelings and promises
    listed: float  # utility lost to the list price
    reduced: float  # and to the promotion price
    credit: float  # of the promised answer
    share: float  # of weeks with a promotion
    lift: float  # of visits in them
    put_off: float  # share of visitors


class Felt[T](NamedTuple):
    """What customers have come to feel, and the shares of promises that they have seen broken; of
    one firm, or arrays (F,).
    """

    satisfaction: T
    late: T
    unanswered: T


class Response[T](NamedTuple):
    """Expected demand at a plan: per week on average, in a plain and in a promotion week; the
    average price paid. Of one firm, or arrays (F,).
    """

    demand: T
    plain: T
    promoted: T
    price: T
    put_off: T
    buy: T  # share of visitors not put off who buy


@part
def appeal(n: Any, plan: Any, b: Any) -> Appeal:
    """Return what a plan does to customers whatever they feel."""
    options = max(1.0, plan.range) * (n.line_package_options if plan.build > 0 else 1.0)
    options *= n.systems_options_seen
    slope = math.sqrt(n.market_overload_slope**2 + 3 * n.market_comfort_sd**2 / math.pi**2)
    put_off = b.overload / (1 + math.exp(-max((options - n.market_comfort_mean) / slope, -700.0)))
    pull = advertising_at(n, plan.advertising / (1 - n.market_ad_carryover))
    price, every = plan.price, plan.promotion_every
    return Appeal(
        visits=n.market_visit_rate * pull * (1 - put_off),
        utility=n.market_attraction + n.line_package_utility * plan.build,
        listed=n.market_price_sensitivity * (price - n.market_price_reference),
        reduced=n.market_price_sensitivity
        * (price * (1 - plan.promotion_depth) - n.market_price_reference),
        credit=credit_of(n, plan.service_promise),
        share=1 / max(every, 1.0) if every > 0 and plan.promotion_depth > 0 else 0.0,
        lift=math.exp(n.market_promotion_lift * plan.promotion_depth),
        put_off=put_off,
    )


@part
def react(n: Any, nodes: Floats, plan: Any, pulls: Appeal, felt: Felt[float]) -> Response[float]:
    """Return the market's expected response to a plan; ``nodes`` is (V + 1, nodes)."""
    if len(nodes) == 0:
        mean = n.given_mean * plan.range
        return Response(mean, mean, mean, plan.price, put_off=0.0, buy=1.0)
    quantiles = nodes[min(max(1, int(plan.range)), len(nodes) - 1)]
    utility = pulls.utility + n.market_satisfaction_effect * (
        felt.satisfaction - n.market_satisfaction_reference
    )
    utility += promise_at(n, plan.promise, pulls.credit, felt.late, felt.unanswered)
    word = (max(felt.satisfaction, 0.0) / n.people_reputation_start) ** n.people_word_valence
    visits = pulls.visits * word
    buying = _buy(quantiles, utility - pulls.listed)
    plain = visits * buying
    lifted = visits * pulls.lift * _buy(quantiles, utility - pulls.reduced)
    mean = (1 - pulls.share) * plain + pulls.share * lifted
    promoted = pulls.share * lifted / max(mean, 1e-12)
    people = n.market_customers / (
        1 + mean * (n.market_need_weeks + n.market_stockpile_weeks * promoted)
    )
    return Response(
        demand=people * mean,
        plain=people * plain,
        promoted=people * lifted,
        price=plan.price * (1 - plan.promotion_depth * promoted),
        put_off=pulls.put_off,
        buy=buying,
    )


@part
def queue(n: Any, b: Any, load: float, work: float) -> float:
    """Mean queue before a capacity, in weeks of it: heavy traffic (Kingman 1961), cv^2 load / (2 (1
    - load)).

    ``work`` is the mean number of jobs a week; their spread is that of demand, with shocks that
    last. At most as many weeks as people have patience.
    """
    most: float = n.service_patience_weeks
    lasting = (1 + n.market_shock_persistence) / (1 - n.market_shock_persistence)
    variance = 1 / max(work, 1.0) + max(b.surprise, 0.0) * lasting
    return min(variance * load / (2 * max(1 - load, 1e-3)), most) if load < 1 else most


@part
def lateness(n: Any, plan: Any, b: Any, units: float) -> tuple[float, float]:
    """Share of units shipped later than promised, and of waiting orders that outlast the promise
    (uniform wait).

    The queue is taken as exponential: what it holds beyond the promise is late.
    """
    load = units / max(b.shipping, 1e-9)
    waiting = max(queue(n, b, load, units), 1e-9)
    beyond = waiting * fading(max(plan.promise + 1 - load, 0.0) / waiting) / max(load, 1e-9)
    overdue = 1 - (plan.promise + 1) / (2 * b.replenish + 1)
    return (min(beyond, 1.0) if load < 1 else 1.0), min(max(overdue, 0.0), 1.0)


@part
def unanswered_at(n: Any, plan: Any, b: Any, units: float, problems: float) -> float:
    """Share of contacts answered later than promised in the long run; ``problems`` is a share of
    units.
    """
    contacts = contacts_of(n, units, units * problems)
    capacity = plan.staff / max(n.service_contact_hours, 1e-9)
    load = contacts / max(capacity, 1e-9)
    left = 0.0 if math.isinf(capacity) else min(capacity, contacts) * queue(n, b, load, contacts)
    return fading(plan.service_promise / max(answer_hours(n, contacts, capacity, left), 1e-9))
