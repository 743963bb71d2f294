"""What a seat's page says and takes: forecasts' track record, levers that move pay, commands."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from support.rooms import Class, agenda

from coordsim.room import deeds
from coordsim.room.chain import hash_of
from coordsim.room.chair import Chair
from coordsim.room.log.place import LogError
from coordsim.room.records import PastRound
from coordsim.room.sight import Sight
from coordsim.room.state.records import RoomState
from coordsim_web.pages.room_seat import Desk, page_of
from coordsim_web.rooms import hub as hubs
from coordsim_web.rooms.hub import Hub
from coordsim_web.rooms.seat import commands
from coordsim_web.rooms.seat.commands import CommandError, Place
from coordsim_web.rooms.seat.form import form_of, moving
from coordsim_web.rooms.seat.head import head_of, stage_of
from coordsim_web.rooms.seat.part import part_of
from coordsim_web.rooms.seat.seen import course_of, record_of, seen_of
from coordsim_web.rooms.seat.talk import asked, talking
from coordsim_web.texts import texts
from coordsim_web.texts.spoken import sent

EN = texts("seat", "en")
PLACE = Place(1, "marketing", 1)


def begun(folder: Path, heads: int = 2, **more: Any) -> tuple[Class, Sight]:
    room = Class(folder, agenda(**more), heads)
    room.do(deeds.PhaseBegun, number=1)
    return room, Sight(room.room)


def past(number: int, expected: float | None, sold: float) -> PastRound:
    return PastRound(number, (4 * number - 4, 4 * number - 3), (sold, sold), expected, True, ())


@pytest.mark.parametrize(
    ("pairs", "says"),
    [
        ([], ""),
        ([(None, 100.0)], ""),
        ([(122.0, 100.0)], "Your last forecast of sales was 22 % too high."),
        ([(78.0, 100.0)], "Your last forecast of sales was 22 % too low."),
        ([(101.0, 100.0)], "Your last forecast of sales was about right."),
        ([(1.0, 100.0)] + 4 * [(122.0, 100.0)], "Your last 4 forecasts of sales were 22 % too"),
        ([(120.0, 100.0), (80.0, 100.0)], "Your last 2 forecasts of sales were about right"),
        ([(100.0, 0.0)], ""),
    ],
)
def test_the_track_record_is_right_in_every_case(
    pairs: list[tuple[float | None, float]], says: str
) -> None:
    rounds = [past(place, *pair) for place, pair in enumerate(pairs, 1)]
    said = record_of(rounds, EN)
    assert said.startswith(says)
    assert bool(said) == bool(says)


def test_the_strongest_levers_stand_open() -> None:
    swings = {"a": 1.0, "b": 10.0, "c": 0.1, "d": 2.0, "e": 3.0, "f": 4.0}
    assert moving(swings) == ("b", "f", "e", "d")
    assert moving({"a": 0.0}) == moving({}) == ()


def test_expected_stands_beside_actual_with_own_moves(tmp_path: Path) -> None:
    room, sight = begun(tmp_path)
    token = room.tokens[0]
    seat = {"team": 1, "role": "marketing", "round": 1}
    room.do(deeds.PredictionCaptured, token, **seat, of="units", value=123.0)
    before = next(one for one in sight.chair(token).views[0].levers if one.name == "price").value
    room.submit(token, {"price": before + 1})
    room.submit(room.tokens[1], {})
    course = course_of(sight.chair(token).tracks["marketing"], "en")
    assert set(course.expected) == {123.0}
    assert len(course.units) == course.fresh == room.room.state.round_weeks
    assert [mark.week for mark in course.marks] == [1]
    assert "Price" in course.marks[0].words
    other = course_of(sight.chair(room.tokens[1]).tracks["operations"], "en")
    assert set(other.expected) == {None}
    assert other.marks == ()
    assert other.units == course.units


def test_a_draft_stands_on_the_form_again(tmp_path: Path) -> None:
    room, sight = begun(tmp_path)
    token = room.tokens[0]
    levers = {lever.name: lever.value for lever in sight.chair(token).views[0].levers}
    drafted = levers | {"price": levers["price"] + 1}
    plan = commands.plan_of({"round": 1, "levers": drafted, "word": 1.0}, EN)
    room.room.do(token, commands.draft(PLACE, plan, None))
    form = form_of(sight.chair(token), {}, None, "en")
    assert form.start == drafted
    assert not form.handed
    room.room.do(token, commands.submitted(PLACE, plan, None))
    assert form_of(sight.chair(token), {}, None, "en").handed
    assert stage_of(sight.chair(token)) == "handed"


def test_a_draft_is_kept_or_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room, sight = begun(tmp_path)
    monkeypatch.setattr(hubs._Made, "hub", Hub(room.book, room.hands))
    chair, heard = sight.chair(room.tokens[0]), list[str]()
    desk = Desk(room.tokens[0], chair, "en", lambda _: False, heard.append)
    levers = {lever.name: lever.value for lever in chair.views[0].levers}
    assert desk.keep({"round": 1, "levers": levers | {"price": -1.0}}), "not allowed yet"
    assert desk.keep({"round": 1, "levers": levers})
    assert heard == []
    room.room.refresh()
    assert room.room.state.open is not None
    assert room.room.state.open.drafts[1, "marketing"].levers == levers

    def full(*_: Any) -> None:
        raise LogError("the disk is full")

    monkeypatch.setattr(Hub, "do", full)
    assert not desk.keep({"round": 1, "levers": levers}), "to be sent again"
    assert heard == [EN["later"]]


@pytest.mark.parametrize(
    "data",
    [
        None,
        "x",
        {},
        {"levers": 3},
        {"round": 1, "levers": {"price": "9"}},
        {"round": 1, "levers": {"price": float("nan")}},
        {"round": True, "levers": {}},
        {"round": 1, "levers": {}, "word": 9},
        {"round": 1, "levers": {"x" * 99: 1.0}},
        {"round": 1, "levers": {str(place): 1.0 for place in range(99)}},
    ],
)
def test_what_is_no_plan_is_refused_with_a_sentence(data: Any) -> None:
    with pytest.raises(CommandError, match=r"\.$|expect"):
        commands.plan_of(data, EN)


@pytest.mark.parametrize("data", [None, 3, {"text": ""}, {"text": "x" * 601}, {"text": ["x"]}])
def test_what_is_no_message_is_refused(data: Any) -> None:
    with pytest.raises(CommandError):
        commands.message(PLACE, data, EN)
    with pytest.raises(CommandError):
        commands.promise(PLACE, data, EN, "en")
    with pytest.raises(CommandError):
        commands.answer(data, EN, "en")
    with pytest.raises(CommandError):
        commands.seat_deed(PLACE, data, EN)


def test_a_command_is_of_the_own_seat_whatever_is_sent() -> None:
    sent = {"round": 1, "text": "hello", "team": 9, "role": "operations", "kind": "ended"}
    deed = commands.message(PLACE, sent, EN)
    assert (deed.team, deed.role, deed.text) == (1, "marketing", "hello")


def test_only_what_a_page_shows_draws_it_anew(tmp_path: Path) -> None:
    room, _ = begun(tmp_path, 4, phases=[{"title": "Play", "rounds": 3, "minutes": 9.0}])
    mine = part_of(hash_of(room.tokens[0]))
    before = mine(room.room.state)
    seat = {"team": 2, "role": "marketing", "round": 1}
    room.do(deeds.DraftSaved, room.tokens[2], **seat, levers={})
    room.do(deeds.PlanSubmitted, room.tokens[2], **seat, levers={})
    own = seat | {"team": 1}
    room.do(deeds.DraftSaved, room.tokens[0], **own, levers={})
    assert mine(room.room.state) == before
    room.do(deeds.RoundExtended, round=1, seconds=60)
    assert mine(room.room.state) != before


def test_an_own_answer_draws_a_page_anew_and_others_do_not(tmp_path: Path) -> None:
    phases = [{"title": "Play", "rounds": 1, "beliefs": [{"text": "How much?"}]}]
    room, _ = begun(tmp_path, 4, phases=phases)
    mine = part_of(hash_of(room.tokens[0]))
    said = [mine(room.room.state)]
    for token, value in ((1, 7.0), (2, 8.0), (0, 9.0), (0, 10.0)):
        told = {"phase": 1, "question": 1, "answer": value}
        room.do(deeds.BeliefCaptured, room.tokens[token], **told)
        said.append(mine(room.room.state))
    at = {"team": 1, "role": "marketing", "round": 1, "of": "units", "value": 3.0}
    room.do(deeds.PredictionCaptured, room.tokens[0], **at)
    said.append(mine(room.room.state))
    new = [one != before for before, one in pairwise(said)]
    assert new == [False, False, True, True, False]


def test_questions_are_asked_and_answers_kept(tmp_path: Path) -> None:
    phases = [{"title": "Play", "rounds": 1, "beliefs": [{"text": "How much?"}]}]
    rules = [{"text": "Who sets the price?", "answers": ["marketing", "operations"], "right": 0}]
    room, _ = begun(tmp_path, phases=phases, comprehension=rules, consent="For research.")
    token, person = room.tokens[0], hash_of(room.tokens[0])

    def told(state: RoomState) -> list[tuple[str, float | None, str]]:
        return [(one.kind, one.given, one.told) for one in asked(state, person, "en")]

    assert [given for _, given, _ in told(room.room.state)] == [None, None, None]
    for data in (
        {"kind": "consent"},
        {"kind": "understand", "question": 1, "answer": 1},
        {"kind": "believe", "phase": 1, "question": 1, "answer": 12},
    ):
        room.room.do(token, commands.answer(data, EN, "en"))
    assert told(room.room.state) == [
        ("consent", 1.0, EN["agreed"]),
        ("understand", 1, EN["wrong"]),
        ("believe", 12.0, EN["kept"]),
    ]
    room.room.do(token, commands.answer({"kind": "withdraw"}, EN, "en"))
    assert told(room.room.state)[0] == ("consent", 0.0, EN["withdrawn"])


def test_a_number_is_read_and_stands_again_in_the_form_of_the_page(tmp_path: Path) -> None:
    phases = [{"title": "Play", "rounds": 1, "beliefs": [{"text": "How much?"}]}]
    room, _ = begun(tmp_path, phases=phases)
    token, person = room.tokens[0], hash_of(room.tokens[0])
    data = {"kind": "believe", "phase": 1, "question": 1}
    for typed, language, value in (
        ("1,5", "de", 1.5),
        ("1.250,5", "de", 1250.5),
        ("2.5", "en", 2.5),
    ):
        room.room.do(token, commands.answer(data | {"answer": typed}, EN, language))
        shown = asked(room.room.state, person, language)[0]
        assert shown.given == value
        assert sent(shown, language)["typed"] == typed
    for typed, language in (
        ("1.5", "de"),
        ("1,5", "en"),
        ("", "de"),
        ("1" * 31, "en"),
        ("1e9", "en"),
    ):
        with pytest.raises(commands.CommandError, match=r"as 1,250 or 1\.5"):
            commands.answer(data | {"answer": typed}, EN, language)


@pytest.mark.parametrize("rule", ["none", "reports", "meetings", "dashboard"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_one_talks_as_the_rule_lets_one(tmp_path: Path, rule: str, language: str) -> None:
    room, sight = begun(tmp_path, changes={"communication": rule})
    token = room.tokens[0]
    talk = talking(sight.chair(token), language)
    assert talk.able == (talk.how != "silent")
    if talk.able:
        room.room.do(token, commands.message(PLACE, {"round": 1, "text": "<b>hi</b>"}, EN))
        heard = sight.chair(room.tokens[1])
        assert "<b>hi</b>" in head_of(heard, None, 0, language).partners[0].voice
        assert talking(sight.chair(token), language).able == (talk.how == "chat")


def test_names_pay_and_bots_of_partners(tmp_path: Path) -> None:
    room, sight = begun(tmp_path, 3)
    (partner,) = head_of(sight.chair(room.tokens[0]), None, 0, "en").partners
    assert (partner.role, partner.who) == ("operations", "P1")
    assert "unit manufacturing cost" in partner.pay
    (bot,) = head_of(sight.chair(room.tokens[2]), None, 0, "en").partners
    assert bot.who == EN["drivers"]["bot"]


def test_after_the_last_round_the_way_leads_on(tmp_path: Path) -> None:
    room, sight = begun(tmp_path, rounds=1)
    for token in room.tokens:
        room.submit(token, {})
    head = head_of(sight.chair(room.tokens[0]), None, 0, "en", "/debrief/x")
    assert (head.stage, head.debrief) == ("over", "/debrief/x")
    assert seen_of(sight.chair(room.tokens[0]), None, "en").sides == ()


def test_both_sign_one_plan(tmp_path: Path) -> None:
    room, sight = begun(tmp_path, changes={"communication": "sop"})
    marketing, operations = room.tokens
    joint = form_of(sight.chair(marketing), {}, None, "en").joint
    assert joint is not None
    assert not joint.signed
    plan = commands.Plan(1, {"price": 9.0}, 1.0)
    room.room.do(marketing, commands.signed(PLACE, plan, {}, None))
    seen = form_of(sight.chair(operations), {}, None, "en").joint
    assert seen is not None
    assert [(row.label, row.value) for row in seen.theirs] == [("Price", "9 money a unit")]
    theirs = sight.chair(operations).signed["marketing"]
    place = Place(1, "operations", 1)
    more = commands.Plan(1, {"safety": 2.0}, 1.0)
    room.room.do(operations, commands.signed(place, more, theirs.levers, theirs.forecast))
    back = sight.chair(marketing).signed["operations"]
    exact = commands.Plan(1, {}, 1.0)
    room.room.do(marketing, commands.signed(PLACE, exact, back.levers, back.forecast))
    (done,) = room.room.state.played
    assert done.answer(1, "marketing").plan.levers == {"price": 9.0}
    assert done.answer(1, "operations").plan.levers == {"safety": 2.0}


def test_the_talk_rule_is_said_in_the_language_of_the_page(tmp_path: Path) -> None:
    room, sight = begun(tmp_path, changes={"communication": "none"})
    rules = {
        side["rule"]
        for token in room.tokens
        for side in sent(seen_of(sight.chair(token), None, "de"), "de")["sides"]
    }
    shown = "Nichts wird gesagt. Jede Seite sieht nur ihre eigenen Zahlen."
    assert rules == {f"Niemand sagt jemandem etwas. {shown}"}


def test_a_promise_is_read_in_the_form_of_the_page() -> None:
    def promised(language: str, **told: str) -> dict[str, Any]:
        data = {"round": 1, "promise": told}
        return commands.promise(PLACE, data, EN, language).promise.model_dump()

    assert promised("de", what="minimum_supply", units="1.250,5")["units"] == 1250.5
    assert promised("en", what="minimum_supply", units="1,250.5")["units"] == 1250.5
    calendar = promised("de", what="promotion_calendar", every="4", depth="20")
    assert (calendar["every"], calendar["depth"]) == (4, 0.2)
    for units in ("1.5", "", "x", "1" * 31):
        with pytest.raises(CommandError, match="A promise needs"):
            promised("de", what="minimum_supply", units=units)


def test_a_page_is_of_one_moment_when_the_last_round_closes_while_it_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, _ = begun(tmp_path, rounds=1)
    monkeypatch.setattr(hubs._Made, "hub", Hub(room.book, room.hands))
    mine = hubs.hub().room(room.room.name)
    last = deeds.RoundClosed(round=1, why="by the trainer")
    closing = Thread(target=lambda: mine.do(room.key, last))

    def chair(sight: Sight, token: str) -> Chair:
        found = seated(sight, token)
        if not closing.ident:
            closing.start()
            closing.join(0.5)
        return found

    seated = Sight.chair
    monkeypatch.setattr(Sight, "chair", chair)
    page = page_of(room.tokens[0], "en")
    closing.join()
    assert page.form is not None
    assert mine.state.over
    assert page_of(room.tokens[0], "en").form is None
