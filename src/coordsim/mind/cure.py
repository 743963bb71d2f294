"""What an owner who knows what is true orders a firm that loses money: the step that helps most."""

from __future__ import annotations

import numpy as np

from coordsim.core.compiled import part
from coordsim.core.firm import Firm, L
from coordsim.firm.owner import INFORMED
from coordsim.mind.thought import PROFIT, Eye, Mind, step, value


@part
def cure(eye: Eye, mind: Mind, firm: Firm) -> None:
    """Order the single step of an open lever from the plan looked at that brings most profit, by
    what is true; nothing where none helps. All sides' pictures have been tied to today.
    """
    if eye.k.owner_acts != INFORMED or firm.under_orders == 0:
        return
    firm.orders[:] = np.nan
    best, lever, ordered = value(eye, mind, PROFIT), -1, 0.0
    for place in range(L):
        if eye.k.closed[place]:
            continue
        held = mind.levers[place]
        for by in (-1, 1):
            mind.levers[place] = held
            candidate = step(eye, mind, place, by)
            mind.levers[place] = candidate
            gain = value(eye, mind, PROFIT)
            if gain > best:
                best, lever, ordered = gain, place, candidate
        mind.levers[place] = held
    if lever >= 0:
        firm.orders[lever] = ordered
