"""What a compiled market is asked and what it answers: records whose fields are named, in place of
long lists of arrays of one shape. F firms, N customers, V variants, C taste classes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coordsim.core.records import Floats, Singles

OK, PUT_OFF, EMPTY, WAITED, DEFECT, LATE, UNANSWERED = 0, 1, 2, 3, 4, 5, 6
VISITS, PUTOFFS, LOST_TO_CHOICE, PRICED, SWITCHED, AGAIN = 0, 1, 2, 3, 4, 5
EXPERIENCES, TOTALS = 7, 6


class Window(NamedTuple):
    """What customers meet this week, and how they take it; arrays (F,) unless said otherwise."""

    visit_chance: Floats  # of a customer in need
    base_utility: Floats  # before one's own satisfaction, taste and price sensitivity
    price_gap: Floats  # price paid above the reference
    options: Floats  # that a customer has to take in
    next_need: NDArray[np.int32]  # week from which somebody who chooses now needs the product again
    unanswered: Floats  # chance that a buyer asks the desk and is answered too late
    room: Floats  # units that can still be shipped as promised
    defect: Floats  # (F, V) share of defective units
    overload: Floats
    overload_slope: Floats
    satisfaction_effect: Floats
    substitute: Floats
    wait: Floats
    rate: Floats  # at which satisfaction moves
    loss_weight: Floats
    outcomes: Floats  # (F, EXPERIENCES) how good each experience is


class Counts(NamedTuple):
    """What comes of a week, filled in place; (F, V) but for the totals. The stock falls."""

    stock: Floats
    totals: Floats  # (F, TOTALS)
    demand: Floats
    sold: Floats
    waiting: Floats
    lost: Floats
    defective: Floats


def blank(stock: Floats) -> Counts:
    """Return counts of a week that has not been played, before a copy of the stock (F, V)."""
    demand, sold, waiting, lost, defective = np.zeros((5, *stock.shape))
    return Counts(
        stock=stock.copy(),
        totals=np.zeros((len(stock), TOTALS)),
        demand=demand,
        sold=sold,
        waiting=waiting,
        lost=lost,
        defective=defective,
    )


class Door(NamedTuple):
    """What one firm's customers find this week, and how they take it (as in ``Window``)."""

    base_utility: float
    satisfaction_effect: float
    price_gap: float
    options: float
    overload_slope: float
    overload: float
    next_need: int
    unanswered: float
    room: float
    substitute: float
    wait: float
    rate: float
    loss_weight: float


class Person(NamedTuple):
    """One firm's customers and what they feel, (N,) each; satisfaction changes in place."""

    taste_class: NDArray[np.int16]
    price_sensitivity: Singles
    comfort: Singles
    satisfaction: Singles


class Taste(NamedTuple):
    """Shares of what one firm offers, by taste class."""

    inclusive: Floats  # (C,)
    cumulative: Floats  # (C, V)
    guide: NDArray[np.uint8]  # (C, GUIDES)


class Shelves(NamedTuple):
    """What one firm's customers find on its shelf and leave there; (V,) but for the totals."""

    stock: Floats  # falls
    defect: Floats  # share of defective units
    outcomes: Floats  # (EXPERIENCES,) how good each experience is
    totals: Floats  # (TOTALS,)
    demand: Floats
    sold: Floats
    waiting: Floats
    lost: Floats
    defective: Floats


class Shop(NamedTuple):
    """All that one firm's customers find."""

    door: Door
    taste: Taste
    shelves: Shelves
