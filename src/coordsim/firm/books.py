"""The books: every amount to an account; revenue less all accounts is profit."""

from __future__ import annotations

from coordsim.core.compiled import part
from coordsim.core.firm import AGES, Firm, Numbers, Week
from coordsim.core.kpis import ACCOUNTS
from coordsim.core.records import NONE
from coordsim.firm.ageing import takings
from coordsim.firm.life import launch_cost

(
    REVENUE,
    MATERIALS,
    SOURCING,
    LABOUR,
    OVERTIME,
    SETUPS,
    HOLDING,
    PARTS_HOLDING,
    OVERHEAD,
    LAUNCHES,
    QUALITY,
    RETURNS,
    STOCK,
    STAFF,
    SHIPPING,
    LATE,
    BACKORDERS,
    WRITE_OFFS,
    ADVERTISING,
    HIRING,
    MEETINGS,
    SYSTEMS,
    FIXED,
    INTEREST,
) = (
    ACCOUNTS.index(account)
    for account in (
        "revenue",
        "materials",
        "sourcing",
        "labour",
        "overtime",
        "set-ups",
        "holding",
        "parts holding",
        "range overhead",
        "launches",
        "quality",
        "returns",
        "stock change",
        "service staff",
        "shipping",
        "late orders",
        "backorders",
        "write-offs",
        "advertising",
        "hiring",
        "meetings",
        "systems",
        "fixed",
        "interest",
    )
)


@part
def standard_cost(n: Numbers) -> float:
    """Return what a unit costs at standard: its materials and its hours at the regular wage."""
    cost: float = n.money_material + n.plant_run_hours * n.money_wage
    return cost


@part
def post(n: Numbers, firm: Firm, now: Week) -> None:
    """Post a week to its accounts; costs are positive.

    Materials are charged when used and labour in full, in the week of production; what is thrown
    away is charged ``money.disposal`` times more at standard cost, for getting rid of it. What is
    cleared instead (``ageing``) brings revenue.

    Under accrual books goods are an asset at standard cost until they are sold or thrown away: what
    was made and not sold is taken off the week's costs (the line "stock change" of a profit and
    loss by nature of expense), what was sold from stock is added to them, and what is thrown away
    is written off. So profit is that of cash books plus the change of the stock's value.
    """
    plan, slots = firm.plan, int(n.line_slots)
    kept = made = used = on_hand = parts = owed = returned = scrapped = dead = 0.0
    for v in range(slots):
        kept += firm.status[v] != NONE
        made += now.lots[v]
        used += max(now.lots[v], 0.0)
        on_hand += firm.on_hand[v]
        parts += firm.parts[v]
        for weeks in range(AGES):
            owed += firm.backlog[v, weeks]
        returned += now.defective[v]
        scrapped += now.scrapped[v]
        dead += now.dead_parts[v]
    standard = standard_cost(n)
    package = plan.build > 0
    tooling = launch_cost(n, plan)
    keeping = n.money_range_overhead * (n.line_package_overhead if package else 1.0)
    a = now.accounts
    a[REVENUE] = plan.price * (1 - now.promotion) * (now.units - returned)
    a[REVENUE] += takings(n, plan.price, now.cleared)
    a[MATERIALS] = n.money_material * made
    a[SOURCING] = n.money_partner * used if plan.sourcing > 0 else 0.0
    a[LABOUR] = n.money_wage * now.regular
    a[OVERTIME] = n.money_wage * n.money_overtime_premium * now.overtime
    a[SETUPS] = n.money_setup * now.setups
    a[HOLDING] = n.money_holding * on_hand
    a[PARTS_HOLDING] = n.money_holding * n.money_parts_holding * (parts + firm.common)
    a[OVERHEAD] = keeping * kept
    a[LAUNCHES] = tooling * now.started
    a[QUALITY] = n.money_quality_effort * plan.quality
    a[RETURNS] = n.money_returned * returned
    a[STOCK] = 0.0
    a[STAFF] = n.money_staff_wage * plan.staff
    a[SHIPPING] = n.money_shipping * now.sent
    a[LATE] = n.money_late * now.late
    a[BACKORDERS] = n.money_backorder * owed
    a[WRITE_OFFS] = n.money_material / n.supply_modules * dead + n.money_disposal * standard * (
        scrapped - now.cleared
    )
    if n.accrual:
        a[STOCK] = standard * (now.units - made)
        a[WRITE_OFFS] += standard * scrapped
    a[ADVERTISING] = plan.advertising
    a[HIRING] = n.money_hire * max(0.0, now.shift) + n.money_fire * max(0.0, -now.shift)
    a[MEETINGS] = n.money_manager_hour * now.meeting_hours
    a[SYSTEMS] = now.systems
    a[FIXED] = n.money_fixed
    a[INTEREST] = 0.0


@part
def profit(now: Week) -> float:
    """Close the books of a week: revenue less every other account."""
    costs = 0.0
    for account in range(len(ACCOUNTS)):
        if account != REVENUE:
            costs += now.accounts[account]
    return float(now.accounts[REVENUE] - costs)
