"""Laws of the closed forms: least, convex, a share, never better than the planner."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.papers import LOT, MARKET, TRADE, UTILITIES

from coordsim.theory import (
    base_stock,
    choice,
    lead_time,
    lot_size,
    newsvendor,
    pooling,
    queues,
    reports,
    variety,
)

repeatable = settings(derandomize=True, deadline=None)

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
    assert newsvendor.expected_cost(
        best + away * demand[1], *demand, overage, underage
    ) >= least * (1 - 1e-9)


@repeatable
@given(demand=demands, overage=costs, underage=costs, left=st.floats(-8, 8), right=st.floats(-8, 8))
def test_newsvendor_cost_is_convex(
    demand: tuple[float, float], overage: float, underage: float, left: float, right: float
) -> None:
    def cost(z: float) -> float:
        return newsvendor.expected_cost(demand[0] + z * demand[1], *demand, overage, underage)

    assert cost((left + right) / 2) <= (cost(left) + cost(right)) / 2 * (1 + 1e-9)


@repeatable
@given(mean=st.floats(0.1, 300), overage=costs, underage=costs)
def test_poisson_best_order_has_no_better_neighbour(
    mean: float, overage: float, underage: float
) -> None:
    best = newsvendor.best_poisson_order(mean, overage, underage)
    least = newsvendor.poisson_cost(best, mean, overage, underage)
    for other in (max(best - 1, 0), best + 1):
        assert newsvendor.poisson_cost(other, mean, overage, underage) >= least * (1 - 1e-7)


@repeatable
@given(level=st.floats(0, 600), more=st.floats(0, 100), lead=st.integers(0, 8))
def test_fill_rate_rises_with_stock(level: float, more: float, lead: int) -> None:
    assert (
        base_stock.fill_rate(level + more, 50, 8, lead)
        >= base_stock.fill_rate(level, 50, 8, lead) - 1e-9
    )


@repeatable
@given(lot=st.floats(1, 10_000))
def test_best_lot_is_cheapest_and_range_cost_adds_up(lot: float) -> None:
    best = lot_size.best_lot(**LOT)
    assert lot_size.lot_cost(lot, **LOT) >= lot_size.lot_cost(best, **LOT) * (1 - 1e-12)
    each = {**LOT, "demand": LOT["demand"] / 6}
    assert lot_size.range_cost(6, **LOT) == pytest.approx(
        6 * lot_size.lot_cost(lot_size.best_lot(**each), **each)
    )


@repeatable
@given(sds=st.lists(st.floats(0, 100), min_size=2, max_size=8), correlation=st.floats(-0.1, 1))
def test_pooling_never_needs_more(sds: list[float], correlation: float) -> None:
    separate = pooling.separate_safety_stock(sds, 0.95)
    assert pooling.pooled_safety_stock(sds, 0.95, correlation) <= separate * (1 + 1e-9)
    assert pooling.pooled_safety_stock(sds, 0.95, 1.0) == pytest.approx(separate)


@repeatable
@given(values=utilities, scale=scales, outside=st.floats(-20, 20))
def test_shares_and_not_buying_sum_to_one(
    values: list[float], scale: float, outside: float
) -> None:
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
        np.exp((np.array(values) - max(values)) / scale)
        / np.exp((np.array(values) - max(values)) / scale).sum()
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
        return float(
            choice.recapture(values, 0, alike, outside=float(choice.inclusive_value(values, alike)))
        )

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
def test_price_coefficient_and_elasticity_invert_each_other(
    share: float, price: float, elasticity: float
) -> None:
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
        assert (capacity - outcome.demand) * outcome.lead_time == pytest.approx(
            market.safety, rel=1e-8
        )


def test_a_transfer_price_moves_the_decentralised_firm_towards_the_planner() -> None:
    assert (
        lead_time.nash(MARKET).profit
        < lead_time.nash(MARKET, 3).profit
        < lead_time.planner(MARKET).profit
    )


@repeatable
@given(ratio=st.floats(0.51, 0.99), commission=costs)
def test_a14_the_aligning_penalty_makes_the_report_the_newsvendor_quantity(
    ratio: float, commission: float
) -> None:
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
    assert queues.waiting_time(0.8, 1.0, service_time=2.0) == pytest.approx(
        8
    )  # M/M/1: rho / (mu - lambda)
    wait = queues.waiting_time(0.8, 1.0)
    assert queues.number_in_system(0.8, wait + 1) == pytest.approx(4)  # M/M/1: rho / (1 - rho)
