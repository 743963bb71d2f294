"""How the axes of every figure look: the palette's colours, and no more lines than needed."""

from __future__ import annotations

from typing import Literal

from matplotlib.axes import Axes

from coordsim.show.palette import INK, LINE_2


def tidy(axes: Axes, grid: Literal["x", "y"] | None = None) -> None:
    """Give axes that are drawn their colours, take the lines at the top and right away, and lay the
    grid of the axis that values are read from beneath what is drawn.
    """
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(INK)
    axes.tick_params(which="both", colors=INK)
    for text in (axes.xaxis.label, axes.yaxis.label):
        text.set_color(INK)
    if grid:
        axes.set_axisbelow(True)
        axes.grid(axis=grid, color=LINE_2)
