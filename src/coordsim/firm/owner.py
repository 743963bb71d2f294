"""The owner: sees the profit and loss, loses patience after quarters with a loss, and orders.

Blunt orders are what an owner does who does not know why: no more hours, no more variants, no more
advertising, and a share of the range goes, once. There is no floor under prices: it would take
sales from a firm that has too few. An informed owner (``mind.cure``) orders one step of one lever.
Orders bind from the next settlement on until the firm has recovered.
"""

from __future__ import annotations

import math

import numpy as np

from coordsim.core.compiled import part
from coordsim.core.firm import Firm, L, Numbers
from coordsim.core.levers import COLUMN
from coordsim.core.records import Floats
from coordsim.core.tables import WORDS

NO_OWNER, BLUNT, INFORMED = (
    WORDS["owner_acts"].index(word) for word in ("none", "blunt", "informed")
)
HOURS, RANGE, ADVERTISING = COLUMN["hours"], COLUMN["range"], COLUMN["advertising"]


@part
def watch(n: Numbers, firm: Firm, earned: float) -> None:
    """Let the owner see a week's profit; at a quarter's end it loses patience, or lifts orders."""
    if n.owner_acts == NO_OWNER:
        return
    firm.quarter_profit += earned
    if (firm.week + 1) % int(n.people_quarter_rounds * n.horizon_round_weeks) != 0:
        return
    if firm.quarter_profit < 0:
        firm.bad_quarters, firm.good_quarters = firm.bad_quarters + 1.0, 0.0
    else:
        firm.bad_quarters, firm.good_quarters = 0.0, firm.good_quarters + 1.0
    firm.quarter_profit = 0.0
    if firm.under_orders > 0:
        if firm.good_quarters >= n.owner_recovery:
            firm.under_orders = 0.0
            firm.orders[:] = np.nan
    elif firm.bad_quarters >= n.owner_patience:
        firm.under_orders = 1.0


@part
def order(n: Numbers, firm: Firm) -> None:
    """Let a blunt owner who has lost patience give its orders, once: the most that each lever may
    be, from the plan in force.
    """
    if n.owner_acts != BLUNT or firm.under_orders == 0 or not math.isnan(firm.orders[RANGE]):
        return
    cut = max(1.0, np.rint(n.owner_cut * firm.plan.range)) if n.owner_cut > 0 else 0.0
    firm.orders[RANGE] = max(n.low[RANGE], firm.plan.range - cut)
    firm.orders[HOURS] = firm.plan.hours
    firm.orders[ADVERTISING] = max(n.low[ADVERTISING], n.owner_advertising * firm.plan.advertising)


@part
def bind(n: Numbers, firm: Firm, plan: Floats) -> None:
    """Hold a plan (L,) to the orders in force: at most what a blunt owner allows, just what an
    informed one has ordered. Levers that nobody may move stay.
    """
    if firm.under_orders == 0:
        return
    for place in range(L):
        if math.isnan(firm.orders[place]) or n.closed[place]:
            continue
        if n.owner_acts == INFORMED:
            plan[place] = firm.orders[place]
        else:
            plan[place] = min(plan[place], firm.orders[place])
