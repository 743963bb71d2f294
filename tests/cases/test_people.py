"""Trust, reputation, frustration and understanding of one week, worked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support.bench import morning
from support.firms import calm
from support.steps import people

from coordsim.core.facts import INDEX
from coordsim.core.records import FirmState, Floats

SIZES = {
    "people.trust_rate": 0.1,
    "people.trust_slope": 2.0,
    "people.reputation_rate": 0.1,
    "people.frustration_rate": 0.2,
    "people.understanding_decay": 0.05,
}


def week(
    demand: float, word: float, fill: float, conflicts: float = 0.0, told_fill: float = np.nan
) -> FirmState:
    """Trust 0.8 both ways, reputation 0.6, frustration 0.5, understanding 0.4; customers satisfied
    at 0.9.
    """
    world, state = morning(calm(SIZES))
    told = state.told.copy()
    told[:, INDEX["fill_rate"]] = told_fill
    state = replace(
        state,
        told=told,
        trust=np.full((1, 2), 0.8),
        reputation=np.array([0.6]),
        frustration=np.array([[0.5, 0.1]]),
        understanding=np.array([[0.4, 0.2]]),
        satisfaction=np.full_like(state.satisfaction, 0.9),
    )

    def one(value: float) -> Floats:
        return np.array([value])

    return people.feel(
        world,
        state,
        demand=one(demand),
        told_demand=one(word),
        fill=one(fill),
        conflicts=one(conflicts),
    )


def test_trust_of_operations_follows_how_good_the_word_was() -> None:
    """Told 120, came 100: a miss of 0.2 deserves trust of 1 - 2 x 0.2 = 0.6: 0.8 + 0.1 x (0.6 -
    0.8) = 0.78. So for 80.
    """
    assert week(100, 120, 1).trust[0, 1] == pytest.approx(0.78)
    assert week(100, 80, 1).trust[0, 1] == pytest.approx(0.78)
    assert week(100, 100, 1).trust[0, 1] == pytest.approx(0.82)


def test_a_word_far_off_deserves_no_trust_and_silence_changes_none() -> None:
    """A miss of 1.5 deserves 0, not less: 0.72. When nothing was told trust stays."""
    assert week(100, 250, 1).trust[0, 1] == pytest.approx(0.72)
    assert week(100, np.nan, 1).trust.tolist() == [[0.8, 0.8]]


def test_trust_of_marketing_follows_the_fill_rate_it_was_told() -> None:
    """Told 0.95, was 0.85: deserved 0.8, no change. Told 1.0: deserved 0.7: 0.8 - 0.1 x 0.1 =
    0.79.
    """
    assert week(100, 100, 0.85, told_fill=0.95).trust[0, 0] == pytest.approx(0.8)
    assert week(100, 100, 0.85, told_fill=1.0).trust[0, 0] == pytest.approx(0.79)


def test_reputation_follows_satisfaction() -> None:
    """A tenth of the way from 0.6 to 0.9."""
    assert week(100, 100, 1).reputation[0] == pytest.approx(0.63)


def test_frustration_and_forgetting() -> None:
    """Three contests and a fill rate of 0.6: strain 0.3 + 0.2 = 0.5. Marketing stays there,
    operations rises from 0.1 by 0.2 x 0.4.

    Twenty contests are strain 1, not more. Of understanding a twentieth is forgotten.
    """
    after = week(100, 100, 0.6, conflicts=3)
    np.testing.assert_allclose(after.frustration, [[0.5, 0.18]])
    np.testing.assert_allclose(after.understanding, [[0.38, 0.19]])
    np.testing.assert_allclose(week(100, 100, 0.6, conflicts=20).frustration, [[0.6, 0.28]])
