"""Price and quoted lead time: one planner, or marketing and production each for itself. Case A11.

Demand a - b p - c L. The plant is an M/M/1 queue that keeps the quoted lead time L with probability
s, so (capacity - demand) L = ln(1 / (1 - s)). Marketing, paid for revenue, sets p; production, held
to service, sets the shortest L it can keep. Left alone they quote too long a lead time at too low a
price.

Source: Pekgün, Griffin & Keskinocak 2008, Coordination of Marketing and Production for Price and
Leadtime Decisions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.optimize import brentq

from coordsim.theory import _checks


@dataclass(frozen=True)
class Market:
    """Numbers of the case, all scalars; ValueError if one is out of range.

    potential a: units/period at p = L = 0, > 0; price_effect b: units/period per money, > 0;
    lead_time_effect c: units/period per period of L, > 0; capacity: units/period ("hours" when a
    unit takes one), > 0; unit_cost: money/unit, >= 0; service s: chance that the lead time is kept,
    in (0, 1).
    """

    potential: float
    price_effect: float
    lead_time_effect: float
    capacity: float
    unit_cost: float
    service: float = 0.95

    def __post_init__(self) -> None:
        _checks.positive(potential=self.potential, price_effect=self.price_effect)
        _checks.positive(lead_time_effect=self.lead_time_effect, capacity=self.capacity)
        _checks.not_negative(unit_cost=self.unit_cost)
        _checks.inside_zero_one(service=self.service)

    @property
    def safety(self) -> float:
        """Spare capacity x lead time that keeps the service: ln(1 / (1 - s)), units."""
        return -math.log1p(-self.service)


@dataclass(frozen=True)
class Outcome:
    """demand (units/period), lead_time (periods), price (money/unit), profit (money/period)."""

    demand: float
    lead_time: float
    price: float
    profit: float


def planner(market: Market) -> Outcome:
    """The plan of greatest profit (p - unit_cost) x demand that keeps the service.

    With L and p written as functions of demand, profit is concave; demand is where its slope is 0.
    Raises ValueError if no price above the unit cost finds a buyer.
    """
    room = market.potential - market.price_effect * market.unit_cost

    def slope(demand: float) -> float:
        spare = market.capacity - demand
        wait = market.lead_time_effect * market.safety * market.capacity
        return (room - 2 * demand) * spare**2 - wait

    if slope(0.0) <= 0:
        raise _checks.refuse(
            "unit_cost", market.unit_cost, "low enough that the first unit earns a profit"
        )
    highest = min(market.capacity, room / 2)
    demand = float(brentq(slope, 0.0, highest, xtol=1e-13 * highest, rtol=1e-14))
    return _outcome(market, demand, market.safety / (market.capacity - demand))


def nash(market: Market, transfer_price: float = 0.0) -> Outcome:
    """Where neither wants to move: marketing's best price given L, production's shortest lead time
    given p.

    transfer_price: money/unit that marketing is charged; 0 is pay for revenue alone.
    Raises ValueError if transfer_price is negative or so high that marketing would sell nothing.
    """
    _checks.not_negative(transfer_price=transfer_price)

    def owed(lead_time: float) -> float:
        sold = _demand(market, price_for_revenue(market, lead_time, transfer_price), lead_time)
        return (market.capacity - sold) * lead_time - market.safety

    longest = (market.potential - market.price_effect * transfer_price) / market.lead_time_effect
    if longest <= 0 or owed(longest) <= 0:
        raise _checks.refuse(
            "transfer_price", transfer_price, "low enough that marketing sells something"
        )
    lead_time = float(brentq(owed, 0.0, longest, xtol=1e-13 * longest, rtol=1e-14))
    price = price_for_revenue(market, lead_time, transfer_price)
    return _outcome(market, _demand(market, price, lead_time), lead_time)


def price_for_revenue(market: Market, lead_time: float, transfer_price: float = 0.0) -> float:
    """Marketing's answer to a lead time: the price (money/unit) of greatest (p - transfer_price) x
    demand.
    """
    _checks.not_negative(lead_time=lead_time, transfer_price=transfer_price)
    return (market.potential - market.lead_time_effect * lead_time) / (
        2 * market.price_effect
    ) + transfer_price / 2


def _demand(market: Market, price: float, lead_time: float) -> float:
    return market.potential - market.price_effect * price - market.lead_time_effect * lead_time


def _outcome(market: Market, demand: float, lead_time: float) -> Outcome:
    price = (market.potential - market.lead_time_effect * lead_time - demand) / market.price_effect
    return Outcome(demand, lead_time, price, (price - market.unit_cost) * demand)
