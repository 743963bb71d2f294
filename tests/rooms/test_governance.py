"""What every way of settling has to be: whatever is registered is tested here."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, is_dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.firms import small
from support.play import Restless

from coordsim.core.levers import COLUMN, LEVERS, ROLES
from coordsim.core.records import Floats, Observation
from coordsim.mind.negotiation import Negotiation
from coordsim.rules.pay import PAY
from coordsim.rules.settling import SETTLING, GovernanceRule
from coordsim.run.simulate import Engine, simulate
from coordsim.scenario.file import Scenario

every_rule = pytest.mark.parametrize("rule", SETTLING.values(), ids=SETTLING.keys())


@every_rule
def test_named_as_in_a_scenario_and_frozen(rule: GovernanceRule) -> None:
    assert SETTLING[rule.name] is rule
    assert is_dataclass(rule)
    with pytest.raises(FrozenInstanceError):
        rule.name = "other"


def meeting(scenario: Scenario, seed: int, firms: int = 3) -> Negotiation:
    """A table with random proposals within limits, and the beliefs that both hold in the first
    week.
    """
    seen: dict[str, Observation] = {}

    class Watching:
        def __init__(self, player: Restless) -> None:
            self.player = player

        def decide(self, observation: Observation) -> object:
            seen[observation.role] = observation
            return self.player.decide(observation)

    engine = Engine(
        [scenario] * firms, list(range(firms)), {role: Watching(Restless(seed)) for role in ROLES}
    )
    current = engine.state.plan.copy()
    engine.step()
    proposals = current.copy()
    for role in ROLES:
        for name, values in Restless(seed).decide(seen[role]).levers.items():
            proposals[:, COLUMN[name]] = values
    beliefs = {role: seen[role].beliefs for role in ROLES}
    facts = engine.step().detail["facts"]
    pay = PAY[scenario.rules.incentives]
    return Negotiation(
        engine.world.model,
        pay,
        proposals,
        current,
        beliefs,
        facts,
        seen["operations"].progress,
        scenario.rules.involvement,
    )


def outside(plan: Floats, scenario: Scenario) -> set[str]:
    """Levers of a plan that are beyond their limits, or off their grid of whole numbers or
    choices.
    """
    bad = set()
    for lever in LEVERS:
        values = plan[:, COLUMN[lever.name]]
        low, high = scenario.lever_limits(lever.name)
        wrong = (values < low - 1e-9) | (values > high + 1e-9)
        if lever.whole:
            wrong |= values != np.round(values)
        if lever.choices:
            wrong |= ~np.isin(values, lever.choices)
        if wrong.any():
            bad.add(lever.name)
    return bad


@every_rule
@settings(derandomize=True, deadline=None, max_examples=8)
@given(st.integers(0, 2**30), st.sampled_from(sorted(PAY)))
def test_a_plan_within_limits(rule: GovernanceRule, seed: int, incentive: str) -> None:
    """(F, L), within limits, the same when asked again, and without a mark on what lay on the
    table.
    """
    half = {"governance": "leadership", "involvement": 0.5}  # the other rules do not read it
    scenario = small({"levers.hours": {"low": 100, "high": 260}, "incentives": incentive} | half)
    table = meeting(scenario, seed)
    proposals, current = table.proposals.copy(), table.current.copy()
    plan = rule.settle(table)
    assert plan.shape == (3, len(LEVERS))
    assert np.isfinite(plan).all()
    assert outside(plan, scenario) == set()
    np.testing.assert_array_equal(plan, rule.settle(table))
    np.testing.assert_array_equal(table.proposals, proposals)
    np.testing.assert_array_equal(table.current, current)


@pytest.mark.parametrize("rule", SETTLING)
def test_closed_levers_stay_where_they_are(rule: str) -> None:
    """A plant far too small, and every lever that governance reaches for is closed."""
    closed = ("hours", "overtime", "range", "promotion_depth", "advertising")
    changes: dict[str, object] = {f"levers.{name}.open": False for name in closed}
    changes |= {
        "governance": rule,
        "levers.hours.start": 80,
        "market.customers": 2000,
        "horizon.weeks": 9,
    }
    scenario = small(changes)
    run = simulate(scenario, firms=2)
    moved = {
        name
        for name in closed
        if (run.plan[:, :, COLUMN[name]] != scenario.lever_start(name)).any()
    }
    assert moved == set()
