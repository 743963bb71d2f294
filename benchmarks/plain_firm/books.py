"""The books of a week, and every flow that KPIs are made of (docs/model.md 7.12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.plain_firm.market import Market
from benchmarks.plain_firm.numbers import BASE, EMPTY_SHELF, MANUFACTURING
from benchmarks.plain_firm.plant import Week
from benchmarks.plain_firm.variants import NONE, ON_SALE, Development

if TYPE_CHECKING:
    from benchmarks.plain_firm.model import PlainFirm


def post(
    firm: PlainFirm,
    market: Market,
    made: Week,
    developed: Development,
    *,
    units: float,
    late: float,
    shift: float,
) -> dict[str, float]:
    """Post every amount of a week to its account; costs are positive. ``shift`` is regular hours
    taken on or given up.
    """
    money, plan = BASE.money, firm.plan
    defective = sum(v.defective for v in firm.variants)
    meetings = firm.talk.hours if firm.talks() else 0.0
    return {
        "revenue": plan["price"] * (1 - market.promotion) * (units - defective),
        "materials": money.material * made.made,
        "sourcing": money.partner * (plan["sourcing"] > 0) * made.made,
        "labour": money.wage * made.regular,
        "overtime": money.wage * money.overtime_premium * made.overtime,
        "set-ups": money.setup * made.setups,
        "holding": money.holding * sum(v.on_hand for v in firm.variants),
        "parts holding": (
            money.holding
            * money.parts_holding
            * (sum(v.parts for v in firm.variants) + firm.common)
        ),
        "range overhead": money.range_overhead * sum(v.status != NONE for v in firm.variants),
        "launches": money.launch * developed.started,
        "quality": money.quality_effort * plan["quality"],
        "returns": money.returned * defective,
        "stock change": BASE.standard_cost * (units - made.made) if BASE.accrual else 0.0,
        "service staff": money.staff_wage * plan["staff"],
        "shipping": money.shipping * units,
        "late orders": money.late * late,
        "backorders": money.backorder * sum(sum(v.backlog) for v in firm.variants),
        "write-offs": (
            money.material / BASE.supply.modules * developed.dead_parts
            + BASE.standard_cost * (money.disposal + BASE.accrual) * developed.scrapped
        ),
        "advertising": plan["advertising"],
        "hiring": money.hire * max(0.0, shift) + money.fire * max(0.0, -shift),
        "meetings": money.manager_hour * meetings,
        "systems": firm.talk.money,
        "fixed": money.fixed,
        "interest": firm.bank.interest(),
    }


def flows_of(
    firm: PlainFirm,
    market: Market,
    made: Week,
    *,
    accounts: dict[str, float],
    causes: dict[str, float],
    units: float,
    late: float,
    scrapped: float,
) -> dict[str, float]:
    """Return the flows of a week by the names that the KPI table uses."""
    counts = {
        name: sum(getattr(v, name) for v in firm.variants)
        for name in ("demand", "sold", "waiting", "lost", "defective")
    }
    filled = counts["sold"] - market.switched
    profit = 2 * accounts["revenue"] - sum(accounts.values())
    promoted = market.promotion > 0
    discount = accounts["revenue"] * market.promotion / (1 - market.promotion)
    backlog = sum(sum(v.backlog) for v in firm.variants)
    return {
        "one": 1,
        "weeks": 1,
        "profit": profit,
        "spent": accounts["revenue"] - profit,
        "revenue": accounts["revenue"],
        "manufacturing": sum(accounts[name] for name in MANUFACTURING),
        "acquisition": accounts["advertising"] + discount,
        "operations_spent": accounts["service staff"] + accounts["hiring"],
        "visits": market.visits,
        "put_off": market.put_off,
        "priced_out": market.priced_out,
        "demand": counts["demand"],
        "filled": filled,
        "empty": counts["demand"] - filled,
        "switched": market.switched,
        "waiting": counts["waiting"],
        "left": counts["lost"],
        "booked": counts["sold"] + counts["waiting"],
        "again": market.again,
        "units": units,
        "yearly": 52 * units,
        "promoted": units * promoted,
        "defective": counts["defective"],
        "late": late,
        "fulfilled": max(0.0, units - late - counts["defective"]),
        "promo_weeks": int(promoted),
        "promo_empty": int(promoted and filled < EMPTY_SHELF * counts["demand"]),
        "range": sum(v.status == ON_SALE for v in firm.variants),
        "not_ready": sum(v.offered and not v.stocked for v in firm.variants),
        "made": made.made,
        "costed": units if BASE.accrual else made.made,
        "stock_value": BASE.standard_cost
        * sum(v.on_hand + sum(v.in_process) for v in firm.variants),
        "scrapped": scrapped,
        "setups": made.setups,
        "setup_hours": made.setup_hours,
        "hours_available": made.available,
        "hours_used": made.used,
        "overtime_hours": made.overtime,
        "broken_hours": made.broken,
        "open_hours": made.open_hours,
        "stock": sum(v.on_hand for v in firm.variants),
        "in_process": sum(sum(v.in_process) for v in firm.variants),
        "backlog": backlog,
        "owed": backlog,
        "wanted": made.wanted,
        "satisfaction": sum(c.satisfaction for c in firm.everybody) / firm.size,
        "lost": sum(causes.values()),
        **{f"cause:{cause}": lost for cause, lost in causes.items()},
        **{f"account:{account}": amount for account, amount in accounts.items()},
    }
