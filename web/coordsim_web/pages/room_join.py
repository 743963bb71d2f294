"""Join: somebody comes with a code, says a name and gets a seat; a device comes back to its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import solara

from coordsim.room.chain import hash_of
from coordsim.room.log.place import LogError
from coordsim.room.state.records import RoomError, RoomState
from coordsim_web.parts.shared import use_shared
from coordsim_web.rooms import address
from coordsim_web.rooms.hub import hub
from coordsim_web.rooms.join.door import NoNameError, card_of, checked_name, doorway, entry_of
from coordsim_web.rooms.tries import HurriedError
from coordsim_web.rooms.use_room import use_language, use_picture
from coordsim_web.texts import texts
from coordsim_web.texts.spoken import read_in, sent

Json = dict[str, Any]
Happens = Callable[[Any], None]
LONGEST_CODE = 40


@solara.component_vue("room_join.vue", vuetify=False)
def JoinDrawn(
    *,
    said: Json,
    room: Json | None,
    card: Json | None,
    token: str,
    note: str,
    event_find: Happens,
    event_enter: Happens,
    event_come_back: Happens,
) -> None:
    """The form of a code, of a name, or the card of the role."""


@solara.component
def Join() -> None:
    """Show the door of the room whose code the address has."""
    use_shared()
    router, language = solara.use_router(), use_language()
    code = address.place_of(router.path).key
    wrong, set_wrong = solara.use_state("")
    tried, set_tried = solara.use_state(0)
    said = texts("join", language)

    def find(data: Any) -> None:
        typed = data.strip().upper()[:LONGEST_CODE] if isinstance(data, str) else ""
        set_wrong("" if typed else said["no_code"])
        if typed:
            set_tried(tried + 1)
            router.push(address.spoken(address.join(typed), language))

    name, hurried = solara.use_memo(lambda: room_named(code), [code, tried])
    missing = said["no_room"].format(code=code[:LONGEST_CODE])
    with solara.v.Html(tag="main", class_="cs-page cs-join", attributes={"id": "content"}):
        if name:
            Door(name, language)
        else:
            JoinDrawn(
                said=dict(said),
                room=None,
                card=None,
                token="",
                note=said["hurried"] if hurried else (missing if code else wrong),
                event_find=find,
                event_enter=lambda data: None,
                event_come_back=lambda data: None,
            )


class Found(NamedTuple):
    """The room that a code leads to, empty where it leads to none; and whether too many were
    tried.
    """

    name: str
    hurried: bool


def room_named(code: str) -> Found:
    """Return the name of the room that has a code."""
    try:
        return Found(hub().named(code).name, hurried=False)
    except RoomError as error:
        return Found("", isinstance(error, HurriedError))


def _seen_by(token: str) -> Callable[[RoomState], Any]:
    """Return what the door shows of a room, and of their own team to those who have a seat: what
    decides when it is drawn anew.
    """
    person = hash_of(token) if token else ""

    def seen(state: RoomState) -> Any:
        sat = state.seat_of(person) if person else None
        if sat is None:
            return entry_of(state), sum(len(team.seats) for team in state.teams)
        return entry_of(state), tuple(seat.driver for seat in sat[0].seats.values())

    return seen


@solara.component
def Door(name: str, language: str) -> None:
    """Let somebody in."""
    router, said = solara.use_router(), texts("join", language)
    token, set_token = solara.use_state("")
    note, set_note = solara.use_state("")
    room = use_picture(
        name, lambda state: sent(doorway(state, language), language), _seen_by(token), token
    )

    taken: list[str] = solara.use_memo(list, [name])  # known before the page is drawn anew

    def enter(data: Any) -> None:
        if taken:
            return
        try:
            taken.append(hub().room(name).join(checked_name(data, said)))
            set_token(taken[0])
            set_note("")
        except (RoomError, NoNameError, LogError) as error:
            set_note(read_in(str(error), language))

    def come_back(data: Any) -> None:
        try:
            if isinstance(data, str) and hub().room_of(data).name == name:
                router.push(address.spoken(address.seat(data), language))
        except RoomError as error:
            set_note(read_in(str(error), language))

    JoinDrawn(
        said=dict(said),
        room=room,
        card=card_for(token, language) if token else None,
        token=token,
        note=note,
        event_find=lambda data: None,
        event_enter=enter,
        event_come_back=come_back,
    )


def card_for(token: str, language: str) -> Json | None:
    """Return the card of whoever holds a token; None where they have no seat yet."""
    try:
        found: Json = sent(card_of(hub().sight_of(token).chair(token), language), language)
        return found
    except RoomError:
        return None
