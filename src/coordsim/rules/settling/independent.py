"""Independent: each enacts its own levers, and the plant's limits settle the rest."""

from __future__ import annotations

from dataclasses import dataclass

from coordsim.core.records import Floats
from coordsim.mind.negotiation import Negotiation
from coordsim.rules.settling import SETTLING


@dataclass(frozen=True)
class Independent:
    """Nobody settles anything."""

    name: str = "independent"
    title: str = "Nobody"
    settled_by: str = "nobody"
    words: str = "Each enacts its own plan; the plant's limits settle the rest."

    def settle(self, table: Negotiation) -> Floats:
        """Return the proposals as they are."""
        return table.proposals


SETTLING.register(Independent(), order=1)
