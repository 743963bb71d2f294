"""How a week's hours are given to lots: each with a set-up of its own, or, where the plant stays
set up, one after the other for as long as they take (docs/model.md 7.6; Sox & Gao 1999).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

from benchmarks.plain_firm.numbers import BASE
from benchmarks.plain_firm.variants import ON_SALE, Variant

if TYPE_CHECKING:
    from benchmarks.plain_firm.model import PlainFirm

LEAST = 1e-9  # units or hours that are as good as none


@dataclass
class Lot:
    """A variant's units due this week: wanted, of which ``going`` belong to the lot that the plant
    is at; allowed by materials; made. Set-ups begun for it and hours that they took.
    """

    variant: Variant
    wanted: int
    cover: float
    going: int = 0
    possible: int = 0
    made: int = 0
    begun: int = 0
    setup_hours: float = 0.0


@dataclass
class At:
    """What the plant is set up for, or is being set up for, and the units still to make of that
    lot.
    """

    variant: Variant
    left: int
    setup_left: float


def one_set_up_a_lot(lots: list[Lot], available: float) -> None:
    """Cut lots to the hours left for them in sequence: each needs its set-up and its run."""
    setup, run = BASE.plant.setup_hours, BASE.plant.run_hours
    for lot in lots:
        if lot.possible > 0:
            lot.made = floor(max(0.0, min((available - setup) / run, lot.possible)) + LEAST)
            available -= setup + lot.possible * run
            lot.begun = int(lot.made > 0)
            lot.setup_hours = setup * lot.begun


def units_begun(firm: PlainFirm, variant: Variant) -> int:
    """Return what is still to make of a variant's lot, if that is what the plant is at."""
    if variant.status != ON_SALE:
        variant.waits = False
        if firm.at is not None and firm.at.variant is variant:
            firm.at = None
    if firm.at is None or firm.at.variant is not variant:
        return 0
    return firm.at.left


def one_after_the_other(firm: PlainFirm, lots: list[Lot], available: float) -> None:
    """Go on with the lot that the plant is at, then begin others in sequence until the hours are
    used up; those that none are left for wait.
    """
    for lot in lots:
        if lot.going > 0:
            available = _work(firm, lot, min(lot.going, lot.possible), available)
    if not any(lot.going > 0 for lot in lots) and firm.at is not None:
        firm.at.left = 0
    for lot in lots:
        fresh = lot.wanted - lot.going
        if fresh <= 0:
            continue
        lot.variant.waits = True
        possible = min(fresh, lot.possible - lot.made)
        if possible <= 0 or available <= LEAST:
            continue
        if firm.at is not None and firm.at.left > 0:
            firm.at.variant.waits = True  # it gives way for want of materials
        lot.variant.waits = False
        firm.at = At(lot.variant, fresh, BASE.plant.setup_hours)
        lot.begun += 1
        available = _work(firm, lot, possible, available)


def _work(firm: PlainFirm, lot: Lot, units: int, available: float) -> float:
    """Set up as far as that is still to do, then make the units; returns the hours left."""
    at, run = firm.at, BASE.plant.run_hours
    assert at is not None
    hours = min(available, at.setup_left)
    at.setup_left -= hours
    lot.setup_hours += hours
    available -= hours
    if at.setup_left > LEAST:
        return available
    made = min(floor(available / run + LEAST), units)
    lot.made += made
    at.left -= made
    return max(0.0, available - made * run) if made == units else 0.0
