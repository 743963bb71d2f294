"""Cash in the bank, and the owner who acts when quarters are bad (docs/model.md 7.12)."""

from __future__ import annotations

from dataclasses import dataclass, field

from benchmarks.plain_firm.numbers import BASE
from benchmarks.plain_firm.reaction import Plan


@dataclass
class Bank:
    """What a firm has in the bank, less what it owes; whether it still can pay."""

    cash: float = 0.0
    alive: bool = True

    def interest(self) -> float:
        """Return a week's interest on what is owed."""
        if not BASE.money.insolvency:
            return 0.0
        return float(BASE.money.interest / 52 * max(0.0, -self.cash))

    def add(self, money: float) -> None:
        """Add a week's profit in money; who owes more than its credit cannot pay."""
        if BASE.money.insolvency:
            self.cash += money
            self.alive = -self.cash <= BASE.money.credit


@dataclass
class Owner:
    """Sees each quarter's profit and nothing else; ``caps`` are the most that its orders leave of a
    lever, none while it leaves the firm alone.
    """

    quarter: float = 0.0
    bad: int = 0
    good: int = 0
    wants: str = ""  # to give orders, or to lift them, when a plan is settled next
    caps: Plan = field(default_factory=dict)

    def see(self, week: int, profit: float) -> None:
        """Take a week's profit in; at the end of a quarter make up its mind."""
        if BASE.owner.acts == "none":
            return
        self.quarter += profit
        weeks = BASE.people.quarter_rounds * BASE.horizon.round_weeks
        if week % weeks < weeks - 1:
            return
        self.bad, self.good = (self.bad + 1, 0) if self.quarter < 0 else (0, self.good + 1)
        self.quarter = 0.0
        if not self.caps and self.bad >= BASE.owner.patience:
            self.wants = "orders"
        elif self.caps and self.good >= BASE.owner.recovery:
            self.wants = "peace"

    def settle(self, before: Plan, plan: Plan) -> Plan:
        """Return a plan that was settled within the owner's orders; ``before`` is the plan in
        force until now.
        """
        if self.wants == "orders":
            share = BASE.owner.cut
            cut = max(1, round(share * before["range"])) if share > 0 else 0
            lowest = {lever: grid[0] for lever, grid in BASE.grid.items()}
            self.caps = {
                "hours": before["hours"],
                "advertising": max(
                    lowest["advertising"], BASE.owner.advertising * before["advertising"]
                ),
                "range": max(lowest["range"], before["range"] - cut),
            }
        elif self.wants == "peace":
            self.caps = {}
        self.wants = ""
        open_levers = {lever for levers in BASE.may_move.values() for lever in levers}
        caps = {lever: cap for lever, cap in self.caps.items() if lever in open_levers}
        return plan | {lever: min(plan[lever], cap) for lever, cap in caps.items()}
