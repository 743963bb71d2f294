"""Silo pay: marketing for units sold, operations for a low unit manufacturing cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coordsim.core.records import Floats, Kpis
from coordsim.rules.pay import PAY
from coordsim.rules.pay.slips import times, under


@dataclass(frozen=True)
class Silo:
    """Each is paid for its own number. Sizes are assumed; only ratios matter to the managers'
    choices.
    """

    name: str = "silo"
    title: str = "Each for its own number"
    per_unit: float = 0.25  # money per unit sold
    per_cost: float = 8.0  # money per money of unit cost below the target
    target: float = 10.0  # money/unit

    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        """Return the pay slip."""
        if role == "marketing":
            return {"units sold": self.per_unit * kpis["units"]}
        return {"unit cost under target": self.per_cost * (self.target - kpis["unit_cost"])}

    def how(self, line: str, amount: float) -> str:
        """Say how a line of the slip came about."""
        if line == "units sold":
            return times(amount, self.per_unit, "units")
        return under(amount, self.per_cost, self.target)

    def words(self, role: str) -> str:
        """Return the formula in words."""
        if role == "marketing":
            return f"{self.per_unit:g} for every unit sold."
        return (
            f"{self.per_cost:g} for every unit of money that the unit manufacturing cost stays"
            f" under {self.target:g}."
        )


PAY.register(Silo(), order=1)
