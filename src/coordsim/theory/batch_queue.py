"""Lots before a busy machine: small ones drown it in set-ups, large ones wait for themselves.

All scalars. Lots of ``lot`` units arrive at a machine at ``demand`` units a period altogether; each
takes a set-up and its run. Arrivals and times are taken to be exponential, so that a lot spends
its own time over the share of time that is free. Case A20.

Source: Karmarkar 1987, Lot Sizes, Lead Times and In-Process Inventories, Management Science 33(3).
"""

from __future__ import annotations

import math

from coordsim.theory import _checks


def utilisation(lot: float, demand: float, rate: float, setup: float) -> float:
    """Return the share of time that is taken: demand / rate + setup demand / lot.

    demand, rate: units per period; setup: periods per lot. Raises ValueError unless lot, demand and
    rate are above 0 and setup is not negative.
    """
    _checks.positive(lot=lot, demand=demand, rate=rate)
    _checks.not_negative(setup=setup)
    return demand / rate + setup * demand / lot


def lead_time(lot: float, demand: float, rate: float, setup: float) -> float:
    """Return the mean periods that a lot waits, is set up for and is made: (setup + lot / rate) /
    (1 - utilisation); infinite where lots are so small that the machine cannot keep up.

    Arguments and errors as `utilisation`.
    """
    busy = utilisation(lot, demand, rate, setup)
    return (setup + lot / rate) / (1 - busy) if busy < 1 - 1e-12 else math.inf


def best_lot(demand: float, rate: float, setup: float) -> float:
    """Return the lot of shortest lead time: setup (demand + sqrt(demand rate)) / (1 - demand /
    rate), from the derivative of `lead_time`.

    Raises ValueError unless demand is below rate and all are above 0.
    """
    _checks.positive(demand=demand, rate=rate, setup=setup)
    if demand >= rate:
        raise _checks.refuse("demand", demand, f"below rate ({rate})")
    return setup * (demand + math.sqrt(demand * rate)) / (1 - demand / rate)


def output(lot: float, demand: float, rate: float, setup: float) -> float:
    """Return the units a period that come out in the long run: demand, or what the machine makes
    when it never rests, lot / (setup + lot / rate), if that is less.

    Arguments and errors as `utilisation`.
    """
    _checks.positive(lot=lot, demand=demand, rate=rate)
    _checks.not_negative(setup=setup)
    return min(demand, lot / (setup + lot / rate))
