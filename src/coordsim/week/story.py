"""The story of a week, and the only place that knows its order.

    communicate - decide - agree - develop - supply - produce - sell - deliver - account - feel

Written once, as a generator: it asks whoever sits on a seat, and somebody answers.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from coordsim.core.contracts import (
    CommunicationRule,
    DemandRule,
    IncentiveRule,
    Offer,
    World,
)
from coordsim.core.decisions import check
from coordsim.core.facts import INDEX
from coordsim.core.levers import BY_NAME, COLUMN, LEVERS, ROLES
from coordsim.core.records import Ask, Decision, Detail, FirmState, Floats, Known, Week
from coordsim.customers.conditions import advance, promoted, visit_factor
from coordsim.firm import books, delivery, development, plant, supply
from coordsim.mind.estimates import in_a_week
from coordsim.mind.negotiation import Negotiation
from coordsim.rules import ways
from coordsim.rules.settling import GovernanceRule
from coordsim.rules.talk.carry import learn, noise_left, tell
from coordsim.week.beliefs import (
    belief_error,
    beliefs_of,
    conflicts,
    facts_of,
    observe,
    sales_effort,
)
from coordsim.week.closing import Happened, flows_of, remember, settle_pay
from coordsim.week.desks import expectation, informed_lots, plans_of


@dataclass(frozen=True)
class Kinds:
    """The rules of a batch."""

    incentive: IncentiveRule
    channels: tuple[CommunicationRule, ...]  # the talk rule, then what technologies and teams add
    governance: GovernanceRule
    demand: DemandRule
    involvement: float = 0.0  # of leadership, 0 to 1
    training: bool = False  # cross-training
    orders: Mapping[int, Mapping[str, float]] = field(
        default_factory=dict
    )  # week -> lever -> value that leadership orders

    @property
    def consensus(self) -> bool:
        """Whether the forecast is one set of numbers."""
        return self.channels[0].consensus


@dataclass(frozen=True)
class _Round:
    """What came of a round's decisions."""

    decisions: dict[str, Decision]
    conflicts: dict[str, Floats]
    shift: Floats  # regular hours taken on, negative when given up


def play_week(
    world: World, kinds: Kinds, state: FirmState, week: int
) -> Generator[Ask, Decision, tuple[FirmState, Week]]:
    """Play one week: yields an Ask for each seat when a round begins, takes its Decision; returns
    the next state and the record.
    """
    p = world.parameters
    state = learn(state, ways.lessons(world, kinds.channels, kinds.training, week))
    now = facts_of(world, state, np.zeros(world.firms), week)
    state = _tell(world, kinds, state, facts=now, week=week, owner="operations")
    agreed = None
    if week % p.horizon.round_weeks == 0:
        state, agreed = yield from _decide(world, kinds, state, week)
    marketing = beliefs_of(world, state, "marketing", week)
    honest = expectation(world, state, marketing[0], week)
    facts = facts_of(world, state, honest, week)
    said = _worded(kinds, facts, state)
    state = _tell(world, kinds, state, facts=said, week=week, owner="marketing")
    state, developed = development.develop(world, state, marketing[0], week)
    operations = beliefs_of(world, state, "operations", week)
    plans = plans_of(world, state, operations[0], week, kinds.channels[0].notice)
    informed = informed_lots(world, state, operations[0], week, honest)

    state = supply.arrive(world, state, week)
    state, produced = plant.produce(world, state, plans.lots, informed, week)
    state, launches = development.launch(world, state)
    state, ordered = supply.order(world, state, plans.parts)
    state, shipped = delivery.ship_backlog(state)

    state = advance(world, state, week)
    promotion = _promotion(world, state, marketing[0], honest, week)
    offered = development.offered(state)
    column = {lever.name: state.plan[:, COLUMN[lever.name]] for lever in LEVERS}
    offer = Offer(
        price=column["price"],
        promotion=promotion,
        promise=column["promise"],
        build=column["build"],
        offered=offered,
        visit_factor=visit_factor(world, state, week),
        defect=development.defects(world, state, produced.defect),
        service_promise=column["service_promise"],
        room=delivery.room_to_ship(world, state, shipped),
    )
    state, flow = kinds.demand.respond(world, state, offer, week)
    units = flow.sold.sum(axis=1) + shipped.sum(axis=1)
    state, late, sent = delivery.ship(world, state, units)
    state, overdue, given_up = delivery.age_backlog(world, state, flow.waiting, week)
    late = late + overdue
    not_ready = flow.lost * (offered & ~state.stocked)
    state, lost = delivery.explain_lost(
        state, flow.lost + developed.cancelled, flow.lost_to_choice, not_ready, given_up.sum(axis=1)
    )
    defective = flow.defective.sum(axis=1)
    state, spoiled = development.age(world, state, week)
    developed = replace(developed, scrapped=developed.scrapped + spoiled)
    state, answers = delivery.answer(world, state, units, late + defective)

    entries = books.post(
        world,
        state,
        development=developed,
        production=produced,
        units=units,
        returned=defective,
        price=column["price"] * (1 - promotion),
        shift=agreed.shift if agreed else np.zeros(world.firms),
        late=late,
        shipped=sent,
        meeting_hours=ways.hours(world, kinds.channels, kinds.training, week),
        systems=world.technology_money + kinds.channels[0].money,
    )
    contests = sum(agreed.conflicts.values(), start=np.zeros(world.firms)) if agreed else None
    areas: dict[str, Floats] = {}
    for name, fought in (agreed.conflicts if agreed else {}).items():
        areas[BY_NAME[name].area] = areas.get(BY_NAME[name].area, 0.0) + fought
    errors = belief_error(facts, {"marketing": marketing[0], "operations": operations[0]})
    happened = Happened(
        flow=flow,
        developed=developed,
        produced=produced,
        plans=plans,
        shipped=shipped,
        sent=sent,
        late=late,
        given_up=given_up,
        launches=launches,
        answers=answers,
        ordered=ordered,
        errors=errors,
        promotion=promotion,
        areas=areas,
        said=in_a_week(world.model, state.plan, marketing[0], said[:, INDEX["demand"]], promotion),
        lost=lost,
        entries=entries,
        units=units,
        contests=contests,
        honest=honest,
        marketing=marketing[0],
        word=said,
    )
    flows = flows_of(world, state, happened)
    state = remember(world, state, happened, flows, week)
    state, pay = settle_pay(world, kinds.incentive, state, flows, week)
    record = Week(
        week=week,
        flows=flows,
        entries=entries,
        lost=lost,
        plan=state.plan,
        known=Known(
            facts=facts,
            beliefs={"marketing": marketing[0], "operations": operations[0]},
            ages={"marketing": marketing[1], "operations": operations[1]},
        ),
        decisions=agreed.decisions if agreed else None,
        pay=pay,
        conflicts=agreed.conflicts if agreed else None,
        detail=Detail(state=state, flow=flow, lots=produced.lots, promotion=promotion),
    )
    return state, record


def _decide(
    world: World, kinds: Kinds, state: FirmState, week: int
) -> Generator[Ask, Decision, tuple[FirmState, _Round]]:
    """Ask marketing, carry its word, ask operations, settle what does not fit, log what is
    contested.
    """
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
            state = _hear(
                world, kinds, state, proposals=proposals, decision=decisions[role], week=week
            )
    for role in ROLES:
        observed[role] = beliefs_of(world, state, role, week)[0]
    honest = expectation(world, state, observed["marketing"], week)
    table = Negotiation(
        model=world.model,
        incentive=kinds.incentive,
        proposals=proposals,
        current=state.plan,
        beliefs=observed,
        facts=facts_of(world, state, honest, week),
        progress=observation.progress,
        involvement=kinds.involvement,
    )
    plan = kinds.governance.settle(table).copy()
    for name, value in kinds.orders.get(week, {}).items():
        plan[:, COLUMN[name]] = value
    contests = conflicts(world, table, plan)
    shift = plan[:, COLUMN["hours"]] - before
    crew = np.concatenate([state.crew[:, :-1], plan[:, COLUMN["hours"], np.newaxis]], axis=1)
    effort = sales_effort(world, table.reward_of_selling(plan))
    return replace(state, plan=plan, crew=crew, effort=effort), _Round(decisions, contests, shift)


def _hear(
    world: World,
    kinds: Kinds,
    state: FirmState,
    *,
    proposals: Floats,
    decision: Decision,
    week: int,
) -> FirmState:
    """Carry marketing's new plan and its word on demand to operations, as far as the talk rule lets
    them through.
    """
    ahead = replace(state, plan=proposals)
    beliefs, _ = beliefs_of(world, ahead, "marketing", week)
    honest = expectation(world, ahead, beliefs, week)
    report = np.ones(world.firms)
    if decision.forecast is not None and not kinds.consensus:
        report = decision.forecast / np.maximum(honest, 1e-9)
        if decision.silent is not None:
            report = np.where(decision.silent, 1.0, report)
    ahead = replace(ahead, report=report)
    word = _worded(kinds, facts_of(world, ahead, honest, week), ahead)
    heard = _tell(world, kinds, ahead, facts=word, week=week, owner="marketing")
    return replace(state, told=heard.told, told_week=heard.told_week, report=report)


def _worded(kinds: Kinds, facts: Floats, state: FirmState) -> Floats:
    """Marketing's facts as it words them: its report on demand may differ from its expectation,
    unless numbers are agreed.
    """
    if kinds.consensus:
        return facts
    out = facts.copy()
    out[:, INDEX["demand"]] = out[:, INDEX["demand"]] * state.report
    return out


def _tell(
    world: World, kinds: Kinds, state: FirmState, *, facts: Floats, week: int, owner: str
) -> FirmState:
    """Carry one owner's facts over every channel there is."""
    left = noise_left(world)
    for channel in kinds.channels:
        state = tell(world, channel, state, facts=facts, week=week, owner=owner, noise_left=left)
    return state


def _promotion(
    world: World, state: FirmState, marketing: Floats, honest: Floats, week: int
) -> Floats:
    """Promotion depth in force, (F,); marketing that sees this week's stock calls a promotion off
    when there is too little.
    """
    depth = promoted(state.plan, week)
    stock = state.told[:, INDEX["stock"]]
    fresh = state.told_week[:, INDEX["stock"]] == week
    enough = world.parameters.people.call_off * in_a_week(
        world.model, state.plan, marketing, honest, 1.0
    )
    return np.where(fresh & (stock < enough), 0.0, depth)
