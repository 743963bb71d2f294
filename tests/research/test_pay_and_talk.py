"""The experiment on pay and talk: its analysis works on any sweep, and its directions hold on a
smaller one.
"""

import importlib.util
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from coordsim.research import load_table, sweep
from coordsim.run.comparison import Difference

HOME = Path(__file__).parents[2] / "experiments" / "pay-and-talk"


@pytest.fixture
def analysis() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("pay_and_talk_analysis", HOME / "analysis.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def smaller(folder: Path, seeds: int, changes: str = "") -> Path:
    """Copy the experiment without what it left behind, with fewer worlds."""
    shutil.copytree(
        HOME, folder, ignore=shutil.ignore_patterns("out", "figure.svg", "expected.csv")
    )
    design = (folder / "design.toml").read_text()
    (folder / "design.toml").write_text(
        design.replace("count = 100", f"count = {seeds}").replace(
            "[factors]", changes + "[factors]"
        )
    )
    return folder


@pytest.mark.slow
def test_analysis_of_a_tiny_sweep(
    tmp_path: Path, analysis: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    changes = "[changes]\nmarket.customers = 40\nhorizon.weeks = 4\nhorizon.warmup = 1\n\n"
    folder = smaller(tmp_path / "tiny", 3, changes)
    assert analysis.main(["--folder", str(folder)]) == 2
    assert "coordsim sweep" in capsys.readouterr().err
    sweep(folder, 2, executor_factory=lambda: ThreadPoolExecutor(2))
    assert analysis.main(["--folder", str(folder), "--accept"]) == 0
    assert "all 90 means are as expected" in capsys.readouterr().out
    assert (folder / "figure.svg").read_text().startswith("<?xml")
    readme = (folder / "README.md").read_text()
    assert "(3 worlds; in brackets 95 % intervals, paired.)" in readme
    assert readme.count("| shared | sop |") == 1
    assert (analysis.main(["--folder", str(folder)]), (folder / "README.md").read_text()) == (
        0,
        readme,
    )

    expected = pd.read_csv(folder / "expected.csv")
    expected.loc[0, "mean"] += 3 * expected.loc[0, "tolerance"] + 1
    expected.to_csv(folder / "expected.csv", index=False)
    capsys.readouterr()
    assert analysis.main(["--folder", str(folder)]) == 1
    assert "silo + none: profit = " in capsys.readouterr().out


def test_expected_means_cover_every_pair(analysis: ModuleType) -> None:
    expected = pd.read_csv(HOME / "expected.csv")
    pairs = {
        (pay, talk, kpi) for pay in analysis.PAY for talk in analysis.TALK for kpi in analysis.SHOWN
    }
    assert {
        tuple(row) for row in expected[["incentives", "communication", "kpi"]].to_numpy()
    } == pairs
    assert expected["mean"].notna().all()
    assert (expected["tolerance"] > 0).all()


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ((5.0, 4.0, 6.0), "more than the sum, by 5 (4 to 6)"),
        ((-5.0, -6.0, -4.0), "less than the sum, by 5 (4 to 6)"),
        (
            (-1.0, -3.0, 1.0),
            "not to be told apart from the sum, the difference being −1 (−3 to +1)",
        ),
    ],
)
def test_both_against_the_sum(
    analysis: ModuleType, ends: tuple[float, float, float], told: str
) -> None:
    assert analysis.against_sum(Difference(*ends)) == told


@pytest.mark.slow
def test_directions_hold_on_a_smaller_sweep(tmp_path: Path, analysis: ModuleType) -> None:
    folder = smaller(tmp_path / "smaller", 12)
    sweep(folder)
    expected = pd.read_csv(HOME / "expected.csv").set_index(["incentives", "communication", "kpi"])[
        "mean"
    ]
    found = analysis.gains(load_table(folder))
    profit = {
        (pay, talk): expected[pay, talk, "profit"] for pay in analysis.PAY for talk in analysis.TALK
    }
    neither, pay, talk, both = (
        profit[key]
        for key in [("silo", "none"), ("shared", "none"), ("silo", "sop"), ("shared", "sop")]
    )
    sizes = (pay - neither, talk - neither, both - neither, both - pay - talk + neither)
    told = dict(zip(found, sizes, strict=True))
    for name, size in told.items():
        assert found[name].mean * size > 0, name
        assert not found[name].low <= 0 <= found[name].high, name
