"""How a generated part is made and put in its place: settings, Markdown tables, markers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SHIPPED = Path(__file__).parents[2]  # the folder with README.md and docs/
WORLDS = 200
WHOLE = ""  # in place of a name between markers: the part is the whole file

Parts = Mapping[tuple[str, str], str]  # (file, name between its markers) -> Markdown


@dataclass(frozen=True)
class Settings:
    """Where to write (a folder with README.md and docs/), in how many worlds, on how many
    processes, and which claims alone; all when none is named.
    """

    root: Path = SHIPPED
    worlds: int = WORLDS
    jobs: int = 1
    only: tuple[str, ...] = ()

    @property
    def docs(self) -> Path:
        """The folder of the documents."""
        return self.root / "docs"


def table(headers: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table."""
    lines = [cells(headers), "|" + "|".join(" --- " for _ in headers) + "|"]
    return "\n".join([*lines, *map(cells, rows)])


def cells(row: Sequence[str]) -> str:
    """Return a row of a Markdown table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def between(path: Path, name: str) -> str:
    """Return what stands between the markers of a generated part; raises SystemExit when they are
    missing. Of a file that is such a part as a whole, return all.
    """
    if name == WHOLE:
        return path.read_text("utf-8") if path.is_file() else ""
    begin, end = f"<!-- generated: {name} -->\n", f"\n<!-- end: {name} -->"
    text = path.read_text("utf-8")
    if text.count(begin) != 1 or text.count(end) != 1:
        raise SystemExit(
            f"{path.name}: the markers of {name} are missing, or there are two of them"
        )
    return text.split(begin)[1].split(end)[0]


def put(path: Path, name: str, text: str) -> None:
    """Replace what stands between the markers of a generated part, or the whole file."""
    if name == WHOLE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return
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
