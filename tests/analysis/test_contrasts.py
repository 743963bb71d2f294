"""Paired contrasts: worked by hand, and laws of pairing."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from support.frames import frame, grid

from coordsim.research.analysis import AnalysisError, contrast
from coordsim.research.analysis.frames import called
from coordsim.run.comparison import paired
from coordsim.show.numbers import spelt

FACTORS = ["incentives", "communication", "market__shock_sd"]


def profit(point, luck):
    """Talk is worth 10, and 100 more for each unit of shock; silo pay costs 20."""
    shock = luck.normal()
    talk = point["communication"] == "sop"
    worth = (10 + 100 * point["market__shock_sd"]) * talk
    return 100 - 20 * (point["incentives"] == "silo") + worth + 30 * shock + luck.normal() * talk


POINTS = grid(
    incentives=["silo", "shared"], communication=["none", "sop"], market__shock_sd=[0.0, 0.1, 0.2]
)


@cache
def table(worlds: int = 12) -> pd.DataFrame:
    return frame(POINTS, range(1, worlds + 1), profit)


def test_by_hand() -> None:
    """Differences 4, 6, 8 in three worlds: mean 6, sd 2, t(2) = 4.303, half 4.303 x 2 / sqrt(3).
    Variances 1, 7 and 4: 8 unpaired over 4 paired.
    """
    given_rows = {"none": [1.0, 2.0, 3.0], "sop": [5.0, 8.0, 11.0]}
    rows = [
        {"point": talk, "seed": seed, "communication": talk, "profit": value}
        for talk, values in given_rows.items()
        for seed, value in enumerate(values)
    ]
    found = contrast(
        pd.DataFrame(rows), "communication", "sop", "none", "profit", factors=["communication"]
    )
    assert (found.mean, found.n, found.unpaired) == (6, 3, 0)
    assert found.high - found.mean == pytest.approx(4.30265 * 2 / np.sqrt(3), rel=1e-5)
    assert found.variance_reduction == pytest.approx((1 + 9) / 4)
    assert list(found.data["difference"]) == [4, 6, 8]
    assert found.table.loc[0, "contrast"] == "communication: sop - none"


def test_one_point_is_a_paired_t_test() -> None:
    rows = table()
    one = rows[(rows["incentives"] == "silo") & (rows["market__shock_sd"] == 0.1)]
    found = contrast(one, "communication", "sop", "none", "profit", factors=FACTORS)
    arms = [one.loc[one["communication"] == talk, "profit"].to_numpy() for talk in ("sop", "none")]
    known = paired(*arms)
    assert (found.mean, found.low, found.high) == pytest.approx((known.mean, known.low, known.high))
    t = stats.ttest_rel(*arms).confidence_interval()
    assert (found.low, found.high) == pytest.approx((t.low, t.high))


def test_points_of_one_world_count_as_one() -> None:
    """Six points, twelve worlds: the interval is that of the twelve means of worlds."""
    found = contrast(table(), "communication", "sop", "none", "profit", factors=FACTORS)
    each = found.data.groupby("seed")["difference"].mean()
    known = stats.ttest_1samp(each, 0).confidence_interval()
    assert (found.low, found.high) == pytest.approx((known.low, known.high))
    assert (found.n, found.table.loc[0, "worlds"]) == (72, 12)


@pytest.mark.slow  # statsmodels takes its time to import
def test_worlds_that_not_all_points_have_are_clusters() -> None:
    """As statsmodels has it: least squares on a constant, covariance by cluster, each point alike
    heavy.
    """
    sm = pytest.importorskip("statsmodels.api")
    rows = table()
    rows = rows[~((rows["seed"] > 8) & (rows["market__shock_sd"] == 0.2))]
    found = contrast(rows, "communication", "sop", "none", "profit", factors=FACTORS)
    data = found.data
    each = sm.OLS(data["difference"].to_numpy(), pd.get_dummies(data["point"]).to_numpy(float))
    fit = each.fit(cov_type="cluster", cov_kwds={"groups": data["seed"], "use_correction": False})
    weights = np.full(6, 1 / 6)
    sd = np.sqrt(weights @ fit.cov_params() @ weights * 12 / 11)
    assert found.mean == pytest.approx(weights @ fit.params)
    assert found.high - found.mean == pytest.approx(stats.t.ppf(0.975, 11) * sd)


def test_by_groups() -> None:
    found = contrast(table(40), "communication", "sop", "none", "profit", factors=FACTORS)
    groups = found.by("shock_sd")
    assert list(groups.table["market__shock_sd"]) == [0.0, 0.1, 0.2]
    assert groups.table["mean"].to_numpy() == pytest.approx([10, 20, 30], abs=1)
    assert (groups.table["low"] < groups.table["mean"]).all()
    assert len(found.by("market.shock_sd", "incentives").table) == 6
    assert groups.table["n"].sum() == found.n
    assert found.by("incentives").table["incentives"].tolist() == ["silo", "shared"]


def test_many_levels_are_put_into_classes() -> None:
    points = grid(communication=["none", "sop"], market__shock_sd=np.linspace(0, 0.4, 16).tolist())
    points = [point | {"incentives": "silo"} for point in points]
    found = contrast(
        frame(points, [1, 2], profit), "communication", "sop", "none", "profit", factors=FACTORS
    )
    groups = found.by("shock_sd").table
    assert list(groups["points"]) == [4, 4, 4, 4]
    assert next(iter(groups["market__shock_sd"])) == "0 to 0.1"


def test_what_lacks_a_partner_is_counted() -> None:
    rows = table().copy()
    rows.loc[3, "profit"] = np.nan
    found = contrast(rows.drop(index=0), "communication", "sop", "none", "profit", factors=FACTORS)
    assert (found.n, found.unpaired) == (70, 3)


def test_a_point_that_a_design_came_to_twice_counts_twice() -> None:
    rows = table(3)
    twice = pd.concat([rows, rows.assign(point=rows["point"] + "again")])
    found = contrast(twice, "communication", "sop", "none", "profit", factors=FACTORS)
    once = contrast(rows, "communication", "sop", "none", "profit", factors=FACTORS)
    assert (found.n, found.mean, found.low) == pytest.approx((2 * once.n, once.mean, once.low))
    assert found.data["point"].nunique() == 12


def test_one_world_has_no_interval() -> None:
    found = contrast(table(1), "communication", "sop", "none", "profit", factors=FACTORS)
    assert np.isnan([found.low, found.high, found.variance_reduction]).all()
    assert found.plot().axes


@settings(derandomize=True, deadline=None, max_examples=8)
@given(shift=st.floats(-1e3, 1e3), seed=st.integers(1, 50))
def test_what_happens_to_both_arms_changes_nothing(shift: float, seed: int) -> None:
    rows = table(4)
    found = contrast(rows, "communication", "sop", "none", "profit", factors=FACTORS)
    struck = rows.assign(profit=rows["profit"] + shift * (rows["seed"] % (seed + 1)))
    again = contrast(struck, "communication", "sop", "none", "profit", factors=FACTORS)
    assert (again.mean, again.low) == pytest.approx((found.mean, found.low), abs=1e-8)


@settings(derandomize=True, deadline=None, max_examples=8)
@given(st.permutations(range(48)))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    rows = table(4)
    found = contrast(rows, "communication", "sop", "none", "profit", factors=FACTORS)
    again = contrast(rows.iloc[order], "communication", "sop", "none", "profit", factors=FACTORS)
    assert (again.mean, again.low) == pytest.approx((found.mean, found.low))
    assert again.variance_reduction == pytest.approx(found.variance_reduction)


@pytest.mark.parametrize(
    ("shared", "own", "told"),
    [
        (1.0, 0.5, "times smaller by pairing"),
        (-1.0, 0.5, "times larger by pairing"),
        (1.0, 0.0, "no variance left by pairing"),
    ],
)
def test_what_pairing_does_is_said_as_it_is(shared: float, own: float, told: str) -> None:
    """Arms that worlds move apart are worse off in pairs, and the title says larger."""

    def moved(point, luck):
        shock = luck.normal()
        treated = point["talk"] == "sop"
        return shock * (shared if treated else 1) + own * luck.normal() * treated

    rows = frame(grid(talk=["none", "sop"]), range(1, 31), moved)
    found = contrast(rows, "talk", "sop", "none", "profit", factors=["talk"])
    assert told in found.title
    assert "30 pairs of 1 point in 30 worlds" in found.title
    size = float((re.search(r"variance ([\d.]+) times", found.title) or [0, "inf"])[1])
    reduction = found.variance_reduction
    assert size == pytest.approx(max(reduction, 1 / reduction), rel=0.01)
    alone = contrast(rows[rows["seed"] == 1], "talk", "sop", "none", "profit", factors=["talk"])
    assert alone.title.endswith("1 pair of 1 point in 1 world")


def test_a_difference_of_differences() -> None:
    """Whether talk hangs on pay: asked of the differences themselves, it is the paired t of them,
    and twice the effect of pay on the contrast; groups beside each other do not tell it.
    """

    def worth(point, luck):
        common, own = luck.normal(), luck.normal()
        talk, shared = point["talk"] == "sop", point["pay"] == "shared"
        return talk * (5 + 30 * common + shared * (2 + own))

    rows = frame(grid(talk=["none", "sop"], pay=["silo", "shared"]), range(30), worth)
    found = contrast(rows, "talk", "sop", "none", "profit", factors=["talk", "pay"])
    gap = contrast(found.data, "pay", "shared", "silo", "difference", factors=found.factors)
    sides = found.by("pay").table.set_index("pay")
    assert sides.loc["silo", "high"] > sides.loc["shared", "low"], "they overlap"
    assert 0 < gap.low < 2 < gap.high, "and yet it is clear"
    each = found.data.pivot(index="seed", columns="pay", values="difference")
    known = stats.ttest_rel(each["shared"], each["silo"]).confidence_interval()
    assert (gap.low, gap.high) == pytest.approx((known.low, known.high))
    half = found.effects(["pay"]).table.set_index("levels").loc["shared"]
    assert (2 * half["low"], 2 * half["high"]) == pytest.approx((gap.low, gap.high))


def test_names_of_groups_are_rounded_and_told_apart() -> None:
    levels = [0.2022051598876715, 0.30000000000000004, 0.3000000001]
    assert spelt(levels) == ["0.2022051599", "0.3", "0.3000000001"]
    assert spelt(levels[:2]) == ["0.202", "0.3"]
    assert spelt(["silo", 3, True]) == ["silo", "3", "True"]
    assert called([{"pay": "silo", "a__x": 0.25}]) == ["pay silo, x 0.25"]
    points = grid(communication=["none", "sop"], incentives=["silo"], market__shock_sd=levels[:2])
    found = contrast(
        frame(points, [1, 2], profit), "communication", "sop", "none", "profit", factors=FACTORS
    )
    drawn = found.by("shock_sd").plot().axes[0].get_yticklabels()
    assert [text.get_text() for text in drawn] == ["shock_sd 0.202", "shock_sd 0.3"]


def test_arms_swapped_turn_the_sign() -> None:
    there = contrast(table(), "communication", "sop", "none", "profit", factors=FACTORS)
    back = contrast(table(), "communication", "none", "sop", "profit", factors=FACTORS)
    assert (back.mean, back.low) == pytest.approx((-there.mean, -there.high))


def test_refusals() -> None:
    rows = table(2)
    with pytest.raises(AnalysisError, match="'talk' is no factor; allowed: incentives, communi"):
        contrast(rows, "talk", "sop", "none", "profit", factors=FACTORS)
    with pytest.raises(AnalysisError, match="communication has no level 'sops'; it has none, sop"):
        contrast(rows, "communication", "sops", "none", "profit", factors=FACTORS)
    with pytest.raises(AnalysisError, match="'profits' is no column; numbers are"):
        contrast(rows, "communication", "sop", "none", "profits", factors=FACTORS)
    with pytest.raises(AnalysisError, match="both sop; needed are two levels"):
        contrast(rows, "communication", "sop", "sop", "profit", factors=FACTORS)
    with pytest.raises(AnalysisError, match="name all that was varied"):
        contrast(rows, "communication", "sop", "none", "profit", factors=["communication"])
    apart = rows.assign(seed=rows["seed"] + 9 * (rows["communication"] == "sop"))
    with pytest.raises(AnalysisError, match="no firm of communication = sop lives in the"):
        contrast(apart, "communication", "sop", "none", "profit", factors=FACTORS)
    with pytest.raises(AnalysisError, match="has no column 'seed'"):
        contrast(
            rows.drop(columns="seed"), "communication", "sop", "none", "profit", factors=FACTORS
        )
    with pytest.raises(AnalysisError, match="needed is a pandas table"):
        contrast([1], "communication", "sop", "none", "profit", factors=FACTORS)
    found = contrast(rows, "communication", "sop", "none", "profit", factors=FACTORS)
    with pytest.raises(AnalysisError, match="'talk' is no factor"):
        found.by("talk")
    with pytest.raises(AnalysisError, match="problem is missing"):
        found.sobol()
    with pytest.raises(AnalysisError, match="the one truth"):
        found.prim(found.mean < 100)
