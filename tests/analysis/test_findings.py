"""Every finding has a table, a figure and data, and writes them; intervals cover what they say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from support.findings import MAKERS, SLOW
from support.frames import frame, grid

from coordsim.research import analysis
from coordsim.research.analysis import Finding

FOLDER = Path(analysis.__file__).parent


def test_every_finding_is_looked_at() -> None:
    kinds = {
        name
        for name in analysis.__all__
        if isinstance(getattr(analysis, name), type)
        and issubclass(getattr(analysis, name), Finding)
    }
    assert kinds - {"Finding"} == set(MAKERS)


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else []) for name in MAKERS],
)
def test_a_finding_is_written(name: str, tmp_path: Path) -> None:
    found = MAKERS[name]()
    assert type(found).__name__ == name
    figure = found.plot()
    assert isinstance(figure, Figure)
    assert figure.canvas.manager is None, "no window holds it"
    drawn = [axes for axes in figure.axes if axes.axison]
    assert all(axes.get_xlabel() or axes.get_ylabel() for axes in drawn)
    assert found.title.split()[0] in figure.get_suptitle()
    paths = found.save(tmp_path / "figures", "one")
    assert sorted(path.name for path in paths) == [
        "one-data.csv",
        "one.csv",
        "one.png",
        "one.svg",
    ]
    again = pd.read_csv(paths[0])
    assert list(again) == list(found.table)
    assert len(again) == len(found.table)
    assert len(pd.read_csv(paths[1])) == len(found.data) > 0
    assert found.title in repr(found)


def test_no_figure_is_made_with_pyplot() -> None:
    for path in FOLDER.glob("*.py"):
        assert "pyplot" not in path.read_text("utf-8"), path.name


def test_the_package_itself_loads_nothing() -> None:
    code = (
        "import sys, coordsim.research.analysis, coordsim.research.results;"
        "print(*sorted({'pandas', 'SALib', 'optuna', 'ema_workbench'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.split() == []


@pytest.mark.slow
def test_intervals_cover() -> None:
    """Of 200 studies of six points in eight worlds, whose effects differ from world to world in
    common and each by itself, 95 in a hundred cover the truth, give or take two standard errors.
    """
    rng = np.random.default_rng(5)
    points = grid(talk=["none", "sop"], a__x=[0.0, 1.0, 2.0])
    hits = 0
    for _ in range(200):
        world = {seed: rng.normal() for seed in range(8)}
        made = frame(
            points,
            list(world),
            lambda point, luck: (point["talk"] == "sop") * 3 + rng.normal(),
        )
        treated = made["talk"] == "sop"
        made.loc[treated, "profit"] += 2 * made.loc[treated, "seed"].map(world)
        found = analysis.contrast(made, "talk", "sop", "none", "profit", factors=["talk", "a__x"])
        hits += found.low <= 3 <= found.high
    assert abs(hits / 200 - 0.95) < 2 * np.sqrt(0.95 * 0.05 / 200)
