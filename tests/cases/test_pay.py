"""The pay slips of one round under each pay rule, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from support.slips import plain

from coordsim.core.records import Floats
from coordsim.rules.pay import PAY

# two firms: one that does well, one that does badly
KPIS: dict[str, Floats] = {
    "units": np.array([120.0, 40.0]),
    "revenue": np.array([1150.0, 300.0]),
    "unit_cost": np.array([6.25, 14.5]),
    "fill_rate": np.array([0.95, 0.4]),
    "profit": np.array([300.0, -420.0]),
}


def slip(rule: str, role: str) -> dict[str, list[float]]:
    return plain(PAY[rule], role, KPIS)


def test_silo() -> None:
    """Marketing: a quarter for each of 120 and 40 units. Operations: 8 for each money that 6.25 and
    14.5 stay under 10: 8 x 3.75 and 8 x -4.5.
    """
    assert slip("silo", "marketing") == {"units sold": [30, 10]}
    assert slip("silo", "operations") == {"unit cost under target": [30, -36]}


def test_departmental() -> None:
    """Marketing: 3 % of 1150 and 300. Operations: 4 x 3.75 and 4 x -4.5 for cost, 40 x 0.95 and 40
    x 0.4 for the fill rate.
    """
    assert slip("departmental", "marketing") == {"share of revenue": [34.5, 9]}
    assert slip("departmental", "operations") == {
        "unit cost under target": [15, -18],
        "fill rate": [38, 16],
    }


def test_shared() -> None:
    """5 % of a profit of 300, and of a loss of 420, for both alike."""
    assert (
        slip("shared", "marketing")
        == slip("shared", "operations")
        == {"share of profit": [15, -21]}
    )


@pytest.mark.parametrize(
    ("rule", "role", "words"),
    [
        ("silo", "marketing", "0.25 for every unit sold."),
        (
            "silo",
            "operations",
            "8 for every unit of money that the unit manufacturing cost stays under 10.",
        ),
        ("departmental", "marketing", "3% of revenue."),
        (
            "departmental",
            "operations",
            "4 for every unit of money that unit cost stays under 10, and 40 times the fill rate.",
        ),
        ("shared", "marketing", "5% of the firm's profit, for both roles alike."),
        ("shared", "operations", "5% of the firm's profit, for both roles alike."),
    ],
)
def test_in_words(rule: str, role: str, words: str) -> None:
    assert PAY[rule].words(role) == words
