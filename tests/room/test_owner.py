"""In rooms: an owner's orders come, hold and are lifted where seats and wall can see it; a firm
that could not pay asks nobody any more.
"""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.rooms import Class, agenda

from coordsim.core.levers import COLUMN, ROLES
from coordsim.room import deeds
from coordsim.room.chair import _bind, preview
from coordsim.room.copies import as_game, branch, from_game
from coordsim.room.export.folder import check, export
from coordsim.room.room import Room
from coordsim.room.sight import Sight
from coordsim.room.standing import Owner, Standing, owner_of
from coordsim.room.state.records import RoomError

LOSES = {"money.fixed": 4000.0}
OWNED = LOSES | {"owner.acts": "blunt", "owner.patience": 1, "people.quarter_rounds": 1}
POOR = LOSES | {"money.insolvency": True, "money.cash": 0.0, "money.credit": 6000.0}


def begun(folder: Path, heads: int = 2, rounds: int = 5, **changes: Any) -> tuple[Class, Sight]:
    folder.mkdir(exist_ok=True)
    room = Class(folder, agenda(rounds, scenario="blind", changes=changes), heads)
    room.do(deeds.PhaseBegun, number=1)
    return room, Sight(room.room)


def played(room: Class, rounds: int = 1) -> None:
    for _ in range(rounds):
        for token in room.tokens:
            team = room.room.state.seat_of(room.room.actor(token))
            if team is not None and team[0].lives:
                room.submit(token, {"price": 12.0} if team[1] == "marketing" else {})


def test_without_an_owner_and_cash_nothing_is_said(tmp_path: Path) -> None:
    room, sight = begun(tmp_path)
    played(room, 2)
    assert sight.chair(room.tokens[0]).standing == Standing()


def test_orders_are_those_that_the_engine_gives(tmp_path: Path) -> None:
    room, sight = begun(tmp_path, **OWNED)
    first = sight.chair(room.tokens[0])
    assert first.standing.owner is None
    played(room)
    seen = [sight.chair(token).standing.owner for token in room.tokens]
    assert seen[0] == seen[1]
    owner = seen[0]
    assert owner is not None
    assert (owner.does, owner.acts) == ("come", "blunt")
    played(room)
    run = room.room.run(1)
    given = {
        name: float(values[0, -1])
        for name, values in run.orders.items()
        if np.isfinite(values[0, -1])
    }
    assert owner.orders == given
    assert run.plan[0, -1, COLUMN["range"]] == given["range"] < run.plan[0, 0, COLUMN["range"]]
    now = sight.chair(room.tokens[0]).standing.owner
    assert now is not None
    assert (now.does, now.orders) == ("hold", given)


def test_orders_are_lifted_in_the_round_after_a_good_quarter(tmp_path: Path) -> None:
    """Told from flows of a round under orders, and a state without."""
    room, _ = begun(tmp_path, **OWNED | {"owner.patience": 40})
    played(room)
    last = room.room.course().rounds[-1]
    assert last.state(1).under_orders[0] == 0
    (batch,) = last.batches
    ruled = [
        replace(week, flows={**week.flows, "under_orders": np.ones(1)}) for week in batch.weeks
    ]
    under = replace(last, batches=(batch._replace(weeks=tuple(ruled)),))
    owner = owner_of(room.room.state.arms["all"], under, 1)
    assert owner is not None
    assert (owner.does, dict(owner.orders)) == ("lifted", {})
    assert owner_of(room.room.state.arms["all"], last, 1) is None


def test_cash_is_that_of_the_run(tmp_path: Path) -> None:
    room, sight = begun(tmp_path, **POOR | {"money.credit": 1e6})
    assert sight.chair(room.tokens[0]).standing.cash == 0
    played(room)
    stands = sight.chair(room.tokens[1]).standing
    assert stands.cash == float(room.room.run(1).flows["cash"][0, -1]) < 0
    assert stands.credit == 1e6


def test_a_stopped_firm_asks_nobody_and_its_room_goes_on(tmp_path: Path) -> None:
    room, sight = begun(tmp_path, rounds=4, **POOR)
    played(room)
    state = room.room.state
    assert state.teams[0].stopped is not None
    assert state.over, "all further rounds were closed at once: there was nobody to ask"
    run = room.room.run(1)
    assert state.teams[0].stopped == run.stops[0]
    chair = sight.chair(room.tokens[0])
    assert chair.views == ()
    assert chair.standing.stopped == run.stops[0]
    again = Room(room.book, room.room.name, room.hands)
    assert again.state == state
    assert Sight(again).chair(room.tokens[1]) == sight.chair(room.tokens[1])


def test_others_play_on(tmp_path: Path) -> None:
    rich = {"rich": {"money.cash": 1e8}, "poor": {}}
    room = Class(tmp_path, agenda(4, changes=POOR, arms=rich), 4)
    room.do(deeds.PhaseBegun, number=1)
    played(room)
    state, sight = room.room.state, Sight(room.room)
    lives = [team.lives for team in state.teams]
    assert sorted(lives) == [False, True]
    for token in room.tokens:
        sat = state.seat_of(room.room.actor(token))
        assert sat is not None
        if sat[0].lives:
            continue
        with pytest.raises(RoomError, match="stopped"):
            room.submit(token, {})
        with pytest.raises(RoomError, match="stopped"):
            sight.expect(token, {})
        assert sight.swings(token) == {}
        assert sight.chair(token).views == ()
    played(room, 3)
    assert room.room.state.over
    missed = [seat.missed for team in room.room.state.teams for seat in team.seats.values()]
    assert missed == [0, 0, 0, 0]


def test_back_before_the_stop_it_lives(tmp_path: Path) -> None:
    room, sight = begun(tmp_path, rounds=4, **POOR)
    played(room)
    room.do(deeds.RoundUndone, round=1)
    assert room.room.state.teams[0].lives
    assert sight.chair(room.tokens[0]).views
    played(room)
    assert not room.room.state.teams[0].lives


def test_alone_a_stopped_game_can_be_kept_and_tried_again(tmp_path: Path) -> None:
    plan = agenda(4, changes=POOR, people=["marketing"], teams=1)
    room = Class(tmp_path, plan, 1)
    room.do(deeds.PhaseBegun, number=1)
    played(room)
    game = as_game(room.room)
    assert len(game) == 2
    copy = from_game(game, room.book, room.hands)
    copy.room.tick()
    assert copy.room.state.over
    assert copy.room.run(1).hash == room.room.run(1).hash
    tried = branch(room.room, room.tokens[0], 1, room.book, room.hands)
    assert tried.room.state.teams[0].lives


def test_exports_tell_cash_orders_and_survival(tmp_path: Path) -> None:
    both = {**OWNED, **POOR, "money.fixed": 1500.0, "money.credit": 12000.0}
    room, _ = begun(tmp_path, rounds=4, **both)
    while not room.room.state.over:
        played(room)
    export(room.room, room.book, tmp_path / "out")
    assert check(tmp_path / "out").wrong == []
    run, stop = room.room.run(1), room.room.state.teams[0].stopped
    assert stop is not None

    def read(name: str) -> list[dict[str, str]]:
        with (tmp_path / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    for row in read("rounds"):
        week = int(row["first_week"]) - 1
        for name in ("cash", "survival", "under_orders"):
            found = run.kpi(name, slice(week, week + 4))[0]
            assert row[name] == "" if np.isnan(found) else float(row[name]) == pytest.approx(found)
    under = run.flows["under_orders"][0]
    assert under.any()
    for row in read("decisions"):
        week = 4 * (int(row["round"]) - 1)
        ordered = run.orders["range"][0, week]
        assert (row["ordered_range"] == "") == np.isnan(ordered)
        assert np.isnan(ordered) or float(row["ordered_range"]) == ordered
        assert bool(row["ordered_range"]) == bool(under[week])
        assert row["ordered_price"] == ""
        if week > stop:
            assert (row["source"], row["price"], row["forecast"]) == ("skipped", "", "")


def test_a_silent_teams_stop_is_not_shown(tmp_path: Path) -> None:
    room = Class(tmp_path, agenda(3, changes=POOR, teams=2), 4)
    room.do(deeds.PhaseBegun, number=1)
    played(room)
    room.do(deeds.ConsentWithdrawn, room.tokens[0])
    export(room.room, room.book, tmp_path / "out")
    assert check(tmp_path / "out").wrong == []
    lines = (tmp_path / "out" / "events.jsonl").read_text("utf-8").splitlines()
    told = [json.loads(line)["deed"] for line in lines]
    assert [deed["team"] for deed in told if deed["kind"] == "firm_stopped"] == [2]


def test_what_a_seat_expects_is_of_the_plan_as_the_owner_lets_it_through(tmp_path: Path) -> None:
    room, sight = begun(tmp_path, **OWNED)
    played(room)
    marketing = room.tokens[0]
    owner = sight.chair(marketing).standing.owner
    assert owner is not None
    allowed = owner.orders["range"]
    inside, beyond = (sight.expect(marketing, {"range": allowed + more}) for more in (0, 2))
    assert beyond == inside
    assert sight.expect(marketing, {"range": allowed - 1}) != inside
    free, other = begun(tmp_path / "free", **LOSES)
    played(free)
    wide, wider = (other.expect(free.tokens[0], {"range": allowed + more}) for more in (0, 2))
    assert wide != wider


def test_what_it_had_expected_is_of_the_orders_of_that_round(tmp_path: Path) -> None:
    room, sight = begun(tmp_path, **OWNED)
    played(room)
    marketing = room.tokens[0]
    owner = sight.chair(marketing).standing.owner
    assert owner is not None
    hoped = sight.expect(marketing, {"range": owner.orders["range"] + 2})
    room.submit(marketing, {"range": owner.orders["range"] + 2})
    room.submit(room.tokens[1], {})
    assert sight.chair(marketing).views[0].expected == hoped
    again = Sight(Room(room.book, room.room.name, room.hands))
    assert again.chair(marketing).views[0].expected == hoped


def test_an_informed_owner_sets_just_what_it_has_ordered() -> None:
    plan = np.array([[float(place) for place in range(len(COLUMN))]])
    _bind(Owner("hold", "informed", {"price": 40.0, "range": 0.5}), plan)
    assert (plan[0, COLUMN["price"]], plan[0, COLUMN["range"]]) == (40.0, 0.5)
    _bind(Owner("hold", "blunt", {"price": 50.0, "range": 0.25}), plan)
    assert (plan[0, COLUMN["price"]], plan[0, COLUMN["range"]]) == (40.0, 0.25)


def test_a_seat_expects_by_what_results_have_taught_in_its_chair(tmp_path: Path) -> None:
    """As its manager judges, but for what that manager is: here all are alike."""
    same = {"managers.traits_sd": 0.0, "managers.optimism_sd": 0.0, "people.budget_discipline": 0.0}
    room = Class(tmp_path, agenda(4, changes=same), 2)
    room.do(deeds.PhaseBegun, number=1)
    sight = Sight(room.room)
    played(room, 2)
    desk = room.room.desk(1)
    for token, role in zip(room.tokens, ROLES, strict=True):
        seen = room.room.observation(1, role)
        assert (seen.learnt != 1).any()
        manager = desk.engine.players[role]
        if role == ROLES[0]:  # operations takes demand to react otherwise than the form does
            judged = manager.judge(seen, seen.plan).expected
            expected = {one.name: one.value for one in sight.expect(token, {}).kpis}
            assert expected["units"] == pytest.approx(float(judged["units"][0]))
            assert expected["profit"] == pytest.approx(float(judged["profit"][0]))
        plain = preview(*desk.reckoning, replace(seen, learnt=np.array([[1, 1, 0, 1, 1, 1.0]])), {})
        assert plain != sight.expect(token, {})
