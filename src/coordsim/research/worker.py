"""What a worker process does: run one batch, write one part. It loads the engine and a file writer,
nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True)
class Task:
    """One batch as plain data: the texts of its scenarios, and for each firm the place of its
    scenario and its seed.
    """

    path: str
    engine: str
    ids: tuple[str, ...]
    texts: tuple[str, ...]
    firms: tuple[tuple[int, int], ...]


def run_task(task: Task) -> float:
    """Run the firms of a task and write their part, whole or not at all. Return the seconds it
    took.

    Raises SweepError when this process would load another engine than the one the part is named
    after.
    """
    import pyarrow as pa

    from coordsim.core.kpis import CAUSES, KPIS
    from coordsim.research.batches import engine
    from coordsim.research.store import SweepError, lost_column, write_part
    from coordsim.run.simulate import simulate
    from coordsim.scenario.file import Scenario

    scenarios = [Scenario.model_validate_json(text) for text in task.texts]
    if engine(scenarios)["source"] != task.engine:
        raise SweepError(
            "the source of coordsim or of a rule was changed while the sweep ran; run it again"
        )
    began = perf_counter()
    run = simulate(
        [scenarios[place] for place, _ in task.firms], seeds=[seed for _, seed in task.firms]
    )
    columns = {
        "point": [task.ids[place] for place, _ in task.firms],
        "seed": [seed for _, seed in task.firms],
    }
    numbers = {kpi.name: run.kpi(kpi.name) for kpi in KPIS}
    lost = {lost_column(cause): run.causes[cause][:, run.warmup :].mean(axis=1) for cause in CAUSES}
    write_part(task.path, pa.table(columns | numbers | lost | {"hash": list(run.hashes)}))
    return perf_counter() - began
