"""The firms that a benchmark needs: the plainest one, one that holds a plan, the four corners; and
what tells scenarios apart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from coordsim.core.levers import LEVERS, Lever
from coordsim.core.parameters import GROUPS, is_neutral
from coordsim.scenario.file import Scenario

Plan = tuple[float, ...]

CORNERS: Mapping[str, Mapping[str, str]] = {
    f"{pay} + {talk}": {"incentives": pay, "communication": talk}
    for pay, talk in (
        ("silo", "none"),
        ("silo", "dashboard"),
        ("shared", "none"),
        ("shared", "sop"),
    )
}
BASELINE = next(iter(CORNERS))
WORDS = (
    "name",
    "title",
    "story",
    "goals",
    "sources",
    "sizes",
)  # what a scenario tells people and no firm feels
HELD: Mapping[str, Any] = {
    "incentives": "shared",
    "communication": {"preset": "dashboard", "free": True},
    "marketing": {"kind": "hold"},
    "operations": {"kind": "hold"},
}


def ruled(scenario: Scenario, rules: Mapping[str, Any]) -> Scenario:
    """Return the scenario's firm under these rules alone: every other rule as it is by default, no
    phases, the same market, the same rates of pay.
    """
    kept = scenario.rules.model_dump(include={"demand", "salary", "rates"}, exclude_unset=True)
    kept["demand"] = scenario.rules.demand
    return scenario.with_({"rules": {**kept, **rules}, "phases": []})


def corner(scenario: Scenario, name: str) -> Scenario:
    """Return one of the four corners of pay and talk, each firm settling nothing (independent)."""
    return ruled(scenario, CORNERS[name])


def steady(scenario: Scenario, plan: Plan) -> Scenario:
    """Return the firm that starts with a plan and holds it, its operations told everything free of
    charge. Levers that nobody may move stay as each world has them.
    """
    free = open_levers(scenario)
    starts = {
        f"levers.{lever.name}.start": value
        for lever, value in zip(LEVERS, plan, strict=True)
        if lever in free or not scenario.lever_inherited(lever.name)
    }
    return ruled(scenario, HELD).with_(starts)


def start_plan(scenario: Scenario) -> Plan:
    """Return the plan of week 0, one value for each lever in the table's order: the middle one of
    those that a lever may have inherited.
    """
    return tuple(float(scenario.lever_start(lever.name)) for lever in LEVERS)


def open_levers(scenario: Scenario) -> tuple[Lever, ...]:
    """Return the levers that somebody may move, in the table's order."""
    return tuple(lever for lever in LEVERS if scenario.lever_open(lever.name))


def fingerprint(scenario: Scenario) -> str:
    """Return a hash of all that a firm meets whatever its rules: every number, lever and week, but
    neither rules nor words; nor parameters of mechanisms that are off, nor levers that play no
    part, as if they were not there.
    """
    data = scenario.model_dump(mode="json", exclude={"rules", "phases", *WORDS})
    for group in GROUPS:
        numbers = getattr(scenario, group)
        data[group] = {
            name: value for name, value in data[group].items() if not is_neutral(numbers, name)
        }
    if not data["owner"]:  # every parameter of it is neutral
        del data["owner"]
    del data["managers"]  # who plays no part where a plan is held
    data["demand"] = scenario.rules.demand
    free = open_levers(scenario)
    data["levers"] = {
        lever.name: [
            *map(float, (*scenario.lever_limits(lever.name), scenario.lever_start(lever.name))),
            lever in free,
            *scenario.lever_inherited(lever.name),
        ]
        for lever in LEVERS
        if not scenario.lever_idle(lever.name)
    }
    return sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
