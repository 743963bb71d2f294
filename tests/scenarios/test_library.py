"""The library: every scenario is complete, lives, and keeps the laws whoever plays it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from laws.test_balances import (
    books_balance_to_the_cent,
    causes_sum_to_lost_units,
    limits_hold,
    lived,
    parts_balance,
    units_balance,
)
from support.play import seeds

from coordsim.core.levers import BY_NAME
from coordsim.run.simulate import simulate
from coordsim.scenario.file import Scenario, load, names

EXPECTED = {
    "base",
    "beverage",
    "blind",
    "breakthrough",
    "calm",
    "fast-fashion",
    "flash-sale",
    "gadget",
    "machinery",
    "next-day",
    "seasonal",
    "service-desk",
    "vehicle",
}
WEEKS = 30
every_scenario = pytest.mark.parametrize("name", names())


def short(name: str, weeks: int = WEEKS) -> Scenario:
    """A scenario's first weeks, shocks of later weeks drawn forward so that they happen."""
    scenario = load(name)
    shocks = [shock.model_dump() | {"week": shock.week % (weeks // 2)} for shock in scenario.shocks]
    return scenario.with_({"horizon.weeks": weeks, "horizon.warmup": 4, "shocks": shocks})


def test_the_library_has_what_the_claims_name() -> None:
    assert set(names()) >= EXPECTED


@every_scenario
def test_complete(name: str) -> None:
    """A player is told a story, what there is to learn, where it comes from and which sizes are
    estimates.
    """
    scenario = load(name)
    assert scenario.name == name
    assert len(scenario.title) >= 10
    assert len(scenario.story.split()) >= 40
    assert 2 <= len(scenario.goals) <= 4
    assert scenario.sources
    assert len(scenario.sizes.split()) >= 20
    assert all(
        text.strip().endswith((".", "?", ":"))
        for text in (scenario.story, *scenario.goals, *scenario.sources)
    )


@every_scenario
def test_starts_apart(name: str) -> None:
    """Everybody paid for an own number, told nothing, and free to act: what a workshop starts
    from.
    """
    rules = load(name).rules
    assert (rules.incentives, rules.communication, rules.governance) == (
        "silo",
        "none",
        "independent",
    )


@every_scenario
def test_lasts_two_years_at_a_size_that_stays_fast(name: str) -> None:
    scenario = load(name)
    assert scenario.horizon.weeks == 104
    assert 1000 <= scenario.market.customers <= 3000


@every_scenario
def test_open_levers_can_be_moved(name: str) -> None:
    """An open lever has at least two points on its grid, one of which is near its start; a closed
    one is not narrowed.
    """
    scenario = load(name)
    for lever_name, lever in BY_NAME.items():
        setting = scenario.levers.get(lever_name)
        if setting is not None and not setting.open:
            assert (setting.low, setting.high) == (None, None), lever_name
            continue
        grid = lever.grid(*scenario.lever_limits(lever_name))
        assert len(grid) >= 2, lever_name
        assert np.abs(grid - scenario.lever_start(lever_name)).min() <= lever.step, lever_name


@pytest.mark.slow
@every_scenario
def test_the_bots_keep_it_alive(name: str) -> None:
    """Thirty weeks of the ordinary managers: finite books, customers every week, no loss beyond
    three times the revenue.
    """
    run = simulate(short(name), seeds=[1])
    for account, values in run.accounts.items():
        assert np.isfinite(values).all(), account
    for flow, values in run.flows.items():
        assert np.isfinite(values).all(), flow
    assert (run.flows["demand"] > 0).all()
    assert (run.flows["profit"].sum(axis=1) > -3 * run.flows["revenue"].sum(axis=1)).all()


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
@settings(derandomize=True, deadline=None, max_examples=2)
@given(seed=seeds)
def test_the_laws_hold_under_random_play(name: str, seed: int) -> None:
    """Both roles set every open lever at random each round: units, parts and books balance, causes
    sum to lost units exactly. Nobody stops a firm here that random play has ruined.
    """
    scenario = short(name, 24).with_({"money.insolvency": False})
    run = lived(scenario, seed)
    units_balance(scenario, run)
    parts_balance(scenario, run)
    books_balance_to_the_cent(scenario, run)
    causes_sum_to_lost_units(scenario, run)
    limits_hold(scenario, run)
