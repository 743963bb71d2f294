"""The closed forms meet the literature's numbers, an independent computation of the same thing, and their own laws.

Expected numbers are written as strings with the digits that are published. A result agrees if it is within 1e-6 of
them, relatively, or within half a unit of the last digit where fewer digits are published; the `oracle` tests close
that gap by computing the same quantity another way to 1e-6 or better.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from coordsim.theory import (
    base_stock,
    bullwhip,
    choice,
    lead_time,
    lot_size,
    newsvendor,
    pooling,
    queues,
    reports,
    variety,
)

SNYDER = {"mean": 50.0, "sd": 8.0, "overage": 0.18, "underage": 0.70}
PROFIT = {"mean": 1000.0, "sd": 300.0, "price": 100.0, "cost": 40.0, "salvage": 20.0}
BASE_STOCK = (50.0, 8.0, 4)  # mean, sd, lead time
LOT = {"demand": 1300.0, "setup": 8.0, "holding": 0.225}
UTILITIES = (1.0, 0.5, 0.0, -0.5)
TRADE = variety.Trade(potential=20000, half=4, root_cost=1500, variant_cost=200)
MARKET = lead_time.Market(potential=18, price_effect=2, lead_time_effect=1, capacity=10, unit_cost=3, service=0.95)
BONUS = {"alpha": 1.0, "beta": 0.5, "gamma": 2.0}

repeatable = settings(derandomize=True, deadline=None)


def agrees(published: str, value: float) -> bool:
    exponent = Decimal(published).as_tuple().exponent
    assert isinstance(exponent, int)
    expected = float(published)
    return abs(value - expected) <= max(1e-6 * abs(expected), 0.5000001 * 10.0**exponent)


# name, published number, what the closed form says
PUBLISHED: list[tuple[str, str, Callable[[], float]]] = [
    ("A1 S*", "56.603956", lambda: newsvendor.best_order(**SNYDER)),
    ("A1 cost at S*", "1.997605", lambda: newsvendor.expected_cost(newsvendor.best_order(**SNYDER), **SNYDER)),
    ("A1 cost at 40", "7.356132", lambda: newsvendor.expected_cost(40, **SNYDER)),
    ("A1 cost at 60", "2.156132", lambda: newsvendor.expected_cost(60, **SNYDER)),
    ("A2 Q*", "1202.346925", lambda: newsvendor.best_profit_order(**PROFIT)),
    ("A2 profit", "52373.362", lambda: newsvendor.expected_profit(newsvendor.best_profit_order(**PROFIT), **PROFIT)),
    ("A2 fill", "0.955254", lambda: newsvendor.fill_rate(newsvendor.best_profit_order(**PROFIT), 1000, 300)),
    ("A2 profit at 1000", "50425.385", lambda: newsvendor.expected_profit(1000, **PROFIT)),
    ("A2 profit at 1600", "47796.223", lambda: newsvendor.expected_profit(1600, **PROFIT)),
    ("A4 S*", "8", lambda: newsvendor.best_poisson_order(6, overage=1, underage=4)),
    ("A4 cost at S*", "3.570107", lambda: newsvendor.poisson_cost(8, 6, overage=1, underage=4)),
    ("A4 cost at 5", "6.590296", lambda: newsvendor.poisson_cost(5, 6, overage=1, underage=4)),
    ("A5 S*", "264.766894", lambda: base_stock.best_level(*BASE_STOCK, holding=0.18, backorder=0.70)),
    ("A5 cost", "4.466781", lambda: base_stock.expected_cost(best_level(), *BASE_STOCK, holding=0.18, backorder=0.70)),
    ("A5 fill", "0.958894", lambda: base_stock.fill_rate(best_level(), *BASE_STOCK)),
    ("A6 one variant", "68.4105", lambda: lot_size.range_cost(1, **LOT)),
    ("A6 nine variants, 3 x", "205.2315", lambda: lot_size.range_cost(9, **LOT)),
    ("A7 separate", "6.579415", lambda: pooling.separate_safety_stock([1] * 4, 0.95)),
    ("A7 pooled", "3.289707", lambda: pooling.pooled_safety_stock([1] * 4, 0.95)),
    ("A7 pooled, correlated", "5.201484", lambda: pooling.pooled_safety_stock([1] * 4, 0.95, correlation=0.5)),
    ("A8 share 1", "0.389800", lambda: choice.shares(UTILITIES)[0]),
    ("A8 share 2", "0.236426", lambda: choice.shares(UTILITIES)[1]),
    ("A8 share 3", "0.143399", lambda: choice.shares(UTILITIES)[2]),
    ("A8 share 4", "0.086976", lambda: choice.shares(UTILITIES)[3]),
    ("A8 recaptured, %", "76.50", lambda: 100 * float(choice.recapture(UTILITIES, missing=0))),
    ("A9 coefficient", "0.03275", lambda: choice.price_coefficient(-2.62, price=100, share=0.2)),
    ("A10 range paid for profit", "9", lambda: variety.best_range(TRADE, limit=36)),
    ("A10 range paid for units", "36", lambda: variety.best_range(TRADE, limit=36, paid_for="units")),
    ("A10 range paid for cost", "1", lambda: variety.best_range(TRADE, limit=36, paid_for="cost")),
    ("A10 profit", "7546.154", lambda: variety.profit(9, TRADE)),
    ("A11 planner demand", "5.316995", lambda: lead_time.planner(MARKET).demand),
    ("A11 planner lead time", "0.639703", lambda: lead_time.planner(MARKET).lead_time),
    ("A11 planner price", "6.021651", lambda: lead_time.planner(MARKET).price),
    ("A11 planner profit", "16.066103", lambda: lead_time.planner(MARKET).profit),
    ("A11 Nash demand", "8.177931", lambda: lead_time.nash(MARKET).demand),
    ("A11 Nash lead time", "1.644138", lambda: lead_time.nash(MARKET).lead_time),
    ("A11 Nash price", "4.088966", lambda: lead_time.nash(MARKET).price),
    ("A11 Nash profit", "8.905485", lambda: lead_time.nash(MARKET).profit),
    ("A12 (1, 5, 0)", "1.48", lambda: bullwhip.moving_average_ratio(1, 5)),
    ("A12 (2, 5, 0)", "2.12", lambda: bullwhip.moving_average_ratio(2, 5)),
    ("A12 (5, 5, 0)", "5.00", lambda: bullwhip.moving_average_ratio(5, 5)),
    ("A12 (4, 10, 0.7)", "2.0884", lambda: bullwhip.moving_average_ratio(4, 10, 0.7)),
    ("A13 report", "91.385", lambda: reports.best_bonus_report(100, 20, **BONUS)),
    ("A14 report", "113.490", lambda: reports.best_commission_report(100, 20, commission=1, penalty=0.5)),
    ("A15 kept private", "1078.569", lambda: unshared_cost()),
    ("A15 shared", "762.664", lambda: shared_cost()),
    ("A15 change, %", "-29.3", lambda: 100 * (shared_cost() / unshared_cost() - 1)),
    ("A16 rho 0.5", "0.625", lambda: queues.waiting_time(0.5, service_scv=0.25)),
    ("A16 rho 0.8", "2.5", lambda: queues.waiting_time(0.8, service_scv=0.25)),
    ("A16 rho 0.9", "5.625", lambda: queues.waiting_time(0.9, service_scv=0.25)),
]
LOSS_FROM_TRUST = {-0.3: "8.409", -0.2: "3.630", -0.1: "0.865", 0.1: "0.745", 0.2: "2.713", 0.3: "5.513", 0.5: "12.407"}


def best_level() -> float:
    return base_stock.best_level(*BASE_STOCK, holding=0.18, backorder=0.70)


def shared_cost() -> float:
    return reports.mismatch_cost(30, margin_span=80, critical_ratio=0.75)


def unshared_cost() -> float:
    return reports.unshared_mismatch_cost(30, 30, margin_span=80, critical_ratio=0.75)


@pytest.mark.parametrize(("published", "closed_form"), [row[1:] for row in PUBLISHED], ids=[row[0] for row in PUBLISHED])
def test_meets_the_published_number(published: str, closed_form: Callable[[], float]) -> None:
    assert agrees(published, float(closed_form())), f"published {published}, computed {closed_form():.9g}"


@pytest.mark.parametrize(("bias", "published"), LOSS_FROM_TRUST.items())
def test_a3_loss_from_trusting_a_biased_forecast(bias: float, published: str) -> None:
    assert agrees(published, 100 * newsvendor.loss_from_trusted_bias(bias, **PROFIT))


# ---- oracles: the same quantity computed another way ----


def integral(function: Callable[[float], float], mean: float, sd: float, kink: float) -> float:
    """E[function(D)] for D ~ N(mean, sd) by quadrature, split where the function has its kink."""
    density = stats.norm(mean, sd).pdf
    kink = min(max(kink, mean - 12 * sd), mean + 12 * sd)
    ends = ((mean - 12 * sd, kink), (kink, mean + 12 * sd))
    return sum(integrate.quad(lambda d: function(d) * float(density(d)), *end, epsabs=1e-10)[0] for end in ends)


@pytest.mark.parametrize("order", [30.0, 50.0, 56.6, 75.0])
def test_oracle_newsvendor_cost_by_quadrature(order: float) -> None:
    expected = integral(lambda d: 0.18 * max(order - d, 0) + 0.70 * max(d - order, 0), 50, 8, order)
    assert newsvendor.expected_cost(order, **SNYDER) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("order", [600.0, 1000.0, 1202.3])
def test_oracle_newsvendor_profit_by_quadrature(order: float) -> None:
    expected = integral(lambda d: 100 * min(order, d) + 20 * max(order - d, 0) - 40 * order, 1000, 300, order)
    assert newsvendor.expected_profit(order, **PROFIT) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(("mean", "overage", "underage"), [(6, 1, 4), (0.3, 2, 1), (250, 1, 99)])
def test_oracle_poisson_by_enumeration(mean: float, overage: float, underage: float) -> None:
    demand = np.arange(2000)
    chance = stats.poisson.pmf(demand, mean)

    def cost(order: int) -> float:
        return float(chance @ (overage * np.maximum(order - demand, 0) + underage * np.maximum(demand - order, 0)))

    best = newsvendor.best_poisson_order(mean, overage, underage)
    assert newsvendor.poisson_cost(best, mean, overage, underage) == pytest.approx(cost(best), rel=1e-9)
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
    assert cost == pytest.approx(base_stock.expected_cost(level, 50, 8, lead, 0.18, 0.70), rel=0.02)
    assert 1 - unmet / demand.sum() == pytest.approx(base_stock.fill_rate(level, 50, 8, lead), abs=0.002)


@pytest.mark.parametrize("first", [0, 2])
def test_oracle_recapture_is_the_gain_over_the_loss(first: int) -> None:
    weights = np.exp(UTILITIES)
    others = np.delete(weights, first)
    gain = others.sum() / (1 + others.sum()) - others.sum() / (1 + weights.sum())
    assert float(choice.recapture(UTILITIES, first)) == pytest.approx(gain / (weights[first] / (1 + weights.sum())))


@repeatable
@given(
    coefficient=st.floats(0.05, 1),
    price=st.floats(5, 15),
    scale=st.floats(0.2, 1),
    others=st.lists(st.floats(-1, 1), min_size=1, max_size=4),
)
def test_oracle_price_elasticity_by_difference(coefficient: float, price: float, scale: float, others: list[float]) -> None:
    def share(at: float) -> float:
        return float(choice.shares([-coefficient * (at - price), *others], scale)[0])

    step = 1e-4 * price
    numeric = (math.log(share(price + step)) - math.log(share(price - step))) / (2 * step) * price
    shares = choice.shares([0.0, *others], scale)
    exact = choice.own_price_elasticity(coefficient, price, shares[0], shares[0] / shares.sum(), scale)
    assert exact == pytest.approx(numeric, rel=1e-4, abs=1e-7)


def test_oracle_planner_by_direct_search() -> None:
    def loss(demand: float) -> float:
        wait = MARKET.safety / (10 - demand)
        return -((18 - wait - demand) / 2 - 3) * demand

    found = optimize.minimize_scalar(loss, bounds=(0, 9.9), method="bounded", options={"xatol": 1e-10})
    assert lead_time.planner(MARKET).profit == pytest.approx(-float(found.fun), rel=1e-9)


def test_oracle_nash_by_answering_in_turn_and_by_the_quadratic() -> None:
    wait = 0.0
    for _ in range(500):
        price = lead_time.price_for_revenue(MARKET, wait)
        spare = 10 - 18 + 2 * price  # (spare + L) L = safety is the shortest lead time that keeps the service
        wait = 0.5 * wait + 0.5 * (-spare + math.sqrt(spare**2 + 4 * MARKET.safety)) / 2
    assert lead_time.nash(MARKET).lead_time == pytest.approx(wait, rel=1e-9)
    assert lead_time.nash(MARKET).lead_time == pytest.approx(-1 + math.sqrt(1 + 2 * MARKET.safety), rel=1e-12)


@pytest.mark.parametrize("charge", [0.0, 3.0])
def test_oracle_marketing_price_by_search_on_its_pay(charge: float) -> None:
    def loss(price: float) -> float:
        return -(price - charge) * (18 - 2 * price - 1.5)

    found = optimize.minimize_scalar(loss, bounds=(0, 9), method="bounded", options={"xatol": 1e-9})
    assert lead_time.price_for_revenue(MARKET, 1.5, charge) == pytest.approx(float(found.x), rel=1e-6)


@pytest.mark.parametrize(("lead", "window", "correlation"), [(1, 5, 0.0), (4, 10, 0.7), (3, 4, -0.5)])
def test_oracle_bullwhip_by_the_weights_on_past_demand(lead: int, window: int, correlation: float) -> None:
    # order = demand + change in (lead x moving average): a fixed weight on each of the last window + 1 demands
    weights = np.zeros(window + 1)
    weights[0], weights[window] = 1 + lead / window, -lead / window
    lags = np.abs(np.subtract.outer(np.arange(window + 1), np.arange(window + 1)))
    expected = float(weights @ correlation**lags @ weights)
    assert bullwhip.moving_average_ratio(lead, window, correlation) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("pay", ["bonus", "commission"])
def test_oracle_best_report_by_search_on_the_pay(pay: str) -> None:
    if pay == "bonus":
        best = reports.best_bonus_report(100, 20, **BONUS)
        found = optimize.minimize_scalar(lambda f: -reports.bonus_pay(f, 100, 20, **BONUS), bounds=(0, 200))
    else:
        best = reports.best_commission_report(100, 20, 1, 0.5)
        found = optimize.minimize_scalar(lambda f: -reports.commission_pay(f, 100, 20, 1, 0.5), bounds=(0, 200))
    assert best == pytest.approx(float(found.x), abs=1e-3)


def test_oracle_pay_by_quadrature() -> None:
    bonus = integral(lambda a: 90 + 0.5 * max(a - 90, 0) - 2 * max(90 - a, 0), 100, 20, 90)
    commission = integral(lambda a: min(a, 90) - 0.5 * abs(a - 90), 100, 20, 90)
    assert reports.bonus_pay(90, 100, 20, **BONUS) == pytest.approx(bonus, rel=1e-8)
    assert reports.commission_pay(90, 100, 20, 1, 0.5) == pytest.approx(commission, rel=1e-8)


def test_oracle_mismatch_cost_is_the_newsvendor_cost() -> None:
    order = newsvendor.best_order(500, 30, overage=20, underage=60)
    assert reports.mismatch_cost(30, 80, 0.75) == pytest.approx(newsvendor.expected_cost(order, 500, 30, 20, 60))


# ---- laws ----

costs = st.floats(0.01, 100)
demands = st.tuples(st.floats(10, 1000), st.floats(0.1, 200))
utilities = st.lists(st.floats(-20, 20), min_size=1, max_size=8)
scales = st.floats(0.05, 1)


@repeatable
@given(demand=demands, overage=costs, underage=costs, away=st.floats(-5, 5))
def test_newsvendor_cost_is_least_at_the_best_order(
    demand: tuple[float, float], overage: float, underage: float, away: float
) -> None:
    best = newsvendor.best_order(*demand, overage, underage)
    least = newsvendor.expected_cost(best, *demand, overage, underage)
    assert newsvendor.expected_cost(best + away * demand[1], *demand, overage, underage) >= least * (1 - 1e-9)


@repeatable
@given(demand=demands, overage=costs, underage=costs, left=st.floats(-8, 8), right=st.floats(-8, 8))
def test_newsvendor_cost_is_convex(demand: tuple[float, float], overage: float, underage: float, left: float, right: float) -> None:
    def cost(z: float) -> float:
        return newsvendor.expected_cost(demand[0] + z * demand[1], *demand, overage, underage)

    assert cost((left + right) / 2) <= (cost(left) + cost(right)) / 2 * (1 + 1e-9)


@repeatable
@given(mean=st.floats(0.1, 300), overage=costs, underage=costs)
def test_poisson_best_order_has_no_better_neighbour(mean: float, overage: float, underage: float) -> None:
    best = newsvendor.best_poisson_order(mean, overage, underage)
    least = newsvendor.poisson_cost(best, mean, overage, underage)
    for other in (max(best - 1, 0), best + 1):
        assert newsvendor.poisson_cost(other, mean, overage, underage) >= least * (1 - 1e-7)


@repeatable
@given(level=st.floats(0, 600), more=st.floats(0, 100), lead=st.integers(0, 8))
def test_fill_rate_rises_with_stock(level: float, more: float, lead: int) -> None:
    assert base_stock.fill_rate(level + more, 50, 8, lead) >= base_stock.fill_rate(level, 50, 8, lead) - 1e-9


@repeatable
@given(lot=st.floats(1, 10_000))
def test_best_lot_is_cheapest_and_range_cost_adds_up(lot: float) -> None:
    best = lot_size.best_lot(**LOT)
    assert lot_size.lot_cost(lot, **LOT) >= lot_size.lot_cost(best, **LOT) * (1 - 1e-12)
    each = {**LOT, "demand": LOT["demand"] / 6}
    assert lot_size.range_cost(6, **LOT) == pytest.approx(6 * lot_size.lot_cost(lot_size.best_lot(**each), **each))


@repeatable
@given(sds=st.lists(st.floats(0, 100), min_size=2, max_size=8), correlation=st.floats(-0.1, 1))
def test_pooling_never_needs_more(sds: list[float], correlation: float) -> None:
    separate = pooling.separate_safety_stock(sds, 0.95)
    assert pooling.pooled_safety_stock(sds, 0.95, correlation) <= separate * (1 + 1e-9)
    assert pooling.pooled_safety_stock(sds, 0.95, 1.0) == pytest.approx(separate)


@repeatable
@given(values=utilities, scale=scales, outside=st.floats(-20, 20))
def test_shares_and_not_buying_sum_to_one(values: list[float], scale: float, outside: float) -> None:
    taken = choice.shares(values, scale, outside)
    value = float(choice.inclusive_value(values, scale))
    assert np.all(taken >= 0)
    assert taken.sum() + 1 / (1 + math.exp(value - outside)) == pytest.approx(1, rel=1e-9)


@repeatable
@given(values=utilities, scale=scales)
def test_one_nest_with_scale_one_is_multinomial(values: list[float], scale: float) -> None:
    weights = np.exp(values)
    assert choice.shares(values) == pytest.approx(weights / (1 + weights.sum()), rel=1e-9)
    assert choice.shares(values, scale) / choice.shares(values, scale).sum() == pytest.approx(
        np.exp((np.array(values) - max(values)) / scale) / np.exp((np.array(values) - max(values)) / scale).sum()
    )


@repeatable
@given(values=st.lists(st.floats(-3, 3), min_size=2, max_size=6), scale=scales)
def test_recapture_is_a_share(values: list[float], scale: float) -> None:
    assert 0 <= float(choice.recapture(values, 0, scale)) <= 1


@repeatable
@given(variants=st.integers(2, 9), scale=st.floats(0.2, 0.9))
def test_more_is_recaptured_when_variants_are_alike(variants: int, scale: float) -> None:
    def caught(alike: float) -> float:  # half of the customers buy, whatever the scale
        values = np.zeros(variants)
        return float(choice.recapture(values, 0, alike, outside=float(choice.inclusive_value(values, alike))))

    assert caught(scale) > caught(1.0)


def test_choice_keeps_the_firm_axis_and_skips_missing_variants() -> None:
    firms = np.array([UTILITIES, (0.0, -np.inf, 1.0, -np.inf), (-np.inf,) * 4])
    taken = choice.shares(firms, scale=0.5)
    assert taken.shape == (3, 4)
    assert taken[0] == pytest.approx(choice.shares(UTILITIES, scale=0.5))
    assert taken[1, [1, 3]] == pytest.approx([0, 0])
    assert taken[2] == pytest.approx([0] * 4)
    assert choice.recapture(firms[:2], 0, 0.5).shape == (2,)


@repeatable
@given(share=st.floats(0.01, 0.95), price=st.floats(1, 1000), elasticity=st.floats(-8, -0.1))
def test_price_coefficient_and_elasticity_invert_each_other(share: float, price: float, elasticity: float) -> None:
    coefficient = choice.price_coefficient(elasticity, price, share)
    assert choice.own_price_elasticity(coefficient, price, share) == pytest.approx(elasticity)


@repeatable
@given(limit=st.integers(1, 60))
def test_the_units_paid_manager_goes_to_the_limit(limit: int) -> None:
    assert variety.best_range(TRADE, limit, "units") == limit
    assert variety.best_range(TRADE, limit, "cost") == 1
    assert variety.best_range(TRADE, limit) == min(limit, 9)


@repeatable
@given(
    potential=st.floats(10, 40),
    price_effect=st.floats(0.5, 3),
    effect=st.floats(0.1, 2),
    capacity=st.floats(5, 30),
    service=st.floats(0.5, 0.99),
)
def test_nash_never_beats_the_planner_and_both_keep_the_service(
    potential: float, price_effect: float, effect: float, capacity: float, service: float
) -> None:
    market = lead_time.Market(potential, price_effect, effect, capacity, 1.0, service)
    best, alone = lead_time.planner(market), lead_time.nash(market)
    assert alone.profit <= best.profit * (1 + 1e-9)
    for outcome in (best, alone):
        assert (capacity - outcome.demand) * outcome.lead_time == pytest.approx(market.safety, rel=1e-8)


def test_a_transfer_price_moves_the_decentralised_firm_towards_the_planner() -> None:
    assert lead_time.nash(MARKET).profit < lead_time.nash(MARKET, 3).profit < lead_time.planner(MARKET).profit


@repeatable
@given(ratio=st.floats(0.51, 0.99), commission=costs)
def test_a14_the_aligning_penalty_makes_the_report_the_newsvendor_quantity(ratio: float, commission: float) -> None:
    penalty = reports.aligning_penalty(commission, ratio)
    assert reports.commission_fractile(commission, penalty) == pytest.approx(ratio)
    order = newsvendor.best_order(100, 20, overage=1 - ratio, underage=ratio)
    assert reports.best_commission_report(100, 20, commission, penalty) == pytest.approx(order)


def test_without_uncertainty_there_is_nothing_to_lose() -> None:
    assert newsvendor.best_order(50, 0, 0.18, 0.70) == 50
    assert newsvendor.expected_cost(50, 50, 0, 0.18, 0.70) == 0
    assert base_stock.fill_rate(250, 50, 0, 4) == 1
    assert reports.mismatch_cost(0, 80, 0.75) == 0


def test_queues_known_in_full() -> None:
    assert queues.waiting_time(0.0, 1.0) == 0  # nobody comes
    assert queues.waiting_time(0.9, service_scv=0, arrival_scv=0) == 0  # by the clock, nobody waits
    assert queues.waiting_time(0.8, service_scv=1, arrival_scv=0.5) == pytest.approx(3)
    assert queues.waiting_time(0.8, 1.0, service_time=2.0) == pytest.approx(8)  # M/M/1: rho / (mu - lambda)
    wait = queues.waiting_time(0.8, 1.0)
    assert queues.number_in_system(0.8, wait + 1) == pytest.approx(4)  # M/M/1: rho / (1 - rho)


# ---- refusals: the argument, its value, what is allowed ----

REFUSED: list[tuple[str, Callable[[], object]]] = [
    (r"overage = 0 is not allowed: .*above 0", lambda: newsvendor.best_order(50, 8, 0, 1)),
    (r"sd = -1 is not allowed: .*at least 0", lambda: newsvendor.expected_cost(50, 50, -1, 1, 1)),
    (r"mean = nan is not allowed: .*finite", lambda: newsvendor.best_order(math.nan, 8, 1, 1)),
    (r"cost = 10 is not allowed: .*above salvage \(20\)", lambda: newsvendor.best_profit_order(5, 1, 30, 10, 20)),
    (r"order = 2.5 is not allowed: .*whole", lambda: newsvendor.poisson_cost(2.5, 6, 1, 4)),  # type: ignore[arg-type]
    (r"best expected profit = .*above 0", lambda: newsvendor.loss_from_trusted_bias(0.1, 1, 100, 10, 9, 0)),
    (r"lead_time = -1 is not allowed: .*at least 0", lambda: base_stock.best_level(50, 8, -1, 1, 1)),
    (r"variants = 0 is not allowed: .*at least 1", lambda: lot_size.range_cost(0, **LOT)),
    (r"sds = \[\] is not allowed", lambda: pooling.separate_safety_stock([], 0.95)),
    (r"sds\[1\] = -2 is not allowed", lambda: pooling.separate_safety_stock([1, -2], 0.95)),
    (r"service = 1 is not allowed: .*below 1", lambda: pooling.pooled_safety_stock([1], 1)),
    (r"correlation = -0.5 is not allowed: .*\[-0.33", lambda: pooling.pooled_safety_stock([1] * 4, 0.9, -0.5)),
    (r"scale = 0 is not allowed: .*at most 1", lambda: choice.shares([1.0], scale=0)),
    (r"utilities = .* is not allowed", lambda: choice.shares([])),
    (r"utilities = .* is not allowed", lambda: choice.shares([math.nan])),
    (r"missing = 4 is not allowed: .*0 to 3", lambda: choice.recapture(UTILITIES, 4)),
    (r"missing = 0 is not allowed: .*share above 0", lambda: choice.recapture([-math.inf, 1.0], 0)),
    (r"share_in_nest = None is not allowed", lambda: choice.own_price_elasticity(1, 1, 0.2, scale=0.5)),
    (r"elasticity = 1 is not allowed: .*below 0", lambda: choice.price_coefficient(1, 100, 0.2)),
    (r"paid_for = 'fun' is not allowed", lambda: variety.best_range(TRADE, 9, "fun")),  # type: ignore[arg-type]
    (r"half = 0 is not allowed", lambda: variety.Trade(1, 0, 1, 1)),
    (r"capacity = 0 is not allowed", lambda: lead_time.Market(18, 2, 1, 0, 3)),
    (r"unit_cost = 9 is not allowed", lambda: lead_time.planner(lead_time.Market(18, 2, 1, 10, 9))),
    (r"transfer_price = 9 is not allowed", lambda: lead_time.nash(MARKET, 9)),
    (r"window = 0 is not allowed", lambda: bullwhip.moving_average_ratio(1, 0)),
    (r"correlation = 1 is not allowed", lambda: bullwhip.moving_average_ratio(1, 5, 1)),
    (r"alpha = 3 is not allowed: .*below gamma \(2\)", lambda: reports.bonus_fractile(3, 0.5, 2)),
    (r"critical_ratio = 0.4 is not allowed: .*0.5", lambda: reports.aligning_penalty(1, 0.4)),
    (r"utilisation = 1 is not allowed: .*below 1", lambda: queues.waiting_time(1, 0.25)),
    (r"rate = -1 is not allowed", lambda: queues.number_in_system(-1, 2)),
]


@pytest.mark.parametrize(("sentence", "call"), REFUSED, ids=[f"{n} {row[0][:22]}" for n, row in enumerate(REFUSED)])
def test_refuses_with_a_sentence(sentence: str, call: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()
