"""One order, one uncertain demand: order too much and pay for leftovers, too little and pay for
lost sales.

All scalars. Quantities are units per period, costs and prices money per unit. Normal demand is
neither truncated at 0 nor rounded; Poisson demand and its order are whole units. Cases A1-A4.

Source: Snyder & Shen, Fundamentals of Supply Chain Theory, ch. 4.
"""

from __future__ import annotations

import math

from coordsim.theory import _checks, _normal


def critical_ratio(overage: float, underage: float) -> float:
    """Best chance of meeting all demand: underage / (overage + underage), in (0, 1).

    Raises ValueError unless both costs (money/unit) are above 0.
    """
    _checks.positive(overage=overage, underage=underage)
    return underage / (overage + underage)


def best_order(mean: float, sd: float, overage: float, underage: float) -> float:
    """Order (units) of least expected cost for demand N(mean, sd): mean + z(critical ratio) sd.

    Raises ValueError if a cost is not above 0, sd is negative or mean is not finite.
    """
    _checks.finite(mean=mean)
    _checks.not_negative(sd=sd)
    return mean + _normal.quantile(critical_ratio(overage, underage)) * sd


def expected_cost(order: float, mean: float, sd: float, overage: float, underage: float) -> float:
    """Expected cost (money/period) of `order`: overage E[(order - D)+] + underage E[(D - order)+],
    D ~ N(mean, sd).

    Raises ValueError if a cost is not above 0, sd is negative, or order or mean is not finite.
    """
    _checks.finite(order=order, mean=mean)
    _checks.not_negative(sd=sd)
    _checks.positive(overage=overage, underage=underage)
    return overage * _normal.excess(order, mean, sd) + underage * _normal.shortage(order, mean, sd)


def best_profit_order(mean: float, sd: float, price: float, cost: float, salvage: float) -> float:
    """Order (units) of greatest expected profit: `best_order` with overage cost - salvage, underage
    price - cost.

    Raises ValueError unless salvage < cost < price, all finite, and as `best_order` does.
    """
    _margins(price, cost, salvage)
    return best_order(mean, sd, overage=cost - salvage, underage=price - cost)


def expected_profit(
    order: float, mean: float, sd: float, *, price: float, cost: float, salvage: float
) -> float:
    """Expected profit (money/period): price x sales + salvage x leftovers - cost x order, demand
    N(mean, sd).

    Raises ValueError unless salvage < cost < price, sd >= 0, and all are finite.
    """
    _margins(price, cost, salvage)
    return (price - cost) * mean - expected_cost(order, mean, sd, cost - salvage, price - cost)


def fill_rate(order: float, mean: float, sd: float) -> float:
    """Expected sales over expected demand for one period, a share.

    Raises ValueError unless mean > 0, sd >= 0 and order is finite.
    """
    _checks.finite(order=order)
    _checks.positive(mean=mean)
    _checks.not_negative(sd=sd)
    return 1.0 - _normal.shortage(order, mean, sd) / mean


def loss_from_trusted_bias(
    bias: float, mean: float, sd: float, *, price: float, cost: float, salvage: float
) -> float:
    """Share of the best profit lost when the order trusts a forecast of mean x (1 + bias); the true
    sd is kept.

    bias is a share: 0.1 means + 10 %. Raises ValueError if the best profit is not above 0 or bias
    not finite, and as `expected_profit` does.
    """
    _checks.finite(bias=bias)
    order = best_profit_order(mean, sd, price, cost, salvage)
    best = expected_profit(order, mean, sd, price=price, cost=cost, salvage=salvage)
    if best <= 0:
        raise _checks.refuse(
            "best expected profit", best, "above 0 for a relative loss to have a meaning"
        )
    biased = order + bias * mean
    return 1.0 - expected_profit(biased, mean, sd, price=price, cost=cost, salvage=salvage) / best


def poisson_cost(order: int, mean: float, overage: float, underage: float) -> float:
    """Expected cost (money/period) of a whole `order` for Poisson(mean) demand.

    Raises ValueError if order is not a whole number >= 0, or mean or a cost is not above 0.
    """
    _checks.whole(order=order, least=0)
    _checks.positive(mean=mean, overage=overage, underage=underage)
    left_over = math.fsum((order - demand) * _poisson(demand, mean) for demand in range(int(order)))
    return overage * left_over + underage * (mean - order + left_over)


def best_poisson_order(mean: float, overage: float, underage: float) -> int:
    """Smallest whole order (units) with P(D <= order) >= critical ratio, D ~ Poisson(mean).

    Raises ValueError if mean or a cost is not above 0.
    """
    _checks.positive(mean=mean)
    target, order, reached = critical_ratio(overage, underage), 0, _poisson(0, mean)
    while reached < target and (order < mean or reached + _poisson(order + 1, mean) > reached):
        order += 1
        reached += _poisson(order, mean)
    return order


def _poisson(demand: int, mean: float) -> float:
    return math.exp(demand * math.log(mean) - mean - math.lgamma(demand + 1))


def _margins(price: float, cost: float, salvage: float) -> None:
    _checks.finite(price=price, cost=cost, salvage=salvage)
    if not salvage < cost < price:
        raise _checks.refuse("cost", cost, f"above salvage ({salvage}) and below price ({price})")
