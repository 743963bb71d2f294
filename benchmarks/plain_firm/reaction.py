"""How the market is expected to answer marketing's plan, in closed form (docs/model.md 7.14); and
what visits and promises do.
"""

from __future__ import annotations

from math import cos, exp, log2, pi, sqrt
from typing import NamedTuple

from benchmarks.plain_firm.numbers import BASE

Plan = dict[str, float]


class Response(NamedTuple):
    """Demand a week on average, in a plain and in a promotion week; price paid; shares put off and,
    of the others, buying.
    """

    demand: float
    plain: float
    promoted: float
    price: float
    put_off: float
    buy: float


def season(week: int) -> float:
    """Return the yearly wave."""
    return 1 + BASE.market.season_amplitude * cos(2 * pi * (week - BASE.market.season_peak) / 52)


def advertising_factor(adstock: float) -> float:
    """Return what the advertising stock does to visits (adstock: Broadbent 1979)."""
    market = BASE.market
    whole = 1 / (1 - market.ad_carryover)
    floor = market.ad_floor * whole
    return float(
        ((adstock + floor) / (market.ad_reference * whole + floor)) ** market.ad_elasticity
    )


def reputation_factor(reputation: float) -> float:
    """Return what people say does to visits (You, Vadakkepatt & Joshi 2015)."""
    return float((max(reputation, 0.0) / BASE.people.reputation_start) ** BASE.people.word_valence)


def promise_utility(weeks: float, hours: float, late: float, unanswered: float) -> float:
    """Return the utility of a promised delivery and answer, as far as promises were kept."""
    market = BASE.market
    # of an answer sooner than usual, as far as it came
    credit = -market.answer_value * log2(hours / market.answer_reference)
    return (credit * (1 - unanswered) if credit > 0 else credit) - market.promise_cost * (
        weeks + market.late_weeks * late
    )


def promoted(plan: Plan, week: int) -> float:
    """Return the promotion depth that the plan has for a week."""
    every = int(plan["promotion_every"])
    return plan["promotion_depth"] if every > 0 and week % every == every - 1 else 0.0


def respond(
    customers: int,
    plan: Plan,
    overload: float,
    satisfaction: float,
    *,
    late: float = 0.0,
    unanswered: float = 0.0,
) -> Response:
    """Return the market's expected response to a plan at a satisfaction and shares of broken
    promises.
    """
    market = BASE.market
    price, depth, every = plan["price"], plan["promotion_depth"], plan["promotion_every"]
    variants = max(1, int(plan["range"]))
    slope = sqrt(market.overload_slope**2 + 3 * market.comfort_sd**2 / pi**2)
    put_off = overload / (1 + exp(-max((variants - market.comfort_mean) / slope, -700.0)))
    utility = (
        market.attraction
        + market.satisfaction_effect * (satisfaction - market.satisfaction_reference)
        + promise_utility(plan["promise"], plan["service_promise"], late, unanswered)
    )
    adstock = plan["advertising"] / (1 - market.ad_carryover)
    visits = (
        market.visit_rate
        * advertising_factor(adstock)
        * reputation_factor(satisfaction)
        * (1 - put_off)
    )
    nodes = BASE.nodes[variants]

    def buy(paid: float) -> float:
        pull = utility - market.price_sensitivity * (paid - market.price_reference)
        return sum(1 / (1 + exp(-max(pull + node, -700.0))) for node in nodes) / len(nodes)

    share = 1 / every if every > 0 and depth > 0 else 0.0
    buying = buy(price)
    plain = visits * buying
    lifted = visits * exp(market.promotion_lift * depth) * buy(price * (1 - depth))
    mean = (1 - share) * plain + share * lifted
    away = market.need_weeks + market.stockpile_weeks * share * lifted / max(mean, 1e-12)
    people = customers / (1 + mean * away)
    paid = price * (1 - depth * share * lifted / max(mean, 1e-12))
    return Response(
        demand=people * mean,
        plain=people * plain,
        promoted=people * lifted,
        price=paid,
        put_off=put_off,
        buy=buying,
    )
