"""Operations leads: range, then promotions, then advertising are cut until marketing's plan fits
the plant.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coordsim.core.levers import BY_NAME
from coordsim.core.records import Floats
from coordsim.mind.negotiation import Negotiation
from coordsim.mind.search import stepped
from coordsim.rules.settling import SETTLING


@dataclass(frozen=True)
class OperationsLeads:
    """Up to ``steps`` steps of each cut in a round, while the plan does not fit."""

    name: str = "operations_leads"
    title: str = "Operations"
    settled_by: str = "operations"
    words: str = "Marketing's plan is cut to what fits."
    steps: int = 3

    def settle(self, table: Negotiation) -> Floats:
        """Return the plan with marketing's levers cut."""
        plan = table.proposals
        for lever in table.open(("range", "promotion_depth", "advertising")):
            for _ in range(self.steps):
                (cut,) = stepped(table.model, plan, BY_NAME[lever], -1)
                plan = np.where(table.settles("operations", plan, cut)[:, np.newaxis], cut, plan)
        return plan


SETTLING.register(OperationsLeads(), order=3)
