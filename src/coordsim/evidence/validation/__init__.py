"""The engine against theory and measurement: cases as configurations of the ordinary engine, with
what is known next to each.

`validate()` runs the table of docs/theory.md: A, textbook cases with exact answers; B, patterns of
real firms that no number was fitted to; C, the constants that market and plant are calibrated on.
Nothing here is a second implementation: a case only sets numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from coordsim.evidence.validation import calibration, cases, patterns
from coordsim.evidence.validation.rows import Case, Row, Size

__all__ = ["CASES", "Case", "Row", "Size", "validate"]

CASES: tuple[Case, ...] = (*cases.CASES, *patterns.CASES, *calibration.CASES)


def validate(
    ids: Sequence[str] | None = None, progress: Callable[[str], None] | None = None
) -> list[Row]:
    """Run the cases named (all when None) in the order of the table and return their rows.

    ``progress`` is called with a line of text before each case. Raises ValueError on a name that is
    no case.
    """
    known = {case.id: case for case in CASES}
    wanted = list(known) if ids is None else [name.upper() for name in ids]
    for name in wanted:
        if name not in known:
            raise ValueError(f"{name} is not a case of theory; allowed: {', '.join(known)}")
    rows: list[Row] = []
    for case in CASES:
        if case.id in wanted:
            if progress is not None:
                progress(f"{case.id} {case.title}")
            rows += case.run()
    return rows
