"""Scenario discovery finds a box that was put there."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from support.frames import frame

from coordsim.research.analysis import AnalysisError, contrast, extras, prim, to_ema, to_xarray

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
