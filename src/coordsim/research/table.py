"""The tables of a sweep: one row per firm with the factors beside it, and means for each point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coordsim.core.kpis import CAUSES
from coordsim.research.batches import Batch, cut, settle
from coordsim.research.design import Design, read_design
from coordsim.research.store import Store, SweepError, lost_column

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Count:
    """How many were run now, were there already, could not be run."""

    done: int = 0
    skipped: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Failure:
    """A firm that could not be run, and why."""

    levels: Mapping[str, str]
    seed: int
    reason: str


@dataclass(frozen=True)
class Summary:
    """What a sweep did. ``results``: for each point its factors and the mean and standard error of
    every KPI.
    """

    question: str
    points: int
    seeds: int
    firms: Count
    parts: Count
    failures: tuple[Failure, ...]
    seconds: float
    manifest: Path
    table: Path | None
    results: tuple[Mapping[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        paths = {
            "manifest": str(self.manifest),
            "table": None if self.table is None else str(self.table),
        }
        return asdict(self) | paths | {"results": [dict(row) for row in self.results]}


def load_table(folder: str | Path, partial: bool = False) -> pd.DataFrame:
    """Return one row per firm, in the order of the design: point (from 0), one column per factor,
    seed, KPIs, lost units, hash.

    Only parts of the present design and the present engine are read. Raises SweepError when some
    are missing, unless ``partial`` allows it; DesignError when the design cannot be read.
    """
    folder = Path(folder)
    design, store = read_design(folder), Store(folder)
    finished, missing = settle(cut(design), store.names())
    lacking = sum(len(batch.firms) for batch in missing)
    if not finished or (missing and not partial):
        raise SweepError(
            f"{folder}: {lacking} of {design.firms} firms of this design are not there with this"
            f" version of coordsim; run: coordsim sweep {folder}"
        )
    return join(design, store, finished)


def join(design: Design, store: Store, finished: list[Batch]) -> pd.DataFrame:
    """Read parts and put the design's columns beside them."""
    import pandas as pd

    raw = store.read({batch.name: batch.rows for batch in finished}).to_pandas()
    order = {point.id: number for number, point in enumerate(design.points)}
    number = raw["point"].map(order).to_numpy()
    columns: dict[str, Any] = {"point": number}
    for name, factor in design.file.factors.items():
        labels = [point.levels[name] for point in design.points]
        kind = dict(zip(factor.names, factor.values, strict=True))
        levels = (
            np.array([kind[label] for label in labels])
            if factor.numeric
            else np.array(labels, dtype=object)
        )
        columns[name] = levels[number]
    shown = ["seed", *design.kpis, *(lost_column(cause) for cause in CAUSES), "hash"]
    table = pd.DataFrame(columns | {name: raw[name] for name in shown})
    return table.sort_values(["point", "seed"], ignore_index=True)


def results(design: Design, table: pd.DataFrame) -> tuple[dict[str, Any], ...]:
    """Return factors, number of firms, and mean, standard error and number of firms that have a
    value of every KPI for each point.
    """
    out = []
    for number, rows in table.groupby("point"):
        kpis = {}
        for name in design.kpis:
            values = rows[name].dropna().to_numpy()
            kpis[name] = {
                "mean": float(values.mean()) if len(values) else None,
                "se": float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else None,
                "n": len(values),
            }
        out.append(
            {
                "factors": dict(design.points[int(str(number))].levels),
                "firms": len(rows),
                "kpis": kpis,
            }
        )
    return tuple(out)
