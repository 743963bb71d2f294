"""The accounts: what is posted to each in a week. Revenue less all others is profit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """One account: its name and the amount of a week in words, with the names that parameters have;
    ``made`` says that it is a part of unit cost.
    """

    name: str
    amount: str
    made: bool = False


_STANDARD = "(money.material + plant.run_hours · money.wage)"
TABLE = (
    Account(
        "revenue",
        "price · (1 - depth in a promotion week) · (units - returned)"
        " + money.clearance · price · cleared",
    ),
    Account("materials", "money.material · made", True),
    Account("sourcing", "money.partner · made, where the partner supplies", True),
    Account("labour", "money.wage · regular hours", True),
    Account("overtime", "money.wage · money.overtime_premium · overtime", True),
    Account("set-ups", "money.setup · set-ups", True),
    Account("holding", "money.holding · on hand", True),
    Account(
        "parts holding", "money.holding · money.parts_holding · (parts + common modules)", True
    ),
    Account(
        "range overhead",
        "money.range_overhead · (line.package_overhead for packages) · variants kept",
        True,
    ),
    Account(
        "launches", "money.launch, money.launch_package for packages · developments begun", True
    ),
    Account("quality", "money.quality_effort · quality", True),
    Account("returns", "money.returned · defective units sold", True),
    Account("stock change", f"accrual: {_STANDARD} · (units - made); cash: 0", True),
    Account("service staff", "money.staff_wage · staff"),
    Account("shipping", "money.shipping · shipped"),
    Account("late orders", "money.late · units that became late"),
    Account("backorders", "money.backorder · units owed"),
    Account(
        "write-offs",
        f"money.disposal · {_STANDARD} · (thrown away - cleared)"
        " + money.material / supply.modules · dead parts;"
        f" accrual: + {_STANDARD} · thrown away",
    ),
    Account("advertising", "advertising"),
    Account("hiring", "money.hire · hours more than before + money.fire · hours fewer"),
    Account("meetings", "money.manager_hour · hours of meetings, training, team and improvement"),
    Account("systems", "prices of the technologies in use + that of the talk rule"),
    Account("fixed", "money.fixed"),
    Account("interest", "money.interest / 52 · owed to the bank"),
)
ACCOUNTS = tuple(account.name for account in TABLE)
MANUFACTURING = tuple(account.name for account in TABLE if account.made)
