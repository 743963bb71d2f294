"""The debrief's numbers after the reveal: other rules, frictions, teachable moments, moves."""

from __future__ import annotations

import numpy as np
import pytest
from support.rooms import Class, agenda

from coordsim.core.facts import INDEX
from coordsim.core.levers import COLUMN, ROLES
from coordsim.room.after.elsewhere import elsewhere, frictions, silence
from coordsim.room.after.records import Silence, Told
from coordsim.room.after.teachable import BROKEN, HOARDED, INFLATED, KINDS
from coordsim.room.after.tell import tell
from coordsim.room.deeds import CommitmentMade, PhaseBegun
from coordsim.room.report import games_of, report, runs_of
from coordsim.run.simulate import replay, simulate

TALKING = {"communication": "reports"}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """A team of people that talk, promise and break it, and one of bots."""
    folder = tmp_path_factory.mktemp("room")
    room = Class(folder, agenda(teams=2, changes=TALKING), people=2)
    room.do(PhaseBegun, number=1)
    calendar = {"what": "promotion_calendar", "every": 0, "depth": 0.0}
    for number, safety in enumerate((1.0, 2.5, 2.5), start=1):
        if number == 1:
            seat = {"team": 1, "role": ROLES[0], "round": 1}
            room.do(CommitmentMade, room.tokens[0], **seat, promise=calendar)
        room.submit(room.tokens[0], {"promotion_every": 4.0, "promotion_depth": 0.3}, 900.0)
        room.submit(room.tokens[1], {"safety": safety, "hours": 100.0})
    return room


@pytest.fixture(scope="module")
def told(played: Class) -> Told:
    return tell(played.room, worlds=4)


@pytest.mark.slow
def test_other_rules_are_exact_replays(played: Class, told: Told) -> None:
    game, run = games_of(played.room, runs_of(played.room))[0], played.room.run(1)
    tape = run.decisions_of(0)
    for one in told.teams[0].elsewhere:
        scenario = game.scenario.with_({"incentives": one.pay, "communication": one.talk})
        kept = {role: tape[role] for role in ROLES if role == one.held}
        again = replay(scenario, game.seed, kept) if kept else simulate(scenario, seeds=[game.seed])
        assert (one.level == "L1") == bool(one.held)
        assert one.profit == again.kpi("profit")[0]
        assert one.pays[ROLES[1]] == again.kpi("operations_pay")[0]


def test_silence_is_what_one_agreed_plan_adds_to_two_managers(played: Class, told: Told) -> None:
    game = games_of(played.room, runs_of(played.room))[0]
    team = told.teams[0]
    agreed = simulate(game.scenario.with_({"communication": "sop"}), seeds=[game.seed])
    managers = team.scores.against("managers")
    assert managers is not None
    told_all = simulate(game.scenario.with_({"communication": "dashboard"}), seeds=[game.seed])
    assert team.silence == Silence(
        own=managers.profit,
        told=float(told_all.kpi("profit")[0]),
        agreed=float(agreed.kpi("profit")[0]),
        quiet=False,
    )
    hushed = game.under(communication="none")
    found = silence(hushed, elsewhere([hushed])[0])
    assert found is not None
    assert found.quiet
    spoken = game.under(communication="sop")
    assert silence(spoken, elsewhere([spoken])[0]) is None


def test_frictions_sum_to_the_whole(told: Told) -> None:
    for team in told.teams:
        parts = team.frictions
        managers = team.scores.against("managers")
        assert managers is not None
        assert parts.worst == managers.profit
        assert sum(parts.parts.values()) == pytest.approx(parts.best - parts.worst)
        assert ("range" in parts.parts) == (not parts.missing)


def test_games_of_one_world_share_their_frictions(played: Class) -> None:
    games = games_of(played.room, runs_of(played.room))
    one, other = frictions([games[0], games[0].without(*ROLES)])
    assert one is other


def test_moves_are_where_the_plan_changed(played: Class, told: Told) -> None:
    run = played.room.run(1)
    for move in told.teams[0].moves:
        assert run.plan[0, move.week, COLUMN[move.lever]] == move.after
        if move.week:
            assert run.plan[0, move.week - 1, COLUMN[move.lever]] == move.before
    assert any(move.lever == "safety" for move in told.teams[0].moves)


def test_the_teachable_is_found_with_its_week(told: Told) -> None:
    found = {one.kind: one for one in told.teams[0].teachable}
    assert set(found) <= set(KINDS)
    assert found[INFLATED].week == 0
    assert found[INFLATED].numbers["said"] == 900.0
    assert found[INFLATED].numbers["expected"] < 900.0
    assert found[BROKEN].numbers["depth"] == 0.3
    assert found[HOARDED].numbers["after"] > found[HOARDED].numbers["before"]
    weeks = [one.week for one in told.teams[0].teachable]
    assert weeks == sorted(weeks)


def test_a_course_adds_up(played: Class, told: Told) -> None:
    run, course = played.room.run(1), told.teams[0].course
    assert sum(course.profit) / told.weeks == pytest.approx(run.kpi("profit")[0])
    assert np.sum(list(course.lost.values())) == pytest.approx(run.kpi("lost_units")[0] * 12)


def test_what_is_told_is_what_is_reported(played: Class, told: Told) -> None:
    rows = report(played.room)["teams"]
    for team, row in zip(told.teams, rows, strict=True):
        assert team.scores.plain == {name: row[name] for name in team.scores.plain}
        assert [moment.plain for moment in team.moments] == row["moments"]
        assert team.hash == row["hash"]
    with pytest.raises(ValueError, match="There is no team 9"):
        told.team(9)


def test_what_was_heard_is_of_the_ages(played: Class, told: Told) -> None:
    run = played.room.run(1)
    assert {one.fact for one in told.teams[0].heard} == {one.name for one in told.teams[0].unknown}
    for one in told.teams[0].heard:
        ages = run.ages[one.role][0, :, INDEX[one.fact]]
        assert one.without == np.isnan(ages).mean()
        assert (one.first is None) == bool(np.isnan(ages).all())
        assert one.first is None or not np.isnan(ages[one.first])
