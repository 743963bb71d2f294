"""What a plan is expected to come to in money, units and hours, once demand and service are
known.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from coordsim.core.compiled import part
from coordsim.core.formulas import Response, normal_loss
from coordsim.firm.ageing import takings
from coordsim.firm.life import launch_cost, renewals
from coordsim.mind.ageing import dead_parts_money, waste_money

NONE = 1e-9  # money or units a week, and less: no base for a ratio


class Account(NamedTuple):
    """What a plan is expected to come to, KPIs per week."""

    profit: float
    units: float
    demand: float
    revenue: float
    price_realised: float
    range: float
    unit_cost: float
    stockout_rate: float
    fill_rate: float
    put_off_rate: float
    setup_share: float
    utilisation: float
    stock: float
    satisfaction: float
    defect_rate: float
    promises_broken: float
    unanswered: float
    left: float
    setups: float
    hours_used: float
    overtime: float
    margin: float
    marketing_spending: float
    operations_spending: float


class Aim(NamedTuple):
    """What operations has to serve."""

    demand: float
    planned: float  # over demand
    given: bool  # demand is given from outside


class Service(NamedTuple):
    """The service that there is in the long run."""

    fill: float  # share of demand met from the shelf
    defect: float
    need: float  # hours
    available: float
    setup: float  # hours
    lots: float
    stock: float
    wasted: float  # units too old to be sold
    parts: float
    late: float  # share of what is taken from the shelf
    overdue: float  # share of those who wait
    unanswered: float  # share of contacts


class Outcome(NamedTuple):
    """What came of a plan before it is counted in money."""

    aim: Aim
    response: Response[float]
    service: Service
    satisfaction: float
    patience: float


@part
def account(n: Any, plan: Any, b: Any, outcome: Outcome) -> Account:
    """Return what demand and service come to in money, units and hours."""
    aim, response, service = outcome.aim, outcome.response, outcome.service
    demand, fill, available = aim.demand, service.fill, service.available
    units = demand * (fill + (1 - fill) * (n.market_wait + n.market_substitute * fill))
    made = units + demand * max(0.0, aim.planned - 1) * n.people_surplus + service.wasted
    payback = n.people_payback_weeks * outcome.patience
    endless = math.isinf(plan.hours)
    hours = 0.0 if endless else plan.hours
    work = made * b.run_hours + service.setup
    swing = max(n.people_work_spread * work, 1e-9)
    overtime = swing * normal_loss((hours * min(1.0, b.availability) - work) / swing)
    overtime = 0.0 if math.isinf(available) else min(max(overtime, 0.0), hours * plan.overtime)
    tooling = launch_cost(n, plan)
    ends = renewals(n, plan, b.development_weeks)
    manufacturing = (
        n.money_material * made
        + tooling * max(0.0, plan.range - b.range) / payback
        + tooling * ends
        + n.money_wage * ((work if endless else hours) + n.money_overtime_premium * overtime)
        + b.setup_money * service.lots
        + b.holding * (service.stock + n.money_parts_holding * service.parts)
        + b.range_overhead * plan.range * (n.line_package_overhead if plan.build > 0 else 1.0)
        + n.money_quality_effort * plan.quality
        + n.money_returned * service.defect * units
        + n.money_partner * plan.sourcing * made
    )
    standard = n.money_material + n.plant_run_hours * n.money_wage
    costed = made
    if n.accrual:  # what is made and not sold is stock
        manufacturing -= standard * (made - units)
        costed = units
    shift = 0.0 if endless or math.isinf(b.hours) else hours - b.hours
    hiring = (n.money_hire if shift > 0 else -n.money_fire) * shift / payback
    revenue = response.price * units * (1 - service.defect)
    revenue += takings(n, plan.price, n.money_cleared * service.wasted)
    filled, waiting = demand * fill, demand * (1 - fill) * n.market_wait
    broken = filled * service.late + waiting * service.overdue
    staff = n.money_staff_wage * (0.0 if math.isinf(plan.staff) else plan.staff)
    serving = staff + n.money_shipping * units + n.money_late * broken
    profit = revenue - manufacturing - serving - plan.advertising - n.money_fixed - hiring
    profit -= waste_money(n, standard, service.wasted)
    profit -= dead_parts_money(n, b, plan, service.parts)
    if not aim.given and n.money_holding > 0:
        # in cash books it is the replacing that costs, under accrual the value that is lost
        waste = 1.0 + n.money_disposal if n.accrual else 1.0
        aware = min(1.0, b.holding / n.money_holding)
        profit -= aware * n.plant_obsolescence * standard * service.stock * waste
    unit_cost = manufacturing / costed if costed > NONE else math.nan
    margin = profit / revenue if revenue > NONE else math.nan
    utilisation = 0.0 if math.isinf(available) else min(1.0, service.need / max(available, 1e-9))
    return Account(
        profit=profit,
        units=units,
        demand=demand,
        revenue=revenue,
        price_realised=revenue / max(units, 1e-9),
        range=plan.range,
        unit_cost=unit_cost,
        stockout_rate=1 - fill,
        fill_rate=fill,
        put_off_rate=response.put_off,
        setup_share=min(1.0, service.setup / max(available, 1e-9)),
        utilisation=utilisation,
        stock=service.stock,
        satisfaction=outcome.satisfaction,
        defect_rate=service.defect,
        promises_broken=broken / max(filled + waiting, 1e-9),
        unanswered=service.unanswered,
        left=demand - units,
        setups=service.lots,
        hours_used=min(service.need, available),
        overtime=overtime,
        margin=margin,
        marketing_spending=plan.advertising
        + max(0.0, plan.price - response.price) * units * (1 - service.defect),
        operations_spending=staff + hiring,
    )
