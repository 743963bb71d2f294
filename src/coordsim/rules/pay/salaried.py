"""A base salary, on top of any pay rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coordsim.core.contracts import IncentiveRule
from coordsim.core.records import Floats, Kpis


@dataclass(frozen=True)
class Salaried:
    """A pay rule with a salary, the same for both roles and whatever comes of their work.

    About 60 % of what sales people earn is fixed and 40 % hangs on results (Zoltners, Sinha &
    Lorimer 2012, Breaking the Sales Force Incentive Addiction).
    """

    rule: IncentiveRule
    salary: float  # money/week

    @property
    def name(self) -> str:
        """Name of the pay rule that is added to."""
        return self.rule.name

    @property
    def title(self) -> str:
        """Title of the pay rule that is added to."""
        return self.rule.title

    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        """Return the salary and the rule's pay slip."""
        salary: Any = self.salary  # one number, the same for all firms
        return {"salary": salary, **self.rule.pay(role, kpis)}

    def how(self, line: str, amount: float) -> str:
        """Say how the salary, or a line of the rule, came about."""
        return "the same every week" if line == "salary" else self.rule.how(line, amount)

    def words(self, role: str) -> str:
        """Return the rule's words and a sentence on the salary."""
        return f"{self.rule.words(role)} A salary of {self.salary:g} a week comes on top."
