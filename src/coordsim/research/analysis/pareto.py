"""Pareto search of rules and levers on common worlds, and a second look at the front in fresh ones
(NSGA-II: Deb et al. 2002, *IEEE Transactions on Evolutionary Computation* 6; Optuna).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from coordsim.core.records import Floats
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
from coordsim.research.analysis.figures import COLOURS, canvas, dots, finish, legend, rows
from coordsim.research.analysis.finding import Finding
from coordsim.research.analysis.frames import AnalysisError, called, titled
from coordsim.research.analysis.intervals import over_worlds, resampled
from coordsim.show.palette import GREY, LINE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

POPULATION = 20  # candidates


@dataclass(frozen=True, eq=False, repr=False)
class Front(Finding):
    """Candidates that no other one beats in every objective. ``table``: a row for each: its levels;
    for each objective the mean in the worlds of the search (``..._searched``, too good, as it was
    picked there) and in fresh ones with its 95 % interval; ``stays``: share of bootstrap draws of
    fresh worlds in which no other of the front beats it. ``data``: all candidates with their means;
    ``refused``: those that no scenario allowed, and why.
    """

    maximise: tuple[str, ...]
    minimise: tuple[str, ...]
    refused: pd.DataFrame

    @property
    def objectives(self) -> list[str]:
        """Names of the objectives."""
        return [*self.maximise, *self.minimise]

    def plot(self) -> Figure:
        """Return all candidates and the front in the plane of the first two objectives, with fresh
        means and their intervals; dots of the front where there is one objective.
        """
        names = self.objectives
        if len(names) == 1:
            return self._dots(names[0])
        a, b = names[:2]
        figure = canvas(self.title, height=4.8)
        axes = figure.add_subplot()
        axes.plot(self.data[a], self.data[b], ".", color=LINE, label="candidates")
        picked = self.table
        axes.plot(
            picked[f"{a}_searched"],
            picked[f"{b}_searched"],
            "o",
            mfc="none",
            color=GREY,
            label="front, as searched",
        )
        reach = [
            np.vstack([picked[n] - picked[f"{n}_low"], picked[f"{n}_high"] - picked[n]])
            for n in (a, b)
        ]
        axes.errorbar(
            picked[a],
            picked[b],
            xerr=reach[0],
            yerr=reach[1],
            fmt="D",
            color=COLOURS[0],
            markersize=5,
            capsize=2,
            label="front, fresh worlds, 95 %",
        )
        finish(axes, titled(a), titled(b), grid="y")
        legend(axes)
        return figure

    def _dots(self, name: str) -> Figure:
        figure = canvas(self.title, height=rows(len(self.table)))
        axes = figure.add_subplot()
        levels = list(self.table.columns[: list(self.table.columns).index(f"{name}_searched")])
        names = called(self.table[levels].to_dict("records"))
        mean, low, high = (
            self.table[one].to_numpy() for one in (name, f"{name}_low", f"{name}_high")
        )
        dots(axes, names, mean, (low, high))
        finish(axes, titled(name))
        return figure


def search(
    evaluate: Evaluate,
    over: Mapping[str, Any],
    *,
    maximise: Sequence[str] = (),
    minimise: Sequence[str] = (),
    seeds: Sequence[int],
    check_seeds: Sequence[int],
    candidates: int = CANDIDATES,
    population: int = POPULATION,
) -> Front:
    """Search rules and levers whose means over ``seeds`` no other candidate beats, and look at them
    again in ``check_seeds``.

    ``evaluate``: levels and seeds -> objective -> a value for each seed (``simulated`` makes one
    from a scenario); ``over``: field -> its values, or a ``Span``. Where there are no more
    combinations than ``candidates``, all are tried. Raises AnalysisError for objectives and worlds
    that do not fit; ExtraError without the extra ``analysis``.
    """
    objectives = _objectives(maximise, minimise)
    mine, fresh = worlds_of(seeds, check_seeds)
    space = space_of(over)
    if population < 2:
        raise AnalysisError(f"population = {population} is not allowed: at least 2")
    found = tried(
        evaluate,
        space,
        mine,
        objectives,
        score=lambda values: [float(values[name].mean()) for name in objectives],
        sampler="NSGAIISampler",
        directions=["maximize"] * len(maximise) + ["minimize"] * len(minimise),
        candidates=candidates,
        settings={"population_size": population},
    )
    kept = [one for one in found if not one.reason]
    signs = np.array([1.0] * len(maximise) + [-1.0] * len(minimise))
    scores = np.array([one.score for one in kept])
    on_front = unbeaten(scores * signs)
    order = np.argsort(-(scores * signs)[on_front, 0], kind="stable")
    front = [kept[int(k)] for k in np.flatnonzero(on_front)[order]]
    again = [valued(evaluate, one.levels, fresh, objectives) for one in front]
    table = _table(front, again, objectives, signs)
    rows_of = [
        one.levels | dict(zip(objectives, one.score, strict=True)) | {"front": bool(is_on)}
        for one, is_on in zip(kept, on_front, strict=True)
    ]
    title = (
        f"{len(front)} of {len(kept)} candidates that none beats in"
        f" {' and '.join(objectives)}; searched in {len(mine)} worlds, looked at again in"
        f" {len(fresh)} fresh ones"
    )
    return Front(
        title,
        table,
        pd.DataFrame(rows_of),
        maximise=tuple(maximise),
        minimise=tuple(minimise),
        refused=refused(found),
    )


def unbeaten(scores: Floats) -> NDArray[np.bool_]:
    """Say which rows of (rows, objectives), all to be maximised, no other row beats: none is at
    least as good in all objectives and better in one.
    """
    as_good = (scores[:, None, :] >= scores[None, :, :]).all(axis=2)
    better = (scores[:, None, :] > scores[None, :, :]).any(axis=2)
    out: NDArray[np.bool_] = ~(as_good & better).any(axis=0)
    return out


def _objectives(maximise: Sequence[str], minimise: Sequence[str]) -> list[str]:
    for name, given in (("maximise", maximise), ("minimise", minimise)):
        if isinstance(given, str):
            raise AnalysisError(f"{name} = {given!r} is not allowed: needed is a list of names")
    out = [*maximise, *minimise]
    if not out:
        raise AnalysisError("maximise and minimise are empty; needed is an objective")
    if len(set(out)) < len(out):
        raise AnalysisError(f"objectives {', '.join(out)}: each once")
    return out


def _table(
    front: Sequence[Candidate],
    again: Sequence[Mapping[str, Floats]],
    objectives: Sequence[str],
    signs: Floats,
) -> pd.DataFrame:
    """Return the front with searched and fresh means."""
    fresh = np.array([[values[name] for name in objectives] for values in again])
    out = [dict(one.levels) for one in front]
    each = np.eye(len(front))
    for k, name in enumerate(objectives):
        found = over_worlds(each, fresh[:, k])
        for row, one in enumerate(front):
            out[row] |= {
                f"{name}_searched": one.score[k],
                name: found.mean[row],
                f"{name}_low": found.low[row],
                f"{name}_high": found.high[row],
            }
    drawn = resampled(fresh.shape[2])
    stays = np.zeros(len(front))
    for worlds in drawn:
        stays += unbeaten(fresh[:, :, worlds].mean(axis=2) * signs)
    return pd.DataFrame(out).assign(stays=stays / len(drawn))
