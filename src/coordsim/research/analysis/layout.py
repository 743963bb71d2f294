"""Layout of figures: every text is broken into lines that fit the room it has, whenever a figure
is drawn, whatever its size and format.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

POINTS = 72  # in an inch
EDGE = 0.06  # of its room that a line leaves free: so much longer small dots make its letters
ROUNDS = 4  # of breaking labels and laying out, which hang on each other


class Fitted(ConstrainedLayoutEngine):
    """Matplotlib's constrained layout, which makes room for the height of titles and labels, after
    these were broken to the width that there is.
    """

    def __init__(self) -> None:
        super().__init__()
        self.title: Text | None = None
        self._whole: dict[int, tuple[str, str]] = {}  # what was given, and what it was broken into

    def execute(self, fig: Figure) -> Any:
        """Break all texts and lay the figure out, until nothing changes any more."""
        if self.title is not None:
            free = 1 - self.title.get_position()[0]
            self._break(self.title, free * fig.get_figwidth() * POINTS)
        found = super().execute(fig)
        for _ in range(ROUNDS):
            if sum(self._axes(axes, fig) for axes in fig.axes) == 0:
                break
            found = super().execute(fig)
        return found

    def _axes(self, axes: Axes, fig: Figure) -> int:
        """Break labels and title of axes to their length; return how many have changed."""
        place = axes.get_position()
        width = place.width * fig.get_figwidth() * POINTS
        height = place.height * fig.get_figheight() * POINTS
        rooms = ((axes.title, width), (axes.xaxis.label, width), (axes.yaxis.label, height))
        return sum(self._break(text, room) for text, room in rooms)

    def _break(self, text: Text, room: float) -> bool:
        """Break what was given as a text to so many points; say whether it now reads otherwise."""
        shown = text.get_text()
        whole, broken = self._whole.get(id(text), ("", ""))
        if shown != broken:
            whole = shown
        lines = "\n".join(filled(whole, room, text.get_fontproperties()))
        self._whole[id(text)] = whole, lines
        text.set_text(lines)
        return lines != shown


def filled(text: str, room: float, font: FontProperties) -> list[str]:
    """Break a text into lines for a room of so many points; a word is broken only where it is
    longer than a line.
    """
    room, out = room * (1 - EDGE), list[str]()
    for line in text.split("\n"):
        now = ""
        for word in line.split(" "):
            longer = f"{now} {word}" if now else word
            if long(longer, font) <= room:
                now = longer
                continue
            out += [now] if now else []
            *full, now = _pieces(word, room, font)
            out += full
        out.append(now)
    return out


def long(text: str, font: FontProperties) -> float:
    """Return how long a line is, in points."""
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def longest(texts: Sequence[str], size: float) -> float:
    """Return how long the longest of some lines is at a size of letters, both in points."""
    font = FontProperties(size=size)
    return max((long(text, font) for text in texts), default=0.0)


def _pieces(word: str, room: float, font: FontProperties) -> list[str]:
    out, now = [], ""
    for letter in word:
        if now and long(now + letter, font) > room:
            out.append(now)
            now = ""
        now += letter
    return [*out, now]
