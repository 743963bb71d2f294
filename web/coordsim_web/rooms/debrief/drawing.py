"""Drawings as lists of marks: laid out once, and drawn alike on a page, in a file that opens
offline and in a PDF. Colours are names of the one palette.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from coordsim.show.numbers import spelled
from coordsim.show.palette import COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Kind = Literal["line", "area", "box", "dot", "text"]
Anchor = Literal["start", "middle", "end"]
Look = Literal["", "dashed", "hollow", "bold"]
Point = tuple[float, float]
HORIZONTAL = {"start": "left", "middle": "center", "end": "right"}
BOLD = 700
DASHES = "6 4"


class Frame(NamedTuple):
    """How wide a drawing is and how large its letters are; ``narrow`` ones put labels on lines of
    their own, rows of ``tight`` ones are no higher than their labels need.
    """

    width: float
    text: float
    narrow: bool = False
    tight: bool = False


WIDE, NARROW = Frame(960, 15), Frame(340, 13, narrow=True)
WALL = Frame(1760, 34, tight=True)


@dataclass(frozen=True)
class Mark:
    """One mark: a line or an area through its points, a box between two corners, a dot, a text."""

    kind: Kind
    points: tuple[Point, ...]
    colour: str = "ink"
    size: float = 2.0
    text: str = ""
    anchor: Anchor = "start"
    look: Look = ""

    @property
    def plain(self) -> dict[str, Any]:
        """The mark as attributes of an SVG element."""
        (x, y), last = self.points[0], self.points[-1]
        flat = [(round(a, 1), round(b, 1)) for a, b in self.points]
        return {
            "kind": self.kind,
            "points": " ".join(f"{a},{b}" for a, b in flat) if len(flat) > 2 else "",
            "x": round(min(x, last[0]) if self.kind == "box" else x, 1),
            "y": round(min(y, last[1]) if self.kind == "box" else y, 1),
            "x2": round(last[0], 1),
            "y2": round(last[1], 1),
            "width": round(abs(last[0] - x), 1),
            "height": round(abs(last[1] - y), 1),
            "colour": f"var(--cs-{self.colour})",
            "size": round(self.size, 1),
            "text": self.text,
            "anchor": self.anchor,
            "look": self.look,
        }


@dataclass(frozen=True)
class Drawing:
    """Marks on a sheet; ``label`` says in a sentence what they show."""

    width: float
    height: float
    label: str
    marks: tuple[Mark, ...]

    def spelled(self, language: str) -> Drawing:
        """The drawing with its numbers in the form of a language."""
        marks = tuple(replace(mark, text=spelled(mark.text, language)) for mark in self.marks)
        return replace(self, label=spelled(self.label, language), marks=marks)

    @property
    def plain(self) -> dict[str, Any]:
        """The drawing as JSON-able data."""
        return {
            "width": self.width,
            "height": round(self.height, 1),
            "label": self.label,
            "marks": [mark.plain for mark in self.marks],
        }


def svg(drawing: Drawing) -> str:
    """Return a drawing as SVG, every text escaped."""
    size = f"0 0 {drawing.width:g} {drawing.height:g}"
    parts = [f'<svg viewBox="{size}" role="img" aria-label="{escape(drawing.label)}">']
    parts += [_element(mark.plain) for mark in drawing.marks]
    return "".join([*parts, "</svg>"])


def _element(mark: dict[str, Any]) -> str:
    colour, size = mark["colour"], mark["size"]
    dashes = f' stroke-dasharray="{DASHES}"' if mark["look"] == "dashed" else ""
    stroke = f'fill="none" stroke="{colour}" stroke-width="{size}"{dashes}'
    if mark["kind"] == "text":
        weight = f' font-weight="{BOLD}"' if mark["look"] == "bold" else ""
        at = f'x="{mark["x"]}" y="{mark["y"]}" text-anchor="{mark["anchor"]}"'
        return (
            f'<text {at} font-size="{size}" fill="{colour}"{weight}>{escape(mark["text"])}</text>'
        )
    if mark["kind"] == "dot":
        filled = (
            f'fill="{colour}"' if not mark["look"] else f'fill="var(--cs-paper)" {_rim(colour)}'
        )
        return f'<circle cx="{mark["x"]}" cy="{mark["y"]}" r="{size}" {filled}/>'
    if mark["kind"] == "box":
        at = f'x="{mark["x"]}" y="{mark["y"]}" width="{mark["width"]}" height="{mark["height"]}"'
        return f'<rect {at} fill="{colour}"/>'
    if mark["kind"] == "area":
        return f'<polygon points="{mark["points"]}" fill="{colour}"/>'
    if mark["points"]:
        return f'<polyline points="{mark["points"]}" {stroke}/>'
    ends = f'x1="{mark["x"]}" y1="{mark["y"]}" x2="{mark["x2"]}" y2="{mark["y2"]}"'
    return f"<line {ends} {stroke}/>"


def _rim(colour: str) -> str:
    return f'stroke="{colour}" stroke-width="2.5"'


def paint(axes: Axes, drawing: Drawing, points: float) -> None:
    """Draw on an axes that is ``points`` wide."""
    axes.set_xlim(0, drawing.width)
    axes.set_ylim(drawing.height, 0)
    axes.axis("off")
    for mark in drawing.marks:
        _paint(axes, mark, points / drawing.width)


def _paint(axes: Axes, mark: Mark, scale: float) -> None:
    from matplotlib.patches import Polygon, Rectangle

    colour = COLOURS[mark.colour]
    across, down = [x for x, _ in mark.points], [y for _, y in mark.points]
    if mark.kind == "text":
        weight = "bold" if mark.look == "bold" else "normal"
        axes.text(
            across[0],
            down[0],
            mark.text.replace("$", r"\$"),
            fontsize=mark.size * scale,
            color=colour,
            ha=HORIZONTAL[mark.anchor],
            va="baseline",
            fontweight=weight,
        )
    elif mark.kind == "dot":
        face = colour if not mark.look else COLOURS["paper"]
        wide = 2 * mark.size * scale
        axes.plot(
            across,
            down,
            "o",
            color=colour,
            ms=wide,
            mfc=face,
            mec=colour,
            mew=2.5 * scale if mark.look else 0,
        )
    elif mark.kind == "box":
        corner = min(across), min(down)
        wide, high = max(across) - corner[0], max(down) - corner[1]
        axes.add_patch(Rectangle(corner, wide, high, color=colour, linewidth=0))
    elif mark.kind == "area":
        axes.add_patch(Polygon(list(mark.points), closed=True, color=colour, linewidth=0))
    else:
        style = "--" if mark.look == "dashed" else "-"
        axes.plot(across, down, style, color=colour, linewidth=mark.size * scale)
