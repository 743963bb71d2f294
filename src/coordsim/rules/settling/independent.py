"""Independent: each enacts its own levers, and the plant's limits settle the rest."""

from __future__ import annotations

from dataclasses import dataclass

from coordsim.core.records import Floats
from coordsim.mind.negotiation import Negotiation


@dataclass(frozen=True)
class Independent:
    """Nobody settles anything."""

    name: str = "independent"

    def settle(self, table: Negotiation) -> Floats:
        """Return the proposals as they are."""
        return table.proposals
