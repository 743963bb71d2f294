"""Lots that may last longer than a week: the plant stays set up for the lot that it is at (set-up
carry-over: Sox & Gao 1999, The Capacitated Lot Sizing Problem with Setup Carry-over).
"""

from __future__ import annotations

import math

import numpy as np

from coordsim.core.compiled import part
from coordsim.core.firm import Firm, Numbers, Week
from coordsim.core.records import ON_SALE, Ints

LEAST = 1e-9  # units or hours: what is taken for nothing


@part
def going_on(firm: Firm, v: int) -> float:
    """Units of a variant's lot that were begun and are not made yet."""
    return float(firm.lot_left) if firm.set_up_for == v + 1 else 0.0


@part
def leave_retired(firm: Firm, v: int) -> None:
    """Forget the lots of a variant that is not on sale."""
    if firm.status[v] != ON_SALE:
        firm.lot_waits[v] = 0.0
        if firm.set_up_for == v + 1:
            firm.set_up_for = firm.set_up_hours = firm.lot_left = 0.0


@part
def carry_on(n: Numbers, firm: Firm, now: Week, sequence: Ints, per_setup: float) -> None:
    """Make lots within the hours there are: first what is left of the lot that the plant is set up
    for, then new lots in sequence, each after its set-up.

    A set-up or a lot for which hours run out goes on next week where it stopped. A lot that stops
    for want of materials gives way; it waits, is sized anew and set up for once more. New lots that
    no hours are left for wait too.
    """
    now.hours_left = math.inf if n.plant_endless else now.available
    now.setups = now.setup_time = 0.0
    for v in range(int(n.line_slots)):
        now.lots[v] = min(now.after_materials[v], 0.0)
    at = int(firm.set_up_for) - 1
    going = now.wanted[at] - now.fresh[at] if at >= 0 else 0.0
    if going > 0.0:
        _make(n, firm, now, min(going, now.after_materials[at]), per_setup)
    elif at >= 0:
        firm.lot_left = 0.0
    for v in sequence:
        if now.fresh[v] <= 0.0:
            continue
        possible = min(now.fresh[v], now.after_materials[v] - now.lots[v])
        firm.lot_waits[v] = 1.0
        if possible <= LEAST or now.hours_left <= LEAST:
            continue
        if firm.set_up_for > 0 and firm.lot_left > LEAST:
            firm.lot_waits[int(firm.set_up_for) - 1] = 1.0
        firm.lot_waits[v] = 0.0
        firm.set_up_for, firm.set_up_hours, firm.lot_left = v + 1.0, 0.0, now.fresh[v]
        now.setups += 1.0
        _make(n, firm, now, possible, per_setup)


@part
def _make(n: Numbers, firm: Firm, now: Week, asked: float, per_setup: float) -> None:
    """Finish the set-up, then make up to what is asked of the lot that the plant is set up for."""
    spent = min(now.hours_left, max(0.0, per_setup - firm.set_up_hours))
    firm.set_up_hours += spent
    now.setup_time += spent
    now.hours_left -= spent
    if firm.set_up_hours < per_setup - LEAST:
        return
    run = max(now.run_hours, 1e-12)
    lot = min(now.hours_left / run, max(asked, 0.0))
    if n.plant_whole_units:
        lot = np.floor(lot + LEAST)
    now.lots[int(firm.set_up_for) - 1] += lot
    firm.lot_left -= lot
    if firm.lot_left < LEAST:
        firm.lot_left = 0.0
    if lot < asked - LEAST:
        now.hours_left = 0.0  # what is left of them makes no unit
    else:
        now.hours_left = max(now.hours_left - lot * run, 0.0)
