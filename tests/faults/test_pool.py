"""The one pool: dead workers, failing tasks and interrupts cost no result and no patience."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import pytest
from support.labour import Labour, Squares

from coordsim.evidence.claims.run import chosen, run_claims
from coordsim.study import pool

ROOT = Path(__file__).parents[1]
SLOW = """
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # where tests run in background
sys.path[:0] = {paths!r}
from support.labour import Labour, Squares

class Loud(Squares):
    def finished(self, task, result):
        super().finished(task, result)
        print("at work", flush=True)

if __name__ == "__main__":
    crew = Loud(2)
    try:
        crew.run([Labour(0), *(Labour(n, seconds={seconds}) for n in range(1, 40))])
    finally:
        print(len(crew.results), flush=True)
"""


def test_a_worker_that_dies_once_costs_nothing(tmp_path: Path) -> None:
    crew = Squares(2)
    crew.run([Labour(n, once=str(tmp_path / "once") if n == 3 else "") for n in range(8)])
    assert crew.results == {n: n**2 for n in range(8)}
    assert crew.failures == []


def test_the_task_that_kills_is_found_and_a_failing_one_told() -> None:
    crew = Squares(2)
    crew.run([Labour(n, deadly=n == 3) for n in range(-1, 6)])
    assert crew.results == {n: n**2 for n in (0, 1, 2, 4, 5)}
    assert sorted(crew.failures) == [(-1, "no root"), (3, "died")]


@pytest.mark.parametrize(("interrupts", "seconds"), [(1, 1.0), (2, 60.0)])
@pytest.mark.slow
def test_interrupts(interrupts: int, seconds: float, tmp_path: Path) -> None:
    """One waits for what runs and says so; a second one, as soon as it has said so, ends it."""
    path = tmp_path / "driver.py"
    path.write_text(SLOW.format(paths=[str(ROOT), str(ROOT.parent / "src")], seconds=seconds))
    driver = subprocess.Popen(
        [sys.executable, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert driver.stdout is not None
    assert driver.stderr is not None
    assert driver.stdout.readline() == "at work\n"
    time.sleep(0.2)
    os.killpg(driver.pid, signal.SIGINT)
    said = driver.stderr.readline()
    while said and "Stopping: what runs is let finish" not in said:
        said = driver.stderr.readline()
    assert said, "it ended without a word"
    for _ in range(interrupts - 1):
        os.killpg(driver.pid, signal.SIGINT)
    out, errors = driver.communicate(timeout=50)
    assert "KeyboardInterrupt" in errors
    assert "Stopping" not in errors
    done = int(out.splitlines()[-1])
    assert 2 <= done < 20 if interrupts == 1 else done == 1


def test_claims_use_the_same_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def threads(jobs: int) -> pool.Factory:
        def make() -> Executor:
            made.append(jobs)
            return ThreadPoolExecutor(jobs)

        return make

    monkeypatch.setattr(pool, "processes", threads)
    [verdict] = run_claims(chosen(["C46"]), firms=2, jobs=2)
    assert made == [2]
    assert verdict.claim.id == "C46"


def test_an_arm_that_fails_says_what_went_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "processes", lambda jobs: lambda: ThreadPoolExecutor(jobs))
    with pytest.raises(ValueError, match="seed = -3 is outside"):
        run_claims(chosen(["C46"]), firms=2, seed=-3, jobs=2)
