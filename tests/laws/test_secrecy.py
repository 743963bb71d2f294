"""What a talk rule does not carry changes nothing in what the other sees.

Levers, forecasts and costs that are hidden are varied, and the other's observations compared number
by number. Sales are physical: where the other would meet a hidden lever in its own bookings, the
comparison is made before any customer has come.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.firms import Scripted, sets, silent, small
from support.observed import arrays, spelt
from support.play import Restless

from coordsim.core.facts import FACTS, GROUPS, INDEX
from coordsim.core.levers import BY_NAME, COLUMN, owned
from coordsim.core.records import Decision, Observation
from coordsim.rules.talk import TALK
from coordsim.run.simulate import Engine, simulate
from coordsim.scenario.file import Scenario

law = settings(derandomize=True, deadline=None, max_examples=12)
HIDDEN_OF_MARKETING = {
    "price": 13.5,
    "promotion_depth": 0.3,
    "promotion_every": 4,
    "advertising": 300,
    "promise": 4,
}
HIDDEN_OF_OPERATIONS = {
    "hours": 300,
    "overtime": 0.3,
}  # with endless hours nothing physical follows from them


def same(one: Observation, other: Observation) -> bool:
    """Whether two observations are equal in every field, to the last digit."""
    return spelt(one) == spelt(other)


def beliefs_that_differ(one: Observation, other: Observation) -> set[str]:
    return {
        fact.name
        for place, fact in enumerate(FACTS)
        if not np.array_equal(one.beliefs[:, place], other.beliefs[:, place], equal_nan=True)
    }


def first_seen(
    scenario: Scenario, role: str, loud: Scripted | Restless, week: int = 0
) -> Observation:
    """Return what ``role`` is shown in ``week`` when the other side is ``loud``."""
    listener = silent()
    other = "marketing" if role == "operations" else "operations"
    engine = Engine([scenario, scenario], [5, 6], {role: listener, other: loud})
    for _ in range(week + 1):
        engine.step()
    return next(observation for observation in listener.seen if observation.week == week)


def carrying(without: list[str], preset: str = "meetings", **more: Any) -> dict[str, Any]:
    return {"communication": {"preset": preset, "without": without, **more}}


@pytest.mark.parametrize("rule", ["none", "reports"])
def test_a_loud_marketing_under_silence(rule: str) -> None:
    """Under silence, and under reports three weeks late, operations' first picture is the same
    whatever marketing does and says.
    """
    scenario = small({"communication": rule})
    quiet = first_seen(scenario, "operations", sets())
    for player in (sets(forecast=10_000.0, **HIDDEN_OF_MARKETING), sets(range=8), Restless(3)):
        assert same(first_seen(scenario, "operations", player), quiet)


@law
@given(st.integers(0, 2**30))
def test_any_marketing_under_silence(seed: int) -> None:
    assert same(
        first_seen(small(), "operations", Restless(seed)), first_seen(small(), "operations", sets())
    )


@pytest.mark.parametrize("preset", ["meetings", "dashboard", "sop"])
def test_calendar_and_forecast_each_travel_in_their_own_group(preset: str) -> None:
    """Without both, nothing of marketing's plan reaches operations; without the calendar only its
    expectation of demand does.
    """
    loud = sets(forecast=500.0, **HIDDEN_OF_MARKETING)
    for without, may_differ in (
        (["calendar", "forecast"], set()),
        (["calendar"], {"demand"}),
        (["forecast"], set(HIDDEN_OF_MARKETING)),
    ):
        scenario = small(carrying(without, preset))
        quiet, told = (
            first_seen(scenario, "operations", sets()),
            first_seen(scenario, "operations", loud),
        )
        assert beliefs_that_differ(quiet, told) == may_differ, without
        if not may_differ:
            assert same(quiet, told)


@law
@given(
    st.sampled_from(sorted(TALK)),
    st.lists(st.sampled_from(list(GROUPS)), unique=True),
    st.integers(0, 2),
    st.floats(0, 1),
    st.integers(0, 2**30),
)
def test_only_the_groups_of_a_channel_cross_it(
    preset: str, without: list[str], delay: int, noise: float, seed: int
) -> None:
    """Whatever the channel: a belief of operations that marketing's decision changes belongs to a
    group that is carried.
    """
    scenario = small(carrying(without, preset, delay=delay, noise=noise))
    groups = scenario.rules.channel.groups
    quiet, loud = (
        first_seen(scenario, "operations", player) for player in (sets(), Restless(seed))
    )
    for name in beliefs_that_differ(quiet, loud):
        assert FACTS[INDEX[name]].group in groups, name
        assert delay == 0
    assert quiet.age.tolist() == loud.age.tolist() or np.isnan(quiet.age).any()
    assert (quiet.result, quiet.pay) == (loud.result, loud.pay) == ({}, {})


@pytest.mark.parametrize(
    ("rule", "may_differ"),
    [
        ("none", set()),
        ("reports", {"unit_cost"}),
        ("meetings", {"unit_cost", "hours", "overtime"}),
        (carrying(["capacity", "cost"])["communication"], set()),
        (carrying(["capacity"], "dashboard")["communication"], {"unit_cost"}),
    ],
)
def test_a_loud_operations(rule: Any, may_differ: set[str]) -> None:
    """Operations doubles its hours where hours never bind: marketing sees of it, a round later,
    what the channel carries.
    """
    free = {"plant.endless": True, "plant.capacity_lead_weeks": 0, "people.frustration_effect": 0.0}
    scenario = small({"communication": rule} | free)
    seen = [
        first_seen(scenario, "marketing", player, week=4)
        for player in (sets(), sets(**HIDDEN_OF_OPERATIONS))
    ]
    assert beliefs_that_differ(*seen) == may_differ
    if not may_differ:
        assert same(*seen)


@pytest.mark.parametrize("rule", ["none", "dashboard"])
def test_costs_that_nobody_told(rule: str) -> None:
    """Set-ups, stock and variety become dearer: under silence marketing's picture stays, under a
    dashboard it changes.
    """
    dear = {
        "money.setup": 90.0,
        "money.range_overhead": 40.0,
        "money.holding": 1.0,
        "plant.setup_hours": 9.0,
        "plant.endless": True,
    }
    cheap = dict.fromkeys(dear, 0.0) | {"plant.endless": True}
    engines = [small({"communication": rule} | costs) for costs in (dear, cheap)]
    seen = [first_seen(scenario, "marketing", sets(), week=0) for scenario in engines]
    costs = {"setup_hours", "setup_money", "range_overhead", "holding"}
    assert beliefs_that_differ(*seen) == (set() if rule == "none" else costs)


def test_results_and_pay_are_the_roles_own() -> None:
    """A role sees of its last round the numbers of its own department; marketing sees no cost, no
    stock and no hours.
    """
    seen = {}
    for role in ("marketing", "operations"):
        seen[role] = first_seen(small(), role, sets(), week=4)
    assert set(seen["marketing"].result) == {"units", "revenue", "price_realised", "range"}
    assert set(seen["operations"].result) == {
        "units",
        "unit_cost",
        "setup_share",
        "utilisation",
        "overtime",
        "stock",
        "backlog",
        "defect_rate",
        "range",
    }
    assert set(seen["marketing"].pay) == {"units sold"}
    for role, observation in seen.items():
        assert set(observation.limits) == {
            lever.name for lever in owned(role) if lever.open and lever.name != "build"
        }


def test_an_open_book_is_the_truth() -> None:
    """The same comparison fails where it should: a dashboard carries everything that marketing
    decides.
    """
    scenario = small({"communication": "dashboard"})
    quiet = first_seen(scenario, "operations", sets())
    loud = first_seen(scenario, "operations", sets(forecast=77.0, **HIDDEN_OF_MARKETING))
    assert beliefs_that_differ(quiet, loud) == {"demand", *HIDDEN_OF_MARKETING}
    told = {name: float(loud.beliefs[0, COLUMN[name]]) for name in HIDDEN_OF_MARKETING}
    assert told == {name: float(value) for name, value in HIDDEN_OF_MARKETING.items()}
    assert loud.beliefs[0, INDEX["demand"]] != quiet.beliefs[0, INDEX["demand"]]


@pytest.mark.parametrize("rule", ["meetings", "reports"])
def test_a_lie_is_heard_however_late(rule: str) -> None:
    """Marketing always says half as much again as it expects: reports carry that word three weeks
    old, meetings fresh.
    """
    heard = []
    for bias in (0.0, 0.5):
        held = {
            "rules.marketing": {"kind": "hold", "forecast_bias": bias},
            "rules.operations": {"kind": "hold"},
        }
        run = simulate(
            small({"communication": rule, "plant.endless": True, "supply.endless": True} | held)
        )
        heard.append(run.beliefs["operations"][0, 8, INDEX["demand"]])
    assert heard[1] > heard[0] * 1.1


def test_numbers_that_are_agreed_hold_no_lie() -> None:
    """Under sales and operations planning the same lie reaches nobody."""
    runs = [
        simulate(
            small(
                {"communication": "sop", "rules.marketing": {"kind": "hold", "forecast_bias": bias}}
            )
        )
        for bias in (0.0, 0.5)
    ]
    assert runs[0].hash == runs[1].hash


def scribble(observation: Observation) -> Decision:
    """Overwrite everything that can be overwritten, and widen the limits."""
    for values in arrays(observation):
        if values.flags.writeable:
            values[...] = 7
    for item in fields(Observation):
        table = getattr(observation, item.name)
        if isinstance(table, dict):
            table.clear()
    return Decision({})


@pytest.mark.parametrize("role", ["marketing", "operations"])
def test_scribbling_on_an_observation_changes_nothing(role: str) -> None:
    """An observation is a copy: what a player does to it never reaches the firm."""
    for rule in ("none", "meetings"):
        plain = simulate(small({"communication": rule}), players={role: silent()})
        assert (
            simulate(small({"communication": rule}), players={role: Scripted(scribble, [])}).hash
            == plain.hash
        )


def greedy(observation: Observation) -> Decision:
    """Widen one's own limits, then use them."""
    limits = observation.limits
    if isinstance(limits, dict):
        limits["price"] = (0.0, 1e9)
    return Decision({"price": np.array([1000.0])})


def test_limits_cannot_be_widened_from_a_seat() -> None:
    with pytest.raises(ValueError, match=r"marketing\.price = 1000 is outside \[6, 14\] in week 0"):
        simulate(small(), players={"marketing": Scripted(greedy, [])})


def test_the_hidden_levers_are_levers() -> None:
    assert {*HIDDEN_OF_MARKETING, *HIDDEN_OF_OPERATIONS} <= set(BY_NAME)
