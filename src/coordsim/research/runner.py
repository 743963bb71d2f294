"""Sweeps: every firm of a design, in tasks of some seconds, on any executor. What is finished is
kept and never run twice.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter, time_ns
from typing import Any

import cloudpickle

from coordsim.core.spelling import shown
from coordsim.research import codebook, folder, tables
from coordsim.research.alone import alone
from coordsim.research.batches import Batch, Firm, engine
from coordsim.research.design import Design
from coordsim.research.errors import SweepError
from coordsim.research.executors import factory_of
from coordsim.research.plan import Plan, firms_of, plan
from coordsim.research.results import Results
from coordsim.research.store import Store, cores, now
from coordsim.research.summary import Count, Done, Failure, Summary
from coordsim.research.worker import Task, run_task
from coordsim.study.pool import Crew, Factory, PoolError

Progress = Callable[[int, int], None]
Shard = tuple[int, int]

MOST_FAILED = 20  # single firms hunted down before whole batches are given up


def sweep(
    folder: str | Path,
    jobs: int = 0,
    *,
    progress: Progress | None = None,
    executor_factory: Any = None,
    mend: bool = False,
    shard: Shard | None = None,
) -> Summary:
    """Run the experiment of a folder; run again, it goes on where it was stopped.

    ``jobs``: processes, 0 for all cores. ``progress``: called with (firms there, firms in all).
    ``executor_factory``: an executor, what makes one, or a Dask client or address, that runs the
    tasks. ``mend``: run finished parts again whose file was damaged, which are refused otherwise.
    ``shard``: (i, n), the i-th of n machines that share the work without knowing of each other. A
    script that calls this needs the usual ``if __name__ == "__main__":``. Raises DesignError on a
    bad design, SweepError when nothing can be run, or somebody runs the same on this machine.
    """
    return run(
        Design.load(folder),
        Path(folder),
        executor_factory,
        jobs or None,
        progress=progress,
        mend=mend,
        shard=shard,
    ).summary


def run(
    design: Design,
    home: Path,
    executor: Any = None,
    jobs: int | None = None,
    *,
    ready: Callable[[], None] = lambda: None,
    progress: Progress | None = None,
    mend: bool = False,
    shard: Shard | None = None,
) -> Done:
    """Run what is missing of an experiment in a folder, as ``sweep``, and return what came of it;
    ``ready`` is called when it is sure that nobody else runs it.
    """
    began = perf_counter()
    jobs = _counted("jobs", jobs, 1) if jobs else cores()
    _check_shard(shard)
    factory = factory_of(executor)
    _ = design.points  # a design that cannot be run leaves no trace
    store = Store(home, shard)
    store.open()
    with alone(store, design.hash):
        ready()
        folder.read_manifest(store.out)
        folder.begin(design, store)
        work = _Work(design, store, jobs, factory=factory, progress=progress)
        current = work.run(mend, shard)
        return _finish(work, current, perf_counter() - began)


def _counted(name: str, value: int, least: int) -> int:
    if value < least:
        raise SweepError(
            f"{name} = {shown(value)} is not allowed: at least {least}, or 0 for all cores"
        )
    return value


def _check_shard(shard: Shard | None) -> None:
    if shard is not None and not 1 <= shard[0] <= shard[1]:
        raise SweepError(f"shard = {shard[0]}/{shard[1]} is not allowed: i/n with i from 1 to n")


class _Work:
    """One run of what is missing, stage by stage."""

    def __init__(
        self,
        design: Design,
        store: Store,
        jobs: int,
        *,
        factory: Factory | None,
        progress: Progress | None,
    ) -> None:
        self.design, self.store, self.jobs = design, store, jobs
        self.factory, self.progress = factory, progress
        self.started, self.began = now(), time_ns()
        self.skipped: set[Firm] = set()
        self.there_parts: set[str] = set()
        self.failures: list[Failure] = []
        self.told: set[Firm] = set()
        self.ran = False

    def run(self, mend: bool, shard: Shard | None) -> Plan:
        """Run all stages; return the last one as it is then."""
        current = plan(self.design, self.store, shard)
        current = self._mended(current, mend, shard)
        self.skipped = {row for batch in current.ready for row in batch.rows}
        self.there_parts = set(current.found.firms.values())
        while current.missing:
            self._stage(current)
            before, current = current, plan(self.design, self.store, shard)
            current = self._mended(current, mend, shard)
            if current.worlds == before.worlds:
                break  # whatever is missing now has failed
        return current

    def _mended(self, current: Plan, mend: bool, shard: Shard | None) -> Plan:
        """Refuse damaged parts, or remove them, to be run again."""
        if not current.found.damaged:
            return current
        if not mend:
            raise SweepError(next(iter(current.found.damaged.values())))
        for name, reason in current.found.damaged.items():
            self.store.note("damaged", part=name, reason=reason)
            self.store.remove(name)
        return plan(self.design, self.store, shard)

    def _stage(self, current: Plan) -> None:
        if not self.ran:
            self.ran = True
            folder.forget_tables(self.store)
            self._session(finished=None)
        self.store.note(
            "started",
            firms=current.firms,
            there=firms_of(current.ready),
            tasks=len(current.missing),
        )
        jobs = min(self.jobs, max(1, len(current.missing)))
        crew = _Crew(self, jobs)
        crew.begin(current)
        try:
            crew.run(current.missing)
        except BaseException as error:
            with suppress(SweepError):  # a full disk ends the sweep and takes no note either
                self.store.note("stopped", there=crew.there)
                self._session(finished=None, stopped=now())
            if isinstance(error, PoolError):
                raise SweepError(
                    f"{error}; finished parts are kept; see {self.store.status}"
                ) from None
            raise
        self.failures.extend(crew.failures)
        self.told |= crew.told

    def _session(self, **when: str | None) -> None:
        facts = {
            "name": f"{self.began}{self.store.shard}-{os.getpid()}",
            "started": self.started,
            **when,
            "shard": self.store.shard.removeprefix("-") or None,
            "jobs": self.jobs,
        }
        folder.write_session(self.store, facts | folder.surroundings(self.store.folder))


def _finish(work: _Work, current: Plan, seconds: float) -> Done:
    """Write the tables where every firm of the whole design is there, and the manifest."""
    design, store = work.design, work.store
    if work.ran:
        work._session(finished=now())
    everything = plan(design, store) if store.shard else current
    results = None
    if not everything.missing and not everything.found.damaged:
        results = write_tables(design, store, everything)
    lacking = [(point, seed) for batch in current.missing for point, seed in batch.firms]
    rows = {row for batch in current.ready for row in batch.rows}
    facts = {"firms": everything.firms, "there": firms_of(everything.ready)}
    folder.write_manifest(design, store, facts)
    if work.ran:
        event = "incomplete" if lacking else "finished"
        store.note(event, there=firms_of(current.ready), failed=len(lacking))
    failures = [
        *work.failures,
        *(
            Failure(point.levels, seed, "its part was removed while the sweep ran")
            for point, seed in lacking
            if (point.id, seed) not in work.told
        ),
    ]
    skipped = rows & work.skipped
    here = {current.found.firms[row] for row in rows}
    summary = Summary(
        question=design.question,
        points=len(design.points),
        seeds=max((len(one) for one in current.worlds.values()), default=0),
        firms=Count(len(rows) - len(skipped), len(skipped), len(lacking)),
        parts=Count(
            len(here - work.there_parts), len(here & work.there_parts), len(current.missing)
        ),
        failures=tuple(failures),
        seconds=round(seconds, 3),
        manifest=store.out / folder.MANIFEST,
        table=None if results is None else store.out / folder.RESULTS,
        results=() if not rows else _means(design, store, current, results),
        ignored=ignored(everything),
    )
    return Done(summary, results)


def _means(
    design: Design, store: Store, current: Plan, results: Results | None
) -> tuple[Mapping[str, Any], ...]:
    frame = tables.results_frame(design, store, current) if results is None else results.frame
    return tables.means(design, frame)


def write_tables(design: Design, store: Store, current: Plan) -> Results:
    """Join all parts into the tables of a finished study, and return them."""
    frame = tables.results_frame(design, store, current)
    folder.write_frame(store, folder.RESULTS, frame, codebook.results(design))
    if design.file.weekly:
        weeks = tables.weekly_frame(design, store, current)
        folder.write_frame(store, folder.WEEKLY, weeks, codebook.weekly(design))
    store.tidy()
    return Results(store.folder, design.file, frame, tables.points_frame(design))


def ignored(current: Plan) -> str:
    """Say which parts lie there and are not used, and why."""
    others = current.found.others
    if not others:
        return ""
    known = {row for rows in others.values() for row in rows}
    mine = sum(row in known for batch in current.batches for row in batch.rows)
    of = f"{mine} firms of this design" if mine else "parts"
    return (
        f"{of} lie there from another engine ({', '.join(sorted(others))}) and are not used; this"
        f" one is {engine()['source']}"
    )


class _Crew(Crew[Batch, float]):
    """The crew of a sweep: what is finished is noted, what fails is cut in two until the firm that
    makes it fail is found.
    """

    def __init__(self, work: _Work, jobs: int) -> None:
        super().__init__(run_task, jobs, factory=work.factory)
        self.store, self.progress = work.store, work.progress
        self.there, self.total = 0, 0
        scenario, measures = work.design.scenario, work.design.measures
        self.base = json.dumps(scenario.model_dump(mode="json", exclude_unset=True))
        self.measures = cloudpickle.dumps(tuple(measures.values()))
        self.failures: list[Failure] = []
        self.told: set[Firm] = set()

    def begin(self, current: Plan) -> None:
        """Tell how much is there."""
        self.there, self.total = firms_of(current.ready), current.firms
        self._tell()

    def _tell(self) -> None:
        if self.progress is not None:
            self.progress(self.there, self.total)

    def room(self) -> int:
        """Return how many tasks are run at a time: of a cluster what it says itself."""
        room = getattr(self.pool, "room", None)
        return self.jobs if room is None else int(room())

    def plain(self, task: Batch) -> Task:
        """Return a batch as plain data."""
        points = {point.id: point for point, _ in task.firms}
        places = {name: place for place, name in enumerate(points)}
        return Task(
            path=str((self.store.parts / task.name).absolute()),
            engine=engine()["source"],
            base=self.base,
            ids=tuple(points),
            changes=tuple(json.dumps(point.changes) for point in points.values()),
            firms=tuple((places[point.id], seed) for point, seed in task.firms),
            measures=self.measures,
        )

    def finished(self, task: Batch, result: float) -> None:
        """Note a part that was written, and the seconds that it took."""
        self.there += len(task.firms)
        self.store.note("part", part=task.name, firms=len(task.firms), seconds=round(result, 3))
        self._tell()

    def lost(self, tasks: Sequence[Batch]) -> Sequence[Batch]:
        """Note that a pool broke; parts that were written before it did count."""
        self.store.note("broken", lost=[batch.name for batch in tasks])
        here = set(self.store.names())
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
        died = error is None or type(error).__name__ == "KilledWorker"
        reason = "the worker process died" if died else f"{type(error).__name__}: {error}"
        if len(task.firms) > 1 and len(self.failures) < MOST_FAILED:
            self.store.note("cut", part=task.name, reason=reason)
            return task.halves()
        self.store.note("failed", part=task.name, firms=len(task.firms), reason=reason)
        self.failures.extend(Failure(point.levels, seed, reason) for point, seed in task.firms)
        self.told.update(task.rows)
        return ()
