"""A finished study in hand travels and shows itself in notebooks; a factor's slips are told."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pandas as pd
import pytest
import typer
from research.small import experiment, quick

from coordsim.cli import studies
from coordsim.research import DesignError, Experiment, Results, SweepError


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder: Path = experiment(tmp_path_factory.mktemp("kept"))
    quick(folder)
    return Results.load(folder)


def test_it_travels(results: Results) -> None:
    again = pickle.loads(pickle.dumps(results))
    pd.testing.assert_frame_equal(again.frame, results.frame)
    pd.testing.assert_frame_equal(again.points, results.points)
    assert again.file == results.file
    assert hash(again.file) == hash(results.file)


def test_it_is_shown_in_notebooks(results: Results) -> None:
    text = results._repr_html_()
    assert text.count("<tr>") == 1 + min(12, len(results.points))
    told = re.sub(r"<[^>]+>", " ", text)
    for name in (*results.choices, *results.outcomes[:4]):
        assert name in told


def test_a_factor_with_a_field_too_many_is_told() -> None:
    with pytest.raises(DesignError, match=r"n is not known; allowed: low, high, whole, levels"):
        Experiment(
            "base",
            question="?",
            uncertain={"market.shock_sd": {"low": 0, "high": 0.4, "n": 5}},
            seeds=range(1, 3),
        )


@pytest.fixture
def done(tmp_path: Path) -> Path:
    """A study that was run."""
    folder: Path = experiment(tmp_path)
    quick(folder)
    return folder


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "design.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_tables_are_not_taken_for_those_of_a_design_that_was_changed_since(done: Path) -> None:
    edit(done, "count = ", "count = 1")
    with pytest.raises(SweepError, match=r"in seeds\.count \(\d+ then, 1\d+ now\).*coordsim sweep"):
        Results.load(done)
    assert len(Results.load(done / "out").frame)


def test_tables_are_not_taken_for_those_of_a_scenario_that_was_changed_since(
    tmp_path: Path,
) -> None:
    folder = experiment(tmp_path)
    mine = folder / "mine.toml"
    mine.write_text(
        'extends = "blind"\nname = "mine"\ntitle = "Mine"\n\n[horizon]\nweeks = 8\nwarmup = 0\n'
    )
    edit(folder, 'scenario = "blind"', 'scenario = "mine.toml"')
    quick(folder)
    assert len(Results.load(folder).frame)
    mine.write_text(mine.read_text() + "\n[market]\nshock_sd = 0.3\n")
    with pytest.raises(SweepError, match=r"in mine\.toml in market\.shock_sd"):
        Results.load(folder)


def test_a_contrast_that_is_named_later_is_known_at_once(done: Path) -> None:
    path = done / "design.toml"
    path.write_text(path.read_text("utf-8") + '\n[contrast]\nmine = "incentives: shared - silo"\n')
    assert Results.load(done).contrast("mine", kpi="profit").name


def test_tables_with_a_changed_byte_are_not_read(done: Path) -> None:
    path = done / "out" / "results.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(SweepError, match=r"results\.parquet: is not as the sweep wrote it"):
        Results.load(done)


@pytest.mark.slow
def test_a_reason_for_which_many_firms_failed_is_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = experiment(tmp_path)
    edit(folder, "[seeds]", "[outcomes]\nown = { reporter = 'mine.py:made' }\n\n[seeds]")
    (folder / "mine.py").write_text("def made(run):\n    raise ValueError('no such thing')\n")
    with pytest.raises(typer.Exit):
        studies.sweep(folder, jobs=1)
    told = capsys.readouterr()
    assert told.err.count("no such thing") == 1
    assert "(and 23 more)" in told.err
    assert "point" not in told.out
