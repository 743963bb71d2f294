"""Customers as Mesa agents live the same weeks as individuals in arrays: customer by customer, bit
for bit.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from support.market_weeks import ALIKE, MIXED, PLENTY, SCARCE, play, town

from coordsim.core.records import IN_ALL, PER_VARIANT
from coordsim.run.simulate import Engine
from coordsim.scenario.file import ScenarioError, load

CROWDED: dict[str, Any] = {
    "market.overload": 1.0,
    "market.comfort_mean": 9.0,
    "market.substitute": 0.6,
    "market.wait": 0.4,
}
CLUSTERED: dict[str, Any] = {"market.tastes": "clusters"}


@pytest.mark.slow
@pytest.mark.parametrize("shelf", [PLENTY, SCARCE], ids=["plenty", "scarce"])
@pytest.mark.parametrize(
    "changes",
    [MIXED, ALIKE, MIXED | CROWDED, MIXED | CLUSTERED],
    ids=["mixed", "alike", "crowded", "clustered"],
)
def test_weeks_by_hand(changes: dict[str, Any], shelf: tuple[int, ...]) -> None:
    """Scarce and full shelves, overload, promotions, substitutes, waiting, defects, late and
    unanswered orders.
    """
    case = town(changes | {"market.customers": 203})
    for (state, flow), (told, said) in zip(
        *(play(case, rule, range(2), shelf, weeks=5) for rule in ("individual", "object")),
        strict=True,
    ):
        np.testing.assert_array_equal(state.satisfaction, told.satisfaction)
        np.testing.assert_array_equal(state.need_week, told.need_week)
        np.testing.assert_array_equal(state.on_hand, told.on_hand)
        assert told.satisfaction.dtype == np.float32
        for name in IN_ALL + PER_VARIANT:
            np.testing.assert_array_equal(getattr(flow, name), getattr(said, name), err_msg=name)


@pytest.mark.parametrize(
    ("name", "weeks", "changes"),
    [
        ("base", 30, {}),
        ("base", 8, {"people.word_of_mouth": "network"}),
        ("base", 8, CLUSTERED),
        ("flash-sale", 8, {}),
        ("next-day", 8, {}),
        ("service-desk", 12, {}),
    ],
)
def test_whole_firms(name: str, weeks: int, changes: dict[str, Any]) -> None:
    """Managers, plant and books included: every flow of every week, and every customer, is the
    same.
    """
    case = load(name).with_({"market.customers": 150} | changes)
    arrays, objects = (
        Engine([case.with_({"rules.demand": rule})] * 2, [1, 2])
        for rule in ("individual", "object")
    )
    for week in range(weeks):
        one, other = arrays.step(), objects.step()
        for flow, values in one.flows.items():
            np.testing.assert_array_equal(
                values, other.flows[flow], err_msg=f"{flow} in week {week}"
            )
    np.testing.assert_array_equal(arrays.state.satisfaction, objects.state.satisfaction)
    np.testing.assert_array_equal(arrays.state.need_week, objects.state.need_week)
    assert len(np.unique(arrays.state.satisfaction)) > 10


def test_too_many_are_refused() -> None:
    with pytest.raises(
        ScenarioError,
        match=(
            r"market.customers = 10001 is too many for rules.demand = 'object'.*allowed: 1 to 10000"
        ),
    ):
        load("blind").with_({"rules.demand": "object", "market.customers": 10_001})
    assert (
        load("blind").with_({"rules.demand": "object", "market.customers": 10_000}).market.customers
        == 10_000
    )


@pytest.mark.slow
def test_mesa_comes_in_only_with_them() -> None:
    """A firm of individuals runs without Mesa; one of objects brings it in."""
    code = (
        "import sys; from coordsim import load; from coordsim.run.simulate import Engine\nfor rule"
        " in ('individual', 'object'):\n    Engine([load('base').with_({'rules.demand': rule,"
        " 'market.customers': 8})], [1]).step(); print('mesa' in sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300
    )
    assert found.stdout.split() == ["False", "True"]
