"""Marketing leads: operations has to stretch to marketing's plan by overtime."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coordsim.core.levers import BY_NAME
from coordsim.core.records import Floats
from coordsim.mind.negotiation import Negotiation
from coordsim.mind.search import stepped
from coordsim.rules.settling import SETTLING


@dataclass(frozen=True)
class MarketingLeads:
    """Up to ``steps`` steps of overtime in a round, while the plan does not fit."""

    name: str = "marketing_leads"
    title: str = "Marketing"
    settled_by: str = "marketing"
    words: str = "Operations has to stretch to what marketing plans."
    steps: int = 3

    def settle(self, table: Negotiation) -> Floats:
        """Return marketing's plan with operations stretched."""
        plan = table.proposals
        for lever in table.open(("overtime",)):
            for _ in range(self.steps):
                (stretched,) = stepped(table.model, plan, BY_NAME[lever], 1)
                plan = np.where(
                    table.settles("marketing", plan, stretched)[:, np.newaxis], stretched, plan
                )
        return plan


SETTLING.register(MarketingLeads(), order=2)
