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
from coordsim.core.levers import COLUMN, LEVERS
from coordsim.core.luck.streams import Streams
from coordsim.core.parameters import GROUPS, Parameters
from coordsim.core.records import Floats, Shock
from coordsim.core.shares import Catalogue
from coordsim.core.tastes import ground_of
from coordsim.mind.model import Limits, mental_model
from coordsim.mind.reaction import respond
from coordsim.rules.technology.folding import fold
from coordsim.run.inherited import first_plans
from coordsim.run.tables import tables
from coordsim.scenario.file import DEMAND, Scenario

TRAITS = (
    "price_sensitivity",
    "price_sensitivity_sd",
    "comfort_mean",
    "comfort_sd",
    "rewiring",
    "cluster_weight",
    "cluster_width",
    "cluster_sd",
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
        (lever.name, scenario.lever_limits(lever.name), scenario.lever_open(lever.name))
        for lever in LEVERS
    ]
    return repr(shapes)


def distinct(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """Return each scenario object once, in the order of their first firms: replications share
    one.
    """
    return list({id(scenario): scenario for scenario in scenarios}.values())


def places_of(scenarios: Sequence[Scenario]) -> list[tuple[Scenario, list[int]]]:
    """Return one scenario of each kind, and the places of its firms."""
    kind = {id(item): kinds(item) for item in distinct(scenarios)}
    found: dict[str, list[int]] = {}
    for place, item in enumerate(scenarios):
        found.setdefault(kind[id(item)], []).append(place)
    return [(scenarios[places[0]], places) for places in found.values()]


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
    first, every = scenarios[0], distinct(scenarios)
    places = {id(scenario): place for place, scenario in enumerate(every)}
    rows = [places[id(scenario)] for scenario in scenarios]
    folded = fold(stack(scenarios), first.rules.technologies)
    parameters = folded.parameters
    streams = Streams(np.array(seeds, dtype=np.int64))
    market = parameters.market
    rules = first.rules
    traits = DEMAND[rules.demand].traits(parameters, streams)
    limits = Limits(
        low=np.array([first.lever_limits(lever.name)[0] for lever in LEVERS], dtype=np.float64),
        high=np.array([first.lever_limits(lever.name)[1] for lever in LEVERS], dtype=np.float64),
        closed=frozenset(lever.name for lever in LEVERS if not first.lever_open(lever.name)),
    )
    numbered = tables(every)
    plans, stands = first_plans(scenarios, seeds), None
    if rules.demand != "given" and market.tastes == "clusters":
        each = zip(rows, streams.seeds.tolist(), plans[:, COLUMN["range"]].tolist(), strict=True)
        stands = np.stack(
            [ground_of(numbered.numbers[row], seed, count).places for row, seed, count in each]
        )
    world = World(
        parameters=parameters,
        model=mental_model(parameters, numbered, np.array(rows, dtype=np.int64), limits),
        streams=streams,
        traits=traits,
        numbers=np.array(range(len(seeds)) if numbers is None else numbers, dtype=np.int64),
        start_plan=plans,
        catalogue=Catalogue(market.classes, stands),
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
