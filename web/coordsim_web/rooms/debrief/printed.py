"""The debrief as a PDF: a page for each slide of the room, and a page for each team."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import wrap
from typing import NamedTuple

from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from coordsim.show.palette import COLOURS
from coordsim_web.rooms.debrief.drawing import Drawing, Frame, paint
from coordsim_web.rooms.debrief.slides import ROOM, Part, Slide, Table

SIZE = 11.69, 8.27  # inches: A4 on its side
POINTS = 72  # in an inch
MARGIN = 0.05  # of the page
WIDTH = 1 - 2 * MARGIN
LETTERS = 140  # in a line of small text across the page
ROW, LEAST_ROW = 0.026, 0.017  # of a table: how high it is, and at least, of the page
HALF = Frame(620, 16)
FULL = Frame(1040, 16)
SAYS, SHOWS = 0.5, 0.35  # how wide the words and the drawings of a team's page are
SIZES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7)  # of what is said there, as much as fits
ON_TEAM_PAGE = ("gauges", "happened")  # drawn on it
SAID_OF_TEAM = ("gauges", "moments", "luck")  # whose sentences stand on it


class _Area(NamedTuple):
    """Part of a page, in shares of it: its left and its top, and how wide and high it is."""

    left: float
    top: float
    width: float
    height: float


def pages(parts: Sequence[Part]) -> Iterator[Figure]:
    """Return the pages of a debrief: the room's slides one by one, teams each on one page; a team
    that is alone has its slides too.
    """
    for part in parts:
        if part.name == ROOM:
            yield from (_slide(part.title, slide) for slide in part.slides)
        else:
            yield _team(part)
            yield from (_slide(part.title, one) for one in part.slides if len(parts) == 1)


def write(parts: Sequence[Part], path: Path) -> None:
    """Write a debrief as a PDF."""
    with PdfPages(path, metadata={"Title": parts[0].title, "CreationDate": None}) as book:
        for page in pages(parts):
            book.savefig(page)


def _sheet(title: str, over: str) -> tuple[Figure, float]:
    """Return an empty page under its title, and where its text begins."""
    figure = Figure(figsize=SIZE)
    ink, faint = COLOURS["ink"], COLOURS["ink-3"]
    figure.text(MARGIN, 0.95, _plain(over), fontsize=9, color=faint, va="top")
    figure.text(MARGIN, 0.92, _plain(title), fontsize=20, color=ink, va="top", weight="bold")
    return figure, 0.85


def _plain(text: str) -> str:
    """Return a text as matplotlib writes it as it stands: no formula begins in it."""
    return text.replace("$", r"\$")


def _lines(text: str, size: float, width: float) -> list[str]:
    return wrap(text, int(LETTERS * 9.5 / size * width / WIDTH)) or [""]


def _high(text: str, size: float, width: float) -> float:
    """Return how high a paragraph is, with the room after it."""
    return len(_lines(text, size, width)) * size * 1.42 / (SIZE[1] * POINTS) + 0.008


def _write(figure: Figure, top: float, text: str, size: float, width: float = WIDTH) -> float:
    """Write a paragraph, and return where the next one begins."""
    plain, colour = _plain("\n".join(_lines(text, size, width))), COLOURS["ink"]
    figure.text(MARGIN, top, plain, fontsize=size, color=colour, va="top", linespacing=1.35)
    return top - _high(text, size, width)


def _draw(figure: Figure, drawing: Drawing, area: _Area) -> float:
    """Draw into an area, as large as it fits; return where it ends."""
    wide, high = area.width * SIZE[0], area.height * SIZE[1]
    scale = min(wide / drawing.width, high / drawing.height)
    size = drawing.width * scale / SIZE[0], drawing.height * scale / SIZE[1]
    axes = figure.add_axes((area.left, area.top - size[1], *size))
    paint(axes, drawing, size[0] * SIZE[0] * POINTS)
    return area.top - size[1]


def _slide(over: str, slide: Slide) -> Figure:
    figure, top = _sheet(slide.title, over)
    top = _write(figure, top, slide.lead, 13)
    for line in slide.lines:
        top = _write(figure, top, line, 9.5)
    if slide.picture is not None:
        room = _Area(MARGIN, top - 0.01, WIDTH, top - 0.06)
        top = _draw(figure, slide.picture(FULL), room) - 0.02
    for table in slide.tables:
        row = min(ROW, (top - MARGIN) / (len(table.rows) + 1))
        if row >= LEAST_ROW:
            top = _table(figure, table, top, row)
    return figure


def _table(figure: Figure, table: Table, top: float, high: float) -> float:
    """Write a table of rows so high, each column as wide as it needs; return where it ends."""
    rows = [table.head, *table.rows]
    letters = [max(len(row[k]) for row in rows) + 3 for k in range(len(table.head))]
    unit = min(0.0062 * high / ROW, WIDTH / sum(letters))
    size = 9.0 * unit / 0.0062
    for place, row in enumerate(rows):
        left = MARGIN
        for cell, wide in zip(row, letters, strict=True):
            weight = "normal" if place else "bold"
            plain = _plain(cell)
            figure.text(
                left, top, plain, fontsize=size, weight=weight, color=COLOURS["ink"], va="top"
            )
            left += wide * unit
        top -= high
    return top - 0.01


def _team(part: Part) -> Figure:
    named = {slide.name: slide for slide in part.slides}
    figure, top = _sheet(part.title, "")
    said = [
        one
        for name in SAID_OF_TEAM
        for one in (
            (named[name].lead, 12.0 if name == "gauges" else 9.5),
            *((line, 8.5) for line in named[name].lines if name != "luck"),
        )
    ]
    fits = [
        part
        for part in SIZES
        if sum(_high(text, part * size, SAYS) for text, size in said) <= top - MARGIN
    ]
    at = top
    for text, size in said:
        at = _write(figure, at, text, size * max(fits, default=SIZES[-1]), SAYS)
    left, high = 1 - MARGIN - SHOWS, (top - MARGIN) / len(ON_TEAM_PAGE)
    for name in ON_TEAM_PAGE:
        picture = named[name].picture
        if picture is not None:
            top = _draw(figure, picture(HALF), _Area(left, top, SHOWS, high)) - 0.03
    return figure
