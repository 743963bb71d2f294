"""Materials: weekly base-stock orders of common modules and of parts that fit one variant only."""

from __future__ import annotations

import math

import numpy as np

from coordsim.core.compiled import part
from coordsim.core.firm import Firm, Lines, Numbers, Week
from coordsim.core.luck.draw import SUPPLIER, uniform_at
from coordsim.core.records import DEVELOPING, ON_SALE, Floats
from coordsim.firm.planning import forecast_error

OWN = 1  # modules of a bespoke unit that fit nothing else: its part


@part
def arrive(n: Numbers, firm: Firm, lines: Lines, now: Week) -> None:
    """Receive what is due; with chance 1 - reliability a week's shipment slips by a week (one draw
    for parts, one for modules).
    """
    if n.supply_endless:
        return
    reliability = n.supply_partner_reliability if firm.plan.sourcing > 0 else n.supply_reliability
    reliability *= max(0.0, 1 - now.shock_supply)
    parts_slip = uniform_at(firm.seed, SUPPLIER, firm.week, 0) >= reliability
    common_slips = uniform_at(firm.seed, SUPPLIER, firm.week, 1) >= reliability
    weeks, slots = lines.parts_coming.shape
    for v in range(slots):
        due = lines.parts_coming[0, v]
        for week in range(weeks - 1):
            lines.parts_coming[week, v] = lines.parts_coming[week + 1, v]
        lines.parts_coming[weeks - 1, v] = 0.0
        if parts_slip:
            lines.parts_coming[0, v] += due
        else:
            firm.parts[v] += due
    due = lines.common_coming[0]
    for week in range(weeks - 1):
        lines.common_coming[week] = lines.common_coming[week + 1]
    lines.common_coming[weeks - 1] = 0.0
    if common_slips:
        lines.common_coming[0] += due
    else:
        firm.common += due


@part
def lead_weeks(n: Numbers, plan: Firm) -> float:
    """Weeks from order to arrival with the sourcing chosen."""
    weeks: float = n.supply_partner_weeks if plan.sourcing > 0 else n.supply_lead_weeks
    return weeks


@part
def safety_factor(n: Numbers, plan: Firm) -> float:
    """Spreads of the forecast's error that orders are made for: the usual ones, and what operations
    adds to them.
    """
    return float(n.supply_safety + plan.material_safety)


@part
def covered_weeks(n: Numbers, plan: Firm) -> float:
    """Weeks of lots that an order's base stock has to last.

    Orders are made after a week's lots, so one of a lead time of L weeks arrives before the lots of
    the L-th week from now, and the next one before those of the week after: L weeks. Otherwise a
    week more is covered, as if lots came first.
    """
    weeks = lead_weeks(n, plan)
    return float(weeks if n.supply_exact_cover else weeks + 1)


@part
def _lacking(n: Numbers, now: Week, v: int) -> float:
    """Units that this week's lot still lacks and will take materials for: backorders of the
    inventory position, where orders count them.
    """
    counted = n.supply_exact_cover or n.supply_timed
    return max(0.0, now.wanted[v] - now.lots[v]) if counted else 0.0


@part
def common_each(n: Numbers, plan: Firm) -> float:
    """Common modules in a unit: a bespoke one has a module of its own."""
    each: float = n.supply_modules if plan.build > 0 else n.supply_modules - OWN
    return each


@part
def needed_soon(n: Numbers, firm: Firm, v: int) -> bool:
    """Say whether a variant needs materials: it can be made, or will be when an order arrives."""
    if firm.status[v] == ON_SALE:
        return True
    ahead = covered_weeks(n, firm.plan)
    return bool(firm.status[v] == DEVELOPING and firm.ready_in[v] <= ahead)


@part
def order(n: Numbers, firm: Firm, lines: Lines, now: Week) -> None:
    """Order each kind up to its base stock: what may be used until the next order arrives, and
    safety on its forecast.

    A bespoke unit takes a part of its own and common modules, a package common modules only. Common
    modules pool the variants' errors and lots, specific parts cannot: risk pooling (Eppen 1979)
    follows by itself. Orders that are timed are made for the lots that fall due in the weeks
    covered alone, ``cycle`` weeks each (time-phased requirements: Orlicky 1975).
    """
    now.ordered = 0.0
    if n.supply_endless:
        return
    covered, cycle = covered_weeks(n, firm.plan), firm.plan.cycle
    place, factor = int(lead_weeks(n, firm.plan)) - 1, safety_factor(n, firm.plan)
    alone, weight = _reach(covered, cycle, 1.0), 1.0
    users, pooled, variance, lacking = 0.0, 0.0, 0.0, 0.0
    for v in range(int(n.line_slots)):
        forecast = now.parts_forecast[v] if needed_soon(n, firm, v) else 0.0
        if forecast <= 0.0:
            continue
        sigma = forecast_error(n, forecast, firm.surprise)
        if n.supply_timed:
            alone = weight = cycle * _lots_ahead(firm, v, covered)
        users, pooled, variance = (
            users + 1,
            pooled + forecast * weight,
            variance + sigma**2 * weight,
        )
        lacking += _lacking(n, now, v)
        if firm.plan.build > 0:
            continue
        target = _base_stock(factor, forecast, sigma, alone) + _lacking(n, now, v)
        parts = max(0.0, target - firm.parts[v] - _sum(lines.parts_coming[:, v]))
        lines.parts_coming[place, v] += parts
        now.ordered += parts
    weeks = 1.0 if n.supply_timed else _reach(covered, cycle, max(users, 1.0))
    target = _base_stock(factor, pooled, math.sqrt(variance), weeks) + lacking
    target *= common_each(n, firm.plan)
    common = max(0.0, target - firm.common - _sum(lines.common_coming))
    lines.common_coming[place] += common
    now.ordered += common


@part
def _sum(values: Floats) -> float:
    whole = 0.0
    for value in values:
        whole += value
    return whole


@part
def _reach(covered: float, cycle: float, users: float) -> float:
    """Weeks of the mean forecast that ``users`` variants may take in the weeks covered.

    Each takes ``cycle`` weeks at a time, in turn: in T weeks at most ceil(users T / cycle) lots
    fall due.
    """
    return float(np.ceil(users * covered / cycle) * cycle / users)


@part
def _lots_ahead(firm: Firm, v: int, covered: float) -> float:
    """Lots of a variant that fall due in the weeks covered: by its week in the cycle, and at least
    one of a variant that has not been on the shelf.
    """
    lots = 0.0 if firm.stocked[v] else 1.0
    due = 0.0
    for week in range(1, int(covered) + 1):
        due += (firm.week + week + v) % int(firm.plan.cycle) == 0
    return max(lots, due)


@part
def _base_stock(factor: float, forecast: float, sigma: float, weeks: float) -> float:
    """Forecast over ``weeks`` and the safety factor times the spread of its error over them, in
    whole units.
    """
    level: float = np.ceil(forecast * weeks + factor * sigma * math.sqrt(weeks))
    return level
