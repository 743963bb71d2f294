"""Patterns of real firms: how curves are judged, and what the base case shows of them."""

from __future__ import annotations

import numpy as np
import pytest

from coordsim.core.facts import GROUPS
from coordsim.evidence.validation import Size, patterns, validate
from coordsim.evidence.validation.curves import bends, best, slopes, worst
from coordsim.evidence.validation.patterns import (
    CASES,
    by_arm,
    centre,
    correlation,
    mixed,
    population,
    side_by_side,
    variety_cost,
)
from coordsim.run.build import kinds
from coordsim.run.simulate import simulate

TINY = Size(firms=2, weeks=8, warmup=4)
PLACES = (1, 2, 4, 8, 12)

# What the base case does not show, and why; a row that is not named here has to pass, and one that
# is has to fail.
MISSES: dict[str, str] = {}


def curve(*points: float) -> np.ndarray:
    """Two firms on the same curve."""
    return np.repeat(np.array(points)[:, np.newaxis], 2, axis=1)


def test_slopes_are_over_distance() -> None:
    assert slopes((1, 2, 4), curve(0, 3, 7)).tolist() == [[3, 3], [2, 2]]


@pytest.mark.parametrize(
    ("points", "signs"),
    [
        (np.sqrt(PLACES), (-1, -1, -1)),  # concave
        (np.square(PLACES), (1, 1, 1)),  # convex
        (np.array(PLACES) * 2.0, (0, 0, 0)),
        (1 / np.array(PLACES), (1, 1, 1)),  # falling ever more slowly
        (np.array([0.0, 1.0, 2.5, 4.0, 1.0]), (-1, -1, -1)),  # concave, then falling
        (np.array([0.0, 1.0, 1.5, 6.0, 7.0]), (-1, 1, -1)),  # a step up in the middle
    ],
)
def test_bends_tell_concave_from_convex(points: np.ndarray, signs: tuple[int, ...]) -> None:
    found = bends(PLACES, curve(*points))
    assert found.shape == (3, 2)
    assert np.sign(np.round(found[:, 0], 12)).tolist() == list(signs)


def test_the_worst_and_the_best_are_by_mean_over_firms() -> None:
    samples = np.array([[1.0, 1.0], [5.0, -4.0], [0.0, 4.0]])
    assert worst(samples, 1).tolist() == [0.0, 4.0]
    assert worst(samples, -1).tolist() == [5.0, -4.0]
    assert best(samples) == 2


def test_correlation_and_its_error() -> None:
    luck = np.arange(12.0)
    assert list(correlation(luck, 3 - 2 * luck)) == pytest.approx([-1, 0], abs=1e-12)
    even = np.array([1.0, -1.0] * 6)
    assert list(correlation(np.repeat([1.0, -1.0], 6), even)) == pytest.approx(
        [0, 1 / 3], abs=1e-12
    )


def test_arms_share_their_worlds() -> None:
    arms = [
        patterns.shipped(TINY, {**patterns.HELD, "money.fixed": fixed, "market.customers": 60})
        for fixed in (0.0, 5.0)
    ]
    run = side_by_side(arms, TINY)
    free, dear = by_arm(run.kpi("profit"), TINY)
    assert run.seeds == (1, 2, 1, 2)
    assert (free - dear).tolist() == pytest.approx([5.0, 5.0])
    assert by_arm(run.kpi("units"), TINY)[0].tolist() == by_arm(run.kpi("units"), TINY)[1].tolist()


def test_variety_cost_is_what_its_accounts_say() -> None:
    """Priced at nothing but set-ups and their labour, a unit's variety cost is worked out by hand
    from set-ups, hours and units.
    """
    nothing = dict.fromkeys(("money.holding", "money.range_overhead", "money.material"), 0.0)
    scenario = patterns.shipped(
        TINY,
        {
            **patterns.HELD,
            **nothing,
            "market.customers": 60,
            "money.setup": 10.0,
            "money.wage": 2.0,
        },
    )
    run = simulate(scenario)
    weeks = slice(TINY.warmup, None)
    setups = run.flows["setup_hours"][0, weeks].sum() / scenario.plant.setup_hours
    expected = (
        setups * (10.0 + 2.0 * scenario.plant.setup_hours) / run.flows["made"][0, weeks].sum()
    )
    assert setups > 0
    assert variety_cost(run)[0] == pytest.approx(expected)


def test_the_mixed_numbers_are_those_whose_source_begins_with_assumed() -> None:
    base = patterns.shipped(TINY, {})
    ends = mixed(base)
    assert ends["money.wage"] == pytest.approx((0.75, 2.25))
    assert ends["supply.reliability"] == (0.475, 1.0)  # clipped to its bounds
    assert ends["money.overtime_premium"] == pytest.approx((1.0, 2.4))
    assert ends["market.attraction"] == pytest.approx(
        (base.market.attraction - 1, base.market.attraction + 1)
    )
    assert {field.split(".")[0] for field in ends} == {
        "market",
        "line",
        "plant",
        "supply",
        "service",
        "money",
    }
    published = {
        "market.substitute",
        "market.overload",
        "line.package_overhead",
        "plant.congestion",
    }
    whole = {"market.customers", "line.slots", "plant.lead_weeks", "plant.endless"}
    shared = {"market.comfort_mean", "market.comfort_sd", "market.price_sensitivity_sd"}
    assert not (published | whole | shared) & set(ends)


def test_the_population_is_mixed_as_stated_and_repeats() -> None:
    scenarios, scores = population(60, TINY)
    again, same = population(60, TINY)
    assert (scenarios, scores.tolist()) == (again, same.tolist())
    for field, (low, high) in mixed(patterns.shipped(TINY, {})).items():
        group, name = field.split(".")
        place = (np.array([getattr(getattr(one, group), name) for one in scenarios]) - low) / (
            high - low
        )
        assert 0 <= place.min() < 0.2
        assert 0.8 < place.max() <= 1
    assert {one.rules.incentives for one in scenarios} == set(patterns.SHARED_PAY)
    assert {one.rules.channel.name for one in scenarios} == set(patterns.TALK)
    assert len({kinds(one) for one in scenarios}) == len(
        {(one.rules.incentives, one.rules.channel.name) for one in scenarios}
    )
    for one, score in zip(scenarios, scores, strict=True):
        told = len(one.rules.channel.groups) / len(GROUPS)
        assert score == pytest.approx((told + (one.rules.incentives == "shared")) / 2)
    assert scores.min() == 0
    assert scores.max() == 1


def test_a_distribution_centre_has_the_same_volume_at_every_range() -> None:
    size = Size(firms=4, weeks=40, warmup=4)
    demand = by_arm(
        side_by_side([centre(count, size) for count in (4, 36)], size).flows["demand"].mean(axis=1),
        size,
    )
    error = np.sqrt(
        patterns.VOLUME / (size.firms * (size.weeks + size.warmup))
    )  # of a mean of Poisson weeks
    assert demand.mean(axis=1) == pytest.approx(patterns.VOLUME, abs=4 * error)


@pytest.mark.slow
def test_that_volume_is_what_base_sells_at_eight_variants() -> None:
    run = patterns.held((8,), patterns.YEARS, {})
    assert round(run.flows["demand"][:, run.warmup :].mean(), -1) == patterns.VOLUME


@pytest.mark.slow
@pytest.mark.parametrize("case", [case.id for case in CASES])
def test_the_base_case_shows_the_pattern_or_we_say_that_it_does_not(case: str) -> None:
    rows = validate([case])
    assert len({row.id for row in rows}) == len(rows)
    missed = {row.id for row in rows if row.verdict != "pass"}
    assert missed == {name for name in MISSES if name.startswith(f"{case} ")}
