"""What a seat is shown under silence depends on its own part of the firm's state and on nothing
else: every field of the state and every flow of the round is moved by itself, as they stand in the
middle of a run. A new field is covered when it is there.
"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from support.firms import small
from support.observed import spelt

from coordsim.core.kpis import KPI
from coordsim.core.levers import LEVERS, ROLES
from coordsim.core.records import Decision, FirmState
from coordsim.run.engine import SEEN
from coordsim.run.simulate import Engine

BELIEFS, EXPECTED = "beliefs", {"beliefs", "expected_demand"}
COMMON = {
    "plan": {BELIEFS, "expected_demand", "plan"},  # one's own levers
    "understanding": EXPECTED,
    "told": EXPECTED | {"plan"},  # what was said before silence began
    "told_week": {"age"},
    "trust": {"trust"},
    "memory": {"learnt"},
    "quarter_units": {"progress"},
    "quota": {"progress"},
}
OWN = {
    "marketing": COMMON | {"level": EXPECTED, "shock": EXPECTED},
    "operations": COMMON
    | {
        "plan": {BELIEFS, "plan"},
        "understanding": {BELIEFS},
        "on_hand": {BELIEFS},
        "status": EXPECTED,
        "booked": EXPECTED,
        "surprise": {BELIEFS},
        "recent": {BELIEFS},
    },
}
PAID_BY = {"marketing": {"units"}, "operations": {"manufacturing", "costed"}}


@cache
def engine() -> Engine:
    """A firm in the middle of its run, between two rounds."""
    made = Engine([small()], [5])
    while made.week < 2 * made.scenario.horizon.round_weeks:
        made.step()
    return made


def shown(role: str, state: FirmState) -> dict[str, str]:
    """What a seat is shown when the round begins; marketing changes nothing before."""
    made = Engine([small()], [5])
    made.resume(state, engine().week)
    story = made.story()
    ask = next(story)
    if ask.role != role:
        ask = story.send(Decision({}))
    story.close()
    return spelt(ask.observation)


def moved(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(moved, value))
    if value.dtype.kind == "b":
        return ~value
    if value.dtype.kind == "i":
        return value + 1
    return np.where(np.isnan(value), 3.7, 1.25 * value + 0.75).astype(value.dtype)


def changed(state: FirmState, field: str) -> FirmState:
    """The state with one field moved; levers within their limits, others are refused."""
    if field != "plan":
        return replace(state, **{field: moved(getattr(state, field))})
    limits = np.array([engine().scenario.lever_limits(lever.name) for lever in LEVERS])
    low, high = limits.T
    end = np.where(state.plan < (low + high) / 2, high, low)
    return replace(state, plan=state.plan + 0.25 * (end - state.plan))


def depends(role: str, state: FirmState) -> set[str]:
    """Fields of the observation that differ from those of the state as it is."""
    plain, other = shown(role, engine().state), shown(role, state)
    return {name.partition(".")[0] for name in plain | other if plain.get(name) != other.get(name)}


@pytest.mark.parametrize("field", [item.name for item in fields(FirmState)])
@pytest.mark.parametrize("role", ROLES)
def test_of_the_state_a_seat_sees_its_own_part(role: str, field: str) -> None:
    if field == "round_flows":
        return  # flow by flow, below
    if field == "stopped":
        return  # nobody is asked any more
    assert depends(role, changed(engine().state, field)) <= OWN[role].get(field, set())


@pytest.mark.parametrize("role", ROLES)
def test_the_list_of_what_is_its_own_is_no_longer_than_it_has_to_be(role: str) -> None:
    state = engine().state
    found = {field for field in OWN[role] if depends(role, changed(state, field))}
    assert found == set(OWN[role])


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_of_the_round_a_seat_sees_its_results_and_its_pay(role: str) -> None:
    state = engine().state
    own = {flow for name in SEEN[role] for flow in (KPI[name].top, KPI[name].bottom)}
    for name, flow in state.round_flows.items():
        flows = {**state.round_flows, name: moved(flow)}
        found = depends(role, replace(state, round_flows=flows))
        may = {"result": name in own, "pay": name in PAID_BY[role] | {"one", "weeks"}}
        assert found <= {part for part, there in may.items() if there}, name
