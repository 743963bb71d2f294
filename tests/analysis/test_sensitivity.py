"""Sobol and Morris: SALib's Ishigami function has the indices of the textbook."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample
from SALib.test_functions import Ishigami
from support.frames import frame, grid, luck, rows

from coordsim.research.analysis import AnalysisError, contrast, morris, sobol, to_salib
from coordsim.research.analysis.sensitivity import judged

NAMES = ["x__a", "x__b", "x__c"]
PROBLEM = {"num_vars": 3, "names": ["x.a", "x.b", "x.c"], "bounds": [[-np.pi, np.pi]] * 3}
# Saltelli et al. 2008, Global Sensitivity Analysis: The Primer; a = 7, b = 0.1
FIRST, TOTAL = [0.3139, 0.4424, 0.0], [0.5576, 0.4424, 0.2437]


def ishigami(x: np.ndarray, seeds: list[int]) -> pd.DataFrame:
    """And a shock of the world that is the same for all points."""
    points = pd.DataFrame(x, columns=NAMES).assign(point=[f"p{k}" for k in range(len(x))])
    value = Ishigami.evaluate(x)
    return pd.concat(
        [points.assign(seed=seed, profit=value + luck(seed).normal()) for seed in seeds],
        ignore_index=True,
    )


def design(n: int, second: bool = True) -> np.ndarray:
    return sobol_sample.sample(PROBLEM, n, calc_second_order=second, seed=1)


@pytest.fixture(scope="module")
def sampled() -> pd.DataFrame:
    """1024 x 8 rows, three worlds."""
    return ishigami(design(1024), [1, 2, 3])


def test_ishigami(sampled: pd.DataFrame) -> None:
    found = sobol(sampled, PROBLEM, "profit")
    table = found.table.set_index(["order", "factor"])
    assert table.loc["first", "index"].to_numpy() == pytest.approx(FIRST, abs=0.02)
    assert table.loc["total", "index"].to_numpy() == pytest.approx(TOTAL, abs=0.03)
    assert table.loc[("second", "x__a x x__c"), "index"] == pytest.approx(0.2437, abs=0.05)
    for order, known in (("first", FIRST), ("total", TOTAL)):
        mine = table.loc[order]
        assert ((mine["low"] <= known) & (known <= mine["high"])).all()
    assert (found.worlds, len(found.data)) == (3, 8192)
    assert len(found.plot().axes) == 1


def test_what_cannot_be_read_is_said(sampled: pd.DataFrame) -> None:
    """Four rows of a base sample do not give Sobol indices; a thousand do."""
    few = sobol(ishigami(design(4, second=False), [1, 2]), PROBLEM, "profit")
    wide = few.table["high"] - few.table["low"] > 1
    outside = (few.table["index"] < -0.1) | (few.table["index"] > 1.1)
    assert wide.any()
    assert (few.table["readable"] == ~(wide | outside)).all()
    assert f"; {int((wide | outside).sum())} of 6 indices cannot be read" in few.title
    assert few.title.endswith("the base sample is too small")
    many = sobol(sampled, PROBLEM, "profit")
    assert many.table["readable"].all()
    assert "cannot be read" not in many.title


@pytest.mark.parametrize(
    ("index", "half", "readable"),
    [(-0.05, 0.1, True), (-0.2, 0.1, False), (1.3, 0.1, False), (0.5, 0.6, False)],
)
def test_an_index_is_a_share(index: float, half: float, readable: bool) -> None:
    table = pd.DataFrame({"index": [index], "low": [index - half], "high": [index + half]})
    assert judged(table)["readable"].tolist() == [readable]


def test_indices_are_those_of_salib() -> None:
    """With the mean over worlds, and twice the same."""
    few = ishigami(design(16), [1, 2])
    spec = to_salib(few, PROBLEM, "profit")
    spec.analyze_sobol(seed=1)
    mine = sobol(few, PROBLEM, "profit").table
    assert list(mine.loc[mine["order"] == "total", "index"]) == pytest.approx(spec.analysis["ST"])
    assert mine.equals(sobol(few, PROBLEM, "profit").table)


def test_luck_of_common_worlds_is_in_no_index() -> None:
    """A factor that does nothing has no total index, however large the luck."""
    points = rows(design(64, second=False), NAMES)
    made = frame(points, [1], lambda point, luck: point["x__a"] + 1000 * luck.normal())
    table = sobol(made, PROBLEM, "profit").table.set_index(["order", "factor"])
    assert table.loc["total", "index"].to_numpy() == pytest.approx([1, 0, 0], abs=0.05)
    assert "second" not in table.index


def test_rows_that_the_frame_holds_once() -> None:
    """Whole numbers make rows equal; the design says how often each counts."""
    x = np.round(design(64))
    whole = pd.DataFrame(x, columns=PROBLEM["names"])
    once = ishigami(np.unique(x, axis=0), [1])
    assert len(once) < len(x)
    found = sobol(once, PROBLEM, "profit", design=whole)
    assert len(found.data) == len(x)
    spec = to_salib(once, PROBLEM, "profit", design=whole)
    assert spec.results.ravel() == pytest.approx(ishigami(x, [1])["profit"])
    with pytest.raises(AnalysisError, match=r"has no firm of the design's row x.a = 7"):
        sobol(once, PROBLEM, "profit", design=whole + 9)
    with pytest.raises(AnalysisError, match=r"has no column for x\.c"):
        sobol(once, PROBLEM, "profit", design=whole.drop(columns="x.c"))


def test_what_was_drawn_for_words() -> None:
    """A factor of two words, drawn as a share: its halves are the words."""
    x = design(256)
    words = np.where(x[:, 0] < 0, "low", "high")
    made = ishigami(x, [1]).assign(x__a=words, profit=(words == "high") + x[:, 1] / np.pi)
    drawn = pd.DataFrame(x, columns=NAMES)
    table = sobol(made, PROBLEM, "profit", design=drawn).table.set_index(["order", "factor"])
    total = table.loc["total", "index"].to_numpy()
    # variances 1/4 of a coin and 1/3 of a uniform number in [-1, 1]
    assert total == pytest.approx(np.array([3, 4, 0]) / 7, abs=0.02)
    assert set(sobol(made, PROBLEM, "profit", design=drawn).data["x__a"]) == {"low", "high"}


def test_whole_numbers_and_morris() -> None:
    """Rounded, some steps are none: what was drawn tells the trajectories."""
    x = morris_sample.sample(PROBLEM, 20, num_levels=4, seed=1)
    made = ishigami(np.round(x / [9, 1, 1]), [1])
    with pytest.raises(AnalysisError, match="no Morris trajectories"):
        morris(made, PROBLEM, "profit")
    drawn = pd.DataFrame(x, columns=NAMES)
    assert len(morris(made, PROBLEM, "profit", design=drawn).table) == 3


def test_a_contrast_has_indices() -> None:
    """Talk is worth x.a under silo pay and x.b under shared pay: each by itself."""

    def worth(point, luck):
        talk, silo = point["communication"] == "sop", point["incentives"] == "silo"
        return luck.normal() + talk * point["x__a" if silo else "x__b"]

    choices = grid(incentives=["silo", "shared"], communication=["none", "sop"])
    points = [choice | row for row in rows(design(64), NAMES) for choice in choices]
    factors = ["incentives", "communication", *NAMES]
    found = contrast(
        frame(points, [1, 2], worth),
        "communication",
        "sop",
        "none",
        "profit",
        factors=factors,
        problem=PROBLEM,
    ).sobol()
    total = found.table[found.table["order"] == "total"].set_index(["incentives", "factor"])
    assert total.loc["silo", "index"].to_numpy() == pytest.approx([1, 0, 0], abs=0.05)
    assert total.loc["shared", "index"].to_numpy() == pytest.approx([0, 1, 0], abs=0.05)
    assert len(found.plot().axes) == 2


def test_morris() -> None:
    """2 a - b^2: effects over the whole range of a are 2 x 2 pi, and c does nothing."""
    x = morris_sample.sample(PROBLEM, 20, num_levels=4, seed=1)
    made = frame(rows(x, NAMES), [1, 2], lambda p, luck: 2 * p["x__a"] - p["x__b"] ** 2)
    table = morris(made, PROBLEM, "profit").table.set_index("factor")
    assert table.loc["x__a", ["mu", "mu_star", "low", "high"]].to_numpy() == pytest.approx(
        4 * np.pi
    )
    assert table.loc["x__a", "sigma"] == pytest.approx(0, abs=1e-9)
    assert table.loc["x__b", "sigma"] > 1
    assert table.loc["x__c", "mu_star"] == 0
    assert morris(made, PROBLEM, "profit").plot().axes


def test_refusals(sampled: pd.DataFrame) -> None:
    shuffled = sampled.sample(frac=1, random_state=1)
    with pytest.raises(AnalysisError, match="no Saltelli design in its order"):
        sobol(shuffled, PROBLEM, "profit")
    with pytest.raises(AnalysisError, match="no Morris trajectories"):
        morris(sampled, PROBLEM, "profit")
    with pytest.raises(AnalysisError, match="nothing to apportion"):
        sobol(sampled.assign(profit=1.0), PROBLEM, "profit")
    with pytest.raises(AnalysisError, match="names and bounds"):
        sobol(sampled, {"names": NAMES}, "profit")
    with pytest.raises(AnalysisError, match=r"'x\.d' is no factor"):
        sobol(sampled, {**PROBLEM, "names": ["x.a", "x.b", "x.d"]}, "profit")
    with pytest.raises(AnalysisError, match="2 pairs for 3 names"):
        sobol(sampled, {**PROBLEM, "bounds": PROBLEM["bounds"][:2]}, "profit")
    words = sampled.assign(x__a="high")
    with pytest.raises(AnalysisError, match=r"x\.a is no number; give what was drawn as design"):
        sobol(words, PROBLEM, "profit")
    lacking = sampled.copy()
    lacking.loc[lacking["point"] == "p7", "profit"] = np.nan
    with pytest.raises(AnalysisError, match="no world has a value of profit in all 8192 rows"):
        sobol(lacking, PROBLEM, "profit")
    crossed = pd.concat([sampled.assign(pay="silo"), sampled.assign(pay="shared", point=1)])
    with pytest.raises(AnalysisError):
        sobol(crossed, PROBLEM, "profit")


def test_a_world_that_a_row_lacks_is_left_out() -> None:
    few = ishigami(design(16), [1, 2, 3])
    lacking = few[~((few["point"] == "p7") & (few["seed"] == 2))]
    assert sobol(lacking, PROBLEM, "profit").worlds == 2
