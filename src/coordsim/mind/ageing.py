"""What managers expect of the shelf: how far demand may be off the forecast, and how much of a lot
grows too old to be sold.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from coordsim.core.compiled import part
from coordsim.core.formulas import normal_loss
from coordsim.firm.life import renewals

STEPS = 6  # of Newton's


class Lot(NamedTuple):
    """A lot of a variant, and the demand that it is for."""

    each: float  # demand, units/week
    cycle: float  # weeks from lot to lot
    level: float  # inventory position that it lifts to, units
    given: bool  # demand is given from outside


@part
def uncertainty(n: Any, b: Any, each: float, protection: float, given: bool) -> tuple[float, float]:
    """Return the unit of the plant's safety stock, sigma sqrt(P), and the true spread of demand
    around the forecast over P weeks.

    The spread adds what sigma sqrt(P) leaves out: shocks last (inflation (1 + r) / (1 - r)), and an
    average of W weeks is itself uncertain (P + P^2 / W in place of P).
    """
    if given:
        buffer = n.given_sd * math.sqrt(protection)
        return buffer, max(buffer, 1e-9)
    lasting = (1 + n.market_shock_persistence) / (1 - n.market_shock_persistence)
    shock = b.surprise * each**2
    reach = protection + protection**2 / n.plant_forecast_window
    return math.sqrt((each + shock) * protection), max(
        math.sqrt((each + shock * lasting) * reach), 1e-9
    )


@part
def foreseen(n: Any, b: Any) -> float:
    """Return the share that is foreseen of what will be written off: that of the cost of holding
    that is known.
    """
    return float(min(1.0, b.holding / n.money_holding)) if n.money_holding > 0 else 1.0


@part
def bare_weeks(n: Any, cycle: float) -> float:
    """Return the weeks of a cycle in which the shelf is empty, as the last lot is too old."""
    return float(max(0.0, cycle - n.plant_shelf_life)) if n.plant_shelf_life > 0 else 0.0


@part
def too_old_of_a_lot(n: Any, b: Any, lot: Lot) -> float:
    """Return the units of a variant's lot that will be too old to be sold, as far as the cost of
    holding is known; 0 where goods keep.

    A lot lifts the inventory position to S, its level, and can be sold until L + A weeks from its
    start, L the lead time and A the shelf life. What is there goes first, so that S - D of it is
    left then, D the demand that was served in these weeks, less what older lots have lost since
    the next order counted on them, m times as much: W = E(S - m W - D)+ (after Chiu 1995, with a
    cycle in place of a reorder point). Newton's steps: the function is convex.
    """
    if n.plant_shelf_life == 0:
        return 0.0
    life, lead, each, cycle = n.plant_shelf_life, n.plant_lead_weeks, lot.each, lot.cycle
    unserved = (1 - n.market_wait) * min(lead, bare_weeks(n, cycle))
    spread = uncertainty(n, b, each, lead + life, lot.given)[1]
    over = (lot.level - each * (lead + life - unserved)) / spread
    older = max(0.0, math.floor(life / cycle) - 1.0)
    old = normal_loss(-over)
    if older > 0:
        old = 0.0
        for _ in range(STEPS):
            z = over - older * old
            missing = normal_loss(-z) - old
            old += missing / (1 + older * 0.5 * math.erfc(-z / math.sqrt(2)))
    return float(foreseen(n, b) * spread * old)


@part
def mean_stock(n: Any, each: float, cycle: float, kept: float, old: float) -> float:
    """Return the mean stock of a variant: half a lot, and what is ``kept`` beyond its cycle; of an
    ageing one as long as it may be sold, less what has become too ``old``.
    """
    if n.plant_shelf_life == 0:
        return float(each * cycle / 2 + max(0.0, kept))
    share = min(1.0, n.plant_shelf_life / cycle)
    return float(share * (share * each * cycle / 2 + max(kept, old)) - old / cycle)


@part
def waste_money(n: Any, standard: float, wasted: float) -> float:
    """Return what goods too old to be sold cost beside making them, money/week: their value where
    it is on the books, and getting rid of those that are not cleared.
    """
    return float(standard * wasted * (n.accrual + n.money_disposal * (1 - n.money_cleared)))


@part
def dead_parts_money(n: Any, b: Any, plan: Any, parts: float) -> float:
    """Return what the parts are worth that fit variants whose life ends, money/week; there are
    ``parts`` modules of all kinds.
    """
    if plan.build > 0:
        return 0.0
    own = parts / n.supply_modules / max(plan.range, 1.0)
    ends = renewals(n, plan, b.development_weeks)
    return float(ends * foreseen(n, b) * n.money_material / n.supply_modules * own)
