"""The tables of a study: one row a point and world, with the factors beside what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from coordsim.research import codebook
from coordsim.research.codebook import Column
from coordsim.research.design import Design
from coordsim.research.plan import Plan, firms
from coordsim.research.store import Store

if TYPE_CHECKING:
    import pandas as pd

MOST_TOLD = 1000  # points whose means are told one by one


def points_frame(design: Design) -> pd.DataFrame:
    """Return one row for each point: point, sample, id, factors."""
    import pandas as pd

    points = design.points
    columns: dict[str, Any] = {
        "point": [point.number for point in points],
        "sample": [point.sample for point in points],
        "id": [point.id for point in points],
    }
    for one in codebook.factors(design):
        columns[one.name] = typed([point.cells[one.name] for point in points], one)
    return pd.DataFrame(columns)


def typed(cells: Sequence[Any], one: Column) -> Any:
    """Return the cells of a column in its type."""
    import pandas as pd

    if one.dtype == "string":
        return pd.array([str(cell) for cell in cells], dtype="str")
    return np.array(cells, dtype={"bool": np.bool_}.get(one.dtype, one.dtype))


def results_frame(design: Design, store: Store, current: Plan) -> pd.DataFrame:
    """Return one row for each point and world that is there, in the order of the design: point,
    seed, factors, outcomes, hash.
    """
    outcomes = {name: design.measures[name].key for name in design.file.outcomes}
    columns = [*design.file.shown, *outcomes.values(), "hash"]
    frame = _joined(design, store, current, list(dict.fromkeys(columns)))
    frame = frame.assign(**{name: frame[key] for name, key in outcomes.items()})
    names = [one.name for one in codebook.results(design)]
    return frame[names]


def weekly_frame(design: Design, store: Store, current: Plan) -> pd.DataFrame:
    """Return one row for each point, world and week, from 1, of the KPIs whose weeks are kept."""
    import pandas as pd

    keys = {name: design.measures[f"{name}__weekly"].key for name in design.file.weekly}
    frame = _joined(design, store, current, list(keys.values()))
    first = frame[next(iter(keys.values()))]
    length = np.array([len(row) for row in first], dtype=np.int64)
    columns: dict[str, Any] = {
        "point": np.repeat(frame["point"].to_numpy(), length),
        "seed": np.repeat(frame["seed"].to_numpy(), length),
        "week": np.concatenate([np.arange(1, each + 1) for each in length]),
    }
    for name, key in keys.items():
        columns[name] = np.concatenate([np.asarray(row, dtype=np.float64) for row in frame[key]])
    return pd.DataFrame(columns)


def _joined(design: Design, store: Store, current: Plan, columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    raw = store.read(firms(current.ready, current.found), columns).to_pandas()
    raw = raw.rename(columns={"point": "id"})
    points = points_frame(design)
    worlds = [current.worlds.get(point.sample, []) for point in design.points]
    wanted = pd.DataFrame(
        {
            "point": np.repeat(points["point"].to_numpy(), [len(row) for row in worlds]),
            "seed": np.array([seed for row in worlds for seed in row], dtype=np.int64),
        }
    )
    wanted = wanted.merge(points.drop(columns="sample"), on="point", how="left")
    return wanted.merge(raw, on=["id", "seed"], how="inner")


def means(design: Design, frame: pd.DataFrame) -> tuple[dict[str, Any], ...]:
    """Return factors, number of firms, and mean, standard error and number of firms that have a
    value of every outcome, for each of the first points.
    """
    names = [*design.file.shown, *design.file.outcomes]
    out = []
    for number, rows in frame[frame["point"] < MOST_TOLD].groupby("point"):
        told = {}
        for name in names:
            values = rows[name].dropna().to_numpy()
            told[name] = {
                "mean": float(values.mean()) if len(values) else None,
                "se": float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else None,
                "n": len(values),
            }
        out.append(
            {
                "factors": dict(design.points[int(str(number))].levels),
                "firms": len(rows),
                "kpis": told,
            }
        )
    return tuple(out)
