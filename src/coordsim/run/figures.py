"""Runs drawn: a KPI week by week, of one set of firms or of several arms."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle
from textwrap import fill
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Figure
from matplotlib.ticker import PercentFormatter

from coordsim.core.kpis import Kpi
from coordsim.core.records import Floats
from coordsim.show.axes import tidy
from coordsim.show.numbers import in_hundredths
from coordsim.show.palette import (
    CUSTOMERS,
    GREY,
    INK,
    LEADERSHIP,
    LINE_2,
    LOSS,
    MARKETING,
    OPERATIONS,
)

FEW: Final = 12  # firms that are drawn one by one
WITHIN: Final = (10, 90)  # per cent: between them are the middle 80 % of firms
HUES: Final = (OPERATIONS, LOSS, CUSTOMERS, MARKETING, LEADERSHIP, GREY)
STYLES: Final = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)))


def draw(
    kpi: Kpi, arms: Mapping[str, Floats], warmup: int, *, title: str, said: str = ""
) -> Figure:
    """Return a figure of a KPI, name of the arm -> (F, T), weeks counted from 1; ``warmup`` weeks
    are shaded, what is ``said`` of it stands below. Raises ValueError for a KPI that no single week
    has.
    """
    if kpi.variance:
        raise ValueError(
            f"kpi {kpi.name!r} is a ratio of variances over weeks, which no single week has; its"
            " values are those of kpi()"
        )
    figure = Figure(figsize=(8.4, 4.6), layout="constrained")
    axes = figure.add_subplot()
    for (name, values), hue, style in zip(arms.items(), cycle(HUES), cycle(STYLES), strict=False):
        _arm(axes, name, values, hue=hue, style=style)
    if warmup:
        axes.axvspan(0.5, warmup + 0.5, color=LINE_2, zorder=0)
    axes.set_xlabel("week", fontsize=10)
    axes.set_ylabel(f"{kpi.label} ({kpi.unit})", fontsize=10)
    if in_hundredths(kpi.unit):
        axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.margins(x=0.01)
    tidy(axes, "y")
    if len(arms) > 1:
        axes.legend(frameon=False, fontsize=9.5, labelcolor=INK, handlelength=3.2)
    figure.suptitle(fill(title, 90), fontsize=12, color=INK, x=0.01, ha="left")
    words = fill(f"{said} {_ground(arms, warmup)}".strip(), 110)
    figure.supxlabel(words, fontsize=9.5, color=INK, x=0.01, ha="left")
    return figure


def _arm(axes: Axes, name: str, values: Floats, *, hue: str, style: Any) -> None:
    """Draw the firms of an arm where they are few, the middle of them, and their mean."""
    weeks = np.arange(1, values.shape[1] + 1)
    lived = ~np.isnan(values).all(axis=0)
    here, values = weeks[lived], values[:, lived]
    if len(values) > 1:
        low, high = np.nanpercentile(values, WITHIN, axis=0)
        axes.fill_between(here, low, high, color=hue, alpha=0.18, linewidth=0)
    if 1 < len(values) <= FEW:
        for firm in values:
            axes.plot(here, firm, color=hue, linewidth=0.6, alpha=0.5)
    mean = np.nanmean(values, axis=0) if here.size else np.zeros(0)
    axes.plot(here, mean, color=hue, linestyle=style, linewidth=2, label=name or "mean")


def _ground(arms: Mapping[str, Floats], warmup: int) -> str:
    """Say what is drawn."""
    firms = len(next(iter(arms.values())))
    told = f"Mean of {firms} firms; the band holds the middle 80 % of them."
    told = told if firms > 1 else "One firm."
    return f"{told} Grey: warm-up." if warmup else told
