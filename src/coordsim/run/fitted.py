"""A firm that has long lived by its first plan when it is taken over: shelf, parts and queues fit
its cycle, range, safety and hours, since plant, supplier and desks have lived through the weeks
before the first at mean demand.
"""

from __future__ import annotations

import numpy as np

from coordsim.core.compiled import part
from coordsim.core.facts import INDEX
from coordsim.core.firm import Firm, Lines, Week
from coordsim.core.formulas import Felt, appeal, react
from coordsim.core.luck.draw import uniform_at
from coordsim.core.luck.streams import process_name
from coordsim.core.records import MARKETING, ON_SALE
from coordsim.core.tables import WORDS, Row
from coordsim.customers.market import Crowd
from coordsim.firm import ageing, books, delivery, plant, supply
from coordsim.firm.planning import own_forecast
from coordsim.firm.trends import look_up_trends, season
from coordsim.mind.desk import window_of
from coordsim.mind.thought import Eye
from coordsim.rules.talk.priors import Untold, untold
from coordsim.week.closing import MADE

TURNS = 5  # of a lot through plant and shelf that are lived before the first week
FAR = 2**20  # cycles from week 0 to those weeks, whose luck no other week has
FITTED = WORDS["start_stock"].index("fitted")
OVERLOAD = INDEX["overload"]
NEED = process_name("need")
NO_SHOCKS = np.zeros((0, 4))


@part
def live_before(eye: Eye, n: Row, firm: Firm, lines: Lines, now: Week) -> float:
    """Live the weeks before the first; returns the mean demand by then, units a week.

    Lots fall due in them as they would have: week 0 is a whole number of cycles later.
    """
    turn = int(n.plant_lead_weeks + firm.plan.cycle)
    weeks = TURNS * turn + int(supply.lead_weeks(n, firm.plan))
    firm.reputation = n.start_satisfaction  # which it follows
    look_up_trends(n, firm, NO_SHOCKS, now)
    demand = steady_demand(eye, n, firm, n.market_overload)
    for ago in range(weeks, 0, -1):
        firm.week = FAR * int(firm.plan.cycle) - ago
        demand = steady_demand(eye, n, firm, n.market_overload)
        book(n, firm, lines, demand)
        for v in range(int(n.line_slots)):
            forecast = own_forecast(n, firm, lines, v)
            now.lots_forecast[v] = now.parts_forecast[v] = now.informed[v] = forecast
        supply.arrive(n, firm, lines, now)
        plant.produce(n, firm, lines, now)
        supply.order(n, firm, lines, now)
        _sell(n, firm, now, demand, weeks - ago)
        for v in range(int(n.line_slots)):
            now.scrapped[v] = 0.0
        ageing.clear_shelf(n, firm, lines, now)
        _serve(n, firm, now, demand)
    firm.week = 0
    if not n.given:
        unknown = Untold(MARKETING, OVERLOAD, n.market_overload, demand)
        believed = steady_demand(eye, n, firm, untold(n, firm, lines, unknown))
        lines.level[:] = demand / max(believed, 1e-9)
    return demand


@part
def steady_demand(eye: Eye, n: Row, firm: Firm, overload: float) -> float:
    """Mean weekly demand at the first plan in the season of week 0: customers feel as at the start
    and know how promises were kept; as many are put off by choice as ``overload`` makes it.
    """
    believed, firm.marketing.overload = firm.marketing.overload, overload
    pulls = appeal(eye.k, firm.plan, firm.marketing)
    firm.marketing.overload = believed
    felt = Felt(n.start_satisfaction, firm.heard_late, firm.heard_unanswered)
    wave = 0.0
    for ahead in range(int(n.horizon_round_weeks)):
        wave += season(n, ahead) / n.horizon_round_weeks
    return react(eye.k, eye.nodes, firm.plan, pulls, felt).demand * wave


@part
def share_of(n: Row, firm: Firm, v: int) -> float:
    """Return a variant's share of the demand at the start, zero where it is not on sale."""
    if firm.status[v] != ON_SALE:
        return 0.0
    if n.clustered:
        return float(firm.popular[v])
    on_sale = 0.0
    for other in range(int(n.line_slots)):
        on_sale += firm.status[other] == ON_SALE
    return 1 / on_sale


@part
def book(n: Row, firm: Firm, lines: Lines, demand: float) -> None:
    """Let records show that a mean demand was booked for long."""
    for v in range(int(n.line_slots)):
        for week in range(window_of(n)):
            lines.booked[week, v] = demand * share_of(n, firm, v)


@part
def _sell(n: Row, firm: Firm, now: Week, demand: float, week: int) -> None:
    """Sell the mean off the shelf, as far as it goes: whole units that add up to it in time."""
    now.units = 0.0
    for v in range(int(n.line_slots)):
        asked = demand * share_of(n, firm, v)
        if n.plant_whole_units:
            asked = np.floor(asked * (week + 1)) - np.floor(asked * week)
        sold = min(asked, max(firm.on_hand[v], 0.0))
        firm.on_hand[v] -= sold
        now.units += sold


@part
def _serve(n: Row, firm: Firm, now: Week, demand: float) -> None:
    """Ship, answer, and let the firm's reports and its record of promises show it."""
    delivery.ship(n, firm, now)
    delivery.answer(n, firm, now, now.late + now.units * now.defect_share)
    rate = n.market_record_rate
    firm.heard_late += rate * (min(now.late / max(now.units, 1.0), 1.0) - firm.heard_late)
    firm.heard_unanswered += rate * (min(firm.unanswered, 1.0) - firm.heard_unanswered)
    books.post(n, firm, now)
    made, spent = 0.0, 0.0
    for v in range(int(n.line_slots)):
        made += now.lots[v]
    for account in MADE:
        spent += now.accounts[account]
    costed = now.units if n.accrual else made
    cost = spent / max(costed, 1.0) if costed > 0 else firm.recent_cost
    firm.recent_cost += n.plant_report_weight * (cost - firm.recent_cost)
    fill = min(now.units / max(demand, 1e-9), 1.0)
    firm.recent_fill += n.plant_report_weight * (fill - firm.recent_fill)


@part
def rest(n: Row, seed: np.uint64, demand: float, crowd: Crowd) -> None:
    """Let the customers who bought in the weeks before need nothing yet: ``demand`` of them a week,
    for ``market.need_weeks`` weeks.
    """
    people, weeks = len(crowd.need_week), int(n.market_need_weeks)
    for i in range(people):
        ago = uniform_at(seed, NEED, 0, i) * people / max(demand, 1e-9)
        if ago < weeks:
            crowd.need_week[i] = 1 + int(ago)
