"""Silo pay: marketing for units sold, operations for a low unit manufacturing cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coordsim.core.records import Floats, Kpis


@dataclass(frozen=True)
class Silo:
    """Each is paid for its own number. Sizes are assumed; only ratios matter to the managers'
    choices.
    """

    name: str = "silo"
    per_unit: float = 0.25  # money per unit sold
    per_cost: float = 8.0  # money per money of unit cost below the target
    target: float = 10.0  # money/unit

    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        """Return the pay slip."""
        if role == "marketing":
            return {"units sold": self.per_unit * kpis["units"]}
        return {"unit cost under target": self.per_cost * (self.target - kpis["unit_cost"])}

    def words(self, role: str) -> str:
        """Return the formula in words."""
        if role == "marketing":
            return f"{self.per_unit:g} for every unit sold."
        return (
            f"{self.per_cost:g} for every unit of money that the unit manufacturing cost stays"
            f" under {self.target:g}."
        )
