"""KPIs: conflicts, lost units and costs by kind, what the firm keeps and pays."""

from __future__ import annotations

from coordsim.core.accounts import ACCOUNTS
from coordsim.core.kpis.record import AREAS, BOTH, CAUSES, MARKETING, OPERATIONS, WHOLE, Kpi

FIRM: tuple[Kpi, ...] = (
    *(
        Kpi(
            name=f"conflicts_{area}",
            label=f"Conflicts: {label.lower()}",
            unit="levers/round",
            better="down",
            owner=BOTH,
            top=f"conflicts:{area}",
            bottom="rounds",
            formula="levers of this area that the other side contests, per round",
            source="Shapiro 1977",
        )
        for area, label in AREAS.items()
    ),
    *(
        Kpi(
            name=f"lost_{cause.replace(' ', '_').replace('-', '_')}",
            label=f"Lost: {cause}",
            unit="units/week",
            better="down",
            owner=BOTH,
            top=f"cause:{cause}",
            bottom="weeks",
            formula="units lost for this cause",
            source="ledger",
        )
        for cause in CAUSES
    ),
    *(
        Kpi(
            name=f"cost_{account.replace(' ', '_').replace('-', '_')}",
            label=f"Cost: {account}",
            unit="money/week",
            better="none",
            owner=WHOLE,
            top=f"account:{account}",
            bottom="weeks",
            formula="this account",
            source="books",
        )
        for account in ACCOUNTS
        if account != "revenue"
    ),
    Kpi(
        name="survival",
        label="Survival",
        unit="share of weeks",
        better="up",
        owner=WHOLE,
        top="one",
        bottom="weeks",
        formula="weeks lived / weeks: a firm that cannot pay stops (money.insolvency)",
        source="books",
    ),
    Kpi(
        name="under_orders",
        label="Under the owner's orders",
        unit="share of weeks",
        better="down",
        owner=WHOLE,
        top="under_orders",
        bottom="one",
        formula="weeks in which the owner's orders hold / weeks",
        source="books",
    ),
    Kpi(
        name="cash",
        label="Cash",
        unit="money",
        better="up",
        owner=WHOLE,
        top="cash",
        bottom="weeks",
        formula="money in the bank at week's end, less what is owed to it, mean of all weeks: what"
        " a firm owes when it stops it owes on; 0 where it is not kept",
        source="books",
    ),
    Kpi(
        name="marketing_spending",
        label="Spent by marketing",
        unit="money/week",
        better="none",
        owner=MARKETING,
        top="acquisition",
        bottom="weeks",
        formula="advertising + promotion discounts",
        source="books",
    ),
    Kpi(
        name="operations_spending",
        label="Spent by operations",
        unit="money/week",
        better="none",
        owner=OPERATIONS,
        top="operations_spent",
        bottom="weeks",
        formula="service staff + hiring: its levers that are no part of unit cost",
        source="books",
    ),
    Kpi(
        name="marketing_pay",
        label="Pay of marketing",
        unit="money/week",
        better="none",
        owner=MARKETING,
        top="marketing_pay",
        bottom="paid_weeks",
        formula="pay rule",
        source="scenario",
    ),
    Kpi(
        name="operations_pay",
        label="Pay of operations",
        unit="money/week",
        better="none",
        owner=OPERATIONS,
        top="operations_pay",
        bottom="paid_weeks",
        formula="pay rule",
        source="scenario",
    ),
)
