"""Cash, credit and interest, worked by hand: a firm that sells nothing and pays 150 a week."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from coordsim.core.records import Decision, Observation
from coordsim.run.result import Run
from coordsim.run.simulate import Engine, simulate
from coordsim.scenario.file import Scenario, load

WEEKS = 28
PRICES = ("setup", "holding", "range_overhead", "fixed", "parts_holding")
# nobody asks for anything; 100 hours at 1.5 are paid in full
IDLE: dict[str, Any] = {
    "demand": "given",
    "given.mean": 0.0,
    "given.sd": 0.0,
    "marketing.kind": "hold",
    "operations.kind": "hold",
    "horizon.weeks": WEEKS,
    "horizon.warmup": 0,
    "levers": {
        "hours": {"start": 100.0},
        "advertising": {"start": 0.0},
        "quality": {"start": 0.0},
        "staff": {"start": 0.0},
    },
    **dict.fromkeys((f"money.{name}" for name in PRICES), 0.0),
}
COST = 150.0


def idle(cash: float, credit: float = 0.0, interest: float = 0.0, **more: Any) -> Scenario:
    bank = {"insolvency": True, "cash": cash, "credit": credit, "interest": interest}
    return load("blind").with_(IDLE | {f"money.{name}": one for name, one in bank.items()} | more)


def alone(scenario: Scenario) -> Run:
    return simulate(scenario, firms=1, seed=1)


@pytest.mark.parametrize("weeks", [1, 10, 26])
@pytest.mark.parametrize("credit", [0.0, 300.0])
def test_a_loss_of_k_a_week_ends_in_week_c_over_k(weeks: int, credit: float) -> None:
    """With c = cash + credit, weeks 0 to c / k - 1 can be paid for, week c / k cannot."""
    run = alone(idle(weeks * COST - credit if weeks * COST > credit else 0.0, credit))
    means = max(weeks * COST, credit)
    last = int(means / COST)
    assert run.stops.tolist() == [last]
    lived = last + 1
    np.testing.assert_allclose(run.flows["profit"][0, :lived], -COST)
    for name in ("profit", "one", "account:labour", "marketing_pay", "visits"):
        assert (run.flows[name][0, lived:] == 0).all(), name
    assert run.kpi("survival")[0] == pytest.approx(lived / WEEKS)
    assert run.kpi("profit")[0] == pytest.approx(-COST * lived / WEEKS)
    assert run.kpi("range")[0] == run.plan[0, 0, 4]
    assert run.flows["cash"][0, -1] == pytest.approx(means - credit - lived * COST)


def test_interest_is_paid_on_what_is_owed() -> None:
    """52 % a year is 1 % a week: nothing in week 0, 1.5 on 150 in week 1, then 1.5 + 1.515."""
    run = alone(idle(0.0, 1000.0, 0.52))
    np.testing.assert_allclose(run.accounts["interest"][0, :3], [0.0, 1.5, 3.015])
    np.testing.assert_allclose(run.flows["cash"][0, :3], [-150.0, -301.5, -454.515])
    np.testing.assert_allclose(run.flows["profit"][0, :2], [-150.0, -151.5])


def test_no_pay_is_due_from_the_round_of_the_stop_on() -> None:
    """Week 10 is the last: rounds end in weeks 3 and 7, and the third is not paid."""
    slip = alone(idle(1500.0)).slips["operations"]["unit cost under target"][0]
    assert np.isfinite(slip[[3, 7]]).all()
    assert np.isnan(slip[8:]).all()


def test_money_in_the_bank_is_no_stock() -> None:
    """Accrual books change profit, not cash."""
    held = {"marketing.kind": "hold", "operations.kind": "hold", "money.insolvency": True}
    one = load("blind").with_(held | {"horizon.weeks": 20, "horizon.warmup": 0})
    cash, accrual = (alone(one.with_({"money.books": books})) for books in ("cash", "accrual"))
    np.testing.assert_allclose(cash.flows["cash"], accrual.flows["cash"])
    assert not np.allclose(cash.flows["profit"], accrual.flows["profit"])
    np.testing.assert_allclose(
        cash.flows["cash"][0], one.money.cash + np.cumsum(cash.flows["profit"][0])
    )


def test_off_and_with_money_enough_nothing_changes() -> None:
    small = load("blind").with_({"market.customers": 200, "horizon.weeks": 24, "horizon.warmup": 0})
    off = simulate(small, firms=2, seed=1)
    rich = simulate(small.with_({"money.insolvency": True, "money.cash": 1e6}), firms=2, seed=1)
    assert off.hash == rich.hash
    assert (off.kpi("survival") == 1).all()
    assert np.isnan(off.stops).all()
    assert (off.flows["cash"] == 0).all()


class Keeper:
    """Somebody on a seat who leaves everything as it is."""

    def __init__(self) -> None:
        self.asked = 0

    def decide(self, seen: Observation) -> Decision:
        self.asked += 1
        return Decision({name: seen.plan[:, place] for place, name in enumerate(()) if name})


def test_who_cannot_pay_in_the_last_week_has_stopped() -> None:
    """Ten weeks can be paid for, the eleventh and last one cannot; of ten weeks nobody stops."""
    for weeks, stops in ((11, 10.0), (10, np.nan)):
        run = alone(idle(10 * COST, **{"horizon.weeks": weeks}))
        np.testing.assert_array_equal(run.stops, [stops])
        assert run.stopped == np.isfinite(stops)
        assert run.kpi("survival")[0] == 1


def test_a_firm_stops_beside_one_that_goes_on_and_is_asked() -> None:
    """Weeks asked one by one, of a poor firm beside a rich one, are those of either alone."""
    poor, rich = idle(1500.0), idle(1e6)
    for order in ((poor, rich), (rich, poor)):
        keeper = Keeper()
        engine = Engine(list(order), [1, 1], {"marketing": keeper})
        weeks = [engine.step() for _ in range(WEEKS)]
        assert keeper.asked == WEEKS // order[0].horizon.round_weeks
        for place, one in enumerate(order):
            profit = [week.flows["profit"][place] for week in weeks]
            np.testing.assert_allclose(profit, alone(one).flows["profit"][0])


def test_a_firm_alone_that_has_stopped_is_not_asked() -> None:
    keeper = Keeper()
    engine = Engine([idle(450.0)], [1], {"marketing": keeper})
    weeks = [engine.step() for _ in range(WEEKS)]
    assert keeper.asked == 1
    assert [week.flows["one"][0] for week in weeks] == [1.0] * 4 + [0.0] * (WEEKS - 4)


def test_what_is_measured_of_a_firm_that_stopped_is_of_the_weeks_it_lived() -> None:
    """Its end is no swing of production; what it owes at the stop it owes on."""
    lively = {"market.customers": 200, "horizon.weeks": 40, "horizon.warmup": 4}
    bank = {"money.insolvency": True, "money.cash": 6000.0, "money.credit": 0.0}
    run = alone(load("blind").with_(lively | bank | {"money.fixed": 60.0}))
    lived = int(run.stops[0]) + 1
    assert 8 < lived < 40
    for name in ("bullwhip", "bullwhip_net"):
        assert run.kpi(name)[0] == run.kpi(name, slice(4, lived))[0], name
    cash = run.flows["cash"][0]
    assert run.kpi("cash")[0] == pytest.approx(cash[4:].mean())
    assert (cash[lived:] == cash[lived - 1]).all()
    assert np.isnan(run.kpi("bullwhip", slice(lived, None))[0])


@pytest.mark.parametrize(
    "demand", ["individual", pytest.param("class", marks=pytest.mark.slow), "object"]
)
def test_customers_live_in_the_week_of_the_firms_that_go_on(demand: str) -> None:
    """A firm that has stopped stands first and is at the end already; the other one's customers
    draw this week's luck.
    """
    few = {"demand": demand, "market.customers": 60, "horizon.weeks": 16, "horizon.warmup": 0}
    one = load("blind").with_(few | {"money.insolvency": True, "money.credit": 0.0})
    poor, rich = one.with_({"money.cash": 2000.0}), one.with_({"money.cash": 1e6})
    both = simulate([poor, rich], seed=1)
    assert 1 < both.stops[0] < 15
    assert both.hashes == (alone(poor).hashes[0], alone(rich).hashes[0])
