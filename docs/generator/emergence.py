"""The tables of docs/emergence.md: what has to hold, from the code; what held, from
docs/emergence.json, which ``coordsim validate --part D --json`` writes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from coordsim.evidence.validation.emergence import FAMILIES
from coordsim.evidence.validation.emergence.lab import ARMS
from coordsim.evidence.validation.emergence.report import figure, verdict
from coordsim.show.numbers import share
from generator.page import SHIPPED, Parts, Settings, table

FILE = "docs/emergence.md"
STORED = SHIPPED / "docs" / "emergence.json"

Data = Mapping[str, Any]


def emergence(_settings: Settings) -> Parts:
    """All generated parts of docs/emergence.md."""
    return parts(json.loads(STORED.read_text("utf-8")))


def parts(data: Data) -> Parts:
    """Return the parts from what was measured."""
    return {
        (FILE, "needs"): needs(),
        (FILE, "summary"): summary(data),
        (FILE, "rows"): rows(data),
        ("README.md", "second"): corners(data),
    }


def corners(data: Data) -> str:
    """Profit over revenue of the four corners, year by year."""
    found = {row["row"]: row for row in data["rows"]}
    cells = []
    for arm in ARMS:
        years = [found[f"D2 profit over revenue, {arm}, year {year}"] for year in (1, 2)]
        stop = found[f"D2 firms that cannot pay and stop within two years, {arm}"]
        cells.append(
            [
                arm,
                *(f"{share(r['figure'])} ({share(r['low'])} to {share(r['high'])})" for r in years),
                share(stop["figure"]),
            ]
        )
    heads = ["pay + talk", "year 1: profit over revenue", "year 2", "stopped within two years"]
    return table(heads, cells)


def needs() -> str:
    """What has to hold, family by family."""
    cells = [
        [f"{family.id} {family.title}", need.title, need.words, need.unit]
        for family in FAMILIES.values()
        for need in family.needs
    ]
    how = "\n".join(f"- **{one.id} {one.title}.** {one.how}" for one in FAMILIES.values())
    return table(["family", "measure", "has to be", "unit"], cells) + "\n\n" + how


def summary(data: Data) -> str:
    """How many rows held, and where they were measured."""
    counts = ", ".join(f"{number} {word}" for word, number in data["counts"].items())
    return (
        f"Scenario `{data['scenario']}`, {data['worlds']} worlds from {data['first']} on,"
        f" {data['draws']} draws over assumptions: {counts}."
    )


def rows(data: Data) -> str:
    """Every row with its figure, a table for each family."""
    headers = ["row", "has to be", "figure (95 %)", "n", "unit", "verdict", ""]
    out = []
    for name, family in FAMILIES.items():
        mine = [row for row in data["rows"] if row["family"] == name]
        if not mine:
            continue
        cells = [
            [
                row["row"].removeprefix(f"{name} "),
                row["must"],
                figure(row),
                str(row["n"] or ""),
                row["unit"],
                _word(row),
                row["note"],
            ]
            for row in mine
        ]
        command = f"```\n{mine[0]['command']}\n```"
        out.append(f"### {name} {family.title}\n\n{table(headers, cells)}\n\n{command}")
    return "\n\n".join(out)


def _word(row: Data) -> str:
    word = verdict(row)
    return f"**{word}**" if row["verdict"] == "not held" else word
