"""Sensitivity by SALib: Sobol indices and Morris' elementary effects, with intervals.

All rows of a design live in the same worlds, so what is apportioned is the mean over these worlds,
a function of the factors alone: luck is in no index. (With other worlds in each row, a factor that
does nothing would show a total index above zero.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from coordsim.research.analysis.designs import Sampled, saltelli, sampled, trajectories
from coordsim.research.analysis.figures import (
    COLOURS,
    MARKERS,
    dots,
    finish,
    legend,
    panels,
    rows,
    zero,
)
from coordsim.research.analysis.finding import Finding
from coordsim.research.analysis.frames import (
    AnalysisError,
    called,
    checked,
    factors_of,
    field,
    groups,
    outcome_of,
    titled,
)
from coordsim.research.analysis.intervals import LEVEL, RESAMPLES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SEED = 1  # of SALib's bootstrap
ORDERS = ("first", "total")
BEYOND = 0.1  # how far an estimated index may lie outside of 0 to 1; assumed
WIDEST = 1.0  # the whole range of an index


@dataclass(frozen=True, eq=False, repr=False)
class Indices(Finding):
    """Sobol indices with 95 % bootstrap intervals. ``table``: a row for each factor and order
    (``first``, ``total``; ``second`` for pairs, named ``a x b``): ``index``, ``low``, ``high``.
    ``readable`` is false where an index lies outside of 0 to 1 by more than a tenth, or its
    interval is wider than 1: the base sample is too small for it, and the title says so.
    ``data``: the design's rows with the mean ``outcome`` of each; ``worlds``: those that all rows
    have.
    """

    by: tuple[str, ...]
    worlds: int

    def plot(self) -> Figure:
        """Return first and total indices, a row for each factor, a panel for each group."""
        parts = groups(self.table, self.by)
        names = list(dict.fromkeys(self.table.loc[self.table["order"] == "total", "factor"]))
        figure, panes = panels(
            self.title, called([levels for levels, _ in parts]), rows(len(names))
        )
        for axes, (_, part) in zip(panes, parts, strict=True):
            for k, order in enumerate(ORDERS):
                mine = part[part["order"] == order]
                mean, low, high = (mine[name].to_numpy() for name in ("index", "low", "high"))
                dots(
                    axes,
                    [field(name) for name in names],
                    mean,
                    (low, high),
                    shift=0.24 * k - 0.12,
                    colour=COLOURS[k],
                    marker=MARKERS[k],
                    label=f"{order} order",
                )
            zero(axes)
            finish(axes, "share of the variance")
        legend(panes[-1])
        return figure


@dataclass(frozen=True, eq=False, repr=False)
class Screening(Finding):
    """Elementary effects over a factor's whole range, in units of the outcome. ``table``: ``mu``
    (mean), ``mu_star`` (mean of absolute values) with its 95 % bootstrap interval, ``sigma``
    (standard deviation: interactions, or effects that are not linear).
    """

    by: tuple[str, ...]
    label: str
    worlds: int

    def plot(self) -> Figure:
        """Return mu* with its interval, a row for each factor, a panel for each group."""
        parts = groups(self.table, self.by)
        names = [field(name) for name in parts[0][1]["factor"]]
        figure, panes = panels(
            self.title, called([levels for levels, _ in parts]), rows(len(names))
        )
        for axes, (_, part) in zip(panes, parts, strict=True):
            mean, low, high = (part[name].to_numpy() for name in ("mu_star", "low", "high"))
            dots(axes, names, mean, (low, high), label="mu*, 95 %")
            axes.plot(part["sigma"], range(len(names)), "x", color=COLOURS[1], label="sigma")
            zero(axes)
            finish(axes, self.label)
        legend(panes[-1])
        return figure


def sobol(
    frame: pd.DataFrame,
    problem: Mapping[str, Any],
    outcome: str,
    *,
    by: Sequence[str] = (),
    design: pd.DataFrame | None = None,
    resamples: int = RESAMPLES,
    label: str | None = None,
) -> Indices:
    """Return Sobol indices of an outcome's mean over worlds, from a Saltelli design whose rows
    stand in its order (Saltelli et al. 2010, *Computer Physics Communications* 181; SALib).

    ``problem``: names and bounds, as SALib has it; ``by``: choices that were crossed with the
    design, each combination of which is analysed by itself; ``design``: its rows, where the frame
    holds equal ones but once, or what was drawn for each point in its order (``designs.sampled``);
    ``label``: what the outcome is called. Raises AnalysisError when the rows are no such design,
    and when the outcome is the same in all of them.
    """
    from SALib.analyze import sobol as salib

    parts, columns = _parts(frame, problem, outcome, by=by, design=design)
    out, data = [], []
    for levels, rows_of in parts:
        second = saltelli(rows_of.x)
        if second is None:
            raise AnalysisError(
                f"{len(rows_of.x)} rows of {', '.join(map(field, rows_of.problem['names']))} are no"
                " Saltelli design in its order; sample one with method saltelli, or give its rows"
                " as design"
            )
        if np.ptp(rows_of.y) == 0:
            raise AnalysisError(f"{outcome} is the same in all rows: there is nothing to apportion")
        found = salib.analyze(
            rows_of.problem,
            rows_of.y,
            calc_second_order=second,
            num_resamples=resamples,
            conf_level=LEVEL,
            seed=SEED,
        )
        out += [levels | row for row in _indices(found, rows_of.problem["names"], second)]
        data.append(rows_of.data.assign(**levels))
    worlds = min(rows_of.each.shape[1] for _, rows_of in parts)
    table = judged(pd.DataFrame(out))
    title = f"{label or titled(outcome)}: Sobol indices, {len(data[0])} rows, worlds: {worlds}"
    joined = pd.concat(data, ignore_index=True)
    return Indices(title + _doubt(table), table, joined, tuple(columns), worlds)


def morris(
    frame: pd.DataFrame,
    problem: Mapping[str, Any],
    outcome: str,
    *,
    by: Sequence[str] = (),
    design: pd.DataFrame | None = None,
    levels: int = 4,
    label: str | None = None,
) -> Screening:
    """Return elementary effects of an outcome's mean over worlds, from Morris trajectories in their
    order (Morris 1991, *Technometrics* 33; Campolongo et al. 2007; SALib).

    ``levels``: of the grid that was sampled; all else as in ``sobol``. Raises AnalysisError when
    the rows are no such design.
    """
    from SALib.analyze import morris as salib

    parts, columns = _parts(frame, problem, outcome, by=by, design=design)
    out, data = [], []
    for group, rows_of in parts:
        if not trajectories(rows_of.x):
            raise AnalysisError(
                f"{len(rows_of.x)} rows of {', '.join(map(field, rows_of.problem['names']))} are no"
                " Morris trajectories in their order, one factor moved at each step; sample them"
                " with method morris, or give their rows as design"
            )
        found = salib.analyze(
            rows_of.problem,
            rows_of.x,
            rows_of.y,
            num_resamples=RESAMPLES,
            conf_level=LEVEL,
            num_levels=levels,
            seed=SEED,
        )
        star, half = (np.asarray(found[name], dtype=float) for name in ("mu_star", "mu_star_conf"))
        for k, name in enumerate(rows_of.problem["names"]):
            out.append(
                group
                | {
                    "factor": name,
                    "mu": float(found["mu"][k]),
                    "mu_star": star[k],
                    "low": star[k] - half[k],
                    "high": star[k] + half[k],
                    "sigma": float(found["sigma"][k]),
                }
            )
        data.append(rows_of.data.assign(**group))
    worlds = min(rows_of.each.shape[1] for _, rows_of in parts)
    title = f"{label or titled(outcome)}: elementary effects, {len(data[0])} rows, worlds: {worlds}"
    joined = pd.concat(data, ignore_index=True)
    return Screening(
        title,
        pd.DataFrame(out),
        joined,
        by=tuple(columns),
        label=label or titled(outcome),
        worlds=worlds,
    )


def _parts(
    frame: pd.DataFrame,
    problem: Mapping[str, Any],
    outcome: str,
    *,
    by: Sequence[str],
    design: pd.DataFrame | None,
) -> tuple[list[tuple[dict[str, Any], Sampled]], list[str]]:
    """Return the design's rows for each group, and the columns that part the groups."""
    outcome_of(checked(frame), outcome)
    columns = factors_of(frame, by)
    parts = [
        (levels, sampled(rows, problem, outcome, design)) for levels, rows in groups(frame, columns)
    ]
    return parts, columns


def judged(table: pd.DataFrame) -> pd.DataFrame:
    """Return indices with ``readable``: whether each is a share, as known as a share has to be."""
    index, wide = table["index"], table["high"] - table["low"]
    return table.assign(readable=index.between(-BEYOND, 1 + BEYOND) & (wide <= WIDEST))


def _doubt(table: pd.DataFrame) -> str:
    """Say in a title how many indices cannot be read; nothing where all can."""
    doubtful = int((~table["readable"]).sum())
    if not doubtful:
        return ""
    return (
        f"; {doubtful} of {len(table)} indices cannot be read (outside of 0 to 1, or with an"
        " interval wider than 1): the base sample is too small"
    )


def _indices(
    found: Mapping[str, Any], names: Sequence[str], second: bool
) -> list[dict[str, float | str]]:
    """Return SALib's indices as rows."""
    keys: list[tuple[str, str, str, Any]] = [
        (name, order, key, k)
        for order, key in (("first", "S1"), ("total", "ST"))
        for k, name in enumerate(names)
    ]
    if second:
        keys += [
            (f"{names[j]} x {names[k]}", "second", "S2", (j, k))
            for j, k in combinations(range(len(names)), 2)
        ]
    out: list[dict[str, float | str]] = []
    for name, order, key, place in keys:
        index, half = float(found[key][place]), float(found[f"{key}_conf"][place])
        out.append(
            {
                "factor": name,
                "order": order,
                "index": index,
                "low": index - half,
                "high": index + half,
            }
        )
    return out
