"""The whole debrief as one HTML file: nothing in it asks for anything from outside, and it opens
from a disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from coordsim.show.palette import COLOURS
from coordsim_web.rooms.debrief.drawing import NARROW, WIDE, svg
from coordsim_web.rooms.debrief.slides import Part, Slide, Table
from coordsim_web.rooms.debrief.words import Words

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
STYLE = """
body { font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; margin: 0;
  background: var(--cs-paper-2); color: var(--cs-ink); }
main, nav { max-width: 1040px; margin: 0 auto; padding: 16px; }
h1 { font-size: 2.25rem; line-height: 1.15; margin: 24px 0 8px; }
h2 { font-size: 1.25rem; margin: 0 0 8px; }
nav a { display: inline-block; margin-right: 12px; line-height: 2.2; }
a { color: var(--cs-operations-text); }
section { background: var(--cs-paper); border: 1px solid var(--cs-line); border-radius: 12px;
  padding: 24px; margin: 0 0 16px; }
.lead { font-size: 1.2rem; max-width: 40em; margin: 0 0 12px; }
.line { max-width: 52em; margin: 0 0 8px; }
.level { color: var(--cs-ink-3); font-size: 0.875rem; }
svg { width: 100%; height: auto; display: block; margin: 16px 0; font-family: inherit; }
svg.narrow { display: none; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.875rem; }
th, td { text-align: left; padding: 6px 10px; border-bottom: 1px solid var(--cs-line-2); }
summary { cursor: pointer; font-weight: 600; color: var(--cs-operations-text); line-height: 44px; }
@media (max-width: 700px) {
  svg.wide { display: none; } svg.narrow { display: block; } section { padding: 16px; }
}
@media print { section { break-inside: avoid; border: 0; } nav { display: none; } }
"""


def page(parts: Sequence[Part], words: Words, made: str) -> str:
    """Return a debrief as one HTML document; ``made`` says what it was made from."""
    colours = "".join(f"--cs-{name}:{value};" for name, value in COLOURS.items())
    links = "".join(f'<a href="#{part.name}">{escape(part.title)}</a>' for part in parts)
    return "".join(
        [
            f'<!doctype html>\n<html lang="{words.language}"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>{escape(words('page.title'))} · {escape(parts[0].title)}</title>",
            f"<style>:root{{{colours}}}{STYLE}</style></head><body>",
            f'<nav aria-label="{escape(words("page.teams"))}">{links}</nav><main>',
            *(_part(part) for part in parts),
            f"<p class='level'>{escape(made)} {escape(words('page.offline'))}</p>",
            "</main></body></html>\n",
        ]
    )


def _part(part: Part) -> str:
    head = f'<h1 id="{part.name}">{escape(part.title)}</h1>'
    return head + "".join(_slide(part.name, slide) for slide in part.slides)


def _slide(part: str, slide: Slide) -> str:
    level = f' <span class="level">{escape(slide.level)}</span>' if slide.level else ""
    lines = "".join(f'<p class="line">{escape(line)}</p>' for line in slide.lines)
    drawn = ""
    if slide.picture is not None:
        wide, narrow = svg(slide.picture(WIDE)), svg(slide.picture(NARROW))
        drawn = wide.replace("<svg", '<svg class="wide"', 1)
        drawn += narrow.replace("<svg", '<svg class="narrow"', 1)
    return (
        f'<section id="{part}-{slide.name}"><h2>{escape(slide.title)}{level}</h2>'
        f'<p class="lead">{escape(slide.lead)}</p>{drawn}{lines}'
        f"{''.join(map(_table, slide.tables))}</section>"
    )


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.head)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in table.rows
    )
    return (
        f"<details><summary>{escape(table.label)}</summary><div class='scroll'><table>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )
