"""Shared pay: both roles get the same share of the firm's profit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coordsim.core.records import Floats, Kpis


@dataclass(frozen=True)
class Shared:
    """A share of profit, losses included. The size is assumed."""

    name: str = "shared"
    share: float = 0.05

    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        """Return the pay slip."""
        return {"share of profit": self.share * kpis["profit"]}

    def words(self, role: str) -> str:
        """Return the formula in words."""
        return f"{self.share:.0%} of the firm's profit, for both roles alike."
