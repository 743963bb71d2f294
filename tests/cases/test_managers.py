"""Managers who are biased, see sales, learn from results and choose with noise, by hand."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import ClassVar

import numpy as np
import pytest
from support.firms import LIVELY, small
from support.plain import plain

from coordsim.core.facts import DRAW as DRAW_OF
from coordsim.core.facts import FACTS, INDEX
from coordsim.core.firm import LESSONS, MEMORY
from coordsim.core.levers import COLUMN, LEVERS, ROLES
from coordsim.core.records import Decision, Observation
from coordsim.mind.expectation import EXPECTED
from coordsim.mind.lessons import BEFORE, BEFORE_SPENT, COST, FILL, FIRST, HOPED, MORE, TRIED, UNITS
from coordsim.players.manager import Manager
from coordsim.rules.talk.priors import LUCK
from coordsim.run.simulate import Engine, simulate

DRAW = plain("core.luck.draw")
LESSON = plain("mind.lessons")
CHOICE = plain("mind.choice")
EXPECTATION = plain("mind.expectation")


def kpis(**values: float) -> np.ndarray:
    out = np.zeros(len(EXPECTED))
    for name, value in values.items():
        out[EXPECTED.index(name)] = value
    return out


class Numbers:
    managers_learning, managers_traits_sd, managers_optimism_sd = 0.3, 0.0, 0.0
    managers_trying = 0.1


def test_a_round_teaches_its_share_of_the_surprise() -> None:
    """Hoped for 100 units, got 80: three tenths of the way to 0.8. Operations hoped for a fill rate
    of 1 and saw 0.9; marketing does not see it.
    """
    memory = np.array([FIRST, FIRST])
    for own in memory:
        LESSON.hope(own, kpis(units=100, revenue=1000, profit=200, fill_rate=1.0), 0.0)
    LESSON.learn(Numbers, 1, memory, kpis(units=80, fill_rate=0.9), 900.0)
    np.testing.assert_allclose(memory[:, UNITS], 0.94)
    np.testing.assert_allclose(memory[:, FILL], [1.0, 0.97])
    np.testing.assert_allclose(memory[:, [COST, MORE]], [[1.0, 0.0]] * 2)  # the books come late
    np.testing.assert_allclose(memory[:, [BEFORE, BEFORE_SPENT]], [[800.0, 900.0]] * 2)


def test_costs_are_learnt_a_round_late_half_as_a_rate_and_half_as_an_amount() -> None:
    """Expected 800, spent 900: of 100 too little, 15 go to the amount and 15 of 800 to the rate."""
    memory = np.array([FIRST, FIRST])
    for _ in range(2):
        for own in memory:
            LESSON.hope(own, kpis(units=100, revenue=1000, profit=200), 2.0)
        LESSON.learn(Numbers, 1, memory, kpis(units=100), 900.0)
    np.testing.assert_allclose(memory[:, COST], 1 + 15 / 800)
    np.testing.assert_allclose(memory[:, MORE], 15.0)
    # two variants were added, 100 too little expected: a tenth of 50 for each, marketing alone
    np.testing.assert_allclose(memory[:, TRIED], [5.0, 0.0])


def test_lessons_correct_what_is_expected() -> None:
    """A tenth fewer units; costs of 800 by a factor of 1.05 and 20 more: 900 - 860 are left."""
    memory = FIRST.copy()
    memory[[UNITS, COST, MORE, FILL]] = 0.9, 1.05, 20.0, 0.5
    out = kpis(units=100, revenue=1000, profit=200, fill_rate=0.8, stockout_rate=0.2)
    LESSON.correct(memory, out)
    found = dict(zip(EXPECTED, out, strict=True))
    assert found["units"] == pytest.approx(90)
    assert found["profit"] == pytest.approx(40)
    assert found["margin"] == pytest.approx(40 / 900)
    assert (found["fill_rate"], found["stockout_rate"]) == pytest.approx((0.4, 0.6))


def test_who_underrates_reactions_expects_demand_nearer_to_todays() -> None:
    """100 today, 144 by the formula: to the power of a half, 120. Told of a forecast, all of it."""
    standing = EXPECTATION.Standing(
        level=1.44, satisfaction=0.5, planned=1.0, report=1.0, patience=1.0, reaction=0.5
    )
    beliefs, response = SimpleNamespace(demand=100.0), SimpleNamespace(demand=100.0)
    assert EXPECTATION.reacted(beliefs, standing, response) == pytest.approx(120)
    straight = standing._replace(reaction=1.0)
    assert EXPECTATION.reacted(beliefs, straight, response) == pytest.approx(144)

    class Drawn(Numbers):
        managers_priors, managers_prior_bias_reaction, managers_prior_sd = 1, -0.5, 0.0

    assert LESSON.reaction_of(Drawn, np.uint64(1), False) == pytest.approx(math.exp(-0.5))
    assert LESSON.reaction_of(Drawn, np.uint64(1), True) == 1.0


def test_without_a_lesson_nothing_is_corrected() -> None:
    out = kpis(units=100, revenue=1000, profit=200, fill_rate=0.8, stockout_rate=0.2, margin=0.2)
    before = out.copy()
    LESSON.correct(FIRST, out)
    np.testing.assert_allclose(out, before)
    assert len(FIRST) == MEMORY
    assert len(LESSONS) == HOPED


def test_a_drawn_prior_is_the_truth_with_a_bias_and_an_error() -> None:
    """Set-up hours of the scenario x exp(-0.75 + 0.3 z), z this firm's and role's own."""
    Watch.seen.clear()
    Engine([small({"managers.priors": "drawn"})], [7], players={"marketing": Watch()}).step()
    seen = Watch.seen[-1]
    place = INDEX["setup_hours"]
    z = DRAW.normal_at(np.uint64(7), LUCK, 0, DRAW_OF["setup_hours"])
    truth = small().plant.setup_hours
    assert seen.beliefs[0, place] == pytest.approx(truth * math.exp(-0.75 + 0.3 * z))
    share = INDEX["availability"]
    assert seen.beliefs[0, share] <= 1.0
    z = DRAW.normal_at(np.uint64(7), LUCK, 0, COLUMN["hours"])
    assert seen.plan[0, COLUMN["hours"]] == pytest.approx(170 * math.exp(0.3 + 0.3 * z))
    naive = {fact.name for fact in FACTS[len(LEVERS) :] if not fact.bias}
    assert {"demand", "surprise", "run_hours", "unit_cost"} <= naive


class Watch:
    """Holds everything and keeps what it was shown."""

    seen: ClassVar[list[Observation]] = []  # of all

    def decide(self, observation: Observation) -> Decision:
        self.seen.append(observation)
        return Decision({})


def test_the_other_sides_levers_are_believed_as_they_were_some_weeks_ago() -> None:
    """Operations raises its hours in week 0; marketing, who sees twelve weeks back, goes by the
    start until week 12.
    """
    exact = {
        "managers.priors": "drawn",
        "managers.prior_sd": 0.0,
        "managers.prior_bias_capacity": 0,
    }
    scenario = small(exact | {"horizon.weeks": 20})
    watch = Watch()
    Watch.seen.clear()
    engine = Engine([scenario], [3], players={"marketing": watch, "operations": Raise()})
    for _ in range(20):
        engine.step()
    hours = [one.plan[0, COLUMN["hours"]] for one in Watch.seen]
    assert hours == [170, 170, 170, 200, 200]


class Raise:
    """Sets hours to 200 and keeps them there."""

    def decide(self, observation: Observation) -> Decision:
        return Decision({"hours": np.array([200.0])})


def test_a_logit_choice_takes_what_is_worth_more_more_often() -> None:
    """The largest of two values with a Gumbel draw each is the first in 1 / (1 + exp(-d)) of
    draws.
    """
    draws = np.array(
        [
            [CHOICE.gumbel_at(np.uint64(5), CHOICE.CHOICE, week, place) for place in range(2)]
            for week in range(4000)
        ]
    )
    ahead = (draws[:, 0] + 1.0 > draws[:, 1]).mean()
    assert ahead == pytest.approx(1 / (1 + math.exp(-1)), abs=0.025)


def test_a_manager_from_outside_is_the_one_inside() -> None:
    """Whoever is given the same observation decides alike, lessons, traits and luck included."""
    scenario = small(LIVELY | {"horizon.weeks": 24})
    inside = simulate(scenario, seeds=[4, 9])
    engine = Engine([scenario] * 2, [4, 9])
    players = {role: Manager(engine.world.model, scenario.rules.incentive, role) for role in ROLES}
    outside = simulate(scenario, seeds=[4, 9], players=players)
    np.testing.assert_array_equal(inside.plan, outside.plan)
    assert len(np.unique(inside.plan[:, -1], axis=0)) == 2


def test_managers_differ_between_worlds_and_not_between_arms() -> None:
    """Traits hang on world and role alone."""
    n = Numbers()
    n.managers_traits_sd = 0.5
    first = [LESSON.trait(n, np.uint64(world), role, 0) for world in (1, 2) for role in (0, 1)]
    assert len(set(first)) == 4
    assert first == [LESSON.trait(n, np.uint64(w), r, 0) for w in (1, 2) for r in (0, 1)]


def test_what_follows_from_a_lever_is_believed_as_the_lever_was_seen() -> None:
    """Operations doubles its lots in week 0; silent marketing goes by the waits of the
    start, until twelve weeks have passed. No limit is no limit, without a bias.
    """
    exact = {"managers.priors": "drawn", "managers.prior_sd": 0.0}
    Watch.seen.clear()
    players = {"marketing": Watch(), "operations": Double()}
    engine = Engine([small(exact | {"horizon.weeks": 20})], [3], players=players)
    for _ in range(20):
        engine.step()
    place, lead = INDEX["replenish"], small().plant.lead_weeks
    assert [one.beliefs[0, place] for one in Watch.seen] == [lead + 1] * 3 + [lead + 2] * 2
    endless = small().service.shipping_units
    assert {one.beliefs[0, INDEX["shipping"]] for one in Watch.seen} == {endless}


class Double:
    """Makes lots for four weeks in place of two."""

    def decide(self, observation: Observation) -> Decision:
        return Decision({"cycle": np.array([4.0])})
