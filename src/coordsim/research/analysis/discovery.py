"""Scenario discovery: in which part of the space does it happen? The box is found by the EMA
Workbench's PRIM (Friedman & Fisher 1999; Bryant & Lempert 2010), an optional extra.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from coordsim.core.spelling import shown
from coordsim.research.analysis.extras import extra, quiet
from coordsim.research.analysis.figures import canvas, finish, legend
from coordsim.research.analysis.finding import Finding
from coordsim.research.analysis.frames import (
    POINT,
    AnalysisError,
    Means,
    checked,
    factors_of,
    field,
    means_of,
    numeric,
)
from coordsim.show.numbers import counted, number, share
from coordsim.show.palette import GREY, LINE, LOSS, OPERATIONS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DENSITY = 0.8  # least share of hits in a box; assumed
MASS = 0.05  # least share of rows in a box; the Workbench's
COLUMNS = ["factor", "low", "high", "levels", "qp", "qp_low", "qp_high"]
BY_LUCK = 0.05  # chance above which a limit is no finding (Bryant & Lempert 2010)


@dataclass(frozen=True, eq=False, repr=False)
class Box(Finding):
    """A box of factors in which points are of interest. ``table``: its limits, a row for each
    factor that it restricts (``low`` and ``high``, or ``levels``; ``qp_low`` and ``qp_high``: the
    chance that a limit would be as good by luck, ``qp`` the larger of both). Title and figure tell
    limits of which that chance is at most 0.05; the title says how many others there are.
    ``data``: points, ``interesting`` and ``inside``. ``trajectory``: coverage, density and mass of
    every box on the way.

    ``coverage``: share of points of interest that are inside; ``density``: share of points inside
    that are of interest, ``density_low`` and ``density_high`` its 95 % interval (Wilson);
    ``mass``: share of all points that are inside.
    """

    trajectory: pd.DataFrame
    coverage: float
    density: float
    density_low: float
    density_high: float
    mass: float

    def plot(self) -> Figure:
        """Return the boxes' coverage and density, and the points in the plane of the two factors
        that the box restricts first.
        """
        figure = canvas(self.title, width=9.6)
        left, right = figure.subplots(1, 2)
        left.plot(
            self.trajectory["coverage"], self.trajectory["density"], "o-", color=GREY, markersize=3
        )
        left.plot(self.coverage, self.density, "D", color=LOSS, markersize=8)
        left.set_xlim(-0.03, 1.03)
        left.set_ylim(-0.03, 1.03)
        finish(left, "coverage", "density", grid="y")
        self._points(right)
        return figure

    def _points(self, axes: Axes) -> None:
        numbers = [name for name in self.table["factor"] if numeric(self.data, name)]
        others = [
            name
            for name in self.data.columns
            if name not in (POINT, "interesting", "inside", "outcome", *numbers)
            and numeric(self.data, str(name))
        ]
        across = (numbers + others)[:2]
        if not across:
            axes.set_axis_off()
            return
        x = self.data[across[0]]
        y = self.data[across[1]] if len(across) > 1 else self.data["outcome"]
        for of_interest, colour, marker in ((False, LINE, "o"), (True, OPERATIONS, "^")):
            mine = self.data["interesting"] == of_interest
            name = "of interest" if of_interest else "others"
            axes.plot(x[mine], y[mine], marker, color=colour, markersize=4, label=name)
        for name, line in ((across[0], axes.axvline), (across[-1], axes.axhline)):
            for end in self._ends(name) if len(across) > 1 or line == axes.axvline else []:
                line(end, color=LOSS, linewidth=1.2)
        finish(axes, field(across[0]), field(across[1]) if len(across) > 1 else "outcome", grid="y")
        legend(axes)

    def _ends(self, name: str) -> list[float]:
        mine = self.table[self.table["factor"] == name].to_dict("records")
        return [end for row in mine for end in _firm(row).values()]


def prim(
    frame: pd.DataFrame,
    outcome: str,
    factors: Sequence[str],
    *,
    above: float | None = None,
    below: float | None = None,
    mask: Any = None,
    density: float = DENSITY,
    mass: float = MASS,
    label: str | None = None,
) -> Box:
    """Return the box in which an outcome's mean over worlds is ``above`` or ``below`` a number, or
    in which ``mask``, a boolean by point, is true.

    Of the boxes on the way the one with the largest coverage among those with ``density`` or more
    is chosen, or the densest where none has so much; ``mass``: share of points that a box has to
    keep; ``label``: what the outcome is called. Raises AnalysisError when nothing, or everything,
    is of interest, and for a single truth in place of one for each point; ExtraError without the
    extra ``analysis``.
    """
    names = factors_of(checked(frame), factors)
    means = means_of(frame, outcome, names)
    wanted, told = _interesting(means, label or outcome, above=above, below=below, mask=mask)
    if wanted.all() or not wanted.any():
        raise AnalysisError(
            f"{told} is true in {int(wanted.sum())} of {len(wanted)} points; allowed: in some"
        )
    if not 0 < density <= 1 or not 0 < mass < 1:
        raise AnalysisError(
            f"density = {density} and mass = {mass} are not allowed: above 0, at most 1, and mass"
            " below 1"
        )
    module = extra("ema_workbench.analysis.prim", "scenario discovery")
    x = means.points[names]
    with quiet():
        box = module.Prim(_plain(x), wanted, mass_min=mass).find_box()
        way = box.peeling_trajectory.reset_index(drop=True)
    chosen = _chosen(way, density)
    stats = way.loc[chosen]
    limits, first = box.box_lims[chosen], box.box_lims[0]
    table = _limits(names, limits, first, box.p_values[chosen])
    inside = _inside(x, limits)
    low, high = _wilson(int((inside & wanted).sum()), int(inside.sum()))
    data = means.points.assign(outcome=means.means, interesting=wanted, inside=inside)
    title = (
        f"{told} in {share(stats['density'])} of points {_told(table)}; these are"
        f" {share(stats['coverage'])} of all such points"
    )
    return Box(
        title,
        table,
        data,
        trajectory=way,
        coverage=float(stats["coverage"]),
        density=float(stats["density"]),
        density_low=low,
        density_high=high,
        mass=float(stats["mass"]),
    )


def _interesting(
    means: Means, label: str, *, above: float | None, below: float | None, mask: Any
) -> tuple[np.ndarray[Any, np.dtype[np.bool_]], str]:
    """Return which points are of interest, and how that is told."""
    given = [one for one in (above, below, mask) if one is not None]
    if len(given) != 1:
        raise AnalysisError("give one of: above, below, a mask by point")
    values = means.means
    if above is not None:
        return values > above, f"{label} above {number(above)}"
    if below is not None:
        return values < below, f"{label} below {number(below)}"
    if isinstance(mask, bool | np.bool_):
        raise AnalysisError(
            f"the mask is the one truth {mask}; needed is one for each point, such as"
            " contrast.means < 100 (contrast.mean is a single number)"
        )
    if isinstance(mask, pd.Series):
        mask = mask.reindex(means.points[POINT])
        if mask.isna().any():
            raise AnalysisError("the mask lacks points of the frame; needed is one truth for each")
    flags = np.asarray(mask)
    if flags.shape != values.shape or flags.dtype not in (np.dtype(bool), np.dtype(object)):
        raise AnalysisError(
            f"the mask = {shown(mask)} is not allowed: needed are {len(values)} truths, one for"
            " each point"
        )
    return flags.astype(bool), "what the mask marks"


def _plain(x: pd.DataFrame) -> pd.DataFrame:
    """Return factors as the workbench takes them: numbers as floats, all else as texts."""
    return pd.DataFrame(
        {
            name: x[name].astype(float)
            if numeric(x, str(name))
            else x[name].astype(str).astype(object)
            for name in x
        }
    )


def _chosen(way: pd.DataFrame, density: float) -> int:
    dense = way[way["density"] >= density]
    if dense.empty:
        return int(way.sort_values(["density", "coverage"], kind="stable").index[-1])
    return int(dense.sort_values(["coverage", "density"], kind="stable").index[-1])


def _limits(
    names: Sequence[str], limits: pd.DataFrame, first: pd.DataFrame, chances: dict[str, list[float]]
) -> pd.DataFrame:
    """Return the limits of the factors that a box restricts, a limit at the edge of the space left
    out.
    """
    out = []
    for name in names:
        if name not in limits:
            continue
        now, before = limits[name].tolist(), first[name].tolist()
        if now == before:
            continue
        known = [chance if chance >= 0 else np.nan for chance in chances.get(name, [])]
        row: dict[str, Any] = {"factor": name, "low": np.nan, "high": np.nan, "levels": ""}
        row |= {"qp_low": np.nan, "qp_high": np.nan}
        if isinstance(now[0], set | frozenset):
            row["levels"] = ", ".join(sorted(map(str, now[0])))
        else:
            row["low"], row["high"] = (
                float(end) if end != edge else np.nan for end, edge in zip(now, before, strict=True)
            )
            row["qp_low"], row["qp_high"] = known or (np.nan, np.nan)
        out.append(row | {"qp": float(pd.Series(known, dtype=float).max())})
    return pd.DataFrame(out, columns=COLUMNS)


def _inside(x: pd.DataFrame, limits: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.bool_]]:
    out = np.ones(len(x), dtype=bool)
    for name in x:
        if name not in limits:
            continue
        ends = limits[name].tolist()
        if isinstance(ends[0], set | frozenset):
            out &= x[name].astype(str).isin(ends[0]).to_numpy()
        else:
            out &= ((x[name] >= ends[0]) & (x[name] <= ends[1])).to_numpy()
    return out


def _wilson(hits: int, n: int) -> tuple[float, float]:
    from scipy.stats import binomtest

    found = binomtest(hits, n).proportion_ci(method="wilson")
    return float(found.low), float(found.high)


def _firm(row: Mapping[Hashable, Any]) -> dict[str, float]:
    """Return the ends of a row of limits, ``low`` and ``high``, that luck hardly gives."""
    return {
        end: float(row[end])
        for end in ("low", "high")
        if not np.isnan(row[end]) and row[f"qp_{end}"] <= BY_LUCK
    }


def _told(table: pd.DataFrame) -> str:
    """Say in words the limits of a box that luck hardly gives, and how many others it has."""
    words, more = [], 0
    for row in table.to_dict("records"):
        name, ends = field(row["factor"]), _firm(row)
        if row["levels"]:
            if row["qp"] <= BY_LUCK:
                words.append(f"{name} is {row['levels'].replace(', ', ' or ')}")
            else:
                more += 1
            continue
        more += sum(not np.isnan(row[end]) for end in ("low", "high")) - len(ends)
        if len(ends) == 2:
            words.append(f"{name} is {number(ends['low'])} to {number(ends['high'])}")
        elif "high" in ends:
            words.append(f"{name} is at most {number(ends['high'])}")
        elif ends:
            words.append(f"{name} is at least {number(ends['low'])}")
    if not len(table):
        return "where anything goes"
    if not words:
        return f"in a box none of whose limits can be told from luck (qp above {BY_LUCK})"
    luck = f" (and within {counted(more, 'further limit')} that may be luck: qp above {BY_LUCK})"
    return f"where {' and '.join(words)}{luck * bool(more)}"
