"""What each role knows, believes and is asked; what each would rather have the other do."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from coordsim.communication.carry import believe
from coordsim.contracts import IncentiveRule, World
from coordsim.estimates import expected_demand
from coordsim.facts import FACTS, INDEX
from coordsim.firm.planning import own_forecast
from coordsim.firm.plant import availability
from coordsim.governance.table import Negotiation
from coordsim.kpis import KPIS
from coordsim.levers import COLUMN, LEVERS, owned
from coordsim.records import MARKETING, OPERATIONS, FirmState, Floats, Observation
from coordsim.search import contested, worth

# What a role sees of its last round without being told: its own department's numbers.
SEEN = {
    "marketing": ("units", "revenue", "price_realised", "range"),
    "operations": (
        "units", "unit_cost", "setup_share", "utilisation", "overtime", "stock", "backlog", "defect_rate", "range",
    ),
}  # fmt: skip


def observe(world: World, incentive: IncentiveRule, state: FirmState, role: str, week: int) -> Observation:
    """Return all that a role gets before it decides: nothing in it depends on what its talk rule hides."""
    beliefs, age = beliefs_of(world, state, role, week)
    limits = {
        lever.name: (float(world.low[COLUMN[lever.name]]), float(world.high[COLUMN[lever.name]]))
        for lever in owned(role)
        if lever.name not in world.closed
    }
    result = means(state.round_flows, world.firms) if state.round_flows else {}
    pay = dict(incentive.pay(role, result)) if result else {}
    expected = beliefs[:, INDEX["demand"]]
    trust = state.trust[:, OPERATIONS if role == "marketing" else MARKETING].copy()
    own = {name: values for name, values in result.items() if name in SEEN[role]}
    return Observation(role, week, beliefs[:, : len(LEVERS)].copy(), beliefs, age, limits, expected, trust, own, pay)


def beliefs_of(world: World, state: FirmState, role: str, week: int) -> tuple[Floats, Floats]:
    """What a role believes, (F, K), and how old the word is. Marketing's expectation of demand follows from its other beliefs."""
    p = world.parameters
    standard = p.money.material + p.plant.run_hours * p.money.wage
    view = {"own": own_forecast(world, state).sum(axis=1), "standard": standard, "usual": p.market.shock_sd**2}
    beliefs, age = believe(world, state, role, facts_of(world, state, np.zeros(world.firms)), view, week)
    if role == "marketing":
        beliefs[:, INDEX["demand"]] = expected_demand(world, state, beliefs, week)
    return beliefs, age


def facts_of(world: World, state: FirmState, demand: Floats) -> Floats:
    """Return what is true this week, (F, K); ``demand`` is marketing's expectation."""
    p = world.parameters
    ones = np.ones(world.firms)
    values = {
        "demand": demand,
        "overload": p.market.overload,
        "goodwill": ones,
        "availability": availability(world, state.plan[:, COLUMN["quality"]]),
        "surprise": state.surprise,
        "setup_hours": p.plant.setup_hours,
        "setup_money": p.money.setup,
        "range_overhead": p.money.range_overhead,
        "holding": p.money.holding,
        "unit_cost": state.recent[:, 0],
        "stock": state.on_hand.sum(axis=1),
        "fill_rate": state.recent[:, 1],
    }
    return np.concatenate([state.plan, np.stack([values[fact.name] for fact in FACTS[len(LEVERS) :]], axis=1)], axis=1)


def conflicts(world: World, table: Negotiation, plan: Floats) -> dict[str, Floats]:
    """Levers of the other side that a side contests, by name, 0/1 (F,)."""
    out: dict[str, Floats] = {}
    for role, other in (("marketing", "operations"), ("operations", "marketing")):
        levers = tuple(lever for lever in owned(other) if lever.name not in world.closed)

        def value(candidate: Floats, role: str = role) -> Floats:
            return worth(world, table.incentive, role, table.expects(role, candidate))

        out |= contested(world, _as_seen(table, role, plan), levers, value)
    return out


def _as_seen(table: Negotiation, role: str, plan: Floats) -> Floats:
    """Return the plan with the other side's levers as the role believes them."""
    seen = table.beliefs[role][:, : len(LEVERS)].copy()
    for lever in owned(role):
        seen[:, COLUMN[lever.name]] = plan[:, COLUMN[lever.name]]
    return seen


def means(total: Mapping[str, Floats], firms: int) -> dict[str, Floats]:
    """KPIs of a round from its summed flows; a ratio without a base counts as over one unit."""
    out = {}
    for kpi in KPIS:
        if kpi.top in total and kpi.bottom in total:
            ratio = total[kpi.top] / np.where(total[kpi.bottom] > 0, total[kpi.bottom], 1.0)
            out[kpi.name] = 1 - ratio if kpi.one_minus else ratio
    return out
