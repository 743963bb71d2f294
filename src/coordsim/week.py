"""The story of a week, and the only place that knows its order.

    communicate - decide - agree - develop - supply - produce - sell - deliver - feel - account

Written once, as a generator: it asks whoever sits on a seat, and somebody answers.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace

import numpy as np

from coordsim.closing import Happened, flows_of, remember, settle_pay
from coordsim.communication.carry import carries, learn, tell
from coordsim.contracts import CommunicationRule, DemandRule, GovernanceRule, IncentiveRule, Offer, World
from coordsim.customers.conditions import advance, promoted, visit_factor
from coordsim.decisions import check
from coordsim.estimates import expected_demand, planning
from coordsim.facts import INDEX
from coordsim.firm import books, delivery, development, plant, supply
from coordsim.governance.table import Negotiation
from coordsim.levers import COLUMN, LEVERS, ROLES
from coordsim.minds import beliefs_of, conflicts, facts_of, observe
from coordsim.records import ON_SALE, Ask, Decision, FirmState, Floats, Week


@dataclass(frozen=True)
class Kinds:
    """The rules of a batch."""

    incentive: IncentiveRule
    channel: CommunicationRule
    governance: GovernanceRule
    demand: DemandRule


@dataclass(frozen=True)
class _Round:
    """What came of a round's decisions."""

    decisions: dict[str, Decision]
    conflicts: dict[str, Floats]
    shift: Floats  # regular hours taken on, negative when given up


def play_week(world: World, kinds: Kinds, state: FirmState, week: int) -> Generator[Ask, Decision, tuple[FirmState, Week]]:
    """Play one week: yields an Ask for each seat when a round begins, takes its Decision; returns the next state and the record."""
    p = world.parameters
    state = learn(kinds.channel, state, week)
    state = tell(world, kinds.channel, state, facts_of(world, state, np.zeros(world.firms)), week, "operations")
    agreed = None
    if week % p.horizon.round_weeks == 0:
        state, agreed = yield from _decide(world, kinds, state, week)
    marketing = beliefs_of(world, state, "marketing", week)
    honest = expected_demand(world, state, marketing[0], week)
    facts = facts_of(world, state, honest)
    said = _worded(kinds, facts, state)
    state = tell(world, kinds.channel, state, said, week, "marketing")
    operations = beliefs_of(world, state, "operations", week)
    plans = planning(world, state, operations[0], honest, week)

    state, developed = development.develop(world, state)
    state = supply.arrive(world, state, week)
    state, produced = plant.produce(world, state, plans.lots, plans.informed, week)
    state = supply.order(world, state, plans.parts)
    state, shipped = delivery.ship_backlog(state)

    state = advance(world, state, week)
    promotion = promoted(state.plan, week)
    offered = state.status == ON_SALE
    column = {lever.name: state.plan[:, COLUMN[lever.name]] for lever in LEVERS}
    offer = Offer(
        column["price"],
        promotion,
        column["promise"],
        column["build"],
        offered,
        visit_factor(world, state, week),
        produced.defect,
    )
    state, flow = kinds.demand.respond(world, state, offer, week)
    state, late = delivery.age_backlog(state, flow.waiting)
    state, lost = delivery.explain_lost(state, flow.lost + developed.cancelled, flow.lost_to_choice)

    units = flow.sold.sum(axis=1) + shipped.sum(axis=1)
    entries = books.post(
        world, state, developed, produced, units, flow.defective.sum(axis=1), column["price"] * (1 - promotion),
        agreed.shift if agreed else np.zeros(world.firms), kinds.channel.hours * carries(kinds.channel, week), kinds.channel.money,
    )  # fmt: skip
    contests = sum(agreed.conflicts.values(), start=np.zeros(world.firms)) if agreed else None
    happened = Happened(flow, developed, produced, plans, shipped, late, lost, entries, units, contests, honest)
    flows = flows_of(state, happened)
    state = remember(world, state, happened, flows, marketing[0], said, promotion, week)
    state, pay = settle_pay(kinds.incentive, p.horizon.round_weeks, state, flows, week)
    detail = {
        "beliefs": {"marketing": marketing[0], "operations": operations[0]},
        "ages": {"marketing": marketing[1], "operations": operations[1]},
        "facts": facts, "plan": state.plan, "state": state, "flow": flow,
        "produced": produced, "plans": plans, "promotion": promotion,
    }  # fmt: skip
    return state, Week(
        week,
        flows,
        entries,
        lost,
        detail,
        agreed.decisions if agreed else None,
        pay,
        agreed.conflicts if agreed else None,
    )


def _decide(world: World, kinds: Kinds, state: FirmState, week: int) -> Generator[Ask, Decision, tuple[FirmState, _Round]]:
    """Ask marketing, carry its word, ask operations, settle what does not fit, log what is contested."""
    decisions: dict[str, Decision] = {}
    proposals = state.plan.copy()
    observed: dict[str, Floats] = {}
    before = state.plan[:, COLUMN["hours"]]
    for role in ROLES:
        observation = observe(world, kinds.incentive, state, role, week)
        limits = dict(observation.limits)
        answer = yield Ask(role, week, observation)
        decisions[role] = check(role, answer, limits, world.firms, week)
        for name, values in decisions[role].levers.items():
            proposals[:, COLUMN[name]] = values
        if role == "marketing":
            state = _hear(world, kinds, state, proposals, decisions[role], week)
    for role in ROLES:
        observed[role] = beliefs_of(world, state, role, week)[0]
    table = Negotiation(world, kinds.incentive, proposals, state.plan, observed)
    plan = kinds.governance.settle(table)
    contests = conflicts(world, table, plan)
    shift = plan[:, COLUMN["hours"]] - before
    crew = np.concatenate([state.crew[:, :-1], plan[:, COLUMN["hours"], np.newaxis]], axis=1)
    return replace(state, plan=plan, crew=crew), _Round(decisions, contests, shift)


def _hear(world: World, kinds: Kinds, state: FirmState, proposals: Floats, decision: Decision, week: int) -> FirmState:
    """Carry marketing's new plan and its word on demand to operations, as far as the talk rule lets them through."""
    ahead = replace(state, plan=proposals)
    beliefs, _ = beliefs_of(world, ahead, "marketing", week)
    honest = expected_demand(world, ahead, beliefs, week)
    report = np.ones(world.firms)
    if decision.forecast is not None and not kinds.channel.consensus:
        report = decision.forecast / np.maximum(honest, 1e-9)
    ahead = replace(ahead, report=report)
    heard = tell(world, kinds.channel, ahead, _worded(kinds, facts_of(world, ahead, honest), ahead), week, "marketing")
    return replace(state, told=heard.told, told_week=heard.told_week, report=report)


def _worded(kinds: Kinds, facts: Floats, state: FirmState) -> Floats:
    """Marketing's facts as it words them: its report on demand may differ from its expectation, unless numbers are agreed."""
    if kinds.channel.consensus:
        return facts
    out = facts.copy()
    out[:, INDEX["demand"]] = out[:, INDEX["demand"]] * state.report
    return out
