"""Paired contrasts: what a treatment does, point by point and world by world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from coordsim.research.analysis.figures import canvas, dots, finish, rows, zero
from coordsim.research.analysis.finding import Finding
from coordsim.research.analysis.frames import (
    POINT,
    SEED,
    AnalysisError,
    called,
    checked,
    factor_of,
    factors_of,
    field,
    groups,
    level_of,
    means_of,
    numeric,
    outcome_of,
    titled,
    unit_of,
)
from coordsim.research.analysis.intervals import Estimates, over_worlds
from coordsim.show.numbers import counted, estimate, number
from coordsim.show.palette import GREY

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from coordsim.research.analysis.discovery import Box
    from coordsim.research.analysis.factorial import Effects
    from coordsim.research.analysis.response import Surface
    from coordsim.research.analysis.sensitivity import Indices, Screening
    from coordsim.research.analysis.sizes import Power

TREATMENT, CONTROL, DIFFERENCE = "treatment", "control", "difference"
COPY = "copy"
MOST_LEVELS = 8  # levels of a number that are shown one by one; more are put into classes
CLASSES = 4


@dataclass(frozen=True, eq=False, repr=False)
class Groups(Finding):
    """A contrast within groups: one row for each combination of levels, ``n`` pairs of so many
    ``points`` in so many ``worlds``. Intervals are for each group by itself, not for all at once,
    and two beside each other are no test of their difference: groups share their worlds, so the
    difference may be clear where intervals overlap. For that ask ``Contrast.effects``,
    ``Contrast.surface``, or a contrast of ``Contrast.data`` (a difference of differences).
    """

    by: tuple[str, ...]
    kpi: str

    def plot(self) -> Figure:
        """Return dots with intervals, a row for each group."""
        names = called(self.table[list(self.by)].to_dict("records"))
        figure = canvas(self.title, height=rows(len(names)))
        axes = figure.add_subplot()
        mean, low, high = (self.table[name].to_numpy() for name in ("mean", "low", "high"))
        dots(axes, names, mean, (low, high))
        zero(axes)
        finish(axes, f"{titled(self.kpi)}, difference")
        return figure


@dataclass(frozen=True, eq=False, repr=False)
class Contrast(Finding):
    """Treatment less control in pairs of the same point and world. Every point counts alike; the
    95 % interval is over worlds, points as they are (``coordsim.research.analysis.intervals``).

    ``n``: pairs, each of a point and a world (what is replicated are worlds: ``power`` counts
    these); ``unpaired``: firms without a partner or a value; ``variance_reduction``: how many times
    larger the variance of the mean difference within points would be had treatment and control
    lived in different worlds, below 1 where it would be smaller. ``data`` has a row for each pair,
    in the order of the treatment's points: ``point``, factors, ``seed``, ``treatment``,
    ``control``, ``difference``.
    """

    factor: str
    treatment: Any
    control: Any
    kpi: str
    factors: tuple[str, ...]
    mean: float
    low: float
    high: float
    n: int
    unpaired: int
    variance_reduction: float
    problem: Mapping[str, Any] | None = None
    design: pd.DataFrame | None = None

    @property
    def name(self) -> str:
        """What the contrast is called: factor, treatment, control."""
        return f"{field(self.factor)}: {self.treatment} - {self.control}"

    @property
    def label(self) -> str:
        """What stands at axes and in titles: the contrast, and the KPI with its unit."""
        return f"{self.name}, {titled(self.kpi)}"

    @property
    def means(self) -> pd.Series[float]:
        """The mean difference of each point, by point, in the order of the design."""
        return self.data.groupby(POINT, sort=False)[DIFFERENCE].mean()

    def by(self, *names: str) -> Groups:
        """Return the contrast within groups of other factors, which describes and does not test
        (``Groups``). A number with more than 8 levels is put into 4 classes of as many points each.
        Raises AnalysisError for what is no other factor.
        """
        if not names:
            raise AnalysisError(f"by needs a factor; allowed: {_told(self.factors)}")
        columns = [factor_of(name, self.factors) for name in names]
        data = self.data.copy()
        for name in columns:
            if numeric(data, name) and data[name].nunique() > MOST_LEVELS:
                data[name] = _classes(data[name])
        ranks = {
            name: data[name] if numeric(data, name) else pd.factorize(data[name])[0]
            for name in columns
            if not isinstance(data[name].dtype, pd.CategoricalDtype)
        }  # words in the order in which they come
        wanted = data.iloc[
            data[columns].assign(**ranks).reset_index(drop=True).sort_values(columns).index
        ]
        table = pd.DataFrame([levels | _row(part) for levels, part in groups(wanted, columns)])
        title = f"{self.name} by {_told(columns)}"
        return Groups(title, table, data, tuple(columns), self.kpi)

    def sobol(self, problem: Mapping[str, Any] | None = None, **options: Any) -> Indices:
        """Return which factors the size of the contrast depends on: Sobol indices of the
        difference, for a Saltelli design over the problem's factors
        (``coordsim.research.analysis.sobol``).
        """
        from coordsim.research.analysis.sensitivity import sobol

        chosen = self._problem(problem)
        return sobol(self.data, chosen, DIFFERENCE, **(self._named(chosen) | options))

    def morris(self, problem: Mapping[str, Any] | None = None, **options: Any) -> Screening:
        """Return elementary effects on the contrast, for a Morris design over the problem's
        factors (``coordsim.research.analysis.morris``).
        """
        from coordsim.research.analysis.sensitivity import morris

        chosen = self._problem(problem)
        return morris(self.data, chosen, DIFFERENCE, **(self._named(chosen) | options))

    def effects(self, factors: Sequence[str] | None = None) -> Effects:
        """Return main effects and interactions of other factors on the contrast, of all that vary
        when none are named (``coordsim.research.analysis.effects``).
        """
        from coordsim.research.analysis.factorial import effects

        chosen = self._varied if factors is None else factors
        return effects(self.data, DIFFERENCE, chosen, label=self.label)

    def prim(self, interesting: Any = None, **options: Any) -> Box:
        """Return a box of factors in which the contrast is of interest: ``above=`` or ``below=`` a
        number, or a mask by point such as ``contrast.means < 100``
        (``coordsim.research.analysis.prim``).
        """
        from coordsim.research.analysis.discovery import prim

        told = {"mask": interesting, "label": self.name}
        return prim(self.data, DIFFERENCE, self._varied, **(told | options))

    def surface(self, factors: Sequence[str] | None = None) -> Surface:
        """Return a second-order response surface of the contrast over other factors, over all that
        vary when none are named. Its coefficients say on what the contrast hangs, in units of the
        KPI for each half of a factor's range, with intervals over worlds
        (``coordsim.research.analysis.surface``).
        """
        from coordsim.research.analysis.response import surface

        chosen = self._varied if factors is None else factors
        return surface(self.data, DIFFERENCE, chosen, label=self.label, unit=unit_of(self.kpi))

    def power(self, effect: float | None = None, **options: Any) -> Power:
        """Return how many worlds show an effect, the one that was found where none is given
        (``coordsim.research.analysis.power``). The spread is that over worlds of the mean over
        points; with one point a world is a pair. Raises AnalysisError where there is but one world.
        """
        from coordsim.research.analysis.sizes import power

        found, points = _mean_of(self.data)
        if found.worlds < 2:
            raise AnalysisError("there is one world, and a spread needs two; run more worlds")
        wanted = abs(self.mean) if effect is None else effect
        told = {"points": points, "seen": found.worlds}
        return power(wanted, float(found.sd[0]), design="paired", **(told | options))

    def plot(self) -> Figure:
        """Return the mean with its interval, above the differences of single worlds."""
        figure = canvas(self.title, height=2.6)
        axes = figure.add_subplot()
        each = self.data.groupby(SEED)[DIFFERENCE].mean().to_numpy()
        axes.plot(each, np.full(len(each), 1), "|", color=GREY, markersize=14)
        mean, low, high = (
            np.array([end, np.nan]) for end in (self.mean, self.low, self.high)
        )  # the second row is that of the worlds
        dots(axes, ["mean, 95 %", "worlds"], mean, (low, high))
        zero(axes)
        finish(axes, f"{titled(self.kpi)}, difference")
        return figure

    @property
    def _varied(self) -> list[str]:
        return [name for name in self.factors if self.data[name].nunique(dropna=False) > 1]

    def _problem(self, problem: Mapping[str, Any] | None) -> Mapping[str, Any]:
        chosen = self.problem if problem is None else problem
        if chosen is None:
            raise AnalysisError(
                "problem is missing: give the design's problem, as SALib has it, with names and"
                " bounds"
            )
        return chosen

    def _named(self, problem: Mapping[str, Any]) -> dict[str, Any]:
        """Return the factors that a problem does not sample, and what the difference is called."""
        sampled = [factor_of(name, self.factors) for name in problem["names"]]
        left = [name for name in self.factors if name not in sampled]
        return {"by": left, "label": self.label, "design": self.design}


def contrast(
    frame: pd.DataFrame,
    factor: str,
    treatment: Any,
    control: Any,
    kpi: str,
    *,
    factors: Sequence[str],
    problem: Mapping[str, Any] | None = None,
    design: pd.DataFrame | None = None,
) -> Contrast:
    """Return treatment less control of a KPI, in pairs of equal worlds and equal other factors.

    ``factors``: all that was varied. ``problem``: how the points were sampled, as SALib has it, and
    ``design``: what was drawn (``designs.sampled``), for ``sobol`` and ``morris``. Raises
    AnalysisError for names and levels that are not there, and when nothing can be paired.
    """
    kpi = outcome_of(checked(frame), kpi)
    names = factors_of(frame, factors)
    factor = factor_of(factor, names)
    others = [name for name in names if name != factor]
    levels = {
        TREATMENT: level_of(frame, factor, treatment),
        CONTROL: level_of(frame, factor, control),
    }
    if levels[TREATMENT] == levels[CONTROL]:
        raise AnalysisError(f"treatment and control are both {control}; needed are two levels")
    arms = {arm: _arm(frame, factor, level, [*others, kpi]) for arm, level in levels.items()}
    data = _paired(arms, others, kpi)
    if data.empty:
        raise AnalysisError(
            f"no firm of {field(factor)} = {levels[TREATMENT]} lives in the world of one of"
            f" {levels[CONTROL]} that is alike in {_told(others)} and has a value of {kpi}"
        )
    row = _row(data)
    told = f"{field(factor)}: {levels[TREATMENT]} - {levels[CONTROL]}"
    gap = _Ends(row["mean"], row["low"], row["high"])
    title = (
        f"{told}, {titled(kpi)}: {estimate(gap)}; {counted(row['n'], 'pair')} of"
        f" {counted(row['points'], 'point')} in {counted(row['worlds'], 'world')}"
        f"{_pairing(row['variance_reduction'])}"
    )
    return Contrast(
        title,
        pd.DataFrame([{"kpi": kpi, "contrast": told} | row]),
        data,
        factor=factor,
        treatment=levels[TREATMENT],
        control=levels[CONTROL],
        kpi=kpi,
        factors=tuple(others),
        mean=row["mean"],
        low=row["low"],
        high=row["high"],
        n=row["n"],
        unpaired=sum(map(len, arms.values())) - 2 * len(data),
        variance_reduction=row["variance_reduction"],
        problem=problem,
        design=design,
    )


@dataclass(frozen=True)
class _Ends:
    mean: float
    low: float
    high: float


def _told(columns: Sequence[str]) -> str:
    return ", ".join(map(field, columns)) or "none"


def _arm(frame: pd.DataFrame, factor: str, level: Any, columns: list[str]) -> pd.DataFrame:
    """Return the firms of one level; where a design came to the same point twice, ``COPY`` numbers
    its rows. Raises AnalysisError where two points differ in nothing that is named, and yet in what
    came of them.
    """
    mine = frame.loc[frame[factor] == level, [POINT, SEED, *columns]].drop_duplicates()
    keys = [SEED, *columns[:-1]]
    rows: pd.DataFrame = mine.assign(**{COPY: mine.groupby(keys, dropna=False).cumcount()})
    again = mine.duplicated(keys) & ~mine.duplicated([*keys, columns[-1]])
    if again.any():
        one = rows[again].iloc[0]
        raise AnalysisError(
            f"point {one[POINT]} and another one are alike in {field(factor)} = {level} and in"
            f" {_told(columns[:-1])} in world {one[SEED]}: name all that was varied in factors"
        )
    return rows


def _paired(arms: Mapping[str, pd.DataFrame], others: list[str], kpi: str) -> pd.DataFrame:
    treated = arms[TREATMENT].rename(columns={kpi: TREATMENT})
    control = arms[CONTROL].rename(columns={kpi: CONTROL}).drop(columns=POINT)
    data = treated.merge(control, on=[*others, SEED, COPY], how="inner")
    data = data.dropna(subset=[TREATMENT, CONTROL]).reset_index(drop=True)
    data[DIFFERENCE] = data[TREATMENT] - data[CONTROL]
    out: pd.DataFrame = data[[POINT, *others, SEED, TREATMENT, CONTROL, DIFFERENCE]]
    return out


def _row(data: pd.DataFrame) -> dict[str, Any]:
    """Return the numbers of one group of pairs."""
    found, points = _mean_of(data)
    return {
        "mean": float(found.mean[0]),
        "low": float(found.low[0]),
        "high": float(found.high[0]),
        "n": len(data),
        "points": points,
        "worlds": found.worlds,
        "variance_reduction": _reduction(data),
        "control_mean": float(data.groupby(POINT)[CONTROL].mean().mean()),
    }


def _mean_of(data: pd.DataFrame) -> tuple[Estimates, int]:
    """Return the mean difference over points, and how many these are."""
    means = means_of(data, DIFFERENCE, [])
    points = len(means.points)
    return over_worlds(np.full(points, 1 / points), means.values), points


def _reduction(data: pd.DataFrame) -> float:
    """Return the variance of unpaired differences within points over that of paired ones; nan where
    no point has two worlds or nothing varies.
    """
    apart = data.groupby(POINT)[[TREATMENT, CONTROL, DIFFERENCE]].var(ddof=1).dropna().sum()
    unpaired, paired = float(apart[TREATMENT] + apart[CONTROL]), float(apart[DIFFERENCE])
    if paired > 0:
        return unpaired / paired
    return np.inf if unpaired > 0 else np.nan


def _pairing(reduction: float) -> str:
    """Say in a title what pairing did to the variance; nothing where it is not known."""
    if np.isnan(reduction):
        return ""
    if np.isinf(reduction):
        return ", no variance left by pairing"
    size, told = (reduction, "smaller") if reduction >= 1 else (1 / reduction, "larger")
    return f", variance {number(size)} times {told} by pairing"


def _classes(levels: pd.Series[Any]) -> pd.Series[Any]:
    """Put numbers into classes of about as many points each, called by their ends."""
    distinct = np.unique(levels)
    edges = np.quantile(distinct, np.linspace(0, 1, CLASSES + 1))
    place = np.clip(np.searchsorted(edges, levels, side="right") - 1, 0, CLASSES - 1)
    for digits in range(3, 18):  # as many as tell the classes apart
        ends = [number(edge, matter=digits) for edge in edges]
        if len(set(ends)) == len(ends):
            break
    names = [f"{a} to {b}" for a, b in pairwise(ends)]
    made = pd.Categorical.from_codes(place, pd.Index(names), ordered=True)
    return pd.Series(made, index=levels.index)
