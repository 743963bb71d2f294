"""The story of a week, and the only place that knows its order.

    communicate - decide - agree - develop - supply - produce - sell - deliver - feel - account

Written once, as a generator: it asks whoever sits on a seat, and somebody answers.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from coordsim.communication.carry import believe, carries, learn, tell
from coordsim.contracts import CommunicationRule, DemandRule, GovernanceRule, IncentiveRule, Offer, World
from coordsim.customers.conditions import advance, promoted, visit_factor
from coordsim.decisions import check
from coordsim.estimates import Planning, expected_demand, observed_level, planning
from coordsim.facts import FACTS, INDEX
from coordsim.firm import books, delivery, development, people, plant, supply
from coordsim.firm.planning import own_forecast
from coordsim.governance.table import Negotiation
from coordsim.kpis import KPIS, MANUFACTURING
from coordsim.levers import COLUMN, LEVERS, ROLES, owned
from coordsim.records import MARKETING, ON_SALE, OPERATIONS, Ask, Decision, FirmState, Floats, Flow, Observation, Week
from coordsim.search import contested, worth

SMOOTHING = 0.25  # assumed: weight of the newest week in operations' reports of unit cost and fill rate


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
    hired: Floats
    fired: Floats


def play_week(world: World, kinds: Kinds, state: FirmState, week: int) -> Generator[Ask, Decision, tuple[FirmState, Week]]:
    """Play one week; yields an Ask for each seat in a round's first week and takes its Decision. Returns the next state and the record."""
    p = world.parameters
    state = learn(kinds.channel, state, week)
    state = tell(world, kinds.channel, state, _facts(world, state, np.zeros(world.firms)), week, "operations")
    agreed = None
    if week % p.horizon.round_weeks == 0:
        state, agreed = yield from _decide(world, kinds, state, week)
    marketing = _beliefs(world, kinds, state, "marketing", week)
    honest = expected_demand(world, state, marketing[0], week)
    facts = _facts(world, state, honest)
    state = tell(world, kinds.channel, state, _worded(kinds, facts, state), week, "marketing")
    operations = _beliefs(world, kinds, state, "operations", week)
    plans = planning(world, state, operations[0], honest, week)

    state, developed = development.develop(world, state)
    state = supply.arrive(world, state, week)
    state, produced = plant.produce(world, state, plans.lots, plans.informed, week)
    state = supply.order(world, state, plans.usual)
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

    price = column["price"] * (1 - promotion)
    units = flow.sold.sum(axis=1) + shipped.sum(axis=1)
    returned = flow.defective.sum(axis=1)
    nobody = np.zeros(world.firms)
    hours = kinds.channel.hours * (1.0 if carries(kinds.channel, week) else 0.0)
    entries = books.post(
        world, state, developed, produced, units, returned, price,
        agreed.hired if agreed else nobody, agreed.fired if agreed else nobody,
        np.full(world.firms, hours), np.full(world.firms, kinds.channel.money),
    )  # fmt: skip
    flows = _flows(state, flow, produced, plans, entries, lost, units, late, shipped, developed, agreed, honest)
    state = _close(world, state, flow, plans, marketing[0], facts, flows, promotion, week)
    state, pay = _pay(kinds, p.horizon, state, flows, week)
    detail = {
        "beliefs": {"marketing": marketing[0], "operations": operations[0]},
        "ages": {"marketing": marketing[1], "operations": operations[1]},
        "facts": facts, "plan": state.plan, "state": state, "flow": flow, "produced": produced, "plans": plans, "promotion": promotion,
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
        observation = _observe(world, kinds, state, role, week)
        answer = yield Ask(role, week, observation)
        decisions[role] = check(role, answer, observation.limits, world.firms, week)
        for name, values in decisions[role].levers.items():
            proposals[:, COLUMN[name]] = values
        if role == "marketing":
            state = _hear(world, kinds, state, proposals, decisions[role], week)
    for role in ROLES:
        observed[role] = _beliefs(world, kinds, state, role, week)[0]
    table = Negotiation(world, kinds.incentive, proposals, state.plan, observed)
    plan = kinds.governance.settle(table)
    conflicts = _conflicts(world, kinds, table, plan)
    shift = plan[:, COLUMN["hours"]] - before
    crew = np.concatenate([state.crew[:, :-1], plan[:, COLUMN["hours"], np.newaxis]], axis=1)
    return replace(state, plan=plan, crew=crew), _Round(decisions, conflicts, np.maximum(0.0, shift), np.maximum(0.0, -shift))


def _hear(world: World, kinds: Kinds, state: FirmState, proposals: Floats, decision: Decision, week: int) -> FirmState:
    """Carry marketing's new plan and its word on demand to operations, as far as the talk rule lets them through."""
    ahead = replace(state, plan=proposals)
    beliefs, _ = _beliefs(world, kinds, ahead, "marketing", week)
    honest = expected_demand(world, ahead, beliefs, week)
    report = np.ones(world.firms)
    if decision.forecast is not None and not kinds.channel.consensus:
        report = decision.forecast / np.maximum(honest, 1e-9)
    ahead = replace(ahead, report=report)
    heard = tell(world, kinds.channel, ahead, _worded(kinds, _facts(world, ahead, honest), ahead), week, "marketing")
    return replace(state, told=heard.told, told_week=heard.told_week, report=report)


def _observe(world: World, kinds: Kinds, state: FirmState, role: str, week: int) -> Observation:
    beliefs, age = _beliefs(world, kinds, state, role, week)
    limits = {
        lever.name: (float(world.low[COLUMN[lever.name]]), float(world.high[COLUMN[lever.name]]))
        for lever in owned(role)
        if lever.name not in world.closed
    }
    result = _means(state.round_flows, world.firms) if state.round_flows else {}
    pay = dict(kinds.incentive.pay(role, result)) if result else {}
    expected = beliefs[:, INDEX["demand"]]
    trust = state.trust[:, OPERATIONS if role == "marketing" else MARKETING]
    own = {name: values for name, values in result.items() if name in _VISIBLE[role]}
    return Observation(role, week, beliefs[:, : len(LEVERS)].copy(), beliefs, age, limits, expected, trust, own, pay)


_VISIBLE = {
    "marketing": {"units", "revenue", "price_realised", "range"},
    "operations": {
        "units",
        "unit_cost",
        "setup_share",
        "utilisation",
        "overtime",
        "stock",
        "backlog",
        "defect_rate",
        "range",
    },
}


def _beliefs(world: World, kinds: Kinds, state: FirmState, role: str, week: int) -> tuple[Floats, Floats]:
    """What a role believes, (F, K), and how old the word is. Marketing's own expectation of demand follows from its other beliefs."""
    p = world.parameters
    standard = p.money.material + p.plant.run_hours * p.money.wage
    view = {"own": own_forecast(world, state).sum(axis=1), "standard": standard}
    beliefs, age = believe(world, state, role, _facts(world, state, np.zeros(world.firms)), view, week)
    if role == "marketing":
        beliefs[:, INDEX["demand"]] = expected_demand(world, state, beliefs, week)
    return beliefs, age


def _facts(world: World, state: FirmState, demand: Floats) -> Floats:
    """Return what is true this week, (F, K); ``demand`` is marketing's expectation."""
    p = world.parameters
    ones = np.ones(world.firms)
    values = {
        "demand": demand,
        "overload": p.market.overload,
        "goodwill": ones,
        "availability": plant.availability(world, state.plan[:, COLUMN["quality"]]),
        "setup_hours": p.plant.setup_hours,
        "setup_money": p.money.setup,
        "range_overhead": p.money.range_overhead,
        "holding": p.money.holding,
        "unit_cost": state.recent[:, 0],
        "stock": state.on_hand.sum(axis=1),
        "fill_rate": state.recent[:, 1],
    }
    return np.concatenate([state.plan, np.stack([values[fact.name] for fact in FACTS[len(LEVERS) :]], axis=1)], axis=1)


def _worded(kinds: Kinds, facts: Floats, state: FirmState) -> Floats:
    """Marketing's facts as it words them: its report on demand may differ from its expectation, unless numbers are agreed."""
    if kinds.channel.consensus:
        return facts
    out = facts.copy()
    out[:, INDEX["demand"]] = out[:, INDEX["demand"]] * state.report
    return out


def _conflicts(world: World, kinds: Kinds, table: Negotiation, plan: Floats) -> dict[str, Floats]:
    """Levers of the other side that a side contests, by name, 0/1 (F,)."""
    out: dict[str, Floats] = {}
    for role, other in (("marketing", "operations"), ("operations", "marketing")):
        levers = tuple(lever for lever in owned(other) if lever.name not in world.closed)

        def value(candidate: Floats, role: str = role) -> Floats:
            return worth(world, kinds.incentive, role, table.expects(role, candidate))

        out |= contested(world, _as_seen(table, role, plan), levers, value)
    return out


def _as_seen(table: Negotiation, role: str, plan: Floats) -> Floats:
    """Return the plan with the other side's levers as the role believes them."""
    seen = table.beliefs[role][:, : len(LEVERS)].copy()
    for lever in owned(role):
        seen[:, COLUMN[lever.name]] = plan[:, COLUMN[lever.name]]
    return seen


def _flows(
    state: FirmState, flow: Flow, produced: plant.Production, plans: Planning, entries: dict[str, Floats], lost: dict[str, Floats],
    units: Floats, late: Floats, shipped: Floats, developed: development.Development, agreed: _Round | None, honest: Floats,
) -> dict[str, Floats]:  # fmt: skip
    """Every flow that KPIs and balances are made from, name -> (F,)."""
    one = np.ones_like(units)
    demand = flow.demand.sum(axis=1)
    filled = flow.sold.sum(axis=1) - flow.switched
    told = state.told[:, INDEX["demand"]]
    heard = ~np.isnan(told)
    mean_satisfaction = state.satisfaction.mean(axis=1, dtype=np.float64) if state.satisfaction.shape[1] else state.reputation
    contests = sum(agreed.conflicts.values(), start=0 * one) if agreed else 0 * one
    return {
        "one": one, "profit": books.profit(entries), "units": units, "demand": demand, "revenue": entries["revenue"],
        "range": (state.status == ON_SALE).sum(axis=1).astype(np.float64),
        "manufacturing": sum((entries[name] for name in MANUFACTURING), start=0 * one), "made": produced.lots.sum(axis=1),
        "filled": filled, "empty": demand - filled, "put_off": flow.put_off, "visits": flow.visits, "priced_out": flow.priced_out,
        "switched": flow.switched, "waiting": flow.waiting.sum(axis=1), "left": flow.lost.sum(axis=1), "shipped": shipped.sum(axis=1),
        "cancelled": developed.cancelled.sum(axis=1), "scrapped": developed.scrapped.sum(axis=1),
        "forecast_miss": np.abs(plans.this_week - demand), "forecast_over": plans.this_week - demand,
        "report_over": np.where(heard, told - honest, 0.0), "expected": np.where(heard, honest, 0.0),
        "setup_hours": produced.setup_hours, "hours_available": produced.available, "hours_used": produced.used,
        "overtime_hours": produced.overtime, "defective": flow.defective.sum(axis=1),
        "stock": state.on_hand.sum(axis=1), "in_process": state.in_process.sum(axis=(1, 2)), "backlog": state.backlog.sum(axis=(1, 2)),
        "late": late, "lost": sum(lost.values(), start=0 * one),
        "satisfaction": mean_satisfaction, "conflicts": contests, "rounds": one if agreed else 0 * one,
    }  # fmt: skip


def _close(
    world: World, state: FirmState, flow: Flow, plans: Planning, beliefs: Floats, facts: Floats, flows: dict[str, Floats],
    promotion: Floats, week: int,
) -> FirmState:  # fmt: skip
    """Let the week be felt and remembered: trust, reputation, bookings, level, reports, the crew's next week."""
    demand = flows["demand"]
    told = state.told[:, INDEX["demand"]]
    implied = told * plans.this_week / np.maximum(plans.total, 1e-9)
    fill = np.where(demand > 0, flows["filled"] / np.maximum(demand, 1e-9), 1.0)
    state = people.feel(
        world,
        state,
        demand,
        implied,
        fill,
        flows["conflicts"] if flows["rounds"].any() else _last(state, "conflicts", demand),
    )
    flows["reputation"] = state.reputation
    flows["trust"] = state.trust.mean(axis=1)
    flows["frustration"] = state.frustration.mean(axis=1)
    booked = np.concatenate([(flow.sold + flow.waiting)[:, :, np.newaxis], state.booked[:, :, :-1]], axis=2)
    seen = observed_level(world, state, beliefs, week, demand, promotion)
    made = np.maximum(flows["made"], 1.0)
    now = np.stack([np.where(flows["made"] > 0, flows["manufacturing"] / made, state.recent[:, 0]), fill], axis=1)
    crew = np.concatenate([state.crew[:, 1:], state.crew[:, -1:]], axis=1)
    return replace(
        state, booked=booked, level=np.concatenate([seen[:, np.newaxis], state.level[:, :-1]], axis=1),
        recent=state.recent + SMOOTHING * (now - state.recent), crew=crew, past_facts=(facts, *state.past_facts)[:12],
    )  # fmt: skip


def _last(state: FirmState, name: str, like: Floats) -> Floats:
    return state.round_flows.get(name, np.zeros_like(like))


def _pay(
    kinds: Kinds, horizon: object, state: FirmState, flows: dict[str, Floats], week: int
) -> tuple[FirmState, Mapping[str, Mapping[str, Floats]] | None]:
    """Sum the round's flows; at its end, pay by its KPIs."""
    length = horizon.round_weeks
    fresh = week % length == 0
    total = {name: values if fresh else state.round_flows[name] + values for name, values in flows.items()}
    state = replace(state, round_flows=total)
    firms = len(flows["one"])
    none = np.zeros(firms)
    flows |= {"marketing_pay": none, "operations_pay": none, "paid_weeks": none}
    if week % length != length - 1:
        return state, None
    means = _means(total, firms)
    slips = {role: dict(kinds.incentive.pay(role, means)) for role in ROLES}
    for role in ROLES:
        flows[f"{role}_pay"] = length * sum(slips[role].values(), start=none)
    flows["paid_weeks"] = np.full(firms, float(length))
    return state, slips


def _means(total: Mapping[str, Floats], firms: int) -> dict[str, Floats]:
    """KPIs of a round from its summed flows; a ratio without a base counts as over one unit."""
    out = {}
    for kpi in KPIS:
        if kpi.top in total and kpi.bottom in total:
            ratio = total[kpi.top] / np.where(total[kpi.bottom] > 0, total[kpi.bottom], 1.0)
            out[kpi.name] = 1 - ratio if kpi.one_minus else ratio
    return out
