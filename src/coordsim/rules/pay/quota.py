"""Quota pay: marketing for units sold, with a bonus when a quarter's units reach the quota;
operations as under silo pay.

A bonus at a quarter's end bends sales towards it (Oyer 1998, Fiscal Year Ends and Nonlinear
Incentive Contracts; Larkin 2014, The Cost of High-Powered Incentives), and it also gets people to
sell (Chung, Steenburgh & Sudhir 2014, Do Bonuses Enhance Sales Productivity?, who find present bias
too). Nothing here says which of the two prevails.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from coordsim.core.records import Floats, Kpis
from coordsim.rules.pay import PAY
from coordsim.rules.pay.rates import charge, rate
from coordsim.rules.pay.silo import Silo
from coordsim.rules.pay.slips import charged, of_own, spent_words, times

# assumed: relative sd of a week's units as sales people see it, each in a territory of their own
SPREAD = 0.5  # of a week's sales, coefficient of variation; assumed
ROUNDING = (
    1e-9  # units over the quota: sums of weekly means may miss a whole number by their last digits
)
NEEDED = ("units", "played", "round_weeks", "quarter_units", "quarter_left", "quota", "quota_share")


@dataclass(frozen=True)
class Quota:
    """A small commission, and a bonus for the quarter; operations' part is that of silo pay. Sizes
    are assumed.

    Reads, beside ``units`` (units/week), what the quarter stands at, each (F,): ``quarter_units``
    sold in it before the round, ``quarter_left`` weeks from the round's start, ``round_weeks``,
    ``quota`` units per quarter, ``played`` (1 for a finished round, 0 for an expectation) and
    ``quota_share``, the weight of the bonus: 1 in the quarter's last round; before it, less than 1
    in an expectation and 0 in a finished round.
    """

    name: str = "quota"
    title: str = "Marketing for a quota"
    per_unit: float = rate(0.1, unit="money/unit", whose="marketing", high=1e3, about="a unit sold")
    bonus: float = rate(
        2000.0,
        unit="money/quarter",
        whose="marketing",
        high=1e7,
        about="the quota reached; the default is about 11 % of the base firm's revenue",
    )
    of_spending: float = charge()
    operations: Silo = field(default_factory=Silo)

    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        """Return the pay slip. Raises ValueError naming the quarter's figures that are missing.

        The bonus counts as money per week over the weeks that are left to earn it: in the last
        round those of the round, so that it is then paid in full; before it, the whole bonus is not
        held against the commission of one round alone.
        """
        if role == "operations":
            return self.operations.pay(role, kpis)
        missing = [name for name in NEEDED if name not in kpis]
        if missing:
            raise ValueError(
                f"quota pay needs the figures of the quarter, and {', '.join(missing)} is missing"
                " from the KPIs"
            )
        weeks = np.maximum(kpis["quarter_left"], kpis["round_weeks"])
        return {
            "units sold": self.per_unit * kpis["units"],
            "quarter's bonus": self.bonus * kpis["quota_share"] * _reached(kpis) / weeks,
        } | charged(self.of_spending, role, kpis)

    def how(self, line: str, amount: float) -> str:
        """Say how a line of the slip came about."""
        if line == "quarter's bonus":
            return f"{self.bonus:g} for the quarter" if amount else "not reached, or not due yet"
        if line == "units sold":
            return times(amount, self.per_unit, "units")
        if line == "own spending":
            return of_own(amount, self.of_spending)
        return self.operations.how(line, amount)

    def words(self, role: str) -> str:
        """Return the formula in words."""
        if role == "operations":
            return self.operations.words(role)
        return (
            f"{self.per_unit:g} for every unit sold, and {self.bonus:g} at the end of a quarter"
            " whose units reach the quota."
        ) + spent_words(self.of_spending)


PAY.register(Quota(), order=3)


def _reached(kpis: Kpis) -> Floats:
    """Whether the quota is reached, (F,): 0 or 1 once played, and 1 only when the quarter is over;
    before, the chance of it.

    The chance takes the units to come as normal around ``units`` x ``quarter_left``; relative sd
    SPREAD / sqrt(weeks).
    """
    from scipy.special import ndtr  # a third of a second, which pay without quotas need not wait

    left = kpis["quarter_left"]
    coming = kpis["units"] * left
    over = kpis["quarter_units"] + coming - kpis["quota"]
    sure = over >= -ROUNDING * np.maximum(np.abs(kpis["quota"]), 1.0)
    sd = SPREAD * np.abs(coming) / np.sqrt(left)
    vague = sd > ROUNDING
    chance = np.where(vague, ndtr(over / np.where(vague, sd, 1.0)), sure)
    closed = left <= kpis["round_weeks"]
    return np.where(kpis["played"] > 0, sure & closed, chance)
