"""Lots that go on next week where they stopped, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support.bench import Bench, lucky, morning
from support.firms import calm, planned
from support.steps import plant

from coordsim.core.records import FirmState, Floats
from coordsim.run.simulate import simulate
from coordsim.scenario.file import load

TWO = {
    "line.slots": 2,
    "levers.range.start": 2,
    "plant.run_hours": 1.0,
    "plant.setup_hours": 10.0,
    "plant.setup_carryover": True,
    "supply.endless": True,
}


def shop(shelf: list[float], hours: float, **changes: Any) -> tuple[Bench, FirmState]:
    """Two variants with a cycle of 4 weeks, a week from lot to shelf, no safety: S = 10 x 5."""
    world, state = morning(calm(TWO | changes))
    state = planned(state, cycle=4, safety=0, overtime=0, quality=0.5)
    state = replace(state, on_hand=np.array([shelf]), crew=np.full_like(state.crew, hours))
    return lucky(world), replace(state, stocked=np.ones((1, 2), dtype=np.bool_))


def forecast(each: float = 10.0) -> Floats:
    return np.full((1, 2), each)


def weeks(world: Bench, state: FirmState, count: int) -> tuple[FirmState, list[Any]]:
    """Weeks 0, 1, ... in which nobody buys."""
    made = []
    for week in range(count):
        state, one = plant.produce(world, state, forecast(), forecast(), week)
        made.append(one)
    return state, made


def test_a_lot_goes_on_without_another_set_up() -> None:
    """The first is due in week 0 and lacks 50 - 10 = 40 units: 10 h + 40 h. Of 25 h a week, week 0
    has the set-up and 15 units, week 1 the other 25. The second is due in week 3, and lacks 50 - 20
    = 30: 10 h and 15, then 15 with 10 h to spare, as the first is due in week 4 and lacks nothing.
    """
    world, state = shop([10, 20], hours=25)
    state, made = weeks(world, state, 5)
    assert [one.lots[0].tolist() for one in made] == [[15, 0], [25, 0], [0, 0], [0, 15], [0, 15]]
    assert [one.setups[0] for one in made] == [1, 0, 0, 1, 0]
    assert [one.setup_hours[0] for one in made] == [10, 0, 0, 10, 0]
    assert [one.used[0] for one in made] == [25, 25, 0, 25, 15]
    assert [one.wanted[0].tolist() for one in made] == [[40, 0], [25, 0], [0, 0], [0, 30], [0, 15]]
    assert (state.lot_left[0], state.set_up_for[0]) == (0, 2)


def test_a_lot_begun_anew_every_week_pays_every_week() -> None:
    """The same without carry-over: of 25 h a week 10 go to a set-up while 40 units are made."""
    world, state = shop([10, 20], hours=25, **{"plant.setup_carryover": False})
    made = weeks(world, state, 3)[1]
    assert [one.lots[0].tolist() for one in made] == [[15, 0], [15, 0], [10, 0]]
    assert [one.setups[0] for one in made] == [1, 1, 1]


def test_a_set_up_goes_on_too() -> None:
    """8 h a week and a set-up of 10: 8 h, then 2 h and 6 units. It counts as it begins."""
    world, state = shop([10, 50], hours=8)
    made = weeks(world, state, 2)[1]
    assert [one.lots[0, 0] for one in made] == [0, 6]
    assert [one.setups[0] for one in made] == [1, 0]
    assert [one.setup_hours[0] for one in made] == [8, 2]


def test_who_waits_is_sized_when_its_turn_comes() -> None:
    """50 units of the first are left in week 2, two weeks of 25 h. In week 3 the second is due and
    waits; when it begins a week later it lacks not 50 - 20 but 4 more, which were sold: 34, of
    which 15 are made beside its set-up. The first is due again and lacks nothing.
    """
    world, state = shop([0, 20], hours=25)
    first = {"set_up_for": 1.0, "set_up_hours": 10.0, "lot_left": 50.0}
    state = replace(state, **{name: np.array([at]) for name, at in first.items()})
    lots = []
    for week in range(2, 7):
        state, made = plant.produce(world, state, forecast(), forecast(), week)
        lots.append(made.lots[0].tolist())
        assert state.lot_waits.tolist() == [[0, week == 3]]
        state = replace(state, on_hand=state.on_hand - [[0, 4 * (week == 3)]])
    assert lots == [[25, 0], [25, 0], [0, 15], [0, 19], [0, 0]]


def test_a_lot_without_materials_gives_way() -> None:
    """The first has parts for 5 of the 40 units left; then the second is set up for with what is
    left of 45 h: 45 - 5 - 10 = 30 units. The first waits and will need another set-up.
    """
    world, state = shop([10, 20], hours=45, **{"supply.endless": False})
    first = {"set_up_for": 1.0, "set_up_hours": 10.0, "lot_left": 40.0, "common": 1000.0}
    state = replace(state, **{name: np.array([at]) for name, at in first.items()})
    state = replace(state, parts=np.array([[5.0, 1000.0]]))
    state, made = plant.produce(world, state, forecast(), forecast(), 3)
    assert made.lots.tolist() == [[5, 30]]
    assert (made.setups[0], made.used[0]) == (1, 45)
    assert state.lot_waits.tolist() == [[1, 0]]
    assert state.shortfall[0, 0].tolist() == [35, 0, 0, 0]
    state = replace(state, parts=np.array([[1000.0, 1000.0]]))
    state, made = plant.produce(world, state, forecast(), forecast(), 5)
    assert (made.lots.tolist(), made.setups[0]) == ([[35, 0]], 1)


@pytest.mark.parametrize("endless", [True, False])
def test_where_hours_abound_nothing_changes(endless: bool) -> None:
    """Lots that end within their week are what they were, but for the set-ups of none."""
    scenario = load("blind").with_(
        {
            "horizon.weeks": 40,
            "market.customers": 300,
            "plant.endless": endless,
            "levers.hours.start": 320.0,
            "plant.setup_hours": 0.0,
            "marketing": {"kind": "hold"},
            "operations": {"kind": "hold"},
            "supply.endless": True,
        }
    )
    runs = [simulate(scenario.with_({"plant.setup_carryover": on}), seed=3) for on in (False, True)]
    np.testing.assert_array_equal(runs[0].flows["made"], runs[1].flows["made"])
    np.testing.assert_array_equal(runs[0].flows["setups"], runs[1].flows["setups"])


def test_congestion_clears() -> None:
    """A plant that has hours for its demand, but not for a set-up every week: begun anew, it falls
    behind for good; carried over, lots grow until it keeps up.
    """
    changes = {
        "horizon.weeks": 150,
        "horizon.warmup": 100,
        "rules.demand": "given",
        "line.slots": 1,
        "levers.range.start": 1,
        "given.mean": 20.0,
        "given.sd": 2.0,
        "plant.run_hours": 4.0,
        "plant.setup_hours": 40.0,
        "plant.breakdown_share": 0.0,
        "levers.hours.start": 100.0,
        "levers.overtime.start": 0.0,
        "levers.cycle.start": 1,
        "marketing": {"kind": "hold"},
        "operations": {"kind": "hold"},
        "supply.endless": True,
    }
    anew = simulate(load("blind").with_(changes), seed=1)
    on = simulate(load("blind").with_(changes | {"plant.setup_carryover": True}), seed=1)
    assert anew.flows["made"][0, 100:].mean() == pytest.approx(15)
    assert on.flows["made"][0, 100:].mean() == pytest.approx(20, abs=0.6)
