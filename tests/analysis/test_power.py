"""How many it takes: against tables of Cohen (1988) and against statsmodels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from support.frames import frame, grid

from coordsim.research import analysis
from coordsim.research.analysis import AnalysisError, contrast, power, power_of
from coordsim.show.numbers import number


@pytest.mark.parametrize(
    ("effect", "design", "needed"),
    [(0.5, "paired", 34), (0.5, "independent", 64), (0.2, "independent", 394), (0.8, "paired", 15)],
)
def test_tables(effect: float, design: str, needed: int) -> None:
    """Cohen 1988, table 2.4.1: d = 0.5 takes 64 in each group, 0.2 takes 393 to 394."""
    found = power(effect, 1.0, design=design)
    assert found.units == needed
    assert power_of(effect, 1.0, needed, design=design) >= 0.8
    assert power_of(effect, 1.0, needed - 1, design=design) < 0.8
    assert found.plot().axes


@pytest.mark.slow  # statsmodels takes its time to import
def test_as_statsmodels() -> None:
    known = pytest.importorskip("statsmodels.stats.power")
    for d in (0.1, 0.5, 0.9):
        for n in (5, 20, 40):
            assert power_of(d, 1, n, design="paired") == pytest.approx(
                known.TTestPower().power(d, n, 0.05), abs=1e-9
            )
            assert power_of(d, 1, n, design="independent") == pytest.approx(
                known.TTestIndPower().power(d, n, 0.05), abs=1e-9
            )


def test_teams() -> None:
    """Two players that are alike count as one; two that have nothing in common as two."""
    alone = power(0.5, 1.0, design="independent").units
    same = power(0.5, 1.0, design="independent", members=2, correlation=1.0)
    apart = power(0.5, 1.0, design="independent", members=2, correlation=0.0)
    assert (same.units, same.players) == (alone, 4 * alone)
    assert apart.units == power(0.5, np.sqrt(0.5), design="independent").units
    assert same.total == 2 * alone


@settings(derandomize=True, deadline=None, max_examples=30)
@given(
    effect=st.floats(0.02, 5),
    n=st.integers(2, 500),
    design=st.sampled_from(["paired", "independent"]),
)
def test_more_is_never_worse(effect: float, n: int, design: str) -> None:
    one = power_of(effect, 1, n, design=design)
    assert 0.05 - 1e-9 <= one <= 1
    assert power_of(effect, 1, n + 1, design=design) >= one - 1e-9
    assert power_of(effect * 1.1, 1, n, design=design) >= one - 1e-9
    assert power_of(-effect, 1, n, design=design) == one


def test_a_huge_effect_is_seen_by_two() -> None:
    assert power(1e6, 1.0, design="paired").units == 2


@pytest.mark.slow
def test_power_is_how_often_it_is_seen() -> None:
    """4,000 studies of 34 pairs at d = 0.5: 0.8, give or take 0.02."""
    luck = np.random.default_rng(1)
    draws = luck.normal(0.5, 1, size=(4000, 34))
    t = draws.mean(axis=1) / draws.std(axis=1, ddof=1) * np.sqrt(34)
    assert (np.abs(t) > 2.0345).mean() == pytest.approx(
        power_of(0.5, 1, 34, design="paired"), abs=0.02
    )


def test_of_a_contrast() -> None:
    """The spread is that over worlds: a difference between points needs no more of them."""

    def profit(point, luck):
        shock = luck.normal()
        return (point["talk"] == "sop") * (1 + 100 * (point["pay"] == "silo") + shock)

    rows = frame(grid(talk=["none", "sop"], pay=["silo", "shared"]), range(200), profit)
    found = contrast(rows, "talk", "sop", "none", "profit", factors=["talk", "pay"])
    assert found.power(0.5).units == pytest.approx(34, abs=5)
    assert found.power().units == 2
    alone = contrast(
        rows[rows["seed"] == 1], "talk", "sop", "none", "profit", factors=["talk", "pay"]
    )
    with pytest.raises(AnalysisError, match="there is one world, and a spread needs two"):
        alone.power()


def of_points(count: int, worlds: int, own: float) -> analysis.Contrast:
    """Talk is worth 10 and a luck of each world with an sd of 20, in all points of it, and a luck
    of each point's own.
    """
    luck = np.random.default_rng(7)
    world = dict(enumerate(luck.normal(0, 20, worlds)))
    made = frame(
        grid(talk=["none", "sop"], a__x=list(map(float, range(count)))), list(world), lambda *_: 0.0
    )
    treated = made["talk"] == "sop"
    made.loc[treated, "profit"] = 10 + made.loc[treated, "seed"].map(world)
    made.loc[treated, "profit"] += luck.normal(0, own, int(treated.sum()))
    return contrast(made, "talk", "sop", "none", "profit", factors=["talk", "a__x"])


def test_worlds_are_counted() -> None:
    """Sixteen points of one world are no sixteen worlds: what a world has in common stays, however
    many points it has, and what points have of their own is averaged over.
    """
    found = of_points(16, 400, own=40.0)
    each = found.data.groupby("seed")["difference"].mean()
    needed = found.power(10)
    row = needed.table.iloc[0]
    assert row["sd"] == pytest.approx(each.std(ddof=1))
    assert needed.units == power(10, each.std(ddof=1), design="paired").units
    assert needed.units == pytest.approx(41, abs=6)  # sd of 22.4; pairs have 44.7
    assert (row["unit"], row["pairs"]) == (
        "worlds, each with all 16 pairs of points",
        16 * needed.units,
    )
    assert row["seen"] == 400
    assert (
        f"{needed.units} worlds, each with all 16 pairs of points ({16 * needed.units} pairs)"
        in (needed.title)
    )
    assert f"(sd {number(row['sd'])} over worlds)" in needed.title
    assert "too few" not in needed.title
    assert needed.plot().axes[0].get_xlabel() == "worlds, each with all 16 pairs of points"


def test_power_agrees_with_the_interval() -> None:
    """The sd is that which the contrast's interval has: half = t sd / sqrt(worlds), also where some
    points lack some worlds.
    """
    whole = of_points(4, 12, own=5.0)
    part = whole.data[~((whole.data["seed"] > 8) & (whole.data["a__x"] == 2))]
    long = pd.concat(
        [
            part.assign(talk=talk, profit=part[arm], point=part["point"] + talk)
            for talk, arm in (("sop", "treatment"), ("none", "control"))
        ]
    )
    lacking = contrast(long, "talk", "sop", "none", "profit", factors=["talk", "a__x"])
    for found in (whole, lacking):
        sd = found.power(10).table.loc[0, "sd"]
        half = stats.t.ppf(0.975, 11) * sd / np.sqrt(12)
        assert found.high - found.mean == pytest.approx(half)


def test_one_point_has_pairs() -> None:
    found = of_points(1, 12, own=0.0).power(10)
    assert found.table.loc[0, "unit"] == "pairs"
    assert found.table.loc[0, "pairs"] == found.units
    assert found.title.startswith(f"{found.units} pairs show an effect of 10")


def test_few_worlds_are_said_to_be_few() -> None:
    few = of_points(3, 4, 1.0).power()
    assert "; 4 worlds are too few to know the sd: run 5 or more" in few.title
    assert few.table.loc[0, "seen"] == 4
    assert "too few" not in of_points(3, 5, 1.0).power().title
    assert "too few" not in power(0.5, 1.0, design="paired").title


def test_arms_of_worlds() -> None:
    found = power(0.5, 1.0, design="independent", points=9)
    assert found.title.startswith("64 worlds, each with all 9 points in each arm, show")
    assert np.isnan(found.table.loc[0, "pairs"])


def test_refusals() -> None:
    for wrong, told in (
        ({"effect": 0.0}, "effect = 0.0 is not allowed"),
        ({"sd": -1.0}, "sd = -1.0 is not allowed: above 0"),
        ({"design": "crossed"}, "paired or independent"),
        ({"wanted": 1.0}, "wanted = 1.0"),
        ({"members": 0}, "members = 0"),
        ({"points": 0}, "points = 0 is not allowed: at least 1"),
        ({"points": 3, "members": 2}, "members = 2 is not allowed with 3 points"),
        ({"correlation": 2.0}, "correlation = 2.0"),
        ({"effect": 1e-6}, "needs more than 10,000,000 units"),
    ):
        given_all = {"effect": 1.0, "sd": 1.0, "design": "paired"} | wrong
        with pytest.raises(AnalysisError, match=told):
            power(given_all.pop("effect"), given_all.pop("sd"), **given_all)
    with pytest.raises(AnalysisError, match="units = 1"):
        power_of(1, 1, 1, design="paired")
