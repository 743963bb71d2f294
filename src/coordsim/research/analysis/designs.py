"""Designs that an analysis stands on: the rows of a frame in the order in which they were sampled,
and whether they are what the method needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from coordsim.core.records import Floats
from coordsim.core.spelling import shown
from coordsim.research.analysis.frames import (
    APART,
    POINT,
    AnalysisError,
    Means,
    factor_of,
    field,
    means_of,
    numeric,
)


@dataclass(frozen=True, eq=False)
class Sampled:
    """Rows of a design in its order: ``points`` with their factors, ``x`` (rows, factors) as they
    were drawn, ``y`` (rows,) means over the worlds that all rows have, ``each`` (rows, worlds), and
    the problem with columns as names.
    """

    problem: dict[str, Any]
    points: pd.DataFrame
    x: Floats
    y: Floats
    each: Floats

    @property
    def data(self) -> pd.DataFrame:
        """The rows as a table: factors and the mean ``outcome``."""
        return self.points.reset_index(drop=True).assign(outcome=self.y)


def problem_of(frame: pd.DataFrame, problem: object) -> dict[str, Any]:
    """Return a problem as SALib has it, with the frame's columns as names. Raises AnalysisError for
    one that has no names and bounds, and for factors that are not there.
    """
    if problem is None:
        raise AnalysisError("there is no problem: the points were not sampled, but crossed")
    if not isinstance(problem, Mapping) or not {"names", "bounds"} <= set(problem):
        raise AnalysisError(
            f"problem = {shown(problem)} is not allowed: needed is a table with names and bounds,"
            " as SALib has it"
        )
    columns = [str(name) for name in frame.columns]
    names = [factor_of(name, columns) for name in problem["names"]]
    if not names:
        raise AnalysisError("problem.names is empty; needed is at least one factor")
    if len(problem["bounds"]) != len(names):
        raise AnalysisError(
            f"problem.bounds has {len(problem['bounds'])} pairs for {len(names)} names; one each"
        )
    return {**problem, "num_vars": len(names), "names": names}


def sampled(
    frame: pd.DataFrame,
    problem: Mapping[str, Any],
    outcome: str,
    design: pd.DataFrame | None = None,
) -> Sampled:
    """Return the rows of a design in its order, means over worlds that all of them have.

    Points count in the order in which they first appear, unless ``design`` has rows, a column for
    each of the problem's factors: values that the frame holds, in another order or more than once;
    or, a row for each point in its order, what was drawn for it, such as shares of a range before
    they became whole numbers or words. Raises AnalysisError for rows that the frame has not, for
    words of which nobody says what was drawn, and when no world has a value in all.
    """
    chosen = problem_of(frame, problem)
    names = chosen["names"]
    means = means_of(frame, outcome, names)
    points, values = means.points, means.values
    if design is None:
        x = _numbers(points, names)
    else:
        x = _drawn(design, names)
        place = _places(means, x, names)
        points, values = points.iloc[place], values[place]
    whole = ~np.isnan(values).any(axis=0)
    if not whole.any():
        raise AnalysisError(f"no world has a value of {outcome} in all {len(values)} rows")
    each = values[:, whole]
    return Sampled(chosen, points[["point", *names]], x, each.mean(axis=1), each=each)


def _numbers(points: pd.DataFrame, names: list[str]) -> Floats:
    for name in names:
        if not numeric(points, name):
            raise AnalysisError(f"{field(name)} is no number; give what was drawn as design")
    return points[names].to_numpy(dtype=float)


def _drawn(design: pd.DataFrame, names: list[str]) -> Floats:
    columns = {str(name).replace(".", APART): name for name in design.columns}
    lacking = [field(name) for name in names if name not in columns]
    if lacking:
        raise AnalysisError(f"the design has no column for {lacking[0]}")
    return design[[columns[name] for name in names]].to_numpy(dtype=float)


def _places(means: Means, x: Floats, names: list[str]) -> list[int]:
    """Return the place among points of each row of a design: by its values where the frame has
    them, else by its order.
    """
    points = means.points
    known: dict[tuple[float, ...], int] = {}
    if all(numeric(points, name) for name in names):
        for k, row in enumerate(map(tuple, points[names].to_numpy(dtype=float))):
            if not np.array_equal(
                means.values[k], means.values[known.setdefault(row, k)], equal_nan=True
            ):
                raise AnalysisError(
                    f"point {points[POINT].iloc[k]} and another one are alike in"
                    f" {', '.join(map(field, names))}: part them by the factors in which they"
                    " differ"
                )
    lacking = [row for row in map(tuple, x) if row not in known]
    if not lacking:
        return [known[tuple(row)] for row in x]
    if len(x) == len(points):
        return list(range(len(x)))
    told = ", ".join(f"{field(name)} = {at:g}" for name, at in zip(names, lacking[0], strict=True))
    raise AnalysisError(
        f"the frame has no firm of the design's row {told}, and not one point for each of its"
        f" {len(x)} rows, but {len(points)}"
    )


def saltelli(x: Floats) -> bool | None:
    """Say whether rows (rows, D), in order, are Saltelli's: True with second order, N (2 D + 2) of
    them, False with N (D + 2), None when they are not. In each block of rows the first is A, the
    last is B, and those between are A with one column of B, then B with one of A (Saltelli 2002).
    """
    n, d = x.shape
    for second in (True, False):
        step = 2 * d + 2 if second else d + 2
        if n % step:
            continue
        blocks = x.reshape(-1, step, d)
        a, b = blocks[:, 0], blocks[:, -1]
        between = [(j + 1, a, b, j) for j in range(d)]
        between += [(d + j + 1, b, a, j) for j in range(d)] if second else []
        if all(_mixed(blocks[:, row], most, one, j) for row, most, one, j in between):
            return second
    return None


def _mixed(rows: Floats, most: Floats, one: Floats, column: int) -> bool:
    expected = most.copy()
    expected[:, column] = one[:, column]
    return bool((rows == expected).all())


def trajectories(x: Floats) -> bool:
    """Say whether rows (rows, D), in order, are Morris trajectories: D + 2 - 1 rows each, of which
    every one differs from the one before it in one factor, each factor once.
    """
    n, d = x.shape
    if n % (d + 1):
        return False
    moved = np.diff(x.reshape(-1, d + 1, d), axis=1) != 0
    return bool((moved.sum(axis=2) == 1).all() and (moved.sum(axis=1) == 1).all())
