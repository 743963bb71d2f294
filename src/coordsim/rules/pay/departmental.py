"""Departmental pay: marketing for revenue, operations for cost and fill rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coordsim.core.records import Floats, Kpis
from coordsim.rules.pay import PAY, slips
from coordsim.rules.pay.rates import charge, rate
from coordsim.rules.pay.slips import charged, of_own, percent, share_of, spent_words, under


@dataclass(frozen=True)
class Departmental:
    """Each department's own scorecard. Sizes are assumed."""

    name: str = "departmental"
    title: str = "Each for its own department"
    of_revenue: float = rate(0.03, unit="share", whose="marketing", high=1.0, about="of revenue")
    per_cost: float = rate(
        4.0,
        unit="units/week",
        whose="operations",
        high=1e5,
        about="money of unit cost below the target",
    )
    target: float = rate(10.0, unit="money/unit", high=1e6, about="target of unit cost")
    per_fill: float = rate(
        40.0, unit="money/week", whose="operations", high=1e5, about="whole of the fill rate"
    )
    of_spending: float = charge()

    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        """Return the pay slip."""
        if role == "marketing":
            slip = {"share of revenue": self.of_revenue * kpis["revenue"]}
            return slip | charged(self.of_spending, role, kpis)
        slip = {
            "unit cost under target": self.per_cost * (self.target - kpis["unit_cost"]),
            "fill rate": self.per_fill * kpis["fill_rate"],
        }
        return slip | charged(self.of_spending, role, kpis)

    def how(self, line: str, amount: float) -> str:
        """Say how a line of the slip came about."""
        match line:
            case "share of revenue":
                return share_of(amount, self.of_revenue)
            case "fill rate":
                return slips.rate(amount, self.per_fill)
            case "own spending":
                return of_own(amount, self.of_spending)
            case _:
                return under(amount, self.per_cost, self.target)

    def words(self, role: str) -> str:
        """Return the formula in words."""
        if role == "marketing":
            return f"{percent(self.of_revenue)} of revenue." + spent_words(self.of_spending)
        cost = (
            f"{self.per_cost:g} for every unit of money that unit cost stays under {self.target:g}"
        )
        return f"{cost}, and {self.per_fill:g} times the fill rate." + spent_words(self.of_spending)


PAY.register(Departmental(), order=2)
