"""Cells of a table that a spreadsheet opens: a text that it would take for a formula is made plain
text.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
Value = str | int | float | bool | None


def cell(value: Value) -> str:
    """Return a value as the text of a cell; numbers are exact, and empty where there is none."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return repr(float(value)) if isinstance(value, float) else str(value)
    return value if not value.startswith(FORMULAS) or _is_number(value) else f"'{value}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.isascii() and "_" not in text


def table(columns: Sequence[str], rows: Iterable[Mapping[str, Value]]) -> str:
    """Return a table as CSV, one line for each row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([cell(column) for column in columns])
    for row in rows:
        writer.writerow([cell(row[column]) for column in columns])
    return out.getvalue()
