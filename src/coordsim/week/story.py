"""The story of a firm, week after week, and the only place that knows its order.

    communicate - decide - agree - develop - supply - produce - sell - deliver - account - feel

A firm lives on until somebody has to be asked: who sits on a seat, who settles, or who the
customers are where they are not individuals of our own. ``firm.turn`` says whose answer is waited
for.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from coordsim.core.compiled import part
from coordsim.core.facts import INDEX
from coordsim.core.firm import (
    CUSTOMERS,
    DAWN,
    DAY,
    DONE,
    EVENING,
    SETTLING,
    Firm,
    L,
    Lines,
    Week,
    copy,
)
from coordsim.core.kpis import AREAS
from coordsim.core.levers import COLUMN, LEVERS, ROLES
from coordsim.core.records import MARKETING, OPERATIONS, Floats
from coordsim.core.tables import ASKED, ASKED_CUSTOMERS, ASKED_SETTLING, HOLD, Records, Row, Tables
from coordsim.customers import market
from coordsim.customers.market import Crowd, Stall
from coordsim.firm import ageing, books, cash, delivery, development, orders, owner, plant, supply
from coordsim.firm.people import mean_satisfaction
from coordsim.firm.trends import look_up_trends
from coordsim.mind import desk
from coordsim.mind import thought as mind
from coordsim.mind.cure import cure
from coordsim.mind.manage import manage
from coordsim.mind.quarter import look_ahead
from coordsim.mind.thought import TRUTH, Eye, Mind, Scene
from coordsim.rules.talk import beliefs
from coordsim.rules.talk.beliefs import Words
from coordsim.week import closing

AREA = tuple(list(AREAS).index(lever.area) for lever in LEVERS)
HOURS, STOCK = COLUMN["hours"], INDEX["stock"]
DEMAND = INDEX["demand"]


class Log(NamedTuple):
    """What is written down of one firm: by week (T) and by round (R), from week ``first`` on; what
    it knew may be left out, (0, ...).
    """

    first: int
    until: int  # the week that is not lived any more
    flows: Records  # (T,) records of FLOW
    amounts: Floats  # (T, FLOWS) the same bytes
    facts: Floats  # (T, K)
    beliefs: Floats  # (T, roles, K)
    ages: Floats  # (T, roles, K)
    levers: Floats  # (T, L) in force
    contested: Floats  # (R, L)
    orders: Floats  # (R, L) of the owner
    decided: Floats  # (R, L) proposed by both roles
    forecast: Floats  # (R,)
    predicted: Floats  # (R, roles, EXPECTED)


class Room(NamedTuple):
    """Room for a firm's week, of which nothing outlives the week but what is written down."""

    now: Week
    mind: Mind
    stall: Stall
    log: Log


class Rooms(NamedTuple):
    """The same, as it comes from outside: one record each, without a log."""

    now: Records
    mind: Records
    stall: Stall


@part
def live(tables: Tables, firm: Firm, lines: Lines, crowd: Crowd, room: Room) -> int:
    """Live on to the end of the log, or until somebody has to be asked; returns whose answer is
    waited for, or DONE.
    """
    n, k = tables.numbers[firm.row], tables.known[firm.row]
    nodes = tables.nodes[n.nodes, : n.node_rows]
    now = room.now
    while firm.week < room.log.until:
        if firm.stopped > 0:
            stand_still(n, firm, room.log)
            firm.week += 1
            continue
        if firm.turn == DAWN:
            while firm.rules + 1 < n.last_rules and tables.rules[firm.rules + 1].week <= firm.week:
                firm.rules += 1
        eye = Eye(k, nodes, tables.grids, tables.rules[firm.rules])
        scene = Scene(n, eye, tables.channels[firm.rules])
        if firm.turn == DAWN:
            now.decided = now.contests = now.shift = 0.0
            now.areas[:] = 0.0
            communicate(scene, firm, lines, now, tables.shocks)
            firm.turn = DAY
            if firm.week % int(n.horizon_round_weeks) == 0:
                firm.turn, firm.answered = MARKETING, 0
                copy(firm.levers, firm.proposed)
        while firm.turn < len(ROLES):
            if not decide(scene, firm, lines, room):
                return int(firm.turn)
            if firm.turn == MARKETING:
                hear(scene, firm, lines, now)
            firm.turn += 1
            firm.answered = 0
        if firm.turn == SETTLING:
            if not agree(scene, firm, lines, room):
                return SETTLING
            firm.turn = DAY
        if firm.turn == DAY:
            work(scene, firm, lines, now)
            firm.turn, firm.answered = CUSTOMERS, 0
        if firm.turn == CUSTOMERS:
            if n.market != ASKED_CUSTOMERS:
                market.sell(n, firm, now, crowd, room.stall)
            elif not firm.answered:
                return CUSTOMERS
            firm.turn = EVENING
        account(scene, firm, lines, crowd, room)
        firm.week += 1
        firm.turn = DAWN
    return DONE


@part
def stand_still(n: Row, firm: Firm, log: Log) -> None:
    """Write down a week of a firm that has stopped: nobody is asked, nothing is sold or paid."""
    week = firm.week - log.first
    flow = log.flows[week]
    flow.weeks, flow.cash = 1.0, firm.cash
    copy(firm.levers, log.levers[week])
    if firm.week % int(n.horizon_round_weeks) == 0:
        copy(firm.levers, log.decided[round_of(n, firm, log)])
    if len(log.facts):
        for role in range(len(ROLES)):
            copy(firm.beliefs[role], log.beliefs[week, role])
            copy(firm.ages[role], log.ages[week, role])


@part
def communicate(scene: Scene, firm: Firm, lines: Lines, now: Week, shocks: Floats) -> None:
    """Begin a week: meetings and trainings teach, operations tells of its facts."""
    n, r, channels = scene.n, scene.eye.r, scene.channels
    look_up_trends(n, firm, shocks[n.first_shock : n.last_shock], now)
    now.meeting_hours = 0.0
    left_m, left_o = 1 - firm.understanding[MARKETING], 1 - firm.understanding[OPERATIONS]
    taught = False
    for place in range(r.channels):
        channel = channels[place]
        if not beliefs.carries(channel, firm.week):
            continue
        now.meeting_hours += channel.hours
        if channel.learning > 0:
            left_m, left_o, taught = (
                left_m * (1 - channel.learning),
                left_o * (1 - channel.learning),
                True,
            )
    if r.training and firm.week % int(n.systems_training_weeks) == 0:
        now.meeting_hours += n.systems_training_hours
        gain = n.systems_training_gain
        left_m, left_o, taught = left_m * (1 - gain), left_o * (1 - gain), True
    if n.team:
        now.meeting_hours += n.systems_team_hours
        gain = n.systems_team_gain
        left_m, left_o, taught = left_m * (1 - gain), left_o * (1 - gain), True
    if n.improving:
        now.meeting_hours += n.systems_improvement_hours
    if taught:
        firm.understanding[MARKETING], firm.understanding[OPERATIONS] = 1 - left_m, 1 - left_o
    now.systems = n.technology_money + r.money
    beliefs.look_up_facts(n, firm, now)
    for place in range(r.channels):
        beliefs.tell(n, channels[place], firm, lines, Words(OPERATIONS, now.facts_))


@part
def decide(scene: Scene, firm: Firm, lines: Lines, room: Room) -> bool:
    """Let whoever sits on the seat whose turn it is propose; False where somebody has to be asked
    first.
    """
    n, eye, log = scene.n, scene.eye, room.log
    role, r, thought = firm.turn, eye.r, room.mind
    if not firm.answered:
        beliefs.look_up_facts(n, firm, room.now)
        beliefs.believe(scene, firm, lines, room.now, role)
        if r.seat[role] == ASKED:
            return False
        if r.seat[role] == HOLD:
            bias = 0.0 if math.isnan(r.bias[role]) else r.bias[role]
            firm.forecast = firm.marketing.demand * (1 + bias)
        else:
            copy(firm.beliefs[role], thought.beliefs[role])
            copy(firm.beliefs[role], thought.current)
            remember(eye, firm, thought)
            word = manage(eye, thought, role, firm.trust[OPERATIONS])
            if role == MARKETING:
                firm.forecast = word
            for place in range(L):
                if mind.OWNER[place] == role and not n.closed[place]:
                    firm.proposed[place] = thought.levers[place]
            copy(thought.predicted[role], log.predicted[round_of(n, firm, log), role])
    copy(firm.proposed, log.decided[round_of(n, firm, log)])
    if role == MARKETING:
        log.forecast[round_of(n, firm, log)] = firm.forecast
    return True


@part
def remember(eye: Eye, firm: Firm, thought: Mind) -> None:
    """Let managers think of who they are, of what they have learnt, and of the quarter."""
    thought.heard = 0.0 if math.isnan(firm.told[DEMAND]) else 1.0
    mind.meet(eye.k, thought, firm.seed, firm.week)
    for role in range(len(ROLES)):
        copy(firm.memory[role], thought.memory[role])
    look_ahead(eye.k, thought, firm.week, firm.quarter_units, firm.quota)


@part
def round_of(n: Row, firm: Firm, log: Log) -> int:
    """Return the round's place in a log."""
    return int(firm.week - log.first) // int(n.horizon_round_weeks)


@part
def hear(scene: Scene, firm: Firm, lines: Lines, now: Week) -> None:
    """Carry marketing's new plan and its word on demand to operations, as far as the talk rule lets
    them through.
    """
    copy(firm.levers, now.before)
    copy(firm.proposed, firm.levers)
    beliefs.look_up_facts(scene.n, firm, now)
    beliefs.believe(scene, firm, lines, now, MARKETING)
    honest = firm.marketing.demand
    firm.report = 1.0
    if not math.isnan(firm.forecast) and not scene.eye.r.consensus:
        firm.report = firm.forecast / max(honest, 1e-9)
    say(scene, firm, lines, now)
    copy(now.before, firm.levers)


@part
def say(scene: Scene, firm: Firm, lines: Lines, now: Week) -> None:
    """Tell marketing's facts, as it words them: its report on demand may differ from its
    expectation, unless numbers are agreed.
    """
    now.facts.demand = firm.marketing.demand
    copy(now.facts_, now.words_)
    if not scene.eye.r.consensus:
        now.words_[DEMAND] *= firm.report
    for place in range(scene.eye.r.channels):
        beliefs.tell(scene.n, scene.channels[place], firm, lines, Words(MARKETING, now.words_))


@part
def agree(scene: Scene, firm: Firm, lines: Lines, room: Room) -> bool:
    """Settle what does not fit, note what is contested, enact the plan; False where somebody has to
    be asked first.
    """
    n, eye, log = scene.n, scene.eye, room.log
    now, thought, r = room.now, room.mind, eye.r
    if not firm.answered:
        beliefs.look_up_facts(n, firm, now)
        beliefs.believe(scene, firm, lines, now, MARKETING)
        beliefs.believe(scene, firm, lines, now, OPERATIONS)
        now.facts.demand = firm.marketing.demand
        if r.settling == ASKED_SETTLING:
            return False
    thought.planned = thought.report = 1.0
    copy(firm.levers, thought.current)
    copy(firm.proposed, thought.proposed)
    copy(firm.beliefs[MARKETING], thought.beliefs[MARKETING])
    copy(firm.beliefs[OPERATIONS], thought.beliefs[OPERATIONS])
    copy(now.facts_, thought.beliefs[TRUTH])
    remember(eye, firm, thought)
    mind.settle(eye, thought)
    command(scene, firm, thought)
    mind.contest(eye, thought)
    reward = mind.reward_of_selling(eye, thought)
    firm.effort = mind.sales_effort(eye.k, reward)
    now.shift = thought.levers[HOURS] - firm.levers[HOURS]
    copy(thought.levers, firm.levers)
    if n.managers_learning > 0:
        mind.expect_of(eye, thought)
        for role in range(len(ROLES)):
            copy(thought.memory[role], firm.memory[role])
    lines.crew[int(n.plant_capacity_lead_weeks)] = firm.plan.hours
    now.decided, now.contests = 1.0, 0.0
    for place in range(L):
        now.contests += thought.contested[place]
        now.areas[AREA[place]] += thought.contested[place]
    firm.contests = now.contests
    copy(thought.contested, log.contested[round_of(n, firm, log)])
    return True


@part
def command(scene: Scene, firm: Firm, thought: Mind) -> None:
    """Put orders into the plan looked at, which was settled: leadership's of a phase that begins,
    the owner's as long as they hold.
    """
    r = scene.eye.r
    if r.week == firm.week:
        for place in range(L):
            if not math.isnan(r.orders[place]):
                thought.levers[place] = r.orders[place]
    owner.order(scene.n, firm)
    cure(scene.eye, thought, firm)
    owner.bind(scene.n, firm, thought.levers)


@part
def work(scene: Scene, firm: Firm, lines: Lines, now: Week) -> None:
    """From the plan to the shelf: marketing tells, operations plans, develops, buys and makes."""
    n, eye = scene.n, scene.eye
    beliefs.look_up_facts(n, firm, now)
    beliefs.believe(scene, firm, lines, now, MARKETING)
    now.honest = firm.marketing.demand
    say(scene, firm, lines, now)
    copy(now.facts_, now.true_)
    development.develop(n, firm, lines, now)
    beliefs.look_up_facts(n, firm, now)
    beliefs.believe(scene, firm, lines, now, OPERATIONS)
    desk.plan_lots(eye, n, firm, lines, now)
    desk.plan_informed(eye, n, firm, now)
    supply.arrive(n, firm, lines, now)
    plant.produce(n, firm, lines, now)
    orders.count_needs(n, firm, lines, now)
    development.launch(n, firm, now)
    supply.order(n, firm, lines, now)
    delivery.ship_backlog(n, firm, now)
    market.advance(n, firm)
    now.promotion = market.promoted(firm.plan, firm.week)
    if firm.told_week[STOCK] == firm.week:
        enough = n.people_call_off * desk.in_a_week(eye.k, eye.nodes, firm, now.honest, 1.0)
        if firm.told[STOCK] < enough:
            now.promotion = 0.0
    now.visit_factor = market.visit_factor(n, firm, now)
    market.open_shop(n, firm, now)


@part
def account(scene: Scene, firm: Firm, lines: Lines, crowd: Crowd, room: Room) -> None:
    """From what was sold to what is remembered of it: deliver, find causes, keep the books, feel,
    pay.
    """
    n, now, log, week = scene.n, room.now, room.log, firm.week - room.log.first
    now.units = defective = 0.0
    for v in range(int(n.line_slots)):
        now.units += now.sold[v] + now.shipped[v]
        defective += now.defective[v]
    delivery.ship(n, firm, now)
    delivery.age_backlog(n, firm, now)
    delivery.explain_lost(n, firm, now)
    ageing.clear_shelf(n, firm, lines, now)
    development.grow_old(n, firm, now)
    delivery.answer(n, firm, now, now.late + defective)
    books.post(n, firm, now)
    now.accounts[books.INTEREST] = cash.interest(n, firm)
    cash.bank(n, firm, now)
    under_orders = firm.under_orders
    if under_orders > 0:
        copy(firm.orders, log.orders[round_of(n, firm, log)])
    owner.watch(n, firm, books.profit(now))
    now.belief_error = closing.belief_error(n, now, firm)
    flow = log.flows[week]
    closing.write_down(scene, firm, lines, now, flow)
    flow.under_orders = under_orders
    flow.satisfaction = mean_satisfaction(firm, crowd.satisfaction, crowd.members)
    closing.remember(scene, firm, lines, now, flow)
    closing.settle_pay(scene, firm, room.mind, flow, log.amounts[week])
    copy(firm.levers, log.levers[week])
    if len(log.facts):
        copy(now.true_, log.facts[week])
        for role in range(len(ROLES)):
            copy(firm.beliefs[role], log.beliefs[week, role])
            copy(firm.ages[role], log.ages[week, role])
