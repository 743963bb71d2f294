"""The codebook: every column of every table of a study, with type, unit, label, formula and
source.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, NamedTuple

from coordsim.core.kpis import KPI
from coordsim.core.levers import BY_NAME
from coordsim.research.factors import Factor, column
from coordsim.research.outcomes import Outcome, words_of
from coordsim.scenario.file import Scenario
from coordsim.scenario.rules import Rules

if TYPE_CHECKING:
    from coordsim.research.design import Design


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its ``name`` in tables, what it is for (``role``), its type, and what it
    means.
    """

    name: str
    role: str
    dtype: str = "float64"
    unit: str = ""
    label: str
    formula: str = ""
    source: str = "design"

    @property
    def marks(self) -> dict[str, str]:
        """What a Parquet field says of it."""
        told = {key: value for key, value in asdict(self).items() if key not in ("name", "dtype")}
        return {key: value for key, value in told.items() if value}


NAMES = tuple(one.name for one in fields(Column))
POINT = Column(name="point", role="key", dtype="int64", label="number of the point, from 0")
SEED = Column(
    name="seed", role="key", dtype="int64", label="world: the number from which all luck is drawn"
)
HASH = Column(
    name="hash",
    role="check",
    dtype="string",
    label="hash of the run's flows and levers, week by week",
    formula="SHA-256",
    source="run",
)
WEEK = Column(
    name="week", role="key", dtype="int64", unit="weeks", label="week, from 1", source="run"
)
OF_POINTS = (
    POINT,
    Column(
        name="sample",
        role="key",
        dtype="int64",
        label="number of the point among what is uncertain",
    ),
    Column(
        name="id",
        role="check",
        dtype="string",
        label="hash of all in the scenario that changes numbers",
        formula="SHA-256",
    ),
)
CHANGES = Column(
    name="changes",
    role="check",
    dtype="string",
    label="scenario fields that the point sets, as JSON",
)


def results(design: Design) -> list[Column]:
    """Return the columns of ``results.parquet``, in their order."""
    return [
        POINT,
        SEED,
        *factors(design),
        *(_kpi(name) for name in design.file.shown),
        *(_outcome(name, one, design) for name, one in design.file.outcomes.items()),
        HASH,
    ]


def points(design: Design) -> list[Column]:
    """Return the columns of ``points.parquet``, in their order."""
    return [*OF_POINTS, *factors(design), CHANGES]


def weekly(design: Design) -> list[Column]:
    """Return the columns of ``weekly.parquet``, in their order."""
    return [POINT, SEED, WEEK, *(_kpi(name, "week by week") for name in design.file.weekly)]


def whole(design: Design) -> list[tuple[str, Column]]:
    """Return (file, column) of all tables of a study."""
    tables = {"results.parquet": results(design), "points.parquet": points(design)}
    if design.file.weekly:
        tables["weekly.parquet"] = weekly(design)
    return [(file, one) for file, columns in tables.items() for one in columns]


def as_csv(design: Design) -> str:
    """Return the codebook as it lies in the folder."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["file", *NAMES])
    for file, one in whole(design):
        writer.writerow([file, *asdict(one).values()])
    return out.getvalue()


def factors(design: Design) -> Iterator[Column]:
    """Yield the columns of factors; where a list of points has columns of its own, those too."""
    file = design.file
    for name, factor in file.factors.items():
        role = "uncertain" if name in file.uncertain else "choice"
        yield _factor(name, factor, role)
    if design.points:
        known = {column(name) for name in file.factors}
        for name, cell in design.points[0].cells.items():
            if name not in known:
                dtype = {bool: "bool", int: "int64", float: "float64"}.get(type(cell), "string")
                told = _field(name.replace("__", "."))
                yield Column(
                    name=name,
                    role="uncertain",
                    dtype=dtype,
                    unit=told.unit,
                    label=told.label,
                    source=f"scenario: {told.name}",
                )


def _factor(name: str, factor: Factor, role: str) -> Column:
    if factor.moves or factor.arms:
        told = "; ".join(factor.moves) or json.dumps(factor.arms)
        return Column(name=column(name), role=role, dtype=factor.dtype, label=name, formula=told)
    field = _field(name)
    formula = (
        f"{factor.low:g} to {factor.high:g}" if factor.kind == "range" else ", ".join(factor.names)
    )
    return Column(
        name=column(name),
        role=role,
        dtype=factor.dtype,
        unit=field.unit,
        label=field.label,
        formula=formula,
        source=f"scenario: {field.name}",
    )


class _Field(NamedTuple):
    """What a scenario field is."""

    unit: str
    label: str
    name: str


def _field(name: str) -> _Field:
    """Return unit and label of a scenario field, and its whole dotted name."""
    path = name.split(".")
    if path[0] == "levers" and len(path) > 1 and path[1] in BY_NAME:
        lever = BY_NAME[path[1]]
        return _Field(lever.unit, f"{lever.label}: {'.'.join(path[2:])}", name)
    record: Any = Scenario
    if path[0] in Rules.model_fields:
        path = ["rules", *path]
    info = None
    for part in path:
        known = getattr(record, "model_fields", {})
        info = known.get(part)
        record = None if info is None else info.annotation
    extra = getattr(info, "json_schema_extra", None)
    unit = str(extra.get("unit", "")) if isinstance(extra, dict) else ""
    return _Field(unit, getattr(info, "description", None) or name, ".".join(path))


def _kpi(name: str, how: str = "") -> Column:
    kpi = KPI[name]
    label = f"{kpi.label}, {how}" if how else kpi.label
    return _kept(name, unit=kpi.unit, label=label, formula=kpi.formula, source=kpi.source)


def _kept(name: str, **said: str) -> Column:
    return Column(name=name, role="outcome", **said)


def _outcome(name: str, outcome: Outcome, design: Design) -> Column:
    weeks = f", weeks {outcome.weeks[0]} to {outcome.weeks[1]}" if outcome.weeks else ""
    if outcome.lever is not None:
        lever = BY_NAME[outcome.lever]
        how = f"mean{weeks}" if outcome.weeks else "in the last week"
        return _kept(name, unit=lever.unit, label=lever.label, formula=how, source="lever")
    if outcome.kpi is not None:
        kpi = KPI[outcome.kpi]
        how = "" if outcome.quantile is None else f"; {outcome.quantile:g} quantile of its weeks"
        formula = f"{kpi.formula}{how}{weeks}"
        return _kept(name, unit=kpi.unit, label=kpi.label, formula=formula, source=kpi.source)
    text = words_of(design.functions[name])
    return _kept(name, label=name, formula=text, source=f"reporter: {outcome.reporter}")
