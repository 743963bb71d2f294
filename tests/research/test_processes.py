"""Sweeps on real processes: killed workers, a killed driver, an interrupt."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from research.small import DESIGN, FIRMS, SEED, deadly, experiment, parts, quick

from coordsim.research import load_table, sweep

DRIVER = "import sys; from coordsim.research import sweep; sweep(sys.argv[1], 2)"


def longer(seeds: int) -> str:
    """A design whose tasks take long enough to be caught at work."""
    return DESIGN.replace("count = 6", f"count = {seeds}").replace("weeks = 4", "weeks = 16")


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


@pytest.mark.slow
def test_one_and_two_processes_give_the_same(tmp_path: Path, whole: pd.DataFrame) -> None:
    for jobs in (1, 2):
        summary = sweep(experiment(tmp_path / str(jobs)), jobs)
        assert summary.firms.done == FIRMS
        pd.testing.assert_frame_equal(load_table(tmp_path / str(jobs)), whole)


@pytest.mark.slow
def test_worker_killed_once_costs_nothing(tmp_path: Path, whole: pd.DataFrame) -> None:
    summary = sweep(experiment(tmp_path), 2, executor_factory=deadly(tmp_path / "killed"))
    assert (tmp_path / "killed").exists()
    assert (summary.firms.done, summary.firms.failed) == (FIRMS, 0)
    pd.testing.assert_frame_equal(load_table(tmp_path), whole)


@pytest.mark.slow
def test_driver_killed_leaves_parts_and_no_orphans(tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil")
    text = longer(20)
    folder = experiment(tmp_path, text)
    driver = subprocess.Popen([sys.executable, "-c", DRIVER, str(folder)])
    try:
        until(lambda: len(list((folder / "out" / "parts").glob("part-*"))) >= 2)
        workers = psutil.Process(driver.pid).children(recursive=True)
        assert len(workers) >= 2
    finally:
        driver.kill()
        driver.wait()
    until(
        lambda: (
            not any(
                worker.is_running() and worker.status() != psutil.STATUS_ZOMBIE
                for worker in workers
            )
        ),
        10,
    )
    before = {name: when for name, when in parts(folder).items() if not name.startswith(".")}
    assert 2 <= len(before) < 20
    summary = quick(folder)
    assert (summary.parts.skipped, summary.parts.done) == (len(before), 20 - len(before))
    after = parts(folder)
    assert {name: after[name] for name in before} == before
    assert not [name for name in after if name.startswith(".")]
    untouched = experiment(tmp_path / "untouched", text)
    quick(untouched)
    pd.testing.assert_frame_equal(load_table(folder), load_table(untouched))


@pytest.mark.slow
def test_firm_that_kills_its_worker_is_found(tmp_path: Path) -> None:
    summary = sweep(
        experiment(tmp_path, DESIGN.replace("[0.0, 0.5]", "[0.5]")), 2, executor_factory=deadly()
    )
    assert (summary.firms.done, summary.firms.failed) == (10, 2)
    assert {(failure.seed, failure.reason) for failure in summary.failures} == {
        (SEED, "the worker process died")
    }
    assert set(load_table(tmp_path, partial=True)["seed"]) == {11, 12, 13, 15, 16}


@pytest.mark.slow
def test_interrupt_lets_tasks_in_flight_finish(tmp_path: Path) -> None:
    text = longer(40)
    folder = experiment(tmp_path, text)
    driver = subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(folder)], stderr=subprocess.PIPE, start_new_session=True
    )
    until(lambda: len(list((folder / "out" / "parts").glob("part-*"))) >= 2)
    seen = len(list((folder / "out" / "parts").glob("part-*")))
    os.killpg(driver.pid, signal.SIGINT)  # as a terminal does: to the workers too
    _, errors = driver.communicate(timeout=60)
    assert b"KeyboardInterrupt" in errors
    events = [
        json.loads(line) for line in (folder / "out" / "status.jsonl").read_text().splitlines()
    ]
    assert events[-1]["event"] == "stopped"
    there = parts(folder)
    assert events[-1]["there"] == 4 * len(there)
    assert len(there) > seen
    assert not [name for name in there if name.startswith(".")]
    assert quick(folder).parts.skipped == len(there)
