"""A seat's page as it leaves the server: every value that its parts are sent, drawn or not, in two
rooms that differ only in what the seat has to be told and is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import solara
from support.hidden import hidden_numbers, talking
from support.rooms import Class, agenda
from support.sent import sent_at

from coordsim.core.levers import ROLES
from coordsim.room import deeds
from coordsim.rules.talk import TALK
from coordsim_web.pages.room_seat import Seat
from coordsim_web.rooms import address
from coordsim_web.rooms import hub as hubs
from coordsim_web.rooms.hub import Hub


def sent_to(token: str) -> str:
    """Everything that a seat's page sends to the browser, but for the token."""
    route = solara.Route(address.SEAT, component=Seat)
    return sent_at(address.seat(token), route).replace(token, "the token")


def rounds(
    folder: Path, role: str, changes: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """What is sent in the first round, while the other side acts, and in the second. Of managers
    with naive priors: drawn ones follow from what is true.
    """
    folder.mkdir()
    room = Class(folder, agenda(scenario="blind", changes=dict(changes)), 2)
    hub = Hub(room.book, room.hands)
    monkeypatch.setattr(hubs, "hub", lambda: hub)
    monkeypatch.setattr("coordsim_web.pages.room_seat.hub", lambda: hub)
    monkeypatch.setattr("coordsim_web.rooms.use_room.hub", lambda: hub)
    mine, other = (room.tokens[ROLES.index(one)] for one in (role, ROLES[1 - ROLES.index(role)]))
    room.do(deeds.PhaseBegun, number=1)
    hub.tick()
    hub.room(room.room.name).refresh()
    yield sent_to(mine)
    theirs = {"team": 1, "role": ROLES[1 - ROLES.index(role)], "round": 1}
    room.do(deeds.DraftSaved, other, **theirs, levers={})
    room.do(deeds.PredictionCaptured, other, **theirs, of="units", value=98765.0)
    hub.room(room.room.name).refresh()
    yield sent_to(mine)


@pytest.mark.parametrize("rule", TALK)
@pytest.mark.parametrize("role", ROLES)
def test_what_the_rule_hides_is_not_sent(
    tmp_path: Path, role: str, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = talking((rule, ()))
    plain = list(rounds(tmp_path / "a", role, talk, monkeypatch))
    hidden = hidden_numbers(role, (rule, ()), but={"replenish"})
    other = list(rounds(tmp_path / "b", role, talk | hidden, monkeypatch))
    assert plain == other
    assert plain[0] == plain[1], "drafts and predictions of the other side reach nobody"
    assert "98765" not in plain[1]


def test_the_walk_reaches_what_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = next(rounds(tmp_path / "a", "marketing", talking(("none", ())), monkeypatch))
    for word in ("List price", "'Unit cost'", "a very wide range would put off", "P1", "pay_move"):
        assert word in first, word


def test_a_trainers_key_and_a_wrong_token_open_no_seat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Class(tmp_path, agenda(), 1)
    hub = Hub(room.book, room.hands)
    monkeypatch.setattr("coordsim_web.pages.room_seat.hub", lambda: hub)
    for key in (room.key, "x", f"{room.room.name}-guess", ""):
        sent = sent_to(key) if key else sent_to("nothing")
        assert "There is no room" in sent
        assert "P0" not in sent
