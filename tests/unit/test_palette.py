"""One palette: the style sheet, the pages and the figures show its colours and no others, and words
in them can be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.text import Text
from research import reporting
from support.debriefs import finished
from support.findings import MAKERS
from support.firms import small

import coordsim_web
from coordsim.core.kpis import CAUSES, KPI
from coordsim.evidence.claims import figure as claims
from coordsim.evidence.claims.records import UP, Claim, Contrast, Verdict
from coordsim.research import analysis
from coordsim.run import figures
from coordsim.run.comparison import Difference
from coordsim.run.simulate import simulate
from coordsim.show import palette
from coordsim.show.palette import COLOURS
from coordsim.study import waterfall
from coordsim.study.attribution import FRICTIONS, Attribution, shapley
from coordsim_web.rooms.debrief import printed, room
from coordsim_web.rooms.debrief.words import Words

HOME = Path(__file__).parents[2]
WEB = Path(coordsim_web.__file__).parent
CSS = WEB / "assets" / "custom.css"
HEX = re.compile(r"#[0-9A-Fa-f]{3,8}\b(?!\s*\{)")
NAMED = re.compile(
    r"(?:color|background|fill|stroke|border[\w-]*)\s*[:=]\s*[\"']?[^;\"'}]*?\b"
    r"(rgba?\(|hsla?\(|white|black|gr[ae]y|red|green|blue|orange|purple|yellow)\b"
)
VARIABLE = re.compile(r"--cs-([\w-]+):\s*([^;]+);")
PAGES = sorted(path for kind in ("vue", "css", "js", "py") for path in WEB.rglob(f"*.{kind}"))


def root() -> str:
    """The rule of the style sheet that declares the variables."""
    found = re.match(r"(?:/\*.*?\*/\s*)*(:root\s*\{[^}]*\})", CSS.read_text("utf-8"), re.S)
    assert found is not None
    return found.group(1)


def test_the_style_sheet_declares_the_palette() -> None:
    declared = {name: value for name, value in VARIABLE.findall(root()) if HEX.fullmatch(value)}
    assert declared == COLOURS


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_name_colours_by_their_variables(path: Path) -> None:
    text = path.read_text("utf-8").replace(root(), "")
    assert not HEX.findall(text)
    assert not NAMED.findall(text)


@pytest.mark.parametrize(
    "path", [WEB / "docs.html", WEB / "assets" / "favicon.svg"], ids=lambda path: path.name
)
def test_what_stands_alone_shows_colours_of_the_palette(path: Path) -> None:
    """These are read without the style sheet, so they cannot name its variables."""
    assert {colour.upper() for colour in HEX.findall(path.read_text("utf-8"))} <= set(
        COLOURS.values()
    )


def test_every_variable_is_declared_and_used() -> None:
    texts = "".join(path.read_text("utf-8") for path in PAGES)
    declared = {name for name, _ in VARIABLE.findall(root())}
    assert set(re.findall(r"var\(--cs-([\w-]+)\)", texts)) == declared


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(COLOURS[one]), luminance(COLOURS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


GROUNDS = ["paper", "paper-2", *(name for name in COLOURS if name.endswith("-pale"))]


@pytest.mark.parametrize(
    "ink", ["ink", "ink-2", "ink-3", *(name for name in COLOURS if name.endswith("-text"))]
)
@pytest.mark.parametrize("ground", GROUNDS)
def test_words_can_be_read(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("name", [f"mood-{step}" for step in range(2, 6)])
def test_moods_darken(name: str) -> None:
    lighter = f"mood-{int(name[-1]) - 1}"
    assert luminance(COLOURS[name]) < luminance(COLOURS[lighter])


def attributed() -> Figure:
    values = np.arange(32, dtype=np.float64).reshape(16, 2) ** 1.5 * [[1.0, -1.0]]
    return waterfall.draw(
        Attribution(
            scenario="base",
            kpi="profit",
            seeds=(1, 2),
            words=dict.fromkeys(FRICTIONS, "from → to"),
            values=values,
            parts=dict(zip(FRICTIONS, shapley(values), strict=True)),
            lost_worst=dict.fromkeys(CAUSES, 0.0),
            lost_best=dict.fromkeys(CAUSES, 0.0),
        )
    )


def claimed(plot: str) -> Figure:
    run = simulate(small({"horizon.weeks": 4, "horizon.warmup": 0}), firms=2)
    arms = ("1 one", "2 one", "1 other", "2 other")
    claim = Claim(
        id="C00",
        title="A claim",
        statement="",
        source="",
        arms={arm: {} for arm in arms},
        contrasts=lambda runs: [],
        kpis=("profit", "units"),
        plot=plot,
    )
    contrasts = [Contrast("more", "profit", Difference(1.0, 0.5, 1.5), UP)]
    return claims.draw(Verdict(claim, contrasts), dict.fromkeys(arms, run))


def reported(name: str) -> Figure:
    study = reporting.module().Study.load(HOME / "experiments" / name)
    figure: Figure = reporting.module().draw(study, reporting.made_up(study))
    return figure


def printed_page(place: int) -> Figure:
    """A page of a debrief as a PDF: the room's slides, and after them the teams'."""
    return list(printed.pages(room.whole(finished().told, Words("en"))))[place]


PRINTED = "web/coordsim_web/rooms/debrief/printed.py"
FIGURES: dict[str, Callable[[], Figure]] = {
    **{f"{PRINTED} {place}": partial(printed_page, place) for place in range(9)},
    "src/coordsim/study/waterfall.py": attributed,
    "src/coordsim/run/figures.py": lambda: figures.draw(
        KPI["profit"],
        {"a": np.array([[1.0, 2.0], [2.0, 4.0]]), "b": np.array([[1.0, 2.0], [2.0, 3.0]])},
        1,
        title="Profit",
        said="b - a.",
    ),
    "src/coordsim/evidence/claims/figure.py dots": lambda: claimed("arms"),
    "src/coordsim/evidence/claims/figure.py line": lambda: claimed("line"),
    "experiments/report.py lines": partial(reported, "range-curve"),
    "experiments/report.py dots": partial(reported, "who-settles"),
}
MADE_WITH = {
    f"src/coordsim/research/analysis/{name}.py" for name in ("figures", "finding", "layout")
}
"""What the figures of findings are made with."""


def place_of(kind: type) -> str:
    """The file of a class."""
    return f"src/{kind.__module__.replace('.', '/')}.py"


FINDINGS = {
    f"{place_of(getattr(analysis, name))} {name}": lambda make=make: make().plot()
    for name, make in MAKERS.items()
}
SHADED = {name for name in FINDINGS if name.endswith(" Surface")}
"""Whose colours are shades of a scale, with a bar that says so, and stand for no name."""
FIGURES |= FINDINGS


def drawn(figure: Figure) -> list[Artist]:
    """Everything in a figure but what belongs to axes that are switched off."""
    hidden = {
        part
        for axes in figure.axes
        if not axes.axison
        for side in (*axes.spines.values(), axes.xaxis, axes.yaxis)
        for part in side.findobj()
    }
    return [artist for artist in figure.findobj() if artist not in hidden]


def shown(artists: Iterable[Artist]) -> Iterator[tuple[str, str]]:
    """Every colour that is seen, and whose it is."""
    for artist in artists:
        for name in ("color", "facecolor", "edgecolor", "markerfacecolor", "markeredgecolor"):
            get = getattr(artist, f"get_{name}", None)
            empty = isinstance(artist, Text) and not artist.get_text()
            if get is None or empty or not artist.get_visible():
                continue
            found = np.atleast_1d(get())
            for colour in [found] if found.dtype.kind == "f" and found.ndim == 1 else found:
                if len(colour) and to_rgba(colour)[3] > 0:
                    yield to_hex(colour).upper(), f"{name} of {artist}"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.slow if name.startswith((PRINTED, *FINDINGS)) else [])
        for name in FIGURES
        if name not in SHADED
    ],
)
def test_figures_show_the_palette(name: str) -> None:
    figure = FIGURES[name]()
    figure.draw_without_rendering()
    strange = {
        whose: colour for colour, whose in shown(drawn(figure)) if colour not in COLOURS.values()
    }
    assert strange == {}


def test_every_figure_is_looked_at() -> None:
    drawing = {
        path.relative_to(HOME).as_posix()
        for room in ("src", "web", "docs/generator", "experiments")
        for path in (HOME / room).rglob("*.py")
        if "matplotlib.figure import Figure" in path.read_text("utf-8")
    }
    assert drawing == {name.split(" ")[0] for name in FIGURES} | MADE_WITH


def test_each_colour_has_one_name() -> None:
    assert len(set(COLOURS.values())) == len(COLOURS)
    named = {
        value for name, value in vars(palette).items() if name.isupper() and isinstance(value, str)
    }
    assert named <= set(COLOURS.values())
