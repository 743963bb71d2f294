"""Runs as Parquet files: a row for each firm and week, a column for each flow, lever and fact, and
what makes a run of them again in the file's own notes.

A column's name says what it is: a flow's alone; ``plan.price``, ``facts.demand``,
``decided.marketing.price``, ``contested.price`` and so on. ``detail.state.on_hand`` and the like
are lists where a firm has many of a thing. Weeks and firms count from 0.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from coordsim.core.facts import FACTS
from coordsim.core.kpis import ACCOUNTS, CAUSES
from coordsim.core.levers import LEVERS
from coordsim.core.records import Decision, Detail, FirmState, Floats, Flow
from coordsim.core.spelling import missing
from coordsim.run.build import distinct
from coordsim.run.later import Weeks
from coordsim.scenario.file import parse

NOTES: Final = b"coordsim"
FORMAT: Final = 1
FACT_NAMES: Final = [fact.name for fact in FACTS]
LEVER_NAMES: Final = [lever.name for lever in LEVERS]

type Columns = dict[str, np.ndarray]  # each (F, T, ...)
type Parts = Mapping[str, Any]  # the fields of a run by name


def write(path: str | Path, runs: Mapping[str, Parts]) -> Path:
    """Write runs, each by the name of its arm, whole or not at all. Returns the path."""
    path = Path(path)
    if path.suffix != ".parquet":
        raise ValueError(f"{path}: a run is saved in a file that ends in .parquet")
    kept = {name: columns_of(run) for name, run in runs.items()}
    notes = {name: _notes(run, kept[name]) for name, run in runs.items()}
    tables = [_table(name, run, kept[name]) for name, run in runs.items()]
    text = json.dumps({"format": FORMAT, "seal": _seal(notes), "runs": notes})
    table = pa.concat_tables(tables, promote_options="default")
    table = table.replace_schema_metadata({NOTES: text.encode()})
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        pq.write_table(table, beside, compression="zstd")
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return path


def read(path: str | Path, what: str) -> dict[str, dict[str, Any]]:
    """Return the fields of each run in a file, by the name of its arm; ``what`` is a run, whose
    name is empty, or a comparison. Raises ValueError where there is no such file, or it is damaged.
    """
    path = Path(path)
    if path.suffix != ".parquet" or not path.is_file():
        raise ValueError(f"{path}: {missing(path)}; needed is a {what} that was saved as .parquet")
    try:
        table = pq.read_table(path)
        notes = json.loads((table.schema.metadata or {}).get(NOTES, b"{}"))
    except (pa.ArrowException, OSError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"{path}: cannot be read as a Parquet file: {error}") from None
    runs = notes.get("runs") if isinstance(notes, dict) else None
    if not isinstance(runs, dict) or not runs or notes.get("format") != FORMAT:
        raise ValueError(f"{path}: is no {what} that this version of coordsim saved")
    if (what == "run") != (list(runs) == [""]):
        raise ValueError(f"{path}: is no {what} that this version of coordsim saved")
    if notes.get("seal", _seal(runs)) != _seal(runs):  # files of before have none
        raise ValueError(f"{path}: is damaged: its notes are not those that were saved")
    try:
        return _runs_of(path, runs, table)
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError(
            f"{path}: is damaged: its notes do not fit its numbers ({error})"
        ) from None


def _runs_of(path: Path, runs: Mapping[str, Any], table: pa.Table) -> dict[str, dict[str, Any]]:
    """Return the fields of each run. Raises ValueError where a column is not as it was written;
    LookupError, TypeError or AttributeError where what was noted of it is not.
    """
    found, first = {}, 0
    for name, told in runs.items():
        rows = len(told["seeds"]) * told["weeks"]
        found[name] = _run_of(path, told, table.slice(first, rows))
        first += rows
    return found


def _seal(notes: Mapping[str, Any]) -> str:
    """Return a hash of what is noted of runs."""
    return sha256(json.dumps(notes).encode()).hexdigest()


def columns_of(run: Parts) -> Columns:
    """Return all arrays of a run by the names of their columns."""
    firms, weeks = run["plan"].shape[:2]
    out: Columns = dict(run["flows"])
    out |= _named("plan", LEVER_NAMES, run["plan"])
    for name, known in run["known"].items():
        out |= _named(name, FACT_NAMES, known.whole)
    for role, tape in run["tape"].items():
        for week, decision in tape.items():
            for name, values in _said(role, decision).items():
                whole = out.setdefault(name, np.full((firms, weeks), np.nan))
                whole[:, week] = values
    for what in ("contested", "orders"):
        out |= {f"{what}.{name}": values for name, values in run[what].items()}
    for path in _paths(run["detail"]):
        each = [_at(week, path) for week in run["detail"]]
        like = next(one for one in each if one is not None)
        full = [np.full_like(like, np.nan) if one is None else one for one in each]
        out[".".join(("detail", *path))] = np.stack(full, axis=1)
    return out


def _named(what: str, names: Sequence[str], values: Floats) -> Columns:
    """Name the columns of (F, T, K) one by one."""
    return {f"{what}.{name}": values[:, :, place] for place, name in enumerate(names)}


def _said(role: str, decision: Decision) -> dict[str, Any]:
    """Return the arrays of a decision by the names of their columns."""
    out: dict[str, Any] = {f"decided.{role}.{name}": at for name, at in decision.levers.items()}
    out |= {f"predicted.{role}.{name}": at for name, at in (decision.predicted or {}).items()}
    if decision.forecast is not None:
        out[f"forecast.{role}"] = decision.forecast
    if decision.silent is not None:
        out[f"silent.{role}"] = decision.silent
    return out


def _answers(decision: Decision) -> dict[str, Any]:
    """Note what a decision consists of."""
    thought = decision.predicted
    return {
        "levers": list(decision.levers),
        "predicted": None if thought is None else list(thought),
        "forecast": decision.forecast is not None,
        "silent": decision.silent is not None,
    }


def _decision(role: str, week: int, told: Mapping[str, Any], columns: Columns) -> Decision:
    """Return a decision as it was noted."""

    def taken(what: str, name: str = "") -> Any:
        return columns[f"{what}.{role}" + (f".{name}" if name else "")][:, week].copy()

    thought = told["predicted"]
    return Decision(
        levers={name: taken("decided", name) for name in told["levers"]},
        forecast=taken("forecast") if told["forecast"] else None,
        predicted=None if thought is None else {one: taken("predicted", one) for one in thought},
        silent=taken("silent") != 0 if told["silent"] else None,
    )


def _parts(value: Any) -> dict[str, Any] | None:
    """Return what a record, table or row consists of; None for an array."""
    if is_dataclass(value):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    if isinstance(value, tuple):
        return {str(place): part for place, part in enumerate(value)}
    return dict(value) if isinstance(value, Mapping) else None


def _leaves(value: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the way to each array within a record, and the array."""
    parts = _parts(value)
    if parts is None:
        yield before, value
        return
    for name, part in parts.items():
        yield from _leaves(part, (*before, name))


def _at(value: Any, path: Sequence[str]) -> Any:
    """Return the array to which a way leads; None where a week remembers less than others."""
    for name in path:
        value = (_parts(value) or {}).get(name)
    return value


def _paths(detail: Sequence[Detail]) -> list[tuple[str, ...]]:
    """Return the ways to all arrays of weeks that hold something."""
    found = (path for week in detail for path, array in _leaves(week) if array.size)
    return list(dict.fromkeys(found))


def _notes(run: Parts, columns: Columns) -> dict[str, Any]:
    """Return what a file has to note so that a run can be made of its columns again."""
    scenarios, detail = run["scenarios"], run["detail"]
    each = distinct(scenarios)
    place = {id(one): number for number, one in enumerate(each)}
    empty = [path for path, array in _leaves(detail[0]) if not array.size] if detail else []
    return {
        "coordsim": version("coordsim"),
        "seeds": list(run["seeds"]),
        "weeks": run["plan"].shape[1],
        "scenarios": [one.model_dump(mode="json", exclude_unset=True) for one in each],
        "firms": [place[id(one)] for one in scenarios],
        "columns": {name: list(values.shape[2:]) for name, values in columns.items()},
        "flows": list(run["flows"]),
        "known": list(run["known"]),
        "tape": {
            role: {week: _answers(one) for week, one in tape.items()}
            for role, tape in run["tape"].items()
        },
        "contested": list(run["contested"]),
        "orders": list(run["orders"]),
        "detail": [list(path) for path in _paths(detail)],
        "past": [len(week.state.past_facts) for week in detail],
        "empty": [[list(path), _like(_at(detail[0], path))] for path in empty],
        "checksum": _checksum(columns),
    }


def _like(array: np.ndarray) -> list[Any]:
    return [str(array.dtype), list(array.shape)]


def _checksum(columns: Columns) -> str:
    digest = sha256()
    for name, values in columns.items():
        digest.update(f"{name}\0{values.dtype.str}".encode())
        digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()


def _table(name: str, run: Parts, columns: Columns) -> pa.Table:
    firms, weeks = run["plan"].shape[:2]
    seeds = np.array(run["seeds"], dtype=np.int64)
    out: dict[str, Any] = {"arm": pa.array([name] * (firms * weeks))} if name else {}
    out |= {
        "firm": np.repeat(np.arange(firms), weeks),
        "seed": np.repeat(seeds, weeks),
        "week": np.tile(np.arange(weeks), firms),
    }
    return pa.table(out | {column: _column(values) for column, values in columns.items()})


def _column(values: np.ndarray) -> pa.Array:
    """Return (F, T) as a column, and (F, T, ...) as one of lists."""
    flat = pa.array(np.ascontiguousarray(values).ravel())
    if values.ndim == 2:
        return flat
    rows, size = values.shape[0] * values.shape[1], int(np.prod(values.shape[2:]))
    return pa.ListArray.from_arrays(pa.array(np.arange(rows + 1) * size, pa.int32()), flat)


def _run_of(path: Path, told: Mapping[str, Any], table: pa.Table) -> dict[str, Any]:
    """Return the fields of a run. Raises ValueError where a column is not as it was written."""
    shape = (len(told["seeds"]), told["weeks"])
    try:
        columns = {
            name: _array(table.column(name)).reshape(*shape, *more)
            for name, more in told["columns"].items()
        }
    except (KeyError, ValueError):
        columns = {}
    if _checksum(columns) != told["checksum"]:
        raise ValueError(f"{path}: is damaged: its numbers are not those that were saved")
    each = [parse(data, path.name) for data in told["scenarios"]]
    flows = {name: columns[name] for name in told["flows"]}
    return {
        "scenarios": [each[place] for place in told["firms"]],
        "seeds": tuple(told["seeds"]),
        "flows": flows,
        "accounts": {name: flows[f"account:{name}"] for name in ACCOUNTS},
        "causes": {name: flows[f"cause:{name}"] for name in CAUSES},
        "plan": _stack(columns, "plan", LEVER_NAMES),
        "known": {
            name: Weeks((partial(_stack, columns, name, FACT_NAMES),)) for name in told["known"]
        },
        "tape": {
            role: {week: _decision(role, week, one, columns) for week, one in _by_week(tape)}
            for role, tape in told["tape"].items()
        },
        "contested": {name: columns[f"contested.{name}"] for name in told["contested"]},
        "orders": {name: columns[f"orders.{name}"] for name in told["orders"]},
        "detail": tuple(_detail(told, columns, week) for week in range(shape[1]))
        if told["detail"]
        else (),
    }


def _by_week(tape: Mapping[str, Any]) -> Iterator[tuple[int, Any]]:
    return ((int(week), told) for week, told in tape.items())


def _array(column: pa.ChunkedArray) -> np.ndarray:
    values = column.combine_chunks()
    if pa.types.is_list(values.type):
        values = values.flatten()
    found: np.ndarray = values.to_numpy(zero_copy_only=False)
    return found


def _stack(columns: Columns, what: str, names: Sequence[str]) -> Floats:
    return np.stack([columns[f"{what}.{name}"] for name in names], axis=2)


def _detail(told: Mapping[str, Any], columns: Columns, week: int) -> Detail:
    """Return a week's detail from its arrays."""
    tree: dict[str, Any] = {"state": {"past_facts": {}, "round_flows": {}}, "flow": {}}
    arrays = [(path, columns[".".join(("detail", *path))][:, week]) for path in told["detail"]]
    arrays += [(path, np.zeros(shape, dtype)) for path, (dtype, shape) in told["empty"]]
    for path, values in arrays:
        place = tree
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = values
    state = tree.pop("state")
    past = state.pop("past_facts")
    ordered = tuple(past[str(place)] for place in range(told["past"][week]))
    return Detail(
        state=FirmState(**state, past_facts=ordered), flow=Flow(**tree.pop("flow")), **tree
    )
