"""No text leaves a figure, however long it is, and nothing lies on what is drawn."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from SALib.sample import sobol as sobol_sample
from support.findings import MAKERS, NAMES, PROBLEM, SLOW, worth
from support.frames import frame, rows

from coordsim.research import analysis
from coordsim.research.analysis import Finding
from coordsim.research.analysis.figures import canvas, dots, finish, legend
from coordsim.research.analysis.layout import filled, long

LONG = (
    "communication: weekly meetings with minutes - sales and operations planning, Something that"
    " was measured with great care (thousand units of money a week and firm), of which much is said"
)
FONT = FontProperties(size=11)


def out_of(figure: Figure, dpi: int) -> list[float]:
    """By how many inches what is drawn leaves the figure: left, bottom, right, top."""
    figure.set_dpi(dpi)
    drawn = FigureCanvasAgg(figure)
    drawn.draw()
    box = figure.get_tightbbox(drawn.get_renderer())
    width, height = figure.get_size_inches()
    return [-box.x0, -box.y0, box.x1 - width, box.y1 - height]


def fits(figure: Figure) -> bool:
    """On a coarse screen, a fine one and in print."""
    return all(max(out_of(figure, dpi)) <= 0 for dpi in (72, 100, 200))


def lengthened(found: Finding) -> Finding:
    """The same finding with a long title and, where it has one, a long label."""
    more: dict[str, Any] = {"title": f"{found.title}; {LONG}"}
    names = {one.name for one in fields(found)}
    more |= {name: LONG for name in ("label", "kpi") if name in names}
    return replace(found, **more)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else []) for name in MAKERS],
)
def test_no_text_leaves_a_figure(name: str) -> None:
    found = MAKERS[name]()
    assert fits(found.plot())
    assert fits(lengthened(found).plot())


@pytest.mark.slow
def test_many_groups_have_panels_in_rows() -> None:
    """Eight combinations of three choices."""
    made = [
        point | {"incentives": pay, "communication": talk, "technology__plant": plant}
        for pay in ("departmental", "shared")
        for talk in ("none", "sop")
        for plant in ("a line of its own", "several lines that are shared")
        for point in rows(sobol_sample.sample(PROBLEM, 4, seed=1), NAMES)
    ]
    by = ["incentives", "communication", "technology__plant"]
    figure = analysis.sobol(frame(made, [1, 2], worth), PROBLEM, "profit", by=by).plot()
    assert len(figure.axes) == 8
    assert len({axes.get_position().x0 for axes in figure.axes[:3]}) == 3
    assert fits(figure)
    lower, upper = figure.axes[3].title, figure.axes[0].xaxis.label
    assert lower.get_window_extent().y1 < upper.get_window_extent().y0


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else []) for name in MAKERS],
)
def test_names_of_what_is_drawn_lie_on_nothing(name: str) -> None:
    figure = MAKERS[name]().plot()
    FigureCanvasAgg(figure).draw()
    assert all(axes.get_legend() is None for axes in figure.axes)
    for names in figure.legends:
        below = names.get_window_extent()
        assert not any(below.overlaps(axes.get_window_extent()) for axes in figure.axes)


@pytest.mark.slow
def test_a_figure_of_another_size_fits_again() -> None:
    """A title that was broken for a narrow figure is one line again in a wide one."""
    figure = canvas(LONG)
    axes = figure.add_subplot()
    dots(axes, ["one"], *_numbers())
    finish(axes, LONG, LONG)
    assert fits(figure)
    assert "\n" in figure.get_suptitle()
    figure.set_size_inches(20, 12)
    assert fits(figure)
    assert figure.get_suptitle() == LONG
    figure.set_size_inches(3, 6)
    assert fits(figure)
    figure.suptitle("short")
    assert fits(figure)
    assert figure.get_suptitle() == "short"


def test_many_names_take_rows() -> None:
    figure = canvas("Many")
    axes = figure.add_subplot()
    for k in range(7):
        axes.plot([0, 1], [0, k], label=f"communication = rule number {k}")
    before = figure.get_figheight()
    legend(axes)
    assert figure.get_figheight() > before
    assert fits(figure)


def test_lines_are_filled() -> None:
    """All words in their order, none longer than its room; a word that is too long is broken."""
    lines = filled(LONG, 200, FONT)
    assert " ".join(lines) == LONG
    assert all(long(line, FONT) <= 200 for line in lines)
    assert len(filled(LONG, 400, FONT)) < len(lines)
    assert "".join(filled("x" * 100, 50, FONT)) == "x" * 100
    assert max(long(line, FONT) for line in filled("x" * 100, 50, FONT)) <= 50
    assert filled("two\nlines", 500, FONT) == ["two", "lines"]


def _numbers() -> Any:
    import numpy as np

    return np.array([1.0]), (np.array([0.5]), np.array([1.5]))
