"""Accountability: charges, on top of any pay rule, for what a role promised and did not keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from coordsim.core.contracts import IncentiveRule
from coordsim.core.records import Floats, Kpis
from coordsim.rules.pay.rates import rate
from coordsim.rules.pay.slips import times


@dataclass(frozen=True)
class Accountable:
    """A pay rule with charges: marketing for its word, operations for its shelf, both for promises
    to customers. Sizes are assumed.

    On a commission r for units sold, a charge rho for each unit by which the word was off is the
    plan of Scheele, Thonemann & Slikker 2018 (``theory.reports.commission_fractile``): it dampens a
    raised forecast and does not by itself end it.
    """

    RATES_AS: ClassVar[str] = "accountability"  # name under which a scenario sets its rates

    rule: IncentiveRule
    per_miss: float = rate(
        0.15,
        unit="money/unit",
        high=1e3,
        about="unit of demand that marketing's word was off, either way",
    )
    per_empty: float = rate(
        0.3, unit="money/unit", high=1e3, about="unit of demand not met from the shelf"
    )
    per_late: float = rate(
        0.2,
        unit="money/unit",
        high=1e3,
        about="unit later than promised, for either role: half the blame each",
    )

    @property
    def rates_as(self) -> str:
        """Name under which its rates are set."""
        return self.RATES_AS

    @property
    def name(self) -> str:
        """Name of the pay rule that is added to."""
        return self.rule.name

    @property
    def title(self) -> str:
        """Title of the pay rule that is added to."""
        return self.rule.title

    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        """Return the rule's pay slip and its charges."""
        late = 0.0 - self.per_late * kpis["promises_broken"] * kpis["units"]
        if role == "marketing":
            charges = {
                "word off demand": 0.0 - self.per_miss * (kpis["told_over"] + kpis["told_short"])
            }
        else:
            charges = {
                "not met from the shelf": (
                    0.0 - self.per_empty * (1 - kpis["fill_rate"]) * kpis["demand"]
                )
            }
        return {**self.rule.pay(role, kpis), **charges, "promises broken": late}

    def how(self, line: str, amount: float) -> str:
        """Say how a charge, or a line of the rule, came about."""
        charges = {
            "word off demand": (self.per_miss, "units"),
            "not met from the shelf": (self.per_empty, "units"),
            "promises broken": (self.per_late, "units late"),
        }
        if line in charges:
            return times(amount, *charges[line])
        return self.rule.how(line, amount)

    def words(self, role: str) -> str:
        """Return the rule's words and a sentence on the charges."""
        if role == "marketing":
            own = f"{self.per_miss:g} for every unit by which demand differs from your forecast"
        else:
            own = f"{self.per_empty:g} for every unit of demand not met from the shelf"
        return (
            f"{self.rule.words(role)} Taken off: {own}, and {self.per_late:g} for every unit later"
            " than promised."
        )
