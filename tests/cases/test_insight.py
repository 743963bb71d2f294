"""What marketing sees of the market's shock a round ahead, and of what it has seen in its record;
worked by hand.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri
from support.bench import Bench, lucky, morning
from support.firms import calm, planned
from support.minds import expectation, level_on_record
from support.steps import advance, beliefs_of

from coordsim.core.levers import COLUMN
from coordsim.core.records import FirmState
from coordsim.mind.reaction import respond
from coordsim.run.simulate import Engine

SIZES: dict[str, Any] = {
    "market.shock_sd": 0.2,
    "market.shock_persistence": 0.6,
    "horizon.round_weeks": 4,
    "market.season_amplitude": 0.0,
}


def office(insight: float, **changes: Any) -> tuple[Bench, FirmState]:
    return morning(
        calm(
            SIZES
            | {"market.insight": insight}
            | {name.replace("__", "."): value for name, value in changes.items()}
        )
    )


def foreseen(world: Bench, state: FirmState, week: int = 0) -> float:
    """Marketing's expectation over what it expects without any shock."""
    beliefs, _ = beliefs_of(world, state, "marketing", week)
    blind = replace(
        world, scenarios=tuple(one.with_({"market.insight": 0.0}) for one in world.scenarios)
    )
    return float(
        expectation(world, state, beliefs, week)[0] / expectation(blind, state, beliefs, week)[0]
    )


@pytest.mark.parametrize(
    ("insight", "factor"),
    [
        (0.0, 1.0),
        (0.5, np.exp(0.08 - 0.005)),  # half of 0.16; variance 0.1 x 0.1, and half of it is 0.005
        (1.0, np.exp(0.16 - 0.02)),
    ],
)
def test_a_shock_that_does_not_last(insight: float, factor: float) -> None:
    """Luck of 0.8 sd of 0.2 in each week, nothing carried over: a shock of 0.16 in every week of
    the round.
    """
    world, state = office(insight, market__shock_persistence=0.0)
    state = replace(state, shock=np.array([0.7]), level=np.full_like(state.level, 1.3))
    assert foreseen(lucky(world, normal=0.8), state) == pytest.approx(factor)


def test_a_shock_that_dies_out() -> None:
    """0.5 this week leaves 0.3, 0.18, 0.108 and 0.0648 when nothing new comes; the mean of their
    factors counts.
    """
    world, state = office(1.0)
    state = replace(state, shock=np.array([0.5]))
    factor = np.mean(np.exp(np.array([0.3, 0.18, 0.108, 0.0648]) - 0.02))
    assert foreseen(lucky(world), state) == pytest.approx(factor)


def test_full_insight_sees_what_then_comes() -> None:
    """The shocks of the next four weeks of this world, and of no other week."""
    world, state = office(1.0)
    state = replace(state, shock=np.array([-0.1]))
    for week in (0, 5):
        ahead, now = [], state
        for step in range(4):
            now = advance(world, now, week + step)
            ahead.append(np.exp(now.shock[0] - 0.02))
        assert foreseen(world, state, week) == pytest.approx(np.mean(ahead))


@pytest.mark.parametrize(("insight", "level"), [(0.0, 1.44), (0.5, 1.2), (1.0, 1.0)])
def test_the_record_is_cleaned_of_what_was_foreseen(insight: float, level: float) -> None:
    """1.44 times as many came as the formula says, at a shock of log 1.44: what was foreseen is no
    news of the market's level.
    """
    world, state = office(insight, market__shock_sd=0.0)
    state = replace(
        planned(state, promotion_every=4, promotion_depth=0.2), shock=np.array([np.log(1.44)])
    )
    beliefs, _ = beliefs_of(world, state, "marketing", 0)
    response = respond(
        world.model, state.plan, beliefs, world.parameters.market.satisfaction_reference
    )
    for depth, usual in ((0.0, response.plain), (0.2, response.promoted)):
        np.testing.assert_allclose(
            level_on_record(
                world, state, beliefs, 0, demand=1.44 * usual, promotion=np.array([depth])
            ),
            [level],
        )


@pytest.mark.slow
@pytest.mark.parametrize("insight", [0.0, 0.5, 1.0])
def test_the_record_is_right_on_average(insight: float) -> None:
    """Demand at exp(shock - 0.02) of a level of 1.3, shocks of sd 0.2 at normal quantiles: the mean
    level on record is 1.3.
    """
    world, state = office(insight)
    beliefs, _ = beliefs_of(world, state, "marketing", 0)
    usual = respond(
        world.model, state.plan, beliefs, world.parameters.market.satisfaction_reference
    ).plain
    levels = []
    for shock in 0.2 * ndtri((np.arange(2000) + 0.5) / 2000):
        came = 1.3 * usual * np.exp(shock - 0.02)
        levels.append(
            level_on_record(
                world,
                replace(state, shock=np.array([shock])),
                beliefs,
                0,
                demand=came,
                promotion=np.zeros(1),
            )[0]
        )
    assert np.mean(levels) == pytest.approx(1.3, abs=3e-4)


def test_nobody_stocks_up_for_a_shock_on_the_first_morning() -> None:
    """Worlds with other shocks begin with the same shelf and the same bookings, however much
    marketing sees.
    """
    scenario = calm(SIZES | {"market.insight": 1.0})
    first, second = (Engine([scenario], [seed]).state for seed in (1, 2))
    ahead = [advance(Bench((scenario,), (seed,)), first, 0).shock[0] for seed in (1, 2)]
    assert ahead[0] != ahead[1]
    np.testing.assert_array_equal(first.on_hand, second.on_hand)
    np.testing.assert_array_equal(first.booked, second.booked)


def test_a_given_demand_knows_no_shock() -> None:
    """Five of each of four variants, whatever the luck and the shock; and a record of 24 over 20 is
    1.2.
    """
    for insight in (0.0, 1.0):
        world, state = office(insight, rules__demand="given", given__mean=5.0, given__sd=0.0)
        world, state = lucky(world, normal=2.0), replace(state, shock=np.array([0.5]))
        beliefs, _ = beliefs_of(world, state, "marketing", 0)
        assert state.plan[0, COLUMN["range"]] == 4
        assert expectation(world, state, beliefs, 0).tolist() == [20]
        np.testing.assert_allclose(
            level_on_record(
                world, state, beliefs, 0, demand=np.array([24.0]), promotion=np.zeros(1)
            ),
            [1.2],
        )
