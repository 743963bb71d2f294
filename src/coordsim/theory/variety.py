"""How broad a range? Sales saturate with variety, complexity costs do not. Case A10.

    revenue(n) = potential n / (half + n)        cost(n) = root_cost sqrt(n) + variant_cost n

Units sold are in proportion to revenue. Each function's manager, paid for one part of the whole,
picks another range.

Source: the textbook trade-off; set-ups and holding grow with sqrt(n) as in Harris 1913, range
overhead with n.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from coordsim.theory import _checks

PaidFor = Literal["units", "profit", "cost"]


@dataclass(frozen=True)
class Trade:
    """Numbers of the trade-off, all scalars.

    potential: revenue of an endless range, money/period, > 0; half: variants that earn half of it,
    > 0; root_cost: money/period per square root of a variant, >= 0; variant_cost: money/period per
    variant, >= 0. Raises ValueError if a number is out of its range.
    """

    potential: float
    half: float
    root_cost: float
    variant_cost: float

    def __post_init__(self) -> None:
        _checks.positive(potential=self.potential, half=self.half)
        _checks.not_negative(root_cost=self.root_cost, variant_cost=self.variant_cost)


def revenue(variants: int, trade: Trade) -> float:
    """Revenue (money/period) of a range. Raises ValueError if variants is not a whole number >=
    1.
    """
    _checks.whole(variants=variants, least=1)
    return trade.potential * variants / (trade.half + variants)


def cost(variants: int, trade: Trade) -> float:
    """Cost of complexity (money/period). Raises ValueError if variants is not a whole number >=
    1.
    """
    _checks.whole(variants=variants, least=1)
    return trade.root_cost * math.sqrt(variants) + trade.variant_cost * variants


def profit(variants: int, trade: Trade) -> float:
    """Revenue less cost (money/period). Raises ValueError if variants is not a whole number >=
    1.
    """
    return revenue(variants, trade) - cost(variants, trade)


def best_range(trade: Trade, limit: int, paid_for: PaidFor = "profit") -> int:
    """Range in 1..limit that a manager picks who is paid for units, profit or (low) cost; ties go
    to the smaller.

    Raises ValueError if limit is not a whole number >= 1 or paid_for is none of the three.
    """
    _checks.whole(limit=limit, least=1)
    if paid_for not in _PAY:
        raise _checks.refuse("paid_for", repr(paid_for), "'units', 'profit' or 'cost'")
    return max(range(1, int(limit) + 1), key=lambda variants: _PAY[paid_for](variants, trade))


def _thrift(variants: int, trade: Trade) -> float:
    return -cost(variants, trade)


_PAY: dict[PaidFor, Callable[[int, Trade], float]] = {
    "units": revenue,
    "profit": profit,
    "cost": _thrift,
}
