"""One firm's market apart from the rest of its week: the same compiled code as in every run."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from coordsim.core.compiled import compiled
from coordsim.core.firm import CUSTOMERS
from coordsim.core.records import Ints
from coordsim.core.tables import ASKED_CUSTOMERS, Records, Tables
from coordsim.customers.kernel import (
    BLOCK,
    against,
    draw_luck,
    find_visitors,
    sort_out,
)
from coordsim.customers.market import Crowd, coming, doorstep, sell
from coordsim.run.fleet import Fleet, Span, crowd_of, log_for
from coordsim.scenario.file import Scenario
from coordsim.week.story import Rooms


def at_the_door(scenario: Scenario, seed: int, week: int) -> Fleet:
    """Return one firm of rule-based managers in the moment of ``week`` when its shop opens.

    Raises ValueError where it has to stop earlier, as somebody else has to be asked.
    """
    fleet = Fleet([scenario], [seed], asks=True)
    log = log_for(1, Span(0, week + 1, scenario.horizon.round_weeks), known=False)
    fleet.live(log._replace(until=week))
    fleet.tables.numbers["market"] = ASKED_CUSTOMERS
    if fleet.live(log) != CUSTOMERS:
        raise ValueError(f"{scenario.name} asks somebody before its customers come in week {week}")
    return fleet


def sell_once(fleet: Fleet) -> None:
    """Let the firm's customers live one week."""
    market_week(shop_of(fleet))


class Shop(NamedTuple):
    """All that the week of a market reads and changes; the first firm's."""

    tables: Tables
    firms: Records
    crowds: Crowd
    at: Ints
    rooms: Rooms


def shop_of(fleet: Fleet) -> Shop:
    """Return what a fleet's first market reads and changes, in place."""
    return Shop(fleet.tables, fleet.firms, fleet.crowds, fleet.at, fleet.rooms)


@compiled
def market_week(shop: Shop) -> None:
    """Play a firm's market of a week; what its shelf sold before is forgotten."""
    firm, now = shop.firms[0], shop.rooms.now[0]
    n = shop.tables.numbers[firm.row]
    for v in range(int(n.line_slots)):
        now.demand[v] = now.sold[v] = now.waiting[v] = now.lost[v] = now.defective[v] = 0.0
    sell(n, firm, now, crowd_of(shop.crowds, shop.at, 0), shop.rooms.stall)


@compiled
def market_up_to(stage: int, shop: Shop) -> None:
    """Go through a firm's customers as ``kernel.visit_firm`` does, no further than a stage: find
    them, draw, weigh, turn into chances, sort. Shares are those of the last ``market_week``.
    """
    firm, now, here = shop.firms[0], shop.rooms.now[0], shop.rooms.stall
    n, crowd = shop.tables.numbers[firm.row], crowd_of(shop.crowds, shop.at, 0)
    door, space, people = doorstep(n, firm, now, here), here.space, len(crowd.satisfaction)
    come = coming(n, firm, now, crowd, here)
    for begin in range(0, people, BLOCK):
        count = find_visitors(begin, min(begin + BLOCK, people), come, space)
        if stage > 0:
            draw_luck(count, come, space)
        if stage > 1:
            for k in range(count):
                i = space.found[k]
                utility = door.base_utility + door.satisfaction_effect * crowd.satisfaction[i]
                space.buy[k] = (
                    utility
                    + here.inclusive[np.uint16(crowd.taste_class[i])]
                    - crowd.price_sensitivity[i] * door.price_gap
                )
                space.off[k] = (door.options - crowd.comfort[i]) / door.overload_slope
        if stage > 2:
            against(space.buy, count)
            against(space.off, count)
        if stage > 3:
            sort_out(count, door.overload, here.totals, space)
