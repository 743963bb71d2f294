"""What a role observes, as a vector: every field of an Observation, in the record's order.

A number with bounds (levers, shares, the week) is scaled to [-1, 1]; any other number x is
sign(x) ln(1 + |x|), so that it needs no scale, and stays within ln(1 + 5e11). A belief that nobody
has is 0, and the age of a fact that was never told -1. Levers that play no part in a scenario are
left out, so that a vector is as long as it was before there were such levers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coordsim.core.decisions import MOST_UNITS
from coordsim.core.facts import FACTS, INDEX
from coordsim.core.firm import LESSONS
from coordsim.core.kpis import KPI
from coordsim.core.levers import BY_NAME, COLUMN, LEVERS
from coordsim.core.records import Floats, Observation
from coordsim.core.slips import slip
from coordsim.core.spelling import quoted
from coordsim.mind.program import READ
from coordsim.run.seats import SEEN
from coordsim.scenario.file import Scenario

Singles = NDArray[np.float32]
LEFT_OUT: Mapping[str, str] = {
    "role": "each role has a space of its own",
    "limits": "they are the bounds of actions",
    "firm": "a place in the run says nothing of the firm",
    "world": "a number that names luck says nothing of it, and could be learnt by heart",
}
"""Fields of an Observation that are no part of the vector, and why."""
MOST = float(np.log1p(MOST_UNITS))
PLACES: Mapping[str, Mapping[str, int]] = {
    item.name: {
        "levers": COLUMN,
        "facts": INDEX,
        "lessons": {lesson: place for place, lesson in enumerate(LESSONS)},
    }[item.metadata["columns"]]
    for item in fields(Observation)
    if "columns" in item.metadata
}
"""Columns of an observation's arrays by name."""
NEVER = -1.0  # the age of a fact that was never told
MONEY = "money/week"
OF_PROGRESS: Mapping[str, str] = {
    "quarter_units": "units",
    "quarter_left": "weeks",
    "quota": "units",
    "round_weeks": "weeks",
    "quota_share": "share",
    "played": "0 or 1",
}  # units of what pay over a quarter needs


@dataclass(frozen=True)
class Feature:
    """One number of the vector. ``low`` and ``high`` are those of the quantity, in its ``unit``,
    where it is scaled to [-1, 1]; None where it has none and its logarithm is shown.
    """

    name: str
    unit: str
    low: float | None = None
    high: float | None = None
    missing: float = 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the largest value that it may have in the vector."""
        return (-MOST, MOST) if self.low is None else (-1.0, 1.0)


def features(scenario: Scenario, role: str) -> tuple[Feature, ...]:
    """Return what the vector of a role holds in a scenario, in its order. Raises ValueError where
    an Observation has a field that nobody can tell how to show.
    """
    return tuple(
        one
        for item in fields(Observation)
        if item.name not in LEFT_OUT
        for one in _of_field(scenario, role, item.name, item.metadata.get("columns"))
    )


def _of_field(scenario: Scenario, role: str, name: str, columns: str | None) -> Iterator[Feature]:
    if columns == "levers":
        for lever in LEVERS:
            if scenario.lever_idle(lever.name):
                continue
            yield Feature(f"{name}.{lever.name}", lever.unit, *scenario.lever_limits(lever.name))
    elif columns == "facts":
        for fact in FACTS:
            where = f"{name}.{fact.name}"
            if fact.name in BY_NAME and scenario.lever_idle(fact.name):
                continue
            if name == "age":
                yield Feature(where, "weeks", missing=NEVER)
            elif fact.name in BY_NAME:
                yield Feature(where, fact.unit, *scenario.lever_limits(fact.name))
            else:
                yield Feature(where, fact.unit, *((0.0, 1.0) if fact.unit == "share" else ()))
    elif columns == "lessons":
        for lesson in LESSONS:
            yield Feature(f"{name}.{lesson}", MONEY if lesson == "more" else "factor")
    elif name in (plain := _plain(scenario)):
        yield plain[name]
    elif name in (named := _named(scenario, role)):
        for key, unit in named[name].items():
            yield Feature(f"{name}.{key}", unit)
    else:
        raise ValueError(f"Observation.{name} is new: say in envs/features.py how it is shown")


def _plain(scenario: Scenario) -> dict[str, Feature]:
    """Fields that are one number."""
    return {
        "week": Feature("week", "weeks", 0.0, float(scenario.horizon.weeks)),
        "expected_demand": Feature("expected_demand", "units/week"),
        "trust": Feature("trust", "share", 0.0, 1.0),
        "heeded": Feature("heeded", "0 or 1", 0.0, 1.0),
    }


def _named(scenario: Scenario, role: str) -> dict[str, dict[str, str]]:
    """Fields that are numbers by name: field -> name -> unit."""
    return {
        "result": {name: KPI[name].unit for name in SEEN[role]},
        "pay": dict.fromkeys(lines(scenario, role), MONEY),
        "progress": dict(OF_PROGRESS),
    }


def lines(scenario: Scenario, role: str) -> tuple[str, ...]:
    """Return the lines that a role's pay slips may have, under all pay rules of a scenario."""
    begins = [0, *(phase.week for phase in scenario.phases)]
    kpis = {name: np.ones(1) for name in READ}
    return tuple(
        dict.fromkeys(
            line
            for week in begins
            for line in slip(scenario.rules_from(week).incentive, role, kpis)
        )
    )


def vector(shown: tuple[Feature, ...], observation: Observation) -> Singles:
    """Return observations of F firms as vectors, (F, features), float32 within the features'
    bounds.
    """
    raw = _raw(shown, observation)
    bounded = np.array([one.low is not None for one in shown])
    low = np.array([0.0 if one.low is None else one.low for one in shown])
    high = np.array([1.0 if one.high is None else one.high for one in shown])
    span = high - low
    with np.errstate(invalid="ignore"):  # what is not known, and what has no end
        scaled = np.where(span > 0, 2 * (raw - low) / np.where(span > 0, span, 1.0) - 1, 0.0)
        out = np.where(
            bounded,
            np.clip(scaled, -1.0, 1.0),
            np.clip(np.sign(raw) * np.log1p(np.abs(raw)), -MOST, MOST),
        )
    missing = np.array([one.missing for one in shown])
    return np.where(np.isnan(raw), missing, out).astype(np.float32)


def _raw(shown: tuple[Feature, ...], observation: Observation) -> Floats:
    """Return the numbers in their own units, (F, features)."""
    firms = len(observation.firm)
    names: dict[str, list[str]] = {}
    for one in shown:
        field, _, name = one.name.partition(".")
        names.setdefault(field, []).append(name)
    parts = [
        _columns(field, getattr(observation, field), inner, firms) for field, inner in names.items()
    ]
    return np.concatenate(parts, axis=1)


def _columns(field: str, value: Any, names: list[str], firms: int) -> Floats:
    """Return a field as columns, (F, names); names that are not there yet are 0."""
    if isinstance(value, Mapping):
        odd = [name for name in value if name not in names]
        if odd:
            raise ValueError(
                f"observation.{field} has {quoted(odd[0])}, which is not in the vector; allowed:"
                f" {', '.join(names)}"
            )
        none = np.zeros(firms)
        return np.stack([np.asarray(value.get(name, none)) for name in names], axis=1)
    array = np.asarray(value, dtype=np.float64)
    if array.ndim == 2:
        return array[:, [PLACES[field][name] for name in names]]
    return np.broadcast_to(array, (firms,))[:, np.newaxis]
