"""Part D of validation: when a row holds, estimates worked by hand, the lab, the table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from coordsim.evidence.validation.emergence import (
    FAMILIES,
    Estimate,
    Finding,
    Lab,
    Need,
    emerge,
    lab,
)
from coordsim.evidence.validation.emergence import findings as told
from coordsim.evidence.validation.emergence.lab import ARMS, BEST, plain
from coordsim.evidence.validation.emergence.report import document, figure, verdict
from coordsim.scenario.file import ScenarioError, load


@pytest.mark.parametrize(
    ("band", "by", "estimate", "word", "clear"),
    [
        ((0.1, 0.5), "figure", (0.3, 0.2, 0.4), "held", True),
        ((0.1, 0.5), "figure", (0.3, 0.0, 0.6), "held", False),
        ((0.1, 0.5), "figure", (0.6, 0.4, 0.8), "not held", False),
        ((0.1, 0.5), "figure", (0.7, 0.6, 0.8), "not held", True),
        ((None, 0.5), "figure", (-9.0, -9.0, -9.0), "held", True),
        ((0.0, None), "clearly", (0.1, -0.1, 0.3), "not held", False),
        ((0.0, None), "clearly", (0.2, 0.1, 0.3), "held", True),
        ((0.0, None), "perhaps", (-0.1, -0.3, 0.1), "held", False),
        ((0.0, None), "perhaps", (-0.2, -0.3, -0.1), "not held", True),
        ((None, 0.0), "clearly", (-0.1, -0.3, 0.1), "not held", False),
        ((None, 0.0), "clearly", (-0.2, -0.3, -0.1), "held", True),
        ((None, 0.0), "perhaps", (0.2, 0.1, 0.3), "not held", True),
        ((None, None), "figure", (5.0, 4.0, 6.0), "shown", True),
        ((0.0, 1.0), "figure", (np.nan, np.nan, np.nan), "not held", True),
    ],
)
def test_when_a_row_holds(
    band: tuple[float | None, float | None],
    by: Any,
    estimate: tuple[float, float, float],
    word: str,
    clear: bool,
) -> None:
    need = Need(title="x", unit="1", low=band[0], high=band[1], by=by)
    row = Finding("D0", need, "y", Estimate(*estimate, 3))
    assert (row.verdict, row.clear, row.name) == (word, clear, "D0 x, y")


def test_what_is_not_measured_says_so() -> None:
    row = Finding("D0", Need(title="x", unit="1", low=0.0), "", None, "no KPI")
    assert row.verdict == "not measured"
    assert row.need.words == "at least 0"


def test_estimates_by_hand() -> None:
    # mean 2, sd 1, t(2) = 4.303, over the root of 3; the nan is left out
    mean = told.mean(np.array([1.0, 2.0, 3.0, np.nan]))
    assert (mean.figure, mean.n) == (2.0, 3)
    assert mean.high - 2 == pytest.approx(4.3027 / 3**0.5, rel=1e-4)
    # 6 / 3 less one; residuals 1 - 2, 2 - 0, 3 - 4 ... over the mean of the bottom
    ratio = told.ratio(np.array([2.0, 4.0, 6.0]), np.array([1.0, 2.0, 3.0]), less=1.0)
    assert (ratio.figure, ratio.low, ratio.high) == (1.0, 1.0, 1.0)
    assert np.isnan(told.ratio(np.ones(3), np.zeros(3)).figure)
    # Wilson: 8 of 10
    share = told.share(np.array([True] * 8 + [False] * 2))
    assert share.figure == 0.8
    assert (share.low, share.high) == (
        pytest.approx(0.4902, abs=1e-4),
        pytest.approx(0.9433, abs=1e-4),
    )
    # chi-squared with 2 degrees: 0.0506 and 7.378
    spread = told.spread(np.array([1.0, 2.0, 3.0]))
    assert spread.figure == 1.0
    assert (spread.low, spread.high) == (
        pytest.approx(0.5206, rel=1e-3),
        pytest.approx(6.285, rel=1e-3),
    )


# The lab and the table


def test_worlds_in_which_numbers_were_set_cannot_judge() -> None:
    for first in (70_001, 70_120, 69_000):
        with pytest.raises(ValueError, match="70001 to 70120, which cannot judge"):
            lab("base", 200, first)
    assert lab("base", 200, 70_121).seeds[0] == 70_121
    assert lab("base").first > 70_120


def test_what_cannot_be_measured_is_refused() -> None:
    with pytest.raises(ValueError, match="worlds = 1 is not allowed"):
        lab("base", 1)
    with pytest.raises(ValueError, match="draws = 0 is not allowed"):
        lab("base", draws=0)
    with pytest.raises(ScenarioError, match="nowhere: no such scenario"):
        lab("nowhere")
    with pytest.raises(ValueError, match="D99 is not a part of emergence; allowed: D1, D2"):
        emerge(lab("base", 2), ["D99"])


def test_families_are_complete_and_in_order() -> None:
    assert list(FAMILIES) == [f"D{number}" for number in range(1, 13)]
    titles = [need.title for family in FAMILIES.values() for need in family.needs]
    assert len(set(titles)) == len(titles)


def test_corners_keep_what_else_a_scenario_says() -> None:
    base = load("blind").with_(
        {"technologies": ["erp"], "governance": "joint", "market.overload": 0}
    )
    firm = plain(base, ARMS[BEST])
    assert firm.rules.technologies == ["erp"]
    assert firm.rules.governance == "independent"
    assert (firm.rules.incentives, firm.rules.communication) == ("shared", "sop")
    assert firm.market.overload == 0
    assert firm.horizon.weeks == 156


def test_arms_are_run_once_and_rows_can_be_measured_again() -> None:
    here = Lab(load("blind").with_({"market.customers": 60}), 2, 90_001, named="base")
    found = emerge(here, ["d12"])
    assert here.arm(BEST) is here.arm(BEST)
    assert len(found) == 2
    data = document(here, found)
    assert data["rows"][0]["command"] == (
        "coordsim validate D12 --scenario base --worlds 2 --seed 90001"
    )
    assert data["counts"]["held"] + data["counts"]["not held"] == 2


def test_numbers_that_are_none_are_none_in_json() -> None:
    need = Need(title="x", unit="1", low=0.0)
    empty = Finding("D4", need, "", Estimate(np.nan, np.nan, np.nan, 0))
    whole = Finding("D4", need, "", Estimate(0.5, -0.25, 1.25, 9))
    data = document(lab("base", 2, draws=5), [empty, whole])
    assert data["rows"][0]["figure"] is None
    assert (figure(data["rows"][0]), figure(data["rows"][1])) == ("–", "0.5 (−0.25 to 1.25)")
    assert verdict(data["rows"][1]) == "held, not clearly"
    assert data["rows"][0]["command"].endswith("--draws 5")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["base", "calm", "seasonal"])
def test_every_family_can_be_measured_on_any_scenario(name: str) -> None:
    found = emerge(lab(name, 3, draws=2))
    assert {one.family for one in found} == set(FAMILIES)
    assert all(one.note for one in found if one.verdict == "not measured")
