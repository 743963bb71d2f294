"""What each role knows, believes and is asked; what each would rather have the other do."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from coordsim.core.contracts import IncentiveRule, World
from coordsim.core.facts import FACTS, INDEX
from coordsim.core.kpis import KPIS
from coordsim.core.levers import COLUMN, LEVERS, ROLES, owned
from coordsim.core.records import MARKETING, OPERATIONS, FirmState, Floats, Observation
from coordsim.firm.development import mean_weeks
from coordsim.firm.planning import own_forecast
from coordsim.firm.plant import availability
from coordsim.firm.trends import run_hours, setup_hours_now
from coordsim.mind.negotiation import Negotiation
from coordsim.mind.search import contested
from coordsim.rules.talk.carry import believe
from coordsim.week.desks import expectation

# What a role sees of its last round without being told: its own department's numbers.
SEEN = {
    "marketing": ("units", "revenue", "price_realised", "range"),
    "operations": (
        "units",
        "unit_cost",
        "setup_share",
        "utilisation",
        "overtime",
        "stock",
        "backlog",
        "defect_rate",
        "range",
    ),
}


def observe(
    world: World, incentive: IncentiveRule, state: FirmState, role: str, week: int
) -> Observation:
    """Return all that a role gets before it decides: nothing in it depends on what its talk rule
    hides.
    """
    beliefs, age = beliefs_of(world, state, role, week)
    model = world.model
    limits = {
        lever.name: (float(model.low[COLUMN[lever.name]]), float(model.high[COLUMN[lever.name]]))
        for lever in owned(role)
        if lever.name not in model.closed
    }
    result = means(state.round_flows, world.firms) if state.round_flows else {}
    last = week - world.parameters.horizon.round_weeks
    past = quarter(world, state.quarter_before, state.quota_before, last, played=True)
    pay = dict(incentive.pay(role, result | past)) if result else {}
    expected = beliefs[:, INDEX["demand"]]
    trust = state.trust[:, OPERATIONS if role == "marketing" else MARKETING].copy()
    own = {name: values for name, values in result.items() if name in SEEN[role]}
    plan = beliefs[:, : len(LEVERS)].copy()
    opens = (
        week // world.parameters.horizon.round_weeks % world.parameters.people.quarter_rounds == 0
    )
    ahead = quarter(
        world, 0 * state.quarter_units if opens else state.quarter_units, state.quota, week
    )
    return Observation(
        role=role,
        week=week,
        plan=plan,
        beliefs=beliefs,
        age=age,
        limits=limits,
        expected_demand=expected,
        trust=trust,
        result=own,
        pay=pay,
        progress=ahead,
        firm=world.numbers.copy(),
        world=world.streams.seeds.copy(),
    )


def beliefs_of(world: World, state: FirmState, role: str, week: int) -> tuple[Floats, Floats]:
    """What a role believes, (F, K), and how old the word is. Marketing's expectation of demand
    follows from its other beliefs.
    """
    p = world.parameters
    standard = p.money.material + p.plant.run_hours * p.money.wage
    view = {
        "own": own_forecast(world, state).sum(axis=1),
        "standard": standard,
        "usual": p.market.shock_sd**2,
        "standard_run": p.plant.run_hours,
        "hoped": p.line.hoped_weeks,
    }
    now = facts_of(world, state, np.zeros(world.firms), week)
    beliefs, age = believe(world, state, role, facts=now, own_view=view, week=week)
    if role == "marketing":
        beliefs[:, INDEX["demand"]] = expectation(world, state, beliefs, week)
    return beliefs, age


def next_quota(world: World, quota: Floats, units: Floats) -> Floats:
    """Quota of the next quarter after one with ``units`` sold, (F,): a ratchet (Weitzman 1980)."""
    people = world.parameters.people
    return quota + people.quota_ratchet * (people.quota_stretch * units - quota)


def quarter(
    world: World, units: Floats, quota: Floats, week: int, played: bool = False
) -> dict[str, Floats]:
    """Return what pay over a quarter needs in the round that begins in ``week``, name -> (F,).

    ``units`` were sold in the quarter before the round. A bonus at the quarter's end weighs less in
    earlier rounds (present bias); in a round that was ``played`` it is due or not.
    """
    p = world.parameters
    length = p.horizon.round_weeks
    left = (p.people.quarter_rounds - week // length % p.people.quarter_rounds) * length
    ones = np.ones(world.firms)
    early = 0 * ones if played else p.people.present_bias
    return {
        "quarter_units": units,
        "quarter_left": left * ones,
        "quota": quota,
        "round_weeks": length * ones,
        "quota_share": ones if left == length else early,
        "played": ones * played,
    }


def facts_of(world: World, state: FirmState, demand: Floats, week: int) -> Floats:
    """Return what is true this week, (F, K); ``demand`` is marketing's expectation."""
    p = world.parameters
    ones = np.ones(world.firms)
    values = {
        "demand": demand,
        "overload": p.market.overload,
        "goodwill": ones,
        "availability": availability(world, state.plan[:, COLUMN["quality"]]),
        "surprise": state.surprise,
        "run_hours": run_hours(world, week),
        "setup_hours": setup_hours_now(world, week),
        "setup_money": p.money.setup,
        "range_overhead": p.money.range_overhead,
        "holding": p.money.holding,
        "unit_cost": state.recent[:, 0],
        "shipping": p.service.shipping_units,
        "replenish": p.plant.lead_weeks + state.plan[:, COLUMN["cycle"]] / 2,
        "development_weeks": mean_weeks(world, state),
        "stock": state.on_hand.sum(axis=1),
        "fill_rate": state.recent[:, 1],
    }
    return np.concatenate(
        [state.plan, np.stack([values[fact.name] for fact in FACTS[len(LEVERS) :]], axis=1)], axis=1
    )


def conflicts(world: World, table: Negotiation, plan: Floats) -> dict[str, Floats]:
    """Levers of the other side that a side contests, by name, 0/1 (F,)."""
    out: dict[str, Floats] = {}
    for role, other in (("marketing", "operations"), ("operations", "marketing")):
        levers = tuple(lever for lever in owned(other) if lever.name not in world.model.closed)

        def value(candidate: Floats, role: str = role) -> Floats:
            return table.worth(role, candidate)

        out |= contested(world.model, _as_seen(table, role, plan), levers, value)
    return out


def _as_seen(table: Negotiation, role: str, plan: Floats) -> Floats:
    """Return the plan with the other side's levers as the role believes them."""
    seen = table.beliefs[role][:, : len(LEVERS)].copy()
    for lever in owned(role):
        seen[:, COLUMN[lever.name]] = plan[:, COLUMN[lever.name]]
    return seen


def sales_effort(world: World, reward: Floats) -> Floats:
    """What sales people's effort does to visits, (F,): it follows the reward of one more unit
    (money/unit) with an elasticity.
    """
    people = world.parameters.people
    effort: Floats = (
        (reward + people.effort_own) / (people.effort_reference + people.effort_own)
    ) ** people.effort_elasticity
    return effort


def belief_error(facts: Floats, beliefs: Mapping[str, Floats]) -> Floats:
    """How far both roles' pictures are off, (F,): mean over the facts each has to be told of error
    over truth, at most 1.
    """
    errors = []
    for place, fact in enumerate(FACTS):
        for role in ROLES:
            if fact.public or (fact.owner == role and not fact.surveyed):
                continue
            truth, held = facts[:, place], beliefs[role][:, place]
            off = np.abs(held - truth) / np.maximum(np.abs(truth), 1e-9)
            errors.append(np.where(np.isfinite(off), np.minimum(off, 1.0), 1.0))
    return sum(errors, start=np.zeros(len(facts))) / len(errors)


def means(total: Mapping[str, Floats], firms: int) -> dict[str, Floats]:
    """KPIs of a round from its summed flows; a ratio without a base counts as over one unit."""
    out = {}
    for kpi in KPIS:
        if kpi.top in total and kpi.bottom in total and not kpi.variance:
            ratio = total[kpi.top] / np.where(total[kpi.bottom] > 0, total[kpi.bottom], 1.0)
            out[kpi.name] = 1 - ratio if kpi.one_minus else ratio
    return out
