"""Shared pay: both roles get the same share of the firm's profit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coordsim.core.records import Floats, Kpis
from coordsim.rules.pay import PAY
from coordsim.rules.pay.rates import rate
from coordsim.rules.pay.slips import percent, share_of


@dataclass(frozen=True)
class Shared:
    """A share of profit, losses included. The size is assumed."""

    name: str = "shared"
    title: str = "Both for the firm's profit"
    share: float = rate(
        0.05, unit="share", whose="both", high=1.0, about="of profit, for each role"
    )

    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        """Return the pay slip."""
        return {"share of profit": self.share * kpis["profit"]}

    def how(self, line: str, amount: float) -> str:
        """Say how a line of the slip came about."""
        return share_of(amount, self.share)

    def words(self, role: str) -> str:
        """Return the formula in words."""
        return f"{percent(self.share)} of the firm's profit, for both roles alike."


PAY.register(Shared(), order=7)
