"""docs/theory.md: conventions of every case, and what the engine makes of it: A exact, B patterns,
C calibration.
"""

from __future__ import annotations

from collections.abc import Sequence

from coordsim.evidence.validation import CASES, validate
from coordsim.evidence.validation.calibration import CONSTANTS
from coordsim.evidence.validation.rows import Row
from generator.page import Parts, Settings, table

FILE = "docs/theory.md"


def cases(_settings: Settings) -> Parts:
    """Source and conventions of every case, by kind."""
    headers = ["case", "source", "conventions"]
    out = {}
    for kind in ("A", "B", "C"):
        rows = [
            [f"{case.id} {case.title}", case.source, case.conventions]
            for case in CASES
            if case.id.startswith(kind)
        ]
        out[FILE, f"conventions {kind}"] = table(headers, rows)
    constants = [
        [c.name, c.kind, f"{c.cited:.3g}", f"{c.low:.4g} to {c.high:.4g}", c.limits, c.source]
        for c in CONSTANTS
    ]
    headers = [
        "constant",
        "kind",
        "source says",
        "may lie in",
        "where the range comes from",
        "source",
    ]
    return {**out, (FILE, "constants"): table(headers, constants)}


def exact(_settings: Settings) -> Parts:
    """Run the textbook cases."""
    return {(FILE, "exact"): exact_table(_run("A"))}


def patterns(_settings: Settings) -> Parts:
    """Run the patterns and measure the constants."""
    return {(FILE, f"rows {kind}"): banded_table(_run(kind)) for kind in ("B", "C")}


def _run(kind: str) -> list[Row]:
    return validate([case.id for case in CASES if case.id.startswith(kind)])


def exact_table(rows: Sequence[Row]) -> str:
    """Expected against simulated."""
    cells = [
        [row.id, f"{row.expected:.7g}", f"{row.simulated:.7g}", _error(row), _word(row)]
        for row in rows
    ]
    return table(["row", "expected", "the engine", "s.e.", "verdict"], cells)


def banded_table(rows: Sequence[Row]) -> str:
    """Bands against what the engine does."""
    cells = [[row.id, band(row), f"{row.simulated:.4g}", _error(row), _word(row)] for row in rows]
    return table(["row", "band", "the engine", "s.e.", "verdict"], cells)


def band(row: Row) -> str:
    """Return a band in words."""
    if row.low is None:
        return "–" if row.high is None else f"below {row.high:g}"
    return f"above {row.low:g}" if row.high is None else f"{row.low:.4g} to {row.high:.4g}"


def _error(row: Row) -> str:
    return "–" if row.se is None else f"{row.se:.2g}"


def _word(row: Row) -> str:
    return row.verdict if row.verdict == "pass" else f"**{row.verdict}**"
