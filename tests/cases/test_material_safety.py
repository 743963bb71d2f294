"""Material safety: what operations adds to the safety factor of material orders, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support.bench import morning
from support.firms import calm, planned, small
from support.steps import supply

from coordsim.core.levers import BY_NAME, COLUMN
from coordsim.run.result import Run
from coordsim.run.simulate import simulate

TWO: dict[str, Any] = {
    "line.slots": 2,
    "levers.range.start": 2,
    "supply.lead_weeks": 3,
    "supply.safety": 2.0,
    "market.shock_sd": 0.0,
}
AT = COLUMN.items()
HELD = {"marketing": {"kind": "hold"}, "operations": {"kind": "hold"}}


def same(one: Run, other: Run) -> None:
    """Everything that happens is the same; a lever that is not at its start is one more thing that
    marketing has to be told.
    """
    for name, flow in one.flows.items():
        if name != "belief_miss":
            np.testing.assert_array_equal(flow, other.flows[name], name)


@pytest.mark.parametrize(
    ("added", "parts", "modules"),
    [(-2.0, [64, 36], 100), (0.0, [80, 48], 120), (0.5, [84, 51], 125), (1.0, [88, 54], 130)],
)
def test_orders_rise_by_the_spread(added: float, parts: list[int], modules: int) -> None:
    """Forecasts 16 and 9 a week, a lot every week, three weeks of lead and one of review: four
    weeks' use, whose root is 2. Nothing is on hand or on order.

    The usual factor is 2. Parts: 16 x 4 + 2 x 4 x 2 = 80 and 9 x 4 + 2 x 3 x 2 = 48, modules 25 x 4
    + 2 x 5 x 2 = 120. Each unit added is a spread more: 4 x 2 = 8 and 3 x 2 = 6 parts, 5 x 2 = 10
    modules. Two less are no safety at all: what is expected to be used, 64, 36 and 100.
    """
    world, state = morning(calm(TWO))
    empty = {
        name: np.zeros_like(getattr(state, name))
        for name in ("parts", "common", "parts_coming", "common_coming", "surprise")
    }
    state = replace(planned(state, cycle=1, safety=0, material_safety=added), **empty)
    after, ordered = supply.order(world, state, np.array([[16.0, 9.0]]))
    assert after.parts_coming[0, 2].tolist() == parts
    assert after.common_coming[0, 2] == modules
    assert ordered.tolist() == [sum(parts) + modules]


def test_it_adds_to_what_is_usual() -> None:
    """A usual factor of 1.5 and 0.5 more is one of 2: the same firm, week by week."""
    for usual, added in ((1.5, 0.5), (2.25, -0.25)):
        changes = {"supply.safety": usual, "levers.material_safety.start": added}
        both, plain = (simulate(small(HELD | one)) for one in (changes, {"supply.safety": 2.0}))
        same(both, plain)


def test_more_safety_is_more_stock_and_fewer_units_that_lack_materials() -> None:
    """In twenty worlds of a held plan: what was ordered in all differs by the safety alone."""

    def lived(added: float) -> Run:
        changes = {
            "levers.material_safety.start": added,
            "horizon.weeks": 40,
            "market.customers": 400,
            "start.materials_weeks": 0.5,
        }
        return simulate(small(HELD | changes), firms=20)

    fewer, usual, more = (lived(added) for added in (-1.5, 0.0, 1.5))
    held = [float(run.accounts["parts holding"].mean()) for run in (fewer, usual, more)]
    short = [float(run.causes["materials"].mean()) for run in (fewer, usual, more)]
    assert held[0] < held[1] < held[2]
    assert short[0] > short[1] > short[2]


def test_where_materials_are_endless_it_changes_nothing() -> None:
    with_it, without = (
        simulate(small(HELD | {"supply.endless": True, "levers.material_safety.start": added}))
        for added in (1.5, 0.0)
    )
    same(with_it, without)


def test_no_expectation_counts_it() -> None:
    """Its help says so: a manager who searches finds no step that gains, and leaves it alone, also
    where it may be moved; it does move other levers.
    """
    run = simulate(small({"levers.material_safety.open": True, "horizon.weeks": 24}), firms=3)
    moved = {name: (run.plan[:, :, place] != run.start[:, [place]]).any() for name, place in AT}
    assert not moved["material_safety"]
    assert sum(moved.values()) > 3


def test_it_starts_where_it_changes_nothing() -> None:
    lever = BY_NAME["material_safety"]
    assert (lever.owner, lever.start, lever.open) == ("operations", 0, False)
