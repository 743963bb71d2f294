"""QR codes as something to draw: made on this machine, without the network."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

QUIET = 4  # empty squares around it, without which cameras do not find it


@dataclass(frozen=True)
class Code:
    """Squares to a side with the quiet zone, and the dark ones as the path of an SVG."""

    size: int
    path: str


@lru_cache(maxsize=256)
def code_of(text: str) -> Code:
    """Return a text as a QR code."""
    import segno

    rows = [list(row) for row in segno.make(text, micro=False).matrix]
    dark = [
        f"M{place + QUIET} {line + QUIET}h1v1h-1z"
        for line, row in enumerate(rows)
        for place, bit in enumerate(row)
        if bit
    ]
    return Code(len(rows) + 2 * QUIET, "".join(dark))
