"""Printable documents: plain HTML on A4, nothing asked for from outside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from coordsim.show.numbers import spelled
from coordsim.show.palette import COLOURS

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_SAID = re.compile(r">[^<]+<|aria-label=\"[^\"]*\"")
STYLE = """
@page { size: A4; margin: 16mm; }
body { font: 11pt/1.45 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif;
  color: var(--cs-ink); max-width: 178mm; margin: 0 auto; padding: 8mm; }
h1 { font-size: 20pt; line-height: 1.15; margin: 0 0 4mm; }
h2 { font-size: 14pt; margin: 6mm 0 2mm; break-after: avoid; }
p { margin: 0 0 2.5mm; }
table { border-collapse: collapse; width: 100%; margin: 2mm 0 4mm; }
th, td { border: 1px solid var(--cs-ink-3); padding: 1.5mm 2mm; text-align: left;
  vertical-align: top; hyphens: auto; overflow-wrap: anywhere; }
th { overflow-wrap: break-word; }
tr { break-inside: avoid; }
.sheet { break-after: page; }
.sheet:last-child { break-after: auto; }
.marketing { border-left: 3mm solid var(--cs-marketing); padding-left: 4mm; }
.operations { border-left: 3mm solid var(--cs-operations); padding-left: 4mm; }
.leadership { border-left: 3mm solid var(--cs-leadership); padding-left: 4mm; }
.blank { height: 9mm; min-width: 22mm; }
svg { width: 100%; height: auto; font-family: inherit; }
small { color: var(--cs-ink-3); }
@media print { body { padding: 0; } }
"""


def document(title: str, language: str, sheets: Sequence[str]) -> str:
    """Return a document of sheets, each on pages of its own, its numbers in the form of its
    language.
    """
    colours = "".join(f"--cs-{name}:{value};" for name, value in COLOURS.items())
    named = escape(spelled(title, language))
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{named}</title><style>:root{{{colours}}}{STYLE}</style></head><body>"
        f"{_SAID.sub(lambda hit: spelled(hit[0], language), ''.join(sheets))}</body></html>\n"
    )


def sheet(*parts: str, role: str = "") -> str:
    """Return a sheet, in the colour of a role where it is one's."""
    look = f"sheet {role}".strip()
    return f'<section class="{look}">{"".join(parts)}</section>'


def head(text: str, level: int = 1) -> str:
    """Return a heading."""
    return f"<h{level}>{escape(text)}</h{level}>"


def says(*lines: str) -> str:
    """Return paragraphs; empty ones are left out."""
    return "".join(f"<p>{escape(line)}</p>" for line in lines if line.strip())


def table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; an empty cell is one to write in."""
    top = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _cell(text: str) -> str:
    return f"<td>{escape(text)}</td>" if text else '<td class="blank"></td>'
