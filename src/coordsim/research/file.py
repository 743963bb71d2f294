"""``design.toml``: what it may say, read and written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from coordsim.core.kpis import KPI
from coordsim.core.parameters import Group
from coordsim.core.spelling import meant, shown
from coordsim.research import factors as factor_rules
from coordsim.research import methods as method_rules
from coordsim.research.errors import DesignError
from coordsim.research.factors import NAME, TAKEN, Factor, column, twice
from coordsim.research.methods import Method
from coordsim.research.outcomes import Outcome
from coordsim.scenario.refusals import refusals

FILE = "design.toml"
LEAST = 10  # worlds of a first stage: an interval of fewer is too wrong to stop by
LAST = 2**63 - 1  # of the numbers of worlds
CONTRAST = re.compile(r"(?P<factor>[^:]+):\s*(?P<a>.+?)\s+[-−]\s+(?P<b>.+)")


class Until(Group):
    """When there are worlds enough: as soon as the 95 % interval of a KPI's mean is narrow enough
    in all points of a choice under one state of nature.
    """

    kpi: str = Field("profit", description="KPI, or outcome of one's own")
    half_width: float = Field(gt=0, description="half the width of the interval of its mean")
    most: int = Field(ge=2, le=1_000_000, description="worlds after which it stops all the same")
    step: int = Field(10, ge=1, le=100_000, description="worlds that are added at a time")


class Seeds(Group):
    """The worlds every point is run in, the same for all, so that points can be paired: ``first``,
    ``first`` + 1, ..., or a list of ``worlds``.
    """

    first: int = Field(1, ge=0, le=2**53, description="first world")
    count: int | None = Field(
        None,
        ge=1,
        le=1_000_000,
        description=f"number of worlds; with until, those of the first stage, at least {LEAST}",
    )
    worlds: list[int] = Field([], max_length=1_000_000, description="worlds, instead of a count")
    until: Until | None = Field(None, description="more worlds, until an interval is narrow enough")


class DesignFile(Group):
    """What a ``design.toml`` may say."""

    question: str = Field(
        min_length=1, max_length=500, description="what one wants to know, as a sentence"
    )
    scenario: str = Field(
        "base", description="name in the library, or path of a .toml file as seen from the folder"
    )
    batch: int | None = Field(
        None,
        ge=1,
        le=10_000,
        description="firms a task, which should take one to five seconds; made from customers and"
        " weeks when left out",
    )
    kpis: list[str] = Field([], description="KPIs shown in tables; all when left out")
    weekly: list[str] = Field([], description="KPIs of which every week is kept")
    outcomes: dict[str, Outcome] = Field({}, description="what is kept besides, by name")
    design: Method = Field(Method(), description="how points are chosen among what is uncertain")
    seeds: Seeds = Field(description="worlds")
    changes: dict[str, Any] = Field({}, description="what differs from the scenario in every point")
    uncertain: dict[str, Factor] = Field({}, description="what nature chooses: sampled")
    choices: dict[str, Factor] = Field(
        {}, description="what the firm chooses: crossed with every point of what is uncertain"
    )
    contrast: dict[str, str] = Field(
        {},
        description="differences by name, each 'factor: level - level', paired by point and world",
    )

    @property
    def factors(self) -> dict[str, Factor]:
        """All factors, what is uncertain first."""
        return self.uncertain | self.choices

    @property
    def shown(self) -> list[str]:
        """Names of the KPIs that tables show."""
        return self.kpis or list(KPI)


def parse(data: Mapping[str, Any], where: str = FILE) -> DesignFile:
    """Validate what a design says. Raises DesignError with one sentence when anything in it is not
    allowed.
    """
    data = _as_now(dict(data), where)
    for key in ("uncertain", "choices", "changes"):
        if isinstance(data.get(key), dict):
            data[key] = dict(_flat(data[key]))
    for key in ("uncertain", "choices"):
        if isinstance(data.get(key), dict):
            data[key] = {
                name: _factor(f"{key}.{name}", value, where) for name, value in data[key].items()
            }
    try:
        file = DesignFile.model_validate(data)
    except ValidationError as error:
        raise DesignError(refusals(DesignFile, error, where)[0]) from None
    for fault in _faults(file):
        raise DesignError(f"{where}: {fault}")
    return file


def _as_now(data: dict[str, Any], where: str) -> dict[str, Any]:
    """Read what earlier versions wrote: ``[factors]``, and ``method = "full factorial"``."""
    if "factors" in data:
        if "choices" in data:
            raise DesignError(
                f"{where}: factors is the old name of choices, which is there as well; put all in"
                " [choices]"
            )
        data["choices"] = data.pop("factors")
    if "method" in data:
        if data["method"] != "full factorial":
            raise DesignError(
                f"{where}: method = {shown(data['method'])} stands in a table now: write [design]"
                f" with method = {shown(data['method'])}"
            )
        del data["method"]
    return data


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield dotted names: a table is a factor where it says something of one."""
    for key, value in table.items():
        if isinstance(value, dict) and value and not _of_a_factor(value):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _of_a_factor(table: Mapping[str, Any]) -> bool:
    return bool({"values", "low", "high", "arms", "preset"} & table.keys())


def _factor(name: str, value: Any, where: str) -> Any:
    if isinstance(value, list):
        return {"values": value}
    if isinstance(value, dict) and isinstance(value.get("arms"), dict):
        arms = value["arms"].items()
        flat = {arm: dict(_flat(one)) if isinstance(one, dict) else one for arm, one in arms}
        return value | {"arms": flat}
    if isinstance(value, dict | Factor):
        return value
    raise DesignError(
        f"{where}: {name} = {shown(value)} is not a list of values, such as [{shown(value)}], nor a"
        " range, such as {low = 0, high = 1}"
    )


def _faults(file: DesignFile) -> Iterator[str]:
    """Yield in sentences what does not fit together."""
    if not file.factors and file.design.method != "list":
        yield "choices and uncertain are empty; name at least one scenario field and its values"
    for section in ("uncertain", "choices"):
        for name, factor in getattr(file, section).items():
            if fault := factor_rules.faults(name, factor):
                yield f"{section}.{fault}"
            if section == "choices" and factor.kind == "range" and not factor.levels:
                yield (
                    f"choices.{name} is a range, and a choice is crossed: give it levels, or put it"
                    " under [uncertain]"
                )
    yield from _beside(file)
    yield from _twice(file)
    if fault := method_rules.faults(file.design):
        yield fault
    yield from _kept(file)
    yield from _seeds(file.seeds)
    for name, text in file.contrast.items():
        yield from _contrast(file, name, text)


def _beside(file: DesignFile) -> Iterator[str]:
    """Yield what is wrong with the names of files: they travel with the design."""
    named = {"design.file": file.design.file}
    for name, outcome in file.outcomes.items():
        if outcome.reporter is not None and ".py:" in outcome.reporter:
            named[f"outcomes.{name}.reporter"] = outcome.reporter.rpartition(":")[0]
    for where, path in named.items():
        if path is not None and (Path(path).name != path or "\\" in path):
            yield f"{where} = {shown(path)} is not the name of a file beside the design"


def _twice(file: DesignFile) -> Iterator[str]:
    fields: dict[str, str] = {}
    for name, factor in [*file.uncertain.items(), *file.choices.items()]:
        for field in sorted(factor.fields(name)):
            if field in fields:
                yield f"{field} is set by two factors, {fields[field]} and {name}; allowed: one"
            fields[field] = name
    if again := twice([column(name) for name in [*file.uncertain, *file.choices]]):
        yield f"two factors have the column {again}; allowed: one each"


def _kept(file: DesignFile) -> Iterator[str]:
    for key in ("kpis", "weekly"):
        for kpi in getattr(file, key):
            if kpi not in KPI:
                yield (
                    f"{key} has {kpi!r}, which is not a KPI; allowed:"
                    f" {', '.join(KPI)}{meant(kpi, KPI)}"
                )
        if again := twice(getattr(file, key)):
            yield f"{key} has {again} twice; allowed: once each"
    for name in file.outcomes:
        if not NAME.fullmatch(name):
            yield (
                f"outcomes.{name} is not a name; allowed: small letters, digits and _, first a"
                " letter"
            )
        if name.removesuffix("__weekly") in file.weekly and name.endswith("__weekly"):
            yield f"outcomes.{name} is the name of the weeks of a KPI; allowed: any other name"
        if name in KPI or name in TAKEN or name in map(column, file.factors):
            yield f"outcomes.{name} is the name of another column; allowed: any other name"


def _seeds(seeds: Seeds) -> Iterator[str]:
    if (seeds.count is None) == (not seeds.worlds):
        yield "seeds needs one of: count, worlds"
    if again := twice([str(world) for world in seeds.worlds]):
        yield f"seeds.worlds has {again} twice; allowed: once each"
    for world in seeds.worlds:
        if not 0 <= world <= LAST:
            yield f"seeds.worlds has {world}; allowed: whole numbers from 0 to {LAST}"
    if seeds.until is not None:
        if seeds.count is None or seeds.count < LEAST:
            yield f"seeds.count has to be at least {LEAST} where seeds.until is given"
        elif seeds.until.most <= seeds.count:
            yield (
                f"seeds.until.most = {seeds.until.most} has to be above seeds.count = {seeds.count}"
            )


def _contrast(file: DesignFile, name: str, text: str) -> Iterator[str]:
    where = f"contrast.{name} = {shown(text)}"
    found = CONTRAST.fullmatch(text.strip())
    if found is None:
        yield f"{where} is not of the form 'factor: level - level'"
        return
    try:
        chosen = factor_rules.resolved(
            found["factor"].strip(), [column(one) for one in file.factors]
        )
    except ValueError as error:
        yield f"{where}: {error}"
        return
    factor = next(one for key, one in file.factors.items() if column(key) == chosen)
    if found["a"] == found["b"]:
        yield f"{where} compares {found['a']} with itself; needed: two levels"
    sampled = file.design.method in set(method_rules.SAMPLED) - {"list"}
    if factor.kind == "range" and sampled and chosen in map(column, file.uncertain):
        yield (
            f"{where}: {chosen} is sampled from a range, so that no two points differ in it alone;"
            " contrasts are between levels of a choice"
        )
    for level in (found["a"], found["b"]):
        if factor.kind != "range" and level not in factor.names:
            yield (f"{where}: {chosen} has no level {level!r}; allowed: {', '.join(factor.names)}")
