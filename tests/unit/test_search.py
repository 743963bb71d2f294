"""Steps along a lever's grid, and a climb, on worlds small enough to see through."""

from __future__ import annotations

import numpy as np
import pytest
from support.firms import morning, planned, small

from coordsim.core.levers import BY_NAME, COLUMN, LEVERS
from coordsim.core.records import Floats
from coordsim.mind.search import climb, contested, stepped


def step(changes: dict[str, object], name: str, start: float, steps: int) -> float:
    world, state = morning(small(changes))
    return float(
        stepped(world.model, planned(state, **{name: start}).plan, BY_NAME[name], steps)[0][
            0, COLUMN[name]
        ]
    )


@pytest.mark.parametrize(
    ("name", "start", "steps", "end"),
    [
        ("price", 10, 1, 10.5),
        ("price", 10, -1, 9.5),
        ("price", 14, 1, 14),
        ("price", 6, -1, 6),
        ("price", 10.1, 1, 10.5),
        ("promotion_every", 8, 1, 4),
        ("promotion_every", 8, -1, 13),
        ("promotion_every", 13, -1, 0),
        ("promotion_every", 4, 1, 4),
        ("safety", -0.5, 1, -0.25),
        ("cycle", 1, -1, 1),
        ("overtime", 0.3, 1, 0.3),
    ],
)
def test_a_step(name: str, start: float, steps: int, end: float) -> None:
    """Promotions go from never over 13 and 8 to every 4 weeks: the grid is in order of effort."""
    assert step({}, name, start, steps) == pytest.approx(end)


def test_steps_stay_within_the_scenarios_limits() -> None:
    limits = {"levers.hours": {"low": 160, "high": 180, "start": 170}}
    assert [step(limits, "hours", 170, steps) for steps in (-3, -1, 1, 3)] == [160, 160, 180, 180]
    wider = {"levers.hours": {"low": 40, "high": 360, "start": 170}}
    assert [
        step(wider, "hours", hours, steps)
        for hours, steps in ((60, -1), (60, -9), (340, 1), (340, 9))
    ] == [50, 40, 350, 360]


def test_steps_between_choices_stay_within_the_scenarios_limits() -> None:
    """Promotions at most every 8 weeks: one step down from 8 is never, not 13."""
    assert step({"levers.promotion_every": {"high": 8, "start": 8}}, "promotion_every", 8, -1) == 0


def test_limits_off_the_grid_leave_the_lever_where_it_is() -> None:
    """A price fixed at 9.9, while the grid has 9.5 and 10."""
    assert step({"levers.price": {"low": 9.9, "high": 9.9, "start": 9.9}}, "price", 9.9, 1) == 9.9


def test_a_climb_takes_one_step_where_it_pays() -> None:
    """Worth 100 - 10 x |price - 12| - |hours - 170|: a step of price from 10 gains 5, hours stay; a
    closed lever stays too.
    """

    def value(plan: Floats) -> Floats:
        return (
            100
            - 10 * np.abs(plan[:, COLUMN["price"]] - 12)
            - np.abs(plan[:, COLUMN["hours"]] - 170)
        )

    world, state = morning(small())
    plan = climb(world.model, state.plan, LEVERS, value)
    changed = {
        lever.name
        for lever in LEVERS
        if plan[0, COLUMN[lever.name]] != state.plan[0, COLUMN[lever.name]]
    }
    assert changed == {"price"}
    assert plan[0, COLUMN["price"]] == 10.5
    world, state = morning(small({"levers.price.open": False}))
    assert (climb(world.model, state.plan, LEVERS, value) == state.plan).all()


def test_a_gain_below_tolerance_is_not_worth_moving_for() -> None:
    """Tolerance 1 % of 100: a step of price worth 0.9 is left, one worth 1.1 is taken."""
    for slope, price in ((1.8, 10.0), (2.2, 10.5)):
        world, state = morning(small({"people.tolerance": 0.01}))
        plan = climb(
            world.model,
            state.plan,
            LEVERS,
            lambda plan, slope=slope: 100 + slope * (plan[:, COLUMN["price"]] - 10),
        )
        assert plan[0, COLUMN["price"]] == price


def test_what_is_contested() -> None:
    """A role that would gain more than 1 % of 100 from another step contests the lever."""
    world, state = morning(small({"people.contest": 0.01}))
    plan = state.plan
    found = contested(
        world.model,
        plan,
        (BY_NAME["hours"], BY_NAME["cycle"]),
        lambda plan: 100 + 0.2 * plan[:, COLUMN["hours"]] - 34 - 0.5 * plan[:, COLUMN["cycle"]] + 1,
    )
    assert {name: values.tolist() for name, values in found.items()} == {"hours": [1], "cycle": [0]}
