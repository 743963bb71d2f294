"""A small experiment for the tests of sweeps, and the accidents that happen to it. Imported by
worker processes too.
"""

import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from coordsim.research import Summary, sweep
from coordsim.study.pool import start

DESIGN = """
question = "Does a small sweep work?"
scenario = "blind"
batch = 4
kpis = ["profit", "stockout_rate"]

[seeds]
first = 11
count = 6

[changes]
market.customers = 60
horizon.weeks = 4
horizon.warmup = 1

[choices]
incentives = ["silo", "shared"]
market.overload = [0.0, 0.5]
"""
FIRMS, PARTS, SEED = 24, 6, 14


def experiment(folder: Path, text: str = DESIGN, **changes: str) -> Path:
    """Write the small design, with pieces of its text changed, into a folder."""
    for old, new in changes.items():
        text = text.replace(old, new)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "design.toml").write_text(text)
    return folder


def poisoned(once: Path | None, seed: int = SEED) -> None:
    """Prepare a worker that dies when it meets a seed; only once when given the path of a file to
    remember by.
    """
    start()
    from coordsim.run import simulate as simulation

    real = simulation.simulate

    def simulate(scenario: Any, **rest: Any) -> Any:
        if seed in rest["seeds"] and not (once and once.exists()):
            if once:
                once.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return real(scenario, **rest)

    simulation.simulate = simulate


def deadly(once: Path | None = None) -> Callable[[], Executor]:
    """Return a factory of pools in which one seed kills its worker."""
    return lambda: ProcessPoolExecutor(
        2, mp_context=get_context("spawn"), initializer=partial(poisoned, once)
    )


def threads() -> Executor:
    """Make an executor that starts no processes."""
    return ThreadPoolExecutor(2)


def quick(folder: Path, **rest: Any) -> Summary:
    """Sweep without starting processes."""
    return sweep(folder, 2, executor_factory=threads, **rest)


def parts(folder: Path) -> dict[str, int]:
    """Return the files among the parts and when they were written."""
    return {path.name: path.stat().st_mtime_ns for path in (folder / "out" / "parts").iterdir()}
