"""From scenarios and seeds to a world and its first state: numbers become arrays (F,), kinds are
shared by the batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from coordsim.core.contracts import World
from coordsim.core.facts import FACTS
from coordsim.core.kpis import CUTS
from coordsim.core.levers import COLUMN, LEVERS, ROLES
from coordsim.core.luck.streams import Streams
from coordsim.core.parameters import GROUPS, Parameters
from coordsim.core.records import NONE, ON_SALE, FirmState, Floats, Shock
from coordsim.core.shares import Catalogue
from coordsim.firm.development import OLD
from coordsim.firm.materials import common_each
from coordsim.firm.planning import own_forecast
from coordsim.firm.queues import AGES
from coordsim.firm.supply import lead_weeks
from coordsim.mind.estimates import usual_demand
from coordsim.mind.model import Limits, mental_model
from coordsim.mind.reaction import respond
from coordsim.rules.technology.folding import fold
from coordsim.scenario.file import DEMAND, Scenario

TRAITS = (
    "price_sensitivity",
    "price_sensitivity_sd",
    "comfort_mean",
    "comfort_sd",
    "rewiring",
)  # customers are shared by firms of one world


def kinds(scenario: Scenario) -> str:
    """Return what firms of one batch have to share: rules, shapes, switches, lever limits."""
    shapes: dict[str, Any] = {"rules": scenario.rules.model_dump_json()}
    for name in GROUPS:
        group = getattr(scenario, name)
        shapes[name] = {
            key: value for key, value in group if not isinstance(value, float) or key in TRAITS
        }
    shapes["phases"] = [phase.model_dump_json() for phase in scenario.phases]
    shapes["shocks"] = [shock.model_dump_json() for shock in scenario.shocks]
    shapes["levers"] = [
        (lever.name, scenario.lever_limits(lever.name), _open(scenario, lever.name))
        for lever in LEVERS
    ]
    return repr(shapes)


def _open(scenario: Scenario, name: str) -> bool:
    return scenario.levers[name].open if name in scenario.levers else True


def distinct(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """Return each scenario object once, in the order of their first firms: replications share
    one.
    """
    return list({id(scenario): scenario for scenario in scenarios}.values())


def stack(scenarios: Sequence[Scenario]) -> Parameters[Floats]:
    """Stack the numbers of scenarios of one kind: each real number becomes an array (F,)."""
    first, every = scenarios[0].parameters, distinct(scenarios)
    row = {id(scenario): place for place, scenario in enumerate(every)}
    rows = [row[id(scenario)] for scenario in scenarios]
    groups = {}
    for name in GROUPS:
        group = getattr(first, name)
        values = {}
        for key, value in group:
            if isinstance(value, float):
                values[key] = np.array(
                    [getattr(getattr(s, name), key) for s in every], dtype=np.float64
                )[rows]
            else:
                values[key] = value
        groups[name] = type(group).model_construct(**values)
    return Parameters.model_construct(**groups)


def build(
    scenarios: Sequence[Scenario], seeds: Sequence[int], *, numbers: Sequence[int] | None = None
) -> World:
    """Build the world of a batch. ``scenarios``, ``seeds`` and ``numbers``, the firms' places in
    their run (0, 1, ... when omitted), have one entry for each firm; raises ValueError on mixed
    kinds.
    """
    if len({kinds(scenario) for scenario in distinct(scenarios)}) != 1:
        raise ValueError(
            "scenarios of different kinds cannot share a batch; simulate() splits them"
        )
    first = scenarios[0]
    folded = fold(stack(scenarios), first.rules.technologies)
    parameters = folded.parameters
    streams = Streams(np.array(seeds, dtype=np.int64))
    market = parameters.market
    rules = first.rules
    traits = DEMAND[rules.demand].traits(parameters, streams)
    limits = Limits(
        low=np.array([first.lever_limits(lever.name)[0] for lever in LEVERS], dtype=np.float64),
        high=np.array([first.lever_limits(lever.name)[1] for lever in LEVERS], dtype=np.float64),
        closed=frozenset(lever.name for lever in LEVERS if not _open(first, lever.name)),
    )
    world = World(
        parameters=parameters,
        model=mental_model(
            parameters,
            limits,
            firms=len(seeds),
            given=traits is None,
        ),
        streams=streams,
        traits=traits,
        numbers=np.array(range(len(seeds)) if numbers is None else numbers, dtype=np.int64),
        start_plan=np.array(
            [[scenario.lever_start(lever.name) for lever in LEVERS] for scenario in scenarios],
            dtype=np.float64,
        ),
        catalogue=Catalogue(market.classes),
        quota=np.zeros(len(seeds)),
        shocks=tuple(
            Shock(shock.kind, shock.week, shock.weeks, shock.size) for shock in first.shocks
        ),
        technology_money=folded.money,
        team=rules.cross_functional_team,
        improving=rules.continuous_improvement,
    )
    people, start = (
        parameters.people,
        respond(
            world.model, world.start_plan, _naive(world), parameters.market.satisfaction_reference
        ),
    )
    quarter = people.quarter_rounds * parameters.horizon.round_weeks
    return replace(world, quota=people.quota_stretch * quarter * start.demand)


def _naive(world: World) -> Floats:
    """Beliefs of somebody who knows nothing of overload and goodwill, (F, K)."""
    return np.zeros((world.firms, len(FACTS)))


def first_state(world: World) -> FirmState:
    """Return the firm on its first morning: start plan in force, ``cover_weeks`` of expected demand
    on the shelf.
    """
    p, firms = world.parameters, world.firms
    slots, window = p.line.slots, max(1, p.plant.forecast_window)
    plan = world.start_plan.copy()
    status = np.where(
        np.arange(slots)[np.newaxis, :] < plan[:, COLUMN["range"], np.newaxis], ON_SALE, NONE
    ).astype(np.int8)
    people = 0 if world.traits is None else world.traits.taste_class.shape[1]
    satisfaction = np.repeat(p.start.satisfaction.astype(np.float32)[:, np.newaxis], people, axis=1)
    none = np.full((firms, len(FACTS)), np.nan)
    lead = max(p.supply.lead_weeks, p.supply.partner_weeks)
    zero = np.zeros(firms)
    blank = FirmState(
        plan=plan,
        crew=np.repeat(
            plan[:, COLUMN["hours"], np.newaxis], p.plant.capacity_lead_weeks + 1, axis=1
        ),
        status=status,
        ready_in=np.zeros((firms, slots), dtype=np.int16),
        announce_in=np.zeros((firms, slots), dtype=np.int16),
        announced=status == ON_SALE,
        stocked=status == ON_SALE,
        owed_launch=np.zeros((firms, slots), dtype=np.bool_),
        age=np.full((firms, slots), OLD, dtype=np.int16),
        lessons=zero,
        taught=np.zeros((firms, slots)),
        on_hand=np.zeros((firms, slots)),
        in_process=np.zeros((firms, p.plant.lead_weeks, slots)),
        backlog=np.zeros((firms, slots, AGES)),
        outbound=np.zeros((firms, AGES)),
        contacts=zero,
        unanswered=zero,
        record=np.zeros((firms, 2)),
        shortfall=np.zeros((firms, slots, len(CUTS))),
        untold=np.zeros((firms, slots)),
        parts=np.zeros((firms, slots)),
        common=zero,
        parts_coming=np.zeros((firms, lead, slots)),
        common_coming=np.zeros((firms, lead)),
        booked=np.zeros((firms, slots, window)),
        level=np.ones((firms, window)),
        shock=zero,
        deviation=np.zeros((firms, slots)),
        adstock=plan[:, COLUMN["advertising"]] / (1 - p.market.ad_carryover),
        effort=np.ones(firms),
        satisfaction=satisfaction,
        need_week=np.zeros((firms, people), dtype=np.int32),
        reputation=p.people.reputation_start.copy(),
        trust=np.repeat(p.people.trust_start[:, np.newaxis], len(ROLES), axis=1),
        frustration=np.zeros((firms, len(ROLES))),
        understanding=np.zeros((firms, len(ROLES))),
        told=none,
        told_week=none.copy(),
        past_facts=(),
        report=np.ones(firms),
        surprise=p.market.shock_sd**2,
        recent=np.stack(
            [p.money.material + p.plant.run_hours * p.money.wage, np.ones(firms)], axis=1
        ),
        quarter_units=zero,
        quarter_before=zero,
        quota=world.quota,
        quota_before=world.quota,
        round_flows={},
    )
    return _stocked(world, blank)


def _stocked(world: World, state: FirmState) -> FirmState:
    p = world.parameters
    demand = usual_demand(
        world.model, state.plan, _naive(world), 0
    )  # nobody stocked up for a shock
    on_sale = state.status == ON_SALE
    each = on_sale * (demand / np.maximum(on_sale.sum(axis=1), 1))[:, np.newaxis]
    whole = np.round if p.plant.whole_units else np.asarray
    cover = whole(each * p.start.cover_weeks[:, np.newaxis])
    ready = replace(
        state,
        on_hand=cover,
        booked=np.repeat(each[:, :, np.newaxis], state.booked.shape[2], axis=2),
    )
    forecast = own_forecast(world, ready)
    if not p.supply.endless:
        need = np.ceil(forecast)
        package = state.plan[:, COLUMN["build"]] > 0
        parts, common = (
            need * ~package[:, np.newaxis],
            need.sum(axis=1) * common_each(world, package),
        )
        weeks = state.common_coming.shape[1]
        coming = np.arange(weeks)[np.newaxis, :] < lead_weeks(world, state.plan)[:, np.newaxis]
        ready = replace(
            ready,
            parts=parts * p.start.materials_weeks[:, np.newaxis],
            common=common * p.start.materials_weeks,
            parts_coming=parts[:, np.newaxis, :] * coming[:, :, np.newaxis],
            common_coming=common[:, np.newaxis] * coming,
        )
    return ready
