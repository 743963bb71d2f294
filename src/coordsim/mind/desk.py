"""What managers make of the numbers on their desks: marketing's expectation of demand, operations'
planning forecast.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from coordsim.core.compiled import part
from coordsim.core.facts import INDEX
from coordsim.core.firm import Firm, Lines, Numbers, Week, copy
from coordsim.core.formulas import Felt, Response, appeal, react
from coordsim.core.levers import COLUMN
from coordsim.core.records import MARKETING, ON_SALE, Floats
from coordsim.core.tables import WORDS
from coordsim.firm.planning import own_forecast
from coordsim.firm.supply import covered_weeks, needed_soon
from coordsim.firm.trends import next_shock, season
from coordsim.mind.lessons import OPTIMISM, trait
from coordsim.mind.thought import Eye

LEAST_LEVEL = 0.05  # of the market: a lower one has no logarithm worth having
FILTER = WORDS["managers_record"].index("filter")
DEMAND, CALENDAR = INDEX["demand"], INDEX["promotion_every"]
TOLD_TOGETHER = tuple(COLUMN[name] for name in ("price", "promotion_depth", "promotion_every"))


@part
def usual(n: Numbers, nodes: Floats, plan: Any, b: Any) -> Response[float]:
    """Return the market's response to a plan when customers feel as they usually do."""
    felt = Felt(n.market_satisfaction_reference, 0.0, 0.0)
    return react(n, nodes, plan, appeal(n, plan, b), felt)


@part
def usual_demand(n: Numbers, nodes: Floats, plan: Any, b: Any, week: int) -> float:
    """Mean weekly demand over the coming round at a plan, by marketing's formula and the season
    alone.
    """
    weeks, wave = int(n.horizon_round_weeks), 0.0
    for ahead in range(weeks):
        wave += season(n, week + ahead)
    return usual(n, nodes, plan, b).demand * (wave / weeks)


@part
def expected_demand(n: Numbers, nodes: Floats, firm: Firm, lines: Lines) -> float:
    """Marketing's honest expectation of mean weekly demand over the coming round at its plan: by
    its formula, its record of the market's level, and what it sees of the market's coming shocks.

    What it does not see of a shock may be anything, and counts with its mean.
    """
    weeks = int(n.horizon_round_weeks)
    seen = float(weeks)
    if not n.given:
        seen, shock = 0.0, firm.shock
        unseen = (n.market_insight * n.market_shock_sd) ** 2
        for ahead in range(weeks):
            shock = next_shock(n, firm, shock, firm.week + ahead)
            seen += math.exp(n.market_insight * shock - unseen / 2)
    by_formula = usual_demand(n, nodes, firm.plan, firm.marketing, firm.week)
    by_formula *= trait(n, firm.seed, MARKETING, OPTIMISM)
    return by_formula * mean_level(n, lines) * (seen / weeks)


@part
def window_of(n: Numbers) -> int:
    """Weeks that records of bookings and of the market's level reach back."""
    return max(1, int(n.plant_forecast_window))


@part
def mean_level(n: Numbers, lines: Lines) -> float:
    """Read the market's level off marketing's record: its mean, or a filter's estimate.

    The filter weighs a week k weeks ago by (1 - g)^k, with the steady-state gain g of a local level
    model whose level moves as the market's shock does and whose weeks are noisy as many customers'
    bookings are (Harvey 1989, ch. 4): g = (-q + sqrt(q^2 + 4 q)) / 2, q the ratio of the two
    variances.
    """
    fade = 0.0
    if n.managers_record == FILTER:
        booked = 0.0
        for v in range(int(n.line_slots)):
            booked += lines.booked[0, v]
        moves = n.market_shock_sd**2 * (1 - n.market_shock_persistence**2)
        q = moves * max(booked, 1.0)
        fade = (-q + math.sqrt(q**2 + 4 * q)) / 2
    whole, weights, weight = 0.0, 0.0, 1.0
    for week in range(window_of(n)):
        whole += weight * lines.level[week]
        weights += weight
        weight *= 1 - fade
    return whole / weights


@part
def observed_level(n: Numbers, nodes: Floats, firm: Firm, now: Week, demand: float) -> float:
    """This week's demand over what marketing's own formula expects at this plan, season and
    promotion.

    The variance that the foreseen part of the shock takes away makes its mean the level itself.
    """
    response = usual(n, nodes, firm.plan, firm.marketing)
    expected = response.promoted if now.promotion > 0 else response.plain
    insight = 0.0 if n.given else n.market_insight
    foreseen = insight * firm.shock - (2 * insight - insight**2) * n.market_shock_sd**2 / 2
    return demand / max(expected * season(n, firm.week) * math.exp(foreseen), 1e-9)


@part
def asked_for(firm: Firm, now: Week, v: int) -> float:
    """Estimate a variant's demand of the week from what was booked: where the shelf ran empty,
    demand is censored, and at least as large as the forecast (Dai & Jerath 2013).
    """
    booked: float = now.sold[v] + now.waiting[v]
    return max(booked, now.own[v]) if firm.on_hand[v] <= 0 else booked


@part
def estimated(n: Numbers, firm: Firm, now: Week) -> float:
    """Estimate the demand of the week from what was booked, units."""
    whole = 0.0
    for v in range(int(n.line_slots)):
        whole += asked_for(firm, now, v)
    return whole


@part
def in_a_week(n: Numbers, nodes: Floats, firm: Firm, average: float, promotion: float) -> float:
    """What a word on the average week means for a week with or without a promotion (depth, 0 =
    none).
    """
    response = usual(n, nodes, firm.plan, firm.marketing)
    expected = response.promoted if promotion > 0 else response.plain
    return average * expected / max(response.demand, 1e-9)


@part
def momentum(n: Numbers, lines: Lines, weeks: float) -> float:
    """Expected demand over the average, mean over the next ``weeks``: the market's shock dies out
    as in an AR(1) process. One where the forecast uses no momentum.

    What marketing did not foresee is read off its record of the market's level; ``heard`` is the
    share of a week's deviation that is shock, and not the luck of the single customers who booked.
    """
    if n.systems_momentum == 0:
        return 1.0
    limit = n.systems_momentum_limit
    last = math.log(max(lines.level[0], LEAST_LEVEL) / max(mean_level(n, lines), LEAST_LEVEL))
    last = min(max(last, -limit), limit)
    fade, reach = n.market_shock_persistence, max(weeks, 1.0)
    kept = fade * (1 - fade**reach) / max((1 - fade) * reach, 1e-9)
    booked = 0.0
    for v in range(int(n.line_slots)):
        booked += lines.booked[0, v]
    unseen = ((1 - n.market_insight) * n.market_shock_sd) ** 2
    heard = unseen / max(unseen + 1 / max(booked, 1.0), 1e-9)
    return math.exp(n.systems_momentum * heard * last * kept)


class Promotions(NamedTuple):
    """The calendar of promotions and what they do to demand, as believed."""

    depth: float
    every: float  # weeks
    bump: float  # a promotion week's demand over the average
    dip: float  # a plain week's


@part
def promotions_of(n: Numbers, nodes: Floats, b: Any, plan: Any) -> Promotions:
    """Return the calendar as beliefs have it; ``plan`` is the plan as believed."""
    response = usual(n, nodes, plan, b)
    average = max(response.demand, 1e-9)
    return Promotions(
        depth=b.promotion_depth,
        every=b.promotion_every,
        bump=response.promoted / average,
        dip=response.plain / average,
    )


class Reach(NamedTuple):
    """The window of weeks [start, start + weeks) that a forecast looks at, how many ``early`` weeks
    after it promotions are built ahead, and how many weeks ahead they are known (-1: all).
    """

    start: int
    weeks: float
    early: int
    notice: int


@part
def over_average(n: Numbers, calendar: Promotions, reach: Reach) -> float:
    """Mean demand over the average in a window.

    The extra units of promotions that are built ahead are counted in. Weeks of which it is not yet
    known whether they have a promotion count as average ones.
    """
    if n.given:
        return 1.0
    start, weeks, early, notice = reach.start, reach.weeks, reach.early, reach.notice
    every, whole = int(max(calendar.every, 1.0)), 0.0
    for ahead in range(int(np.ceil(weeks)) + early):
        if 0 <= notice < ahead:
            break
        hit = calendar.every > 0 and calendar.depth > 0 and (start + ahead) % every == every - 1
        if ahead < weeks:
            whole += calendar.bump if hit else calendar.dip
        elif hit and ahead < weeks + early:
            whole += calendar.bump - calendar.dip
    if notice >= 0:
        whole += max(weeks - notice - 1, 0.0)
    return whole / weeks


@part
def plan_lots(eye: Eye, n: Numbers, firm: Firm, lines: Lines, now: Week) -> None:
    """Turn operations' beliefs into forecasts: for lots due now, for this week, for the materials
    ordered now.

    A told promotion is seen as many weeks ahead as the talk rule gives notice.
    """
    k, notice = eye.k, eye.r.notice
    slots, early = int(n.line_slots), int(n.plant_prebuild_weeks)
    b = firm.operations
    reach = n.plant_lead_weeks + firm.plan.cycle
    copy(firm.beliefs[1], now.seen_levers)
    calendar = promotions_of(k, eye.nodes, b, now.seen)
    now.total = b.demand
    in_lots = over_average(k, calendar, Reach(firm.week, reach, early, notice))
    in_lots *= momentum(k, lines, reach)
    until = reach + covered_weeks(n, firm.plan)
    in_parts = over_average(k, calendar, Reach(firm.week, until, early, notice))
    now.this_week = b.demand * over_average(k, calendar, Reach(firm.week, 1.0, 0, notice))
    now.this_week *= momentum(k, lines, 1.0)
    on_sale, whole = 0, 0.0
    for v in range(slots):
        now.own[v] = own_forecast(n, firm, lines, v)
        whole += now.own[v]
        on_sale += firm.status[v] == ON_SALE
    planned, demand = 0.0, Whole(b.demand, whole, on_sale)
    for v in range(slots):
        planned += spread(firm, now, v, demand)
    for v in range(slots):
        usually = spread(firm, now, v, demand)
        now.lots_forecast[v] = usually * in_lots
        if firm.status[v] != ON_SALE and needed_soon(n, firm, v):
            usually = planned / max(on_sale, 1)
        now.parts_forecast[v] = usually * in_parts


class Whole(NamedTuple):
    """What is spread over variants: a total, the sum of operations' own averages, and how many
    variants are on sale.
    """

    total: float
    own: float
    on_sale: int


@part
def spread(firm: Firm, now: Week, v: int, whole: Whole) -> float:
    """Return a variant's share of a total, as operations' own averages spread it over the variants
    on sale, equally where they are all zero.
    """
    if whole.own > 0:
        return float(whole.total * (now.own[v] / whole.own))
    return whole.total * (1.0 / max(whole.on_sale, 1)) if firm.status[v] == ON_SALE else 0.0


@part
def plan_informed(eye: Eye, n: Numbers, firm: Firm, now: Week) -> None:
    """Note what operations would plan for lots due now had it been told all, by its own calendar
    alone: for the cause *not told*.
    """
    copy(firm.beliefs[1], now.known_)
    if math.isnan(firm.told[DEMAND]):
        now.known_[DEMAND] = now.honest
    if math.isnan(firm.told[CALENDAR]):
        for place in TOLD_TOGETHER:
            now.known_[place] = firm.levers[place]
    copy(now.known_, now.seen_levers)
    calendar = promotions_of(eye.k, eye.nodes, now.known, now.seen)
    reach = n.plant_lead_weeks + firm.plan.cycle
    early = int(n.plant_prebuild_weeks)
    total = now.known.demand * over_average(eye.k, calendar, Reach(firm.week, reach, early, -1))
    on_sale, whole = 0, 0.0
    for v in range(int(n.line_slots)):
        whole += now.own[v]
        on_sale += firm.status[v] == ON_SALE
    for v in range(int(n.line_slots)):
        now.informed[v] = spread(firm, now, v, Whole(total, whole, on_sale))
