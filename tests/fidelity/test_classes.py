"""Demand by classes has the distribution of individuals where it claims to: in a first week, and
for ever among people alike.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from support.market_weeks import ALIKE, MIXED, PLENTY, SCARCE, apart, play, town

from coordsim.run.simulate import simulate
from coordsim.scenario.file import ScenarioError, load

pytestmark = pytest.mark.slow  # customers in classes are compiled apart
QUICK, MANY = 500, 3000  # replications; 400 do not show a bias of 1 %
SWITCHING: dict[str, Any] = {"market.substitute": 0.6, "market.wait": 0.3, "market.taste_cost": 3.0}
CASES = {
    "plenty": (MIXED, PLENTY, 1),
    "scarce": (MIXED, SCARCE, 1),
    "switching": (MIXED | SWITCHING, SCARCE, 1),
    "alike": (ALIKE, SCARCE, 12),
    "clustered": (MIXED | {"market.tastes": "clusters"}, SCARCE, 1),
}


def far(case: str, replications: int, **changes: Any) -> tuple[dict[str, float], float]:
    """Compare individuals with classes, in worlds of their own; ``changes`` are made for classes
    only.
    """
    numbers, shelf, weeks = CASES[case]
    individual = play(town(numbers), "individual", range(replications), shelf, weeks)
    classes = play(
        town(numbers | changes), "class", range(10**6, 10**6 + replications), shelf, weeks
    )
    return apart(individual, classes)


def same(found: tuple[dict[str, float], float]) -> None:
    gaps, most = found
    assert {name: gap for name, gap in gaps.items() if not gap < most} == {}


@pytest.mark.parametrize("case", CASES)
def test_equal_in_distribution_at_a_glance(case: str) -> None:
    same(far(case, QUICK))


@pytest.mark.parametrize("case", CASES)
def test_equal_in_distribution(case: str) -> None:
    """Means and variances of visits, put-offs, purchases, choices, sales, waiting and losses, by
    variant, week by week.
    """
    same(far(case, MANY))


@pytest.mark.parametrize(
    ("case", "change"),
    [
        ("plenty", "market.visit_rate"),
        ("scarce", "market.substitute"),
        ("scarce", "market.wait"),
        ("plenty", "market.comfort_mean"),
    ],
)
def test_a_small_bias_would_show(case: str, change: str) -> None:
    """The comparison has teeth: visits that are 1 % too many are seen, as are a tenth more who
    switch, wait or are at ease.
    """
    group, name = change.split(".")
    biased = getattr(getattr(town(MIXED), group), name) * (1.01 if name == "visit_rate" else 1.1)
    gaps, most = far(case, MANY, **{change: biased})
    assert max(gaps.values()) > most


def test_the_state_does_not_grow_with_customers() -> None:
    """A market of ten million is held in as many numbers as one of a hundred, and loses nobody."""
    shapes = set()
    for customers in (100, 10_000_000):
        state, flow = play(
            town(MIXED | {"market.customers": customers}), "class", range(2), SCARCE, weeks=4
        )[-1]
        shapes.add((state.satisfaction.shape, state.need_week.shape, state.members.shape))
        assert state.members.sum(axis=1).tolist() == [customers] * 2
        assert (state.members >= 0).all()
        assert (flow.demand.sum(axis=1) > 0).all()
    assert len(shapes) == 1


def test_shares_of_a_great_market_are_those_of_chance() -> None:
    """Ten million customers leave little to luck: 0.45 x 1.1 of them visit, within five standard
    deviations of 1,581.
    """
    flow = play(town(MIXED | {"market.customers": 10_000_000}), "class", range(3), PLENTY)[0][1]
    assert np.abs(flow.visits - 0.495 * 10_000_000).max() < 5 * 1581


def test_who_is_away_comes_back() -> None:
    """Everybody visits and buys: nobody is in need for two weeks, and in the fourth all who bought
    are back, and buy again.
    """
    sure = {
        "market.visit_rate": 1.0,
        "market.attraction": 20.0,
        "market.overload": 0.0,
        "market.taste_cost": 0.0,
    }
    flows = [
        flow for _, flow in play(town(MIXED | sure), "class", range(2), PLENTY, weeks=5, every=99)
    ]
    assert [flow.visits[0] for flow in flows] == [400, 0, 0, 400, 0]
    assert [flow.again[0] for flow in flows] == [0, 0, 0, 400, 0]


def test_a_small_world_is_refused() -> None:
    with pytest.raises(
        ScenarioError,
        match=r"people.word_of_mouth = 'network' needs rules.demand = 'individual' or 'object'",
    ):
        load("blind").with_({"rules.demand": "class", "people.word_of_mouth": "network"})


def test_a_firm_does_not_depend_on_the_others() -> None:
    together = play(town(MIXED), "class", range(3), SCARCE, weeks=3)
    for seed in range(3):
        alone = play(town(MIXED), "class", range(seed, seed + 1), SCARCE, weeks=3)
        for (state, flow), (left, own) in zip(together, alone, strict=True):
            np.testing.assert_array_equal(state.satisfaction[seed], left.satisfaction[0])
            np.testing.assert_array_equal(state.members[seed], left.members[0])
            np.testing.assert_array_equal(flow.sold[seed], own.sold[0])


@pytest.mark.parametrize(
    "rules", [{}, {"incentives": "shared", "communication": "sop"}], ids=["silo", "shared"]
)
def test_close_in_whole_firms(rules: dict[str, str]) -> None:
    """With managers and memory, where classes are not exact, they stay close. Bounds are wider than
    what 100 worlds showed.
    """
    case = load("blind").with_({"horizon.weeks": 52} | rules)
    one, other = (
        simulate(case.with_({"rules.demand": rule}), firms=60) for rule in ("individual", "class")
    )
    for kpi, most in (
        ("satisfaction", 0.01),
        ("put_off_rate", 0.01),
        ("units", 3.0),
        ("profit", 15.0),
        ("stockout_rate", 0.015),
    ):
        assert abs((one.kpi(kpi) - other.kpi(kpi)).mean()) < most, kpi
