"""Frames that are analysed: one row for each point and world.

Columns are ``point`` (a name or number of the point), ``seed`` (the world), one for each factor
(``market__shock_sd`` for the field ``market.shock_sd``), and one for each outcome. A factor may be
named as its column, as the field, or by the last part of it where no other ends alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from coordsim.core.kpis import KPI
from coordsim.core.records import Floats
from coordsim.core.spelling import shown
from coordsim.show.numbers import spelt

POINT, SEED = "point", "seed"
APART = "__"  # stands for the dot of a field in the name of a column


class AnalysisError(ValueError):
    """An analysis that cannot be made; the message names what was given and what is allowed."""


@dataclass(frozen=True, eq=False)
class Means:
    """An outcome by point and world: ``points`` are rows in the order in which the points first
    appear, with their factors, ``values`` is (points, worlds) with a nan where a firm is missing or
    has no value, ``seeds`` are the worlds.
    """

    points: pd.DataFrame
    values: Floats
    seeds: tuple[int, ...]

    @property
    def means(self) -> Floats:
        """The mean of each point over its worlds, (points,); nan where it has none."""
        there = ~np.isnan(self.values)
        total = np.where(there, self.values, 0.0).sum(axis=1)
        n = there.sum(axis=1)
        out: Floats = np.divide(total, n, out=np.full(len(n), np.nan), where=n > 0)
        return out


def field(column: str) -> str:
    """Return the dotted field of a factor's column."""
    return column.replace(APART, ".")


def titled(outcome: str) -> str:
    """Return what stands at an axis: label and unit of a KPI, or the outcome's name."""
    kpi = KPI.get(outcome)
    return f"{kpi.label} ({kpi.unit})" if kpi else outcome


def unit_of(outcome: str) -> str:
    """Return the unit of a KPI; of any other outcome nobody knows it, and it has none."""
    kpi = KPI.get(outcome)
    return kpi.unit if kpi else ""


def checked(frame: object) -> pd.DataFrame:
    """Return a frame that has rows, points and worlds. Raises AnalysisError."""
    if not isinstance(frame, pd.DataFrame):
        raise AnalysisError(
            f"frame = {shown(frame)} is not allowed: needed is a pandas table with a row for each"
            " point and world"
        )
    for name in (POINT, SEED):
        if name not in frame:
            raise AnalysisError(
                f"the frame has no column {name!r}; it has {', '.join(map(str, frame.columns))}"
            )
    if frame.empty:
        raise AnalysisError("the frame has no rows")
    return frame


def outcome_of(frame: pd.DataFrame, name: str) -> str:
    """Return the name of an outcome's column. Raises AnalysisError for one that is not there or
    holds no numbers.
    """
    if name not in frame:
        numbers = [str(one) for one in frame.select_dtypes("number") if one not in (POINT, SEED)]
        raise AnalysisError(f"{shown(name)} is no column; numbers are {', '.join(numbers)}")
    if not pd.api.types.is_numeric_dtype(frame[name]):
        raise AnalysisError(
            f"outcome {name} holds {shown(frame[name].iloc[0])}, which is no number"
        )
    return name


def factor_of(name: str, allowed: Sequence[str]) -> str:
    """Return the column of a factor that is named as column, field or last part. Raises
    AnalysisError.
    """
    column = str(name).replace(".", APART)
    if column in allowed:
        return column
    ends = [one for one in allowed if one.endswith(f"{APART}{column}")]
    if len(ends) == 1:
        return ends[0]
    if ends:
        raise AnalysisError(f"{name} could be {' or '.join(map(field, ends))}; name it whole")
    raise AnalysisError(
        f"{shown(name)} is no factor; allowed: {', '.join(map(field, allowed)) or 'none'}"
    )


def factors_of(frame: pd.DataFrame, names: Sequence[str]) -> list[str]:
    """Return the columns of factors, each once. Raises AnalysisError for a text in place of a list,
    for a factor named twice, and for one that is not there.
    """
    if isinstance(names, str):
        raise AnalysisError(f"factors = {shown(names)} is not allowed: needed is a list of names")
    columns = [one for one in map(str, frame.columns) if one not in (POINT, SEED)]
    found = [factor_of(name, columns) for name in names]
    twice = [field(name) for place, name in enumerate(found) if name in found[:place]]
    if twice:
        raise AnalysisError(f"factors has {twice[0]} twice; allowed: once each")
    return found


def level_of(frame: pd.DataFrame, factor: str, level: Any) -> Any:
    """Return a level of a factor as the frame holds it; a text may stand for a number. Raises
    AnalysisError naming the levels that there are.
    """
    levels = list(pd.unique(frame[factor]))
    for one in levels:
        if bool(one == level) or str(one) == str(level):
            return one
    told = ", ".join(str(one) for one in levels[:20]) + (" ..." if len(levels) > 20 else "")
    raise AnalysisError(f"{field(factor)} has no level {shown(level)}; it has {told}")


def numeric(frame: pd.DataFrame, factor: str) -> bool:
    """Say whether a factor's levels are numbers."""
    kind = frame[factor].dtype
    return pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)


def means_of(frame: pd.DataFrame, outcome: str, factors: Sequence[str]) -> Means:
    """Return an outcome by point and world. Raises AnalysisError where a point has two different
    values in one world, or two rows of one point different factors.
    """
    outcome = outcome_of(frame, outcome)
    rows = frame.drop_duplicates([POINT, SEED, outcome])
    again = rows.duplicated([POINT, SEED])
    if again.any():
        one = rows[again].iloc[0]
        raise AnalysisError(
            f"point {one[POINT]} has two values of {outcome} in world {one[SEED]}; allowed: one"
        )
    points = frame[[POINT, *factors]].drop_duplicates(ignore_index=True)
    if points[POINT].duplicated().any():
        one = points[points[POINT].duplicated()].iloc[0]
        raise AnalysisError(f"point {one[POINT]} has rows with different factors; allowed: one set")
    wide = rows.pivot(index=POINT, columns=SEED, values=outcome).reindex(points[POINT])
    seeds = tuple(int(seed) for seed in wide.columns)
    return Means(points, wide.to_numpy(dtype=float), seeds)


def groups(frame: pd.DataFrame, by: Sequence[str]) -> list[tuple[dict[str, Any], pd.DataFrame]]:
    """Return the rows for each combination of levels that there is, with those levels; all rows and
    no levels where ``by`` is empty.
    """
    if not by:
        return [({}, frame)]
    return [
        (dict(zip(by, levels, strict=True)), rows)
        for levels, rows in frame.groupby(list(by), sort=False, observed=True)
    ]


def called(rows: Sequence[Mapping[Any, Any]]) -> list[str]:
    """Return how combinations of levels, all of the same factors, are called in figures."""
    words = [
        [f"{field(name).split('.')[-1]} {level}" for level in spelt([row[name] for row in rows])]
        for name in (rows[0] if rows else ())
    ]
    return [", ".join(each) for each in zip(*words, strict=True)] if words else [""] * len(rows)
