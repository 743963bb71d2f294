"""Money in the bank: what a week brings, interest on what is owed, and whether a firm can pay."""

from __future__ import annotations

from coordsim.core.compiled import part
from coordsim.core.firm import Firm, Numbers, Week
from coordsim.firm.books import STOCK, profit, standard_cost

YEAR = 52.0  # weeks
ROUNDING = 1e-6  # money: sums of weeks may miss a whole amount by their last digits


@part
def opening(n: Numbers) -> float:
    """Return what is in the bank at the start; nothing is kept of it where no firm can fail."""
    cash: float = n.money_cash if n.money_insolvency else 0.0
    return cash


@part
def interest(n: Numbers, firm: Firm) -> float:
    """Return a week's interest on what is owed to the bank."""
    owed: float = max(0.0, -firm.cash) * n.money_interest / YEAR if n.money_insolvency else 0.0
    return owed


@part
def bank(n: Numbers, firm: Firm, now: Week) -> None:
    """Book a week whose accounts are closed; a firm that is deeper in debt than its credit line
    stops after this week.

    What accrual books show beyond money, the change of the stock's value, is none.
    """
    if not n.money_insolvency:
        return
    came = profit(now)
    if n.accrual:
        scrapped = 0.0
        for v in range(int(n.line_slots)):
            scrapped += now.scrapped[v]
        came += now.accounts[STOCK] + standard_cost(n) * scrapped
    firm.cash += came
    if firm.cash < -n.money_credit - ROUNDING:
        firm.stopped = firm.week + 1.0
