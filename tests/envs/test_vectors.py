"""What stands in observations and actions: hand-worked numbers, and laws over the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.firms import small

import coordsim as cs
from coordsim.core.decisions import check
from coordsim.core.facts import FACTS, INDEX
from coordsim.core.levers import BY_NAME, COLUMN, LEVERS, ROLES
from coordsim.core.records import Observation
from coordsim.envs import Coder
from coordsim.envs.actions import FORMS
from coordsim.envs.episode import Episode
from coordsim.envs.features import LEFT_OUT, features
from coordsim.rules.pay import PAY
from coordsim.scenario.file import load, names

every_role = pytest.mark.parametrize("role", ROLES)


def observation(role: str, weeks: int = 4, firms: int = 2) -> Observation:
    """What a role sees in its second round, in its own turn."""
    episode = Episode(small({"horizon.weeks": 8}), range(1, firms + 1), (role,))
    while episode.week < weeks:
        assert episode.ask is not None
        episode.answer(cs.Decision({}))
    return episode.seen(role)


@every_role
def test_every_field_of_the_record_is_shown_or_left_out_with_a_reason(role: str) -> None:
    shown = {one.name.split(".")[0] for one in features(small(), role)}
    every = {item.name for item in fields(Observation)}
    assert shown | set(LEFT_OUT) == every
    assert not shown & set(LEFT_OUT)


@every_role
def test_names_are_those_of_what_is_seen(role: str) -> None:
    """Each number of the record has a place of its own, but for those of levers that play no
    part.
    """
    seen, named = observation(role), [one.name for one in features(small(), role)]
    count, idle = 0, sum(small().lever_idle(name) for name in COLUMN)
    for item in fields(Observation):
        value = getattr(seen, item.name)
        if item.name in LEFT_OUT:
            continue
        mine = [name for name in named if name.split(".")[0] == item.name]
        if isinstance(value, Mapping):
            assert set(mine) == {f"{item.name}.{name}" for name in value}
        elif np.ndim(value) == 2:
            left_out = idle if item.metadata["columns"] in ("levers", "facts") else 0
            assert len(mine) == value.shape[1] - left_out
        else:
            assert len(mine) == 1
        count += len(mine)
    assert count == len(named) == len(set(named))


def place(coder: Coder, name: str) -> int:
    return [one.name for one in coder.features].index(name)


def test_numbers_worked_by_hand() -> None:
    coder, seen = Coder.of(small(), "marketing"), observation("marketing")
    beliefs = seen.beliefs.copy()
    beliefs[:, COLUMN["hours"]] = np.inf  # as many as it takes
    beliefs[:, INDEX["stock"]] = np.nan  # no idea
    beliefs[:, INDEX["fill_rate"]] = 0.75
    beliefs[:, INDEX["holding"]] = np.e - 1
    plan = seen.plan.copy()
    plan[:, COLUMN["price"]] = 12.0  # of 6 to 14
    age = seen.age.copy()
    age[:, INDEX["stock"]] = np.nan
    changed = replace(
        seen,
        plan=plan,
        beliefs=beliefs,
        age=age,
        pay={name: -(np.e**2 - 1) * np.ones(2) for name in seen.pay},
    )
    vector = coder.see(changed)[0]
    assert vector.dtype == np.float32
    expected = {
        "week": 2 * 4 / 12 - 1,
        "plan.price": 0.5,
        "beliefs.hours": 1.0,
        "beliefs.stock": 0.0,
        "age.stock": -1.0,
        "beliefs.fill_rate": 0.5,
        "beliefs.holding": 1.0,
        f"pay.{next(iter(seen.pay))}": -2.0,
    }
    for name, value in expected.items():
        assert vector[place(coder, name)] == pytest.approx(value, abs=1e-6), name


@pytest.mark.parametrize("name", names())
@every_role
def test_every_scenario_has_a_space(name: str, role: str) -> None:
    coder = Coder.of(load(name), role)
    assert all(low < high for low, high in (one.bounds for one in coder.features))
    assert [knob.name for knob in coder.knobs if knob.name != "forecast"] == [
        lever.name for lever in LEVERS if lever.owner == role and load(name).lever_open(lever.name)
    ]


@pytest.mark.parametrize("pay", PAY)
@every_role
def test_every_pay_rule_is_shown_line_by_line(pay: str, role: str) -> None:
    scenario = small({"incentives": pay, "horizon.weeks": 8})
    env = cs.envs.single_env(scenario, role)
    env.reset(seed=1)
    seen, reward, *_ = env.step(env.hold())
    assert env.observation_space.contains(seen)
    paid = env.seat.seen.pay
    assert reward == pytest.approx(sum(values[0] for values in paid.values()), abs=1e-9)


def test_the_first_action_in_units_worked_by_hand() -> None:
    coder, seen = Coder.of(small(), "marketing"), observation("marketing")
    names = [knob.name for knob in coder.knobs]
    action = np.zeros((2, len(names)))
    action[0, names.index("price")] = 0.5
    action[0, names.index("promotion_every")] = 0.9
    action[0, names.index("range")] = -1.0
    action[0, names.index("forecast")] = -0.25
    decision = coder.decide(action, seen)
    assert decision.levers["price"].tolist() == [12.0, 10.0]
    assert decision.levers["promotion_every"].tolist() == [13.0, 8.0]
    assert decision.levers["range"][0] == 1.0
    assert decision.forecast is not None
    assert decision.forecast == pytest.approx(seen.expected_demand * [0.75, 1.0])


@settings(deadline=None, max_examples=40)
@given(data=st.data())
@pytest.mark.parametrize("form", FORMS)
@every_role
def test_every_action_within_bounds_passes_the_door(
    role: str, form: str, data: st.DataObject
) -> None:
    """And what it sets, set again, is the same."""
    coder, seen = CODERS[role, form], seen_by(role)
    low, high = (np.array(side) for side in zip(*BOUNDS[role, form], strict=True))
    share = data.draw(st.lists(st.floats(0, 1), min_size=len(low), max_size=len(low)))
    action = np.repeat([low + np.array(share) * (high - low)], 2, axis=0)
    decision = coder.decide(np.clip(action, low, high), seen)
    checked = check(role, decision, seen.limits, 2, seen.week)
    again = coder.decide(
        coder.hold(seen, {name: float(values[0]) for name, values in checked.levers.items()}), seen
    )
    for name, values in checked.levers.items():
        assert again.levers[name] == pytest.approx(values, abs=1e-9), name


CODERS = {(role, form): Coder.of(small(), role, form) for role in ROLES for form in FORMS}
seen_by = cache(observation)
BOUNDS = {
    (role, form): [
        (-1.0, 1.0) if form == "scaled" else (knob.low, knob.high) for knob in coder.knobs
    ]
    for (role, form), coder in CODERS.items()
}


@every_role
def test_holding_changes_no_lever(role: str) -> None:
    coder, seen = Coder.of(small(), role), observation(role)
    decision = coder.decide(coder.hold(seen), seen)
    for name, values in decision.levers.items():
        assert values == pytest.approx(seen.plan[:, COLUMN[name]]), name
        assert BY_NAME[name].owner == role


def test_facts_are_as_many_as_ever() -> None:
    """Beliefs and their ages, one of each for every fact, but of levers that play no part."""
    named = [one.name for one in features(small(), "operations")]
    for fact in FACTS:
        both = {f"beliefs.{fact.name}", f"age.{fact.name}"}
        idle = fact.name in BY_NAME and small().lever_idle(fact.name)
        assert both & set(named) == (set() if idle else both)


def test_what_is_left_out_moves_no_other_number() -> None:
    """Numbers stand under their own names, wherever in the record a lever is that plays no part."""
    seen, told = observation("operations"), {}
    for place, scenario in enumerate((small(), small({"levers.material_safety.open": True}))):
        coder = Coder.of(scenario, "operations")
        names_of = [one.name for one in coder.features]
        told[place] = dict(zip(names_of, coder.see(seen).T.tolist(), strict=True))
    assert told[0].items() <= told[1].items()
    assert set(told[1]) - set(told[0]) == {
        f"{field}.material_safety" for field in ("plan", "beliefs", "age")
    }
