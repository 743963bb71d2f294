"""Run a row of a study again, from its folder alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coordsim.core.counts import count
from coordsim.core.kpis import KPI
from coordsim.research.batches import engine
from coordsim.research.errors import SweepError
from coordsim.research.folder import POINTS, RESULTS, SCENARIO, check_intact, read_manifest
from coordsim.research.points import changed, identity
from coordsim.research.written import read_scenario


@dataclass(frozen=True)
class Again:
    """A row that was run again: what the table says, and what came out now. ``same``: whether the
    hash and every KPI are equal; ``why`` says what differs where they are not.
    """

    row: int
    point: int
    seed: int
    stored: str
    found: str
    kpis: dict[str, tuple[float, float]]
    why: str

    @property
    def same(self) -> bool:
        """Whether it came out as it was stored."""
        return self.stored == self.found and not self.kpis

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        differ = {name: {"stored": pair[0], "found": pair[1]} for name, pair in self.kpis.items()}
        return {
            "row": self.row,
            "point": self.point,
            "seed": self.seed,
            "stored": self.stored,
            "found": self.found,
            "same": self.same,
            "differ": differ,
            "why": self.why,
        }


def run_row(folder: str | Path, row: int) -> Again:
    """Run a row of ``results.parquet``, counted from 0, again, from what lies in ``out/`` alone.
    Raises SweepError where the folder does not hold what is needed, or a table was edited.
    """
    import pyarrow.parquet as pq

    from coordsim.run.simulate import simulate

    folder = Path(folder)
    out = folder / "out" if (folder / "out").is_dir() else folder
    for name in (RESULTS, POINTS, SCENARIO):
        if not (out / name).is_file():
            raise SweepError(f"{out / name}: is not there; run the study to its end first")
    check_intact(out, (RESULTS, POINTS))
    table = pq.read_table(out / RESULTS)
    row = count("row", row, 0)
    if row >= table.num_rows:
        raise SweepError(f"row = {row} is not allowed: 0 to {table.num_rows - 1}")
    told = table.slice(row, 1).to_pylist()[0]
    point = pq.read_table(out / POINTS).slice(told["point"], 1).to_pylist()[0]
    base = read_scenario((out / SCENARIO).read_text("utf-8"))
    scenario = changed(base, json.loads(point["changes"]))
    run = simulate(scenario, seeds=[told["seed"]])
    kpis = {
        name: (value, float(run.kpi(name)[0]))
        for name, value in told.items()
        if name in KPI and not _equal(value, float(run.kpi(name)[0]))
    }
    same = run.hashes[0] == told["hash"] and not kpis
    return Again(
        row=row,
        point=told["point"],
        seed=told["seed"],
        stored=told["hash"],
        found=run.hashes[0],
        kpis=kpis,
        why="" if same else _why(out, point["id"], identity(scenario)),
    )


def _equal(one: float, other: float) -> bool:
    return one == other or (one != one and other != other)


def _why(out: Path, stored: str, found: str) -> str:
    before = read_manifest(out)
    if before.get("engine") != engine()["source"]:
        return (
            f"the engine differs: coordsim {before.get('coordsim')}, source"
            f" {before.get('engine')}, then; {engine()['version']}, {engine()['source']}, now"
        )
    if stored != found:
        return "the scenario or a rule of another package differs from what was run"
    return "engine and scenario are the same; machine or libraries differ: see the manifest"
