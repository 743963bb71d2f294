"""A sweep runs every firm once, whatever happens to its processes, and mixes nothing in that does
not belong.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from research.small import DESIGN, FIRMS, PARTS, SEED, experiment, parts, quick

import coordsim as cs
from coordsim.core.kpis import KPI
from coordsim.research import SweepError, load_table, read_design, runner, sweep
from coordsim.research.batches import Batch, cut, engine
from coordsim.research.written import write_bytes


def test_table_holds_what_simulate_gives(whole: pd.DataFrame) -> None:
    assert list(whole.columns) == [
        "point",
        "seed",
        "incentives",
        "market__overload",
        "profit",
        "stockout_rate",
        "hash",
    ]
    assert [str(kind) for kind in whole.dtypes] == [
        "int64",
        "int64",
        "str",
        *["float64"] * 3,
        "str",
    ]
    assert len(whole) == FIRMS
    changes = {
        "market.customers": 60,
        "horizon.weeks": 4,
        "horizon.warmup": 1,
        "incentives": "shared",
        "market.overload": 0.5,
    }
    run = cs.simulate(cs.load("blind").with_(changes), firms=6, seed=11)
    rows = whole[(whole["incentives"] == "shared") & (whole["market__overload"] == 0.5)]
    assert list(rows["hash"]) == list(run.hashes)
    assert list(rows["profit"]) == list(run.kpi("profit"))


def test_summary_and_manifest(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    summary = quick(experiment(tmp_path), progress=lambda there, total: seen.append((there, total)))
    assert (summary.firms.done, summary.firms.skipped, summary.firms.failed) == (FIRMS, 0, 0)
    assert (summary.parts.done, summary.points, summary.seeds) == (PARTS, 4, 6)
    assert seen[0] == (0, FIRMS)
    assert seen[-1] == (FIRMS, FIRMS)
    plain = json.loads(json.dumps(summary.as_json(), allow_nan=False))
    assert plain["results"][0]["factors"] == {"incentives": "silo", "market__overload": "0.0"}
    assert set(plain["results"][0]["kpis"]) == {"profit", "stockout_rate"}
    manifest = json.loads(summary.manifest.read_text())
    assert manifest["coordsim"] == cs.__version__
    assert sorted(manifest["parts"]) == sorted(parts(tmp_path))
    [session] = manifest["sessions"]
    assert set(session["machine"]) == {"system", "processor", "cores"}
    assert session["versions"]["numba"]
    assert session["finished"] >= session["started"]
    assert str(tmp_path) not in summary.manifest.read_text()
    assert len(pd.read_parquet(summary.table)) == FIRMS
    events = [
        json.loads(line)["event"]
        for line in (tmp_path / "out" / "status.jsonl").read_text().splitlines()
    ]
    assert events == ["started", *["part"] * PARTS, "finished"]


def test_all_kpis_when_none_are_named(tmp_path: Path) -> None:
    folder = experiment(
        tmp_path,
        DESIGN.replace('kpis = ["profit", "stockout_rate"]', "").replace("count = 6", "count = 1"),
    )
    quick(folder)
    assert set(KPI) <= set(load_table(folder).columns)


def test_run_again_skips_what_is_there(tmp_path: Path) -> None:
    quick(experiment(tmp_path))
    before, manifest = parts(tmp_path), json.loads((tmp_path / "out" / "manifest.json").read_text())

    def nobody() -> Executor:
        raise AssertionError("nothing was left to run")

    again = sweep(tmp_path, executor_factory=nobody)
    assert (again.firms.done, again.firms.skipped) == (0, FIRMS)
    assert parts(tmp_path) == before
    assert json.loads((tmp_path / "out" / "manifest.json").read_text()) == manifest


def test_lost_part_alone_is_run_again(tmp_path: Path, whole: pd.DataFrame) -> None:
    quick(experiment(tmp_path))
    before = parts(tmp_path)
    gone = sorted(before)[2]
    (tmp_path / "out" / "parts" / gone).unlink()
    with pytest.raises(
        SweepError, match=f"4 of {FIRMS} firms of this design are not there.*coordsim sweep"
    ):
        load_table(tmp_path)
    assert len(load_table(tmp_path, partial=True)) == FIRMS - 4
    assert quick(tmp_path).parts.done == 1
    after = parts(tmp_path)
    assert {name for name in after if after[name] != before[name]} == {gone}
    pd.testing.assert_frame_equal(load_table(tmp_path), whole)


def test_changed_design_leaves_stale_parts_out(tmp_path: Path) -> None:
    quick(experiment(tmp_path))
    experiment(tmp_path, DESIGN.replace("[0.0, 0.5]", "[0.25]"))
    with pytest.raises(SweepError, match="12 of 12 firms"):
        load_table(tmp_path)
    assert quick(tmp_path).firms.done == 12
    assert set(load_table(tmp_path)["market__overload"]) == {0.25}


def test_other_engine_leaves_stale_parts_out_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick(experiment(tmp_path, DESIGN.replace("count = 6", "count = 1")))
    mine = engine()["source"]
    other = {"version": "99.0", "source": "other"}
    for name in (
        "plan.engine_of",
        "runner.engine",
        "why.engine",
        "batches.engine",
        "folder.engine",
    ):
        monkeypatch.setattr(f"coordsim.research.{name}", lambda: other)
    with pytest.raises(
        SweepError,
        match=r"4 of 4 firms of this design are not there.*The engine differs: .*"
        rf"source {mine}, then;"
        " 99.0, other, now.* 4 firms of this design lie there from another engine",
    ):
        load_table(tmp_path)
    summary = quick(tmp_path)
    assert summary.firms.done == 4
    assert f"from another engine ({mine})" in summary.ignored
    assert load_table(tmp_path)["profit"].notna().all()


def test_firm_that_raises_is_found_and_the_others_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coordsim.run import simulate as simulation

    real = simulation.simulate

    def simulate(scenario: Any, seeds: Iterable[int]) -> Any:
        if SEED in list(seeds):
            raise FloatingPointError("bad world")
        return real(scenario, seeds=list(seeds))

    monkeypatch.setattr(simulation, "simulate", simulate)
    summary = quick(experiment(tmp_path))
    assert (summary.firms.done, summary.firms.failed, summary.table) == (FIRMS - 4, 4, None)
    assert {failure.seed for failure in summary.failures} == {SEED}
    assert {failure.reason for failure in summary.failures} == {"FloatingPointError: bad world"}
    monkeypatch.undo()
    mended = quick(tmp_path)
    assert (mended.firms.done, mended.firms.skipped) == (4, FIRMS - 4)
    assert len(load_table(tmp_path)) == FIRMS


class Broken(Executor):
    """An executor whose workers die at once."""

    def submit(self, *_task: Any, **_rest: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(BrokenProcessPool("died"))
        return future


class Refusing(Executor):
    """An executor that was broken before it got anything."""

    def submit(self, *_task: Any, **_rest: Any) -> Future[Any]:
        raise BrokenProcessPool("died")


@pytest.mark.parametrize("kind", [Broken, Refusing])
def test_workers_that_always_die_end_the_sweep(
    tmp_path: Path, kind: Callable[[], Executor]
) -> None:
    with pytest.raises(SweepError, match="the workers died 20 times in a row"):
        sweep(experiment(tmp_path), 2, executor_factory=kind)


def test_source_changed_while_the_sweep_runs_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "engine", lambda: engine() | {"source": "before the edit"})
    with pytest.raises(
        SweepError, match=r"the source of coordsim was changed while the sweep ran, .*run it again"
    ):
        quick(experiment(tmp_path))
    assert not parts(tmp_path)


def test_negative_jobs_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SweepError, match=r"jobs = -1 is not allowed"):
        sweep(experiment(tmp_path), -1)


def test_unreadable_part_is_named(tmp_path: Path) -> None:
    quick(experiment(tmp_path))
    name = min(parts(tmp_path))
    (tmp_path / "out" / "parts" / name).write_bytes(b"PAR1 nonsense")
    with pytest.raises(
        SweepError, match=f"{name}: cannot be read .* delete it and run the sweep again"
    ):
        load_table(tmp_path)


def test_a_file_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "part.parquet"
    write_bytes(path, b"first")

    def full(_file: int) -> None:
        assert (
            path.read_bytes() == b"first"
        )  # the new content is on its way, the old still has the name
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(
        SweepError, match=r"part\.parquet: cannot be written \(No space left on device\); finished"
    ):
        write_bytes(path, b"second, longer")
    assert path.read_bytes() == b"first"
    assert [file.name for file in tmp_path.iterdir()] == ["part.parquet"]


def test_halves_of_a_batch_have_names_of_their_own(tmp_path: Path) -> None:
    batch = cut(read_design(experiment(tmp_path)))[0]
    left, right = batch.halves()
    assert left.firms + right.firms == batch.firms
    assert len({batch.name, left.name, right.name}) == 3
    assert Batch(batch.firms).name == batch.name


def test_worker_loads_the_engine_only() -> None:
    code = (
        "import sys; import coordsim.research.worker as w; assert 'numpy' not in sys.modules;"
        "import coordsim.run.simulate, coordsim.research.store, pyarrow.parquet;"
        "print(sorted({'pandas', 'mesa', 'matplotlib', 'solara', 'typer'} & set(sys.modules)))"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )


def test_means_of_points_say_over_how_many_firms_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from coordsim.cli import studies

    folder = experiment(tmp_path, DESIGN.replace("customers = 60", "customers = 10"))
    summary = quick(folder)
    table = load_table(folder)
    for number, result in enumerate(summary.results):
        rows = table[table["point"] == number]
        for name, kpi in result["kpis"].items():
            assert kpi["n"] == rows[name].notna().sum()
    [first, *rest] = summary.results
    profit = first["kpis"]["profit"] | {"n": 4}
    some = replace(summary, results=({**first, "kpis": {**first["kpis"], "profit": profit}}, *rest))
    headers, rows = studies._points(some)
    assert headers == ["point", "firms", "profit", "stockout_rate"]
    assert [row[1] for row in rows] == ["6"] * 4
    assert [cell for row in rows for cell in row if "(n = 4)" in cell] == [rows[0][2]]
