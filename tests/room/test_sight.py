"""What a seat sees: what a game alone showed before there were rooms, and nothing of what its rule
hides.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from support.rooms import Class, agenda

from coordsim.core.levers import ROLES
from coordsim.room import deeds
from coordsim.room.room import Room
from coordsim.room.session import Session
from coordsim.room.sight import Sight
from coordsim.room.state.records import RoomError
from coordsim.rules.pay import PAY
from coordsim.rules.settling import SETTLING
from coordsim.rules.talk import TALK


def begun(folder: Path, heads: int = 2, **more: Any) -> tuple[Class, Sight]:
    room = Class(folder, agenda(**more), heads)
    room.do(deeds.PhaseBegun, number=1)
    return room, Sight(room.room)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("talk", sorted(TALK))
def test_alone_it_is_the_game_of_one_person(tmp_path: Path, role: str, talk: str) -> None:
    rules = {"communication": talk, "incentives": "quota", "people.quarter_rounds": 2}
    room, sight = begun(tmp_path, 1, people=[role], teams=1, changes=rules)
    token, plain = room.tokens[0], room.room.state.arms["all"]
    session = Session.create(plain, 7, role)
    lever = session.view().levers[0]
    while not session.over:
        value = min(lever.high, lever.value + session.week / 4)
        levers = {lever.name: value if value in (lever.choices or (value,)) else lever.value}
        chair = sight.chair(token)
        assert chair.views == (session.view(),)
        asked = session.preview(levers, 1.2)
        assert sight.expect(token, levers, 1.2) == asked
        word = 1.2 * asked.demand if session.view().asks_forecast else None
        room.submit(token, levers, word)
        session.submit(levers, word)
    assert room.room.run(1).hash == session.run.hash
    assert sight.chair(token).views == ()


def test_a_room_opened_again_shows_the_same(tmp_path: Path) -> None:
    room, sight = begun(tmp_path)
    for price in (9.0, 12.0):
        room.submit(room.tokens[0], {"price": price})
        room.submit(room.tokens[1], {})
        shown = [sight.chair(token) for token in room.tokens]
        again = Sight(Room(room.book, room.room.name, room.hands))
        assert [again.chair(token) for token in room.tokens] == shown
        assert shown[0].views[0].expected is not None


@pytest.mark.parametrize("back", [1, 2, 3])
def test_back_and_forth_it_shows_the_same(tmp_path: Path, back: int) -> None:
    room, sight = begun(tmp_path, rounds=4)
    shown = []
    for _ in range(3):
        shown.append(sight.chair(room.tokens[0]).views)
        for token in room.tokens:
            room.submit(token, {})
    room.room.course()
    again = Room(room.book, room.room.name, room.hands)
    again.course()
    again.do(room.key, deeds.RoundUndone(round=back))
    assert Sight(again).chair(room.tokens[0]).views == shown[back - 1]
    assert (shown[back - 1][0].expected is None) == (back == 1)


def hidden(chair: Any) -> dict[str, Any]:
    """All that a seat sees, but whether a partner sits there."""
    return {name: value for name, value in asdict(chair).items() if name != "partners"}


@pytest.mark.parametrize(
    ("pay", "governance"),
    [(pay, "independent") for pay in sorted(PAY)]
    + [("silo", governance) for governance in sorted(SETTLING)],
)
def test_nothing_of_the_partners_round_shows(tmp_path: Path, pay: str, governance: str) -> None:
    """Under silence: neither drafts nor plans nor predictions nor signatures of the other seat."""
    rules = {"incentives": pay, "governance": governance, "communication": "none"}
    room, sight = begun(tmp_path, changes=rules)
    for number in (1, 2):
        loud: list[tuple[int, str, dict[str, float], float | None]] = [
            (0, "marketing", {"price": 13.5, "promotion_depth": 0.3, "launch_margin": 4.0}, 1e6),
            (1, "operations", {"hours": 320.0, "safety": 2.5, "cycle": 7.0}, None),
        ]
        for place, role, levers, word in loud:
            other = room.tokens[1 - place]
            before = hidden(sight.chair(other))
            seat = {"team": 1, "role": role, "round": number}
            plan = {"levers": levers, "forecast": word}
            room.do(deeds.DraftSaved, room.tokens[place], **seat, **plan)
            told = {"of": "demand", "value": 77.0}
            room.do(deeds.PredictionCaptured, room.tokens[place], **seat, **told)
            room.do(deeds.HandedToBot, room.tokens[place], team=1, role=role)
            room.do(deeds.GivenBack, room.tokens[place], team=1, role=role)
            assert hidden(sight.chair(other)) == before
        before = hidden(sight.chair(room.tokens[1]))
        room.submit(room.tokens[0], loud[0][2], 1e6)
        assert hidden(sight.chair(room.tokens[1])) == before
        room.submit(room.tokens[0], {}, 1.0)
        assert hidden(sight.chair(room.tokens[1])) == before
        room.submit(room.tokens[1], {})


def test_what_is_told_reaches_operations_when_it_is_handed_in(tmp_path: Path) -> None:
    room, sight = begun(tmp_path, changes={"communication": "dashboard"})
    before = sight.chair(room.tokens[1])
    room.submit(room.tokens[0], {"price": 13.5})
    after = sight.chair(room.tokens[1])
    price = {fact.name: fact.value for fact in after.views[0].facts}["price"]
    assert price == 13.5
    assert before.views != after.views


def test_one_token_opens_one_seat(tmp_path: Path) -> None:
    room, sight = begun(tmp_path, 5)
    chairs = [sight.chair(token) for token in room.tokens]
    assert [(chair.team, chair.role) for chair in chairs] == [
        (1, "marketing"),
        (1, "operations"),
        (2, "marketing"),
        (2, "operations"),
        (3, "marketing"),
    ]
    for wrong in ("", "1", room.room.state.code, room.room.name, room.tokens[0] + "x"):
        with pytest.raises(RoomError, match="opens nothing here"):
            sight.chair(wrong)
    with pytest.raises(RoomError, match="no seat"):
        sight.chair(room.key)
    with pytest.raises(RoomError, match="for the trainer"):
        sight.shown(room.tokens[0], 1, "operations")
    assert sight.shown(room.key, 1, "operations") == chairs[1]
    for token in room.tokens:
        for team, role in [(chair.team, chair.role) for chair in chairs]:
            mine = sight.place(token) == (team, role)
            deed = deeds.DraftSaved.model_validate(
                {"team": team, "role": role, "round": 1, "levers": {}}
            )
            if not mine:
                with pytest.raises(RoomError, match="is not yours"):
                    room.room.do(token, deed)


def test_words_stay_within_a_team(tmp_path: Path) -> None:
    room, sight = begun(tmp_path, 4, changes={"communication": "meetings"})
    words = {"team": 1, "role": "marketing", "round": 1, "text": "a secret of team 1"}
    room.do(deeds.MessageSent, room.tokens[0], **words)
    room.do(deeds.Broadcast, text="to all")
    told = [str(sight.chair(token)) for token in room.tokens]
    assert ["a secret of team 1" in one for one in told] == [True, True, False, False]
    assert all("to all" in one for one in told)


def test_a_joint_plan_is_seen_by_its_team(tmp_path: Path) -> None:
    room, sight = begun(tmp_path, 4, changes={"communication": "sop"})
    joint = {"team": 1, "role": "marketing", "round": 1, "levers": {"price": 11.0}}
    room.do(deeds.PlanSigned, room.tokens[0], **joint)
    signed = [sight.chair(token).signed for token in room.tokens]
    assert [list(one) for one in signed] == [["marketing"], ["marketing"], [], []]


def test_leadership_sees_both_sides_and_no_more(tmp_path: Path) -> None:
    people = ["marketing", "operations", "leadership"]
    room, sight = begun(tmp_path, 3, people=people, changes={"governance": "leadership"})
    chair = sight.chair(room.tokens[2])
    assert [view.role for view in chair.views] == list(ROLES)
    assert chair.views == tuple(sight.chair(token).views[0] for token in room.tokens[:2])
    with pytest.raises(RoomError, match="no reckoning of its own"):
        sight.expect(room.tokens[2], {})


def test_many_threads_see_what_one_sees(tmp_path: Path) -> None:
    room, _ = begun(tmp_path, 8, changes={"communication": "dashboard"})
    for place, token in enumerate(room.tokens):
        room.submit(token, {"price": 9.0 + place / 4} if place % 2 == 0 else {})
    alone = [Sight(Room(room.book, room.room.name)).chair(token) for token in room.tokens]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            fresh = Sight(Room(room.book, room.room.name))
            assert list(pool.map(fresh.chair, room.tokens)) == alone
            levers = [{}] * len(room.tokens)
            asked = [fresh.expect(token, {}) for token in room.tokens]
            assert list(pool.map(fresh.expect, room.tokens, levers)) == asked


def test_between_phases_nobody_sees_what_comes(tmp_path: Path) -> None:
    """A dashboard of the next phase tells nothing before that phase has begun."""
    phases = [
        {"title": "Each alone", "rounds": 1},
        {"title": "Seen", "rounds": 1, "rules": {"communication": "dashboard"}},
    ]
    room, sight = begun(tmp_path, phases=phases, pace="trainer")
    room.do(deeds.RoundOpened, round=1)
    for token in room.tokens:
        room.submit(token, {})
    quiet = sight.chair(room.tokens[1])
    assert quiet.views[0].talk.name == "none"
    assert quiet.spoken == "silent"
    assert all(fact.age is None for fact in quiet.views[0].facts if fact.name == "price")
    room.do(deeds.PhaseBegun, number=2)
    seen = sight.chair(room.tokens[1])
    assert seen.views[0].talk.name == "dashboard"
    assert any(fact.age == 0 for fact in seen.views[0].facts if fact.name == "price")
