"""The debrief's three kinds of charts, laid out for any frame: bars from zero, dots on a line, and
the weeks of a game.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from coordsim.show.numbers import number
from coordsim_web.rooms.debrief.drawing import Anchor, Drawing, Frame, Look, Mark, Point

LETTER = 0.6  # of a letter's size is its width, on average
LABELS = 0.36  # of a wide drawing's width is for labels
TICKS = 4
LONG_WORDS = 0.3  # of a narrow drawing's width, from which words go above their bars

At = Callable[[float, float], Point]


class Bar(NamedTuple):
    """A bar from ``start`` to ``start + value``, with the words at its end."""

    label: str
    value: float
    words: str
    colour: str = "grey"
    strong: bool = False
    start: float = 0.0


@dataclass(frozen=True)
class Row:
    """A row of dots; ``band`` is a pale stretch, ``tick`` a mark across, both where there are any;
    ``words`` stand at its end.
    """

    label: str
    dots: tuple[float, ...] = ()
    words: str = ""
    colour: str = "operations"
    band: Point | None = None
    tick: float | None = None
    look: Look = ""


class Band(NamedTuple):
    """Units of each week that are shaded in a colour above those before."""

    label: str
    values: Sequence[float]
    colour: str


@dataclass(frozen=True)
class Weeks:
    """A chart of weeks: bands from zero up, lines over them, and marks at weeks at which somebody
    moved: role -> weeks.
    """

    bands: tuple[Band, ...]
    lines: tuple[Band, ...]
    moved: Mapping[str, Sequence[int]]
    names: Mapping[str, str]
    phases: tuple[tuple[int, str], ...] = ()
    unit: str = ""
    week: str = ""


def ticks(low: float, high: float, most: int = TICKS) -> list[float]:
    """Return round numbers from low to high, at most one more than ``most``."""
    span = max(high - low, 1e-9)
    rough = 10.0 ** math.floor(math.log10(span / most))
    step = next(rough * k for k in (1, 2, 5, 10, 20) if span / (rough * k) <= most)
    first = math.ceil(low / step - 1e-9)
    return [k * step for k in range(first, math.floor(high / step + 1e-9) + 1)]


class _Scale:
    """Where a value is across a drawing."""

    def __init__(self, values: Sequence[float], left: float, right: float) -> None:
        self.low, self.high = min([0.0, *values]), max([0.0, *values])
        if self.low == self.high:
            self.high = 1.0
        self.left, self.right = left, right

    def __call__(self, value: float) -> float:
        part = (value - self.low) / (self.high - self.low)
        return self.left + part * (self.right - self.left)


def _room(frame: Frame, words: Sequence[str]) -> float:
    """Return how wide the widest words are."""
    return (LETTER * max(map(len, words), default=0) + 1) * frame.text


def _sides(frame: Frame, words: Sequence[str]) -> Point:
    """Return where the scale of rows begins and ends: room for labels and for words."""
    room = _room(frame, words)
    left = 6.0 if frame.narrow else LABELS * frame.width
    return left + (room if frame.narrow else 0.6 * room), frame.width - room


class _Rows:
    """How high rows are, and where each is: as high as the longest of their labels needs."""

    def __init__(self, frame: Frame, labels: Sequence[str]) -> None:
        self.frame = frame
        self.lines = max((len(_lines(frame, label)) for label in labels), default=1)
        lines = self.lines if frame.narrow or frame.tight else max(self.lines, 2)
        self.height = frame.text * (1.2 * lines + (2.2 if frame.narrow else 0.5))

    def middle(self, place: int) -> float:
        """Where the middle of a row's bar or dots is."""
        within = self.height - 1.1 * self.frame.text if self.frame.narrow else self.height / 2
        return self.height * place + within


def _lines(frame: Frame, text: str) -> list[str]:
    room = frame.width if frame.narrow else LABELS * frame.width - 14
    return _folded(text, int(room / (LETTER * frame.text)))


def _label(frame: Frame, text: str, middle: float, strong: bool) -> list[Mark]:
    """Return a row's label: left of it, or above it in lines that fit."""
    look: Look = "bold" if strong else ""
    lines = _lines(frame, text)
    top = middle + 0.35 * frame.text - 0.6 * frame.text * (len(lines) - 1)
    if frame.narrow:
        top = middle - (1.15 + 1.2 * (len(lines) - 1)) * frame.text
    return [
        Mark(
            "text",
            ((0.0, top + 1.2 * frame.text * k),),
            "ink",
            frame.text,
            text=line,
            anchor="start",
            look=look,
        )
        for k, line in enumerate(lines)
    ]


def _folded(text: str, letters: int) -> list[str]:
    """Return a text in lines of so many letters, two at most unless it is longer."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > letters:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def bars(frame: Frame, label: str, rows: Sequence[Bar]) -> Drawing:
    """Return bars from zero, or from where they start, each with its label and its words; on a
    phone long words are part of the label, as they would leave no room for bars.
    """
    if frame.narrow and _room(frame, [row.words for row in rows]) > LONG_WORDS * frame.width:
        rows = [row._replace(label=f"{row.label}: {row.words}", words="") for row in rows]
    ends = [end for row in rows for end in (row.start, row.start + row.value)]
    scale = _Scale(ends, *_sides(frame, [row.words for row in rows]))
    half, marks = 0.5 * frame.text, list[Mark]()
    stand = _Rows(frame, [row.label for row in rows])
    high = stand.height * len(rows) + 0.4 * frame.text
    zero = scale(0)
    for place, row in enumerate(rows):
        middle = stand.middle(place)
        marks += _label(frame, row.label, middle, row.strong)
        start, end = scale(row.start), scale(row.start + row.value)
        corners = ((start, middle - half), (end, middle + half))
        marks.append(Mark("box", corners, row.colour))
        outward = row.value >= 0
        words = (
            max(start, end) + 6 if outward else min(start, end) - 6,
            middle + 0.35 * frame.text,
        )
        look: Look = "bold" if row.strong else ""
        side: Anchor = "start" if outward else "end"
        marks.append(
            Mark("text", (words,), "ink", frame.text, text=row.words, anchor=side, look=look)
        )
    middles = list(map(stand.middle, range(len(rows))))
    spans = [(at - half, at + half) for at in middles] if frame.narrow else [(0.0, high)]
    marks += [Mark("line", ((zero, top), (zero, end)), "ink-2", 1.2) for top, end in spans]
    return Drawing(frame.width, high, label, tuple(marks))


def dots(frame: Frame, label: str, rows: Sequence[Row], unit: str = "") -> Drawing:
    """Return rows of dots over one scale, whose numbers stand below."""
    values = [value for row in rows for value in (*row.dots, *(row.band or ()))]
    values += [row.tick for row in rows if row.tick is not None]
    scale = _Scale(values, *_sides(frame, [row.words for row in rows]))
    stand = _Rows(frame, [row.label for row in rows])
    high = stand.height * len(rows)
    radius, marks = 0.34 * frame.text, list[Mark]()
    for value in ticks(scale.low, scale.high, 3 if frame.narrow else TICKS):
        at = scale(value)
        colour = "ink-2" if value == 0 else "line"
        marks.append(Mark("line", ((at, 0.0), (at, high)), colour, 1.0))
        below = ((at, high + 1.2 * frame.text),)
        marks.append(
            Mark("text", below, "ink-2", 0.85 * frame.text, text=number(value), anchor="middle")
        )
    for place, row in enumerate(rows):
        marks += _row(frame, scale, row, stand.middle(place), radius)
    corner = ((frame.width, high + 2.5 * frame.text),)
    marks.append(Mark("text", corner, "ink-2", 0.85 * frame.text, text=unit, anchor="end"))
    return Drawing(frame.width, high + (2.8 if unit else 1.6) * frame.text, label, tuple(marks))


def _row(frame: Frame, scale: _Scale, row: Row, middle: float, radius: float) -> list[Mark]:
    marks = _label(frame, row.label, middle, False)
    if row.band is not None:
        low, high = row.band
        corners = ((scale(low), middle - radius), (scale(high), middle + radius))
        marks.append(Mark("box", corners, "operations-light"))
    if row.tick is not None:
        at, reach = scale(row.tick), 2.2 * radius
        marks.append(Mark("line", ((at, middle - reach), (at, middle + reach)), "ink", 3.0))
    for value in row.dots:
        marks.append(Mark("dot", ((scale(value), middle),), row.colour, radius, look=row.look))
    words = ((frame.width, middle + 0.35 * frame.text),)
    return [*marks, Mark("text", words, "ink", frame.text, text=row.words, anchor="end")]


def weeks(frame: Frame, label: str, chart: Weeks) -> Drawing:
    """Return the weeks of a game: bands, lines, moves, phases, and a key below."""
    count = max(len(band.values) for band in (*chart.bands, *chart.lines))
    high, top = frame.width * (0.62 if frame.narrow else 0.34), 2.6 * frame.text
    tall = [sum(column) for column in zip(*(band.values for band in chart.bands), strict=True)]
    most = max([*tall, *(value for line in chart.lines for value in line.values), 1.0])
    left = LETTER * frame.text * len(number(most)) + 10
    wide = (frame.width - left - 4) / count

    def at(week: float, value: float) -> Point:
        return left + wide * week, top + high * (1 - value / most)

    marks = list[Mark]()
    for value in ticks(0, most):
        marks.append(Mark("line", (at(0, value), at(count, value)), "line", 1.0))
        below = (left - 6, at(0, value)[1] + 0.3 * frame.text)
        marks.append(
            Mark("text", (below,), "ink-2", 0.85 * frame.text, text=number(value), anchor="end")
        )
    marks += _shaded(chart.bands, count, at)
    for line in chart.lines:
        points = [at(k + 0.5, value) for k, value in enumerate(line.values)]
        look: Look = "dashed" if line.colour == "grey" else ""
        marks.append(Mark("line", tuple(points), line.colour, 0.16 * frame.text, look=look))
    marks += _phases(frame, chart, at, most)
    marks += _moved(frame, chart, at)
    marks += [_week(frame, chart, at, count)]
    bottom = top + high + 4.2 * frame.text
    key, down = _key(frame, chart, bottom)
    return Drawing(frame.width, down, label, (*marks, *key))


def _shaded(bands: Sequence[Band], count: int, at: At) -> list[Mark]:
    """Return bands as steps, each upon those before."""
    floor, marks = [0.0] * count, list[Mark]()
    for band in bands:
        roof = [below + value for below, value in zip(floor, band.values, strict=True)]
        up = [point for k in range(count) for point in (at(k, roof[k]), at(k + 1, roof[k]))]
        down = [point for k in range(count) for point in (at(k, floor[k]), at(k + 1, floor[k]))]
        marks.append(Mark("area", (*up, *reversed(down)), band.colour))
        floor = roof
    return marks


def _phases(frame: Frame, chart: Weeks, at: At, most: float) -> list[Mark]:
    marks = list[Mark]()
    for week, title in chart.phases:
        marks.append(Mark("line", (at(week, 0), at(week, most)), "ink-2", 1.5, look="dashed"))
        x, y = at(week, most)
        if not frame.narrow:
            above = ((x + 4, y - 0.6 * frame.text),)
            marks.append(Mark("text", above, "ink-2", 0.85 * frame.text, text=title))
    return marks


def _moved(frame: Frame, chart: Weeks, at: At) -> list[Mark]:
    """Return a mark for each week in which a seat moved a lever: marketing's row, operations'."""
    marks, ground = list[Mark](), at(0, 0)[1]
    for row, (role, moved) in enumerate(chart.moved.items()):
        down = ground + (0.9 + 0.9 * row) * frame.text
        radius = 0.3 * frame.text
        marks += [Mark("dot", ((at(week, 0)[0] + radius, down),), role, radius) for week in moved]
    return marks


def _week(frame: Frame, chart: Weeks, at: At, count: int) -> Mark:
    words = f"{chart.week} 1–{count} · {chart.unit}"
    x, y = at(count, 0)
    return Mark(
        "text", ((x, y + 3.1 * frame.text),), "ink-2", 0.85 * frame.text, text=words, anchor="end"
    )


def _key(frame: Frame, chart: Weeks, top: float) -> tuple[list[Mark], float]:
    """Return what each colour means, in lines that fit, and where they end."""
    entries = [("box", band) for band in chart.bands] + [("line", line) for line in chart.lines]
    entries += [("dot", Band(chart.names[role], (), role)) for role in chart.moved]
    marks, x, y = list[Mark](), 0.0, top + 0.6 * frame.text
    for kind, band in entries:
        text = band.label
        room = LETTER * frame.text * len(text) + 3.2 * frame.text
        if x and x + room > frame.width:
            x, y = 0.0, y + 1.6 * frame.text
        marks.append(_sign(kind, band, (x, y), frame.text))
        words = ((x + 1.6 * frame.text, y),)
        marks.append(Mark("text", words, "ink", 0.95 * frame.text, text=text))
        x += room
    return marks, y + 0.8 * frame.text


def _sign(kind: str, band: Band, at: Point, text: float) -> Mark:
    x, y = at
    middle = y - 0.35 * text
    if kind == "dot":
        return Mark("dot", ((x + 0.6 * text, middle),), band.colour, 0.3 * text)
    if kind == "line":
        look: Look = "dashed" if band.colour == "grey" else ""
        ends = ((x, middle), (x + 1.2 * text, middle))
        return Mark("line", ends, band.colour, 0.16 * text, look=look)
    corners = ((x, middle - 0.4 * text), (x + 1.2 * text, middle + 0.4 * text))
    return Mark("box", corners, band.colour)
