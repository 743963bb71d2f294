"""Stand-ins that react to other rules (L3): a policy is found again, chance is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import coordsim as cs
from coordsim.core.levers import BY_NAME, ROLES
from coordsim.room.after.elsewhere import others_of
from coordsim.room.after.stand_ins import (
    COPIES,
    FEW,
    FINE,
    POOR,
    STILL,
    Moves,
    estimate,
    fits,
    fitted,
    reacting,
    under,
)
from coordsim.room.moments import observed
from coordsim.room.state.records import Answer, Plan, limits_of
from coordsim.room.what_if import Game, held
from coordsim.run.simulate import simulate

FIRM = cs.load("blind").with_(
    {"horizon.weeks": 24, "horizon.warmup": 0, "market.customers": 400, "communication": "reports"}
)
STARTS = range(0, 24, 4)
EVERY = {role: set(STARTS) for role in ROLES}


@pytest.fixture(scope="module")
def managers() -> Game:
    """A game in which both people did what managers do."""
    return held(simulate(FIRM, seeds=[7]), FIRM)


def test_who_moves_as_managers_do_is_found_and_reacts_as_managers_do(managers: Game) -> None:
    found = fits(managers, observed(managers), EVERY)
    for fit in found:
        assert fit.told.verdict == FINE
        assert fit.told.share == pytest.approx(1.0)
        assert fit.told.skill == pytest.approx(1.0)
    for pair in others_of(managers)[:2]:
        elsewhere = under(managers, pair)
        exact = simulate(elsewhere.scenario, seeds=[7])
        came = estimate(elsewhere, found)
        assert came.profit == pytest.approx(exact.kpi("profit")[0])
        assert came.low == pytest.approx(came.high)
        assert came.pays["marketing"] == pytest.approx(exact.kpi("marketing_pay")[0])


def test_who_goes_half_the_way_is_found(managers: Game) -> None:
    steps = np.array([[1.0, -1.0, 0.0], [0.0, 1.0, 2.0], [1.0, 1.0, 0.0], [-2.0, 0.0, 1.0]])
    moves = Moves(steps / 2, steps, np.full(4, np.nan))
    told = fitted("marketing", moves).told
    assert (told.verdict, told.share, told.skill) == (FINE, 0.5, 1.0)


def test_who_leaves_all_as_it_is_says_nothing_of_other_rules(managers: Game) -> None:
    idle = {(week, role): Answer("person", Plan({})) for week in STARTS for role in ROLES}
    game = replace(managers, decided=idle)
    found = fits(game, observed(game), EVERY)
    assert [(fit.told.verdict, fit.told.share) for fit in found] == [(STILL, 0.0)] * 2
    assert not reacting(game, found)


@pytest.mark.parametrize("seed", range(4))
def test_chance_is_refused(managers: Game, seed: int) -> None:
    luck = np.random.default_rng(seed)
    decided = {}
    for week in STARTS:
        for role in ROLES:
            levers = {
                name: float(luck.choice(BY_NAME[name].grid(*limits)))
                for name, limits in limits_of(FIRM, role).items()
            }
            decided[week, role] = Answer("person", Plan(levers))
    game = replace(managers, decided=decided)
    found = fits(game, observed(game), EVERY)
    assert all(fit.told.verdict == POOR for fit in found)
    assert reacting(game, found) == ()


def test_a_few_rounds_say_nothing(managers: Game) -> None:
    few = {"marketing": {0, 4, 8}, "operations": set()}
    (fit,) = fits(managers, observed(managers), few)
    assert (fit.told.role, fit.told.rounds, fit.told.verdict, fit.told.skill) == (
        "marketing",
        3,
        FEW,
        None,
    )
    assert reacting(managers, [fit]) == ()
    assert reacting(managers, []) == ()


@pytest.mark.slow
def test_an_estimate_has_its_band_and_is_the_same_twice(managers: Game) -> None:
    steps = np.zeros((6, 9))
    steps[:, 0] = [1, -1, 1, 1, -1, 1]
    made = steps.copy()
    made[2, 3] = 1.0
    fit = fitted("marketing", Moves(made, steps, np.full(6, np.nan)))
    assert fit.told.verdict == FINE
    (own, *others) = reacting(managers, [fit])
    again = reacting(managers, [fit])
    assert (own, *others) == again
    assert own.present
    assert own.level == "L3"
    assert len(others) == len(others_of(managers))
    assert own.band is not None
    low, high = own.band
    assert low < own.profit < high
    assert COPIES > 1
