"""The debrief's numbers: replays by their level, two scores, three moments, luck, arms."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from support.firms import small
from support.rooms import Class, agenda

from coordsim.core.facts import FACTS, INDEX
from coordsim.core.levers import COLUMN, ROLES, owned
from coordsim.core.records import Observation
from coordsim.room import moments as looked
from coordsim.room.arms import Result, gaps, welch
from coordsim.room.course import played_scenario
from coordsim.room.debrief import knowledge
from coordsim.room.deeds import PhaseBegun
from coordsim.room.moments import (
    KNEW,
    PAID,
    TOLD,
    Choice,
    changed,
    choices_of,
    moments,
    observed,
    why,
)
from coordsim.room.rehearse import play, rehearse
from coordsim.room.report import games_of, named_by, report, runs_of
from coordsim.room.scores import COORDINATED, luck, scores
from coordsim.room.what_if import Game, held, play_all
from coordsim.run.result import Run
from coordsim.run.simulate import replay, simulate


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """One team of people whose marketing asks far too much, one of bots."""
    room = Class(tmp_path_factory.mktemp("room"), agenda(scenario="blind", teams=2), people=2)
    room.do(PhaseBegun, number=1)
    for price in (14.0, 14.0, 10.0):
        room.submit(room.tokens[0], {"price": price}, 40.0)
        room.submit(room.tokens[1], {})
    return room


@pytest.fixture(scope="module")
def one(played: Class) -> tuple[Game, Run]:
    return games_of(played.room, runs_of(played.room))[0], played.room.run(1)


def test_a_game_held_is_the_game(played: Class) -> None:
    runs = runs_of(played.room)
    again = play_all(games_of(played.room, runs))
    assert list(again.hashes) == [run.hashes[0] for run in runs]


def test_games_of_many_kinds_are_each_what_they_are_alone() -> None:
    scenarios = [small(), small({"incentives": "shared", "communication": "sop"})]
    games = [Game(scenario, seed, {}) for seed in (1, 2) for scenario in scenarios]
    games.append(held(simulate(small(), seed=9), small()))
    run = play_all(games)
    for game, found in zip(games, run.hashes, strict=True):
        assert found == simulate(game.scenario, seeds=[game.seed]).hashes[0]


def test_scores_are_replays_of_their_level(one: tuple[Game, Run]) -> None:
    game, run = one
    found = scores([game], [run])[0]
    tape = run.decisions_of(0)
    assert found.profit == run.kpi("profit")[0]
    for role, other in zip(ROLES, reversed(ROLES), strict=True):
        stick = found.against(f"manager in the chair of {role}")
        assert stick is not None
        alone = replay(game.scenario, game.seed, {other: tape[other]})
        assert (stick.level, stick.profit) == ("L1", alone.kpi("profit")[0])
        assert stick.pay[role] == alone.kpi(f"{role}_pay")[0]
    managers = found.against("managers")
    assert managers is not None
    assert managers.profit == simulate(game.scenario, seeds=[game.seed]).kpi("profit")[0]
    best = found.against("coordinated managers")
    assert best is not None
    coordinated = game.scenario.with_(COORDINATED)
    assert best.profit == simulate(coordinated, seeds=[game.seed]).kpi("profit")[0]
    assert (found.against("best plan") is None) == ("best plan" in found.missing)


def test_a_moment_is_one_decision_changed(one: tuple[Game, Run]) -> None:
    game, run = one
    found = moments(game, run, ["marketing"])
    assert 1 <= len(found) <= 3
    costs = [moment.cost for moment in found]
    assert costs == sorted(costs, reverse=True)
    assert min(costs) > 0
    assert len({moment.choice.lever for moment in found}) == len(found)
    tape = run.decisions_of(0)
    for moment in found:
        choice = moment.choice
        for week in choice.weeks:
            decision = tape["marketing"][week]
            levers = {**decision.levers, choice.lever: np.array([choice.instead])}
            tape["marketing"][week] = replace(decision, levers=levers)
        again = replay(game.scenario, game.seed, tape)
        assert moment.cost == pytest.approx(again.kpi("profit")[0] - run.kpi("profit")[0])
        paid = again.kpi("marketing_pay")[0] - run.kpi("marketing_pay")[0]
        assert moment.pay_cost == pytest.approx(paid)
        tape = run.decisions_of(0)


def test_the_costliest_of_all_choices_comes_first(one: tuple[Game, Run]) -> None:
    game, run = one
    choices = choices_of(game, run, "marketing")
    profits = play_all([changed(game, choice) for choice in choices]).kpi("profit")
    first = moments(game, run, ["marketing"])[0]
    assert first.cost == profits.max() - run.kpi("profit")[0]
    prices = [choice for choice in choices if choice.lever == "price"]
    assert {choice.weeks for choice in prices} == {(0, 4), (8,)}
    assert {choice.chose for choice in prices} == {14.0, 10.0}


def test_who_could_have_told_knew_it(one: tuple[Game, Run]) -> None:
    game, run = one
    told = [item.told for item in moments(game, run, ROLES, most=9) if item.told is not None]
    assert told
    for item in told:
        assert item.believed != item.true
        if item.fact != "demand":
            assert item.teller in (*ROLES, "customers")
            assert item.true in run.facts[0, :, INDEX[item.fact]]


def test_true_of_demand_is_what_was_ordered_and_who_guessed_worse_could_not_have_told(
    one: tuple[Game, Run],
) -> None:
    """Marketing's expectation is its word, not the truth: units that customers ordered are."""
    game, run = one
    for week in (0, 4, 8):
        came = run.flows["demand"][0, week : week + 4].mean()
        assert looked.knowable(game, run, week, "operations")[INDEX["demand"]] == came
    (row,) = (row for row in knowledge(run, "operations") if row.name == "demand")
    assert row.truth == came != run.facts[0, -1, INDEX["demand"]]
    fact = FACTS[INDEX["demand"]]
    assert looked._teller(fact, 161.0, 167.0, 208.0) == looked.NOBODY
    assert looked._teller(fact, 161.0, 167.0, 168.0) == "marketing"


def test_nobody_is_blamed_for_what_could_not_be_moved(one: tuple[Game, Run]) -> None:
    """A lever that a plan did not name was not decided; one that it named as it was, was kept."""
    game, run = one
    named = {(4, "marketing"): ("advertising", "price"), (8, "marketing"): ("advertising",)}
    choices = choices_of(game, run, "marketing", named)
    assert {(one.lever, one.weeks, one.kept) for one in choices} == {
        ("advertising", (4, 8), True),
        ("price", (4,), True),
    }
    moved = choices_of(game, run, "marketing")
    assert {one.kept for one in moved if one.lever == "price" and one.weeks == (0, 4)} == {False}
    assert not moments(game, run, ["marketing"], named={})


def test_promotions_are_one_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    """How deep means nothing without how often: one moment, whatever each costs."""
    scenario = small({"levers.promotion_depth.start": 0.3, "levers.promotion_every.start": 4})
    game = Game(scenario, 3, {}).untouched()
    run = play_all([game])
    found = moments(game, run, ["marketing"], most=9)
    assert len([one for one in found if one.choice.lever in looked.PROMOTIONS]) == 1
    monkeypatch.setattr(looked, "_thing", str)
    split = moments(game, run, ["marketing"], most=9)
    assert len([one for one in split if one.choice.lever in looked.PROMOTIONS]) == 2


def test_what_plans_named_is_read_off_the_room(played: Class) -> None:
    named = named_by(played.room.state, 1)
    assert list(named[0, "marketing"]) == ["price"]
    assert not named[0, "operations"]
    assert set(named_by(played.room.state, 2)[0, "operations"]) == set(COLUMN)


def test_a_decision_is_held_against_leaving_all_as_it_was(
    one: tuple[Game, Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However far it went."""
    monkeypatch.setattr(looked, "STEPS", (1,))
    game, run = one
    for choice in choices_of(game, run, "marketing"):
        week = choice.weeks[0]
        place = COLUMN[choice.lever]
        before = run.plan[0, week - 1, place] if week else game.start[choice.lever]
        if before != choice.chose:
            mine = (choice.lever, choice.weeks)
            others = [
                other.instead
                for other in choices_of(game, run, "marketing")
                if (other.lever, other.weeks) == mine
            ]
            assert before in others


def test_what_operations_sets_in_the_same_round_cannot_have_been_told() -> None:
    """Marketing decides first: of operations' levers it could have known those before."""
    scenario, moved = small({}), 0
    run = simulate(scenario, seeds=[3])
    game = held(run, scenario)
    for week in range(0, game.scenario.horizon.weeks, game.scenario.horizon.round_weeks):
        truth = looked.knowable(game, run, week, "marketing")
        for lever in owned("operations"):
            place = COLUMN[lever.name]
            before = run.plan[0, week - 1, place] if week else game.start[lever.name]
            assert truth[place] == before
            moved += run.plan[0, week, place] != before
        others = np.arange(len(FACTS)) != INDEX["demand"]
        np.testing.assert_array_equal(
            looked.knowable(game, run, week, "operations")[others], run.facts[0, week, others]
        )
    assert moved


def test_why_a_choice_was_made_is_read_off_the_seats_own_reckoning(one: tuple[Game, Run]) -> None:
    """Told a fact that turns it, a seat would have known better; told another, it would not."""
    game, run = one
    seen, found = observed(game), dict[str, Choice]()
    for choice in choices_of(game, run, "marketing"):
        reason = why(game, run, choice, seen)
        assert (reason.told is None) == (reason.reason != TOLD)
        found.setdefault(reason.reason, choice)
    assert {KNEW, TOLD, PAID} <= set(found)
    turned = found[TOLD]
    told, place = why(game, run, turned, seen).told, (turned.weeks[0], "marketing")
    assert told is not None
    wiser = _believing(seen[place], told.fact, told.true)
    assert why(game, run, turned, {**seen, place: wiser}).reason == KNEW
    paid = found[PAID]
    wisest = seen[paid.weeks[0], "marketing"]
    for spot, fact in enumerate(FACTS):
        if not fact.public and (fact.owner != "marketing" or fact.surveyed):
            wisest = _believing(wisest, fact.name, float(run.facts[0, paid.weeks[0], spot]))
    assert why(game, run, paid, {**seen, (paid.weeks[0], "marketing"): wisest}).reason == PAID


def _believing(observation: Observation, fact: str, value: float) -> Observation:
    beliefs = observation.beliefs.copy()
    beliefs[0, INDEX[fact]] = value
    return replace(observation, beliefs=beliefs)


def test_with_everything_told_only_grasping_it_would_have_helped() -> None:
    scenario = small(
        {"communication": {"preset": "dashboard", "free": True}, "levers.price.start": 14}
    )
    run = simulate(scenario, seeds=[3])
    for moment in moments(held(run, scenario), run, ROLES):
        told = moment.told  # a word on demand is not an exact fact, but what marketing says
        assert told is None or told.fact == "demand" or FACTS[INDEX[told.fact]].structural


def test_luck_holds_decisions_in_other_worlds(one: tuple[Game, Run]) -> None:
    game, run = one
    found = luck(game, run, worlds=20)
    assert found.own == run.kpi("profit")[0]
    alone = play_all([Game(game.scenario, 1_000_000 + k, game.decided) for k in range(20)])
    profits = sorted(alone.kpi("profit"))
    assert found.mean == pytest.approx(np.mean(profits))
    assert profits[0] < found.low < profits[1]  # one in twenty lies below
    assert profits[18] < found.high < profits[19]
    assert found.below == sum(profit < found.own for profit in profits) / 20


def test_luck_is_no_other_plan_to_take_over() -> None:
    scenario = small({"levers.hours.inherited": [90, 250], "start.stock": "fitted"})
    run = simulate(scenario, seeds=[3])
    game = held(run, scenario)
    kept = scenario.with_({"levers.hours.inherited": [game.start["hours"]]})
    alone = play_all([Game(kept, 1_000_000 + k, game.decided) for k in range(20)])
    assert luck(game, run, worlds=20).mean == pytest.approx(alone.kpi("profit").mean())
    other = play_all([Game(scenario, 1_000_000 + k, game.decided) for k in range(20)])
    assert alone.kpi("profit").mean() != pytest.approx(other.kpi("profit").mean())


def test_a_difference_between_teams_is_welchs() -> None:
    luck = np.random.default_rng(1)
    a, b = luck.normal(5, 2, 7), luck.normal(3, 4, 12)
    expected = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
    found = welch(a, b)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert welch(a[:1], b) is None
    same = welch(np.ones(3), np.zeros(3))
    assert same is not None
    assert (same.low, same.high) == (1.0, 1.0)
    hardly = welch(np.zeros(2), np.array([0.0, 1e-98]))
    assert hardly is not None
    assert hardly.low < 0 < hardly.high, "the square of this variance is no number"


def test_in_blocks_worlds_are_compared() -> None:
    results = [
        Result(k, arm, world, {"profit": float(10 * world + gain)})
        for k, (arm, world, gain) in enumerate(
            [("a", 1, 0), ("b", 1, 5), ("b", 2, 6), ("a", 2, 0), ("a", 3, 0), ("b", 3, 7)]
        )
    ]
    found = gaps(results, ["a", "b"], blocks=True)[0]
    assert (found.arm, found.base, found.how) == ("b", "a", "paired by world")
    assert found.gap is not None
    assert found.gap.mean == 6.0
    assert found.gap.low > 3
    between = gaps(results, ["a", "b"], blocks=False)[0]
    assert between.gap is not None
    assert (between.gap.mean, between.how) == (6.0, "between teams")
    assert between.gap.low < 0


def test_a_report_is_plain_data(played: Class) -> None:
    told = report(played.room)
    json.dumps(told, allow_nan=False)
    assert [row["team"] for row in told["teams"]] == [1, 2]
    assert told["teams"][0]["decided"] == {role: {"person": 3} for role in ROLES}
    assert told["teams"][1]["decided"] == {role: {"bot": 3} for role in ROLES}
    assert told["teams"][0]["hash"] == played.room.run(1).hash
    managers = simulate(played_scenario(played.room.state, 2), seeds=[7])
    assert told["managers"][0]["profit"] == managers.kpi("profit")[0]
    assert told["teams"][1]["profit"] == managers.kpi("profit")[0]


@pytest.mark.slow
def test_a_rehearsal_goes_to_the_debriefs_numbers() -> None:
    arms: dict[str, dict[str, str]] = {"silent": {}, "told": {"communication": "dashboard"}}
    plan = agenda(2, arms=arms, worlds="blocks", pace="trainer")
    told = rehearse(plan, 4)
    assert told == rehearse(plan, 4)
    assert [row["arm"] for row in told["teams"]].count("told") == 2
    assert [row["world"] for row in told["teams"]] == [1, 1, 2, 2]
    gap = next(item for item in told["gaps"] if item["measure"] == "profit")
    assert (gap["arm"], gap["base"], gap["how"]) == ("told", "silent", "paired by world")
    assert told["weeks"] == 8


def test_a_rehearsal_plays_what_people_would(tmp_path: Path) -> None:
    room = Class(tmp_path, agenda(2, teams=6))
    play(room.room, room.key, room.hands)
    sources = {answer.source for done in room.room.state.played for answer in done.answers.values()}
    assert sources == {"person"}
    assert len({room.room.run(team).hash for team in range(1, 7)}) > 1
