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
from coordsim.rules.pay.slips import share_of, times


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
    share: float = 0.08
    hour: float = 2.0  # money/hour
    setup: float = 20.0  # money/lot
    material: float = 3.0  # money/unit
    price: float = 9.0  # money/unit, credited to operations
    margin: float = 5.0  # money/unit lost

    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        """Return the pay slip."""
        if role == "marketing":
            return {
                "share of revenue": self.share * kpis["revenue"],
                "hours used": 0.0 - self.share * self.hour * kpis["hours_used"],
                "set-ups": 0.0 - self.share * self.setup * kpis["setups"],
                "materials": 0.0 - self.share * self.material * kpis["units"],
            }
        return {
            "units delivered": self.share * self.price * kpis["units"],
            "manufacturing cost": 0.0 - self.share * kpis["unit_cost"] * kpis["units"],
            "lost before an empty shelf": 0.0 - self.share * self.margin * kpis["left"],
        }

    def how(self, line: str, amount: float) -> str:
        """Say how a line of the slip came about."""
        prices = {
            "hours used": (self.hour, "hours"),
            "set-ups": (self.setup, "set-ups"),
            "materials": (self.material, "units"),
            "units delivered": (self.price, "units"),
            "lost before an empty shelf": (self.margin, "units"),
        }
        if line not in prices:
            return share_of(amount, self.share)
        return f"{self.share:.0%} of {times(amount / self.share, *prices[line])}"

    def words(self, role: str) -> str:
        """Return the formula in words."""
        if role == "marketing":
            charges = (
                f"{self.hour:g} for each hour used, {self.setup:g} for each set-up and"
                f" {self.material:g} for each unit sold"
            )
            return f"{self.share:.0%} of what is left of revenue after charges of {charges}."
        credit = f"{self.price:g} for every unit delivered, less its manufacturing cost"
        return (
            f"{self.share:.0%} of this: {credit}, less {self.margin:g} for every unit lost before"
            " an empty shelf."
        )


PAY.register(TransferPrice(), order=5)
