"""Main effects and interactions of crossed factors, and response surfaces."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from support.frames import frame, grid

from coordsim.research.analysis import AnalysisError, contrast, effects, surface

FACTORS = ["pay", "talk"]
POINTS = grid(pay=["silo", "shared"], talk=["none", "reports", "sop"])
CELLS = {  # pay 10 or 30, talk 0, 6 or 12, both together 3 more than their sum, on either side
    ("silo", "none"): 10 + 3,
    ("silo", "reports"): 16,
    ("silo", "sop"): 22 - 3,
    ("shared", "none"): 30 - 3,
    ("shared", "reports"): 36,
    ("shared", "sop"): 42 + 3,
}


def cell(point, luck):
    return CELLS[point["pay"], point["talk"]] + 5 * luck.normal()


def test_by_hand() -> None:
    """Grand mean 26, pay -10 and +10, talk -6, 0 and +6, the corners 3 off; shares of the variance
    100 : 24 : 6. Luck that is common to all cells leaves effects without any error.
    """
    found = effects(frame(POINTS, [1, 2, 3], cell), "profit", FACTORS)
    table = found.table.set_index(["term", "levels"])["effect"]
    assert table["pay"].to_dict() == pytest.approx({"silo": -10, "shared": 10})
    assert table["talk"].to_dict() == pytest.approx({"none": -6, "reports": 0, "sop": 6}, abs=1e-9)
    assert table["pay x talk"].to_dict() == pytest.approx(
        {
            "silo, none": 3,
            "silo, reports": 0,
            "silo, sop": -3,
            "shared, none": -3,
            "shared, reports": 0,
            "shared, sop": 3,
        },
        abs=1e-9,
    )
    assert (found.table["high"] - found.table["low"]).max() < 1e-9
    assert found.shares["share"].to_numpy() == pytest.approx(np.array([100, 24, 6]) / 130)
    assert found.shares["low"].to_numpy() == pytest.approx(found.shares["share"])
    assert found.data["high"].to_numpy() - found.data["low"].to_numpy() != pytest.approx(0)
    assert found.plot().axes


def test_effects_sum_to_zero_and_shares_to_one() -> None:
    rng = np.random.default_rng(1)
    rows = frame(POINTS, range(8), lambda point, luck: rng.normal())
    found = effects(rows, "profit", FACTORS)
    sums = found.table.groupby("term")["effect"].sum()
    assert sums.to_numpy() == pytest.approx(0, abs=1e-12)
    assert found.shares["share"].sum() == pytest.approx(1)
    assert (found.shares["low"] <= found.shares["high"]).all()


def test_two_levels_are_half_a_contrast() -> None:
    """And its interval half of the contrast's: both are over worlds."""
    rows = frame(POINTS, range(6), lambda point, luck: cell(point, luck) * luck.uniform(1, 2))
    gap = contrast(rows, "pay", "shared", "silo", "profit", factors=FACTORS)
    row = effects(rows, "profit", FACTORS).table.iloc[1]
    assert (row["effect"], row["low"]) == pytest.approx((gap.mean / 2, gap.low / 2))


def test_what_is_averaged_over() -> None:
    points = grid(pay=["silo", "shared"], talk=["none", "sop"], lead=[1.0, 2.0])
    rows = frame(points, [1, 2], lambda point, luck: point["lead"] + 4 * (point["pay"] == "shared"))
    found = effects(rows, "profit", ["pay"])
    assert list(found.table["effect"]) == [-2, 2]
    assert found.grand_mean == 3.5


def test_effects_refuse() -> None:
    rows = frame(POINTS, [1, 2], cell)
    with pytest.raises(AnalysisError, match="pay = shared, talk = sop has 0 points where others"):
        effects(rows[rows["point"] != "p5"], "profit", FACTORS)
    with pytest.raises(AnalysisError, match="pay has one level only"):
        effects(rows[rows["pay"] == "silo"], "profit", FACTORS)
    with pytest.raises(AnalysisError, match="factors has pay twice"):
        effects(rows, "profit", ["pay", "pay"])
    with pytest.raises(AnalysisError, match="needed is a list of names"):
        effects(rows, "profit", "pay")
    with pytest.raises(AnalysisError, match="at least one"):
        effects(rows, "profit", [])
    with pytest.raises(AnalysisError, match="no value in any world"):
        effects(rows.assign(profit=rows["profit"].where(rows["point"] != "p5")), "profit", FACTORS)


LEVELS = grid(a__x=[0.0, 1.0, 2.0, 3.0], a__y=[10.0, 20.0, 30.0], pay=["silo", "shared"])


def quadratic(point, luck):
    """In coded numbers u = (x - 1.5) / 1.5 and v = (y - 20) / 10."""
    u, v = (point["a__x"] - 1.5) / 1.5, (point["a__y"] - 20) / 10
    shared = point["pay"] == "shared"
    return 5 + 3 * u - 2 * v + 4 * u * u + u * v + shared * (10 + 7 * v) + 2 * luck.normal()


def test_a_quadratic_is_found() -> None:
    rows = frame(LEVELS, [1, 2, 3], quadratic)
    found = surface(rows, "profit", ["a.x", "a.y", "pay"])
    table = found.table.set_index("term")["coefficient"]
    known = {
        "a__x": 3,
        "a__y": -2,
        "pay = shared": 10,
        "a__x^2": 4,
        "a__y^2": 0,
        "a__x x a__y": 1,
        "a__x x pay = shared": 0,
        "a__y x pay = shared": 7,
    }
    assert {name: table[name] for name in known} == pytest.approx(known, abs=1e-9)
    assert (found.r2, found.q2) == pytest.approx((1, 1))
    at = pd.DataFrame({"a.x": [0.5], "y": [25.0], "pay": ["shared"]})
    exact = quadratic({"a__x": 0.5, "a__y": 25.0, "pay": "shared"}, Still())
    luck = rows["profit"].mean() - rows.apply(lambda row: quadratic(row, Still()), axis=1).mean()
    assert found.predict(at)["mean"].tolist() == pytest.approx([exact + luck])
    assert len(found.plot().axes) == 2
    assert len(found.plot("x").axes) == 2


def test_coefficients_say_what_they_are() -> None:
    """Unit, what each means, and over how many worlds its interval is: worked by hand, a tenth of
    x more is worth 3 / 15 of a coefficient.
    """
    rows = frame(LEVELS, [1, 2, 3], quadratic)
    table = surface(rows, "profit", ["a.x", "a.y", "pay"]).table.set_index("term")
    assert set(table["unit"]) == {"money/week"}
    assert set(table["worlds"]) == {3}
    means = table["means"]
    assert means["intercept"] == "at a.x = 1.5, a.y = 20, pay = silo"
    assert means["a__x"] == "a.x from 1.5 to 3, half its range"
    assert means["a__x^2"] == "at both ends of a.x, beside the straight line"
    assert means["pay = shared"] == "pay shared in place of silo"
    assert means["a__y x pay = shared"] == (
        "a.y from 20 to 30, half its range and pay shared in place of silo, beside both alone"
    )
    gap = contrast(rows, "pay", "shared", "silo", "profit", factors=["a.x", "a.y", "pay"]).surface()
    assert set(gap.table["unit"]) == {"money/week"}
    assert gap.table.set_index("term").loc["a__y", "coefficient"] == pytest.approx(7)
    own = surface(rows.rename(columns={"profit": "joy"}), "joy", ["a.x"])
    assert set(own.table["unit"]) == {""}


def test_a_title_says_where_in_round_numbers() -> None:
    points = [
        {"a__x": x, "a__y": y, "a__z": z, "pay": pay}
        for x in (0.0031, 0.2, 0.4013103197753430)
        for y in (0.0, 1.0, 2.0)
        for z in (0.0, 1.0, 2.0)
        for pay in ("silo", "shared")
    ]
    rows = frame(
        points, [1, 2], lambda point, luck: point["a__y"] + 2 * point["a__z"] + luck.normal()
    )
    title = surface(rows, "profit", ["a.x", "a.y", "a.z", "pay"]).plot("y", "z").get_suptitle()
    assert "a.x = 0.202, pay = silo" in title.replace("\n", " ")


class Still:
    """No luck."""

    def normal(self) -> float:
        return 0.0


def test_noise_is_not_explained() -> None:
    """Points that have nothing to do with the factors: left out, they are not foretold."""
    rng = np.random.default_rng(2)
    rows = frame(LEVELS, [1, 2], lambda point, luck: rng.normal())
    found = surface(rows, "profit", ["a.x", "a.y", "pay"])
    assert found.q2 < 0.1 < found.r2


def test_one_number_and_a_choice() -> None:
    points = grid(a__x=[0.0, 1.0, 2.0], pay=["silo", "shared"])
    rows = frame(points, [1, 2], lambda point, luck: point["a__x"] + luck.normal())
    drawn = surface(rows, "profit", ["a.x"]).plot()
    assert drawn.axes[0].get_xlabel() == "a.x"
    with pytest.raises(AnalysisError, match="4 points for 4 terms"):
        surface(rows[rows["a__x"] != 1], "profit", ["a.x", "pay"])


def test_surfaces_refuse() -> None:
    rows = frame(LEVELS, [1, 2], quadratic)
    found = surface(rows, "profit", ["a.x", "a.y", "pay"])
    at = pd.DataFrame({"a.x": [0.5], "a.y": [25.0], "pay": ["shared"]})
    with pytest.raises(AnalysisError, match=r"a\.x = 4\.0 was not run; allowed: 0\.0 to 3\.0"):
        found.predict(at.assign(**{"a.x": 4.0}))
    with pytest.raises(AnalysisError, match="pay has no level 'bonus'; it has silo, shared"):
        found.predict(at.assign(pay="bonus"))
    with pytest.raises(AnalysisError, match=r"no column for a\.y"):
        found.predict(at.drop(columns="a.y"))
    with pytest.raises(AnalysisError, match="there is no surface"):
        surface(rows.assign(profit=1.0), "profit", ["a.x", "a.y"])
    line = rows.assign(a__y=rows["a__x"])
    with pytest.raises(AnalysisError, match="do not tell the 6 terms apart"):
        surface(line, "profit", ["a.x", "a.y"])
    with pytest.raises(AnalysisError, match="no number to draw over"):
        surface(rows, "profit", ["pay"]).plot()
