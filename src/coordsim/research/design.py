"""Designs: a ``design.toml`` validated whole into the points of an experiment, each a complete
scenario.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import product
from math import prod
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from coordsim.core.kpis import KPI
from coordsim.core.parameters import Group
from coordsim.core.spelling import shown
from coordsim.scenario.file import Scenario, ScenarioError, load
from coordsim.scenario.refusals import read_toml, refusals

FILE = "design.toml"
MOST_POINTS = 1_000_000
MOST_FIRMS = 100_000_000


class DesignError(ValueError):
    """A design that cannot be run; the message names file, field, value and what is allowed."""


class Seeds(Group):
    """The worlds every point is run in: ``first``, ``first`` + 1, ... The same for all points, so
    that points can be paired.
    """

    first: int = Field(1, ge=0, le=2**53, description="first seed")
    count: int = Field(ge=1, le=1_000_000, description="number of seeds")


class Factor(Group):
    """One thing that is varied: the values of a scenario field, and how they are called in
    tables.
    """

    values: list[Any] = Field(min_length=1, max_length=100_000, description="values of the field")
    labels: list[str] = Field(
        [], description="one name for each value; made from the values when left out"
    )

    @property
    def numeric(self) -> bool:
        """Whether the table shows numbers instead of labels."""
        return not self.labels and all(
            isinstance(v, int | float) and not isinstance(v, bool) for v in self.values
        )

    @property
    def names(self) -> list[str]:
        """What each value is called."""
        return self.labels or [_called(value) for value in self.values]


class DesignFile(Group):
    """What a ``design.toml`` may say."""

    question: str = Field(
        min_length=1, max_length=500, description="what one wants to know, as a sentence"
    )
    scenario: str = Field(
        "base", description="name in the library, or path of a .toml file as seen from the folder"
    )
    method: Literal["full factorial"] = Field(
        "full factorial", description="how points are made from factors"
    )
    seeds: Seeds = Field(description="worlds")
    kpis: list[str] = Field([], description="KPIs shown in tables; all when left out")
    batch: int = Field(
        50, ge=1, le=10_000, description="firms per task; aim at one to five seconds"
    )
    changes: dict[str, Any] = Field({}, description="what differs from the scenario in every point")
    factors: dict[str, Factor] = Field(description="what is varied")


@dataclass(frozen=True)
class Point:
    """One point of a design: ``levels`` factor -> label, the whole scenario, its ``text``, and an
    ``id`` made from the text.
    """

    levels: Mapping[str, str]
    scenario: Scenario
    text: str
    id: str


@dataclass(frozen=True)
class Design:
    """A design fit to be run."""

    file: DesignFile
    scenario: Scenario
    points: tuple[Point, ...]

    @property
    def seeds(self) -> range:
        """The seeds of every point."""
        return range(self.file.seeds.first, self.file.seeds.first + self.file.seeds.count)

    @property
    def firms(self) -> int:
        """Number of firms to be run."""
        return len(self.points) * self.file.seeds.count

    @property
    def kpis(self) -> list[str]:
        """Names of the KPIs that tables show."""
        return self.file.kpis or list(KPI)

    @property
    def hash(self) -> str:
        """A hash of everything the design says, its scenario included."""
        return digest([self.file.model_dump(mode="json"), [point.id for point in self.points]])


def full_factorial(factors: Mapping[str, Factor]) -> Iterator[tuple[int, ...]]:
    """Yield every combination of places in the factors' values, the last factor fastest."""
    return product(*(range(len(factor.values)) for factor in factors.values()))


METHODS: dict[str, Callable[[Mapping[str, Factor]], Iterator[tuple[int, ...]]]] = {
    "full factorial": full_factorial
}


def digest(data: Any) -> str:
    """Return a short hash of anything that JSON can hold."""
    return sha256(json.dumps(data, sort_keys=True, separators=(",", ":")).encode()).hexdigest()[:24]


def read_design(folder: str | Path) -> Design:
    """Read ``design.toml`` of an experiment's folder. Raises DesignError with one sentence when
    anything in it is not allowed.
    """
    folder = Path(folder)
    path = folder / FILE
    if not path.is_file():
        raise DesignError(f"{folder}: no experiment there; give a folder that holds a {FILE}")
    file = _parse(read_toml(path, FILE, DesignError))
    name = str(folder / file.scenario) if file.scenario.endswith(".toml") else file.scenario
    try:
        scenario = load(name)
    except ScenarioError as error:
        raise DesignError(f"{FILE}: scenario: {_sharpest(str(error))}") from None
    scenario = _changed(scenario, file.changes, "changes")
    return Design(file, scenario, _points(file, scenario))


def _parse(data: Mapping[str, Any]) -> DesignFile:
    data = dict(data)
    for key in ("factors", "changes"):
        if isinstance(data.get(key), dict):
            data[key] = dict(_flat(data[key]))
    if isinstance(data.get("factors"), dict):
        data["factors"] = {name: _factor(name, value) for name, value in data["factors"].items()}
    try:
        file = DesignFile.model_validate(data)
    except ValidationError as error:
        raise DesignError(refusals(DesignFile, error, FILE)[0]) from None
    _check(file)
    return file


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict) and value and "values" not in value:
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _factor(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, list):
        return {"values": value}
    if isinstance(value, dict):
        return value
    raise DesignError(
        f"{FILE}: factors.{name} = {shown(value)} is not a list of values, such as [{shown(value)}]"
    )


def _check(file: DesignFile) -> None:
    if not file.factors:
        raise DesignError(
            f"{FILE}: factors is empty; name at least one scenario field and its values"
        )
    for name, factor in file.factors.items():
        if factor.labels and len(factor.labels) != len(factor.values):
            raise DesignError(
                f"{FILE}: factors.{name}.labels has {len(factor.labels)} names for"
                f" {len(factor.values)} values; one each"
            )
        for what, items in (
            ("values", [_called(v) for v in factor.values]),
            ("labels", factor.names),
        ):
            if twice := _twice(items):
                raise DesignError(
                    f"{FILE}: factors.{name}.{what} has {twice} twice; allowed: once each"
                )
    for kpi in file.kpis:
        if kpi not in KPI:
            raise DesignError(
                f"{FILE}: kpis has {kpi!r}, which is not a KPI; allowed: {', '.join(KPI)}"
            )
    if twice := _twice(file.kpis):
        raise DesignError(f"{FILE}: kpis has {twice} twice; allowed: once each")
    points = prod(len(factor.values) for factor in file.factors.values())
    if points > MOST_POINTS:
        raise DesignError(f"{FILE}: factors give {points} points; allowed: at most {MOST_POINTS}")
    if points * file.seeds.count > MOST_FIRMS:
        raise DesignError(
            f"{FILE}: {points} points x {file.seeds.count} seeds are too many firms; allowed: at"
            f" most {MOST_FIRMS}"
        )


def _twice(items: Sequence[str]) -> str | None:
    seen: set[str] = set()
    for item in items:
        if item in seen:
            return repr(item)
        seen.add(item)
    return None


def _points(file: DesignFile, scenario: Scenario) -> tuple[Point, ...]:
    points: dict[str, Point] = {}
    names = list(file.factors)
    for places in METHODS[file.method](file.factors):
        chosen = dict(zip(names, places, strict=True))
        values = {name: file.factors[name].values[place] for name, place in chosen.items()}
        levels = {name: file.factors[name].names[place] for name, place in chosen.items()}
        full = _changed(scenario, values, "factors")
        text = json.dumps(full.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        point = Point(levels, full, text, sha256(text.encode()).hexdigest()[:24])
        if point.id in points:
            raise DesignError(
                f"{FILE}: factors give the same scenario for {_spelled(points[point.id].levels)}"
                f" and for {_spelled(levels)}; leave out a factor or value that changes nothing"
            )
        points[point.id] = point
    return tuple(points.values())


def _changed(scenario: Scenario, changes: Mapping[str, Any], section: str) -> Scenario:
    # a rule as a whole before its parts, whatever their order in the file
    ordered = dict(sorted(changes.items(), key=lambda item: item[0].count(".")))
    try:
        return scenario.with_(ordered)
    except ScenarioError as error:
        raise DesignError(f"{FILE}: {section}: {_sharpest(str(error))}") from None


def _sharpest(message: str) -> str:
    """Keep the sentence about the deepest field, without the file it names: a union of forms
    complains once for each form.
    """
    lines = [line.partition(": ")[2] or line for line in message.splitlines()]
    return max(lines, key=lambda line: line.partition(" ")[0].count("."))


def _called(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_called(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return " + ".join(_called(inner) for inner in value)
    return str(value)


def _spelled(levels: Mapping[str, str]) -> str:
    return ", ".join(f"{name} = {label}" for name, label in levels.items())
