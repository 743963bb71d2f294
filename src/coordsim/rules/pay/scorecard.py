"""Scorecard: both roles are paid by the same measures of how customers were served and what it
cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from coordsim.core.records import Floats, Kpis
from coordsim.rules.pay import PAY, slips
from coordsim.rules.pay.rates import rate
from coordsim.rules.pay.slips import under

WORST = (
    -1.0
)  # a margin below it counts as this: with next to nothing sold, profit over revenue says nothing


@dataclass(frozen=True)
class Scorecard:
    """Customers' measures and money's, after Kaplan & Norton 1992, The Balanced Scorecard. Weights
    and target are assumed.

    The margin is among them because nothing else in the list wants a sale: a price that nobody pays
    fills the shelf.
    """

    name: str = "scorecard"
    title: str = "Both on one scorecard"
    per_fill: float = rate(
        10.0, unit="money/week", whose="both", high=1e5, about="whole of the fill rate"
    )
    per_on_time: float = rate(
        10.0, unit="money/week", whose="both", high=1e5, about="whole of orders on time"
    )
    per_satisfaction: float = rate(
        10.0, unit="money/week", whose="both", high=1e5, about="whole of satisfaction"
    )
    per_cost: float = rate(
        3.0, unit="units/week", whose="both", high=1e5, about="money of unit cost below the target"
    )
    target: float = rate(10.0, unit="money/unit", high=1e6, about="target of unit cost")
    per_margin: float = rate(
        20.0, unit="money/week", whose="both", high=1e5, about="whole of profit over revenue"
    )

    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        """Return the pay slip, the same for both roles."""
        return {
            "fill rate": self.per_fill * kpis["fill_rate"],
            "on time": self.per_on_time * (1 - kpis["promises_broken"]),
            "satisfaction": self.per_satisfaction * kpis["satisfaction"],
            "unit cost under target": self.per_cost * (self.target - kpis["unit_cost"]),
            "margin": self.per_margin * np.maximum(kpis["margin"], WORST),
        }

    def how(self, line: str, amount: float) -> str:
        """Say how a line of the slip came about."""
        weights = {
            "fill rate": self.per_fill,
            "on time": self.per_on_time,
            "satisfaction": self.per_satisfaction,
            "margin": self.per_margin,
        }
        if line in weights:
            return slips.rate(amount, weights[line])
        return under(amount, self.per_cost, self.target)

    def words(self, role: str) -> str:
        """Return the formula in words, the same for both roles."""
        served = (
            f"{self.per_fill:g} times the fill rate, {self.per_on_time:g} times the share of orders"
            " on time"
        )
        cost = (
            f"{self.per_cost:g} for every unit of money that unit cost stays under {self.target:g}"
        )
        return (
            f"{served}, {self.per_satisfaction:g} times satisfaction, {cost}, and"
            f" {self.per_margin:g} times profit over revenue (at worst −{-WORST:g}); for both roles"
            " alike."
        )


PAY.register(Scorecard(), order=6)
