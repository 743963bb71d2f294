"""The door of a room: one tab takes one seat, and sees who comes to its team."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import solara
from solara.routing import Router, router_context
from support.rooms import Class, agenda
from support.sent import widgets

from coordsim_web.pages import room_join
from coordsim_web.rooms import address
from coordsim_web.rooms import hub as hubs
from coordsim_web.rooms.hub import Hub


def test_one_tab_takes_one_seat_and_sees_its_partner_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Class(tmp_path, agenda(2))
    hub = Hub(room.book, room.hands)
    for place in (hubs, room_join):
        monkeypatch.setattr(place, "hub", lambda: hub)
    monkeypatch.setattr("coordsim_web.rooms.use_room.hub", lambda: hub)
    router = Router(address.join(room.room.state.code), [])

    @solara.component
    def page() -> None:
        router_context.provide(router)
        room_join.Door(room.room.name, "en")

    box, context = solara.render(page(), handle_error=False)

    def drawn() -> Any:
        return next(one for one in widgets(box) if "token" in one.keys)

    first = drawn()
    for _ in range(30):
        first._handle_event(None, {"event": "enter", "data": "Ada"}, [])
    here = hub.room(room.room.name)
    assert [person.name for person in here.state.people.values()] == ["Ada"]
    assert drawn().card["partners"][0]["who"] == "nobody yet"
    here.join("Ben")
    for _ in range(100):
        if drawn().card["partners"][0]["who"] != "nobody yet":
            break
        time.sleep(0.05)
    assert drawn().card["partners"][0]["who"] == "a person"
    context.close()
