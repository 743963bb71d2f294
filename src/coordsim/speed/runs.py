"""Firms a second: base, 1,000 customers, 104 weeks; side by side, alone, of mixed kinds, on two
processes, and in plain Mesa. Decisions a second of somebody who answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from coordsim.speed.child import run_firms
from coordsim.speed.figures import Figure, figure, ratio
from coordsim.speed.workers import MissingPeerError, Worker, engine, has_benchmarks
from coordsim.study.pool import processes

CUSTOMERS, WEEKS = 1_000, 104
BATCH, QUICK_BATCH = 400, 100  # firms side by side
HUGE = 1_000_000  # customers of the one large firm
TASKS = 2  # batches for each process

Say = Callable[[str], None]


@dataclass(frozen=True)
class Runs:
    """Firms a second by way of running them, ratios, and notes."""

    per_second: dict[str, Figure] = field(default_factory=dict)
    times: dict[str, Figure] = field(default_factory=dict)
    batch: int = BATCH  # firms side by side
    huge_seconds: list[float] = field(default_factory=list)  # one firm of a million customers
    decisions: dict[str, Figure] = field(default_factory=dict)  # a second, by who decides
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Setting:
    """What is run how often: the engine's process, weeks of a firm, repeats."""

    ours: Worker
    weeks: int
    repeats: int
    say: Say

    @property
    def changes(self) -> dict[str, int]:
        """What is changed in base."""
        return {"market.customers": CUSTOMERS, "horizon.weeks": self.weeks}

    def seconds(self, firms: int, turn: int) -> float:
        """Return the seconds for each of so many firms alike."""
        return self._each("run", firms, turn, changes=self.changes)

    def mixed(self, firms: int, turn: int) -> float:
        """Return the seconds for each of so many firms of as many kinds."""
        return self._each("mixed", firms, turn, customers=CUSTOMERS, weeks=self.weeks)

    def _each(self, do: str, firms: int, turn: int, **words: object) -> float:
        answer = self.ours.ask(do=do, firms=firms, seed=1 + turn, **words)
        return float(answer["seconds"]) / firms


def measure(repeats: int, say: Say, quick: bool = False) -> Runs:
    """Measure all ways of running firms; those that are compared take turns."""
    weeks = 26 if quick else WEEKS
    out = Runs(batch=QUICK_BATCH if quick else BATCH)
    if quick:
        out.notes.append(f"quick: {weeks} weeks a firm instead of {WEEKS}, a smaller batch")
    with engine() as ours:
        setting = Setting(ours, weeks, repeats, say)
        setting.seconds(2, 0)
        _alone(out, setting)
        _mixed(out, setting)
        _learner(out, setting)
        _against_mesa(out, setting)
        if not quick:
            say(f"runs: one firm of {HUGE:,} customers")
            huge = setting.changes | {"market.customers": HUGE}
            out.huge_seconds.append(ours.ask(do="run", changes=huge, firms=1)["seconds"])
    _two_processes(out, setting)
    return out


def _rate(seconds: list[float]) -> Figure:
    """Return firms a second from seconds for each firm."""
    return figure([1 / value for value in seconds])


def _alone(out: Runs, setting: Setting) -> None:
    """One firm alone and many side by side, in turns."""
    setting.say("runs: one firm at a time")
    pairs = [
        (setting.seconds(out.batch, turn), setting.seconds(1, turn))
        for turn in range(setting.repeats)
    ]
    batches, singles = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    out.per_second.update(coordsim=_rate(batches), coordsim_one_firm=_rate(singles))
    out.times["coordsim_one_firm"] = ratio(batches, singles)


def _mixed(out: Runs, setting: Setting) -> None:
    """Firms of as many kinds, and as many alike, in turns."""
    setting.say("runs: mixed kinds")
    setting.mixed(2, 0)
    pairs = [
        (setting.seconds(out.batch, turn), setting.mixed(out.batch, turn))
        for turn in range(setting.repeats)
    ]
    alike, mixed = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    out.per_second["mixed_kinds"] = _rate(mixed)
    out.times["mixed_kinds"] = ratio(alike, mixed)
    out.notes.append(
        f"mixed kinds: {out.batch} firms, no two alike in customers, slots, lead times, pay, talk,"
        f" settling and technologies, {CUSTOMERS:,} customers in the mean; times is seconds a firm"
        " over those of as many alike"
    )


def _learner(out: Runs, setting: Setting) -> None:
    """One firm, on one of its seats somebody who answers at once; whole runs, set-up included."""
    setting.say("runs: decisions of a learner")
    rates = []
    for turn in range(setting.repeats + 1):
        told = setting.ours.ask(do="learn", changes=setting.changes, seed=1 + turn)
        rates.append(told["decisions"] / told["seconds"])
    out.decisions["one_seat"] = figure(rates[1:])
    out.notes.append(
        f"decisions: one seat of one firm through simulate(players=...), {setting.weeks} weeks, a"
        " player who keeps every lever; the other seat is rule-based"
    )


def _against_mesa(out: Runs, setting: Setting) -> None:
    """One firm of ``mesa.batch_run`` and one batch of ours, one plain firm and one of ours, in
    turns.
    """
    if not has_benchmarks():
        out.notes.append(
            "batch_run and the plain firm are not at hand: the folder benchmarks of the repository"
            " is not here"
        )
        return
    setting.say("runs: mesa.batch_run of the plain firm, and the plain firm alone")
    asked: dict[str, Any] = {"customers": CUSTOMERS, "weeks": setting.weeks, "firms": 1}
    ways = {"batch_run": ("runs", out.batch), "plain_firm": ("firm", 1)}
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    try:
        with Worker([sys.executable], "benchmarks.plain_runs") as other:
            for do, _ in ways.values():
                other.ask(**asked | {"do": do, "weeks": 2, "seed": 1})
            for turn in range(setting.repeats):
                for name, (do, firms) in ways.items():
                    mine = setting.seconds(firms, turn)
                    theirs = other.ask(**asked | {"do": do, "seed": 1 + turn})["seconds"]
                    found[name].append((mine, theirs))
    except MissingPeerError as reason:
        out.notes.append(f"batch_run and the plain firm are not at hand: {reason}")
        return
    for name, pairs in found.items():
        ours, others = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        out.per_second[name] = _rate(others)
        out.times[name] = ratio(ours, others)


def _two_processes(out: Runs, setting: Setting) -> None:
    """The same batches on one and on two processes of the sweeps' kind, in turns; both are warm."""
    setting.say("runs: two processes")
    one, two, changes = [], [], setting.changes
    with processes(1)() as first, processes(2)() as second:
        for pool, size in ((first, 1), (second, 2)):
            _timed(pool, size, changes | {"horizon.weeks": 2, "horizon.warmup": 0}, 2)
        for _ in range(setting.repeats):
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
