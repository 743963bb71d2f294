"""What managers expect of the shelf: how far demand may be off the forecast, and how much of a lot
grows too old to be sold.
"""

from __future__ import annotations

import math
from typing import Any

from coordsim.core.compiled import part
from coordsim.core.formulas import normal_loss


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
def too_old_of_a_lot(n: Any, b: Any, each: float, cycle: float, level: float, given: bool) -> float:
    """Return the units of a lot of a variant that will be too old to be sold, as far as the cost of
    holding is known; 0 where goods keep.

    A lot lifts the inventory position to S = ``level`` and can be sold until L + A weeks from its
    start, L the lead time and A the shelf life. First in, first out, what is thrown away of a lot
    of Q = demand over a ``cycle`` is E(S - D)+ - E(S - Q - D)+, D the demand of L + A weeks
    (Chiu 1995, An approximation to the continuous review inventory model with perishable items and
    lead times).
    """
    if n.plant_shelf_life == 0:
        return 0.0
    weeks = n.plant_lead_weeks + n.plant_shelf_life
    spread = uncertainty(n, b, each, weeks, given)[1]
    over = (level - each * weeks) / spread
    before = over - each * cycle / spread
    old = spread * (normal_loss(-over) - normal_loss(-before))
    aware = min(1.0, b.holding / n.money_holding) if n.money_holding > 0 else 1.0
    return float(aware * old)


@part
def on_the_shelf(n: Any, each: float, cycle: float) -> float:
    """Return the mean of a lot that is on the shelf, units of a variant: it is sold over its cycle,
    but for what is too old before.
    """
    lot = each * cycle / 2
    if 0 < n.plant_shelf_life < cycle:
        lot *= (n.plant_shelf_life / cycle) ** 2
    return float(lot)


@part
def waste_money(n: Any, standard: float, wasted: float) -> float:
    """Return what goods too old to be sold cost beside making them, money/week: their value where
    it is on the books, and getting rid of those that are not cleared.
    """
    return float(standard * wasted * (n.accrual + n.money_disposal * (1 - n.money_cleared)))
