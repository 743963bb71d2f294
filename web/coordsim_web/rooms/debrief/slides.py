"""What a debrief is made of: slides with a sentence, a drawing, and tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from coordsim.show.numbers import spelled
from coordsim_web.rooms.debrief.drawing import NARROW, WIDE, Drawing, Frame

ROOM = "room"  # the part of a whole room
Picture = Callable[[Frame], Drawing]


@dataclass(frozen=True)
class Table:
    """A table whose cells are written already."""

    label: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def spelled(self, language: str) -> Table:
        """The table with its numbers in the form of a language."""
        rows = tuple(tuple(spelled(cell, language) for cell in row) for row in self.rows)
        return replace(self, rows=rows)

    @property
    def plain(self) -> dict[str, Any]:
        """The table as JSON-able data."""
        rows = [list(row) for row in self.rows]
        return {"label": self.label, "head": list(self.head), "rows": rows}


@dataclass(frozen=True)
class Slide:
    """A slide: its ``name`` for links, its title, what it shows in a sentence, more of them, which
    level of replay it is from, a picture, tables.
    """

    name: str
    title: str
    lead: str
    lines: tuple[str, ...] = ()
    level: str = ""
    picture: Picture | None = None
    tables: tuple[Table, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a picture that is not also a sentence and a table."""
        if self.picture is not None and not (self.lead and self.tables):
            raise ValueError(f"The slide {self.name} has a picture without a sentence or a table.")

    def spelled(self, language: str) -> Slide:
        """The slide with its numbers in the form of a language, those of its picture too."""
        drawn = self.picture
        return replace(
            self,
            title=spelled(self.title, language),
            lead=spelled(self.lead, language),
            lines=tuple(spelled(line, language) for line in self.lines),
            picture=None if drawn is None else lambda frame: drawn(frame).spelled(language),
            tables=tuple(table.spelled(language) for table in self.tables),
        )

    @property
    def plain(self) -> dict[str, Any]:
        """The slide as JSON-able data, drawn for a desk and for a phone."""
        drawn = self.picture
        return {
            "name": self.name,
            "title": self.title,
            "lead": self.lead,
            "lines": list(self.lines),
            "level": self.level,
            "wide": None if drawn is None else drawn(WIDE).plain,
            "narrow": None if drawn is None else drawn(NARROW).plain,
            "tables": [one.plain for one in self.tables],
        }


@dataclass(frozen=True)
class Part:
    """Slides that belong together under a title: the room's, or a team's."""

    name: str
    title: str
    slides: tuple[Slide, ...]

    def spelled(self, language: str) -> Part:
        """The part with its numbers in the form of a language."""
        return replace(self, slides=tuple(slide.spelled(language) for slide in self.slides))

    @property
    def plain(self) -> dict[str, Any]:
        """The part as JSON-able data."""
        return {
            "name": self.name,
            "title": self.title,
            "slides": [slide.plain for slide in self.slides],
        }
