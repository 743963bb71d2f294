"""A design: what is asked, of which scenario, what is varied in it, in which worlds, and what is
kept; read from ``design.toml`` or said in Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from coordsim.core.counts import count, world
from coordsim.core.spelling import shown
from coordsim.research.errors import DesignError
from coordsim.research.factors import Factor
from coordsim.research.file import FILE, DesignFile, parse
from coordsim.research.methods import Method, read_list
from coordsim.research.outcomes import Measure, Reporter, faults, load_reporter, measures
from coordsim.research.points import Point, digest, make, sharpest
from coordsim.research.written import as_toml, write_scenario
from coordsim.scenario.file import Scenario, ScenarioError, load
from coordsim.scenario.refusals import read_toml

if TYPE_CHECKING:
    import pandas as pd

Factors = Mapping[str, Factor | Sequence[Any] | Mapping[str, Any]]
Outcomes = Mapping[str, Any] | Iterable[Any]
SIZE = 20_000_000  # customers x weeks of a task's firms, which take some seconds
MOST_BATCH = 500  # firms of a task: what they leave behind stays small
POINTS = "points.csv"


class Design:
    """A question, a scenario, what is varied in it, in which worlds, and what is kept.

    ``scenario``: one, or its name in the library, or its file. ``uncertain``: what nature chooses,
    sampled by ``design``; ``choices``: what the firm chooses, crossed with every point of it. Both
    are dotted field -> ``between(low, high)``, a list of values, or a ``Factor``. ``seeds``: the
    worlds (a number, a range, a list), the same for every point; ``until``: more of them, until the
    interval of a KPI is narrow enough. ``outcomes``: names of KPIs, functions of a run, or name ->
    what is kept (``Outcome``); every KPI is kept anyway, and tables show those that are named.
    ``weekly``: KPIs of which every week is kept. Raises DesignError with a sentence on anything
    that is not allowed.
    """

    read = b""  # the ``design.toml`` that was read, where one was

    def __init__(
        self,
        scenario: Scenario | str | Path = "base",
        *,
        question: str,
        seeds: int | Sequence[int] | Mapping[str, Any],
        uncertain: Factors | None = None,
        choices: Factors | None = None,
        design: Method | pd.DataFrame | None = None,
        until: Mapping[str, Any] | None = None,
        outcomes: Outcomes = (),
        weekly: Sequence[str] = (),
        changes: Mapping[str, Any] | None = None,
        contrast: Mapping[str, str] | None = None,
        batch: int | None = None,
    ) -> None:
        named = _outcomes(outcomes)
        method, listed = (
            (design or Method(), None)
            if design is None or isinstance(design, Method)
            else (Method(method="list", file=POINTS), design)
        )
        if listed is not None and not hasattr(listed, "columns"):
            raise DesignError(
                f"Experiment: design = {shown(design)} is neither a method, such as sobol(16), nor"
                " a frame of points"
            )
        if isinstance(design, Method) and design.method == "list":
            raise DesignError("Experiment: design: give the list of points itself, as a frame")
        data = {
            "question": question,
            "scenario": _named(scenario),
            "seeds": _worlds(seeds, until),
            "uncertain": dict(uncertain or {}),
            "choices": dict(choices or {}),
            "design": method,
            "kpis": named.kpis,
            "outcomes": named.kept,
            "weekly": list(weekly),
            "changes": dict(changes or {}),
            "contrast": dict(contrast or {}),
            "batch": batch,
        }
        file = parse(data, "Experiment")
        source = scenario if isinstance(scenario, Scenario) else _loaded(scenario, "Experiment")
        self._take(
            file, source, Path.cwd(), functions=named.functions, listed=listed, where="Experiment"
        )

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Read the ``design.toml`` of a folder. Raises DesignError with one sentence when anything
        in it is not allowed.
        """
        folder = Path(folder)
        path = folder / FILE
        if not path.is_file():
            raise DesignError(f"{folder}: no experiment there; give a folder that holds a {FILE}")
        read = bytes_of(path)
        file = parse(read_toml(read, FILE, DesignError))
        name = str(folder / file.scenario) if file.scenario.endswith(".toml") else file.scenario
        made = cls.__new__(cls)
        listed = read_list(folder / file.design.file) if file.design.file else None
        made._take(file, _loaded(name, FILE), folder, functions={}, listed=listed, where=FILE)
        made.read = read
        return made

    def _take(
        self,
        file: DesignFile,
        source: Scenario,
        home: Path,
        *,
        functions: Mapping[str, Reporter],
        listed: pd.DataFrame | None,
        where: str,
    ) -> None:
        self.file, self.source, self.home = file, source, home
        self.listed, self.where = listed, where
        try:
            self.scenario = source.with_(dict(file.changes)) if file.changes else source
        except ScenarioError as error:
            raise DesignError(f"{where}: changes: {sharpest(str(error))}") from None
        self.functions = dict(functions) | self._reporters(functions)
        for name, outcome in file.outcomes.items():
            if fault := faults(name, outcome, self.scenario.horizon.weeks):
                raise DesignError(f"{where}: {fault}")
        until = file.seeds.until
        if until is not None and until.kpi not in (*file.shown, *file.outcomes):
            raise DesignError(
                f"{where}: seeds.until.kpi = {shown(until.kpi)} is not kept; allowed:"
                f" {', '.join((*file.shown, *file.outcomes))}"
            )
        _ = self.points  # validated whole, before anybody waits for it

    def _reporters(self, known: Mapping[str, Reporter]) -> dict[str, Reporter]:
        found = {}
        for name, outcome in self.file.outcomes.items():
            if outcome.reporter is not None and name not in known:
                try:
                    found[name] = load_reporter(outcome.reporter, self.home)
                except ValueError as error:
                    raise DesignError(f"{self.where}: outcomes.{name}.{error}") from None
        return found

    @property
    def question(self) -> str:
        """What one wants to know."""
        return self.file.question

    @property
    def factors(self) -> Mapping[str, Factor]:
        """What is varied, name -> factor, what is uncertain first."""
        return self.file.factors

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """The points of the design. Raises DesignError where one cannot be."""
        try:
            return tuple(make(self.file, self.scenario, listed=self.listed))
        except DesignError as error:
            raise DesignError(f"{self.where}: {error}") from None

    @property
    def worlds(self) -> list[int]:
        """The worlds of every point; with ``until`` those of the first stage."""
        seeds = self.file.seeds
        return list(seeds.worlds) or list(range(seeds.first, seeds.first + (seeds.count or 0)))

    @property
    def firms(self) -> int:
        """Number of rows: points x worlds; with ``until`` those of the first stage."""
        return len(self.points) * len(self.worlds)

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """What is kept besides KPIs, by name; ``KPI__weekly`` of every week."""
        return measures(self.file.outcomes, self.file.weekly, self.functions)

    @property
    def batch(self) -> int:
        """Firms of one task."""
        if self.file.batch is not None:
            return self.file.batch
        each = self.scenario.market.customers * self.scenario.horizon.weeks
        return max(1, min(MOST_BATCH, round(SIZE / each)))

    @cached_property
    def hash(self) -> str:
        """A hash of all that the design says, its points included."""
        return digest([self.said(), [point.id for point in self.points]])

    def said(self) -> dict[str, Any]:
        """Return what the design says, defaults left out, as plain data."""
        return self.file.model_dump(mode="json", exclude_defaults=True)

    def toml(self) -> str:
        """Return the ``design.toml`` that says the same. Raises DesignError where a function of
        this session cannot be written down.
        """
        return as_toml(self._writable())

    def _writable(self) -> dict[str, Any]:
        for name, outcome in self.file.outcomes.items():
            if name in self.functions and ".py:" not in (outcome.reporter or ""):
                raise DesignError(
                    f"outcomes.{name} is a function of this session; put it into a file beside"
                    f' the design, and name it: {{"reporter": "mine.py:{name}"}}'
                )
        return self.said()

    def save(self, folder: str | Path) -> Path:
        """Write ``design.toml``, and beside it the scenario and the list of points where they are
        not named files already; returns the folder. Raises DesignError where a function cannot be
        written down.
        """
        folder = Path(folder)
        said, name = self._writable(), Path(self.file.scenario).name
        if name.endswith(".toml"):
            said["scenario"] = name
        folder.mkdir(parents=True, exist_ok=True)
        if self.file.scenario.endswith(".toml"):
            write_scenario(folder / name, self.source)
        if self.listed is not None and self.file.design.file:
            self.listed.to_csv(folder / self.file.design.file, index=False)
        for outcome in self.file.outcomes.values():
            if outcome.reporter is not None:
                code = outcome.reporter.rpartition(":")[0]
                (folder / code).write_bytes((self.home / code).read_bytes())
        (folder / FILE).write_text(as_toml(said), "utf-8")
        return folder


def read_design(folder: str | Path) -> Design:
    """Read ``design.toml`` of an experiment's folder. Raises DesignError."""
    return Design.load(folder)


def _loaded(name: str | Path, where: str) -> Scenario:
    try:
        return load(name)
    except ScenarioError as error:
        raise DesignError(f"{where}: scenario: {sharpest(str(error))}") from None


def _named(scenario: Scenario | str | Path) -> str:
    """Return how a design names a scenario: one that stands nowhere gets a file of its own."""
    if not isinstance(scenario, Scenario):
        return Path(scenario).name if str(scenario).endswith(".toml") else str(scenario)
    try:
        known = load(scenario.name)
    except ScenarioError:
        known = None
    return scenario.name if known == scenario else "scenario.toml"


def _worlds(seeds: Any, until: Mapping[str, Any] | None) -> dict[str, Any]:
    more = {} if until is None else {"until": dict(until)}
    if isinstance(seeds, Mapping):
        return {**seeds, **more}
    try:
        if not isinstance(seeds, Iterable):
            return {"count": count("seeds", seeds)} | more
        worlds = [world(one) for one in seeds]
    except ValueError as error:
        raise DesignError(f"Experiment: {error}") from None
    if not worlds:
        raise DesignError("Experiment: the list of seeds is empty")
    if worlds == list(range(worlds[0], worlds[0] + len(worlds))):
        return {"first": worlds[0], "count": len(worlds)} | more
    return {"worlds": worlds} | more


class _Named(NamedTuple):
    """Names of KPIs, outcomes as a file says them, and functions by name."""

    kpis: list[str]
    kept: dict[str, Any]
    functions: dict[str, Reporter]


def _outcomes(given: Any) -> _Named:
    kpis: list[str] = []
    kept: dict[str, Any] = {}
    functions: dict[str, Reporter] = {}
    named = given.items() if isinstance(given, Mapping) else enumerate(given, 1)
    for key, one in named:
        if isinstance(one, str) and not isinstance(key, str):
            kpis.append(one)
            continue
        name = key if isinstance(key, str) else _name_of(one, key)
        if callable(one):
            functions[name] = one
            kept[name] = {"reporter": f"{getattr(one, '__qualname__', repr(one))} of a session"}
        else:
            kept[name] = {"kpi": one} if isinstance(one, str) else one
    return _Named(kpis, kept, functions)


def _name_of(function: Any, place: int) -> str:
    name = getattr(function, "__name__", "")
    return name if name.isidentifier() and name.islower() else f"outcome_{place}"


def bytes_of(path: Path) -> bytes:
    """Return what a file holds. Raises DesignError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise DesignError(f"{path.name}: cannot be read: {error.strerror or error}") from None
