"""Firms a second: base, 1,000 customers, 104 weeks; in batches, alone, on two processes, and by
``mesa.batch_run``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from time import perf_counter

from coordsim.speed.child import run_firms
from coordsim.speed.figures import Figure, figure, ratio
from coordsim.speed.workers import MissingPeerError, Worker, engine, has_benchmarks
from coordsim.study.pool import processes

CUSTOMERS, WEEKS = 1_000, 104
BATCHES = (25, 50, 100, 200, 400)
HUGE = 1_000_000  # customers of the one large firm
TASKS = 2  # batches for each process

Say = Callable[[str], None]


@dataclass(frozen=True)
class Runs:
    """Firms a second by way of running them, ratios, and notes."""

    per_second: dict[str, Figure] = field(default_factory=dict)
    times: dict[str, Figure] = field(default_factory=dict)
    by_batch: dict[int, float] = field(default_factory=dict)
    huge_seconds: list[float] = field(default_factory=list)  # one firm of a million customers
    notes: list[str] = field(default_factory=list)

    @property
    def batch(self) -> int:
        """Firms of the batch that was fastest for each firm; 0 when none was run."""
        return max(self.by_batch, key=lambda size: self.by_batch[size], default=0)


def measure(repeats: int, say: Say, quick: bool = False) -> Runs:
    """Measure all ways of running firms; the others alternate with batches of the best size."""
    weeks = 26 if quick else WEEKS
    changes = {"market.customers": CUSTOMERS, "horizon.weeks": weeks}
    out = Runs()
    if quick:
        out.notes.append(f"quick: {weeks} weeks a firm instead of {WEEKS}, small batches only")
    with engine() as ours:
        ours.ask(do="run", changes=changes, firms=2)
        for size in BATCHES[:3] if quick else BATCHES:
            say(f"runs: batches of {size}")
            out.by_batch[size] = size / min(
                ours.ask(do="run", changes=changes, firms=size, seed=s)["seconds"] for s in (1, 2)
            )
        say("runs: one firm at a time")
        batches, singles = [], []
        for turn in range(repeats):
            batches.append(
                ours.ask(do="run", changes=changes, firms=out.batch, seed=1 + turn)["seconds"]
                / out.batch
            )
            singles.append(ours.ask(do="run", changes=changes, firms=1, seed=1 + turn)["seconds"])
        out.per_second.update(coordsim=_rate(batches), coordsim_one_firm=_rate(singles))
        out.times["coordsim_one_firm"] = ratio(batches, singles)
        _against_mesa(out, ours, changes, repeats, say)
        if not quick:
            say(f"runs: one firm of {HUGE:,} customers")
            out.huge_seconds.append(
                ours.ask(do="run", changes=changes | {"market.customers": HUGE}, firms=1)["seconds"]
            )
    _two_processes(out, changes, repeats, say)
    return out


def _rate(seconds: list[float]) -> Figure:
    """Return firms a second from seconds for each firm."""
    return figure([1 / value for value in seconds])


def _against_mesa(out: Runs, ours: Worker, changes: dict[str, int], repeats: int, say: Say) -> None:
    """One firm of ``mesa.batch_run`` and one batch of ours, in turns."""
    if not has_benchmarks():
        out.notes.append(
            "batch_run is not at hand: the folder benchmarks of the repository is not here"
        )
        return
    say("runs: mesa.batch_run of the plain firm")
    asked = {"do": "runs", "customers": CUSTOMERS, "firms": 1}
    pairs = []
    try:
        with Worker([sys.executable], "benchmarks.plain_runs") as other:
            other.ask(**asked, weeks=2, seed=1)
            for turn in range(repeats):
                batch = (
                    ours.ask(do="run", changes=changes, firms=out.batch, seed=1 + turn)["seconds"]
                    / out.batch
                )
                pairs.append(
                    (
                        batch,
                        other.ask(**asked, weeks=changes["horizon.weeks"], seed=1 + turn)[
                            "seconds"
                        ],
                    )
                )
    except MissingPeerError as reason:
        out.notes.append(f"batch_run is not at hand: {reason}")
        return
    out.per_second["batch_run"] = _rate([pair[1] for pair in pairs])
    out.times["batch_run"] = ratio([pair[0] for pair in pairs], [pair[1] for pair in pairs])


def _two_processes(out: Runs, changes: dict[str, int], repeats: int, say: Say) -> None:
    """The same batches on one and on two processes of the sweeps' kind, in turns; both are warm."""
    say("runs: two processes")
    one, two = [], []
    with processes(1)() as first, processes(2)() as second:
        for pool, size in ((first, 1), (second, 2)):
            _timed(pool, size, changes | {"horizon.weeks": 2, "horizon.warmup": 0}, 2)
        for _ in range(repeats):
            one.append(_timed(first, 2 * TASKS, changes, out.batch) / (2 * TASKS * out.batch))
            two.append(_timed(second, 2 * TASKS, changes, out.batch) / (2 * TASKS * out.batch))
    out.per_second.update(one_process=_rate(one), two_processes=_rate(two))
    out.times["one_process"] = ratio(two, one)


def _timed(pool: Executor, tasks: int, changes: dict[str, int], firms: int) -> float:
    """Return the seconds that a pool takes for so many batches."""
    began = perf_counter()
    for done in [pool.submit(run_firms, changes, firms, 1 + task * firms) for task in range(tasks)]:
        done.result()
    return perf_counter() - began
