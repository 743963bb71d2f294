"""What an attribution shows is said right whichever way the firm changes."""

from __future__ import annotations

import numpy as np
import pytest

import coordsim as cs
from coordsim.study.attribution import FRICTIONS, shapley
from coordsim.study.waterfall import sentence


def test_a_firm_that_is_better_the_other_way_round_names_what_helps_most() -> None:
    """For a KPI that should be low the biggest friction is the one whose removal lowers it most."""
    found = made("stockout_rate", [0.06, -0.04, 0.0, 0.0])
    assert found.biggest == "information"


@pytest.mark.parametrize(
    ("kpi", "parts", "told"),
    [
        (
            "profit",
            [100.0, 50.0, 0.0, -30.0],
            "Profit of the coordinated firm is higher by 120 (120 to 120) money/week in 3 worlds;"
            " the biggest friction is pay (this → that), which adds +100 (+100 to +100).",
        ),
        (
            "profit",
            [-100.0, 50.0, 0.0, -30.0],
            "Profit of the coordinated firm is lower by 80 (80 to 80) money/week in 3 worlds; the"
            " biggest friction is information (this → that), which adds +50 (+50 to +50).",
        ),
        (
            "stockout_rate",
            [0.06, -0.2, 0.0, 0.0],
            "Stockout rate of the coordinated firm is lower by 14 (14 to 14) points in 3 worlds;"
            " the biggest friction is information (this → that), which adds −20 (−20 to −20)"
            " points.",
        ),
        (
            "profit",
            [0.0, 0.0, 0.0, 0.0],
            "Profit of the firm as it is and of the coordinated firm cannot be told apart in 3"
            " worlds (the difference is 0 (0 to 0) money/week).",
        ),
    ],
)
def test_what_it_shows_is_said_for_either_sign(kpi: str, parts: list[float], told: str) -> None:
    assert sentence(made(kpi, parts)) == told


def made(kpi: str, parts: list[float]) -> cs.Attribution:
    """An attribution in which each friction adds its part whatever the others are, in three
    worlds.
    """
    gone = np.arange(16)[:, np.newaxis] >> np.arange(4) & 1
    values = (gone * np.array(parts)).sum(axis=1)[:, np.newaxis] + np.array([[1.0, 2.0, 3.0]])
    words = dict.fromkeys(FRICTIONS, "this → that")
    found = dict(zip(FRICTIONS, shapley(values), strict=True))
    return cs.Attribution("made", kpi, (1, 2, 3), words, values, found, {}, {})
