"""Stock by age: what has lain on the shelf for its whole life is cleared or thrown away.

Goods leave the shelf in the order in which they came (first in, first out: Nahmias 1982), so that
what is left of them are the newest: to know how old they are it is enough to know what came in the
last weeks, whoever took the rest and for whatever reason.
"""

from __future__ import annotations

from coordsim.core.compiled import part
from coordsim.core.firm import Firm, Lines, Numbers, Week
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
def clear_shelf(n: Numbers, firm: Firm, lines: Lines, now: Week) -> None:
    """Close a week: take off the shelf what has been there for ``plant.shelf_life`` weeks; a share
    ``money.cleared`` of it finds a buyer, the rest is thrown away. What is left is a week older.
    """
    now.cleared = 0.0
    life = int(n.plant_shelf_life)
    if life == 0:
        return
    for v in range(int(n.line_slots)):
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
