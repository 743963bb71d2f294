"""Scenario discovery finds a box that was put there."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from support.frames import frame

from coordsim.research.analysis import AnalysisError, contrast, extras, prim, to_ema, to_xarray
from coordsim.show.palette import LOSS

pytestmark = pytest.mark.slow  # the workbench takes its time to import
FACTORS = ["a.x", "a.y", "a.z", "pay"]


@pytest.fixture(autouse=True)
def _workbench() -> None:
    pytest.importorskip("ema_workbench", exc_type=ImportError)


def points(count: int = 300) -> list[dict]:
    rng = np.random.default_rng(3)
    return [
        {
            "a__x": float(x),
            "a__y": float(y),
            "a__z": float(z),
            "pay": pay,
        }
        for x, y, z, pay in zip(
            *rng.uniform(size=(3, count)), rng.choice(["silo", "shared"], count), strict=True
        )
    ]


def lost(point, luck):
    """A loss where x is above 0.6, y below 0.5 and pay is silo."""
    bad = point["a__x"] > 0.6 and point["a__y"] < 0.5 and point["pay"] == "silo"
    return (-50 if bad else 50) + luck.normal()


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return frame(points(), [1, 2], lost)


def test_the_box_is_found(rows: pd.DataFrame) -> None:
    found = prim(rows, "profit", FACTORS, below=0)
    table = found.table.set_index("factor")
    assert set(table.index) == {"a__x", "a__y", "pay"}
    assert table.loc["a__x", "low"] == pytest.approx(0.6, abs=0.03)
    assert np.isnan(table.loc["a__x", "high"])
    assert table.loc["a__y", "high"] == pytest.approx(0.5, abs=0.03)
    assert table.loc["pay", "levels"] == "silo"
    assert found.coverage > 0.9
    assert found.density_low < found.density <= found.density_high + 1e-12
    inside = found.data[found.data["inside"]]
    assert inside["interesting"].mean() == pytest.approx(found.density)
    assert len(inside) / len(found.data) == pytest.approx(found.mass)
    assert len(found.plot().axes) == 2
    assert "profit below 0" in found.title


def test_a_mask_says_the_same(rows: pd.DataFrame) -> None:
    means = rows.groupby("point", sort=False)["profit"].mean()
    below, masked = (
        prim(rows, "profit", FACTORS, below=0),
        prim(rows, "profit", FACTORS, mask=(means < 0).sample(frac=1, random_state=1)),
    )
    assert masked.table.equals(below.table)
    above = prim(rows, "profit", FACTORS, above=0, density=0.5)
    assert above.data["interesting"].sum() == (means > 0).sum()


def test_of_a_contrast(rows: pd.DataFrame) -> None:
    """Talk is worth nothing where x is above 0.6."""
    talk = pd.concat(
        [
            rows.assign(talk="none"),
            rows.assign(
                talk="sop", point=rows["point"] + "s", profit=rows["profit"] + (rows["a__x"] < 0.6)
            ),
        ]
    )
    found = contrast(talk, "talk", "sop", "none", "profit", factors=[*FACTORS, "talk"])
    box = found.prim(below=0.5)
    assert list(box.table["factor"]) == ["a__x"]
    assert found.prim(found.means < 0.5).table.equals(box.table)


def lines(found) -> int:
    """How many limits are drawn on the points."""
    return sum(line.get_color() == LOSS for line in found.plot().axes[1].get_lines())


def test_limits_that_luck_gives_are_not_told() -> None:
    """Where the loss hangs on x alone, whatever else the peeling restricts stays in the table."""
    rng = np.random.default_rng(1)
    noisy = frame(
        points(80),
        [1],
        lambda point, luck: -50.0 if rng.random() < 0.1 + 0.7 * (point["a__x"] > 0.6) else 50.0,
    )
    found = prim(noisy, "profit", FACTORS, below=0, density=0.9)
    table = found.table.set_index("factor")
    firm = {"a__x"}
    assert set(table.index) > firm
    assert set(table.index[table["qp"] <= 0.05]) == firm
    assert "a.x is at least" in found.title
    for name in set(table.index) - firm:
        assert name.replace("__", ".") not in found.title
    assert "further limit" in found.title
    assert lines(found) == 1
    assert (found.data["inside"] != (found.data["a__x"] >= table.loc["a__x", "low"])).any()


def test_a_box_of_luck_has_no_story() -> None:
    rng = np.random.default_rng(1)
    noise = frame(points(40), [1], lambda point, luck: float(rng.choice([-50, 50])))
    found = prim(noise, "profit", FACTORS, below=0, density=0.75)
    assert len(found.table)
    assert (found.table["qp"] > 0.05).all()
    assert "in a box none of whose limits can be told from luck (qp above 0.05)" in found.title
    assert lines(found) == 0


def test_each_end_has_its_own_chance(rows: pd.DataFrame) -> None:
    table = prim(rows, "profit", FACTORS, below=0).table.set_index("factor")
    assert table.loc["a__x", "qp_low"] == table.loc["a__x", "qp"] < 0.05
    assert np.isnan(table.loc["a__x", "qp_high"])
    assert np.isnan(table.loc["pay", "qp_low"])
    assert table.loc["pay", "qp"] < 0.05


def test_refusals(rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AnalysisError, match="profit above 1,000 is true in 0 of 300 points"):
        prim(rows, "profit", FACTORS, above=1000)
    with pytest.raises(AnalysisError, match="give one of"):
        prim(rows, "profit", FACTORS, above=1, below=2)
    with pytest.raises(AnalysisError, match="needed are 300 truths"):
        prim(rows, "profit", FACTORS, mask=[True])
    with pytest.raises(AnalysisError, match="lacks points of the frame"):
        prim(rows, "profit", FACTORS, mask=pd.Series([True], index=["p1"]))
    with pytest.raises(AnalysisError, match="mass"):
        prim(rows, "profit", FACTORS, above=0, mass=2)
    monkeypatch.setitem(__import__("sys").modules, "ema_workbench.analysis.prim", None)
    with pytest.raises(extras.ExtraError, match=r"pip install 'coordsim\[analysis\]'"):
        prim(rows, "profit", FACTORS, below=0)


def test_to_ema(rows: pd.DataFrame) -> None:
    """The workbench's own feature scores take it, and see what matters."""
    scoring = pytest.importorskip("ema_workbench.analysis.feature_scoring")
    given = to_ema(rows, FACTORS, ["profit"], choices=["pay"])
    assert list(given.experiments)[-3:] == ["scenario", "policy", "model"]
    assert given.experiments.loc[1, "scenario"] == "p0/2"
    assert len(given.outcomes["profit"]) == 600
    numbers = given.experiments[["a__x", "a__y", "a__z"]]
    scores = scoring.get_ex_feature_scores(
        numbers, given.outcomes["profit"], mode=scoring.RuleInductionType.REGRESSION
    )[0]
    assert scores.sort_values(1).index[0] == "a__z"


def test_to_xarray(rows: pd.DataFrame) -> None:
    found = to_xarray(rows, FACTORS, ["profit"])
    assert found["profit"].dims == ("point", "seed")
    assert found["profit"].attrs["units"] == "money/week"
    assert found["profit"].sel(point="p7", seed=2).item() == rows.loc[15, "profit"]
    assert found["a__x"].sel(point="p7").item() == rows.loc[15, "a__x"]
