"""Cash and accrual books: a lot for two weeks, worked by hand, and what holds between the two."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from coordsim.core.kpis import ACCOUNTS
from coordsim.run.result import Run
from coordsim.run.simulate import simulate
from coordsim.scenario.file import Scenario, load

HELD = {"marketing.kind": "hold", "operations.kind": "hold"}
FREE = ("setup", "holding", "backorder", "returned", "range_overhead", "shipping", "late", "fixed")
# 50 a week of one variant at 10, lots for two weeks; materials 3, an hour at 1.5 a unit, 60 hours a
# week; every other price is 0
PLAIN: dict[str, Any] = {
    "demand": "given",
    "given.mean": 50.0,
    "given.sd": 0.0,
    "levers": {
        "range": {"start": 1.0, "low": 1.0},
        "cycle": {"start": 2.0},
        "hours": {"start": 160.0},
        "safety": {"start": 0.0},
        "price": {"start": 10.0},
        "advertising": {"start": 0.0},
        "quality": {"start": 0.0},
        "promotion_depth": {"start": 0.0},
        "staff": {"start": 0.0},
    },
    **dict.fromkeys((f"money.{name}" for name in FREE), 0.0),
    "plant.defect_share": 0.0,
    "plant.defect_range_slope": 0.0,
    "plant.congestion": 0.0,
    "plant.breakdown_share": 0.0,
    "plant.run_hours": 1.0,
    "plant.whole_units": False,
}


def both(changes: dict[str, Any], weeks: int = 26, **more: Any) -> tuple[Run, Run]:
    """The same firm under cash and under accrual books."""
    scenario = load("blind").with_({"horizon.weeks": weeks, "horizon.warmup": 0} | changes | more)
    cash, accrual = (
        simulate(scenario.with_({"money.books": books}), firms=3, seed=5)
        for books in ("cash", "accrual")
    )
    return cash, accrual


def standard(scenario: Scenario) -> float:
    return scenario.money.material + scenario.plant.run_hours * scenario.money.wage


def value_before(run: Run) -> np.ndarray:
    """The stock's value at each week's beginning, (F, T)."""
    cost = standard(run.scenarios[0])
    end = run.flows["stock_value"]
    gone = run.flows["units"] + run.flows["scrapped"] - run.flows["made"]
    start = end[:, :1] + cost * gone[:, :1]
    return np.concatenate([start, end[:, :-1]], axis=1)


def test_what_is_made_for_next_week_is_no_cost_of_this() -> None:
    """100 made every other week, 50 sold a week at 10; materials 3, 160 hours paid at 1.5 = 240.

    Cash: 500 - 300 - 240 = -40 in a week of making, 500 - 240 = 260 in the other. Accrual: a unit
    is worth 3 + 1 x 1.5 = 4.5 (its hour is paid anyway); making 50 more than are sold adds 225,
    selling 50 from stock takes them off: 185 and 35. The difference between the weeks is what idle
    hours cost: 100 x 1.5. Two weeks come to 220 either way.
    """
    cash, accrual = both(PLAIN | HELD, weeks=12)
    made = cash.flows["made"][0, 4:]
    assert set(made) == {0.0, 100.0}
    assert set(cash.flows["units"][0, 4:]) == {50.0}
    busy = made == 100
    assert cash.flows["profit"][0, 4:][busy] == pytest.approx(-40)
    assert cash.flows["profit"][0, 4:][~busy] == pytest.approx(260)
    assert accrual.flows["profit"][0, 4:][busy] == pytest.approx(185)
    assert accrual.flows["profit"][0, 4:][~busy] == pytest.approx(35)
    assert accrual.accounts["stock change"][0, 4:][busy] == pytest.approx(-225)
    # cost of goods sold over units sold: (300 + 240 - 225) / 50 and (240 + 225) / 50
    assert accrual.series("unit_cost")[0, 4:][busy] == pytest.approx(6.3)
    assert accrual.series("unit_cost")[0, 4:][~busy] == pytest.approx(9.3)
    assert accrual.flows["stock_value"][0, 4:] == pytest.approx(
        4.5 * (cash.flows["stock"] + cash.flows["in_process"])[0, 4:]
    )


@pytest.mark.parametrize("scenario", ["base", "seasonal", "machinery"])
def test_profit_differs_by_the_change_of_the_stock_s_value(scenario: str) -> None:
    """A law of every week, where both firms do the same: nobody decides anything, no owner looks
    at the books, and nobody is frustrated by what the other would like by them.
    """
    same = HELD | {"owner.acts": "none", "people.frustration_conflict": 0.0}
    weeks = load(scenario).horizon.weeks if load(scenario).phases else 26
    one = load(scenario).with_(same | {"horizon.weeks": weeks, "horizon.warmup": 0})
    runs = [
        simulate(one.with_({"money.books": books}), firms=2, seed=3)
        for books in ("cash", "accrual")
    ]
    cash, accrual = runs
    for name in ("made", "units", "stock", "scrapped"):
        np.testing.assert_array_equal(cash.flows[name], accrual.flows[name])
    value, before = accrual.flows["stock_value"], value_before(accrual)
    assert value.min() >= 0
    assert cash.flows["scrapped"].sum() > 0
    gap = accrual.flows["profit"] - cash.flows["profit"]
    np.testing.assert_allclose(gap, value - before, atol=1e-8)
    np.testing.assert_allclose(gap.sum(axis=1), value[:, -1] - before[:, 0], atol=1e-7)
    assert (cash.accounts["stock change"] == 0).all()


@pytest.mark.parametrize("pay", ["silo", "shared"])
def test_accounts_add_up_and_pay_follows_the_books(pay: str) -> None:
    """Managers at work under accrual books: profit is revenue less all accounts, and both are paid
    by the profit and the unit cost of these books.
    """
    run = both({"incentives": pay, "communication": "sop"})[1]
    costs = sum(run.accounts[name] for name in ACCOUNTS if name != "revenue")
    np.testing.assert_allclose(run.flows["profit"], run.accounts["revenue"] - costs, atol=1e-8)
    value = run.flows["stock_value"]
    moved = -run.accounts["stock change"] - standard(run.scenarios[0]) * run.flows["scrapped"]
    np.testing.assert_allclose(value - value_before(run), moved, atol=1e-7)
    rounds = run.flows["profit"][:, :24].reshape(3, -1, run.scenarios[0].horizon.round_weeks)
    slip = run.slips["operations"]
    if pay == "shared":
        paid = slip["share of profit"][:, 3:24:4]
        np.testing.assert_allclose(paid, 0.05 * rounds.mean(axis=2))
    else:
        cost = run.flows["manufacturing"] / 1.0
        units = run.flows["units"]
        by_round = cost[:, :24].reshape(3, -1, 4).sum(axis=2) / units[:, :24].reshape(3, -1, 4).sum(
            axis=2
        )
        paid = slip["unit cost under target"][:, 3:24:4]
        np.testing.assert_allclose(paid, 8 * (10 - by_round))


def test_throwing_away_costs_its_value_and_its_disposal() -> None:
    """Cash: disposal x 4.5 a unit; accrual: 4.5 more, as nothing was charged when it was made."""
    for disposal in (0.0, 0.5):
        cash, accrual = both(HELD, **{"money.disposal": disposal})
        cost = standard(cash.scenarios[0])
        gone = cost * cash.flows["scrapped"]
        dead = accrual.accounts["write-offs"] - (1 + disposal) * gone
        np.testing.assert_allclose(cash.accounts["write-offs"] - disposal * gone, dead)
        assert gone.sum() > 0


def test_what_is_expected_is_what_comes_in_either_book() -> None:
    """Informed managers expect some 3 % of revenue too much of what they choose, in either book;
    the books differ by less than 1 %, as holding and spoiling are reckoned once each.
    """
    informed = {"incentives": "shared", "communication": "sop", "horizon.weeks": 104}
    late, gaps = slice(52, 104), []
    for run in both(informed | {"money.disposal": 0.0}, weeks=104):
        expected = [run.tape["operations"][week].predicted["profit"] for week in range(52, 104, 4)]
        off = np.mean(expected) - run.flows["profit"][:, late].mean()
        gaps.append(off / run.flows["revenue"][:, late].mean())
    assert abs(gaps[1] - gaps[0]) < 0.01
    assert max(map(abs, gaps)) < 0.04
