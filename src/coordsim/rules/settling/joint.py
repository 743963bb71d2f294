"""Joint: both search the combined plan together, for the sum of their pays, each by its own
picture.
"""

from __future__ import annotations

from dataclasses import dataclass

from coordsim.core.levers import LEVERS
from coordsim.core.records import Floats
from coordsim.mind.negotiation import Negotiation
from coordsim.mind.search import climb
from coordsim.rules.settling import SETTLING


@dataclass(frozen=True)
class Joint:
    """Utilitarian bargaining over all levers (Nash 1950 with transferable utility), one step a
    lever and round.
    """

    name: str = "joint"
    title: str = "Both together"
    settled_by: str = "both together"
    words: str = "They search one plan that is good for both."

    def settle(self, table: Negotiation) -> Floats:
        """Return the plan found from the one in force."""
        return climb(table.model, table.current, LEVERS, table.value)


SETTLING.register(Joint(), order=5)
