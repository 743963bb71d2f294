"""Parts that figures of analyses share: the palette's colours, titles at the left, intervals as
lines through dots, names of what is drawn below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from coordsim.core.records import Floats
from coordsim.research.analysis.layout import POINTS, Fitted, filled, longest
from coordsim.show.axes import tidy
from coordsim.show.palette import CUSTOMERS, GREY, INK, LOSS, MARKETING, OPERATIONS

SMALL = 9  # points
TITLE = 11  # points
LEADING = 1.3  # from line to line, heights of letters
LEFT = 0.01  # of the width, where titles begin
MOST_BESIDE = 3  # panels
KEY = 3.5 * SMALL  # points beside a name in a legend: its sign, and what parts it from the next
COLOURS = (OPERATIONS, LOSS, CUSTOMERS, MARKETING, GREY)
MARKERS = ("o", "s", "^", "D", "v")


def canvas(title: str, width: float = 6.4, height: float = 4.2) -> Figure:
    """Return an empty figure, inches, with a title that is broken into lines where it is too long;
    each line but the first adds to the height. Whatever is drawn, no text leaves the figure.
    """
    room = width * (1 - LEFT) * POINTS
    lines = len(filled(title, room, FontProperties(size=TITLE)))
    figure = Figure(figsize=(width, height + (lines - 1) * TITLE * LEADING / POINTS))
    layout = Fitted()
    figure.set_layout_engine(layout)
    layout.title = figure.suptitle(title, fontsize=TITLE, color=INK, x=LEFT)
    layout.title.set_horizontalalignment("left")
    return figure


def panels(title: str, names: Sequence[str], height: float) -> tuple[Figure, list[Axes]]:
    """Return a figure with axes of so many inches for each name, at most three beside each other.
    All have the same rows, which are named at the left.
    """
    wide, deep = min(len(names), MOST_BESIDE), ceil(len(names) / MOST_BESIDE)
    figure = canvas(title, width=3.2 + 3.2 * wide, height=height * deep)
    out = []
    for place, name in enumerate(names):
        axes = figure.add_subplot(deep, wide, place + 1)
        axes.set_title(name, fontsize=SMALL)
        axes.tick_params(labelleft=place % wide == 0)
        out.append(axes)
    return figure, out


def wrapped(text: str, letters: int) -> str:
    """Break a text into lines of at most so many letters."""
    from textwrap import fill

    return fill(text, letters)


def rows(count: int) -> float:
    """Return the height of a figure with so many rows of dots, in inches."""
    return 1.6 + 0.36 * count


def dots(
    axes: Axes,
    names: Sequence[str],
    mean: Floats,
    ends: tuple[Floats, Floats],
    *,
    shift: float = 0.0,
    colour: str = OPERATIONS,
    marker: str = "o",
    label: str | None = None,
) -> None:
    """Draw a row for each name: a dot at the mean, a line from end to end; a row that has no
    interval is a dot alone.
    """
    places = np.arange(len(names)) + shift
    reach = np.nan_to_num(np.abs(np.vstack([mean - ends[0], ends[1] - mean])))
    axes.errorbar(
        mean,
        places,
        xerr=reach,
        fmt=marker,
        color=colour,
        markersize=6,
        capsize=3,
        label=label,
    )
    axes.set_yticks(np.arange(len(names)), [wrapped(name, 40) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)


def zero(axes: Axes) -> None:
    """Draw the line of no effect."""
    axes.axvline(0, color=GREY, linewidth=1, linestyle="--", zorder=0)


def finish(axes: Axes, x: str = "", y: str = "", grid: str = "x") -> None:
    """Label axes and give them the look of the product."""
    axes.set_xlabel(x, fontsize=SMALL)
    axes.set_ylabel(y, fontsize=SMALL)
    tidy(axes, "y" if grid == "y" else "x")
    axes.tick_params(labelsize=SMALL)


def legend(axes: Axes) -> None:
    """Name what was drawn in some axes, without a frame, below all that is drawn: in as many
    columns as there is room for. Rows of names add to the height of the figure.
    """
    figure = axes.get_figure(root=True)
    handles, names = axes.get_legend_handles_labels()
    if figure is None or not names:
        return
    names = [wrapped(name, 60) for name in names]
    lines = [line for name in names for line in name.split("\n")]
    room = figure.get_figwidth() * POINTS
    columns = max(1, min(len(names), int(room / (longest(lines, SMALL) + KEY))))
    figure.legend(
        handles,
        names,
        loc="outside lower left",
        ncols=columns,
        fontsize=SMALL,
        frameon=False,
        labelcolor=INK,
    )
    deep = ceil(len(names) / columns)
    figure.set_figheight(figure.get_figheight() + deep * SMALL * 1.5 * LEADING / POINTS)
