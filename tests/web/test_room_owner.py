"""What seats, wall and console say of an owner's orders, of cash and of a firm that has stopped, in
both languages.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.rooms import Class, agenda

from coordsim.room import deeds
from coordsim.room.sight import Sight
from coordsim.room.standing import Owner, Standing
from coordsim.show.numbers import spelled
from coordsim_web.rooms.console.table import table_of
from coordsim_web.rooms.seat.head import cash_told, head_of, owner_told
from coordsim_web.rooms.wall.picture import picture_of
from coordsim_web.texts import LANGUAGES, filled, texts
from coordsim_web.texts.spoken import sent

POOR = {"money.fixed": 4000.0, "money.insolvency": True, "money.cash": 0.0, "money.credit": 6000.0}
OWNED = {"money.fixed": 4000.0, "owner.acts": "blunt", "owner.patience": 1}
QUICK = {"people.quarter_rounds": 1}


def played(folder: Path, rounds: int = 1, **changes: Any) -> tuple[Class, Sight]:
    room = Class(folder, agenda(5, scenario="blind", changes=changes), 2)
    room.do(deeds.PhaseBegun, number=1)
    for _ in range(rounds):
        for token in room.tokens:
            room.submit(token, {})
    return room, Sight(room.room)


def orders(does: Any, acts: Any = "blunt", **levers: float) -> Standing:
    return Standing(Owner(does, acts, levers))


def test_orders_in_words() -> None:
    came = orders("come", range=6.0, hours=170.0, advertising=100.0)
    assert owner_told(came, "en") == (
        "The owner has lost patience with the losses and orders, from this week on: Range at most"
        " 6 variants, Regular hours at most 170 hours a week and Advertising at most 100 money a"
        " week. A plan beyond that is cut to it.",
    )
    (german,) = owner_told(came, "de")
    assert "Sortiment höchstens 6 Varianten" in german
    held = orders("hold", "informed", price=11.0)
    assert owner_told(held, "en")[0].startswith("The owner’s orders hold: Price 11 money")
    for language in LANGUAGES:
        assert owner_told(Standing(), language) == ()
        assert owner_told(orders("lifted"), language) == (
            texts("seat", language)["owner"]["lifted"],
        )
        assert owner_told(orders("come", "informed"), language)
        assert owner_told(orders("hold", "informed"), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_cash_in_words(language: str) -> None:
    assert cash_told(Standing(), language) == ""
    kept, owed = (cash_told(Standing(cash=cash, credit=6000.0), language) for cash in (1234, -1234))
    assert "1,234" in kept
    assert "6,000" in kept
    assert "1,234" in owed
    assert "−" not in owed
    assert kept != owed


def test_seats_and_wall_see_orders_in_the_week_that_they_come(tmp_path: Path) -> None:
    room, sight = played(tmp_path, **OWNED, **QUICK)
    for token in room.tokens:
        news = head_of(sight.chair(token), None, 0, "en").news
        assert news[0].startswith("The owner has lost patience with the losses and orders")
    (one,) = picture_of(room.room).happenings
    assert (one.what, one.teams, one.count) == ("come", "1", 1)
    for token in room.tokens:
        room.submit(token, {})
    assert picture_of(room.room).happenings == ()
    news = head_of(sight.chair(room.tokens[0]), None, 0, "en").news
    assert news[0].startswith("The owner’s orders hold: ")


def test_a_stopped_firm_is_said_everywhere(tmp_path: Path) -> None:
    room, sight = played(tmp_path, **POOR)
    state = room.room.state
    week = state.teams[0].stopped
    assert week is not None
    for token in room.tokens:
        for language in LANGUAGES:
            head = head_of(sight.chair(token), None, 0, language)
            said = texts("seat", language)
            assert (head.stage, head.title) == ("stopped", said["stopped"])
            assert f" {week + 1}" in head.says
            assert head.says.endswith(said["stages"]["to_come"]), "it was the only team"
            page = sent(head, language)
            assert spelled(head.cash, language) == page["cash"] != ""
            assert "{" not in head.says
    (one,) = picture_of(room.room).happenings
    assert (one.what, one.week) == ("stopped", week + 1)
    for language in LANGUAGES:
        text = filled(texts("wall", language)["happenings"][one.what], **vars(one))
        assert text.startswith("Team 1: ")
    (row,) = table_of(state).teams
    assert {seat.mark for seat in row.seats} == {"stopped"}
    assert not row.waits


def test_nothing_of_it_in_the_first_model(tmp_path: Path) -> None:
    room, sight = played(tmp_path)
    head = head_of(sight.chair(room.tokens[0]), None, 0, "en")
    assert (head.news, head.cash) == ((), "")
    assert picture_of(room.room).happenings == ()
