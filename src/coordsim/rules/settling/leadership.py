"""Leadership: who knows both sides settles what is contested, for the firm's profit, as far as it
is involved.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coordsim.core.levers import COLUMN, LEVERS
from coordsim.core.records import Floats
from coordsim.mind.negotiation import Negotiation
from coordsim.mind.search import climb
from coordsim.rules.settling import SETTLING


@dataclass(frozen=True)
class Leadership:
    """Leadership looks one step around the better of the two plans, the one proposed and the one in
    force.

    ``involvement`` (0 to 1, in the rules) is how far each lever moves from what was proposed to
    what leadership wants: 0 leaves the proposals as they are, 1 enacts leadership's plan.
    """

    name: str = "leadership"
    title: str = "Leadership"
    settled_by: str = "leadership"
    words: str = "Leadership, which knows both sides, moves the plans towards the firm's profit."

    def settle(self, table: Negotiation) -> Floats:
        """Return the plan of the firm, (F, L)."""
        if table.involvement <= 0:
            return table.proposals
        better = table.profit(table.proposals) >= table.profit(table.current)
        start = np.where(better[:, np.newaxis], table.proposals, table.current)
        wanted = climb(table.model, start, LEVERS, table.profit)
        plan = (1 - table.involvement) * table.proposals + table.involvement * wanted
        for lever in LEVERS:
            place = COLUMN[lever.name]
            if lever.choices:
                near = np.array(lever.choices)
                plan[:, place] = near[np.abs(near - plan[:, place, np.newaxis]).argmin(axis=1)]
            elif lever.whole:
                plan[:, place] = np.round(plan[:, place])
        return plan


SETTLING.register(Leadership(), order=4)
