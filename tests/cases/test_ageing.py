"""Stock that ages, worked by hand: batches, what is cleared and thrown away, and what managers
expect of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.bench import ONE, Bench, each, morning
from support.firms import calm, planned
from support.plain import plain
from support.steps import facts_of

from coordsim.core.facts import INDEX
from coordsim.core.records import FirmState
from coordsim.mind.outlook import anchor, outlook
from coordsim.run.result import Run
from coordsim.run.simulate import simulate
from coordsim.scenario.file import Scenario, load

HELD = {"marketing.kind": "hold", "operations.kind": "hold"}
FREE = ("setup", "holding", "backorder", "returned", "range_overhead", "shipping", "late", "fixed")
PLAIN: dict[str, Any] = {  # one variant, 50 +- 8 a week at 10, 3 for materials and 1.5 for an hour
    "demand": "given",
    "given.mean": 50.0,
    "given.sd": 8.0,
    "given.lost": True,
    "market.wait": 0.0,
    "market.substitute": 0.0,
    "levers": {
        "range": {"start": 1.0, "low": 1.0},
        "hours": {"start": 160.0},
        "price": {"start": 10.0},
        "advertising": {"start": 0.0},
        "quality": {"start": 0.0},
        "promotion_depth": {"start": 0.0},
        "staff": {"start": 0.0},
    },
    **dict.fromkeys((f"money.{name}" for name in FREE), 0.0),
    "plant.forecast_window": 0,
    "plant.defect_share": 0.0,
    "plant.defect_range_slope": 0.0,
    "plant.congestion": 0.0,
    "plant.breakdown_share": 0.0,
    "plant.run_hours": 1.0,
    "plant.whole_units": False,
    "plant.endless": True,
    "plant.endless_known": True,
    "supply.endless": True,
    "money.books": "accrual",
    "horizon.weeks": 208,
    "horizon.warmup": 52,
}


def one(cycle: float = 1.0, safety: float = 1.0, **more: Any) -> Scenario:
    """A firm that holds its plan; ``more`` are parameters of the plant or the demand."""
    levers = PLAIN["levers"] | {
        "cycle": {"start": cycle},
        "safety": {"start": safety, "low": -5.0, "high": 20.0},
    }
    changes = {name.replace("__", "."): value for name, value in more.items()}
    return load("blind").with_(PLAIN | HELD | {"levers": levers} | changes)


def shop(life: int, **changes: Any) -> tuple[Bench, FirmState]:
    """Two variants that are held, a week from lot to shelf, an empty shelf."""
    case = {"line.slots": 2, "levers.range.start": 2, "plant.shelf_life": life}
    world, state = morning(calm(case | {"supply.endless": True} | changes))
    empty = np.zeros((1, 2))
    return world, replace(state, on_hand=empty, shelved=np.zeros_like(state.shelved))


def week(
    world: Bench, state: FirmState, came: list[float], sold: list[float]
) -> tuple[FirmState, list[float], float]:
    """Let units come, be sold, and grow a week older; returns what is taken off the shelf, and what
    of it is cleared.
    """

    def step(at: Any) -> tuple[list[float], float]:
        at.now.scrapped[:] = 0.0
        for v in range(2):
            at.firm.on_hand[v] += came[v]
            ONE["ageing"].put_on_shelf(at.n, at.lines, v, came[v])
            at.firm.on_hand[v] -= sold[v]
        ONE["ageing"].clear_shelf(at.n, at.firm, at.lines, at.now)
        return at.now.scrapped[:2].tolist(), float(at.now.cleared)

    after, ((scrapped, cleared),), _ = each(world, state, 0, step)
    return after, scrapped, cleared


def test_the_oldest_go_first_and_leave_after_their_life() -> None:
    """A life of 3 weeks. 10 come in week 0; 2, 3 and 1 of them are sold in weeks 0 to 2, the other
    4 leave at the end of week 2. 5 come in week 1: 2 are sold in week 3, at whose end 3 leave; 6
    come in week 2, 1 is sold in week 4, and 5 leave. Half is cleared.
    """
    world, state = shop(3, **{"money.cleared": 0.5})
    gone, cleared = [], []
    for came, sold in ((10, 2), (5, 3), (6, 1), (0, 2), (0, 1)):
        state, old, part = week(world, state, [came, 0], [sold, 0])
        gone.append(old)
        cleared.append(part)
    assert gone == [[0, 0], [0, 0], [4, 0], [3, 0], [5, 0]]
    assert cleared == [0, 0, 2, 1.5, 2.5]
    assert state.on_hand.tolist() == [[0, 0]]


def test_a_life_of_a_week_leaves_nothing() -> None:
    world, state = shop(1)
    state, old, _ = week(world, state, [10, 7], [4, 7])
    assert (old, state.on_hand.tolist()) == ([6, 0], [[0, 0]])


def test_goods_keep_by_default() -> None:
    world, state = shop(0)
    for _ in range(30):
        state, old, _ = week(world, state, [1, 0], [0, 0])
        assert old == [0, 0]
    assert (state.on_hand[0, 0], state.shelved.shape) == (30, (1, 0, 2))


def test_a_variant_that_retires_leaves_no_batches() -> None:
    """Otherwise goods of the next variant in its slot would be taken for younger than they are."""
    world, state = shop(4)
    state = week(world, state, [10, 8], [0, 0])[0]
    assert state.shelved[0, 1].tolist() == [10, 8]
    state = planned(state, range=1)

    def step(at: Any) -> None:
        ONE["development"].develop(at.n, at.firm, at.lines, at.now)

    assert each(world, state, 1, step)[0].shelved[0, 1].tolist() == [10, 0]


@settings(derandomize=True, deadline=None, max_examples=200)
@given(
    st.integers(1, 6),
    st.lists(st.tuples(st.integers(0, 20), st.floats(0, 1)), min_size=1, max_size=30),
)
def test_counting_what_came_is_keeping_batches(life: int, weeks: list[tuple[int, float]]) -> None:
    """First in, first out: batches kept one by one, however much is taken by whomever."""
    too_old = plain("firm.ageing").too_old
    batches: list[list[float]] = []  # [age, units], oldest first
    on_hand, came = 0.0, np.zeros(life)
    for arrived, share in weeks:
        batches.append([0, arrived])
        came[0], on_hand = arrived, on_hand + arrived
        taken = left = float(np.floor(share * on_hand))
        for batch in batches:
            part = min(left, batch[1])
            batch[1], left = batch[1] - part, left - part
        for batch in batches:
            batch[0] += 1
        expired = sum(units for age, units in batches if age >= life)
        batches = [batch for batch in batches if batch[0] < life]
        on_hand -= taken
        old = too_old(on_hand, came, life)
        assert old == expired
        on_hand -= old
        assert on_hand == sum(units for _, units in batches)
        came = np.concatenate([[0.0], came[:-1]])


def test_a_lot_does_not_count_on_what_will_be_too_old() -> None:
    """A life of 2 weeks, a cycle of 2, a week to the shelf, 10 a week, no safety: S = 30. On the
    shelf are 25 that came last week, 5 come now. This week 10 are sold, and the other 15 of last
    week's leave; next week the 5 are sold. So it counts on 30 - 15 units and makes 15, not none.
    """
    found = []
    for life in (2, 0):
        world, state = shop(life)
        state = planned(state, cycle=2, safety=0)
        shelved = state.shelved.copy()
        if life:
            shelved[0, 1, 0] = 25
        state = replace(
            state,
            on_hand=np.array([[25.0, 1e3]]),
            in_process=np.array([[[5.0, 0.0]]]),
            shelved=shelved,
            stocked=np.ones((1, 2), dtype=np.bool_),
        )

        def step(at: Any) -> float:
            at.now.lots_forecast[:2] = at.now.informed[:2] = 10.0
            ONE["plant"].produce(at.n, at.firm, at.lines, at.now)
            return float(at.now.wanted[0])

        found += each(world, state, 0, step)[1]
    assert found == [15, 0]


def books(**more: Any) -> Run:
    """Four firms whose goods can be sold in the week in which they come."""
    return simulate(one(plant__lead_weeks=0, plant__shelf_life=1, **more), firms=4, seed=7)


@pytest.mark.parametrize("kind", ["cash", "accrual"])
def test_what_clearing_and_throwing_away_cost(kind: str) -> None:
    """A unit has cost 4.5. Of those too old 40 % bring 25 % of 10; the other 60 % cost 4.5 x 0.5 to
    be rid of; under accrual books all of them are written off as well.
    """
    more = {"money__cleared": 0.4, "money__clearance": 0.25, "money__disposal": 0.5}
    run = books(money__books=kind, **more)
    gone = run.flows["scrapped"]
    assert gone[:, 1:].mean() > 5
    lost = 0.6 * 0.5 * 4.5 + (4.5 if kind == "accrual" else 0)
    np.testing.assert_allclose(run.accounts["write-offs"], lost * gone)
    sold = run.accounts["revenue"] - 10 * run.flows["units"]
    np.testing.assert_allclose(sold, 0.4 * 0.25 * 10 * gone, atol=1e-8)


def test_both_books_come_to_the_same() -> None:
    """Nothing is in stock at a week's end: both books show the same profit, in every week."""
    more = {"money__cleared": 0.4, "money__insolvency": True}
    cash, accrual = (books(money__books=kind, **more) for kind in ("cash", "accrual"))
    np.testing.assert_allclose(accrual.flows["stock"], 0, atol=1e-9)
    later = slice(1, None)  # the first week has the stock of the start to lose
    np.testing.assert_allclose(
        cash.flows["profit"][:, later], accrual.flows["profit"][:, later], atol=1e-8
    )
    np.testing.assert_allclose(cash.flows["cash"], accrual.flows["cash"], atol=1e-6)


def test_a_newsvendor_throws_away_what_it_has_too_much() -> None:
    """S = 50 + 8 units a week, demand 50 +- 8: E(S - D)+ = 8 (0.08332 + 1) = 8.667."""
    run = books()
    left = run.flows["scrapped"][:, 52:]
    assert left.mean() == pytest.approx(8.667, abs=4 * 8 / np.sqrt(left.size))
    np.testing.assert_allclose(left, np.maximum(58 - run.flows["demand"][:, 52:], 0), atol=1e-6)


@pytest.mark.parametrize(
    ("plan", "plant"),
    [
        ({}, {"lead_weeks": 0, "shelf_life": 1}),
        ({}, {"lead_weeks": 1, "shelf_life": 2}),
        ({"cycle": 4.0}, {"lead_weeks": 1, "shelf_life": 2}),
        ({"cycle": 4.0}, {"lead_weeks": 1, "shelf_life": 4}),
        ({"cycle": 2.0, "safety": 4.0}, {"lead_weeks": 2, "shelf_life": 3}),
        ({"safety": 12.0}, {"lead_weeks": 0, "shelf_life": 2}),
    ],
)
def test_managers_expect_what_comes(plan: dict[str, float], plant: dict[str, int]) -> None:
    """Profit to 3 % of revenue and the fill rate to 0.02, from a shelf that always lasts to one
    that is bare for half of each cycle, or so full that most of it is thrown away.
    """
    more = {f"plant__{name}": value for name, value in plant.items()}
    scenario = one(**plan, **more, money__cleared=0.3)
    run = simulate(scenario, firms=20, seed=5)
    world, state = morning(scenario)
    facts = facts_of(world, state, np.array([50.0]), 0)
    expected = outlook(world.model, state.plan, facts, anchor(world.model, facts))
    flows = {name: run.flows[name][:, 52:].mean() for name in ("profit", "filled", "demand")}
    assert abs(expected["profit"][0] - flows["profit"]) < 0.03 * 500
    assert expected["fill_rate"][0] == pytest.approx(flows["filled"] / flows["demand"], abs=0.02)


def test_what_is_too_old_is_foreseen_as_far_as_holding_is_known() -> None:
    """Who believes in half of the cost of holding expects half of what is thrown away."""
    scenario = one(plant__shelf_life=4, cycle=4.0).with_({"money.holding": 0.06})
    world, state = morning(scenario)
    facts = facts_of(world, state, np.array([50.0]), 0)
    lost = []
    for life in (0, 4):
        there, profits = morning(scenario.with_({"plant.shelf_life": life}))[0], []
        for share in (1.0, 0.5):
            believed = facts.copy()
            believed[:, INDEX["holding"]] *= share
            found = outlook(there.model, state.plan, believed, anchor(there.model, believed))
            profits.append(found["profit"][0] + share * 0.06 * found["stock"][0])
        lost.append(profits)
    (all_of_it, half) = np.subtract(*lost)
    assert all_of_it > 0
    assert half == pytest.approx(all_of_it / 2)


def test_a_long_life_is_none() -> None:
    """Goods that would keep for longer than a run lasts: the same run, to the last bit."""
    changes = {"horizon.weeks": 24, "horizon.warmup": 4, **HELD}
    runs = [
        simulate(load("blind").with_(changes | {"plant.shelf_life": life}), firms=2, seed=3)
        for life in (0, 40)
    ]
    for name, values in runs[0].flows.items():
        np.testing.assert_array_equal(values, runs[1].flows[name], err_msg=name)
