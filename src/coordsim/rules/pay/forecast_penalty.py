"""Sales less forecast error: marketing for units sold, less a penalty for how far its word was off;
operations as under silo pay.

Scheele, Thonemann & Slikker 2018, Designing Incentive Systems for Truthful Forecast Information
Sharing Within a Firm, Management Science 64(8): a penalty on the forecast error in the pay of
sales.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from coordsim.core.records import Floats, Kpis
from coordsim.rules.pay import PAY
from coordsim.rules.pay.rates import rate
from coordsim.rules.pay.silo import Silo
from coordsim.rules.pay.slips import times


@dataclass(frozen=True)
class ForecastPenalty:
    """Silo pay with the penalty of Scheele, Thonemann & Slikker on marketing's word. Sizes are
    assumed.

    Where supply follows the word, the best word is the (r + rho) / (r + 2 rho) fractile of what
    marketing believes of demand (``theory.reports.commission_fractile``): the penalty rho on a
    commission r dampens a raised word and does not by itself end it.
    """

    name: str = "forecast_penalty"
    title: str = "Each for its own number, less forecast error"
    per_miss: float = rate(
        0.15,
        unit="money/unit",
        whose="marketing",
        high=1e3,
        about="unit of demand that the word was off, either way, charged",
    )
    silo: Silo = field(default_factory=Silo)

    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        """Return the pay slip."""
        slip = dict(self.silo.pay(role, kpis))
        if role == "marketing":
            off = kpis["told_over"] + kpis["told_short"]
            slip["word off demand"] = 0.0 - self.per_miss * off
        return slip

    def how(self, line: str, amount: float) -> str:
        """Say how a line of the slip came about."""
        if line == "word off demand":
            return times(amount, self.per_miss, "units")
        return self.silo.how(line, amount)

    def words(self, role: str) -> str:
        """Return the formula in words."""
        if role == "operations":
            return self.silo.words(role)
        off = f"{self.per_miss:g} for every unit by which demand differs from your forecast"
        return f"{self.silo.words(role)} Taken off: {off}."


PAY.register(ForecastPenalty(), order=5)
