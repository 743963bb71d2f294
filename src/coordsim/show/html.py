"""Objects in notebooks: a heading, tables and a note, as HTML that needs no style sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from coordsim.show.palette import INK, INK_2, LINE

_CELL = f"padding:2px 10px;border-bottom:1px solid {LINE};text-align:"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table: the first column is words, the others are numbers, unless there are two."""
    aligned = ["left"] + ["left" if len(head) == 2 else "right"] * (len(head) - 1)
    lines = [_row("th", head, aligned), *(_row("td", row, aligned) for row in rows)]
    return f'<table style="border-collapse:collapse;color:{INK}">{"".join(lines)}</table>'


def _row(cell: str, values: Sequence[str], aligned: Sequence[str]) -> str:
    cells = (
        f'<{cell} style="{_CELL}{side}">{escape(value)}</{cell}>'
        for value, side in zip(values, aligned, strict=True)
    )
    return f"<tr>{''.join(cells)}</tr>"


def block(heading: str, *parts: str, note: str = "") -> str:
    """Return a heading in bold, parts that are HTML already, and a note below them."""
    below = f'<p style="color:{INK_2};margin:4px 0">{escape(note)}</p>' if note else ""
    return f'<div><p style="margin:4px 0"><b>{escape(heading)}</b></p>{"".join(parts)}{below}</div>'
