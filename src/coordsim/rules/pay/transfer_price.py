"""Transfer prices: marketing answers for what its orders cost, operations for what its empty
shelves cost.

After Porteus & Whang 1991, On Manufacturing/Marketing Incentives: marketing keeps the returns of
its products and pays for the capacity they take, manufacturing is paid what its capacity is worth,
and the owner stands between. As in their plan the two sides' accounts need not balance: what
marketing is charged is not what operations is credited.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coordsim.core.records import Floats, Kpis
from coordsim.rules.pay import PAY
from coordsim.rules.pay.rates import charge, rate
from coordsim.rules.pay.slips import charged, of_own, percent, share_of, spent_words, times


@dataclass(frozen=True)
class TransferPrice:
    """A share of each side's own profit, reckoned at standard prices that are agreed beforehand.
    Sizes are assumed.

    Standard prices are those of the base scenario, rounded: an hour between regular wage and
    overtime, so that it has a price before it is short; a set-up and a unit's materials as they
    cost; the lost margin is the usual price of 10 less hours and materials of a unit. Being
    standard, they do not follow a scenario's wage or waste in the plant. Operations' cost is unit
    cost x units delivered: what it makes for stock lowers its unit cost and is charged later.
    """

    name: str = "transfer_price"
    title: str = "Each a firm of its own"
    share: float = rate(
        0.08, unit="share", whose="both", high=1.0, about="of each side's own profit"
    )
    hour: float = rate(2.0, unit="money/hour", high=1e4, about="an hour used")
    setup: float = rate(20.0, unit="money/lot", high=1e6, about="a set-up")
    material: float = rate(3.0, unit="money/unit", high=1e6, about="materials of a unit")
    price: float = rate(
        9.0, unit="money/unit", high=1e6, about="a unit delivered, credited to operations"
    )
    margin: float = rate(5.0, unit="money/unit", high=1e6, about="a unit lost")
    of_spending: float = charge()

    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        """Return the pay slip."""
        if role == "marketing":
            return {
                "share of revenue": self.share * kpis["revenue"],
                "hours used": 0.0 - self.share * self.hour * kpis["hours_used"],
                "set-ups": 0.0 - self.share * self.setup * kpis["setups"],
                "materials": 0.0 - self.share * self.material * kpis["units"],
            } | charged(self.of_spending, role, kpis)
        return {
            "units delivered": self.share * self.price * kpis["units"],
            "manufacturing cost": 0.0 - self.share * kpis["unit_cost"] * kpis["units"],
            "lost before an empty shelf": 0.0 - self.share * self.margin * kpis["left"],
        } | charged(self.of_spending, role, kpis)

    def how(self, line: str, amount: float) -> str:
        """Say how a line of the slip came about."""
        prices = {
            "hours used": (self.hour, "hours"),
            "set-ups": (self.setup, "set-ups"),
            "materials": (self.material, "units"),
            "units delivered": (self.price, "units"),
            "lost before an empty shelf": (self.margin, "units"),
        }
        if line == "own spending":
            return of_own(amount, self.of_spending)
        if line not in prices:
            return share_of(amount, self.share)
        return f"{percent(self.share)} of {times(amount / (self.share or 1.0), *prices[line])}"

    def words(self, role: str) -> str:
        """Return the formula in words."""
        if role == "marketing":
            charges = (
                f"{self.hour:g} for each hour used, {self.setup:g} for each set-up and"
                f" {self.material:g} for each unit sold"
            )
            left = f"{percent(self.share)} of what is left of revenue after charges of {charges}."
            return left + spent_words(self.of_spending)
        credit = f"{self.price:g} for every unit delivered, less its manufacturing cost"
        return (
            f"{percent(self.share)} of this: {credit}, less {self.margin:g} for every unit lost"
            " before an empty shelf."
        ) + spent_words(self.of_spending)


PAY.register(TransferPrice(), order=5)
