"""Outcomes: what is kept of a firm besides its KPIs, and the numbers that a worker writes down."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import Field

from coordsim.core.kpis import KPI
from coordsim.core.levers import BY_NAME, COLUMN
from coordsim.core.parameters import Group
from coordsim.core.spelling import meant, shown

if TYPE_CHECKING:
    from coordsim.core.records import Floats
    from coordsim.run.result import Run

Reporter = Callable[["Run"], Any]


class Outcome(Group):
    """One number of a firm: a KPI or a lever over some weeks, or what a function makes of a run."""

    kpi: str | None = Field(None, description="name of a KPI")
    lever: str | None = Field(
        None, description="name of a lever; at the end when no weeks are said"
    )
    reporter: str | None = Field(
        None, description="own function of a run, 'file.py:function', one number for each firm"
    )
    weeks: list[int] = Field(
        [],
        max_length=2,
        description="first and last week, counted from 1; all after warm-up when left out",
    )
    quantile: float | None = Field(
        None,
        ge=0,
        le=1,
        description="of the values week by week, instead of the KPI over all weeks",
    )


@dataclass(frozen=True)
class Measure:
    """An outcome as workers take it: its ``key`` says what it is whatever it is called; ``weekly``
    keeps every week of a KPI.
    """

    key: str
    outcome: Outcome
    weekly: bool = False
    function: Reporter | None = None

    def of(self, run: Run) -> Floats:
        """Return one number for each firm, (F,), or one row of weeks, (F, T)."""
        if self.function is not None:
            return _reported(self.function, run, self.outcome.reporter or self.key)
        if self.weekly:
            return run.series(str(self.outcome.kpi))
        if self.outcome.lever is not None:
            table = run.plan[:, :, COLUMN[self.outcome.lever]]
            return table[:, -1] if not self.outcome.weeks else _over(table, self.outcome, run)
        name = str(self.outcome.kpi)
        if self.outcome.quantile is not None:
            return _over(run.series(name), self.outcome, run)
        return run.kpi(name, _weeks(self.outcome, run))


def _weeks(outcome: Outcome, run: Run) -> slice:
    if not outcome.weeks:
        return slice(run.warmup, None)
    return slice(outcome.weeks[0] - 1, outcome.weeks[1])


def _over(table: Floats, outcome: Outcome, run: Run) -> Floats:
    """Return mean or quantile over some weeks, nan where a firm has no value in any."""
    part = table[:, _weeks(outcome, run)]
    out = np.full(len(part), np.nan)
    for firm, row in enumerate(part):
        values = row[~np.isnan(row)]
        if len(values):
            out[firm] = (
                values.mean() if outcome.quantile is None else np.quantile(values, outcome.quantile)
            )
    return out


def _reported(function: Reporter, run: Run, name: str) -> Floats:
    out = np.asarray(function(run), dtype=np.float64)
    if out.shape != (run.firms,):
        raise ValueError(
            f"the reporter {name} returned shape {out.shape} for {run.firms} firms; needed: one"
            " number for each"
        )
    return out


def measure(outcome: Outcome, function: Reporter | None = None, weekly: bool = False) -> Measure:
    """Return an outcome as workers take it; its key covers only what changes its numbers, of a
    function its own code.
    """
    said = outcome.model_dump(exclude_none=True, exclude={"reporter"})
    said["by"] = sha256(Path(__file__).read_bytes()).hexdigest()  # how it is reckoned
    if function is not None:
        said["code"] = code_of(function)
    text = json.dumps([said, weekly], sort_keys=True)
    prefix = "w" if weekly else "m"
    return Measure(f"{prefix}_{sha256(text.encode()).hexdigest()[:16]}", outcome, weekly, function)


def code_of(function: Reporter) -> str:
    """Return a hash of what a function does: its compiled lines, what they hold on to, and the
    file that it stands in, unless that is a session.
    """
    source = getattr(function, "__coordsim_source__", None)
    if source is None and getattr(function, "__module__", "__main__") != "__main__":
        file = inspect.getsourcefile(inspect.unwrap(function))
        source = Path(file).read_text("utf-8") if file and Path(file).is_file() else None
    code = getattr(function, "__code__", None)
    held = [cell.cell_contents for cell in getattr(function, "__closure__", None) or ()]
    lines = type(function).__qualname__ if code is None else _lines(code)
    text = repr((source, lines, held, getattr(function, "__defaults__", None)))
    return sha256(text.encode()).hexdigest()[:16]


def _lines(code: CodeType) -> list[Any]:
    constants = tuple(_lines(one) if isinstance(one, CodeType) else one for one in code.co_consts)
    return [code.co_code, constants, code.co_names]


def words_of(function: Reporter) -> str:
    """Return the lines of a function, or its name where they cannot be had."""
    try:
        return inspect.getsource(function).strip()
    except (OSError, TypeError):
        return getattr(function, "__qualname__", repr(function))


def load_reporter(text: str, home: Path) -> Reporter:
    """Load ``file.py:function`` as seen from a folder. Raises ValueError with a sentence."""
    file, colon, name = text.rpartition(":")
    path = home / file
    if not colon or not file.endswith(".py") or not name.isidentifier():
        raise ValueError(f"reporter = {shown(text)} is not of the form 'file.py:function'")
    if not path.is_file():
        raise ValueError(f"reporter = {shown(text)}: there is no file {file} beside the design")
    source = path.read_text("utf-8")
    spec = spec_from_file_location(f"coordsim_reporter_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ValueError(f"reporter = {shown(text)}: {file} cannot be imported")
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        function: Any = getattr(module, name)
    except Exception as error:  # a reporter's file is anybody's code, and may raise anything
        raise ValueError(f"reporter = {shown(text)}: {type(error).__name__}: {error}") from error
    if not callable(function):
        raise ValueError(f"reporter = {shown(text)}: {name} is no function")
    function.__coordsim_source__ = source
    reporter: Reporter = function
    return reporter


def faults(name: str, outcome: Outcome, horizon: int) -> str:
    """Return a sentence on what is wrong with an outcome, empty where nothing is."""
    where = f"outcomes.{name}"
    told = [outcome.kpi, outcome.lever, outcome.reporter]
    if sum(one is not None for one in told) != 1:
        return f"{where} needs one of: kpi, lever, reporter"
    if fault := _unknown(where, outcome):
        return fault
    if outcome.weeks:
        if outcome.reporter is not None:
            return f"{where}.weeks means nothing to a reporter"
        first, last = outcome.weeks if len(outcome.weeks) == 2 else (0, 0)
        if not 1 <= first <= last <= horizon:
            return (
                f"{where}.weeks = {outcome.weeks} is not allowed: first and last week, from 1 to"
                f" horizon.weeks = {horizon}"
            )
    if outcome.quantile is not None and outcome.kpi is None:
        return f"{where}.quantile needs a kpi"
    return ""


def _unknown(where: str, outcome: Outcome) -> str:
    for kind, given, known in (
        ("kpi", outcome.kpi, tuple(KPI)),
        ("lever", outcome.lever, tuple(BY_NAME)),
    ):
        if given is not None and given not in known:
            return (
                f"{where}.{kind} = {given!r} is not a {kind.upper() if kind == 'kpi' else kind};"
                f" allowed: {', '.join(known)}{meant(given, known)}"
            )
    if outcome.kpi and outcome.quantile is not None and KPI[outcome.kpi].variance:
        return f"{where}.quantile: {outcome.kpi} has no value in a single week"
    return ""


def measures(
    outcomes: Mapping[str, Outcome], weekly: Sequence[str], functions: Mapping[str, Reporter]
) -> dict[str, Measure]:
    """Return name -> measure of everything that is kept besides KPIs."""
    found = {name: measure(one, functions.get(name)) for name, one in outcomes.items()}
    return found | {f"{kpi}__weekly": measure(Outcome(kpi=kpi), weekly=True) for kpi in weekly}
