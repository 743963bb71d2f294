"""The one door for decisions, sentence by sentence."""

from __future__ import annotations

import numpy as np
import pytest

from coordsim.core.decisions import DecisionError, check
from coordsim.core.records import Decision

MARKETING = {"price": (6.0, 14.0), "promotion_every": (0.0, 13.0), "range": (1.0, 36.0)}
OPERATIONS = {"overtime": (0.0, 0.3), "cycle": (1.0, 8.0)}
NOT_OURS = (
    "is not a lever that marketing may set in week 12; allowed: price, promotion_every, range"
)


@pytest.mark.parametrize(
    ("levers", "sentence"),
    [
        ({"price": 20.0}, "marketing.price = 20 is outside [6, 14] in week 12"),
        ({"price": np.array([10.0, 5.5])}, "marketing.price = 5.5 is outside [6, 14] in week 12"),
        ({"price": float("nan")}, "marketing.price = nan is not a finite number in week 12"),
        ({"price": float("inf")}, "marketing.price = inf is not a finite number in week 12"),
        ({"price": "cheap"}, "marketing.price = 'cheap' is not a number in week 12"),
        ({"price": {}}, "marketing.price = {} is not a number in week 12"),
        (
            {"price": np.ones(3)},
            (
                "marketing.price has shape (3,) in week 12; allowed: one number, or one for each of"
                " 2 firms"
            ),
        ),
        (
            {"promotion_every": 5.0},
            "marketing.promotion_every = 5 is not one of [0, 4, 8, 13] in week 12",
        ),
        ({"range": 7.5}, "marketing.range = 7.5 is not a whole number in week 12"),
        ({"overtime": 0.1}, f"marketing.overtime {NOT_OURS}"),
        ({"colour": 1}, f"marketing.colour {NOT_OURS}"),
    ],
)
def test_refused(levers: dict[str, object], sentence: str) -> None:
    with pytest.raises(DecisionError) as refusal:
        check("marketing", Decision(levers), MARKETING, 2, 12)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("role", "forecast", "sentence"),
    [
        (
            "operations",
            5.0,
            "operations.forecast is not allowed in week 3: the forecast is marketing's word",
        ),
        ("marketing", -1.0, "marketing.forecast = -1 is outside [0, 5e+11] in week 3"),
        ("marketing", float("nan"), "marketing.forecast = nan is not a finite number in week 3"),
    ],
)
def test_words_refused(role: str, forecast: float, sentence: str) -> None:
    with pytest.raises(DecisionError) as refusal:
        check(role, Decision({}, np.array([forecast])), OPERATIONS, 1, 3)
    assert str(refusal.value) == sentence


def test_accepted_decisions_are_spread_over_the_firms_and_copied() -> None:
    """One number is meant for every firm; limits themselves are allowed; what is left out stays
    out; arrays are copied.
    """
    mine = np.array([6.0, 14.0])
    decision = check(
        "marketing",
        Decision({"price": mine, "range": np.float64(3)}, np.array([70.0])),
        MARKETING,
        2,
        0,
    )
    assert {name: values.tolist() for name, values in decision.levers.items()} == {
        "price": [6, 14],
        "range": [3, 3],
    }
    assert decision.forecast is not None
    assert decision.forecast.tolist() == [70, 70]
    mine[:] = 99
    assert decision.levers["price"].tolist() == [6, 14]


@pytest.mark.parametrize("value", ["9.5", True, None, [1, [2]], object()])
def test_only_numbers_are_numbers(value: object) -> None:
    with pytest.raises(DecisionError, match=r"marketing\.price = .* is not a number in week 4"):
        check("marketing", Decision({"price": value}), {"price": (6.0, 14.0)}, 1, 4)
