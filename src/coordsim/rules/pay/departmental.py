"""Departmental pay: marketing for revenue, operations for cost and fill rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coordsim.core.records import Floats, Kpis
from coordsim.rules.pay import PAY
from coordsim.rules.pay.slips import rate, share_of, under


@dataclass(frozen=True)
class Departmental:
    """Each department's own scorecard. Sizes are assumed."""

    name: str = "departmental"
    title: str = "Each for its own department"
    of_revenue: float = 0.03
    per_cost: float = 4.0
    target: float = 10.0
    per_fill: float = 40.0

    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        """Return the pay slip."""
        if role == "marketing":
            return {"share of revenue": self.of_revenue * kpis["revenue"]}
        return {
            "unit cost under target": self.per_cost * (self.target - kpis["unit_cost"]),
            "fill rate": self.per_fill * kpis["fill_rate"],
        }

    def how(self, line: str, amount: float) -> str:
        """Say how a line of the slip came about."""
        match line:
            case "share of revenue":
                return share_of(amount, self.of_revenue)
            case "fill rate":
                return rate(amount, self.per_fill)
            case _:
                return under(amount, self.per_cost, self.target)

    def words(self, role: str) -> str:
        """Return the formula in words."""
        if role == "marketing":
            return f"{self.of_revenue:.0%} of revenue."
        cost = (
            f"{self.per_cost:g} for every unit of money that unit cost stays under {self.target:g}"
        )
        return f"{cost}, and {self.per_fill:g} times the fill rate."


PAY.register(Departmental(), order=2)
