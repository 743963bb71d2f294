"""Stock by age: what has lain on the shelf for its whole life is cleared or thrown away.

Goods leave the shelf in the order in which they came (first in, first out: Nahmias 1982), so that
what is left of them are the newest: to know how old they are it is enough to know what came in the
last weeks, whoever took the rest and for whatever reason.
"""

from __future__ import annotations

from coordsim.core.compiled import part
from coordsim.core.firm import AGES, Firm, Lines, Numbers, Week
from coordsim.core.records import Floats

LEAST = 1e-9  # units: what is taken for nothing


@part
def put_on_shelf(n: Numbers, lines: Lines, v: int, units: float) -> None:
    """Note that units of a variant reach the shelf this week; what goes back is no new batch."""
    if n.plant_shelf_life > 0:
        lines.shelved[0, v] += max(units, 0.0)


@part
def forget(lines: Lines, v: int) -> None:
    """Forget the batches of a variant that has left the shelf."""
    for week in range(len(lines.shelved)):
        lines.shelved[week, v] = 0.0


@part
def too_old(on_hand: float, came: Floats, life: int) -> float:
    """Return how many of the units on hand at a week's end have been on the shelf for ``life``
    weeks; ``came`` (weeks,) are those that reached it this week, last week, ...
    """
    young = 0.0
    for week in range(life - 1):
        young += came[week]
    old = on_hand - young
    return old if old > LEAST else 0.0


@part
def soon_too_old(n: Numbers, firm: Firm, lines: Lines, v: int, forecast: float) -> float:
    """Return how many units of a variant will outlive the shelf before the last week that a lot
    begun now has to cover, if the forecast comes true: they serve nobody, so that operations does
    not count on them (Broekmeulen & van Donselaar 2009). Asked before this week's goods arrive.
    """
    life, lead = int(n.plant_shelf_life), len(lines.in_process)
    there, gone, asked = firm.on_hand[v], 0.0, max(forecast, 0.0)
    for weeks in range(AGES):
        there -= firm.backlog[v, weeks]
    for week in range(int(n.plant_lead_weeks + firm.plan.cycle) - 1):
        if week < lead:
            there += lines.in_process[week, v]
        there = max(there - asked, 0.0)
        young = 0.0
        for before in range(week, week - life + 1, -1):
            if 0 <= before < lead:
                young += lines.in_process[before, v]
            if -len(lines.shelved) < before <= 0:
                young += lines.shelved[-before, v]
        old = max(there - young, 0.0)
        there -= old
        gone += old
    return float(gone)


@part
def clear_shelf(n: Numbers, firm: Firm, lines: Lines, now: Week) -> None:
    """Close a week: take off the shelf what has been there for ``plant.shelf_life`` weeks. A share
    ``money.cleared`` of it, and of the goods of variants retired this week, finds a buyer; the rest
    is thrown away. What is left is a week older.
    """
    now.cleared = 0.0
    life = int(n.plant_shelf_life)
    if life == 0 and n.money_cleared == 0:
        return
    for v in range(int(n.line_slots)):
        now.cleared += n.money_cleared * now.scrapped[v]
        if life == 0:
            continue
        old = too_old(firm.on_hand[v], lines.shelved[:, v], life)
        firm.on_hand[v] -= old
        now.scrapped[v] += old
        now.cleared += n.money_cleared * old
        for week in range(len(lines.shelved) - 1, 0, -1):
            lines.shelved[week, v] = lines.shelved[week - 1, v]
        lines.shelved[0, v] = 0.0


@part
def takings(n: Numbers, price: float, cleared: float) -> float:
    """Return what cleared units bring, at a share of the list price."""
    return float(n.money_clearance * price * cleared)
