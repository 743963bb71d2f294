"""Places on the taste circle and shares of variants, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from coordsim.core.shares import distances, positions, shares


def test_places_and_distances() -> None:
    """Slots at 0, 0.618, 0.236; four classes centred on 1/8, 3/8, 5/8, 7/8. The way from 7/8 to
    slot 0 is 1/8, not 7/8.
    """
    np.testing.assert_allclose(positions(3), [0, 0.6180339887, 0.2360679775])
    expected = [
        [0.125, 0.4930339887],
        [0.375, 0.2430339887],
        [0.375, 0.0069660113],
        [0.125, 0.2569660113],
    ]
    np.testing.assert_allclose(distances(4, 2), expected)


def test_nested_shares() -> None:
    """One class at 1/2: the way to slots 0, 1, 2 is 0.5, 0.118, 0.264. Cost 2, dissimilarity 0.5:
    weights exp(-4 x way).

    The second slot is not offered. Weights exp(-2) = 0.1353 and exp(-1.0557) = 0.3479: shares 0.28,
    0, 0.72; inclusive value 0.5 x log(0.4833) = -0.3636.
    """
    inclusive, cumulative = shares(
        np.array([[True, False, True]]), np.array([2.0]), np.array([0.5]), 1
    )
    np.testing.assert_allclose(inclusive, [[-0.3636]], atol=1e-4)
    np.testing.assert_allclose(cumulative, [[[0.2801, 0.2801, 1.0]]], atol=1e-4)


def test_a_twin_adds_the_nests_scale_times_log_two() -> None:
    """Without taste two variants are worth 0.35 x log 2 more than one, and share evenly."""
    offered = np.array([[True, False], [True, True]])
    inclusive, cumulative = shares(offered, np.zeros(2), np.full(2, 0.35), 3)
    np.testing.assert_allclose(inclusive[1] - inclusive[0], 0.35 * np.log(2))
    np.testing.assert_allclose(cumulative[1], [[0.5, 1.0]] * 3)


def test_steep_tastes_do_not_vanish() -> None:
    """One variant at 0, one class at 1/2, cost 20, dissimilarity 0.01: the inclusive value is its
    utility, -10.
    """
    inclusive, cumulative = shares(np.array([[True]]), np.array([20.0]), np.array([0.01]), 1)
    assert (inclusive[0, 0], cumulative[0, 0, 0]) == (pytest.approx(-10), 1)


def test_nothing_offered() -> None:
    inclusive, cumulative = shares(
        np.array([[False, False]]), np.array([20.0]), np.array([0.35]), 2
    )
    assert np.isneginf(inclusive).all()
    assert (cumulative == 0).all()
