"""How a generated part is made and put in its place: settings, Markdown tables, numbers,
markers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coordsim.core.kpis import KPI
from coordsim.run.comparison import Difference

SHIPPED = Path(__file__).parents[2]  # the folder with README.md and docs/
WORLDS = 200

Parts = Mapping[tuple[str, str], str]  # (file, name between its markers) -> Markdown


@dataclass(frozen=True)
class Settings:
    """Where to write (a folder with README.md and docs/), in how many worlds, on how many
    processes.
    """

    root: Path = SHIPPED
    worlds: int = WORLDS
    jobs: int = 1

    @property
    def docs(self) -> Path:
        """The folder of the documents."""
        return self.root / "docs"


def table(headers: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(headers) + " |", "|" + "|".join(" --- " for _ in headers) + "|"]
    return "\n".join(
        lines + ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    )


def between(path: Path, name: str) -> str:
    """Return what stands between the markers of a generated part; raises SystemExit when they are
    missing.
    """
    begin, end = f"<!-- generated: {name} -->\n", f"\n<!-- end: {name} -->"
    text = path.read_text("utf-8")
    if text.count(begin) != 1 or text.count(end) != 1:
        raise SystemExit(
            f"{path.name}: the markers of {name} are missing, or there are two of them"
        )
    return text.split(begin)[1].split(end)[0]


def put(path: Path, name: str, text: str) -> None:
    """Replace what stands between the markers of a generated part."""
    between(path, name)
    begin, end = f"<!-- generated: {name} -->", f"<!-- end: {name} -->"
    old = path.read_text("utf-8")
    new = re.sub(
        re.escape(begin) + ".*?" + re.escape(end),
        lambda _: f"{begin}\n{text}\n{end}",
        old,
        flags=re.S,
    )
    path.write_text(new, "utf-8")


def shown(value: float, kpi: str) -> str:
    """Format a KPI with the digits that matter."""
    if KPI[kpi].unit.startswith(("share", "1 -")):
        return f"{value:.0%}"
    return (
        f"{value:,.0f}"
        if abs(value) >= 100
        else f"{value:.1f}"
        if abs(value) >= 10
        else f"{value:.2f}"
    )


def number(value: float) -> str:
    """Format a number with three digits, thousands with commas."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def interval(gap: Difference) -> str:
    """Format a 95 % interval."""
    return f"{number(gap.low)} to {number(gap.high)}"
