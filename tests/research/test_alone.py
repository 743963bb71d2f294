"""Two drivers of one study would run every firm twice: the second is refused; who shares is not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from research.small import FIRMS, experiment, quick, threads

from coordsim.core import turns
from coordsim.research import Experiment, SweepError, pack, run_row, status
from coordsim.research.alone import alone
from coordsim.research.store import Store

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="files are not locked there")
Shard = tuple[int, int] | None
HOLD = """
import sys
from pathlib import Path
from coordsim.research.alone import alone
from coordsim.research.store import Store
with alone(Store(Path(sys.argv[1]))):
    print("mine", flush=True)
    input()
"""


def beside(folder: Path, meanwhile: Callable[[], object], shard: Shard = None) -> int:
    """Do something once while a driver runs; return how many firms that driver ran."""
    done = list[object]()

    def look(there: int, _total: int) -> None:
        if there and not done:
            done.append(None)
            done[0] = meanwhile()

    firms = quick(folder, shard=shard, progress=look).firms
    assert done
    return firms.done


def refused(folder: Path, what: str, **rest: Any) -> None:
    with pytest.raises(SweepError) as told:
        quick(folder, **rest)
    words = f"somebody runs {what} already (process {os.getpid()}, since 20"
    assert words in str(told.value)
    assert f"coordsim sweep {folder} --status tells how far it is" in str(told.value)


def test_a_second_driver_is_refused_and_leaves_no_trace(tmp_path: Path) -> None:
    folder = experiment(tmp_path)

    def meanwhile() -> None:
        before = (folder / "out" / "status.jsonl").read_bytes()
        for _ in range(2):
            refused(folder, "this study")
        assert (folder / "out" / "status.jsonl").read_bytes() == before
        assert 0 < status(folder).there < FIRMS

    assert beside(folder, meanwhile) == FIRMS
    assert quick(folder).firms.skipped == FIRMS
    with alone(Store(folder)):
        assert pack(folder, tmp_path / "a.zip").is_file()
        assert run_row(folder, 0).same


def study(rules: list[str]) -> Experiment:
    return Experiment(
        "blind",
        question="?",
        outcomes={"late": {"kpi": "profit", "weeks": [2, 3]}},
        changes={"market.customers": 60, "horizon.weeks": 4, "horizon.warmup": 0},
        choices={"incentives": rules},
        seeds=[1, 2],
        batch=1,
    )


@pytest.mark.parametrize("held", [None, (1, 2)])
@pytest.mark.parametrize("asked", [None, (1, 2), (2, 2)])
def test_another_design_is_kept_out_of_a_folder_that_is_run(
    held: Shard, asked: Shard, tmp_path: Path
) -> None:
    """Whoever asks for it, a shard too, touches neither file, and may run it afterwards."""
    first, other = study(["silo"]), study(["silo", "shared"])
    first.run(tmp_path, threads)
    before = (tmp_path / "design.toml").read_bytes()
    with (
        alone(Store(tmp_path, held), first.hash),
        pytest.raises(SweepError, match=rf"runs another design there \(process {os.getpid()}, "),
    ):
        other.run(tmp_path, threads, shard=asked)
    assert (tmp_path / "design.toml").read_bytes() == before
    other.run(tmp_path, threads)
    assert (tmp_path / "design.toml").read_bytes() != before


def test_a_shard_that_has_done_its_part_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SweepError, match=r"this shard has done its part, \d firms, and others are"):
        study(["silo", "shared"]).run(tmp_path, threads, shard=(1, 2))
    assert len(study(["silo", "shared"]).run(tmp_path, threads, shard=(2, 2)).frame) == 4


def test_what_is_written_down_is_what_was_run(tmp_path: Path) -> None:
    """Also where the design was edited after it was read."""
    loaded = Experiment.load(experiment(tmp_path))
    text = (tmp_path / "design.toml").read_text()
    (tmp_path / "design.toml").write_text(text.replace('"shared"', '"quota"'))
    loaded.run(tmp_path, threads)
    assert (tmp_path / "out" / "design.toml").read_text() == text


@pytest.mark.parametrize(("mine", "other"), [((1, 2), (2, 2)), (None, (2, 2)), ((1, 2), None)])
def test_who_shares_the_work_is_not(mine: Shard, other: Shard, tmp_path: Path) -> None:
    folder = experiment(tmp_path)
    beside(folder, lambda: quick(folder, shard=other), mine)
    assert quick(folder).firms.skipped == FIRMS


def test_a_shard_is_run_once(tmp_path: Path) -> None:
    folder = experiment(tmp_path)
    beside(folder, lambda: refused(folder, "shard 1/2 of this study", shard=(1, 2)), (1, 2))


def test_where_files_cannot_be_locked_nobody_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(*_: Any) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(turns, "flock", nowhere)
    folder = experiment(tmp_path)
    beside(folder, lambda: quick(folder))
    assert quick(folder).firms.skipped == FIRMS


def test_a_driver_that_was_killed_is_in_nobodys_way(tmp_path: Path) -> None:
    folder = experiment(tmp_path)
    (folder / "out").mkdir()
    pipe = subprocess.PIPE
    holds = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=pipe, stdout=pipe, text=True
    )
    try:
        assert holds.stdout
        assert holds.stdout.readline() == "mine\n"
        with pytest.raises(SweepError, match=rf"already \(process {holds.pid}, since "):
            quick(folder)
    finally:
        holds.kill()
        holds.communicate()
    assert quick(folder).firms.done == FIRMS
