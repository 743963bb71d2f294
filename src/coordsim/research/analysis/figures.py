"""Parts that figures of analyses share: the palette's colours, titles at the left, intervals as
lines through dots.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from coordsim.core.records import Floats
from coordsim.show.axes import tidy
from coordsim.show.palette import CUSTOMERS, GREY, INK, LOSS, MARKETING, OPERATIONS

SMALL = 9  # points
COLOURS = (OPERATIONS, LOSS, CUSTOMERS, MARKETING, GREY)
MARKERS = ("o", "s", "^", "D", "v")


def canvas(title: str, width: float = 6.4, height: float = 4.2) -> Figure:
    """Return an empty figure, inches, with a title that is wrapped where it is too long."""
    figure = Figure(figsize=(width, height), layout="constrained")
    text = figure.suptitle(wrapped(title, int(width * 13)), fontsize=11, color=INK, x=0.01)
    text.set_horizontalalignment("left")
    return figure


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
    """Name what was drawn, without a frame."""
    axes.legend(fontsize=SMALL, frameon=False, labelcolor=INK)
