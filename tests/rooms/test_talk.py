"""What every talk rule has to be: whatever is registered is tested here."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from support.firms import lucky, morning, silent, small

from coordsim.core.facts import FACTS, GROUPS
from coordsim.core.levers import ROLES
from coordsim.rules.talk import TALK
from coordsim.rules.talk.carry import carries, learn, tell
from coordsim.rules.talk.channel import Channel
from coordsim.run.simulate import simulate

every_rule = pytest.mark.parametrize("rule", TALK.values(), ids=TALK.keys())


@every_rule
def test_a_channel_within_bounds_and_frozen(rule: Channel) -> None:
    assert TALK[rule.name] is rule
    with pytest.raises(FrozenInstanceError):
        rule.every = 2
    assert rule.groups <= set(GROUPS)
    assert rule.every >= 1
    assert 0 <= rule.delay <= 12
    assert min(rule.noise, rule.hours, rule.money) >= 0
    assert 0 <= rule.learning <= 1
    assert "forecast" in rule.groups or not rule.consensus


@every_rule
@pytest.mark.parametrize("owner", ROLES)
def test_only_the_owners_facts_of_its_groups_are_told(rule: Channel, owner: str) -> None:
    """And only in weeks of use, as old as the delay, exact unless noisy, without a change to
    anything else.
    """
    world, state = morning(small(), firms=2)
    world = lucky(world, normal=0.7)
    facts = [np.full((2, len(FACTS)), 10.0 + week) for week in range(20)]
    for week in range(20):
        after = tell(world, rule, state, facts[week], week, owner)
        fresh = after.told_week[0] == week - rule.delay
        may = [fact.owner == owner and fact.group in rule.groups for fact in FACTS]
        used = carries(rule, week) and week >= rule.delay
        assert fresh.tolist() == [used and allowed for allowed in may]
        exact = np.array([not fact.noisy for fact in FACTS]) & fresh
        assert (after.told[:, exact] == 10.0 + week - rule.delay).all()
        changed = {name for name in vars(state) if getattr(state, name) is not getattr(after, name)}
        assert changed <= {"told", "told_week"}
        state = replace(after, past_facts=(facts[week], *after.past_facts)[:12])


@every_rule
def test_learning_stays_within_one(rule: Channel) -> None:
    _, state = morning(small())
    for week in range(200):
        after = learn(state, [rule.learning] if carries(rule, week) else [])
        assert (after.understanding >= state.understanding).all()
        state = after
    assert (state.understanding <= 1).all()
    assert state.understanding.any() == bool(rule.groups and rule.learning)


@every_rule
def test_its_price_is_in_the_books(rule: Channel) -> None:
    """Managers' hours in weeks of use, money every week; nothing for a channel that is free."""
    players = {role: silent() for role in ROLES}
    scenario = small({"communication": rule.name, "money.manager_hour": 3.0, "horizon.weeks": 9})
    run = simulate(scenario, players=players)
    used = [float(carries(rule, week)) for week in range(9)]
    np.testing.assert_allclose(run.accounts["meetings"][0], 3.0 * rule.hours * np.array(used))
    np.testing.assert_allclose(run.accounts["systems"][0], rule.money)
    free = simulate(
        scenario.with_({"communication": {"preset": rule.name, "free": True}}), players=players
    )
    assert not free.accounts["meetings"].any()
    assert not free.accounts["systems"].any()


@every_rule
def test_groups_can_be_left_out_one_by_one(rule: Channel) -> None:
    for group in GROUPS:
        channel = small({"communication": {"preset": rule.name, "without": [group]}}).rules.channel
        assert channel.groups == rule.groups - {group}
        assert channel.consensus == (rule.consensus and group != "forecast")
        assert (channel.name, channel.every, channel.delay, channel.noise) == (
            rule.name,
            rule.every,
            rule.delay,
            rule.noise,
        )
