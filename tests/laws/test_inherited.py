"""Laws of inherited plans: the same in all arms of a world, whoever else is run; a room's firm
starts where the batch starts.
"""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from support.firms import small
from support.play import seeds

import coordsim as cs
from coordsim.core.levers import BY_NAME, COLUMN, ROLES, Lever
from coordsim.room.session import Session
from coordsim.run.inherited import first_plan, first_plans

ARMS = (
    {},
    {"incentives": "shared", "communication": "sop"},
    {"governance": "leadership", "market.overload": 0.1},
    {"marketing": {"kind": "hold"}, "operations": {"kind": "hold"}},
)


def some(lever: Lever) -> st.SearchStrategy[list[float]]:
    grid = lever.grid(*small().lever_limits(lever.name))
    return st.lists(st.sampled_from([float(value) for value in grid]), min_size=1, max_size=6)


TO_DRAW = [lever for lever in BY_NAME.values() if lever.name != "range"]  # which small() starts
inherited = st.fixed_dictionaries(
    {}, optional={f"levers.{lever.name}.inherited": some(lever) for lever in TO_DRAW}
)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(drawn=inherited, seed=seeds)
def test_a_world_starts_all_its_arms_alike(drawn: dict[str, list[float]], seed: int) -> None:
    arms = [small(drawn | changes) for changes in ARMS]
    plans = first_plans(arms, [seed] * len(arms))
    assert (plans == plans[0]).all()
    beside = first_plans([arms[0]] * 3, [seed + 1, seed, seed + 2])
    assert (beside[1] == plans[0]).all()
    for name, place in COLUMN.items():
        values = drawn.get(f"levers.{name}.inherited", [small().lever_start(name)])
        assert plans[0, place] in values


@settings(derandomize=True, deadline=None, max_examples=10)
@given(drawn=inherited, seed=seeds)
def test_one_more_inherited_lever_moves_no_other(drawn: dict[str, list[float]], seed: int) -> None:
    """Levers are drawn apart: what a lever starts from does not hang on what others may."""
    alone = {"levers.price.inherited": [8.0, 9.0, 11.0]}
    one = first_plan(small(alone), seed)["price"]
    assert first_plan(small(drawn | alone), seed)["price"] == one


def test_a_rooms_firm_starts_where_the_batch_starts() -> None:
    scenario = small(
        {"levers.price.inherited": [8.0, 9.0, 11.0], "levers.safety.inherited": [0.0, 2.0]}
    )
    run = cs.simulate(scenario, seeds=range(1, 7))
    for place, seed in enumerate(run.seeds):
        for role in ROLES:
            session = Session.create(scenario, seed, role)
            assert list(session.start.values()) == run.start[place].tolist()
            for lever in session.view().levers:
                assert lever.value == session.start[lever.name]
    assert len(np.unique(run.start, axis=0)) > 1
