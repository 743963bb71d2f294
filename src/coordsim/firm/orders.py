"""Orders of production net of lots: what a plant that could begin any amount every week would have
been asked for.
"""

from __future__ import annotations

import math

from coordsim.core.compiled import part
from coordsim.core.firm import Firm, Lines, Numbers, Week
from coordsim.core.records import ON_SALE
from coordsim.firm.planning import base_stock
from coordsim.firm.plant import position_of


@part
def count_needs(n: Numbers, firm: Firm, lines: Lines, now: Week) -> None:
    """Count by how much more is lacking up to the base stocks than after last week's lots, once
    this week's lots are begun.

    That is what left the shelves and how far the base stocks moved: the orders of a base-stock
    policy that is reviewed every week (Chen, Drezner, Ryan & Simchi-Levi 2000). What was wanted
    last week and not made is lacking already and is not counted again; a lot that lifts the
    position for weeks to come is no order. Variants that were not on sale last week are left out.
    """
    now.needed = 0.0
    for v in range(int(n.line_slots)):
        if firm.status[v] != ON_SALE:
            firm.lacking[v] = math.nan
            continue
        lacking = base_stock(n, firm, now.lots_forecast[v]) - position_of(firm, lines, v)
        if not math.isnan(firm.lacking[v]):
            now.needed += lacking + now.lots[v] - firm.lacking[v]
        firm.lacking[v] = lacking
