"""What a worker does: run one batch, write one part. It loads the engine and a file writer, nothing
else.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Any


@dataclass(frozen=True)
class Task:
    """One batch as plain data: the text of the base scenario, the changes of each point as JSON,
    the place of its point and its world for each firm, and pickled ``measures``.
    """

    path: str
    engine: str
    base: str
    ids: tuple[str, ...]
    changes: tuple[str, ...]
    firms: tuple[tuple[int, int], ...]
    measures: bytes


def run_task(task: Task) -> float:
    """Run the firms of a task and write their part, whole or not at all. Return the seconds it
    took.

    Raises SweepError when this process would load another engine than the one the part is named
    after.
    """
    from coordsim.research.batches import engine
    from coordsim.research.errors import SweepError
    from coordsim.research.store import write_part

    began = perf_counter()
    if engine()["source"] != task.engine:
        raise SweepError(
            "the source of coordsim was changed while the sweep ran, or this worker has another"
            " version of it; run it again"
        )
    table, keys = table_of(task)
    write_part(task.path, table, task.engine, keys)
    return perf_counter() - began


def table_of(task: Task) -> tuple[Any, tuple[str, ...]]:
    """Return the table of a part, and the keys of what it keeps besides KPIs."""
    import json

    import cloudpickle
    import pyarrow as pa

    from coordsim.core.kpis import KPIS
    from coordsim.research.errors import SweepError
    from coordsim.research.points import changed, identity
    from coordsim.run.simulate import simulate
    from coordsim.scenario.file import Scenario

    base = Scenario.model_validate_json(task.base)
    scenarios = [changed(base, json.loads(text)) for text in task.changes]
    for scenario, name in zip(scenarios, task.ids, strict=True):
        if identity(scenario) != name:
            raise SweepError(
                "a rule was changed while the sweep ran, or this worker has another version of it;"
                " run it again"
            )
    run = simulate(
        [scenarios[place] for place, _ in task.firms], seeds=[seed for _, seed in task.firms]
    )
    columns: dict[str, Any] = {
        "point": [task.ids[place] for place, _ in task.firms],
        "seed": pa.array([seed for _, seed in task.firms], pa.int64()),
    }
    columns |= {kpi.name: run.kpi(kpi.name) for kpi in KPIS}
    measures = {one.key: one for one in cloudpickle.loads(task.measures)}
    for key, measure in sorted(measures.items()):
        values = measure.of(run)
        columns[key] = list(values) if measure.weekly else values
    return pa.table(columns | {"hash": list(run.hashes)}), tuple(sorted(measures))
