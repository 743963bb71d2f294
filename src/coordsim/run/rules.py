"""Runs in which nobody has to be asked: rule-based managers on both seats, customers of our own.
The whole run of a firm is one call, firms of any kinds side by side.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from coordsim.core.firm import FLOWS
from coordsim.core.kpis import KPIS
from coordsim.core.records import Floats
from coordsim.run.build import distinct
from coordsim.run.fleet import Fleet, Span, log_for
from coordsim.run.result import Run, Weeks, kpi_of
from coordsim.run.rounds import check_paid
from coordsim.run.written import Book, known_of, sums_of
from coordsim.scenario.file import Scenario
from coordsim.week.story import Log

CHUNK = 64  # firms at a time: what they need stays in a processor's cache

Progress = Callable[[int, int], None]


def by_rules(
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    progress: Progress | None = None,
    threads: int = 1,
) -> Run:
    """Return the run of firms, one scenario and one world each."""
    book = Book(scenarios, seeds)
    for here, log in lived(scenarios, seeds, progress, threads=threads):
        book.add(here, log)
    return book.run(Again(list(scenarios), list(seeds), book.sums).known())


def kpis_by_rules(
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    progress: Progress | None = None,
    threads: int = 1,
) -> dict[str, Floats]:
    """Return each firm's KPIs over the weeks after warm-up, name -> (F,), and keep nothing else."""
    out = {kpi.name: np.empty(len(scenarios)) for kpi in KPIS}
    warm = slice(scenarios[0].horizon.warmup, None)
    for here, log in lived(scenarios, seeds, progress, threads=threads):
        flows = dict(zip(FLOWS, log.amounts.transpose(2, 0, 1), strict=True))
        for kpi in KPIS:
            out[kpi.name][here] = kpi_of(kpi, flows, warm)
    return out


def lived(
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    progress: Progress | None = None,
    *,
    known: bool = False,
    threads: int = 1,
) -> Iterator[tuple[slice, Log]]:
    """Let firms live, a chunk at a time on each thread; yields which they are and what was written
    down, in their order. Whoever stops listening stops them, after the firms that live just then.
    """
    horizon, chunks = scenarios[0].horizon, range(0, len(scenarios), CHUNK)
    span = Span(0, horizon.weeks, min(one.horizon.round_weeks for one in distinct(scenarios)))
    halt = np.zeros(1, dtype=np.int8)

    def live(first: int) -> tuple[slice, Log]:
        here = slice(first, first + CHUNK)
        fleet = Fleet(scenarios[here], seeds[here], halt=halt)
        log = log_for(len(fleet.firms), span, known=known)
        fleet.live(log)
        check_paid(scenarios[here], seeds[here], log)
        return here, log

    for done, part in enumerate(_in_order(live, chunks, threads, halt)):
        yield part
        if progress is not None:
            progress((done + 1) * horizon.weeks, len(chunks) * horizon.weeks)


def _in_order[A, B](
    work: Callable[[A], B], items: Sequence[A], threads: int, halt: NDArray[np.int8]
) -> Iterator[B]:
    """Yield what work makes of each item, in their order; never more than a few ahead. ``halt`` is
    set when nobody wants more, so that nobody waits for work that was begun.
    """
    if threads == 1 or len(items) == 1:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(threads) as pool:
        begun: deque[Future[B]] = deque()
        try:
            for item in items:
                begun.append(pool.submit(work, item))
                if len(begun) > threads:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
        finally:
            halt[0] = 1
            pool.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True)
class Again:
    """A run that is lived once more when somebody asks what its firms knew, week by week."""

    scenarios: list[Scenario]
    seeds: list[int]
    sums: Floats  # (F, T) of all flows of the run

    def known(self) -> dict[str, Weeks]:
        """Return facts, and each role's beliefs and their ages, for later."""
        return known_of(self.part)

    def part(self, name: str, role: int | None = None) -> Floats:
        """Return facts, or a role's beliefs or ages, (F, T, K)."""
        whole = self.whole[name]
        return whole if role is None else whole[:, :, role]

    @cached_property
    def whole(self) -> dict[str, Floats]:
        """All that was known, name -> (F, T, ...). Raises ValueError where rules have changed so
        that another run comes of it.
        """
        logs = [log for _, log in lived(self.scenarios, self.seeds, known=True)]
        if not np.array_equal(np.concatenate([sums_of(log) for log in logs]), self.sums, True):
            raise ValueError(
                "what the firms knew cannot be told any more: a rule has changed since they were"
                " run; run them again, or read facts, beliefs and ages before"
            )
        return {
            name: np.concatenate([getattr(log, name) for log in logs])
            for name in ("facts", "beliefs", "ages")
        }
