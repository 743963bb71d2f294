"""Forecast pay: marketing for its word on demand and for how well demand kept to it; operations as
under departmental pay.

Gonik 1978, Tie Salesmen's Bonuses to Their Forecasts; Chen 2005, Salesforce Incentives, Market
Information, and Production/Inventory Planning: alpha F + beta (A - F)+ - gamma (F - A)+ for a word
F and an outcome A.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from coordsim.core.records import Floats, Kpis
from coordsim.rules.pay import PAY
from coordsim.rules.pay.departmental import Departmental
from coordsim.rules.pay.rates import charge, rate
from coordsim.rules.pay.slips import charged, of_own, spent_words, times
from coordsim.theory.reports import bonus_fractile


@dataclass(frozen=True)
class ForecastBonus:
    """Gonik's bonus on demand, whether the shelf could serve it or not; operations' part is
    departmental. Sizes are assumed.

    The best word is the (alpha - beta) / (gamma - beta) fractile of what marketing believes of
    demand. The rates put it at one half, so that the word which pays best is the one operations can
    plan with as it stands: neither raised nor lowered, its safety stock being operations' own
    business. With alpha = (beta + gamma) / 2 the bonus is alpha A - (gamma - beta) / 2 |A - F|: a
    commission less a charge for the error, the form of Scheele, Thonemann & Slikker 2018 (Designing
    Incentive Systems for Truthful Forecast Information Sharing Within a Firm), but on demand. They
    pay on sales, which a word that raises supply raises too, so that their best word lies above one
    half (``theory.reports.commission_fractile``).

    Raises ValueError unless 0 <= beta < alpha < gamma.
    """

    name: str = "forecast_bonus"
    title: str = "Marketing for a true forecast"
    alpha: float = rate(
        0.25,
        unit="money/unit",
        whose="marketing",
        high=1e3,
        about="unit of the word; at a right word, the silo's pay",
    )
    beta: float = rate(
        0.1, unit="money/unit", whose="marketing", high=1e3, about="unit of demand above the word"
    )
    gamma: float = rate(
        0.4,
        unit="money/unit",
        whose="marketing",
        high=1e3,
        about="unit of demand below the word, charged",
    )
    of_spending: float = charge()
    operations: Departmental = field(default_factory=Departmental)

    def __post_init__(self) -> None:
        """Refuse rates in another order."""
        bonus_fractile(self.alpha, self.beta, self.gamma)

    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        """Return the pay slip."""
        if role == "operations":
            return self.operations.pay(role, kpis)
        return {
            "forecast": self.alpha * kpis["told"],
            "demand above the forecast": self.beta * kpis["told_short"],
            "demand below the forecast": 0.0 - self.gamma * kpis["told_over"],
        } | charged(self.of_spending, role, kpis)

    def how(self, line: str, amount: float) -> str:
        """Say how a line of the slip came about."""
        missed = {
            "demand above the forecast": (self.beta, "above"),
            "demand below the forecast": (self.gamma, "below"),
        }
        if line in missed:
            rate, side = missed[line]
            weeks = f"{times(amount, rate, 'units a week')}, from the weeks {side} it"
            return weeks if amount else f"no week {side} it"
        if line == "forecast":
            return times(amount, self.alpha, "units")
        if line == "own spending" and self.of_spending:
            return of_own(amount, self.of_spending)
        return self.operations.how(line, amount)

    def words(self, role: str) -> str:
        """Return the formula in words."""
        if role == "operations":
            return self.operations.words(role)
        above = f"{self.beta:g} for every unit of demand above the forecast"
        return (
            f"{self.alpha:g} for every unit you forecast, {above}, less {self.gamma:g} for every"
            " unit of demand below it. Weeks are reckoned one by one: a round may have both."
        ) + spent_words(self.of_spending)


PAY.register(ForecastBonus(), order=4)
