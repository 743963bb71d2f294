"""A firm that has long lived by its first plan: its first shelf, materials and customers by hand;
and that its first weeks are like its later ones.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.firms import calm, small

import coordsim as cs
from coordsim.core.levers import COLUMN
from coordsim.run.simulate import Engine
from coordsim.scenario.file import Scenario

HELD = {"marketing": {"kind": "hold"}, "operations": {"kind": "hold"}}
SURE = {
    "demand": "given",
    "given.mean": 10.0,
    "given.sd": 0.0,
    "plant.forecast_window": 0,
    "start.stock": "fitted",
    "levers.range.start": 2,
    "levers.cycle.start": 2,
    "levers.safety.start": 0.0,
}


def sure(**changes: object) -> Scenario:
    """A firm that sells ten of each variant every week and has hours for all."""
    return calm(HELD | SURE | {key.replace("__", "."): value for key, value in changes.items()})


def test_the_first_shelf_and_materials_by_hand() -> None:
    """Two variants, lots every second week in turn, a week in the plant: base stock 10 x (1 + 2).

    The first was made two weeks ago and is due now: of 20 on the shelf a week's sales are left. The
    second was made last week: its 20 are in the plant and the shelf is empty. Parts: what may be
    used in 3 + 1 weeks, two lots, is on hand or on its way, ordered as it was used; common modules
    alike for both.
    """
    engine = Engine([sure()], [1])
    state = engine.state
    assert state.on_hand[0, :2].tolist() == [10, 0]
    assert state.in_process[0, :, :2].tolist() == [[0, 20]]
    assert state.parts[0, :2].tolist() == [20, 0]
    assert state.parts_coming[0, :, :2].tolist() == [[0, 20], [20, 0], [0, 20]]
    assert state.common[0] == 20
    assert state.common_coming[0].tolist() == [20, 20, 20]
    assert not state.backlog.any()
    assert not state.shortfall.any()
    flows = [engine.step().flows for _ in range(6)]
    for name, value in (("made", 20), ("units", 20), ("empty", 0), ("stock", 10)):
        assert [float(flow[name][0]) for flow in flows] == [value] * 6, name


def test_too_few_hours_leave_what_they_can_make() -> None:
    """Where the plan needs more hours than there are, the shelf is as empty as it would be by
    then.
    """
    tight = sure(levers__hours__start=80, plant__run_hours=10.0, levers__overtime__start=0.0)
    run = cs.simulate(tight, seeds=[1])
    made = run.flows["made"][0]
    assert made.max() <= 8
    assert run.flows["stock"][0].max() <= made.max()


@settings(derandomize=True, deadline=None, max_examples=12)
@given(
    cycle=st.integers(1, 5),
    variants=st.integers(1, 8),
    safety=st.sampled_from([0.0, 1.0]),
    lead=st.integers(1, 3),
)
def test_the_first_weeks_are_like_any(cycle: int, variants: int, safety: float, lead: int) -> None:
    """Nothing is uncertain and hours are plenty: every cycle from the first on is like the next,
    whatever the cycle, range, safety and lead time.
    """
    scenario = sure(
        levers__cycle__start=cycle,
        levers__range__start=variants,
        levers__safety__start=safety,
        plant__lead_weeks=lead,
        plant__endless=True,
        horizon__weeks=3 * cycle + 1,
        horizon__warmup=0,
    )
    flows = cs.simulate(scenario, seeds=[1]).flows
    for name in ("made", "stock", "in_process", "ordered", "units"):
        weeks = flows[name][0]
        assert weeks[:cycle].tolist() == weeks[cycle : 2 * cycle].tolist(), name
    assert not flows["empty"].any()


PLANS = {
    "as it is": {},
    "long cycle": {"levers.cycle.start": 8, "levers.safety.start": 0.0},
    "clusters": {"market.tastes": "clusters", "money.books": "accrual", "levers.cycle.start": 4},
    "wide": {"levers.range.start": 13, "levers.hours.start": 240, "levers.cycle.start": 4},
}


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_no_weeks_of_setting_up(plan: dict[str, object]) -> None:
    """On average over worlds, what is made, stored and asked for in each of the first eight weeks
    is near that of eight weeks later, when the same lots fall due; with the stock given it is not.
    """
    scenario = cs.load("blind").with_(HELD | plan | {"levers.promotion_every.start": 0})
    off = {}
    for stock in ("given", "fitted"):
        flows = cs.simulate(scenario.with_({"start.stock": stock}), seeds=range(1, 101)).flows
        means = {name: flows[name].mean(axis=0) for name in ("stock", "made", "demand")}
        off[stock] = {name: np.abs(m[:8] / m[8:16] - 1).max() for name, m in means.items()}
    assert max(off["fitted"].values()) < 0.2, off
    assert max(off["given"].values()) > 1.5 * max(off["fitted"].values()), off


def test_firms_start_alike_alone_beside_others_and_asked() -> None:
    scenario = small({"start.stock": "fitted", "levers.cycle.inherited": [1, 4, 7]})
    beside = cs.simulate(scenario, seeds=range(1, 7))
    for place, seed in enumerate(beside.seeds):
        assert cs.simulate(scenario, seeds=[seed]).hashes[0] == beside.hashes[place]
    engine = Engine([scenario] * 6, beside.seeds)
    assert engine.whole().hashes == beside.hashes
    assert len(set(beside.start[:, COLUMN["cycle"]])) > 1


def test_customers_who_bought_last_week_need_nothing_yet() -> None:
    """Of 60 customers D a week have bought for ``need_weeks`` weeks, an equal share in each."""
    scenario = small({"start.stock": "fitted", "market.need_weeks": 4, "market.customers": 3000})
    state = Engine([scenario], [1]).state
    away = state.need_week[0]
    shares = np.array([(away == week).mean() for week in range(1, 5)])
    assert set(away) == {0, 1, 2, 3, 4}
    booked = state.booked[0, :, 0].sum() / 3000
    assert np.abs(shares - booked).max() < 4 * np.sqrt(booked / 3000)
    assert not Engine([small()], [1]).state.need_week.any()
