"""Main effects and interactions of factors that were crossed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from coordsim.core.records import Floats
from coordsim.research.analysis.figures import COLOURS, MARKERS, canvas, dots, finish, legend, rows
from coordsim.research.analysis.finding import Finding
from coordsim.research.analysis.frames import (
    AnalysisError,
    Means,
    checked,
    factors_of,
    field,
    means_of,
    titled,
)
from coordsim.research.analysis.intervals import between, over_worlds, resampled
from coordsim.show.numbers import number, spelt

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False, repr=False)
class Effects(Finding):
    """Main effects and two-way interactions with 95 % intervals over worlds. ``table``: a row for
    each term and its levels: ``effect`` is how far the mean at these levels lies from what the
    grand mean and, for an interaction, the main effects say; effects of a term sum to zero.
    ``shares``: the part of the variance between cells that each term explains, with a bootstrap
    interval over worlds; what is left over belongs to higher interactions. ``data``: the mean of
    each cell with its interval.
    """

    shares: pd.DataFrame
    label: str
    grand_mean: float

    def plot(self) -> Figure:
        """Return cell means with intervals over the levels of the factor that explains most, a line
        for each level of the next.
        """
        mains = self.shares[~self.shares["term"].str.contains(" x ")]
        ordered = list(mains.sort_values("share", ascending=False, kind="stable")["term"])
        wide = len(ordered) > 1
        across, apart = ordered[0], ordered[1] if wide else None
        names = spelt(list(pd.unique(self.data[across])))
        figure = canvas(self.title, height=rows(len(names)) + 0.6)
        axes = figure.add_subplot()
        kinds = list(pd.unique(self.data[apart])) if apart else [None]
        for k, (kind, word) in enumerate(zip(kinds, spelt(kinds), strict=True)):
            mine = self.data if kind is None else self.data[self.data[apart] == kind]
            each = mine.groupby(across, sort=False)[["mean", "low", "high"]].mean()
            mean, low, high = (each[name].to_numpy() for name in ("mean", "low", "high"))
            dots(
                axes,
                names,
                mean,
                (low, high),
                shift=(k - (len(kinds) - 1) / 2) * 0.5 / len(kinds),
                colour=COLOURS[k % len(COLOURS)],
                marker=MARKERS[k % len(MARKERS)],
                label=None if apart is None else f"{field(apart)} = {word}",
            )
        finish(axes, self.label, field(across))
        if wide:
            legend(axes)
        return figure


def effects(
    frame: pd.DataFrame, outcome: str, factors: Sequence[str], *, label: str | None = None
) -> Effects:
    """Return main effects and two-way interactions of factors on an outcome.

    ``factors``: those that were crossed; whatever else was varied has to be the same in each of
    their combinations, and is averaged over. ``label``: what the outcome is called. Raises
    AnalysisError where a combination is missing, or where they do not hold equally many points:
    sampled factors are for ``sobol`` and ``surface``.
    """
    names = factors_of(checked(frame), factors)
    if not names:
        raise AnalysisError("factors is empty; needed is at least one")
    means = means_of(frame, outcome, names)
    levels = [_levels(means.points[name]) for name in names]
    single = [field(name) for name, mine in zip(names, levels, strict=True) if len(mine) < 2]
    if single:
        raise AnalysisError(f"{single[0]} has one level only; an effect needs two")
    cells = _cells(means, names, levels)
    contrasts = _contrasts(names, [len(mine) for mine in levels])
    found = over_worlds(np.vstack([one.weights for one in contrasts]) @ cells, means.values)
    table, start = [], 0
    for one in contrasts:
        for place in product(*(range(len(levels[k])) for k in one.factors)):
            told = [f"{levels[k][at]}" for k, at in zip(one.factors, place, strict=True)]
            table.append(
                {
                    "term": " x ".join(names[k] for k in one.factors),
                    "levels": ", ".join(told),
                    "effect": found.mean[start],
                    "low": found.low[start],
                    "high": found.high[start],
                    "worlds": found.worlds,
                }
            )
            start += 1
    data = pd.DataFrame(list(product(*levels)), columns=names)
    each = over_worlds(cells, means.values)
    data = data.assign(mean=each.mean, low=each.low, high=each.high)
    grand = float(each.mean.mean())
    title = (
        f"{label or titled(outcome)}: effects of {', '.join(map(field, names))}; mean"
        f" {number(grand)}, worlds: {found.worlds}"
    )
    shares = _shares(contrasts, cells, means, names)
    return Effects(
        title,
        pd.DataFrame(table),
        data,
        shares=shares,
        label=label or titled(outcome),
        grand_mean=grand,
    )


@dataclass(frozen=True, eq=False)
class _Term:
    """One term: the places of its factors, and its effects from the means of cells (K, cells)."""

    factors: tuple[int, ...]
    weights: Floats


def _levels(column: pd.Series[Any]) -> list[Any]:
    levels = list(pd.unique(column))
    return sorted(levels) if pd.api.types.is_numeric_dtype(column.dtype) else levels


def _cells(means: Means, names: list[str], levels: list[list[Any]]) -> Floats:
    """Return how cells are averaged from points, (cells, points). Raises AnalysisError where they
    are not crossed evenly.
    """
    place = {cell: k for k, cell in enumerate(product(*levels))}
    mine = [place[tuple(row)] for row in means.points[names].itertuples(index=False)]
    n = np.bincount(mine, minlength=len(place))
    if n.min() < n.max():
        cell = list(place)[int(n.argmin())]
        told = ", ".join(f"{field(name)} = {at}" for name, at in zip(names, cell, strict=True))
        raise AnalysisError(
            f"{told} has {n.min()} points where others have {n.max()}; effects need factors that"
            " were crossed (sampled ones are for sobol and surface)"
        )
    out = np.zeros((len(place), len(means.points)))
    out[mine, np.arange(len(mine))] = 1 / n[0]
    return out


def _contrasts(names: list[str], sizes: list[int]) -> list[_Term]:
    """Return the terms up to two factors, as Kronecker products of averaging and centring."""
    averaging = [np.full((1, size), 1 / size) for size in sizes]
    centring = [np.eye(size) - 1 / size for size in sizes]
    orders = [(k,) for k in range(len(names))] + list(combinations(range(len(names)), 2))
    out = []
    for factors in orders:
        weights = np.ones((1, 1))
        for k in range(len(names)):
            weights = np.kron(weights, centring[k] if k in factors else averaging[k])
        out.append(_Term(tuple(factors), weights))
    return out


def _shares(terms: list[_Term], cells: Floats, means: Means, names: list[str]) -> pd.DataFrame:
    """Return the share of the variance between cells of each term, with a bootstrap over worlds."""
    values = means.values
    found = _parts(terms, (cells @ means.means)[:, None])[:, 0]
    whole = ~np.isnan(values).any(axis=0)
    low = high = np.full(len(terms), np.nan)
    if whole.sum() > 1:
        each = cells @ values[:, whole]
        drawn = resampled(each.shape[1])
        low, high = between(_parts(terms, each[:, drawn].mean(axis=2)).T)
    return pd.DataFrame(
        {
            "term": [" x ".join(names[k] for k in term.factors) for term in terms],
            "share": found,
            "low": low,
            "high": high,
        }
    )


def _parts(terms: list[_Term], cells: Floats) -> Floats:
    """Return the share of each term, (terms, B), in cells of (cells, B)."""
    total = cells.var(axis=0)
    out = [((term.weights @ cells) ** 2).mean(axis=0) for term in terms]
    parts = np.vstack(out)
    return np.divide(parts, total, out=np.zeros_like(parts), where=total > 0)
