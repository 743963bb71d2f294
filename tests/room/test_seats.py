"""Seats, clocks and words, one by one: what is done, and what is refused with which sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.rooms import Class, agenda

from coordsim.room import deeds
from coordsim.room.agenda import AgendaError
from coordsim.room.chain import hash_of
from coordsim.room.course import played_scenario
from coordsim.room.state.fold import next_due
from coordsim.room.state.records import RoomError, limits_of
from coordsim.room.talk import spoken
from coordsim.rules.talk import TALK
from coordsim.run.simulate import replay

MARKETING = {"team": 1, "role": "marketing"}
OPERATIONS = {"team": 1, "role": "operations"}
MINUTE = 60_000


def begun(folder: Path, heads: int = 3, **more: Any) -> Class:
    room = Class(folder, agenda(**more), heads)
    room.do(deeds.PhaseBegun, number=1)
    return room


def refused(room: Class, message: str, kind: Any, token: str | None = None, **fields: Any) -> None:
    events = room.room.state.events
    with pytest.raises(RoomError, match=message):
        room.do(kind, token, **fields)
    assert room.room.state.events == events


def test_a_seat_belongs_to_one(tmp_path: Path) -> None:
    room = begun(tmp_path, 2)
    late = room.room.join("late")
    person = room.room.actor(late)
    assert [team.number for team in room.room.state.teams] == [1, 2]
    room.do(deeds.SeatFreed, **MARKETING)
    assert room.room.state.seat(1, "marketing").driver == "bot"
    mine = {"team": 2, "role": "marketing", "person": person}
    refused(room, "has a seat already: marketing of team 2", deeds.SeatTaken, late, **mine)
    room.do(deeds.SeatLeft, late, team=2, role="marketing")
    theirs = OPERATIONS | {"person": person}
    refused(room, "seat of operations in team 1 is taken", deeds.SeatTaken, late, **theirs)
    other = MARKETING | {"person": hash_of(room.tokens[1])}
    refused(room, "for oneself only", deeds.SeatTaken, late, **other)
    unknown = MARKETING | {"person": "f" * 64}
    refused(room, "Nobody with this token", deeds.SeatTaken, **unknown)
    refused(
        room, "There is no team 9", deeds.SeatTaken, late, team=9, role="marketing", person=person
    )
    room.do(deeds.SeatTaken, late, **MARKETING, person=person)
    assert room.room.state.seat(1, "marketing").holder == person
    refused(room, "is not yours", deeds.SeatLeft, room.tokens[1], **MARKETING)


def test_to_a_bot_and_back(tmp_path: Path) -> None:
    room = begun(tmp_path, 2)
    first, second = room.tokens
    refused(room, "is not yours", deeds.HandedToBot, second, **MARKETING)
    room.do(deeds.HandedToBot, first, **MARKETING)
    refused(room, "already", deeds.HandedToBot, **MARKETING)
    plan = MARKETING | {"round": 1, "levers": {}}
    refused(room, "take your seat back first", deeds.PlanSubmitted, first, **plan)
    refused(room, "is not yours", deeds.GivenBack, second, **MARKETING)
    refused(room, "nobody to whom", deeds.GivenBack, **OPERATIONS)
    room.submit(second, {})
    assert [done.answer(1, "marketing").source for done in room.room.state.played] == ["bot"]
    room.do(deeds.GivenBack, first, **MARKETING)
    assert room.room.state.seat(1, "marketing").driver == "person"


def test_two_swap(tmp_path: Path) -> None:
    room = begun(tmp_path, 3)
    two = {"other_team": 2, "other_role": "operations"}
    room.do(deeds.Swapped, **MARKETING, **two)
    state = room.room.state
    assert state.seat_of(hash_of(room.tokens[0])) == (state.team(2), "operations")
    assert state.seat(1, "marketing").driver == "bot"
    refused(
        room,
        "cannot be swapped with itself",
        deeds.Swapped,
        **MARKETING,
        other_team=1,
        other_role="marketing",
    )
    plan = MARKETING | {"round": 1, "levers": {}}
    refused(room, "is not yours", deeds.PlanSubmitted, room.tokens[0], **plan)


def test_where_only_marketing_is_for_people(tmp_path: Path) -> None:
    room = begun(tmp_path, 3, people=["marketing"], teams=3)
    assert [team.seats["operations"].driver for team in room.room.state.teams] == ["bot"] * 3
    late = room.room.join("late")
    assert room.room.state.seat_of(hash_of(late)) is None
    place = {"team": 1, "role": "operations", "person": hash_of(late)}
    refused(room, "a bot plays operations", deeds.SeatTaken, late, **place)


def test_a_game_alone_begins_by_itself(tmp_path: Path) -> None:
    room = Class(tmp_path, agenda(people=["operations"], teams=1, begins="full"), 1)
    assert room.room.state.open is not None
    room.submit(room.tokens[0], {})
    assert len(room.room.state.played) == 1


def test_the_clock_closes_a_round(tmp_path: Path) -> None:
    phases = [{"title": "Play", "rounds": 3, "minutes": 3.0}]
    room = begun(tmp_path, 2, phases=phases)
    waiting = room.room.state.open
    assert waiting is not None
    assert waiting.deadline == waiting.opened + MINUTE == next_due(room.room.state)
    room.hands.at += MINUTE - 1
    assert room.room.tick() == 0
    room.do(deeds.RoundPaused, round=1)
    refused(room, "is paused already", deeds.RoundPaused, round=1)
    room.hands.at += 10 * MINUTE
    assert room.room.tick() == 0
    room.do(deeds.RoundExtended, round=1, seconds=60)
    room.do(deeds.RoundResumed, round=1)
    refused(room, "is not paused", deeds.RoundResumed, round=1)
    room.hands.at += MINUTE
    assert room.room.tick() == 0
    room.do(deeds.RoundExtended, round=1, seconds=1)
    room.hands.at += 1001
    assert room.room.tick() > 0
    assert [done.number for done in room.room.state.played] == [1]
    drivers = {seat.driver for seat in room.room.state.team(1).seats.values()}
    assert drivers == {"bot"}  # and the next round waits for its clock: they may come back
    assert next_due(room.room.state) == room.hands.at + MINUTE
    refused(room, "Round 1 is not open", deeds.RoundExtended, round=1, seconds=1)


def test_phases_come_one_after_the_other(tmp_path: Path) -> None:
    phases = [
        {"title": "Hear", "minutes": 1.0},
        {"title": "Play", "rounds": 1},
        {"title": "See", "minutes": 1.0},
    ]
    room = Class(tmp_path, agenda(phases=phases), 2)
    refused(room, "Phase 2 cannot begin", deeds.PhaseBegun, number=2)
    room.do(deeds.PhaseBegun, number=1)
    refused(room, "Round 1 cannot open now", deeds.RoundOpened, round=1)
    room.hands.at += MINUTE
    room.room.tick()
    assert room.room.state.phase == 2
    refused(room, "Round 1 is still open", deeds.PhaseBegun, number=3)
    for token in room.tokens:
        room.submit(token, {})
    assert room.room.state.phase == 3
    assert room.room.state.over
    room.do(deeds.Ended)
    refused(room, "The room is over", deeds.Broadcast, text="hello")


def test_at_the_trainers_pace(tmp_path: Path) -> None:
    phases = [{"title": "One", "rounds": 2}, {"title": "Two", "rounds": 1}]
    room = begun(tmp_path, 1, phases=phases, pace="trainer")
    assert room.room.state.open is None
    room.do(deeds.RoundOpened, round=1)
    room.submit(room.tokens[0], {})
    room.submit(room.tokens[0], {})
    assert (room.room.state.open, len(room.room.state.played)) == (None, 2)
    room.do(deeds.PhaseBegun, number=2)
    refused(room, "Round 1 cannot open now", deeds.RoundOpened, round=1)


@pytest.mark.parametrize("missing", ["repeat", "bot", "skip"])
def test_a_seat_without_a_plan(tmp_path: Path, missing: str) -> None:
    room = begun(tmp_path, 1, missing=missing, away_after=0)
    room.submit(room.tokens[0], {"price": 12.0}, 77.0)
    for number in (2, 3):
        room.do(deeds.RoundClosed, round=number, why="by the trainer")
    answers = [done.answer(1, "marketing") for done in room.room.state.played]
    source = {"repeat": "repeated", "bot": "bot", "skip": "skipped"}[missing]
    assert [answer.source for answer in answers] == ["person", source, source]
    again = answers[2].plan
    expected = ({"price": 12.0}, 77.0) if missing == "repeat" else ({}, None)
    assert (dict(again.levers), again.forecast) == expected
    assert room.room.state.seat(1, "marketing").missed == 2


@pytest.mark.parametrize("talk", sorted(TALK))
def test_who_may_speak(tmp_path: Path, talk: str) -> None:
    room = begun(tmp_path, 2, changes={"communication": talk})
    first, second = room.tokens
    words = {"round": 1, "text": "We promote in week 3."}
    depth = {"what": "promotion_calendar", "every": 4, "depth": 0.1}
    how = spoken(TALK[talk])
    if how == "silent":
        refused(room, "lets nobody speak", deeds.MessageSent, first, **MARKETING, **words)
        refused(room, "nobody", deeds.CommitmentMade, first, **MARKETING, round=1, promise=depth)
        return
    room.do(deeds.MessageSent, first, **MARKETING, **words)
    if how == "report":
        refused(room, "one report a round", deeds.MessageSent, first, **MARKETING, **words)
        room.do(deeds.MessageSent, second, **OPERATIONS, **words)
        return
    room.do(deeds.MessageSent, first, **MARKETING, **words)
    refused(
        room,
        "is marketing's to promise",
        deeds.CommitmentMade,
        second,
        **OPERATIONS,
        round=1,
        promise=depth,
    )
    room.do(deeds.CommitmentMade, first, **MARKETING, round=1, promise=depth)
    room.do(deeds.MeetingClosed)
    refused(room, "The meeting is over", deeds.MessageSent, first, **MARKETING, **words)
    said = [(word.text, word.promise is not None) for word in room.room.state.talk]
    assert said == [("We promote in week 3.", False)] * 2 + [("", True)]


def test_a_plan_that_both_sign(tmp_path: Path) -> None:
    room = begun(tmp_path, 3, changes={"communication": "sop"})
    first, second, third = room.tokens
    joint = {"round": 1, "levers": {"price": 11.0, "hours": 150.0}, "forecast": 40.0}
    room.do(deeds.PlanSigned, first, **MARKETING, **joint)
    other = joint | {"levers": {"price": 11.0, "hours": 160.0}}
    room.do(deeds.PlanSigned, second, **OPERATIONS, **other)
    waiting = room.room.state.open
    assert waiting is not None
    assert waiting.plans == {}
    odd = joint | {"levers": {"price": 99.0}}
    refused(room, r"outside \[6, 14\]", deeds.PlanSigned, second, **OPERATIONS, **odd)
    odd = joint | {"levers": {"nonsense": 1.0}}
    refused(room, "is no lever of the two", deeds.PlanSigned, second, **OPERATIONS, **odd)
    room.do(deeds.PlanSigned, second, **OPERATIONS, **joint)
    waiting = room.room.state.open
    assert waiting is not None
    plans = {role: dict(plan.levers) for (_, role), plan in waiting.plans.items()}
    assert plans == {"marketing": {"price": 11.0}, "operations": {"hours": 150.0}}
    assert waiting.plans[1, "marketing"].forecast == 40.0
    lonely = {"team": 2, "role": "marketing"} | joint
    refused(room, "one of the two is a bot", deeds.PlanSigned, third, **lonely)


def test_drafts_are_kept(tmp_path: Path) -> None:
    room = begun(tmp_path, 2)
    draft = MARKETING | {"round": 1, "levers": {"price": 99.0}, "forecast": 3.0}
    room.do(deeds.DraftSaved, room.tokens[0], **draft)
    waiting = room.room.state.open
    assert waiting is not None
    assert waiting.drafts[1, "marketing"].levers == {"price": 99.0}
    odd = MARKETING | {"round": 1, "levers": {"hours": 99.0}}
    refused(room, "marketing has no lever 'hours'", deeds.DraftSaved, room.tokens[0], **odd)
    room.submit(room.tokens[0], {"price": 9.0})
    waiting = room.room.state.open
    assert waiting is not None
    assert waiting.drafts == {}


def test_leadership_orders_and_it_replays(tmp_path: Path) -> None:
    people = ["marketing", "operations", "leadership"]
    room = begun(tmp_path, 3, people=people, changes={"governance": "leadership"})
    for levers in ({"hours": 300.0}, {}, {"price": 6.0}):
        for token in room.tokens[:2]:
            room.submit(token, {})
        room.submit(room.tokens[2], levers)
    state = room.room.state
    assert state.over
    run = room.room.run(1)
    scenario = played_scenario(state, 1)
    assert [phase.orders for phase in scenario.phases] == [{"hours": 300.0}, {"price": 6.0}]
    assert run.plan[0, 0].max() >= 300.0
    assert replay(scenario, 7, run.decisions_of(0)).hash == run.hash


def test_leadership_settles_only_where_the_rules_say_so(tmp_path: Path) -> None:
    room = begun(tmp_path, 3, people=["marketing", "operations", "leadership"])
    orders = {"team": 1, "role": "leadership", "round": 1, "levers": {"price": 9.0}}
    refused(room, "settles nothing", deeds.PlanSubmitted, room.tokens[2], **orders)
    for token in room.tokens[:2]:
        room.submit(token, {})
    assert len(room.room.state.played) == 1


def test_limits_are_those_of_the_observation(tmp_path: Path) -> None:
    closed = {"levers.overtime.open": False, "levers.price.high": 12.0}
    room = begun(tmp_path, 2, changes=closed)
    for role in ("marketing", "operations"):
        limits = limits_of(room.room.state.arms["all"], role)
        assert limits == dict(room.room.observation(1, role).limits)


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        (deeds.ShockInjected, {"arm": "x"}, "There is no arm 'x'; allowed: all"),
        (deeds.ShockInjected, {"week": 3}, "comes too late: week 5 is the next"),
        (deeds.ShockInjected, {"weeks": 6000}, "weeks"),
        (deeds.RulesChanged, {}, "No rule is named"),
        (deeds.RoundUndone, {"round": 2}, "Round 2 has not been played"),
    ],
)
def test_what_a_trainer_cannot_do(
    tmp_path: Path, kind: Any, fields: dict[str, Any], message: str
) -> None:
    room = begun(tmp_path, 1)
    room.submit(room.tokens[0], {})
    if kind is deeds.ShockInjected:
        shock = {"kind": "demand", "week": 4, "size": 0.5}
        shock |= {name: value for name, value in fields.items() if name != "arm"}
        fields = {"arm": fields.get("arm"), "shock": shock}
    if kind is deeds.RulesChanged:
        fields = {"rules": {}}
    with pytest.raises(ValueError, match=message):
        room.do(kind, **fields)
    room.submit(room.tokens[0], {})
    with pytest.raises(RoomError, match="no round left"):
        room.do(deeds.RulesChanged, rules={"incentives": "shared"})


def test_a_wrong_key_opens_nothing(tmp_path: Path) -> None:
    room = begun(tmp_path, 1)
    for token in ("", "trainer", "server", hash_of(room.key), room.tokens[0][:-1]):
        with pytest.raises(RoomError, match="opens nothing here"):
            room.room.do(token, deeds.Ended())
    with pytest.raises(RoomError, match="not for person"):
        room.do(deeds.Ended, room.tokens[0])
    assert room.key not in "".join(e.text for e in room.book.events(room.room.name))
    assert room.tokens[0] not in "".join(e.text for e in room.book.events(room.room.name))


def test_arms_come_in_blocks(tmp_path: Path) -> None:
    arms = {"a": {}, "b": {"incentives": "shared"}, "c": {"communication": "sop"}}
    room = begun(tmp_path, 0, arms=arms, teams=12, worlds="blocks")
    teams = room.room.state.teams
    for block in range(4):
        some = teams[3 * block : 3 * block + 3]
        assert {team.arm for team in some} == {"a", "b", "c"}
        assert {team.seed for team in some} == {7 + block}
    assert len({tuple(team.arm for team in teams[k : k + 3]) for k in range(0, 12, 3)}) > 1


def test_an_agenda_holds_plans_for_a_seat_that_a_bot_drives(tmp_path: Path) -> None:
    held = {"marketing": [{"price": 9.0}, {"price": 8.0}]}
    alone = agenda(people=["operations"], teams=1, begins="full", held=held)
    group = Class(tmp_path, alone, 1)
    for _ in range(3):
        group.submit(group.tokens[0], {})
    said = [done.answer(1, "marketing") for done in group.room.state.played]
    assert [dict(one.plan.levers) for one in said] == [{"price": 9.0}, {"price": 8.0}, {}]
    assert said[2].source == "bot", "where nothing is held, a bot decides"


@pytest.mark.parametrize("wrong", [{"hours": 100.0}, {"price": 1e6}, {"no": 1.0}])
def test_a_held_plan_that_could_not_be_handed_in_is_no_agenda(wrong: dict[str, float]) -> None:
    with pytest.raises(AgendaError, match=r"held.marketing.1: "):
        agenda(held={"marketing": [{}, wrong]})


def test_who_has_not_understood_the_rules_hands_nothing_in(tmp_path: Path) -> None:
    asked = [
        {"text": "Who sets the price?", "answers": ["marketing", "operations"], "right": 0}
    ] * 2
    room = Class(tmp_path, agenda(1, comprehension=asked, gate=True), 2)
    room.do(deeds.PhaseBegun, number=1)
    token = room.tokens[0]
    for question, answer, right in ((1, 0, 0), (2, 1, 1), (2, 0, 1)):
        with pytest.raises(RoomError, match=f"{right} of 2 are answered rightly so far"):
            room.submit(token, {})
        room.do(deeds.ComprehensionAnswered, token, question=question, answer=answer)
    room.submit(token, {})
    assert room.room.state.open is not None
    assert set(room.room.state.open.plans) == {(1, "marketing")}
    with pytest.raises(RoomError, match="0 of 2"):
        room.submit(room.tokens[1], {})
    tries = [one for one in room.book.events(room.room.name) if "comprehension" in one.deed.kind]
    assert len(tries) == 3


def test_late_ones_keep_the_arms_even(tmp_path: Path) -> None:
    """People who come while others play, or after somebody left, fill teams and arms in turn."""
    room = Class(tmp_path, agenda(3, arms={"a": {}, "b": {"incentives": "shared"}}), 6)
    room.do(deeds.PhaseBegun, number=1)
    for number in range(9):
        room.tokens.append(room.room.join(f"late {number}"))
        if number == 3:
            room.do(deeds.RoundClosed, round=1, why="by the trainer")
            room.do(deeds.SeatLeft, room.tokens[0], team=1, role="marketing")
        arms = [team.arm for team in room.room.state.teams]
        assert abs(arms.count("a") - arms.count("b")) <= 1
    state = room.room.state
    assert [team.number for team in state.teams] == list(range(1, 8))
    assert {state.seat_of(hash_of(token)) is None for token in room.tokens[1:]} == {False}
    assert state.seat(1, "marketing").holder == hash_of(room.tokens[10])
