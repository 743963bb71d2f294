"""The closed forms meet an independent computation of the same quantity: quadrature, enumeration,
search, simulation.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, stats
from support.papers import BATCHES, BONUS, MARKET, PROFIT, SNYDER, UTILITIES

from coordsim.theory import (
    base_stock,
    batch_queue,
    bullwhip,
    choice,
    equivalence,
    families,
    lead_time,
    newsvendor,
    reports,
)

repeatable = settings(derandomize=True, deadline=None)


def integral(function: Callable[[float], float], mean: float, sd: float, kink: float) -> float:
    """E[function(D)] for D ~ N(mean, sd) by quadrature, split where the function has its kink."""
    density = stats.norm(mean, sd).pdf
    kink = min(max(kink, mean - 12 * sd), mean + 12 * sd)
    ends = ((mean - 12 * sd, kink), (kink, mean + 12 * sd))
    return sum(
        integrate.quad(lambda d: function(d) * float(density(d)), *end, epsabs=1e-10)[0]
        for end in ends
    )


@pytest.mark.parametrize("order", [30.0, 50.0, 56.6, 75.0])
def test_oracle_newsvendor_cost_by_quadrature(order: float) -> None:
    expected = integral(lambda d: 0.18 * max(order - d, 0) + 0.70 * max(d - order, 0), 50, 8, order)
    assert newsvendor.expected_cost(order, **SNYDER) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("order", [600.0, 1000.0, 1202.3])
def test_oracle_newsvendor_profit_by_quadrature(order: float) -> None:
    expected = integral(
        lambda d: 100 * min(order, d) + 20 * max(order - d, 0) - 40 * order, 1000, 300, order
    )
    assert newsvendor.expected_profit(order, **PROFIT) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(("mean", "overage", "underage"), [(6, 1, 4), (0.3, 2, 1), (250, 1, 99)])
def test_oracle_poisson_by_enumeration(mean: float, overage: float, underage: float) -> None:
    demand = np.arange(2000)
    chance = stats.poisson.pmf(demand, mean)

    def cost(order: int) -> float:
        return float(
            chance
            @ (overage * np.maximum(order - demand, 0) + underage * np.maximum(demand - order, 0))
        )

    best = newsvendor.best_poisson_order(mean, overage, underage)
    assert newsvendor.poisson_cost(best, mean, overage, underage) == pytest.approx(
        cost(best), rel=1e-9
    )
    assert best == min(range(400), key=cost)


@pytest.mark.parametrize("lead", [0, 1, 4])
def test_oracle_base_stock_by_simulating_the_order_of_events(lead: int) -> None:
    weeks, on_the_way = 200_000, [50.0] * lead
    demand = np.random.default_rng(7).normal(50, 8, weeks)
    level = base_stock.best_level(50, 8, lead, 0.18, 0.70)
    stock, unmet, net = level - sum(on_the_way), 0.0, np.empty(weeks)
    for week, wanted in enumerate(demand):
        on_the_way.append(level - stock - sum(on_the_way))  # place the order
        stock += on_the_way.pop(0)  # receive
        unmet += max(wanted - max(stock, 0.0), 0.0)  # demand
        stock -= wanted
        net[week] = stock  # charge
    cost = float(np.mean(0.18 * np.maximum(net, 0) + 0.70 * np.maximum(-net, 0)))
    assert cost == pytest.approx(
        base_stock.expected_cost(level, 50, 8, lead, holding=0.18, backorder=0.70), rel=0.02
    )
    assert 1 - unmet / demand.sum() == pytest.approx(
        base_stock.fill_rate(level, 50, 8, lead), abs=0.002
    )


@pytest.mark.parametrize("first", [0, 2])
def test_oracle_recapture_is_the_gain_over_the_loss(first: int) -> None:
    weights = np.exp(UTILITIES)
    others = np.delete(weights, first)
    gain = others.sum() / (1 + others.sum()) - others.sum() / (1 + weights.sum())
    assert float(choice.recapture(UTILITIES, first)) == pytest.approx(
        gain / (weights[first] / (1 + weights.sum()))
    )


@repeatable
@given(
    coefficient=st.floats(0.05, 1),
    price=st.floats(5, 15),
    scale=st.floats(0.2, 1),
    others=st.lists(st.floats(-1, 1), min_size=1, max_size=4),
)
def test_oracle_price_elasticity_by_difference(
    coefficient: float, price: float, scale: float, others: list[float]
) -> None:
    def share(at: float) -> float:
        return float(choice.shares([-coefficient * (at - price), *others], scale)[0])

    step = 1e-4 * price
    numeric = (math.log(share(price + step)) - math.log(share(price - step))) / (2 * step) * price
    shares = choice.shares([0.0, *others], scale)
    exact = choice.own_price_elasticity(
        coefficient, price, shares[0], shares[0] / shares.sum(), scale
    )
    assert exact == pytest.approx(numeric, rel=1e-4, abs=1e-7)


def test_oracle_planner_by_direct_search() -> None:
    def loss(demand: float) -> float:
        wait = MARKET.safety / (10 - demand)
        return -((18 - wait - demand) / 2 - 3) * demand

    found = optimize.minimize_scalar(
        loss, bounds=(0, 9.9), method="bounded", options={"xatol": 1e-10}
    )
    assert lead_time.planner(MARKET).profit == pytest.approx(-float(found.fun), rel=1e-9)


def test_oracle_nash_by_answering_in_turn_and_by_the_quadratic() -> None:
    wait = 0.0
    for _ in range(500):
        price = lead_time.price_for_revenue(MARKET, wait)
        spare = (
            10 - 18 + 2 * price
        )  # (spare + L) L = safety is the shortest lead time that keeps the service
        wait = 0.5 * wait + 0.5 * (-spare + math.sqrt(spare**2 + 4 * MARKET.safety)) / 2
    assert lead_time.nash(MARKET).lead_time == pytest.approx(wait, rel=1e-9)
    assert lead_time.nash(MARKET).lead_time == pytest.approx(
        -1 + math.sqrt(1 + 2 * MARKET.safety), rel=1e-12
    )


@pytest.mark.parametrize("charge", [0.0, 3.0])
def test_oracle_marketing_price_by_search_on_its_pay(charge: float) -> None:
    def loss(price: float) -> float:
        return -(price - charge) * (18 - 2 * price - 1.5)

    found = optimize.minimize_scalar(loss, bounds=(0, 9), method="bounded", options={"xatol": 1e-9})
    assert lead_time.price_for_revenue(MARKET, 1.5, charge) == pytest.approx(
        float(found.x), rel=1e-6
    )


@pytest.mark.parametrize(
    ("lead", "window", "correlation"), [(1, 5, 0.0), (4, 10, 0.7), (3, 4, -0.5)]
)
def test_oracle_bullwhip_by_the_weights_on_past_demand(
    lead: int, window: int, correlation: float
) -> None:
    # order = demand + change in (lead x moving average): a fixed weight on each of the last window
    # + 1 demands
    weights = np.zeros(window + 1)
    weights[0], weights[window] = 1 + lead / window, -lead / window
    lags = np.abs(np.subtract.outer(np.arange(window + 1), np.arange(window + 1)))
    expected = float(weights @ correlation**lags @ weights)
    assert bullwhip.moving_average_ratio(lead, window, correlation) == pytest.approx(
        expected, rel=1e-12
    )


@pytest.mark.parametrize("pay", ["bonus", "commission"])
def test_oracle_best_report_by_search_on_the_pay(pay: str) -> None:
    if pay == "bonus":
        best = reports.best_bonus_report(100, 20, **BONUS)
        found = optimize.minimize_scalar(
            lambda f: -reports.bonus_pay(f, 100, 20, **BONUS), bounds=(0, 200)
        )
    else:
        best = reports.best_commission_report(100, 20, 1, 0.5)
        found = optimize.minimize_scalar(
            lambda f: -reports.commission_pay(f, 100, 20, 1, 0.5), bounds=(0, 200)
        )
    assert best == pytest.approx(float(found.x), abs=1e-3)


def test_oracle_pay_by_quadrature() -> None:
    bonus = integral(lambda a: 90 + 0.5 * max(a - 90, 0) - 2 * max(90 - a, 0), 100, 20, 90)
    commission = integral(lambda a: min(a, 90) - 0.5 * abs(a - 90), 100, 20, 90)
    assert reports.bonus_pay(90, 100, 20, **BONUS) == pytest.approx(bonus, rel=1e-8)
    assert reports.commission_pay(90, 100, 20, 1, 0.5) == pytest.approx(commission, rel=1e-8)


def test_oracle_mismatch_cost_is_the_newsvendor_cost() -> None:
    order = newsvendor.best_order(500, 30, overage=20, underage=60)
    assert reports.mismatch_cost(30, 80, 0.75) == pytest.approx(
        newsvendor.expected_cost(order, 500, 30, 20, 60)
    )


@pytest.mark.parametrize("level", [5.0, 30.0, 56.6, 90.0])
@pytest.mark.parametrize(
    ("demand", "quantile", "shortage", "shape"),
    [
        (
            stats.uniform(50 - 20 * 3**0.5, 40 * 3**0.5),
            families.uniform_quantile,
            families.uniform_shortage,
            (50.0, 20.0),
        ),
        (
            stats.lognorm(math.log(1.25) ** 0.5, scale=50 / 1.25**0.5),
            families.lognormal_quantile,
            families.lognormal_shortage,
            (50.0, 25.0),
        ),
    ],
    ids=["uniform", "lognormal"],
)
def test_oracle_other_demands(
    demand: Any,
    quantile: Callable[..., float],
    shortage: Callable[..., float],
    shape: tuple[float, float],
    level: float,
) -> None:
    """Moments, quantiles and shortages of SciPy's distributions."""
    assert (demand.mean(), demand.std()) == pytest.approx(shape)
    assert quantile(0.8, *shape) == pytest.approx(float(demand.ppf(0.8)), rel=1e-9)
    expected = integrate.quad(lambda d: float(demand.sf(d)), level, np.inf, epsabs=1e-10)[0]
    assert shortage(level, *shape) == pytest.approx(expected, rel=1e-6, abs=1e-8)


def test_oracle_listed_demand_by_enumeration() -> None:
    values, chances = [20.0, 40.0, 60.0, 120.0], [0.2, 0.4, 0.3, 0.1]
    costs = [
        families.expected_cost(
            level,
            50.0,
            families.listed_shortage(level, values, chances),
            overage=0.18,
            underage=0.7,
        )
        for level in range(131)
    ]
    by_hand = [
        sum(
            c * max(0.18 * (level - v), 0.7 * (v - level))
            for v, c in zip(values, chances, strict=True)
        )
        for level in range(131)
    ]
    np.testing.assert_allclose(costs, by_hand, rtol=1e-12)
    assert families.listed_quantile(0.7 / 0.88, values, chances) == int(np.argmin(costs)) == 60


@pytest.mark.parametrize(("difference", "se", "samples"), [(0.3, 0.2, 5), (-0.1, 0.4, 200)])
def test_oracle_equivalence_by_two_t_tests(difference: float, se: float, samples: int) -> None:
    for margin in (0.2, 0.5, 1.0):
        above = stats.t.sf((difference + margin) / se, samples - 1)
        below = stats.t.cdf((difference - margin) / se, samples - 1)
        found = equivalence.two_one_sided(difference, se, margin, samples)
        assert found == pytest.approx(max(above, below))
    least = equivalence.least_margin(difference, se, samples)
    assert equivalence.two_one_sided(difference, se, least, samples) == pytest.approx(0.05)


def test_oracle_batch_queue_by_search() -> None:
    found = optimize.minimize_scalar(
        lambda lot: batch_queue.lead_time(lot, **BATCHES), bounds=(41, 400), method="bounded"
    )
    assert batch_queue.best_lot(**BATCHES) == pytest.approx(found.x, rel=1e-4)
