"""What a plan is expected to bring, in closed form and compiled: the steady-state, no-noise version
of the week.

One firm at a time: ``n`` is the record of its numbers (``parameters.table``), ``plan`` of its
levers, ``b`` of a role's beliefs.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coordsim.core.compiled import compiled
from coordsim.core.facts import FACTS
from coordsim.core.formulas import (
    appeal,
    availability_at,
    defects_at,
    lateness,
    normal_loss,
    react,
    setup_hours_at,
    unanswered_at,
)
from coordsim.core.levers import LEVERS
from coordsim.core.records import Floats, Ints

Records = NDArray[np.void]
PLAN = np.dtype([(lever.name, np.float64) for lever in LEVERS])
BELIEFS = np.dtype([(fact.name, np.float64) for fact in FACTS])
EXPECTED = (
    "profit",
    "units",
    "demand",
    "revenue",
    "price_realised",
    "range",
    "unit_cost",
    "stockout_rate",
    "fill_rate",
    "put_off_rate",
    "setup_share",
    "utilisation",
    "stock",
    "satisfaction",
    "defect_rate",
    "promises_broken",
    "unanswered",
    "left",
    "setups",
    "hours_used",
    "overtime",
    "margin",
    "told",
    "told_over",
    "told_short",
)
# assumed: spread of a week's work over its mean; lots are large and promotions are built ahead
WORK_CV = 0.3
PRESSURE_SD = 0.10  # assumed: spread of weekly work over the capacity for it, as planners allow for
# assumed: share of what is planned beyond demand that is made for nothing in an average week
SURPLUS = 0.1


@compiled
def react_all(
    numbers: Records,
    nodes: Floats,
    row: Ints,
    plans: Records,
    beliefs: Records,
    satisfaction: Floats,
    late: Floats,
    unanswered: Floats,
    out: Floats,
) -> None:
    """Fill ``out`` (6, F) with the market's reaction to every firm's plan
    (``closed_forms.react``).
    """
    for f in range(len(plans)):
        n, own = numbers[row[f]], nodes[row[f]]
        pulls = appeal(n, plans[f], beliefs[f])
        response = react(n, own, plans[f], pulls, satisfaction[f], late[f], unanswered[f])
        for place in range(len(response)):
            out[place, f] = response[place]


@compiled
def _uncertainty(
    n: Any, b: Any, each: float, protection: float, given: bool
) -> tuple[float, float]:
    """Return the unit of the plant's safety stock, sigma sqrt(P), and the true spread of demand
    around the forecast over P weeks.

    The spread adds what sigma sqrt(P) leaves out: shocks last (inflation (1 + r) / (1 - r)), and an
    average of W weeks is itself uncertain (P + P^2 / W in place of P).
    """
    if given:
        buffer = (math.sqrt(n.given_mean) if n.given_poisson else n.given_sd) * math.sqrt(
            protection
        )
        return buffer, max(buffer, 1e-9)
    lasting = (1 + n.market_shock_persistence) / (1 - n.market_shock_persistence)
    shock = b.surprise * each**2
    reach = protection + protection**2 / n.plant_forecast_window
    return math.sqrt((each + shock) * protection), max(
        math.sqrt((each + shock * lasting) * reach), 1e-9
    )


@compiled
def serve(
    n: Any, plan: Any, b: Any, demand: float, planned: float, given: bool
) -> tuple[float, ...]:
    """Return the service that there is when operations plans for ``planned`` x demand.

    Fill rate, defect share, hours needed and available, set-up hours, lots, stock, parts, and the
    shares late: of what is taken from the shelf, of those who wait, of contacts.
    """
    variants, cycle = max(plan.range, 1.0), max(plan.cycle, 1.0)
    each = max(demand / variants, 1e-9)
    protection = n.plant_lead_weeks + cycle
    buffer, spread = _uncertainty(n, b, each, protection, given)
    z = (plan.safety * buffer + (planned - 1) * each * protection) / spread
    short = spread * normal_loss(z)
    from_stock = min(max(1 - short / (each * cycle), 0.0), 1.0)
    per_setup = setup_hours_at(b.setup_hours, plan.build, n.line_package_commonality)
    lots = variants / cycle
    need = demand * max(planned, 0.0) * b.run_hours + lots * per_setup
    broken = n.plant_breakdown_share * n.systems_breakdowns_left
    shift = availability_at(plan.quality, broken, n.plant_effort_effect) / availability_at(
        b.quality, broken, n.plant_effort_effect
    )
    available = plan.hours * (1 + plan.overtime) * min(1.0, b.availability * shift)
    room = max(0.0, available - lots * per_setup) / max(demand * b.run_hours, 1e-9)
    undone = PRESSURE_SD * normal_loss((min(room, 10.0) - 1) / PRESSURE_SD)
    utilisation = 0.5 if math.isinf(available) else need / max(available, 1e-9)
    defect = float(
        defects_at(
            plan.quality,
            variants,
            utilisation,
            n.plant_defect_share,
            n.plant_defect_range_slope,
            n.plant_effort_effect,
            n.plant_congestion,
        )
    )
    stock = variants * (each * cycle / 2 + max(0.0, z * spread + short))
    parts = 0.0 if n.supply_endless else 2 * demand * (1 + cycle)
    fill = from_stock * (1 - min(max(undone, 0.0), 1.0))
    late, overdue = lateness(n, plan, b, demand * fill)
    unanswered = unanswered_at(n, plan, b, demand * fill, late + defect)
    return (
        fill,
        defect,
        need,
        available,
        lots * per_setup,
        lots,
        stock,
        parts,
        late,
        overdue,
        unanswered,
    )


@compiled
def feel(n: Any, b: Any, put_off: float, buy: float, service: tuple[float, ...]) -> float:
    """Long-run satisfaction at these shares of experiences, as far as the role believes that it
    matters.
    """
    fill, defect, late, unanswered = service[0], service[1], service[8], service[10]
    buyers = (1 - put_off) * buy
    good, top, bottom = buyers + put_off, 0.0, 0.0
    for share, outcome in (
        (put_off, n.people_outcome_put_off),
        (
            buyers * (1 - fill) * (1 - n.market_wait - n.market_substitute * fill),
            n.people_outcome_empty,
        ),
        (buyers * (1 - fill) * n.market_wait, n.people_outcome_waited),
        (buyers * fill * defect, n.people_outcome_defect),
        (buyers * fill * late, n.people_outcome_late),
        (buyers * fill * n.service_contact_rate * unanswered, n.people_outcome_unanswered),
    ):
        good -= share
        top += share * n.people_loss_weight * outcome
        bottom += share * n.people_loss_weight
    good = max(0.0, good)
    mean = (good + top) / max(good + bottom, 1e-9)
    return float(
        n.market_satisfaction_reference + b.goodwill * (mean - n.market_satisfaction_reference)
    )


@compiled
def settled(
    n: Any,
    nodes: Floats,
    plan: Any,
    b: Any,
    pulls: tuple[float, ...],
    felt: float,
    service: tuple[float, ...],
) -> tuple[float, ...]:
    """Expected response once people have felt, and heard of, the service that there is."""
    fill, late, overdue = service[0], service[8], service[9]
    waiting = (1 - fill) * n.market_wait
    broken = (fill * late + waiting * overdue) / max(fill + waiting, 1e-9)
    return react(n, nodes, plan, pulls, felt, b.goodwill * broken, b.goodwill * service[10])


@compiled
def tie(
    numbers: Records,
    nodes: Floats,
    row: Ints,
    plans: Records,
    beliefs: Records,
    demand: Floats,
    level: Floats,
    satisfaction: Floats,
) -> None:
    """Fit level and satisfaction (F,) so that today's plans, as believed, bring the ``demand`` (F,)
    that is believed.
    """
    for f in range(len(plans)):
        n, own, plan, b = numbers[row[f]], nodes[row[f]], plans[f], beliefs[f]
        given = len(own) == 0
        pulls = appeal(n, plan, b)
        response = react(n, own, plan, pulls, n.market_satisfaction_reference, 0.0, 0.0)
        service = serve(n, plan, b, demand[f], 1.0, given)
        felt = feel(n, b, response[4], response[5], service)
        response = settled(n, own, plan, b, pulls, felt, service)
        felt = feel(n, b, response[4], response[5], service)
        response = settled(n, own, plan, b, pulls, felt, service)
        level[f], satisfaction[f] = demand[f] / max(response[0], 1e-9), felt


@compiled
def expect(
    numbers: Records,
    nodes: Floats,
    row: Ints,
    plans: Records,
    beliefs: Records,
    level: Floats,
    satisfaction: Floats,
    planned: Floats,
    report: Floats,
    out: Floats,
) -> None:
    """Fill ``out`` (EXPECTED, F) with the expected KPIs of every firm's plan; everything else is
    (F,) or as in ``tie``.
    """
    for f in range(len(plans)):
        n, own, plan, b = numbers[row[f]], nodes[row[f]], plans[f], beliefs[f]
        given = len(own) == 0
        pulls = appeal(n, plan, b)
        response = react(n, own, plan, pulls, satisfaction[f], 0.0, 0.0)
        for _ in range(2):
            service = serve(n, plan, b, response[0] * level[f], planned[f], given)
            felt = feel(n, b, response[4], response[5], service)
            response = settled(n, own, plan, b, pulls, felt, service)
        demand = response[0] * level[f]
        told = demand * report[f]
        spread = math.sqrt(max(demand + max(b.surprise, 0.0) * demand**2, 1e-9))
        gap = (told - demand) / spread
        over, short = spread * normal_loss(-gap), spread * normal_loss(gap)
        kpis = account(n, plan, b, response, service, demand, felt, planned[f], given)
        for place in range(len(kpis)):
            out[place, f] = kpis[place]
        out[len(kpis), f], out[len(kpis) + 1, f], out[len(kpis) + 2, f] = told, over, short


@compiled
def account(
    n: Any,
    plan: Any,
    b: Any,
    response: tuple[float, ...],
    service: tuple[float, ...],
    demand: float,
    felt: float,
    planned: float,
    given: bool,
) -> tuple[float, ...]:
    """Return what demand and service come to in money, units and hours: EXPECTED without
    marketing's word on demand.
    """
    fill, defect, need, available, setup, lots, stock, parts, late, overdue, unanswered = service
    units = demand * (fill + (1 - fill) * (n.market_wait + n.market_substitute * fill))
    made = units + demand * max(0.0, planned - 1) * SURPLUS
    endless = math.isinf(plan.hours)
    hours = 0.0 if endless else plan.hours
    work = made * b.run_hours + setup
    swing = max(WORK_CV * work, 1e-9)
    overtime = swing * normal_loss((hours * min(1.0, b.availability) - work) / swing)
    overtime = min(max(overtime, 0.0), hours * plan.overtime)
    tooling = n.money_launch_package if plan.build > 0 else n.money_launch
    manufacturing = (
        n.money_material * made
        + tooling * max(0.0, plan.range - b.range) / n.people_payback_weeks
        + n.money_wage * ((work if endless else hours) + n.money_overtime_premium * overtime)
        + b.setup_money * lots
        + b.holding * (stock + n.money_parts_holding * parts)
        + b.range_overhead * plan.range * (n.line_package_overhead if plan.build > 0 else 1.0)
        + n.money_quality_effort * plan.quality
        + n.money_returned * defect * units
        + n.money_partner * plan.sourcing * made
    )
    shift = 0.0 if endless or math.isinf(b.hours) else hours - b.hours
    hiring = (n.money_hire if shift > 0 else -n.money_fire) * shift / n.people_payback_weeks
    revenue = response[3] * units * (1 - defect)
    filled, waiting = demand * fill, demand * (1 - fill) * n.market_wait
    broken = filled * late + waiting * overdue
    serving = (
        n.money_staff_wage * (0.0 if math.isinf(plan.staff) else plan.staff)
        + n.money_shipping * units
        + n.money_late * broken
    )
    profit = revenue - manufacturing - serving - plan.advertising - n.money_fixed - hiring
    if not given and n.money_holding > 0:
        standard = n.money_material + n.plant_run_hours * n.money_wage
        profit -= min(1.0, b.holding / n.money_holding) * n.plant_obsolescence * standard * stock
    sold = max(units, 1e-9)
    utilisation = 0.0 if math.isinf(available) else min(1.0, need / max(available, 1e-9))
    return (
        profit,
        units,
        demand,
        revenue,
        revenue / sold,
        plan.range,
        manufacturing / max(made, 1e-9),
        1 - fill,
        fill,
        response[4],
        min(1.0, setup / max(available, 1e-9)),
        utilisation,
        stock,
        felt,
        defect,
        broken / max(filled + waiting, 1e-9),
        unanswered,
        demand - units,
        lots,
        min(need, available),
        overtime,
        profit / max(revenue, 1e-9),
    )
