"""What every way for customers to respond has to be: whatever is registered is tested here."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, is_dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.firms import morning, small
from support.market_weeks import lived

from coordsim.core.contracts import DemandRule, Offer
from coordsim.core.records import PER_VARIANT
from coordsim.scenario.file import DEMAND

# customers in classes are compiled apart
every_rule = pytest.mark.parametrize(
    "rule",
    [
        pytest.param(rule, id=name, marks=[pytest.mark.slow] if name == "class" else [])
        for name, rule in DEMAND.items()
    ],
)


@every_rule
def test_named_as_in_a_scenario_and_frozen(rule: DemandRule) -> None:
    name = rule.name
    assert DEMAND[name] is rule
    assert is_dataclass(rule)
    with pytest.raises(FrozenInstanceError):
        rule.name = "other"
    assert type(rule).__module__.rsplit(".", 1)[1] in (name, f"{name}s", f"{name}es")


@every_rule
@settings(derandomize=True, deadline=None, max_examples=10)
@given(st.integers(0, 2**31), st.integers(0, 60))
def test_a_week_conserves_units(rule: DemandRule, seed: int, week: int) -> None:
    """What is wanted is sold, waits or is lost; the shelf loses what is sold; only what is offered
    is wanted; all is >= 0.
    """
    luck = np.random.default_rng(seed)
    firm = small({"rules.demand": rule.name})
    state = morning(firm, firms=3)[1]
    offered = luck.random((3, 8)) < 0.7
    shelf = luck.integers(0, 6, (3, 8)) * offered.astype(np.float64)
    state = replace(state, on_hand=shelf.copy())
    offer = Offer(
        luck.uniform(6, 14, 3),
        luck.choice([0.0, 0.2], 3),
        luck.integers(0, 5, 3).astype(np.float64),
        luck.integers(0, 2, 3).astype(np.float64),
        offered,
        luck.uniform(0, 3, 3),
        luck.uniform(0, 0.3, (3, 8)),
        luck.choice([1.0, 24.0], 3),
        luck.uniform(0, 30, 3),
    )
    after, flow = lived(firm, [1] * 3, state, offer, week)
    for name in PER_VARIANT:
        values = getattr(flow, name)
        assert values.shape == (3, 8)
        assert (values >= 0).all(), name
        assert not values[~offered].any(), name
    taken = flow.sold.sum(axis=1)
    np.testing.assert_allclose(
        flow.demand.sum(axis=1), taken + flow.waiting.sum(axis=1) + flow.lost.sum(axis=1)
    )
    np.testing.assert_allclose(shelf - after.on_hand, flow.sold)
    assert (after.on_hand >= -1e-9).all()
    assert (flow.defective <= flow.sold).all()
    assert (flow.switched <= taken).all()
    assert (flow.lost_to_choice <= flow.put_off).all()
    np.testing.assert_allclose(
        flow.visits, flow.put_off + flow.priced_out + flow.demand.sum(axis=1)
    )
    np.testing.assert_array_equal(state.on_hand, shelf)  # the state given is left alone
    again = lived(firm, [1] * 3, state, offer, week)[1]
    np.testing.assert_array_equal(again.demand, flow.demand)


@every_rule
def test_nothing_offered_nothing_wanted(rule: DemandRule) -> None:
    firm = small({"rules.demand": rule.name})
    state = morning(firm)[1]
    one = np.ones(1)
    offer = Offer(
        10 * one,
        0 * one,
        one,
        0 * one,
        np.zeros((1, 8), dtype=bool),
        one,
        np.zeros((1, 8)),
        24 * one,
        9 * one,
    )
    flow = lived(firm, [1], state, offer, 0)[1]
    assert not any(getattr(flow, name).any() for name in PER_VARIANT)
