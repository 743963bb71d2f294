"""Silo pay: marketing for units sold, operations for a low unit manufacturing cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from coordsim.core.records import Floats, Kpis
from coordsim.rules.pay import PAY
from coordsim.rules.pay.rates import charge, rate
from coordsim.rules.pay.slips import charged, missed, of_own, percent, spent_words, times, under


@dataclass(frozen=True)
class Silo:
    """Each is paid for its own number. Sizes are assumed; only ratios matter to the managers'
    choices.

    Operations' part may have a service part, so that it does not save itself to death: a charge for
    what the fill rate misses of a target. It is off by default.
    """

    name: str = "silo"
    title: str = "Each for its own number"
    per_unit: float = rate(
        0.25, unit="money/unit", whose="marketing", high=1e3, about="a unit sold"
    )
    per_cost: float = rate(
        8.0,
        unit="units/week",
        whose="operations",
        high=1e5,
        about="money of unit cost below the target",
    )
    target: float = rate(10.0, unit="money/unit", high=1e6, about="target of unit cost")
    per_missing: float = rate(
        0.0,
        unit="money/week",
        whose="operations",
        high=1e5,
        about="whole of the fill rate below its target, charged",
    )
    fill_target: float = rate(0.92, unit="share", high=1.0, about="target of the fill rate")
    of_spending: float = charge()

    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        """Return the pay slip."""
        if role == "marketing":
            slip = {"units sold": self.per_unit * kpis["units"]}
        else:
            slip = {"unit cost under target": self.per_cost * (self.target - kpis["unit_cost"])}
            if self.per_missing:
                missing = np.maximum(0.0, self.fill_target - kpis["fill_rate"])
                slip["fill rate under target"] = 0.0 - self.per_missing * missing
        return slip | charged(self.of_spending, role, kpis)

    def how(self, line: str, amount: float) -> str:
        """Say how a line of the slip came about."""
        match line:
            case "units sold":
                return times(amount, self.per_unit, "units")
            case "fill rate under target":
                return missed(amount, self.per_missing, self.fill_target)
            case "own spending":
                return of_own(amount, self.of_spending)
            case _:
                return under(amount, self.per_cost, self.target)

    def words(self, role: str) -> str:
        """Return the formula in words."""
        if role == "marketing":
            said = f"{self.per_unit:g} for every unit sold."
        else:
            said = (
                f"{self.per_cost:g} for every unit of money that the unit manufacturing cost stays"
                f" under {self.target:g}."
            )
            if self.per_missing:
                said += (
                    f" Taken off: {self.per_missing:g} times what the fill rate misses of"
                    f" {percent(self.fill_target)}."
                )
        return said + spent_words(self.of_spending)


PAY.register(Silo(), order=1)
