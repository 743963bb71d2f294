"""The points of a design: what each sets, and an id that covers only what changes numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from itertools import product
from typing import Any, get_args

from coordsim.core import sources
from coordsim.core.levers import LEVERS
from coordsim.core.signs import Text
from coordsim.research.errors import DesignError
from coordsim.research.factors import Cell, Level, called, column
from coordsim.research.file import DesignFile
from coordsim.research.methods import MOST_POINTS, SAMPLED, samples
from coordsim.scenario.file import Scenario, ScenarioError
from coordsim.scenario.outside import outside
from coordsim.scenario.rules import REGISTRIES


@dataclass(frozen=True)
class Point:
    """One point of a design: its ``number`` from 0, which ``sample`` of what is uncertain it
    belongs to, its ``cells`` column -> value, the fields it sets, the ``id`` of its scenario, and
    the ``span`` (weeks, warm-up), which firms of one task share.
    """

    number: int
    sample: int
    cells: Mapping[str, Cell]
    changes: Mapping[str, Any]
    id: str
    span: tuple[int, int]

    @property
    def levels(self) -> dict[str, str]:
        """Column -> the level's name."""
        return {name: called(cell) for name, cell in self.cells.items()}

    def __str__(self) -> str:
        return ", ".join(f"{name} = {level}" for name, level in self.levels.items())


def digest(data: Any) -> str:
    """Return a short hash of anything that JSON can hold."""
    return sha256(json.dumps(data, sort_keys=True, separators=(",", ":")).encode()).hexdigest()[:24]


@cache
def words() -> frozenset[str]:
    """Return the fields of a scenario that are only read by people: its name and its texts."""
    text = repr(get_args(Text)[1:])

    def is_text(kind: Any, metadata: Sequence[Any]) -> bool:
        told = (*metadata, *getattr(kind, "__metadata__", ()))
        return any(repr(one) in text for one in told) or any(
            is_text(part, ()) for part in get_args(kind)
        )

    fields = Scenario.model_fields.items()
    return frozenset(
        {"name", *(key for key, one in fields if is_text(one.annotation, one.metadata))}
    )


def identity(scenario: Scenario, others: bool | None = None) -> str:
    """Return the id of a scenario: two that give the same numbers in every world have the same,
    whatever their texts say, and however their levers' starts are spelt. ``others``: whether any
    rule is registered that is none of ours, where that is known.
    """
    whole = scenario.model_dump(mode="json", exclude=set(words()))
    whole["levers"] = {
        lever.name: [
            scenario.lever_limits(lever.name),
            scenario.lever_inherited(lever.name) or scenario.lever_start(lever.name),
            scenario.lever_open(lever.name),
        ]
        for lever in LEVERS
        if not scenario.lever_idle(lever.name)
    }
    found = outside([scenario]) if (_others() if others is None else others) else {}
    return digest([whole, sources.digest(found)] if found else whole)


def _others() -> bool:
    """Say whether any rule is registered that is none of ours: to look for it in every point takes
    its time.
    """
    return any(len(registry) > len(registry.own) for registry in REGISTRIES)


def make(file: DesignFile, scenario: Scenario, *, listed: Any = None) -> Iterator[Point]:
    """Yield the points of a design, what is uncertain first, the last choice fastest. Raises
    DesignError on a point that cannot be.
    """
    chosen = samples(
        file.design,
        file.uncertain,
        rest=_resting(file, scenario),
        crossed=file.choices,
        listed=listed,
    )
    crossed = [factor.steps(name) for name, factor in file.choices.items()]
    count = len(chosen)
    for steps in crossed:
        count *= len(steps)
    if count > MOST_POINTS:
        raise DesignError(f"the factors give {count} points; allowed: at most {MOST_POINTS}")
    met: dict[str, Point] = {}
    number, others = 0, _others()
    for sample, uncertain in enumerate(chosen):
        if file.design.method in SAMPLED:
            met = {}
        for each in product(*crossed):
            levels = uncertain | dict(zip(file.choices, each, strict=True))
            found = _point(file, scenario, levels, others=others)
            point = replace(found, number=number, sample=sample)
            if point.id in met:
                raise DesignError(
                    f"the factors give the same scenario for {met[point.id]} and for {point}; leave"
                    " out a factor or value that changes nothing"
                )
            met[point.id] = point
            number += 1
            yield point


def _resting(file: DesignFile, scenario: Scenario) -> dict[str, Any]:
    """Return what the scenario itself says of each factor's field, where it says anything."""
    found = {}
    for name in file.uncertain:
        value: Any = scenario
        path = name.split(".")
        if path[0] in type(scenario.rules).model_fields:
            path = ["rules", *path]
        if path[0] == "levers" and path[-1] == "start":
            found[name] = scenario.lever_start(path[1])
            continue
        for part in path:
            value = value.get(part) if isinstance(value, Mapping) else getattr(value, part, None)
        if value is not None:
            found[name] = value
    return found


def _point(
    file: DesignFile, scenario: Scenario, levels: Mapping[str, Level], *, others: bool
) -> Point:
    """Return a point whose number is not known yet."""
    changes = {key: value for one in levels.values() for key, value in one.changes.items()}
    cells = {column(name): one.cell for name, one in levels.items()}
    try:
        full = changed(scenario, changes)
    except ScenarioError as error:
        told = " and ".join(f"{name} = {one.label}" for name, one in levels.items())
        where = _guilty(file, scenario, levels) or told
        raise DesignError(f"{where}: {sharpest(str(error))}") from None
    span = (full.horizon.weeks, full.horizon.warmup)
    return Point(
        number=0,
        sample=0,
        cells=cells,
        changes=changes,
        id=identity(full, others),
        span=span,
    )


def changed(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """Return a scenario with changes, a rule as a whole before its parts, whatever their order.
    Raises ScenarioError.
    """
    if not changes:
        return scenario
    return scenario.with_(dict(sorted(changes.items(), key=lambda item: item[0].count("."))))


def _guilty(file: DesignFile, scenario: Scenario, levels: Mapping[str, Level]) -> str:
    """Return the section that holds the one factor that is refused alone, and its range where it
    has one; empty where none is.
    """
    for name, level in levels.items():
        try:
            changed(scenario, level.changes)
        except ScenarioError:
            section = "uncertain" if name not in file.choices else "choices"
            factor = file.factors.get(name)
            if factor is None or factor.kind != "range":
                return section
            return f"{section}.{name} from {factor.ends[0]:g} to {factor.ends[1]:g}"
    return ""


def sharpest(message: str) -> str:
    """Keep the sentence about the deepest field, without the file it names: a union of forms
    complains once for each form.
    """
    lines = [line.partition(": ")[2] or line for line in message.splitlines()]
    return max(lines, key=lambda line: line.partition(" ")[0].count("."))
