"""Sweeps: every firm of a design, in tasks of some seconds, on any executor. What is finished is
kept and never run twice.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from coordsim.research.batches import Batch, cut, engine, settle
from coordsim.research.design import Design, digest, read_design
from coordsim.research.store import Store, SweepError, cores, machine, now
from coordsim.research.table import Count, Failure, Summary, join, results
from coordsim.research.worker import Task, run_task
from coordsim.study.pool import Crew, Factory, PoolError

Progress = Callable[[int, int], None]

MOST_FAILED = 20  # single firms hunted down before whole batches are given up


def sweep(
    folder: str | Path,
    jobs: int = 0,
    *,
    progress: Progress | None = None,
    executor_factory: Factory | None = None,
    mend: bool = False,
) -> Summary:
    """Run an experiment's design; run again, it goes on where it was stopped.

    ``jobs``: processes, 0 for all cores. ``progress``: called with (firms there, firms in all).
    ``executor_factory``: makes the executor that runs the tasks, and makes it again when it broke;
    ``jobs`` then says how many tasks it runs at a time. ``mend``: run finished parts again whose
    file was damaged, which are refused otherwise. A script that calls this needs the usual ``if
    __name__ == "__main__":``. Raises DesignError on a bad design, SweepError when nothing can be
    run.
    """
    if jobs < 0:
        raise SweepError(f"jobs = {jobs} is not allowed: at least 1, or 0 for all cores")
    began, started, folder = perf_counter(), now(), Path(folder)
    design, store = read_design(folder), Store(folder)
    batches = cut(design)
    store.open()
    _check_parts(store, settle(batches, store.names())[0], mend)
    ready, missing = settle(batches, store.names())
    jobs = min(jobs or cores(), max(1, len(missing)))
    facts = _facts(design, len(batches), started)
    facts |= store.dates(facts, whole=not missing)
    store.begin(facts, firms=design.firms, there=_firms(ready), tasks=len(missing))
    crew = _Crew(design, store, jobs, factory=executor_factory, progress=progress, ready=ready)
    try:
        crew.run(missing)
    except BaseException as error:
        with suppress(SweepError):  # a full disk ends the sweep and takes no note either
            store.note("stopped", there=_firms(settle(batches, store.names())[0]))
        if isinstance(error, PoolError):
            raise SweepError(f"{error}; finished parts are kept; see {store.status}") from None
        raise
    finished, lacking = settle(batches, store.names())
    table = join(design, store, finished) if finished else None
    if table is not None and not lacking:
        store.write_frame(table)
        facts["finished"] = facts["finished"] or now()
    store.write_manifest(facts | {"parts": [batch.name for batch in finished]})
    store.note(
        "incomplete" if lacking else "finished", there=_firms(finished), failed=_firms(lacking)
    )
    before = {batch.name for batch in ready}
    skipped = [batch for batch in finished if batch.name in before]
    ran = [batch for batch in finished if batch.name not in before]
    return Summary(
        question=design.file.question,
        points=len(design.points),
        seeds=design.file.seeds.count,
        firms=Count(_firms(ran), _firms(skipped), _firms(lacking)),
        parts=Count(len(ran), len(skipped), len(lacking)),
        failures=(*crew.failures, *_vanished(lacking, crew.told)),
        seconds=round(perf_counter() - began, 3),
        manifest=store.manifest,
        table=None if lacking else store.table,
        results=() if table is None else results(design, table),
    )


def _check_parts(store: Store, batches: Sequence[Batch], mend: bool) -> None:
    """Read every finished part; one that is damaged ends the sweep, or is removed and run again."""
    for batch in batches:
        try:
            store.read_part(batch.name, batch.rows)
        except SweepError as error:
            if not mend:
                raise
            store.note("damaged", part=batch.name, reason=str(error))
            store.remove(batch.name)


def _vanished(lacking: Sequence[Batch], told: set[tuple[str, int]]) -> list[Failure]:
    """Return the firms whose part was finished and is not there any more."""
    return [
        Failure(point.levels, seed, "its part was removed while the sweep ran")
        for batch in lacking
        for point, seed in batch.firms
        if (point.id, seed) not in told
    ]


def _firms(batches: Sequence[Batch]) -> int:
    return sum(len(batch.firms) for batch in batches)


def _facts(design: Design, tasks: int, started: str) -> dict[str, Any]:
    return {
        "question": design.file.question,
        "coordsim": engine()["version"],
        "engine": engine()["source"],
        "python": platform.python_version(),
        "numpy": np.__version__,
        "design": design.hash,
        "scenario": digest(design.scenario.model_dump(mode="json")),
        "factors": {name: factor.names for name, factor in design.file.factors.items()},
        "points": len(design.points),
        "seeds": {"first": design.seeds[0], "count": len(design.seeds)},
        "firms": design.firms,
        "tasks": tasks,
        "parts": [],
        "started": started,
        "finished": None,
        "machine": machine(),
    }


def _task(batch: Batch, path: Path) -> Task:
    texts = {point.id: point.text for point, _ in batch.firms}
    places = {name: place for place, name in enumerate(texts)}
    firms = tuple((places[point.id], seed) for point, seed in batch.firms)
    return Task(str(path), batch.engine["source"], tuple(texts), tuple(texts.values()), firms)


class _Crew(Crew[Batch, float]):
    """The crew of a sweep: what is finished is noted, what fails is cut in two until the firm that
    makes it fail is found.
    """

    def __init__(
        self,
        design: Design,
        store: Store,
        jobs: int,
        *,
        factory: Factory | None,
        progress: Progress | None,
        ready: Sequence[Batch],
    ) -> None:
        super().__init__(run_task, jobs, factory=factory)
        self.store, self.progress = store, progress
        self.there, self.total = _firms(ready), design.firms
        self.failures: list[Failure] = []
        self.told: set[tuple[str, int]] = set()  # points and seeds of the failures
        self._tell()

    def _tell(self) -> None:
        if self.progress is not None:
            self.progress(self.there, self.total)

    def plain(self, task: Batch) -> Task:
        """Return a batch as plain data."""
        return _task(task, self.store.parts / task.name)

    def finished(self, task: Batch, result: float) -> None:
        """Note a part that was written, and the seconds that it took."""
        self.there += len(task.firms)
        self.store.note("part", part=task.name, firms=len(task.firms), seconds=round(result, 3))
        self._tell()

    def lost(self, tasks: Sequence[Batch]) -> Sequence[Batch]:
        """Note that a pool broke; parts that were written before it did count."""
        self.store.note("broken", lost=[batch.name for batch in tasks])
        here = self.store.names()
        done = [batch for batch in tasks if batch.name in here]
        for batch in done:
            self.finished(batch, 0.0)
        return done

    def failed(self, task: Batch, error: BaseException | None) -> Sequence[Batch]:
        """Cut a batch that failed in two, or note the firm that fails. Raises the error when no
        other batch could do better.
        """
        if isinstance(error, SweepError):
            raise error
        reason = "the worker process died" if error is None else f"{type(error).__name__}: {error}"
        if len(task.firms) > 1 and len(self.failures) < MOST_FAILED:
            self.store.note("cut", part=task.name, reason=reason)
            return task.halves()
        self.store.note("failed", part=task.name, firms=len(task.firms), reason=reason)
        self.failures.extend(Failure(point.levels, seed, reason) for point, seed in task.firms)
        self.told.update(task.rows)
        return ()
