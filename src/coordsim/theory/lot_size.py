"""Economic lot: a set-up for every lot against holding half a lot. Why variety costs more than
volume does.

All arguments are scalars. Demand is constant; a lot arrives at once; no shortage. Case A6.

Source: Harris 1913, How Many Parts to Make at Once; Snyder & Shen, Fundamentals of Supply Chain
Theory.
"""

from __future__ import annotations

import math

from coordsim.theory import _checks


def best_lot(demand: float, setup: float, holding: float) -> float:
    """Lot (units) of least cost: sqrt(2 setup demand / holding).

    demand: units per period; setup: money per lot; holding: money per unit and period.
    Raises ValueError unless all are above 0.
    """
    _checks.positive(demand=demand, setup=setup, holding=holding)
    return math.sqrt(2 * setup * demand / holding)


def lot_cost(lot: float, demand: float, setup: float, holding: float) -> float:
    """Set-ups plus holding (money/period) with lots of `lot` units. Raises ValueError unless all
    are above 0.
    """
    _checks.positive(lot=lot, demand=demand, setup=setup, holding=holding)
    return setup * demand / lot + holding * lot / 2


def range_cost(variants: int, demand: float, setup: float, holding: float) -> float:
    """Set-ups plus holding (money/period) when `variants` share `demand` equally, each with its own
    best lot.

    Grows with the square root of the number of variants: sqrt(2 setup demand holding)
    sqrt(variants). Raises ValueError if variants is not a whole number >= 1 or another argument is
    not above 0.
    """
    _checks.whole(variants=variants, least=1)
    _checks.positive(demand=demand, setup=setup, holding=holding)
    return math.sqrt(2 * setup * demand * holding * variants)
