"""Small firms, tame luck and scripted players, for tests of the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from coordsim.core.contracts import World
from coordsim.core.levers import COLUMN
from coordsim.core.records import Decision, FirmState, Floats, Observation
from coordsim.run.build import build
from coordsim.run.simulate import Engine
from coordsim.scenario.file import Scenario, load

SMALL = {
    "market.customers": 60,
    "line.slots": 8,
    "horizon.weeks": 12,
    "horizon.warmup": 2,
    "levers.range.start": 4,
}
LIVELY = {  # managers who are biased, look at results, differ and choose with noise
    "managers.priors": "drawn",
    "managers.sees": "sales",
    "managers.learning": 0.3,
    "managers.choice": "logit",
    "managers.traits_sd": 0.5,
    "managers.trying": 0.05,
    "managers.record": "filter",
    "managers.settling": "contested",
    "managers.optimism_sd": 0.05,
    "people.tolerance": 0.01,
}
CALM = {
    "market.shock_sd": 0.0,
    "plant.breakdown_share": 0.0,
    "supply.reliability": 1.0,
    "plant.defect_share": 0.0,
    "line.development_sd": 0.0,
    "line.rework": 0.0,
    "plant.obsolescence": 0.0,
}


def small(changes: Mapping[str, Any] | None = None) -> Scenario:
    """Return the base case with few customers, few variants and few weeks."""
    return load("blind").with_(SMALL | dict(changes or {}))


def calm(changes: Mapping[str, Any] | None = None) -> Scenario:
    """Return a small firm to which nothing unforeseen happens but its customers."""
    return small(CALM | dict(changes or {}))


def morning(scenario: Scenario, firms: int = 1) -> tuple[World, FirmState]:
    """Return the world and the first state of ``firms`` firms in world 1."""
    scenarios, seeds = [scenario] * firms, [1] * firms
    return build(scenarios, seeds), Engine(scenarios, seeds).state


def planned(state: FirmState, **levers: float) -> FirmState:
    """Return the state with some levers of the plan in force set."""
    plan = state.plan.copy()
    for name, value in levers.items():
        plan[:, COLUMN[name]] = value
    return replace(state, plan=plan)


@dataclass(frozen=True)
class Scripted:
    """A player that does what a function of the observation says, and writes down what it was
    shown.
    """

    says: Callable[[Observation], Decision]
    seen: list[Observation]

    def decide(self, observation: Observation) -> Decision:
        self.seen.append(observation)
        return self.says(observation)


def silent() -> Scripted:
    """Return a player that changes nothing and says nothing."""
    return Scripted(lambda observation: Decision({}), [])


def sets(week: int = 0, forecast: float | None = None, **levers: float) -> Scripted:
    """Return a player that sets levers in one week, and afterwards changes nothing; its forecast it
    gives every time.
    """

    def says(observation: Observation) -> Decision:
        firms = len(observation.expected_demand)
        word = (
            None
            if forecast is None or observation.role != "marketing"
            else np.full(firms, forecast)
        )
        now = levers if observation.week == week else {}
        return Decision({name: np.full(firms, float(value)) for name, value in now.items()}, word)

    return Scripted(says, [])


def exact(expected: Mapping[str, float], found: Mapping[str, Floats], firm: int = 0) -> None:
    """Assert that named numbers of a firm are what was worked out by hand."""
    assert {name: float(np.round(found[name][firm], 9)) for name in expected} == {
        name: float(np.round(value, 9)) for name, value in expected.items()
    }
