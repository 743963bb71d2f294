"""One figure for a claim: every arm's mean with its interval, one panel for each KPI."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from coordsim.core.kpis import KPI
from coordsim.core.records import Floats
from coordsim.evidence.claims.records import Verdict
from coordsim.run.result import Run
from coordsim.show.axes import tidy
from coordsim.show.numbers import number as written
from coordsim.show.palette import INK, LOSS, OPERATIONS


def draw(verdict: Verdict, runs: Mapping[str, Run]) -> Figure:
    """Return a figure of the claim's arms (means over worlds, 95 % intervals), with the verdict in
    words.
    """
    kpis = verdict.claim.kpis
    lines = verdict.claim.plot == "line"
    height = 4.2 if lines else 1.7 + 0.42 * len(runs)
    figure = Figure(figsize=(max(6.4, 3.4 * len(kpis)), height), layout="constrained")
    for place, name in enumerate(kpis):
        axes = figure.add_subplot(1, len(kpis), place + 1)
        _line(axes, name, runs) if lines else _dots(axes, name, runs, place == 0)
        tidy(axes, "y" if lines else "x")
        axes.tick_params(labelsize=9)
    figure.suptitle(
        f"{verdict.claim.id}  {verdict.claim.title}: {verdict.word}",
        fontsize=12,
        color=INK,
        x=0.01,
        ha="left",
    )
    return figure


def _interval(values: Floats) -> tuple[float, float]:
    values = values[~np.isnan(values)]
    return float(values.mean()), (
        float(1.96 * values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0
    )


def _dots(axes: Axes, name: str, runs: Mapping[str, Run], labels: bool) -> None:
    for row, run in enumerate(runs.values()):
        mean, half = _interval(run.kpi(name))
        axes.errorbar(mean, row, xerr=half, fmt="o", color=OPERATIONS, markersize=7, capsize=3)
        axes.annotate(
            written(mean),
            (mean, row),
            xytext=(0, 8),
            textcoords="offset points",
            ha="center",
            fontsize=9,
            color=INK,
        )
    axes.set_yticks(range(len(runs)), list(runs) if labels else [""] * len(runs))
    axes.set_ylim(len(runs) - 0.4, -0.8)
    axes.margins(x=0.2)
    axes.set_xlabel(f"{KPI[name].label} ({KPI[name].unit})", fontsize=9)


def _line(axes: Axes, name: str, runs: Mapping[str, Run]) -> None:
    series: dict[str, list[tuple[float, float, float]]] = {}
    for arm, run in runs.items():
        number, _, label = arm.partition(" ")
        series.setdefault(label, []).append((float(number), *_interval(run.kpi(name))))
    for (label, points), colour, style in zip(
        series.items(), (OPERATIONS, LOSS), ("-", "--"), strict=False
    ):
        at, mean, half = (np.array(part) for part in zip(*points, strict=True))
        axes.errorbar(
            at, mean, yerr=half, color=colour, linestyle=style, marker="o", markersize=5, capsize=2
        )
        if label:
            axes.annotate(
                label,
                (at[-1], mean[-1]),
                xytext=(-4, 8),
                textcoords="offset points",
                ha="right",
                fontsize=9,
                color=colour,
            )
    axes.set_ylabel(f"{KPI[name].label} ({KPI[name].unit})", fontsize=9)
    axes.set_xlabel("arm", fontsize=9)
