"""Closing a week: its flows, what is felt and remembered of it, and pay at the end of a round."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from coordsim.core.compiled import part
from coordsim.core.facts import INDEX, REMEMBERED
from coordsim.core.firm import AGES, FLOWS, Firm, K, L, Lines, Week, copy
from coordsim.core.kpis import ACCOUNTS, CAUSES, EMPTY_SHELF, KPI, MANUFACTURING
from coordsim.core.levers import ROLES
from coordsim.core.records import MARKETING, ON_SALE, OPERATIONS, Floats
from coordsim.core.tables import WORDS, Row
from coordsim.firm.ageing import takings
from coordsim.firm.books import profit, standard_cost
from coordsim.firm.development import is_offered, mean_weeks
from coordsim.firm.life import launch_cost, renewals
from coordsim.firm.people import feel
from coordsim.firm.planning import own_forecast
from coordsim.firm.supply import lead_weeks
from coordsim.mind.desk import asked_for, estimated, in_a_week, observed_level, window_of
from coordsim.mind.expectation import EXPECTED
from coordsim.mind.lessons import learn
from coordsim.mind.program import run
from coordsim.mind.quarter import PAID, next_quota, note_played, note_quarter
from coordsim.mind.thought import Eye, Mind, Scene
from coordsim.rules.talk.beliefs import SEEN

MADE = tuple(ACCOUNTS.index(account) for account in MANUFACTURING)
REVENUE, ADVERTISING, STAFF, HIRING = (
    ACCOUNTS.index(account) for account in ("revenue", "advertising", "service staff", "hiring")
)
SPENT, ONCE_LAUNCHED, ONCE_HIRED = (
    FLOWS.index(name) for name in ("spent", "account:launches", "account:hiring")
)
DEMAND, FILL = INDEX["demand"], INDEX["fill_rate"]
SUMMED = FLOWS.index("reputation")  # flows before it are summed over a round
TOPS = np.array([FLOWS.index(KPI[name].top) for name in EXPECTED])
BOTTOMS = np.array([FLOWS.index(KPI[name].bottom) for name in EXPECTED])
FLIPPED = np.array([KPI[name].one_minus for name in EXPECTED])
SALES = WORDS["managers_sees"].index("sales")
Flow = Any  # a record of FLOW


@part
def belief_error(n: Any, now: Week, firm: Firm) -> float:
    """How far both roles' pictures are off: mean over the facts each has to be told of error over
    truth, at most 1. Of a lever that plays no part there is nothing to be told.
    """
    whole, count = 0.0, 0
    for place in range(K):
        if place < L and n.idle[place]:
            continue
        for role in range(len(ROLES)):
            if SEEN[role, place]:
                continue
            truth = now.true_[place]
            off = abs(firm.beliefs[role, place] - truth) / max(abs(truth), 1e-9)
            whole += min(off, 1.0) if math.isfinite(off) else 1.0
            count += 1
    return whole / count


@part
def write_down(scene: Scene, firm: Firm, lines: Lines, now: Week, flow: Flow) -> None:
    """Write down the flows of a week."""
    n = scene.n
    slots = int(n.line_slots)
    flow.range = flow.made = flow.wanted = flow.shipped = flow.cancelled = flow.scrapped = 0.0
    flow.demand = sold = flow.waiting = flow.left = flow.defective = flow.stock = 0.0
    flow.not_ready = flow.backlog = flow.in_process = 0.0
    for v in range(slots):
        flow.range += firm.status[v] == ON_SALE
        flow.made += now.lots[v]
        flow.wanted += now.wanted[v]
        flow.shipped += now.shipped[v]
        flow.cancelled += now.cancelled[v] + now.given_up[v]
        flow.scrapped += now.scrapped[v]
        flow.demand += now.demand[v]
        sold += now.sold[v]
        flow.waiting += now.waiting[v]
        flow.left += now.lost[v]
        flow.defective += now.defective[v]
        flow.stock += firm.on_hand[v]
        flow.not_ready += is_offered(firm, v) and not firm.stocked[v]
        for weeks in range(AGES):
            flow.backlog += firm.backlog[v, weeks]
        for week in range(len(lines.in_process)):
            flow.in_process += lines.in_process[week, v]
    flow.booked = sold + flow.waiting
    flow.owed = flow.backlog
    for weeks in range(AGES):
        flow.owed += firm.outbound[weeks]
    flow.one = flow.weeks = 1.0
    flow.cash = firm.cash
    flow.units = now.units
    flow.costed = now.units if n.accrual else flow.made
    flow.stock_value = standard_cost(n) * (flow.stock + flow.in_process)
    flow.filled = sold - now.switched
    flow.empty = flow.demand - flow.filled
    _of_market(now, flow)
    _of_variants(n, firm, lines, flow)
    _of_words(scene.eye, firm, now, flow)
    _of_works(n, firm, now, flow)
    _of_money(n, firm, now, flow)


@part
def _of_market(now: Week, flow: Flow) -> None:
    on = now.promotion > 0
    flow.put_off, flow.visits, flow.priced_out = now.put_off, now.visits, now.priced_out
    flow.switched, flow.again = now.switched, now.again
    flow.promoted = now.units if on else 0.0
    flow.promo_weeks = 1.0 if on else 0.0
    flow.promo_empty = 1.0 if on and flow.filled < EMPTY_SHELF * flow.demand else 0.0
    flow.fulfilled = max(0.0, now.units - now.late - flow.defective)
    flow.yearly = 52 * now.units
    flow.sent, flow.late = now.sent, now.late
    flow.launched, flow.launch_weeks = now.launched, now.launch_weeks
    flow.launched_late = now.launched_late
    flow.contacts, flow.unanswered = now.contacts, now.unanswered
    flow.answer_hours = now.contacts * now.hours
    flow.complaints = now.late + flow.defective + now.unanswered


@part
def _of_variants(n: Row, firm: Firm, lines: Lines, flow: Flow) -> None:
    """Note the mean weekly bookings of the slowest variant that can be made, and of all."""
    flow.slowest, whole, count = np.inf, 0.0, 0
    for v in range(int(n.line_slots)):
        if firm.status[v] == ON_SALE:
            sells = own_forecast(n, firm, lines, v)
            flow.slowest = min(flow.slowest, sells)
            whole += sells
            count += 1
    flow.usual = whole / max(count, 1)
    if count == 0:
        flow.slowest = 0.0


@part
def _of_words(eye: Eye, firm: Firm, now: Week, flow: Flow) -> None:
    told, demand = firm.told[DEMAND], flow.demand
    flow.told = in_a_week(eye.k, eye.nodes, firm, now.words.demand, now.promotion)
    flow.told_over = max(0.0, flow.told - demand)
    flow.told_short = max(0.0, demand - flow.told)
    flow.belief_miss = now.belief_error
    flow.forecast_miss = abs(now.this_week - demand)
    flow.forecast_over = now.this_week - demand
    heard = not math.isnan(told)
    flow.report_over = told - now.honest if heard else 0.0
    flow.expected = now.honest if heard else 0.0
    flow.conflicts, flow.rounds = now.contests, now.decided
    copy(now.areas, flow.areas)


@part
def _of_works(n: Row, firm: Firm, now: Week, flow: Flow) -> None:
    flow.setups, flow.setup_hours = now.setups, now.setup_time
    flow.broken_hours, flow.open_hours = now.broken, now.open_hours
    flow.hours_available, flow.hours_used = now.available, now.used
    flow.overtime_hours = now.overtime
    flow.ordered, flow.needed = now.ordered, now.needed
    flow.ordered_weeks = now.ordered * lead_weeks(n, firm.plan)


@part
def _of_money(n: Row, firm: Firm, now: Week, flow: Flow) -> None:
    accounts = now.accounts
    copy(accounts, flow.accounts)
    copy(now.causes, flow.causes)
    flow.lost = 0.0
    for place in range(len(CAUSES)):
        flow.lost += now.causes[place]
    flow.manufacturing = 0.0
    for account in MADE:
        flow.manufacturing += accounts[account]
    flow.profit = profit(now)
    flow.revenue = accounts[REVENUE]
    flow.spent = flow.revenue - flow.profit
    depth = now.promotion
    promoted = flow.revenue - takings(n, firm.plan.price, now.cleared)
    discount = promoted * depth / (1 - depth) if depth > 0 else 0.0
    flow.acquisition = accounts[ADVERTISING] + discount
    flow.operations_spent = accounts[STAFF] + accounts[HIRING]


@part
def remember(scene: Scene, firm: Firm, lines: Lines, now: Week, flow: Flow) -> None:
    """Let the week be felt and remembered: trust, reputation, bookings, level, reports, the crew's
    next week.
    """
    n, eye, demand = scene.n, scene.eye, flow.demand
    fill = flow.filled / max(demand, 1e-9) if demand > 0 else 1.0
    implied = firm.told[DEMAND] * now.this_week / max(now.total, 1e-9)
    misses = (abs(firm.told[FILL] - fill), abs(implied - demand) / max(demand, 1.0))
    strain = min(
        1.0, n.people_frustration_conflict * firm.contests + n.people_frustration_empty * (1 - fill)
    )
    feel(n, firm, flow.satisfaction, misses, strain)
    flow.reputation = firm.reputation
    flow.trust = (firm.trust[MARKETING] + firm.trust[OPERATIONS]) / 2
    flow.frustration = (firm.frustration[MARKETING] + firm.frustration[OPERATIONS]) / 2
    asked = estimated(n, firm, now) if n.managers_sees == SALES else demand
    seen = observed_level(eye.k, eye.nodes, firm, now, asked)
    weeks, slots = window_of(n), int(n.line_slots)
    for week in range(weeks - 1, 0, -1):
        lines.level[week] = lines.level[week - 1]
        for v in range(slots):
            lines.booked[week, v] = lines.booked[week - 1, v]
    lines.level[0] = seen
    for v in range(slots):
        lines.booked[0, v] = (
            asked_for(firm, now, v) if n.managers_sees == SALES else now.sold[v] + now.waiting[v]
        )
    cost = flow.manufacturing / max(flow.costed, 1.0) if flow.costed > 0 else firm.recent_cost
    firm.recent_cost += n.plant_report_weight * (cost - firm.recent_cost)
    firm.recent_fill += n.plant_report_weight * (fill - firm.recent_fill)
    forecast = max(now.this_week, 1.0)
    off = (flow.booked - forecast) / forecast
    excess = max(0.0, off**2 - 1 / forecast)
    firm.surprise += n.plant_error_weight * (excess - firm.surprise)
    rate = n.market_record_rate
    late = min(now.late / max(flow.booked, 1.0), 1.0)
    firm.heard_late += rate * (late - firm.heard_late)
    firm.heard_unanswered += rate * (min(firm.unanswered, 1.0) - firm.heard_unanswered)
    ahead = int(n.plant_capacity_lead_weeks)
    for week in range(ahead):
        lines.crew[week] = lines.crew[week + 1]
    for age in range(REMEMBERED - 1, 0, -1):
        copy(lines.past[age - 1], lines.past[age])
    copy(now.words_, lines.past[0])


@part
def settle_pay(scene: Scene, firm: Firm, mind: Mind, flow: Flow, flows: Floats) -> None:
    """Sum the round's flows; at its end, pay by its KPIs. ``flows`` (FLOWS,) is ``flow`` as an
    array.
    """
    n, eye = scene.n, scene.eye
    length, rounds = int(n.horizon_round_weeks), int(n.people_quarter_rounds)
    fresh = firm.week % length == 0
    for place in range(SUMMED + 3):
        firm.sums[place] = flows[place] if fresh else firm.sums[place] + flows[place]
    opening = fresh and firm.week // length % rounds == 0
    if fresh:
        firm.quarter_before = 0.0 if opening else firm.quarter_units
    firm.quarter_units = flow.units if opening else firm.quarter_units + flow.units
    firm.quota_before = flow.quota = firm.quota
    flow.marketing_pay = flow.operations_pay = flow.paid_weeks = 0.0
    if firm.week % length != length - 1:
        return
    for place in range(len(EXPECTED)):
        bottom = firm.sums[BOTTOMS[place]]
        ratio = firm.sums[TOPS[place]] / bottom if bottom > 0 else np.nan
        mind.kpis[place] = 1 - ratio if FLIPPED[place] else ratio
    if n.managers_learning > 0:
        once = firm.sums[ONCE_LAUNCHED] + firm.sums[ONCE_HIRED]
        weeks = mean_weeks(n, firm)
        usual = length * renewals(n, firm.plan, weeks) * launch_cost(n, firm.plan)
        once -= min(firm.sums[ONCE_LAUNCHED], usual)
        spent = (firm.sums[SPENT] - once) / length
        learn(n, firm.seed, firm.memory, mind.kpis, spent)
    note_quarter(n, mind.kpis[PAID:], firm.week, firm.quarter_before, firm.quota)
    note_played(mind.kpis[PAID:])
    flow.marketing_pay = length * run(eye.r.pay, MARKETING, mind.kpis, mind.stack)
    flow.operations_pay = length * run(eye.r.pay, OPERATIONS, mind.kpis, mind.stack)
    flow.paid_weeks = float(length)
    if (firm.week + 1) // length % rounds == 0:
        firm.quota = next_quota(n, firm.quota, firm.quarter_units)
