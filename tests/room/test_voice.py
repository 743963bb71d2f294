"""What a seat hears that nobody typed: why a bot did what it did, and what happened."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
from support.rooms import Class, agenda

from coordsim.core.levers import BY_NAME, COLUMN, ROLES
from coordsim.room import deeds
from coordsim.room.chair import preview
from coordsim.room.records import News, PayLine, Slip
from coordsim.room.sight import Sight
from coordsim.room.talk import spoken
from coordsim.room.voice import HEARD, raised
from coordsim.rules.talk import TALK
from coordsim.scenario.rules import ShockKind
from coordsim_web.rooms.seat.head import head_of
from coordsim_web.texts import LANGUAGES, texts


def alone(folder: Path, **changes: Any) -> Class:
    """One person in marketing's chair, beside a bot, who has handed in three rounds."""
    room = Class(folder, agenda(4, changes=changes), 1)
    room.do(deeds.PhaseBegun, number=1)
    for _ in range(3):
        room.submit(room.tokens[0], {})
    return room


@pytest.mark.parametrize("rule", TALK)
def test_a_bot_says_what_it_did_where_the_rule_lets_it_speak(tmp_path: Path, rule: str) -> None:
    room = alone(tmp_path, communication=rule)
    chair = Sight(room.room).chair(room.tokens[0])
    speaks = spoken(TALK[rule]) != "silent"
    assert set(chair.reasons) == ({"operations"} if speaks else set())
    voices = [head_of(chair, None, 0, one).partners[0].voice for one in LANGUAGES]
    if speaks:
        move = chair.reasons["operations"].move
        assert voices[0].startswith("Says: ")
        assert voices[1].startswith("Sagt: ")
        assert move is None or BY_NAME[move.lever].label in voices[0]
    else:
        assert "I " not in voices[0]


def test_what_it_says_is_what_was_enacted_and_paid(tmp_path: Path) -> None:
    """In the rounds of a room, moves that are told are in the plan that was enacted, and their line
    is one of the pay slip.
    """
    room = Class(tmp_path, agenda(6, changes={"communication": "meetings"}), 1)
    room.do(deeds.PhaseBegun, number=1)
    told = []
    for played in range(1, 6):
        room.submit(room.tokens[0], {"price": 10.0 + played / 2})
        reason = Sight(room.room).chair(room.tokens[0]).reasons["operations"]
        if reason.move is None:
            continue
        run, said = room.room.run(1), room.room.state.played[-1].answer(1, "marketing")
        week = (played - 1) * room.room.state.round_weeks
        name = reason.move.lever
        decided = run.tape["operations"][week].levers[name]
        assert reason.move.value == pytest.approx(float(decided[0]))
        assert reason.move.before != reason.move.value
        desk = room.room.desk(1, back=1)
        seen = desk.observation("operations", said)
        alone = {
            name: preview(*desk.reckoning, seen, {name: float(value[0])}).slip.total or 0.0
            for name, value in run.tape["operations"][week].levers.items()
            if float(value[0]) != float(seen.plan[0, COLUMN[name]])
        }
        assert alone[name] == max(alone.values()), "of its moves the one that pays it most"
        if week:
            assert reason.move.before == pytest.approx(float(run.plan[0, week - 1, COLUMN[name]]))
        assert reason.line is None or reason.line in room.room.course().rounds[-1].paid(
            1, "operations"
        )
        told.append(reason)
    assert told, "a bot that is told of a new price moves something"
    assert any(one.line for one in told)


def test_the_line_is_the_one_that_rises_most() -> None:
    def slip(**amounts: float) -> Slip:
        lines = tuple(PayLine(name, amount, "") for name, amount in amounts.items())
        return Slip(lines, sum(amounts.values()))

    before = slip(wage=10, service=5, cost=-3)
    assert raised(before, slip(wage=10, service=7, cost=-2)) == "service"
    assert raised(before, slip(wage=10, service=5, cost=-1)) == "cost"
    assert raised(before, slip(wage=10, service=7, cost=-9)) is None
    assert raised(before, before) is None


def test_people_speak_for_themselves(tmp_path: Path) -> None:
    room = Class(tmp_path, agenda(2, changes={"communication": "meetings"}), 2)
    room.do(deeds.PhaseBegun, number=1)
    for token in room.tokens:
        room.submit(token, {})
    assert Sight(room.room).chair(room.tokens[0]).reasons == {}


def test_every_kind_of_shock_is_heard_by_somebody_in_words() -> None:
    kinds = get_args(ShockKind)
    assert set(HEARD) == set(kinds)
    assert [kind for kind, role in HEARD.items() if role == "marketing"] == ["demand"]
    for language in LANGUAGES:
        words = texts("seat", language)["news"]
        assert set(words) == {f"{kind}_{way}" for kind in kinds for way in ("up", "down")}


@pytest.mark.parametrize("kind", get_args(ShockKind))
def test_what_happens_is_heard_once_by_whoever_meets_it(tmp_path: Path, kind: ShockKind) -> None:
    room = Class(tmp_path, agenda(4), 2)
    room.do(deeds.PhaseBegun, number=1)
    length = room.room.state.round_weeks
    room.do(deeds.ShockInjected, shock={"kind": kind, "week": length, "weeks": 2, "size": -0.4})
    heard = []
    for _ in range(3):
        chairs = [Sight(room.room).chair(token) for token in room.tokens]
        heard.append({one.role: one.news for one in chairs if one.news})
        for token in room.tokens:
            room.submit(token, {})
    assert heard == [{}, {}, {HEARD[kind]: (News(kind, "down"),)}]
    assert head_of(chairs[ROLES.index(HEARD[kind])], None, 0, "en").news
