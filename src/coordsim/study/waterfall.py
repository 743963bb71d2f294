"""The waterfall: from the firm as it is, over the part of each friction, to the coordinated
firm.
"""

from __future__ import annotations

from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from coordsim.core.kpis import KPI
from coordsim.run.comparison import Difference, paired
from coordsim.show.axes import tidy
from coordsim.show.numbers import difference, estimate, in_hundredths, measured
from coordsim.show.palette import GREY, INK, INK_2, LOSS, OPERATIONS, PAPER
from coordsim.study.attribution import Attribution

WIDTH = 0.62
HELPS, HARMS, END = OPERATIONS, LOSS, INK_2
NARROW = 16  # letters below a bar


def draw(found: Attribution) -> Figure:
    """Return the waterfall of an attribution: means over worlds with 95 % intervals, the sentence
    that it shows under it.
    """
    kpi = KPI[found.kpi]
    figure = Figure(figsize=(9.2, 5.6), layout="constrained")
    axes = figure.add_subplot()
    zero = np.zeros_like(found.worst)
    ends = (paired(found.worst, zero), paired(found.best, zero))
    level = ends[0].mean
    bars = [(0.0, ends[0])]
    for part in found.intervals.values():
        bars.append((level, part))
        level += part.mean
    bars.append((0.0, ends[1]))
    for place, (bottom, size) in enumerate(bars):
        worse = size.mean * (-1 if kpi.better == "down" else 1) < 0
        colour = END if place in (0, len(bars) - 1) else HARMS if worse else HELPS
        said = (
            measured(size.mean, kpi.unit)
            if colour == END
            else difference(size.mean, kpi.unit, sign=True)
        )
        _bar(axes, place, bottom, size, colour=colour, said=said)
    _connect(axes, bars)
    words = [
        f"{name.capitalize()}\n"
        + " →\n".join(fill(end, NARROW) for end in found.words[name].split(" → "))
        for name in found.parts
    ]
    axes.set_xticks(range(len(bars)), ["As it is", *words, "Coordinated"], fontsize=9)
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set_ylabel(f"{kpi.label} ({kpi.unit})", fontsize=10)
    if in_hundredths(kpi.unit):
        axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.margins(y=0.16)
    tidy(axes, "y")
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)
    title = f"{found.scenario}: {kpi.label.lower()}, from the firm as it is to the coordinated one"
    figure.suptitle(title, fontsize=12, color=INK, x=0.01, ha="left")
    figure.supxlabel(
        fill(f"{sentence(found)} Whiskers: 95 % intervals.", 118),
        fontsize=9.5,
        color=INK,
        x=0.01,
        ha="left",
    )
    return figure


def sentence(found: Attribution) -> str:
    """Say what an attribution shows."""
    kpi, gap = KPI[found.kpi], found.gap
    unit = "" if in_hundredths(kpi.unit) else f" {kpi.unit}"
    worlds = f"in {len(found.seeds)} worlds"
    if gap.low <= 0 <= gap.high:
        return (
            f"{kpi.label} of the firm as it is and of the coordinated firm cannot be told apart"
            f" {worlds} (the difference is {estimate(gap, kpi.unit)}{unit})."
        )
    part = found.intervals[found.biggest]
    doubt = "" if part.low > 0 or part.high < 0 else ", and zero is within its interval"
    size = gap if gap.mean > 0 else Difference(-gap.mean, -gap.high, -gap.low)
    return (
        f"{kpi.label} of the coordinated firm is {'higher' if gap.mean > 0 else 'lower'} by"
        f" {estimate(size, kpi.unit)}{unit} {worlds}; the biggest friction is {found.biggest}"
        f" ({found.words[found.biggest]}), which adds {estimate(part, kpi.unit, sign=True)}{doubt}."
    )


def _bar(
    axes: Axes, place: int, bottom: float, size: Difference, *, colour: str, said: str
) -> None:
    """Draw one bar from ``bottom``, its interval as a whisker at its far end, and what is ``said``
    of its size beyond both.
    """
    axes.bar(
        place,
        size.mean,
        WIDTH,
        bottom,
        color=colour,
        hatch="//" if colour == HARMS else "",
        edgecolor=PAPER,
    )
    whisker = [[size.mean - size.low], [size.high - size.mean]]
    axes.errorbar(place, bottom + size.mean, yerr=whisker, color=INK, capsize=4, linewidth=1.2)
    rises = size.mean >= 0
    beyond = bottom + (size.high if rises else size.low)
    text = axes.annotate(
        said,
        (place, beyond),
        xytext=(0, 5 if rises else -5),
        textcoords="offset points",
        ha="center",
        va="bottom" if rises else "top",
        fontsize=10.5,
        fontweight="bold",
        color=INK,
    )
    text.set_bbox({"facecolor": PAPER, "edgecolor": "none", "pad": 0.6})


def _connect(axes: Axes, bars: list[tuple[float, Difference]]) -> None:
    """Join the end of each bar to the beginning of the next."""
    for place, (bottom, size) in enumerate(bars[:-1]):
        top = bottom + size.mean
        axes.plot([place + WIDTH / 2, place + 1 - WIDTH / 2], [top, top], color=GREY, linewidth=0.9)
