"""The folder is the study: what explains it, which rows run again from it, how far it is."""

import csv
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from research.small import DESIGN, FIRMS, experiment, quick, threads

import coordsim as cs
from coordsim.cli import main
from coordsim.core.kpis import KPI
from coordsim.research import (
    Design,
    Experiment,
    Results,
    SweepError,
    between,
    pack,
    run_row,
    sobol,
    status,
    values,
)
from coordsim.research.written import read_scenario, scenario_text
from coordsim.run.result import Run
from coordsim.scenario.file import load, names

SMALL = {"market.customers": 60, "horizon.weeks": 6, "horizon.warmup": 2}


def stock_at_the_end(run: Run) -> Any:
    return run.series("stock")[:, -1]


def study(**more: Any) -> Experiment:
    """One with a factor of every type, and an outcome of every kind."""
    given: dict[str, Any] = {
        "question": "What is in a folder?",
        "uncertain": {
            "market.shock_sd": between(0, 0.4),
            "supply.lead_weeks": between(1, 6, whole=True),
            "slack": values(0.8, 1.0, moves=["levers.hours.start = 170 * x"]),
        },
        "choices": {"communication": ["none", "sop"], "rules.accountability": [False, True]},
        "design": sobol(2, seed=1),
        "seeds": [3, 9],
        "changes": SMALL,
        "weekly": ["profit"],
        "batch": 5,
        "contrast": {"value_of_talk": "communication: sop - none"},
        "outcomes": {
            "late": {"kpi": "profit", "weeks": [5, 6]},
            "bad_weeks": {"kpi": "profit", "quantile": 0.25},
            "last_range": {"lever": "range"},
            "mean_price": {"lever": "price", "weeks": [1, 4]},
            "stock_at_the_end": stock_at_the_end,
        },
    }
    return Experiment("base", **(given | more))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("study")
    study().run(home, threads)
    return home


@pytest.fixture(scope="module")
def results(folder: Path) -> Results:
    return Results.load(folder)


def test_one_row_a_point_and_world_with_typed_factors(results: Results) -> None:
    frame = results.frame
    assert len(frame) == 2 * 2 * 2 * 2
    assert list(frame.columns[:7]) == [
        "point",
        "seed",
        "market__shock_sd",
        "supply__lead_weeks",
        "slack",
        "communication",
        "rules__accountability",
    ]
    kinds = [str(kind) for kind in frame.dtypes]
    assert kinds[:7] == ["int64", "int64", "float64", "int64", "float64", "str", "bool"]
    assert list(frame.columns[7:-6]) == list(KPI)
    assert all(name.isidentifier() and name.islower() for name in frame.columns)
    assert list(frame["seed"][:4]) == [3, 9, 3, 9]


def test_outcomes_are_what_a_run_says(results: Results) -> None:
    row = results.frame.iloc[5]
    changes = SMALL | {
        "market.shock_sd": float(row["market__shock_sd"]),
        "supply.lead_weeks": int(row["supply__lead_weeks"]),
        "levers.hours.start": 170 * float(row["slack"]),
        "communication": row["communication"],
        "rules.accountability": bool(row["rules__accountability"]),
    }
    run = cs.simulate(cs.load("base").with_(changes), seeds=[int(row["seed"])])
    assert row["hash"] == run.hashes[0]
    assert row["profit"] == run.kpi("profit")[0]
    assert row["late"] == run.kpi("profit", slice(4, 6))[0]
    assert row["bad_weeks"] == pytest.approx(run.weeks()["profit"][2:].quantile(0.25))
    assert row["last_range"] == run.decisions()["range"].iloc[-1]
    assert row["mean_price"] == pytest.approx(run.decisions()["price"][:4].mean())
    assert row["stock_at_the_end"] == run.series("stock")[0, -1]
    weeks = results.weekly
    mine = weeks[(weeks["point"] == row["point"]) & (weeks["seed"] == row["seed"])]
    assert list(mine["week"]) == [1, 2, 3, 4, 5, 6]
    assert list(mine["profit"]) == list(run.series("profit")[0])


def test_every_column_is_explained_in_the_codebook_and_in_its_field(folder: Path) -> None:
    with (folder / "out" / "codebook.csv").open() as file:
        book = {(row["file"], row["name"]): row for row in csv.DictReader(file)}
    for name in ("results.parquet", "points.parquet", "weekly.parquet"):
        schema = pq.read_schema(folder / "out" / name)
        assert [field.name for field in schema] == [key for file, key in book if file == name]
        for field in schema:
            told = {key.decode(): value.decode() for key, value in field.metadata.items()}
            row = book[name, field.name]
            assert told["label"] == row["label"] != ""
            assert {**told, "unit": told.get("unit", "")}["unit"] == row["unit"]
            assert row["dtype"] == {"double": "float64"}.get(str(field.type), str(field.type))
    profit = book["results.parquet", "profit"]
    assert (profit["unit"], profit["formula"]) == ("money/week", KPI["profit"].formula)
    assert book["results.parquet", "market__shock_sd"]["source"] == "scenario: market.shock_sd"
    assert "series" in book["results.parquet", "stock_at_the_end"]["formula"]


def test_the_manifest_says_with_what_and_when(folder: Path) -> None:
    data = json.loads((folder / "out" / "manifest.json").read_text())
    assert (data["firms"], data["there"], data["worlds"]) == (16, 16, [3, 9])
    assert set(data["files"]) == {
        "design.toml",
        "scenario.toml",
        "points.parquet",
        "codebook.csv",
        "results.parquet",
        "weekly.parquet",
    }
    [session] = data["sessions"]
    assert {"numba", "numpy", "pandas", "pyarrow", "salib"} <= set(session["versions"])
    told = session["commits"]["coordsim"]  # none where this is no repository
    assert told is None or set(told) == {"commit", "clean"}


def test_any_row_runs_again_from_out_alone(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "out", tmp_path / "alone", ignore=shutil.ignore_patterns("parts"))
    for row in (0, 5, 15):
        again = run_row(tmp_path / "alone", row)
        assert again.same, again
    with pytest.raises(SweepError, match=r"row = 16 is not allowed: 0 to 15"):
        run_row(folder, 16)


def test_a_row_that_comes_out_otherwise_says_what_differs(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(folder / "out", out)
    text = (out / "scenario.toml").read_text()
    (out / "scenario.toml").write_text(text.replace("customers = 60", "customers = 61"))
    again = run_row(tmp_path, 3)
    assert not again.same
    assert "profit" in again.kpis
    assert again.why == "the scenario or a rule of another package differs from what was run"
    facts = json.loads((out / "manifest.json").read_text())
    (out / "manifest.json").write_text(json.dumps(facts | {"engine": "other"}))
    assert run_row(tmp_path, 3).why.startswith("the engine differs: coordsim ")


@pytest.mark.parametrize("name", names())
def test_a_whole_scenario_is_written_without_a_change(name: str) -> None:
    scenario = load(name)
    assert read_scenario(scenario_text(scenario)) == scenario


def test_contrasts_are_paired_by_point_and_world(results: Results) -> None:
    gap = results.contrast("value_of_talk", kpi="profit")
    assert gap.n == len(gap.data) == 8
    frame = results.frame.set_index(["point", "seed"])["profit"]
    for row in gap.data.itertuples():
        assert row.difference == frame[row.point, row.seed] - frame[row.point - 2, row.seed]
    same = results.contrast("communication", "sop", "none", kpi="profit")
    assert same.data.equals(gap.data)
    assert results.contrast("accountability", True, False, kpi="profit").n == 8
    with pytest.raises(ValueError, match="communication has no level 'talk'; allowed: none, sop"):
        results.contrast("communication", "talk", "none", kpi="profit")
    with pytest.raises(ValueError, match=r"no firm of slack = 1\.0 lives in the world of one of"):
        results.contrast("slack", 1.0, 0.8, kpi="profit")


def test_the_problem_is_that_of_what_is_uncertain(results: Results) -> None:
    assert results.problem() == {
        "num_vars": 3,
        "names": ["market__shock_sd", "supply__lead_weeks", "slack"],
        "bounds": [[0.0, 0.4], [1.0, 6.0], [0.0, 1.0]],
    }
    shares = results.shares()
    assert list(shares.columns) == results.uncertain
    first = results.points.groupby("sample").first()
    assert list(first["market__shock_sd"]) == pytest.approx(list(0.4 * shares["market__shock_sd"]))


def test_functions_of_a_session_are_kept_out_of_design_files(folder: Path, tmp_path: Path) -> None:
    assert not (folder / "design.toml").exists()
    with pytest.raises(SweepError, match=r"design.toml: is not there; save the experiment"):
        pack(folder)
    (tmp_path / "mine.py").write_text("def made(run):\n    return run.kpi('units')\n")
    text = DESIGN.replace("[changes]", "[outcomes]\nown = {reporter = 'mine.py:made'}\n[changes]")
    quick(experiment(tmp_path, text))
    frame = Results.load(tmp_path).frame
    assert (frame["own"] > 0).all()
    assert (tmp_path / "out" / "mine.py").is_file()
    for reporter, why in (
        ("mine.py", "is not of the form"),
        ("other.py:made", "there is no file other.py"),
        ("mine.py:sold", "AttributeError"),
    ):
        with pytest.raises(ValueError, match=why):
            Design.load(experiment(tmp_path, text.replace("mine.py:made", reporter)))


def test_a_python_run_writes_the_design_and_touches_no_other(tmp_path: Path) -> None:
    made = study(outcomes=[])
    made.run(tmp_path, threads)
    assert Design.load(tmp_path).points == made.points
    assert status(tmp_path).share == 1
    study(outcomes=[], question="And now?").run(tmp_path, threads)
    assert Design.load(tmp_path).question == "And now?"
    experiment(tmp_path)
    with pytest.raises(ValueError, match="was written by hand"):
        made.run(tmp_path, threads)


def test_a_packed_study_is_whole(tmp_path: Path) -> None:
    home = experiment(tmp_path / "study")
    with pytest.raises(SweepError, match="run the study to its end before it is packed"):
        pack(home)
    quick(home)
    first = pack(home).read_bytes()
    assert pack(home).read_bytes() == first
    with zipfile.ZipFile(tmp_path / "study.zip") as archive:
        archive.extractall(tmp_path / "elsewhere")
    there = tmp_path / "elsewhere" / "study"
    assert run_row(there, 7).same
    assert quick(there).firms.skipped == FIRMS
    pd.testing.assert_frame_equal(Results.load(there).frame, Results.load(home).frame)


def test_status_says_how_far_it_is(tmp_path: Path) -> None:
    home = experiment(tmp_path)
    assert (
        str(status(home))
        == f"0 % (0 of {FIRMS} firms), time left not known, 0 failed, nothing runs"
    )
    quick(home)
    assert str(status(home)) == f"100 % ({FIRMS} of {FIRMS} firms), 0 failed"
    experiment(home, DESIGN.replace("count = 6", "count = 12").replace("60", "61"))
    told = status(home)
    assert (told.there, told.firms) == (0, 48)
    assert any(
        "scenario differs in market.customers (60 then, 61 now)" in one for one in told.differs
    )
    assert any("design differs in seeds.count (6 then, 12 now)" in one for one in told.differs)


def test_a_dry_run_keeps_nothing(tmp_path: Path) -> None:
    home = experiment(
        tmp_path, DESIGN.replace("market.overload = [0.0, 0.5]", "horizon.weeks = [4, 6]")
    )
    told = Experiment.load(home).dry_run(2)
    assert (told.points, told.worlds, told.firms, told.kinds, told.tasks) == (4, 6, 24, 2, 6)
    assert told.minutes > 0
    assert not (home / "out").exists()
    quick(home)
    taken = sum(part.stat().st_size for part in (home / "out" / "parts").iterdir()) / 1e6
    assert taken / 1.5 < told.megabytes < taken * 1.5
    assert (told.there, Experiment.load(home).dry_run(2).there) == (0, 24)
    assert Experiment.load(home).dry_run(2).minutes == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--status"], "firms), "),
        (["--row", "3"], "the same again"),
        (["--codebook"], "money/week"),
        (["--pack"], "study.zip"),
        (["--dry-run"], "24 firms of 1 kind, 6 tasks, 24 of them there already; 0 s on "),
        (["--slurm", "3"], "array.sh"),
        (["--shard", "1/2"], "0 firms run, 12 there already"),
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_the_command_line(
    words: list[str],
    said: str,
    as_json: bool,
    sweep_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    line = ["coordsim", "sweep", str(sweep_folder), *words, *(["--json"] if as_json else [])]
    monkeypatch.setattr(sys, "argv", line)
    with pytest.raises(SystemExit) as end:
        main()
    out = capsys.readouterr().out
    assert end.value.code in (0, None)
    if as_json:
        assert isinstance(json.loads(out), dict)
    else:
        assert said in " ".join(out.split()) or said in out


@pytest.fixture(scope="module")
def sweep_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = experiment(tmp_path_factory.mktemp("command") / "study")
    quick(home)
    return home


def test_commit_and_tree_of_the_study_are_written_down(tmp_path: Path) -> None:
    home = experiment(tmp_path / "study")
    git = ["git", "-C", str(home), "-c", "user.name=a", "-c", "user.email=a@b"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "A study"]):
        subprocess.run([*git, *words], check=True)
    quick(home)
    experiment(home, DESIGN.replace("count = 6", "count = 7"))
    quick(home)
    first, second = json.loads((home / "out" / "manifest.json").read_text())["sessions"]
    assert len(first["commits"]["study"]["commit"]) == 40
    assert (first["commits"]["study"]["clean"], second["commits"]["study"]["clean"]) == (
        True,
        False,
    )


@pytest.mark.slow
def test_more_worlds_until_the_interval_is_narrow(tmp_path: Path) -> None:
    until = "count = 10\nuntil = {kpi = 'profit', half_width = %s, most = 27, step = 8}"
    text = DESIGN.replace("count = 6", until % 1e-9)
    quick(experiment(tmp_path, text))
    frame = Results.load(tmp_path).frame
    worlds = frame.groupby("point")["seed"].agg(["min", "count"])
    assert set(worlds["min"]) == {11}
    assert set(worlds["count"]) == {27}, "points of one sample have the same worlds"
    quick(experiment(tmp_path, DESIGN.replace("count = 6", until % 1e6)))
    assert set(Results.load(tmp_path).frame.groupby("point")["seed"].count()) == {10}
