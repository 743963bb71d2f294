"""What brings customers in: promotions, shocks, advertising, season, reputation, worked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support.bench import lucky, morning
from support.firms import calm, planned
from support.minds import season
from support.steps import conditions


def test_promotion_calendar() -> None:
    """Every fourth week: weeks 3, 7, 11. Never when every is 0, whatever the depth."""
    _, state = morning(calm())
    plan = planned(state, promotion_every=4, promotion_depth=0.2).plan
    assert [week for week in range(13) if conditions.promoted(plan, week)[0] == 0.2] == [3, 7, 11]
    plan = planned(state, promotion_every=0, promotion_depth=0.2).plan
    assert not any(conditions.promoted(plan, week)[0] for week in range(60))


def test_shock_and_advertising_stock() -> None:
    """Shock 0.5 with persistence 0.6 leaves 0.3; luck of one adds 0.2 x sqrt(1 - 0.36) = 0.16. Half
    of 80 and 100 new: 140.
    """
    world, state = morning(
        calm({"market.shock_sd": 0.2, "market.shock_persistence": 0.6, "market.ad_carryover": 0.5})
    )
    state = replace(
        planned(state, advertising=100), shock=np.array([0.5]), adstock=np.array([80.0])
    )
    state = conditions.advance(lucky(world, normal=1.0), state, 0)
    assert (state.shock[0], state.adstock[0]) == (pytest.approx(0.46), pytest.approx(140))


def test_season() -> None:
    """A wave of 0.3 that is highest in week 10: 1.3 in week 10, 1 a quarter of a year later, 0.7
    half a year later.
    """
    world, _ = morning(calm({"market.season_amplitude": 0.3, "market.season_peak": 10.0}))
    assert [round(float(season(world, week)[0]), 9) for week in (10, 23, 36, 62)] == [
        1.3,
        1,
        0.7,
        1.3,
    ]


def test_visit_factor() -> None:
    """Advertising at 240 + 40 of floor over 200 + 40, to the power 0.5: 1.0801. Reputation at half
    its start: 0.7071.

    Frustration 0.4 costs 0.05 x 0.4: 0.98. A shock of 0.1 with sd 0.2: exp(0.1 - 0.02) = 1.0833.
    The promotion in the calendar changes nothing yet.
    """
    case = calm(
        {
            "market.shock_sd": 0.2,
            "market.ad_elasticity": 0.5,
            "market.ad_floor": 20.0,
            "market.ad_reference": 100.0,
        }
    )
    case = case.with_({"people.word_valence": 0.5})
    world, state = morning(case)
    state = replace(
        planned(state, promotion_every=4, promotion_depth=0.2),
        adstock=np.array([240.0]),
        reputation=np.array([0.4]),
        frustration=np.array([[0.4, 0.9]]),
        shock=np.array([0.1]),
    )
    plain = 1.0801234 * 0.70710678 * 0.98 * 1.0832871
    assert conditions.visit_factor(world, state, 2)[0] == pytest.approx(plain, rel=1e-6)
    assert conditions.visit_factor(world, state, 3)[0] == pytest.approx(plain, rel=1e-6)
