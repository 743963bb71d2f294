"""Kinks: demand over the range and the best range in worlds of clustered tastes."""

from __future__ import annotations

import numpy as np
import pytest

from coordsim.core.shares import positions
from coordsim.core.tastes import Ground, Likes
from coordsim.evidence.validation import coverage
from coordsim.evidence.validation.coverage import best_ranges, demand_curves, kinks, worlds_of
from coordsim.scenario.file import load

BASE = load("blind").with_({"market.tastes": "clusters"})
LIKES = Likes(attraction=0.0, away=1.0, taste_cost=1.0, nest_scale=1.0, slots=2, range=1)


def test_demand_by_hand() -> None:
    """All have one taste, 1/2; variants stand at 1/2 and at 0. One is bought by b = 1 / 2 of
    visitors, and 1 / 2 / (1 + 1 / 2) = 1 / 3 is demanded: all that a taste met exactly demands. The
    second, half a circle away, adds exp(-1/2): b = 0.6163 and 0.6163 / 1.6163 = 0.3813.
    """
    world = Ground(np.ones(1), np.array([0.5, 0.0]), np.zeros(2))
    found = demand_curves(LIKES, [world])
    np.testing.assert_allclose(found, [[1.0], [3 * 0.3813]], atol=1e-4)


def test_the_top_of_a_parabola() -> None:
    """3 - (x - 2.25)^2 at 1, 2, 3, and the end itself where the best point is one."""
    at = np.array([1.0, 2.0, 3.0])
    assert coverage._top(at, 3 - (at - 2.25) ** 2) == pytest.approx(2.25)
    assert coverage._top(at, at) == 3.0


@pytest.mark.slow
def test_base_has_no_kinks() -> None:
    """Forty worlds in which no number was set: concave in each, and the best range answers."""
    rows = kinks(BASE, range(97_001, 97_041))
    assert [row.verdict for row in rows] == ["pass", "pass"]


def test_other_places_have_kinks() -> None:
    """Where the same tastes meet golden-ratio places, demand bends up somewhere."""
    likes, worlds = worlds_of(BASE, range(97_001, 97_006))
    spread = [world._replace(places=positions(likes.slots)) for world in worlds]
    for found, concave in ((worlds, True), (spread, False)):
        bends = np.diff(demand_curves(likes, found), n=2, axis=0, prepend=0.0)
        assert (bends.max(axis=0) <= 1e-9).all() == concave


@pytest.mark.slow
def test_variety_that_costs_nothing_is_worth_more() -> None:
    likes, worlds = worlds_of(BASE, [97_001])
    free = BASE.with_({"money.setup": 0.0, "money.range_overhead": 0.0})
    assert best_ranges(free, worlds, likes)[0] > best_ranges(BASE, worlds, likes)[0] + 1


def test_even_tastes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"market.tastes = 'even' of blind .*allowed: 'clusters'"):
        worlds_of(load("blind"), [1])
