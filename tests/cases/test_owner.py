"""The owner's orders, worked by hand, and that no plan exceeds them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from coordsim.core.firm import FIRM
from coordsim.core.levers import COLUMN
from coordsim.core.tables import NUMBERS, WORDS
from coordsim.firm import owner
from coordsim.run.result import Run
from coordsim.run.simulate import Engine, simulate
from coordsim.scenario.file import Scenario, load

RANGE, HOURS, ADVERTISING = (COLUMN[name] for name in ("range", "hours", "advertising"))
QUARTER = 12  # weeks: three rounds of four


def losing(**changes: Any) -> Scenario:
    """A firm that nobody decides for and that loses money in every quarter."""
    held = {"marketing.kind": "hold", "operations.kind": "hold", "money.fixed": 900.0}
    size = {"market.customers": 200, "horizon.weeks": 5 * QUARTER, "horizon.warmup": 0}
    rounds = {"people.quarter_rounds": 3, "horizon.round_weeks": 4, "owner.acts": "blunt"}
    return load("blind").with_(held | size | rounds | changes)


def lived(scenario: Scenario) -> Run:
    return simulate(scenario, firms=2, seed=1)


@pytest.mark.parametrize("patience", [1, 2])
def test_the_first_orders_come_after_the_quarters_of_patience(patience: int) -> None:
    """A quarter is 12 weeks, so that two bad ones end with week 23 and orders hold from week 24:
    8 variants less a fifth of them (1.6, which is 2) are 6; hours and advertising stay.
    """
    run = lived(losing(**{"owner.patience": float(patience)}))
    first = patience * QUARTER
    quarters = run.flows["profit"].reshape(2, -1, QUARTER).sum(axis=2)
    assert (quarters < 0).all()
    assert (run.flows["under_orders"][:, :first] == 0).all()
    assert (run.flows["under_orders"][:, first:] == 1).all()
    assert run.kpi("under_orders") == pytest.approx(1 - first / (5 * QUARTER))
    start = load("blind").lever_start
    assert start("range") == 8
    assert set(run.plan[0, :first, RANGE]) == {8.0}
    assert set(run.plan[0, first:, RANGE]) == {6.0}
    assert np.isnan(run.orders["range"][:, :first]).all()
    assert set(run.orders["range"][:, first:].ravel()) == {6.0}
    assert set(run.orders["hours"][:, first:].ravel()) == {start("hours")}
    assert set(run.orders["advertising"][:, first:].ravel()) == {start("advertising")}
    assert np.isnan(run.orders["price"]).all()


def test_advertising_is_capped_at_its_share() -> None:
    run = lived(losing(**{"owner.patience": 1.0, "owner.advertising": 0.5, "owner.cut": 0.0}))
    usual = load("blind").lever_start("advertising")
    assert run.plan[0, QUARTER, ADVERTISING] == usual / 2
    assert set(run.plan[0, :, RANGE]) == {8.0}


def watched(quarters: list[float], patience: float, recovery: float) -> list[float]:
    """Whether orders hold after each of some quarters' profits."""
    n = np.zeros(1, dtype=NUMBERS).view(np.recarray)
    firm = np.zeros(1, dtype=FIRM).view(np.recarray)
    n["owner_acts"] = WORDS["owner_acts"].index("blunt")
    n["people_quarter_rounds"], n["horizon_round_weeks"] = 1, 1
    n["owner_patience"], n["owner_recovery"] = patience, recovery
    watch: Any = owner.watch
    watch, out = getattr(watch, "py_func", watch), []
    for week, profit in enumerate(quarters):
        firm["week"] = week
        watch(n[0], firm[0], profit)
        out.append(float(firm["under_orders"][0]))
    return out


def test_patience_and_recovery_count_quarters_one_after_the_other() -> None:
    """Two bad ones in a row; a good one between starts the count again. Two good ones lift."""
    loss, gain = -1.0, 1.0
    story = [loss, gain, loss, loss, loss, gain, loss, gain, gain, loss]
    assert watched(story, 2, 2) == [0, 0, 0, 1, 1, 1, 1, 1, 0, 0]
    assert watched(story, 1, 1) == [1, 0, 1, 1, 1, 0, 1, 0, 0, 1]
    assert watched([0.0, 0.0], 1, 1) == [0, 0]


@pytest.mark.parametrize("talk", ["none", "sop"])
def test_no_plan_exceeds_the_owner_s_orders(talk: str) -> None:
    """Managers at work who lose money: hours, range and advertising stay at or below the orders."""
    busy = load("blind").with_(
        {
            "owner.acts": "blunt",
            "communication": talk,
            "market.customers": 400,
            "money.fixed": 500.0,
            "horizon.weeks": 72,
        }
    )
    run = simulate(busy, firms=4, seed=2)
    assert run.flows["under_orders"].sum() > 0
    for name, orders in run.orders.items():
        held = ~np.isnan(orders)
        assert (run.plan[:, :, COLUMN[name]][held] <= orders[held]).all()
        assert held.any() == (name in ("range", "hours", "advertising"))


def test_an_informed_owner_orders_one_lever_a_round_and_helps() -> None:
    """One step of one lever a round, put in force; the firm loses less than left alone."""
    alone = lived(losing(**{"owner.acts": "none"}))
    run = lived(losing(**{"owner.acts": "informed", "owner.patience": 1.0}))
    ordered = np.array([~np.isnan(run.orders[name]) for name in run.orders])
    assert ordered.sum(axis=0).max() == 1
    assert ordered[:, :, :QUARTER].sum() == 0
    assert ordered[:, :, QUARTER].sum() == 2
    for name, orders in run.orders.items():
        held = ~np.isnan(orders)
        np.testing.assert_array_equal(run.plan[:, :, COLUMN[name]][held], orders[held])
    late = slice(3 * QUARTER, None)
    assert run.kpi("profit", late).mean() > alone.kpi("profit", late).mean()


def test_weeks_one_by_one_are_those_of_a_whole_run() -> None:
    scenario = losing(**{"owner.patience": 1.0})
    run, engine = lived(scenario), Engine([scenario] * 2, [1, 2])
    for week in range(2 * QUARTER):
        step = engine.step()
        assert step.orders is not None
        np.testing.assert_array_equal(step.orders[:, RANGE], run.orders["range"][:, week])
        np.testing.assert_array_equal(step.plan, run.plan[:, week])


def test_without_an_owner_nothing_changes() -> None:
    small = load("blind").with_(
        {"market.customers": 200, "horizon.weeks": 48, "money.fixed": 500.0}
    )
    none = simulate(small, firms=2, seed=1)
    patient = simulate(
        small.with_({"owner.acts": "blunt", "owner.patience": 40.0}), firms=2, seed=1
    )
    assert none.hash == patient.hash
    assert (none.kpi("under_orders") == 0).all()


def test_a_firm_that_has_stopped_is_under_no_orders() -> None:
    """Also where it stops within a round, and whoever wrote the weeks down; of open levers only."""
    poor = {"money.insolvency": True, "money.cash": 3000.0, "money.credit": 0.0}
    hold = {"marketing.kind": "hold", "operations.kind": "hold", "levers.quality.open": False}
    owner = {"owner.acts": "blunt", "owner.patience": 1, "people.quarter_rounds": 1}
    few = {"market.customers": 60, "horizon.weeks": 24, "horizon.warmup": 0}
    scenario = load("blind").with_(few | poor | hold | owner)
    run = simulate(scenario, seed=1)
    week = int(run.stops[0])
    assert (week + 1) % scenario.horizon.round_weeks != 0
    under = run.flows["under_orders"][0] > 0
    assert under[week]
    detailed = simulate(scenario, seed=1, detail=True)
    assert set(run.orders) == set(detailed.orders)
    for lever, ordered in run.orders.items():
        assert not (~np.isnan(ordered[0]) & ~under).any(), lever
        np.testing.assert_array_equal(ordered, detailed.orders[lever])
