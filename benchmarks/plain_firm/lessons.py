"""What a manager is like, and what it learns from results (docs/model.md 7.15)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from math import exp
from typing import TYPE_CHECKING

from benchmarks.plain_firm.numbers import BASE, ROLES

if TYPE_CHECKING:
    from benchmarks.plain_firm.luck import Luck

TRAITS = ("precision", "tolerance", "learning", "budget", "payback", "optimism")
MOST = 5.0  # times: a larger surprise teaches no more
OWN = {
    "marketing": ("units",),
    "operations": ("units", "fill_rate", "unit_cost"),
}  # of which a role keeps a correction; nobody here is paid by promises broken
Kpis = dict[str, float]


def traits_of(luck: Luck, role: str) -> dict[str, float]:
    """Draw a manager's traits, each over that of the usual manager."""
    spread = dict.fromkeys(TRAITS, BASE.managers.traits_sd)
    spread["optimism"] = BASE.managers.optimism_sd
    first = len(TRAITS) * ROLES.index(role)
    return {
        name: exp(spread[name] * luck.normal("trait", 0, first + place))
        for place, name in enumerate(TRAITS)
    }


@dataclass
class Lessons:
    """A manager's corrections of level, and what was expected of this round and of the one
    before.
    """

    role: str
    rate: float
    factor: Kpis = field(default_factory=dict)
    rate_of_costs: float = 1.0
    amount: float = 0.0
    driver: float = 0.0  # on its prior of what keeping a variant costs
    hoped: Kpis = field(default_factory=dict)
    moved: float = 0.0  # the range, by that plan
    before: tuple[float, float, float] = (0.0, 0.0, 0.0)  # costs expected and spent, range moved

    def correct(self, kpis: Kpis) -> Kpis:
        """Return expected KPIs as corrected by what was learnt."""
        more = self.factor.get("units", 1.0)
        spent = kpis["revenue"] - kpis["profit"]
        out = kpis | {name: kpis[name] * more for name in ("units", "demand", "revenue")}
        out["profit"] = out["revenue"] - (self.rate_of_costs * spent + self.amount)
        out["fill_rate"] = min(1.0, kpis["fill_rate"] * self.factor.get("fill_rate", 1.0))
        out["stockout_rate"] = 1 - out["fill_rate"]
        return out | {"unit_cost": kpis["unit_cost"] * self.factor.get("unit_cost", 1.0)}

    def hope(self, kpis: Kpis, moved: float) -> None:
        """Note what is expected of a plan that was settled, uncorrected."""
        self.hoped, self.moved = kpis, moved

    def learn(self, kpis: Kpis, spent: float) -> None:
        """Learn from a round: its KPIs at once, the firm's costs one round late."""
        for name in OWN[self.role]:
            if self.hoped[name] > 1e-9 and not math.isnan(kpis[name]):
                found = max(1 / MOST, min(kpis[name] / self.hoped[name], MOST))
                held = self.factor.get(name, 1.0)
                self.factor[name] = held + self.rate * (found - held)
        expected, came, moved = self.before
        if expected > 0:
            surprise = came - (self.rate_of_costs * expected + self.amount)
            dearer = self.rate_of_costs + self.rate / 2 * surprise / expected
            self.rate_of_costs = max(1 / MOST, min(dearer, MOST))
            self.amount += self.rate / 2 * surprise
            if self.role == "marketing" and moved:
                self.driver += BASE.managers.trying * (surprise / moved - self.driver)
        self.before = (self.hoped["revenue"] - self.hoped["profit"], spent, self.moved)
