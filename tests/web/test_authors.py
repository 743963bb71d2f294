"""What the author of an agenda wrote is shown as it was written, on every page of a room, whatever
its language.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from support.debriefs import finished
from support.rooms import Class, agenda

from coordsim.room.agenda import Agenda
from coordsim.room.chain import hash_of
from coordsim.room.deeds import PhaseBegun
from coordsim_web.rooms.debrief import room as debrief
from coordsim_web.rooms.debrief import screens
from coordsim_web.rooms.debrief.drawing import WALL
from coordsim_web.rooms.debrief.words import Words as DebriefWords
from coordsim_web.rooms.join.door import doorway
from coordsim_web.rooms.paper.cards import cards, slips
from coordsim_web.rooms.paper.guide import guide
from coordsim_web.rooms.paper.words import Words
from coordsim_web.rooms.seat.talk import asked
from coordsim_web.rooms.wall.picture import picture_of
from coordsim_web.texts import LANGUAGES
from coordsim_web.texts.spoken import sent

WROTE = "1.200 Euro um 10.30 am 3.12., 1,250 und 5%"
ASKED = {"text": f"Frage: {WROTE}", "answers": [f"ja: {WROTE}", "2.500"], "screen": 1}


def written() -> Agenda:
    """An agenda with numbers in all its author's texts."""
    phases = [
        {"title": f"Teil: {WROTE}", "words": f"Worte: {WROTE}", "rounds": 3, "beliefs": [ASKED]},
    ]
    title, lesson = f"Titel: {WROTE}", f"Lehre: {WROTE}"
    return agenda(3, title=title, phases=phases, lesson=lesson)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paper", [cards, slips])
def test_cards_and_slips_keep_it(paper: Callable[[Agenda, Words], str], language: str) -> None:
    text = unescape(paper(written(), Words(language)))
    assert f"Titel: {WROTE}" in text
    if paper is cards:
        assert f"Teil: {WROTE}" in text
    assert "\ue000" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.slow
def test_a_guide_keeps_it(language: str) -> None:
    text = unescape(guide(written(), finished().told, Words(language)))
    for begins in ("Titel", "Lehre", "Teil", "Worte", "Frage", "ja"):
        assert f"{begins}: {WROTE}" in text
    assert "2.500" in text
    assert "\ue000" not in text


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_wall_keeps_it(language: str) -> None:
    state = replace(finished().room.room.state, agenda=written())
    guessed = screens.guess(state, 1, DebriefWords(language)).spelled(language).plain["guesses"]
    assert [one["question"] for one in guessed] == [ASKED["text"]]
    assert [words for words, _, _ in guessed[0]["answers"]] == ASKED["answers"]


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_debrief_keeps_it(language: str) -> None:
    told = finished().told
    told = replace(
        told,
        title=f"Titel: {WROTE}",
        phases=tuple(replace(one, title=f"Teil: {WROTE}", week=1) for one in told.phases),
    )
    part = debrief.slides(told, DebriefWords(language)).spelled(language)
    assert part.title == f"Titel: {WROTE}"
    drawn = next(one.picture for one in part.slides if one.picture is not None)
    assert any(mark.text == f"Teil: {WROTE}" for mark in drawn(WALL).marks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_a_room_keep_it(language: str, tmp_path: Path) -> None:
    room = Class(tmp_path, written(), people=1)
    room.do(PhaseBegun, number=1)
    state = room.room.state
    wall = sent(picture_of(room.room), language)
    assert (wall["title"], wall["phase"], wall["words"]) == tuple(
        f"{begins}: {WROTE}" for begins in ("Titel", "Teil", "Worte")
    )
    asked_now = sent(asked(state, hash_of(room.tokens[0]), language), language)
    assert (asked_now[0]["text"], asked_now[0]["answers"]) == (ASKED["text"], ASKED["answers"])
    door = sent(doorway(state, language), language)
    assert door["title"] == f"Titel: {WROTE}"
