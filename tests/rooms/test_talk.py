"""What every talk rule has to be: whatever is registered is tested here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support.bench import lucky, morning
from support.firms import silent, small
from support.minds import carries, communicate, tell
from support.registered import registered

from coordsim.core.facts import FACTS, GROUPS
from coordsim.core.levers import ROLES
from coordsim.core.registry import RegistryError
from coordsim.rules.pay import PAY
from coordsim.rules.talk import TALK
from coordsim.rules.talk.channel import Channel
from coordsim.run.simulate import simulate
from coordsim.study.conformance import check_rule

every_rule = pytest.mark.parametrize("rule", TALK.values(), ids=TALK.keys())


@every_rule
def test_it_conforms(rule: Channel) -> None:
    assert check_rule(rule) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"groups": frozenset({"gossip"})}, "groups has 'gossip'; allowed: forecast, calendar"),
        ({"every": 0}, "every = 0 is no whole number of weeks in [1, 104]"),
        ({"delay": -1}, "delay = -1 is no whole number of weeks in [0, 12]"),
        ({"delay": 13}, "delay = 13 is no whole number of weeks in [0, 12]"),
        ({"noise": -0.1}, "noise = -0.1 is outside [0, 2]"),
        ({"money": float("nan")}, "money = nan is outside [0, 1e+06]"),
        ({"hours": "1"}, "hours = '1' is not a number; allowed: [0, 10000]"),
        ({"learning": None}, "learning = None is not a number; allowed: [0, 1]"),
        ({"money": 1e308}, "money = 1e+308 is outside [0, 1e+06]"),
        ({"every": True}, "every = True is no whole number of weeks"),
        ({"delay": 1.5}, "delay = 1.5 is no whole number of weeks"),
        ({"notice": -3}, "notice = -3 is no whole number of weeks, 0 or more"),
        ({"groups": ["cost"]}, "groups = ['cost'] is no frozenset of groups of facts"),
        ({"learning": 1.5}, "learning = 1.5 is outside [0, 1]"),
        ({"consensus": True}, "consensus is on one forecast, which groups does not carry"),
        ({"title": ""}, "its title is ''"),
    ],
)
def test_what_cannot_be_carried_is_not_registered(changes: dict[str, Any], says: str) -> None:
    wrong = replace(Channel("letters", "Letters", frozenset({"stock"})), **changes)
    with pytest.raises(RegistryError) as refused, registered(TALK, wrong):
        pass
    assert says in str(refused.value)


def test_one_of_another_kind_is_not_registered() -> None:
    with pytest.raises(RegistryError, match="it is no Channel"):
        TALK.register(PAY["silo"])


def test_a_rule_that_speaks_too_long_is_in_breach() -> None:
    class Long(Channel):
        def words(self) -> str:
            return "Letters_ " * 50

    with registered(TALK, Long("letters", "Letters", frozenset({"stock"}))):
        found = check_rule(TALK["letters"])
    for says in ("no sentence", "has 450 letters; allowed: 400", "holds a name of the program"):
        assert [said for said in found if says in said]


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
        after = tell(world, rule, state, facts=facts[week], week=week, owner=owner)
        fresh = after.told_week[0] == week - rule.delay
        may = [fact.owner == owner and fact.group in rule.groups for fact in FACTS]
        used = carries(rule, week) and week >= rule.delay
        assert fresh.tolist() == [used and allowed for allowed in may]
        exact = np.array([not fact.noisy for fact in FACTS]) & fresh
        assert (after.told[:, exact] == 10.0 + week - rule.delay).all()
        changed = {
            name for name, value in vars(state).items() if not same(value, vars(after)[name])
        }
        assert changed <= {"told", "told_week"}
        state = replace(after, past_facts=(facts[week], *after.past_facts)[:12])


def same(one: Any, other: Any) -> bool:
    if isinstance(one, Mapping):
        return all(same(one[name], other[name]) for name in one)
    if isinstance(one, tuple):
        return all(map(same, one, other))
    return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")


@every_rule
def test_learning_stays_within_one(rule: Channel) -> None:
    world, state = morning(small({"communication": rule.name}))
    for week in range(60):
        after, _ = communicate(world, state, week)
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
