"""The closed forms meet the literature's numbers, and refuse what they cannot answer.

Expected numbers are written as strings with the digits that are published. A result agrees if it is
within 1e-6 of them, relatively, or within half a unit of the last digit where fewer digits are
published; `test_oracles.py` closes that gap by computing the same quantity another way to 1e-6 or
better.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal

import pytest
from support.papers import BASE_STOCK, BATCHES, BONUS, LOT, MARKET, PROFIT, SNYDER, TRADE, UTILITIES

from coordsim.theory import (
    base_stock,
    batch_queue,
    bullwhip,
    choice,
    equivalence,
    families,
    lead_time,
    lot_size,
    newsvendor,
    poisson,
    pooling,
    queues,
    reports,
    variety,
)


def agrees(published: str, value: float) -> bool:
    exponent = Decimal(published).as_tuple().exponent
    assert isinstance(exponent, int)
    expected = float(published)
    return abs(value - expected) <= max(1e-6 * abs(expected), 0.5000001 * 10.0**exponent)


# name, published number, what the closed form says
PUBLISHED: list[tuple[str, str, Callable[[], float]]] = [
    ("A1 S*", "56.603956", lambda: newsvendor.best_order(**SNYDER)),
    (
        "A1 cost at S*",
        "1.997605",
        lambda: newsvendor.expected_cost(newsvendor.best_order(**SNYDER), **SNYDER),
    ),
    ("A1 cost at 40", "7.356132", lambda: newsvendor.expected_cost(40, **SNYDER)),
    ("A1 cost at 60", "2.156132", lambda: newsvendor.expected_cost(60, **SNYDER)),
    ("A2 Q*", "1202.346925", lambda: newsvendor.best_profit_order(**PROFIT)),
    (
        "A2 profit",
        "52373.362",
        lambda: newsvendor.expected_profit(newsvendor.best_profit_order(**PROFIT), **PROFIT),
    ),
    (
        "A2 fill",
        "0.955254",
        lambda: newsvendor.fill_rate(newsvendor.best_profit_order(**PROFIT), 1000, 300),
    ),
    ("A2 profit at 1000", "50425.385", lambda: newsvendor.expected_profit(1000, **PROFIT)),
    ("A2 profit at 1600", "47796.223", lambda: newsvendor.expected_profit(1600, **PROFIT)),
    ("A4 S*", "8", lambda: newsvendor.best_poisson_order(6, overage=1, underage=4)),
    ("A4 cost at S*", "3.570107", lambda: newsvendor.poisson_cost(8, 6, overage=1, underage=4)),
    ("A4 cost at 5", "6.590296", lambda: newsvendor.poisson_cost(5, 6, overage=1, underage=4)),
    (
        "A5 S*",
        "264.766894",
        lambda: base_stock.best_level(*BASE_STOCK, holding=0.18, backorder=0.70),
    ),
    (
        "A5 cost",
        "4.466781",
        lambda: base_stock.expected_cost(best_level(), *BASE_STOCK, holding=0.18, backorder=0.70),
    ),
    ("A5 fill", "0.958894", lambda: base_stock.fill_rate(best_level(), *BASE_STOCK)),
    ("A6 one variant", "68.4105", lambda: lot_size.range_cost(1, **LOT)),
    ("A6 nine variants, 3 x", "205.2315", lambda: lot_size.range_cost(9, **LOT)),
    ("A7 separate", "6.579415", lambda: pooling.separate_safety_stock([1] * 4, 0.95)),
    ("A7 pooled", "3.289707", lambda: pooling.pooled_safety_stock([1] * 4, 0.95)),
    (
        "A7 pooled, correlated",
        "5.201484",
        lambda: pooling.pooled_safety_stock([1] * 4, 0.95, correlation=0.5),
    ),
    ("A8 share 1", "0.389800", lambda: choice.shares(UTILITIES)[0]),
    ("A8 share 2", "0.236426", lambda: choice.shares(UTILITIES)[1]),
    ("A8 share 3", "0.143399", lambda: choice.shares(UTILITIES)[2]),
    ("A8 share 4", "0.086976", lambda: choice.shares(UTILITIES)[3]),
    ("A8 recaptured, %", "76.50", lambda: 100 * float(choice.recapture(UTILITIES, missing=0))),
    ("A9 coefficient", "0.03275", lambda: choice.price_coefficient(-2.62, price=100, share=0.2)),
    ("A10 range paid for profit", "9", lambda: variety.best_range(TRADE, limit=36)),
    (
        "A10 range paid for units",
        "36",
        lambda: variety.best_range(TRADE, limit=36, paid_for="units"),
    ),
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
    (
        "A14 report",
        "113.490",
        lambda: reports.best_commission_report(100, 20, commission=1, penalty=0.5),
    ),
    ("A15 kept private", "1078.569", lambda: unshared_cost()),
    ("A15 shared", "762.664", lambda: shared_cost()),
    ("A15 change, %", "-29.3", lambda: 100 * (shared_cost() / unshared_cost() - 1)),
    ("A16 rho 0.5", "0.625", lambda: queues.waiting_time(0.5, service_scv=0.25)),
    ("A16 rho 0.8", "2.5", lambda: queues.waiting_time(0.8, service_scv=0.25)),
    ("A16 rho 0.9", "5.625", lambda: queues.waiting_time(0.9, service_scv=0.25)),
    ("A21 short, z = 0", "0.45165", lambda: poisson.chance_above(30, 30)),
    ("A20 lots of 40, busy", "1", lambda: batch_queue.utilisation(40, **BATCHES)),
    ("A20 lots of 60", "10.5", lambda: batch_queue.lead_time(60, **BATCHES)),
    ("A20 lots of 100", "9.2", lambda: batch_queue.lead_time(100, **BATCHES)),
    ("A20 lots of 200", "13.1", lambda: batch_queue.lead_time(200, **BATCHES)),
    ("A20 best lot", "84.72", lambda: batch_queue.best_lot(**BATCHES)),
    ("A20 output, lots of 20", "16.667", lambda: batch_queue.output(20, 20, 25, 0.4)),
    ("A20 output, lots of 60", "20", lambda: batch_queue.output(60, 20, 25, 0.4)),
]
LOSS_FROM_TRUST = {
    -0.3: "8.409",
    -0.2: "3.630",
    -0.1: "0.865",
    0.1: "0.745",
    0.2: "2.713",
    0.3: "5.513",
    0.5: "12.407",
}


def best_level() -> float:
    return base_stock.best_level(*BASE_STOCK, holding=0.18, backorder=0.70)


def shared_cost() -> float:
    return reports.mismatch_cost(30, margin_span=80, critical_ratio=0.75)


def unshared_cost() -> float:
    return reports.unshared_mismatch_cost(30, 30, margin_span=80, critical_ratio=0.75)


@pytest.mark.parametrize(
    ("published", "closed_form"), [row[1:] for row in PUBLISHED], ids=[row[0] for row in PUBLISHED]
)
def test_meets_the_published_number(published: str, closed_form: Callable[[], float]) -> None:
    assert agrees(published, float(closed_form())), (
        f"published {published}, computed {closed_form():.9g}"
    )


def test_a20_lots_that_drown_the_machine_in_set_ups_never_come() -> None:
    assert batch_queue.lead_time(40, **BATCHES) == math.inf


@pytest.mark.parametrize(("bias", "published"), LOSS_FROM_TRUST.items())
def test_a3_loss_from_trusting_a_biased_forecast(bias: float, published: str) -> None:
    assert agrees(published, 100 * newsvendor.loss_from_trusted_bias(bias, **PROFIT))


REFUSED: list[tuple[str, Callable[[], object]]] = [
    (r"overage = 0 is not allowed: .*above 0", lambda: newsvendor.best_order(50, 8, 0, 1)),
    (r"sd = -1 is not allowed: .*at least 0", lambda: newsvendor.expected_cost(50, 50, -1, 1, 1)),
    (r"mean = nan is not allowed: .*finite", lambda: newsvendor.best_order(math.nan, 8, 1, 1)),
    (
        r"cost = 10 is not allowed: .*above salvage \(20\)",
        lambda: newsvendor.best_profit_order(5, 1, 30, 10, 20),
    ),
    (r"order = 2.5 is not allowed: .*whole", lambda: newsvendor.poisson_cost(2.5, 6, 1, 4)),
    (
        r"best expected profit = .*above 0",
        lambda: newsvendor.loss_from_trusted_bias(0.1, 1, 100, price=10, cost=9, salvage=0),
    ),
    (
        r"lead_time = -1 is not allowed: .*at least 0",
        lambda: base_stock.best_level(50, 8, -1, 1, 1),
    ),
    (r"variants = 0 is not allowed: .*at least 1", lambda: lot_size.range_cost(0, **LOT)),
    (r"sds = \[\] is not allowed", lambda: pooling.separate_safety_stock([], 0.95)),
    (r"sds\[1\] = -2 is not allowed", lambda: pooling.separate_safety_stock([1, -2], 0.95)),
    (r"service = 1 is not allowed: .*below 1", lambda: pooling.pooled_safety_stock([1], 1)),
    (
        r"correlation = -0.5 is not allowed: .*\[-0.33",
        lambda: pooling.pooled_safety_stock([1] * 4, 0.9, -0.5),
    ),
    (r"scale = 0 is not allowed: .*at most 1", lambda: choice.shares([1.0], scale=0)),
    (r"utilities = .* is not allowed", lambda: choice.shares([])),
    (r"utilities = .* is not allowed", lambda: choice.shares([math.nan])),
    (r"missing = 4 is not allowed: .*0 to 3", lambda: choice.recapture(UTILITIES, 4)),
    (r"missing = 0 is not allowed: .*share above 0", lambda: choice.recapture([-math.inf, 1.0], 0)),
    (
        r"share_in_nest = None is not allowed",
        lambda: choice.own_price_elasticity(1, 1, 0.2, scale=0.5),
    ),
    (r"elasticity = 1 is not allowed: .*below 0", lambda: choice.price_coefficient(1, 100, 0.2)),
    (r"paid_for = 'fun' is not allowed", lambda: variety.best_range(TRADE, 9, "fun")),
    (r"half = 0 is not allowed", lambda: variety.Trade(1, 0, 1, 1)),
    (r"capacity = 0 is not allowed", lambda: lead_time.Market(18, 2, 1, 0, 3)),
    (r"unit_cost = 9 is not allowed", lambda: lead_time.planner(lead_time.Market(18, 2, 1, 10, 9))),
    (r"transfer_price = 9 is not allowed", lambda: lead_time.nash(MARKET, 9)),
    (r"demand = 100 is not allowed: .*below rate", lambda: batch_queue.best_lot(100, 100, 0.1)),
    (r"setup = -1 is not allowed", lambda: batch_queue.utilisation(40, 80, 100, -1)),
    (r"probability = 1 is not allowed", lambda: families.uniform_quantile(1, 50, 8)),
    (r"mean = 0 is not allowed", lambda: families.lognormal_shortage(1, 0, 8)),
    (r"chances = \[1\] is not allowed", lambda: families.listed_quantile(0.5, [1, 2], [1])),
    (r"chances = .* sum of 1", lambda: families.listed_shortage(1, [1, 2], [0.5, 0.6])),
    (r"values = .* ascending", lambda: families.listed_shortage(1, [2, 2], [0.5, 0.5])),
    (r"margin = 0 is not allowed", lambda: equivalence.two_one_sided(0, 1, 0, 9)),
    (r"samples = 1 is not allowed", lambda: equivalence.least_margin(0, 1, 1)),
    (r"window = 0 is not allowed", lambda: bullwhip.moving_average_ratio(1, 0)),
    (r"correlation = 1 is not allowed", lambda: bullwhip.moving_average_ratio(1, 5, 1)),
    (r"alpha = 3 is not allowed: .*below gamma \(2\)", lambda: reports.bonus_fractile(3, 0.5, 2)),
    (r"critical_ratio = 0.4 is not allowed: .*0.5", lambda: reports.aligning_penalty(1, 0.4)),
    (r"utilisation = 1 is not allowed: .*below 1", lambda: queues.waiting_time(1, 0.25)),
    (r"rate = -1 is not allowed", lambda: queues.number_in_system(-1, 2)),
]


@pytest.mark.parametrize(
    ("sentence", "call"), REFUSED, ids=[f"{n} {row[0][:22]}" for n, row in enumerate(REFUSED)]
)
def test_refuses_with_a_sentence(sentence: str, call: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()
