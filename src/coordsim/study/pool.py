"""The one pool of processes: tasks handed out few at a time, on any executor, whatever happens to
its workers.

A worker that dies takes its whole pool with it. What was in flight is then run again with nothing
beside it, so that the guilty task is known. Ctrl-C lets what runs finish, and says so; a second one
ends the workers at once.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import suppress
from multiprocessing import get_context
from typing import Any

Factory = Callable[[], Executor]

IN_FLIGHT = 2  # tasks handed out per worker: the next one waits at the door, the rest stays here
MOST_BREAKS = 20  # pools broken in a row, with nothing finished between, before all is given up


class PoolError(RuntimeError):
    """Workers that die again and again; the message says how often."""


class Crew[T, R](ABC):
    """Has ``work`` done on many tasks by ``jobs`` processes. Whoever needs it says in a class of
    their own what is to be done with a result, and with a task that failed.
    """

    def __init__(
        self, work: Callable[[Any], R], jobs: int, *, factory: Factory | None = None
    ) -> None:
        self.work, self.jobs, self.factory = work, jobs, factory or processes(jobs)
        self.queue: deque[T] = deque()
        # was in flight when a pool broke: to be run with nothing else in flight
        self.careful: deque[T] = deque()
        self.flight: dict[Future[R], T] = {}
        self.alone = False
        self.breaks = 0
        self.pool: Executor | None = None

    def plain(self, task: T) -> Any:
        """Return what is sent to the worker for a task."""
        return task

    def room(self) -> int:
        """Return how many tasks are run at a time."""
        return self.jobs

    @abstractmethod
    def finished(self, task: T, result: R) -> None:
        """Take in a result."""

    @abstractmethod
    def failed(self, task: T, error: BaseException | None) -> Sequence[T]:
        """Take in that a task failed, with None that it killed its worker, and return smaller ones
        to run in its place.
        """

    def lost(self, tasks: Sequence[T]) -> Sequence[T]:
        """Take in that a pool broke, and return those of its tasks that were done all the same."""
        return ()

    def run(self, tasks: Iterable[T]) -> None:
        """Run them all. When interrupted, tasks in flight are let finish; a second interrupt ends
        them. Raises PoolError when pools break again and again.
        """
        self.queue.extend(tasks)
        try:
            while self.queue or self.careful or self.flight:
                self._hand_out()
                self._take_in()
        except KeyboardInterrupt:
            self._last_ones()
            raise
        finally:
            self._close()

    def _last_ones(self) -> None:
        """Let finish what runs, for those who wait."""
        for future in [future for future in self.flight if future.cancel()]:
            del self.flight[future]
        if self.flight:
            sys.stderr.write(
                "Stopping: what runs is let finish, which takes some seconds;"
                " Ctrl-C again ends it at once.\n"
            )
            sys.stderr.flush()
        while self.flight:
            self._take_in()

    def _hand_out(self) -> None:
        if not self.flight:
            self.alone = not self.queue
        if self.alone:
            if not self.flight:
                self._submit(self.careful.popleft())
            return
        while self.queue and len(self.flight) < IN_FLIGHT * self.room():
            if not self._submit(self.queue.popleft()):
                return

    def _submit(self, task: T) -> bool:
        self.pool = self.pool or self.factory()
        try:
            self.flight[self.pool.submit(self.work, self.plain(task))] = task
        except BrokenExecutor:
            # broken by one in flight, or before it had anything: this one is not to blame
            (self.careful if self.alone else self.queue).appendleft(task)
            if not self.flight:
                self._broken([])
            return False
        return True

    def _take_in(self) -> None:
        lost = []
        for future in wait(self.flight, return_when=FIRST_COMPLETED).done:
            task = self.flight.pop(future)
            error = future.exception()
            if error is None:
                self.breaks = 0
                self.finished(task, future.result())
            elif isinstance(error, BrokenExecutor):
                lost.append(task)
            else:
                self._again(task, error)
        if lost:
            self._broken([*lost, *self.flight.values()])

    def _again(self, task: T, error: BaseException | None) -> None:
        self.careful.extendleft(reversed(self.failed(task, error)))

    def _broken(self, lost: list[T]) -> None:
        """A worker died and took the pool with it. What was in flight is run again, one by one;
        alone, the guilty one is known.
        """
        self.breaks += 1
        self.flight.clear()
        self._close()
        done = self.lost(lost)
        if self.breaks >= MOST_BREAKS:
            raise PoolError(f"the workers died {self.breaks} times in a row")
        for task in lost:
            if task in done:
                continue
            if self.alone:
                self._again(task, None)
            else:
                self.careful.append(task)

    def _close(self) -> None:
        """End the pool; workers that still have something to do are ended at once."""
        if self.pool is None:
            return
        pool, self.pool = self.pool, None
        if any(not future.done() for future in self.flight):
            end_now(pool)
        pool.shutdown(wait=True, cancel_futures=True)


def processes(jobs: int) -> Factory:
    """Return a factory of pools of fresh processes on this machine."""
    return lambda: ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=start)


def end_now(pool: Executor) -> None:
    """End a pool's workers, whatever they do. (From Python 3.14 on it has a method for that.)"""
    for worker in list((getattr(pool, "_processes", None) or {}).values()):
        with suppress(OSError):
            worker.kill()


def start() -> None:
    """Prepare a fresh process: one thread for arithmetic, Ctrl-C left to the parent, gone when the
    parent is gone.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_outlive_nobody, name="parent-watch", daemon=True).start()


def _outlive_nobody() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
