"""Closing a week: its flows, what is felt and remembered of it, and pay at the end of a round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from coordsim.core.contracts import IncentiveRule, World
from coordsim.core.facts import INDEX, REMEMBERED
from coordsim.core.kpis import AREAS, EMPTY_SHELF, MANUFACTURING
from coordsim.core.levers import ROLES
from coordsim.core.records import ON_SALE, FirmState, Floats, Flow, column
from coordsim.firm import books, people, supply
from coordsim.firm.delivery import Answers
from coordsim.firm.development import Development, Launches, offered
from coordsim.firm.plant import Production
from coordsim.mind.estimates import Planning
from coordsim.week.beliefs import means, next_quota, quarter
from coordsim.week.desks import level_on_record


@dataclass(frozen=True)
class Happened:
    """What the steps of a week left behind: arrays (F,) unless their own records say otherwise."""

    flow: Flow
    developed: Development
    produced: Production
    plans: Planning
    shipped: Floats  # (F, V) backorders served
    sent: Floats  # units that left the house
    late: Floats
    given_up: Floats  # (F, V) overdue orders cancelled
    launches: Launches
    answers: Answers
    ordered: Floats  # materials
    errors: Floats  # of beliefs
    promotion: Floats  # depth in force
    areas: Mapping[str, Floats]  # contests by area
    said: Floats  # what marketing's word on demand means for this week
    lost: Mapping[str, Floats]
    entries: Mapping[str, Floats]
    units: Floats
    contests: Floats | None  # levers contested; None outside decision weeks
    honest: Floats  # marketing's own expectation of demand
    marketing: Floats  # (F, K) what marketing believed
    word: Floats  # (F, K) facts as they are told, with marketing's word on demand


def flows_of(world: World, state: FirmState, week: Happened) -> dict[str, Floats]:
    """Every flow that KPIs and balances are made from, name -> (F,)."""
    flow, produced, plans, entries, lost = (
        week.flow,
        week.produced,
        week.plans,
        week.entries,
        week.lost,
    )
    one = np.ones_like(week.units)
    demand = flow.demand.sum(axis=1)
    filled = flow.sold.sum(axis=1) - flow.switched
    told = state.told[:, INDEX["demand"]]
    heard = ~np.isnan(told)
    promoted = week.promotion > 0
    discount = np.where(promoted, entries["revenue"] * week.promotion / (1 - week.promotion), 0.0)
    profit, answers = books.profit(entries), week.answers
    defective = flow.defective.sum(axis=1)
    return {
        "one": one,
        "profit": profit,
        "spent": entries["revenue"] - profit,
        "units": week.units,
        "demand": demand,
        "revenue": entries["revenue"],
        "range": (state.status == ON_SALE).sum(axis=1).astype(np.float64),
        "manufacturing": sum((entries[name] for name in MANUFACTURING), start=0 * one),
        "made": produced.lots.sum(axis=1),
        "filled": filled,
        "empty": demand - filled,
        "put_off": flow.put_off,
        "visits": flow.visits,
        "priced_out": flow.priced_out,
        "switched": flow.switched,
        "waiting": flow.waiting.sum(axis=1),
        "booked": (flow.sold + flow.waiting).sum(axis=1),
        "left": flow.lost.sum(axis=1),
        "shipped": week.shipped.sum(axis=1),
        "again": flow.again,
        "promoted": np.where(promoted, week.units, 0.0),
        "acquisition": entries["advertising"] + discount,
        "fulfilled": np.maximum(0.0, week.units - week.late - defective),
        "yearly": 52 * week.units,
        "sent": week.sent,
        "promo_weeks": one * promoted,
        "promo_empty": one * (promoted & (filled < EMPTY_SHELF * demand)),
        "launched": week.launches.launched,
        "launch_weeks": week.launches.weeks,
        "launched_late": week.launches.late,
        "not_ready": (offered(state) & ~state.stocked).sum(axis=1).astype(np.float64),
        "told": week.said,
        "told_over": np.maximum(0.0, week.said - demand),
        "told_short": np.maximum(0.0, demand - week.said),
        "belief_miss": week.errors,
        "wanted": produced.wanted.sum(axis=1),
        "setups": produced.setups,
        "broken_hours": produced.broken,
        "open_hours": produced.open_hours,
        "ordered": week.ordered,
        "ordered_weeks": week.ordered * supply.lead_weeks(world, state.plan),
        "owed": state.backlog.sum(axis=(1, 2)) + state.outbound.sum(axis=1),
        "contacts": answers.contacts,
        "unanswered": answers.unanswered,
        "answer_hours": answers.contacts * answers.hours,
        "complaints": week.late + defective + answers.unanswered,
        "cancelled": week.developed.cancelled.sum(axis=1) + week.given_up.sum(axis=1),
        "scrapped": week.developed.scrapped.sum(axis=1),
        "forecast_miss": np.abs(plans.this_week - demand),
        "forecast_over": plans.this_week - demand,
        "report_over": np.where(heard, told - week.honest, 0.0),
        "expected": np.where(heard, week.honest, 0.0),
        "setup_hours": produced.setup_hours,
        "hours_available": produced.available,
        "hours_used": produced.used,
        "overtime_hours": produced.overtime,
        "defective": defective,
        "stock": state.on_hand.sum(axis=1),
        "in_process": state.in_process.sum(axis=(1, 2)),
        "backlog": state.backlog.sum(axis=(1, 2)),
        "late": week.late,
        "lost": sum(lost.values(), start=0 * one),
        "satisfaction": people.mean_satisfaction(state),
        "conflicts": 0 * one if week.contests is None else week.contests,
        "rounds": 0 * one if week.contests is None else one,
        **{f"conflicts:{area}": week.areas.get(area, 0 * one) for area in AREAS},
        **{f"cause:{cause}": units for cause, units in lost.items()},
        **{f"account:{account}": amount for account, amount in entries.items()},
    }


def remember(
    world: World, state: FirmState, happened: Happened, flows: dict[str, Floats], week: int
) -> FirmState:
    """Let the week be felt and remembered: trust, reputation, bookings, level, reports, the crew's
    next week.
    """
    demand = flows["demand"]
    told = state.told[:, INDEX["demand"]]
    implied = told * happened.plans.this_week / np.maximum(happened.plans.total, 1e-9)
    recent = state.round_flows.get("conflicts", 0 * demand)
    conflicts = recent if happened.contests is None else happened.contests
    fill = np.where(demand > 0, flows["filled"] / np.maximum(demand, 1e-9), 1.0)
    state = people.feel(
        world, state, demand=demand, told_demand=implied, fill=fill, conflicts=conflicts
    )
    flows["reputation"] = state.reputation
    flows["trust"] = state.trust.mean(axis=1)
    flows["frustration"] = state.frustration.mean(axis=1)
    booked = np.concatenate(
        [(happened.flow.sold + happened.flow.waiting)[:, :, np.newaxis], state.booked[:, :, :-1]],
        axis=2,
    )
    seen = level_on_record(
        world, state, happened.marketing, week, demand=demand, promotion=happened.promotion
    )
    made = np.maximum(flows["made"], 1.0)
    now = np.stack(
        [np.where(flows["made"] > 0, flows["manufacturing"] / made, state.recent[:, 0]), fill],
        axis=1,
    )
    plant = world.parameters.plant
    forecast = np.maximum(happened.plans.this_week, 1.0)
    off = ((happened.flow.sold + happened.flow.waiting).sum(axis=1) - forecast) / forecast
    surprise = state.surprise + plant.error_weight * (
        np.maximum(0.0, off**2 - 1 / forecast) - state.surprise
    )
    broken = np.stack([flows["late"] / np.maximum(flows["booked"], 1.0), state.unanswered], axis=1)
    rate = world.parameters.market.record_rate[:, np.newaxis]
    record = state.record + rate * (np.minimum(broken, 1.0) - state.record)
    crew = np.concatenate([state.crew[:, 1:], state.crew[:, -1:]], axis=1)
    return replace(
        state,
        booked=booked,
        level=np.concatenate([seen[:, np.newaxis], state.level[:, :-1]], axis=1),
        surprise=surprise,
        record=record,
        recent=state.recent + column(plant.report_weight) * (now - state.recent),
        crew=crew,
        past_facts=(happened.word, *state.past_facts)[:REMEMBERED],
    )


def settle_pay(
    world: World, incentive: IncentiveRule, state: FirmState, flows: dict[str, Floats], week: int
) -> tuple[FirmState, Mapping[str, Mapping[str, Floats]] | None]:
    """Sum the round's flows; at its end, pay by its KPIs. Returns the pay slips then: role -> line
    -> money a week (F,).
    """
    round_weeks = world.parameters.horizon.round_weeks
    fresh = week % round_weeks == 0
    total = {
        name: values if fresh else state.round_flows[name] + values
        for name, values in flows.items()
    }
    opening = fresh and week // round_weeks % world.parameters.people.quarter_rounds == 0
    sold = flows["units"] if opening else state.quarter_units + flows["units"]
    before = (
        state.quarter_before
        if not fresh
        else np.zeros_like(sold)
        if opening
        else state.quarter_units
    )
    state = replace(
        state,
        round_flows=total,
        quarter_units=sold,
        quarter_before=before,
        quota_before=state.quota,
    )
    firms = len(flows["one"])
    none = np.zeros(firms)
    flows |= {"marketing_pay": none, "operations_pay": none, "paid_weeks": none}
    if week % round_weeks != round_weeks - 1:
        return state, None
    kpis = means(total, firms) | quarter(
        world, state.quarter_before, state.quota, week - round_weeks + 1, played=True
    )
    slips = {role: dict(incentive.pay(role, kpis)) for role in ROLES}
    for role in ROLES:
        flows[f"{role}_pay"] = round_weeks * sum(slips[role].values(), start=none)
    flows["paid_weeks"] = np.full(firms, float(round_weeks))
    if (week + 1) // round_weeks % world.parameters.people.quarter_rounds == 0:
        state = replace(state, quota=next_quota(world, state.quota, state.quarter_units))
    return state, slips
