"""docs/theory.md: conventions of every case, and what the engine makes of it: A exact, B patterns,
C calibration.
"""

from __future__ import annotations

from collections.abc import Sequence

from coordsim.evidence.validation import CASES, validate
from coordsim.evidence.validation.calibration import CONSTANTS
from coordsim.evidence.validation.rows import Row
from coordsim.show.numbers import COMPARED, given, number
from generator.page import Parts, Settings, table

FILE = "docs/theory.md"
ENDS = 4  # digits of a band and of what lies in it or not


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
        [c.name, c.kind, number(c.cited), f"{given(c.low)} to {given(c.high)}", c.limits, c.source]
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
        [
            row.id,
            number(row.expected, matter=COMPARED),
            number(row.simulated, matter=COMPARED),
            _error(row),
            "–" if row.within is None else f"{100 * row.within:.2g} %",
            _word(row),
        ]
        for row in rows
    ]
    return table(["row", "expected", "the engine", "s.e.", "equivalent within", "verdict"], cells)


def banded_table(rows: Sequence[Row]) -> str:
    """Bands against what the engine does."""
    cells = [
        [row.id, band(row), number(row.simulated, matter=ENDS), _error(row), _word(row)]
        for row in rows
    ]
    return table(["row", "band", "the engine", "s.e.", "verdict"], cells)


def band(row: Row) -> str:
    """Return a band in words."""
    if row.low is None:
        return "–" if row.high is None else f"below {given(row.high)}"
    if row.high is None:
        return f"above {given(row.low)}"
    return f"{number(row.low, matter=ENDS)} to {number(row.high, matter=ENDS)}"


def _error(row: Row) -> str:
    return "–" if row.se is None else number(row.se)


def _word(row: Row) -> str:
    return row.verdict if row.verdict == "pass" else f"**{row.verdict}**"
