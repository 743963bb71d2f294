"""Second-order response surfaces by least squares (Box & Wilson 1951; Myers, Montgomery &
Anderson-Cook 2016, *Response Surface Methodology*).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from coordsim.core.records import Floats
from coordsim.research.analysis.figures import COLOURS, canvas, finish, legend
from coordsim.research.analysis.finding import Finding
from coordsim.research.analysis.frames import (
    AnalysisError,
    checked,
    factor_of,
    factors_of,
    field,
    level_of,
    means_of,
    numeric,
    titled,
    unit_of,
)
from coordsim.research.analysis.intervals import over_worlds
from coordsim.show.numbers import share, spelt

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FINE = 41  # places along an axis of a figure


@dataclass(frozen=True)
class Term:
    """A product of coded factors: numbers run from -1 to 1 over their range, a level of a choice is
    1 where it is chosen. No parts: the intercept.
    """

    parts: tuple[tuple[str, Any], ...]

    @property
    def name(self) -> str:
        """What it is called in tables."""
        if not self.parts:
            return "intercept"
        words = [name if level is None else f"{name} = {level}" for name, level in self.parts]
        if len(words) == 2 and words[0] == words[1]:
            return f"{words[0]}^2"
        return " x ".join(words)


@dataclass(frozen=True, eq=False, repr=False)
class Surface(Finding):
    """A response surface. ``table``: coefficients with 95 % intervals, the ``unit`` of all three,
    and what each ``means``. Numbers are coded to run from -1 to 1 over the range that was run, so
    that a coefficient is what half that range is worth, seen from its middle; a level of a choice
    is held against the first one. The intervals are Student's t over so many ``worlds``: what other
    worlds would have given at the same points, not what other points would, and nothing of what
    the surface fits badly (``q2``). ``r2``: share of the variance between points
    that it explains; ``q2``: the same for points left out of the fit one by one (1 - PRESS / SS):
    far below ``r2``, or low, it should not be read. ``data``: points with mean and fitted value.
    """

    label: str
    terms: tuple[Term, ...]
    ranges: Mapping[str, tuple[float, float]]
    levels: Mapping[str, tuple[Any, ...]]
    fit: Floats
    values: Floats
    r2: float
    q2: float

    def predict(self, at: pd.DataFrame) -> pd.DataFrame:
        """Return the surface at some points, with 95 % intervals over worlds (of the fit, not of a
        new firm). ``at``: a column for each factor. Raises AnalysisError for numbers out of the
        range that was run, for levels that were not, and where a factor is missing.
        """
        x = at.rename(columns=lambda name: factor_of(name, self.factors))
        for name in self.factors:
            if name not in x:
                raise AnalysisError(f"at has no column for {field(name)}")
        for name, (low, high) in self.ranges.items():
            out = x[(x[name] < low) | (x[name] > high)]
            if len(out):
                raise AnalysisError(
                    f"{field(name)} = {out[name].iloc[0]} was not run; allowed: {low} to {high}"
                )
        for name, known in self.levels.items():
            strange = x.loc[~x[name].isin(known), name]
            if len(strange):
                level_of(pd.DataFrame({name: list(known)}), name, strange.iloc[0])
        found = over_worlds(_matrix(x, self.terms, self.ranges) @ self.fit, self.values)
        return x[self.factors].assign(mean=found.mean, low=found.low, high=found.high)

    @property
    def factors(self) -> list[str]:
        """The columns of its factors, numbers first."""
        return [*self.ranges, *self.levels]

    def plot(self, x: str | None = None, y: str | None = None) -> Figure:
        """Return contours over two numbers, the two with the largest coefficients when none is
        named; a curve for each level of a choice where there is one number alone. What is not drawn
        stands in the middle of its range, a choice at its first level; the title says where.
        """
        numbers = self._ranked()
        if not numbers:
            raise AnalysisError("the surface has no number to draw over; effects draws choices")
        chosen = [factor_of(name, list(self.ranges)) for name in (x, y) if name is not None]
        across = (chosen + [name for name in numbers if name not in chosen])[:2]
        return self._curves(across[0]) if len(across) == 1 else self._contours(across)

    def _ranked(self) -> list[str]:
        size = dict.fromkeys(self.ranges, 0.0)
        for term, value in zip(self.terms, self.table["coefficient"], strict=True):
            for name, level in term.parts:
                if level is None:
                    size[name] += abs(float(value)) / len(term.parts)
        return sorted(size, key=lambda name: -size[name])

    def _contours(self, across: list[str]) -> Figure:
        lines = [np.linspace(*self.ranges[name], FINE) for name in across]
        gx, gy = np.meshgrid(*lines)
        at = pd.DataFrame({across[0]: gx.ravel(), across[1]: gy.ravel()})
        rest = {
            name: value
            for name, value in _middle(self.ranges, self.levels).items()
            if name not in across
        }
        mean = self.predict(at.assign(**rest))["mean"].to_numpy().reshape(gx.shape)
        told = _at(rest)
        figure = canvas(self.title + (f"; {told}" if told else ""))
        axes = figure.add_subplot()
        drawn = axes.contourf(gx, gy, mean, levels=12, cmap="cividis")
        axes.plot(self.data[across[0]], self.data[across[1]], ".", color=COLOURS[-1], markersize=3)
        figure.colorbar(drawn, ax=axes, label=self.label)
        finish(axes, field(across[0]), field(across[1]))
        axes.grid(visible=False)
        return figure

    def _curves(self, across: str) -> Figure:
        figure = canvas(f"{self.title}; 95 % over worlds")
        axes = figure.add_subplot()
        line = np.linspace(*self.ranges[across], FINE)
        choice = next(iter(self.levels), None)
        for k, level in enumerate(self.levels[choice] if choice else (None,)):
            rest = _middle(self.ranges, self.levels) | ({choice: level} if choice else {})
            at = pd.DataFrame({across: line}).assign(
                **{name: value for name, value in rest.items() if name != across}
            )
            found = self.predict(at)
            colour = COLOURS[k % len(COLOURS)]
            axes.plot(line, found["mean"], color=colour, label=f"{level}" if choice else "mean")
            axes.fill_between(line, found["low"], found["high"], color=colour, alpha=0.2, lw=0)
        finish(axes, field(across), self.label, grid="y")
        if choice:
            legend(axes)
        return figure


def surface(
    frame: pd.DataFrame,
    outcome: str,
    factors: Sequence[str],
    *,
    label: str | None = None,
    unit: str | None = None,
) -> Surface:
    """Return the second-order surface of an outcome's means over factors: numbers with squares
    (where they have three levels or more), choices by level, and all products of two. ``label``:
    what the outcome is called; ``unit``: its unit, that of the KPI where none is given.

    Raises AnalysisError when there are fewer points than terms, when points do not tell terms
    apart, and when every point gives the same.
    """
    names = factors_of(checked(frame), factors)
    if not names:
        raise AnalysisError("factors is empty; needed is at least one")
    means = means_of(frame, outcome, names)
    ranges, levels = {}, {}
    for name in names:
        column = means.points[name]
        if column.nunique() < 2:
            raise AnalysisError(f"{field(name)} has one level only; a surface needs two")
        if numeric(means.points, name):
            ranges[name] = (float(column.min()), float(column.max()))
        else:
            levels[name] = tuple(pd.unique(column))
    terms = _terms(means.points, ranges, levels)
    x = _matrix(means.points, terms, ranges)
    if len(x) <= len(terms):
        raise AnalysisError(f"{len(x)} points for {len(terms)} terms; needed are more points")
    if np.linalg.matrix_rank(x) < len(terms):
        raise AnalysisError(f"the points do not tell the {len(terms)} terms apart; use a design")
    fit = np.linalg.pinv(x)
    found = over_worlds(fit, means.values)
    fitted, y = x @ found.mean, means.means
    total = float(((y - y.mean()) ** 2).sum())
    if total == 0:
        raise AnalysisError(f"{outcome} is the same at all points: there is no surface")
    left_out = (y - fitted) / (1 - np.einsum("ij,ji->i", x, fit)).clip(1e-12)
    r2 = 1 - float(((y - fitted) ** 2).sum()) / total
    q2 = 1 - float((left_out**2).sum()) / total
    table = pd.DataFrame(
        {
            "term": [term.name for term in terms],
            "coefficient": found.mean,
            "low": found.low,
            "high": found.high,
            "unit": unit_of(outcome) if unit is None else unit,
            "means": [_means(term, ranges, levels) for term in terms],
            "worlds": found.worlds,
        }
    )
    called = label or titled(outcome)
    told = f"R² {share(r2)}, for points left out {share(q2)}"
    return Surface(
        f"{called}: response surface, {told}",
        table,
        means.points.assign(mean=y, fitted=fitted),
        label=called,
        terms=terms,
        ranges=ranges,
        levels=levels,
        fit=fit,
        values=means.values,
        r2=r2,
        q2=q2,
    )


def _at(place: Mapping[str, Any]) -> str:
    """Say where something is, numbers with the digits that matter."""
    return ", ".join(f"{field(name)} = {spelt([level])[0]}" for name, level in place.items())


def _middle(
    ranges: Mapping[str, tuple[float, float]], levels: Mapping[str, tuple[Any, ...]]
) -> dict[str, Any]:
    """Return the middle of all ranges, and the first level of all choices."""
    middle: dict[str, Any] = {name: (low + high) / 2 for name, (low, high) in ranges.items()}
    return middle | {name: known[0] for name, known in levels.items()}


def _means(
    term: Term,
    ranges: Mapping[str, tuple[float, float]],
    levels: Mapping[str, tuple[Any, ...]],
) -> str:
    """Say what a coefficient means."""
    if not term.parts:
        return f"at {_at(_middle(ranges, levels))}"
    words = [_step(name, level, ranges, levels) for name, level in term.parts]
    if len(words) == 1:
        return words[0]
    if words[0] == words[1]:
        return f"at both ends of {field(term.parts[0][0])}, beside the straight line"
    return " and ".join(words) + ", beside both alone"


def _step(
    name: str,
    level: Any,
    ranges: Mapping[str, tuple[float, float]],
    levels: Mapping[str, tuple[Any, ...]],
) -> str:
    """Say what a coded factor at 1 stands for."""
    if level is not None:
        return f"{field(name)} {level} in place of {levels[name][0]}"
    low, high = ranges[name]
    middle, end = spelt([(low + high) / 2, high])
    return f"{field(name)} from {middle} to {end}, half its range"


def _terms(
    points: pd.DataFrame,
    ranges: Mapping[str, tuple[float, float]],
    levels: Mapping[str, tuple[Any, ...]],
) -> tuple[Term, ...]:
    linear: list[tuple[str, Any]] = [(name, None) for name in ranges]
    linear += [(name, level) for name, known in levels.items() for level in known[1:]]
    squares = [Term(((name, None), (name, None))) for name in ranges if points[name].nunique() > 2]
    products = [Term((a, b)) for a, b in combinations(linear, 2) if a[0] != b[0]]
    first = [Term(()), *(Term((one,)) for one in linear)]
    return tuple(first + squares + products)


def _matrix(
    points: pd.DataFrame, terms: Sequence[Term], ranges: Mapping[str, tuple[float, float]]
) -> Floats:
    """Return the coded terms at points, (points, terms)."""
    out = np.ones((len(points), len(terms)))
    for k, term in enumerate(terms):
        for name, level in term.parts:
            column = points[name].to_numpy()
            if level is None:
                low, high = ranges[name]
                out[:, k] *= (2 * column.astype(float) - low - high) / (high - low)
            else:
                out[:, k] *= column == level
    return out
