"""A firm on its first morning: start plan in force, some weeks of expected demand on the shelf."""

from __future__ import annotations

import numpy as np

from coordsim.core.compiled import part
from coordsim.core.firm import DAWN, Firm, Lines, Week, copy
from coordsim.core.formulas import Felt, appeal, react
from coordsim.core.levers import ROLES
from coordsim.core.records import NONE, ON_SALE
from coordsim.core.tables import Row, Tables
from coordsim.firm import cash
from coordsim.firm.ageing import put_on_shelf
from coordsim.firm.development import OLD
from coordsim.firm.planning import own_forecast
from coordsim.firm.supply import common_each, lead_weeks
from coordsim.mind.desk import usual_demand, window_of
from coordsim.mind.lessons import FIRST
from coordsim.mind.thought import Eye
from coordsim.run.fitted import FITTED, live_before


@part
def begin(tables: Tables, firm: Firm, lines: Lines, now: Week) -> float:
    """Set a firm, all zeros but for its seed, its row and its start plan, as it is before its first
    week; ``now`` is room for a week's work. Returns the units a week that customers have bought by
    then, 0 where nobody has.
    """
    n, k = tables.numbers[firm.row], tables.known[firm.row]
    nodes = tables.nodes[n.nodes, : n.node_rows]
    slots = int(n.line_slots)
    copy(firm.start_levers, firm.levers)
    for role in range(len(ROLES)):
        copy(FIRST, firm.memory[role])
    firm.rules = n.first_rules
    firm.turn = DAWN
    for v in range(slots):
        here = v < firm.plan.range
        firm.status[v] = ON_SALE if here else NONE
        firm.announced[v] = firm.stocked[v] = here
        firm.age[v] = OLD
    firm.adstock = firm.plan.advertising / (1 - n.market_ad_carryover)
    firm.effort = firm.report = firm.recent_fill = 1.0
    firm.reputation = n.people_reputation_start
    firm.trust[:] = n.people_trust_start
    firm.told[:] = np.nan
    firm.told_week[:] = np.nan
    firm.forecast = np.nan
    firm.cash = cash.opening(n)
    firm.orders[:] = np.nan
    firm.lacking[:] = np.nan
    firm.surprise = n.market_shock_sd**2
    firm.recent_cost = n.money_material + n.plant_run_hours * n.money_wage
    lines.crew[:] = firm.plan.hours
    lines.level[:] = 1.0
    # nobody knows of overload and goodwill, and nobody stocked up for a shock
    felt = Felt(k.market_satisfaction_reference, 0.0, 0.0)
    usual = react(k, nodes, firm.plan, appeal(k, firm.plan, firm.marketing), felt)
    quarter = n.people_quarter_rounds * n.horizon_round_weeks
    firm.quota = firm.quota_before = n.people_quota_stretch * quarter * usual.demand
    stock_up(n, firm, lines, usual_demand(k, nodes, firm.plan, firm.marketing, 0))
    if n.start_stock != FITTED:
        return 0.0
    return live_before(Eye(k, nodes, tables.grids, tables.rules[firm.rules]), n, firm, lines, now)


@part
def stock_up(n: Row, firm: Firm, lines: Lines, demand: float) -> None:
    """Put some weeks of expected demand on the shelf, and the materials for it on their way."""
    slots, on_sale = int(n.line_slots), 0
    for v in range(slots):
        on_sale += firm.status[v] == ON_SALE
    mean = demand / max(on_sale, 1)
    whole = 0.0
    for v in range(slots):
        if firm.status[v] != ON_SALE:
            continue
        each = demand * firm.popular[v] if n.clustered else mean
        for week in range(window_of(n)):
            lines.booked[week, v] = each
        cover = each * n.start_cover_weeks
        firm.on_hand[v] = np.rint(cover) if n.plant_whole_units else cover
        put_on_shelf(n, lines, v, firm.on_hand[v])
        if n.supply_endless:
            continue
        need = np.ceil(own_forecast(n, firm, lines, v))
        whole += need
        if firm.plan.build == 0:
            firm.parts[v] = need * n.start_materials_weeks
            for week in range(int(lead_weeks(n, firm.plan))):
                lines.parts_coming[week, v] = need
    if not n.supply_endless:
        common = whole * common_each(n, firm.plan)
        firm.common = common * n.start_materials_weeks
        for week in range(int(lead_weeks(n, firm.plan))):
            lines.common_coming[week] = common
