"""Where tasks are run: processes of this machine, any executor, or Dask by its client or address.
No scheduler is written here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import suppress
from time import monotonic
from typing import Any

from coordsim.core.spelling import shown
from coordsim.research.errors import SweepError
from coordsim.study.pool import Factory

PATIENCE = 600.0  # seconds without any worker of Dask, after which nobody waits any longer
LOOK = 2.0  # seconds between two looks at Dask's workers
LOST_WORKER = "12h"  # Dask would take a lost worker off its list for good after 15 seconds


class LostWorkersError(SweepError):
    """A cluster without workers, on which a sweep would wait for ever."""


class Kept(Executor):
    """An executor that is somebody else's: tasks are handed to it, and it is not shut down."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand a task on."""
        return self.executor.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave it as it is."""


class Dask(Executor):
    """Tasks on a Dask cluster. Dask runs a task of a lost worker again, and gives up on one that
    has killed several; that there are no workers any more it does not say, so this looks.
    """

    def __init__(self, client: Any, *, own: bool, patience: float = PATIENCE) -> None:
        self.client, self.own, self.patience = client, own, patience
        self.pending: dict[Future[Any], Any] = {}
        self.lock, self.closed = threading.Lock(), threading.Event()
        threading.Thread(target=self._watch, name="dask-watch", daemon=True).start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand a task out; never the result of an earlier one with the same arguments."""
        try:
            there = self.client.submit(fn, *args, pure=False, **kwargs)
        except (RuntimeError, OSError, ValueError) as error:
            raise BrokenExecutor(str(error)) from error
        here: Future[Any] = Future()
        with self.lock:
            self.pending[here] = there
        there.add_done_callback(lambda done: self._done(here, done))
        return here

    def _done(self, here: Future[Any], there: Any) -> None:
        with self.lock:
            known = self.pending.pop(here, None)
        if known is None or here.done():
            return
        if there.status == "finished":
            with suppress(Exception):
                here.set_result(there.result())
                return
        error = there.exception() if there.status == "error" else None
        here.set_exception(error or BrokenExecutor(f"Dask let go of a task ({there.status})"))

    def room(self) -> int:
        """Return how many tasks the cluster runs at a time just now."""
        try:
            return max(1, int(sum(self.client.nthreads().values())))
        except (OSError, RuntimeError, ValueError, TimeoutError):
            return 1

    def workers(self) -> int:
        """Return how many workers there are; none where the scheduler does not answer."""
        try:
            return len(self.client.nthreads())
        except (OSError, RuntimeError, ValueError, TimeoutError):
            return 0

    def _watch(self) -> None:
        seen = monotonic()
        while not self.closed.wait(LOOK):
            if not self.pending or self.workers():
                seen = monotonic()
            elif monotonic() - seen >= self.patience:
                self._give_up()
                return

    def _give_up(self) -> None:
        error = LostWorkersError(
            f"Dask has had no worker for {self.patience:g} seconds; finished parts are kept: start"
            " workers and run the sweep again"
        )
        with self.lock:
            waiting, self.pending = list(self.pending), {}
        for future in waiting:
            future.set_exception(error)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of the cluster; it is closed by whoever started it."""
        self.closed.set()
        with self.lock:
            waiting, self.pending = dict(self.pending), {}
        for here, there in waiting.items():
            with suppress(Exception):
                there.cancel()
            here.cancel()
        if self.own:
            self.client.close()


def dask(client: Any, patience: float = PATIENCE) -> Factory:
    """Return a factory of executors on Dask, of a client or the address of a scheduler. Raises
    SweepError where Dask is not installed or nobody answers.
    """
    try:
        import dask as settings
        from distributed import Client
    except ImportError:
        raise SweepError(
            "Dask is not installed; install coordsim with what a cluster needs: pip install"
            ' "coordsim[cluster]"'
        ) from None
    settings.config.set({"distributed.deploy.lost-worker-timeout": LOST_WORKER})

    def make() -> Executor:
        if not isinstance(client, str):
            return Dask(client, own=False, patience=patience)
        try:
            there = Client(client, timeout=20)
            return Dask(there, own=True, patience=patience)
        except (OSError, ValueError, TimeoutError) as error:
            raise SweepError(f"no Dask scheduler answers at {client} ({error})") from None

    return make


def factory_of(executor: Any) -> Factory | None:
    """Return what makes executors, whatever was given: None for processes of this machine, an
    address or a client of Dask, an executor, or what makes one.
    """
    if executor is None:
        return None
    if isinstance(executor, str) or _is_client(executor):
        return dask(executor)
    if _of_dask(executor):
        return dask(executor._client)
    if isinstance(executor, Executor):
        return lambda: Kept(executor)
    if callable(executor):
        return lambda: _adapted(executor())
    raise SweepError(
        f"executor = {shown(executor)} is not allowed: an executor, what makes one, a Dask client,"
        " or the address of a Dask scheduler"
    )


def _adapted(made: Any) -> Executor:
    if _of_dask(made):
        return Dask(made._client, own=False)
    executor: Executor = made
    return executor


def _is_client(executor: Any) -> bool:
    return type(executor).__module__.startswith("distributed.") and hasattr(executor, "nthreads")


def _of_dask(executor: Any) -> bool:
    return type(executor).__module__ == "distributed.cfexecutor"
