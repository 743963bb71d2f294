"""Sweeps: every firm of a design, in tasks of some seconds, on any executor. What is finished is
kept and never run twice.
"""

from __future__ import annotations

import platform
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from coordsim.research.batches import Batch, cut, engine, settle
from coordsim.research.design import Design, digest, read_design
from coordsim.research.store import Store, SweepError, cores, machine, now
from coordsim.research.table import Count, Failure, Summary, join, results
from coordsim.research.worker import Task, run_task, start

Factory = Callable[[], Executor]
Progress = Callable[[int, int], None]

IN_FLIGHT = 2  # tasks handed out per worker: the next one waits at the door, the rest stays here
MOST_FAILED = 20  # single firms hunted down before whole batches are given up
MOST_BREAKS = (
    20  # pools broken in a row, with nothing finished between, before the sweep is given up
)


def processes(jobs: int) -> Factory:
    """Return a factory of pools of fresh processes on this machine."""
    return lambda: ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=start)


def sweep(
    folder: str | Path,
    jobs: int = 0,
    progress: Progress | None = None,
    executor_factory: Factory | None = None,
) -> Summary:
    """Run an experiment's design; run again, it goes on where it was stopped.

    ``jobs``: processes, 0 for all cores. ``progress``: called with (firms there, firms in all).
    ``executor_factory``: makes the executor that runs the tasks, and makes it again when it broke;
    ``jobs`` then says how many tasks it runs at a time. A script that calls this needs the usual
    ``if __name__ == "__main__":``. Raises DesignError on a bad design, SweepError when nothing can
    be run.
    """
    if jobs < 0:
        raise SweepError(f"jobs = {jobs} is not allowed: at least 1, or 0 for all cores")
    began, started, folder = perf_counter(), now(), Path(folder)
    design, store = read_design(folder), Store(folder)
    batches = cut(design)
    store.open()
    ready, missing = settle(batches, store.names())
    jobs = min(jobs or cores(), max(1, len(missing)))
    facts = _facts(design, len(batches), started)
    before = store.read_manifest()
    if all(before.get(key) == facts[key] for key in ("design", "engine")):
        facts |= {"started": before["started"]} | (
            {} if missing else {"finished": before["finished"]}
        )
    store.begin(facts, firms=design.firms, there=_firms(ready), tasks=len(missing))
    crew = _Crew(
        store,
        jobs,
        executor_factory or processes(jobs),
        progress or _silent,
        _firms(ready),
        design.firms,
    )
    try:
        crew.run(missing)
    except BaseException:
        store.note("stopped", there=_firms(settle(batches, store.names())[0]))
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
    return Summary(
        question=design.file.question,
        points=len(design.points),
        seeds=design.file.seeds.count,
        firms=Count(_firms(crew.done), _firms(ready), _firms(lacking)),
        parts=Count(len(crew.done), len(ready), len(lacking)),
        failures=tuple(crew.failures),
        seconds=round(perf_counter() - began, 3),
        manifest=store.manifest,
        table=None if lacking else store.table,
        results=() if table is None else results(design, table),
    )


def _silent(_there: int, _total: int) -> None:
    return None


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
    return Task(str(path), engine()["source"], tuple(texts), tuple(texts.values()), firms)


class _Crew:
    """Hands out batches, few at a time; rebuilds a broken pool; finds out which firm breaks it."""

    def __init__(
        self, store: Store, jobs: int, factory: Factory, progress: Progress, there: int, total: int
    ) -> None:
        self.store, self.jobs, self.factory, self.progress = store, jobs, factory, progress
        self.there, self.total = there, total
        self.queue: deque[Batch] = deque()
        self.careful: deque[Batch] = (
            deque()
        )  # was in flight when a pool broke: to be run with nothing else in flight
        self.flight: dict[Future[float], Batch] = {}
        self.alone = False
        self.breaks = 0
        self.pool: Executor | None = None
        self.done: list[Batch] = []
        self.failures: list[Failure] = []

    def run(self, batches: Sequence[Batch]) -> None:
        """Run them all. When interrupted, tasks in flight are let finish; a second interrupt leaves
        them too.
        """
        self.queue.extend(batches)
        self.progress(self.there, self.total)
        try:
            while self.queue or self.careful or self.flight:
                self._hand_out()
                self._take_in()
        finally:
            self._close()

    def _hand_out(self) -> None:
        if not self.flight:
            self.alone = not self.queue
        if self.alone:
            if not self.flight:
                self._submit(self.careful.popleft())
            return
        while self.queue and len(self.flight) < IN_FLIGHT * self.jobs:
            if not self._submit(self.queue.popleft()):
                return

    def _submit(self, batch: Batch) -> bool:
        task = _task(batch, self.store.parts / batch.name)
        self.pool = self.pool or self.factory()
        try:
            self.flight[self.pool.submit(run_task, task)] = batch
        except BrokenExecutor:
            # broken by one in flight, or before it had anything: this one is not to blame
            (self.careful if self.alone else self.queue).appendleft(batch)
            if not self.flight:
                self._broken([])
            return False
        return True

    def _take_in(self) -> None:
        lost = []
        for future in wait(self.flight, return_when=FIRST_COMPLETED).done:
            batch = self.flight.pop(future)
            error = future.exception()
            if error is None:
                self._finished(batch, future.result())
            elif isinstance(error, BrokenExecutor):
                lost.append(batch)
            elif isinstance(error, SweepError):
                raise error
            else:
                self._bisect(batch, f"{type(error).__name__}: {error}")
        if lost:
            self._broken([*lost, *self.flight.values()])

    def _finished(self, batch: Batch, seconds: float) -> None:
        self.breaks = 0
        self.done.append(batch)
        self.there += len(batch.firms)
        self.store.note("part", part=batch.name, firms=len(batch.firms), seconds=round(seconds, 3))
        self.progress(self.there, self.total)

    def _broken(self, lost: list[Batch]) -> None:
        """A worker died and took the pool with it. What was in flight is run again, one by one;
        alone, the guilty one is known.
        """
        self.breaks += 1
        self._close()
        self.flight.clear()
        self.store.note("broken", lost=[batch.name for batch in lost])
        if self.breaks >= MOST_BREAKS:
            raise SweepError(
                f"the workers died {self.breaks} times in a row; finished parts are kept; see"
                " out/status.jsonl"
            )
        here = self.store.names()
        for batch in lost:
            if batch.name in here:
                self._finished(batch, 0.0)
            elif self.alone:
                self._bisect(batch, "the worker process died")
            else:
                self.careful.append(batch)

    def _bisect(self, batch: Batch, reason: str) -> None:
        if len(batch.firms) > 1 and len(self.failures) < MOST_FAILED:
            self.store.note("cut", part=batch.name, reason=reason)
            self.careful.extendleft(reversed(batch.halves()))
            return
        self.store.note("failed", part=batch.name, firms=len(batch.firms), reason=reason)
        self.failures.extend(Failure(point.levels, seed, reason) for point, seed in batch.firms)

    def _close(self) -> None:
        if self.pool is not None:
            pool, self.pool = self.pool, None
            pool.shutdown(wait=True, cancel_futures=True)
