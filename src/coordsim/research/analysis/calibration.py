"""Calibration: numbers of a scenario that bring its KPIs to what a firm measured, looked for by
Optuna's TPE on common worlds and held against the targets again in fresh ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from coordsim.core.records import Floats
from coordsim.core.spelling import shown
from coordsim.research.analysis.candidates import (
    CANDIDATES,
    Candidate,
    Evaluate,
    refused,
    space_of,
    tried,
    valued,
    worlds_of,
)
from coordsim.research.analysis.figures import canvas, dots, finish, rows
from coordsim.research.analysis.finding import Finding
from coordsim.research.analysis.frames import AnalysisError, field
from coordsim.research.analysis.intervals import over_worlds
from coordsim.show.numbers import number
from coordsim.show.palette import GREY, LINE_2, OPERATIONS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TRIED_BLINDLY = 20  # candidates


@dataclass(frozen=True)
class Target:
    """What a KPI has to come to, and how far off it may be: measurement error, and what the model
    is forgiven.
    """

    value: float
    tolerance: float


@dataclass(frozen=True, eq=False, repr=False)
class Calibration(Finding):
    """The candidate next to the targets. ``table``: a row for each target: its value and tolerance,
    the mean in the worlds of the search, the mean in fresh ones with its 95 % interval, and whether
    that mean is ``within`` the tolerance. ``best``: its levels. ``data``: all candidates with means
    and ``distance``, the root mean square of what is missing, in tolerances. ``identified``: for
    each field what all candidates within every tolerance take: where that is its whole range, the
    targets say nothing about it; where there is no such candidate, it is empty, and the title says
    so.
    """

    best: Mapping[str, Any]
    identified: pd.DataFrame
    refused: pd.DataFrame

    def plot(self) -> Figure:
        """Return how far off the best is, in tolerances, and how the search came to it."""
        figure = canvas(self.title, width=9.6, height=max(3.2, rows(len(self.table))))
        left, right = figure.subplots(1, 2)
        scale = self.table["tolerance"].to_numpy()
        aim = self.table["target"].to_numpy()
        mean, low, high = (
            (self.table[name].to_numpy() - aim) / scale for name in ("fresh", "low", "high")
        )
        left.axvspan(-1, 1, color=LINE_2)
        dots(left, list(self.table["kpi"]), mean, (low, high))
        finish(left, "off the target in fresh worlds, tolerances")
        distance = self.data["distance"].to_numpy()
        right.plot(np.arange(1, len(distance) + 1), distance, ".", color=GREY)
        right.step(
            np.arange(1, len(distance) + 1),
            np.minimum.accumulate(distance),
            color=OPERATIONS,
            where="post",
        )
        right.set_yscale("log")
        finish(right, "candidate", "distance, tolerances", grid="y")
        return figure


def calibrate(
    evaluate: Evaluate,
    over: Mapping[str, Any],
    targets: Mapping[str, Target | tuple[float, float]],
    *,
    seeds: Sequence[int],
    check_seeds: Sequence[int],
    candidates: int = CANDIDATES,
) -> Calibration:
    """Look for the levels whose means over ``seeds`` come next to ``targets`` (KPI -> value and
    tolerance), and hold them against these in ``check_seeds``; all else as in ``search``. Raises
    AnalysisError for targets and worlds that do not fit.
    """
    aims = _targets(targets)
    mine, fresh = worlds_of(seeds, check_seeds)
    space = space_of(over)
    found = tried(
        evaluate,
        space,
        mine,
        list(aims),
        score=lambda values: [_distance(values, aims)],
        sampler="TPESampler",
        directions=["minimize"],
        candidates=candidates,
        settings={"n_startup_trials": TRIED_BLINDLY, "multivariate": True},
    )
    kept = [one for one in found if not one.reason]
    best = min(kept, key=lambda one: one.score[0])
    table = _table(best, valued(evaluate, best.levels, fresh, list(aims)), aims)
    data = pd.DataFrame(
        [
            one.levels
            | {name: float(values.mean()) for name, values in one.values.items()}
            | {"distance": one.score[0], "within": _within(one, aims)}
            for one in kept
        ]
    )
    hits = int(table["within"].sum())
    told = ", ".join(f"{field(name)} = {_plain(level)}" for name, level in best.levels.items())
    title = (
        f"{told}: {hits} of {len(aims)} targets within tolerance in {len(fresh)} fresh worlds"
        f"{_reached(data)}"
    )
    return Calibration(
        title,
        table,
        data,
        best=best.levels,
        identified=_identified(kept, aims, list(space.spans)),
        refused=refused(found),
    )


def _targets(targets: object) -> dict[str, Target]:
    if not isinstance(targets, Mapping) or not targets:
        raise AnalysisError(
            f"targets = {shown(targets)} is not allowed: needed is KPI -> (value, tolerance)"
        )
    out = {}
    for name, given in targets.items():
        try:
            aim = given if isinstance(given, Target) else Target(*map(float, given))
        except (TypeError, ValueError):
            raise AnalysisError(
                f"targets.{name} = {shown(given)} is not allowed: a value and a tolerance"
            ) from None
        if not aim.tolerance > 0 or not np.isfinite(aim.value):
            raise AnalysisError(
                f"targets.{name} = {shown(given)} is not allowed: the tolerance has to be above 0"
            )
        out[name] = aim
    return out


def _off(values: Mapping[str, Floats], aims: Mapping[str, Target]) -> Floats:
    return np.array(
        [(values[name].mean() - aim.value) / aim.tolerance for name, aim in aims.items()]
    )


def _distance(values: Mapping[str, Floats], aims: Mapping[str, Target]) -> float:
    return float(np.sqrt((_off(values, aims) ** 2).mean()))


def _within(one: Candidate, aims: Mapping[str, Target]) -> bool:
    return bool((np.abs(_off(one.values, aims)) <= 1).all())


def _table(
    best: Candidate, fresh: Mapping[str, Floats], aims: Mapping[str, Target]
) -> pd.DataFrame:
    out = []
    for name, aim in aims.items():
        found = over_worlds(np.ones(1), fresh[name][None, :])
        mean = float(found.mean[0])
        out.append(
            {
                "kpi": name,
                "target": aim.value,
                "tolerance": aim.tolerance,
                "searched": float(best.values[name].mean()),
                "fresh": mean,
                "low": float(found.low[0]),
                "high": float(found.high[0]),
                "within": abs(mean - aim.value) <= aim.tolerance,
            }
        )
    return pd.DataFrame(out)


def _reached(data: pd.DataFrame) -> str:
    """Say in a title how many candidates met all targets in the worlds of the search."""
    good = int(data["within"].sum())
    if good:
        return f"; in the search {good} of {len(data)} candidates are within every tolerance"
    return (
        f"; in the search no candidate of {len(data)} is within every tolerance, so nothing is"
        f" identified (the nearest is {number(data['distance'].min())} tolerances off)"
    )


def _identified(
    kept: Sequence[Candidate], aims: Mapping[str, Target], names: Sequence[str]
) -> pd.DataFrame:
    good = [one for one in kept if _within(one, aims)]
    out = []
    for name in names:
        levels = [one.levels[name] for one in good]
        numbers = bool(levels) and all(
            isinstance(one, int | float) and not isinstance(one, bool) for one in levels
        )
        out.append(
            {
                "field": name,
                "low": min(levels) if numbers else np.nan,
                "high": max(levels) if numbers else np.nan,
                "levels": "" if numbers else ", ".join(sorted(set(map(str, levels)))),
                "candidates": len(good),
            }
        )
    return pd.DataFrame(out)


def _plain(level: Any) -> str:
    return number(level) if isinstance(level, float) else str(level)
