"""The benchmark plan as it is stored with a scenario, and the ways in which a stored one can be out
of date.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from coordsim.core.levers import BY_NAME, LEVERS
from coordsim.core.records import Floats
from coordsim.run.comparison import Difference
from coordsim.scenario.file import Scenario, load, names
from coordsim.scenario.refusals import refusals
from coordsim.study.optimum.firms import Plan, fingerprint

ENGINE = metadata.version("coordsim")
SAME = 1e-6  # relative difference up to which a profit counts as the stored one


class BenchmarkError(ValueError):
    """No benchmark plan, or one that is out of date; the message says which and how to make it."""


@dataclass(frozen=True)
class Arm:
    """What a firm earns in the verification worlds, how far behind the benchmark plan it is, and
    its coordination efficiency.
    """

    profit: Difference
    behind: Difference
    efficiency: Difference | None


@dataclass(frozen=True, repr=False)
class Benchmark:
    """The best joint plan found for a scenario: every lever of both roles, held steady by a firm
    that knows everything.

    ``profit`` (money/week, after warm-up), ``arms`` (name -> Arm) and ``check`` (the plan's profit
    in each of the first worlds) are of the ``worlds`` worlds from ``first`` on, which the search
    never saw. ``search`` is its record. ``fingerprint`` is of the scenario's numbers, ``version``
    of the engine.
    """

    scenario: str
    plan: Mapping[str, float]
    profit: Difference
    arms: Mapping[str, Arm]
    first: int
    worlds: int
    check: tuple[float, ...]
    search: Mapping[str, Any]
    version: str
    fingerprint: str

    def __repr__(self) -> str:
        levers = ", ".join(f"{name} {value:g}" for name, value in self.plan.items())
        return f"Benchmark({self.scenario}: profit {self.profit} a week; {levers})"

    @property
    def levers(self) -> Plan:
        """The plan as one value for each lever, in the table's order."""
        return tuple(self.plan[lever.name] for lever in LEVERS)

    def fits(self, scenario: Scenario) -> None:
        """Raise BenchmarkError when the plan was found for other numbers than this scenario's or
        for another version.
        """
        if self.version != ENGINE:
            raise BenchmarkError(
                f"the benchmark plan of {self.scenario} was found with version {self.version} and"
                f" this is {ENGINE}; {_make(self.scenario)}"
            )
        if self.fingerprint != fingerprint(scenario):
            raise BenchmarkError(
                f"the benchmark plan of {self.scenario} was found for other numbers than"
                f" {scenario.name} has here: rules and words may differ, parameters, levers and"
                f" horizon may not; if the scenario's file was changed, {_make(self.scenario)}"
            )

    def still_earns(self, profit: Floats) -> None:
        """Raise BenchmarkError when the plan does not earn in the check worlds, (worlds,), what is
        stored.
        """
        if not np.allclose(profit, self.check, rtol=SAME, atol=SAME):
            raise BenchmarkError(
                f"the benchmark plan of {self.scenario} earns {profit[0]:.6g} a week in world"
                f" {self.first}, and {self.check[0]:.6g} is stored: the engine has changed;"
                f" {_make(self.scenario)}"
            )


def _make(name: str, again: str = " again") -> str:
    return (
        f"make it{again} with: coordsim benchmark {name if name in names() else f'{name}.toml'}"
        " --save"
    )


class _Stored(BaseModel):
    """The shape of a stored record."""

    model_config = ConfigDict(extra="forbid")

    format: Literal[1]
    scenario: str
    version: str
    fingerprint: str
    plan: dict[str, float]
    profit: Difference
    arms: dict[str, Arm]
    first: int
    worlds: int
    check: list[float]
    search: dict[str, Any]


def stored_at(name_or_path: str | Path) -> Path:
    """Return where the record of a scenario is kept: with the library, or beside the scenario's own
    file.
    """
    text = str(name_or_path)
    if text in names():
        return (
            Path(str(resources.files("coordsim.scenario.library"))) / "benchmarks" / f"{text}.json"
        )
    load(name_or_path)  # its refusal says which scenarios there are
    return Path(text).with_suffix(".benchmark.json")


def as_json(record: Benchmark) -> dict[str, Any]:
    """Return a record as it is stored and printed."""
    data = _Stored(
        format=1,
        scenario=record.scenario,
        version=record.version,
        fingerprint=record.fingerprint,
        plan=dict(record.plan),
        profit=record.profit,
        arms=dict(record.arms),
        first=record.first,
        worlds=record.worlds,
        check=list(record.check),
        search=dict(record.search),
    )
    return data.model_dump(mode="json")


def save(record: Benchmark, path: Path) -> None:
    """Write a record as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps(as_json(record), indent=1, ensure_ascii=False, allow_nan=False) + "\n", "utf-8"
    )


def read(path: Path) -> Benchmark:
    """Read a record. Raises BenchmarkError when there is none or when it is not one."""
    name = path.name.removesuffix(".json").removesuffix(".benchmark")
    if not path.is_file():
        raise BenchmarkError(f"{name} has no benchmark plan yet; {_make(name, '')}")
    try:
        data = _Stored.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise BenchmarkError(f"{refusals(_Stored, error, path.name)[0]}; {_make(name)}") from None
    missing = [lever.name for lever in LEVERS if lever.open and lever.name not in data.plan]
    odd = missing or [key for key in data.plan if key not in BY_NAME]
    if odd:
        raise BenchmarkError(
            f"{path.name}: plan.{odd[0]} is {'missing' if missing else 'not a lever'};"
            f" {_make(name)}"
        )
    fields = {
        key: getattr(data, key) for key in _Stored.model_fields if key not in ("format", "check")
    }
    # found before there was such a lever, which the scenario then leaves shut: fits() sees to it
    fields["plan"] = {lever.name: data.plan.get(lever.name, lever.start) for lever in LEVERS}
    return Benchmark(check=tuple(data.check), **fields)


def benchmark(scenario: str | Path | Scenario) -> Benchmark:
    """Load the benchmark plan of a scenario of the library, or of a .toml file that has one beside
    it.

    Raises BenchmarkError, with the command that makes it, when there is none or when scenario or
    version have changed since, and ScenarioError when there is no such scenario.
    """
    loaded = scenario if isinstance(scenario, Scenario) else load(scenario)
    record = read(stored_at(loaded.name if isinstance(scenario, Scenario) else scenario))
    record.fits(loaded)
    return record
