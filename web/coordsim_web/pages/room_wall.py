"""Wall: what everybody in a room sees, on a projector. Nothing private is sent to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import solara
import solara.lab

from coordsim.room.state.records import Announced, OpenRound, RoomError, RoomState, Team
from coordsim.room.state.records import Wall as WallState
from coordsim_web.pages.room_wall_debrief import WallDebrief
from coordsim_web.parts.shared import use_shared
from coordsim_web.rooms import address
from coordsim_web.rooms.hub import hub
from coordsim_web.rooms.qr import code_of
from coordsim_web.rooms.use_room import use_language, use_picture
from coordsim_web.rooms.wall.picture import DEBRIEF, picture_of
from coordsim_web.served import base_of, origin_of
from coordsim_web.texts import LANGUAGES, texts
from coordsim_web.texts.spoken import sent

Json = dict[str, Any]


@solara.component_vue("room_wall.vue", vuetify=False)
def WallDrawn(t: Json, picture: Json | None, link: str, code: Json | None) -> None:
    """The wall, but for the debrief."""


@solara.component
def Wall() -> None:
    """Show the room whose code the address has."""
    use_shared()
    language = use_language()
    code = address.place_of(solara.use_router().path).key
    name = solara.use_memo(lambda: room_with(code), [code])
    with solara.v.Html(tag="main", class_="cs-wall", attributes={"id": "content"}):
        if name:
            Hung(name, language)
        else:
            WallDrawn(t=dict(texts("wall", language)), picture=None, link="", code=None)


def room_with(code: str) -> str:
    """Return the name of the room that has a code; empty where there is none."""
    try:
        return hub().named(code).name
    except RoomError:
        return ""


@solara.component
def Hung(name: str, language: str) -> None:
    """Show a room."""
    origin, search = origin_of(solara.lab.headers.value), solara.use_router().search
    base = solara.use_memo(lambda: base_of(origin), [origin])

    def make(_state: RoomState) -> Json:
        found: Json = sent(picture_of(hub().room(name)), language)
        return found

    picture = use_picture(name, make, seen_on_the_wall)
    link = base + address.spoken(address.join(picture["code"]), asked_for(search))
    WallDrawn(
        t=dict(texts("wall", language)),
        picture=picture,
        link=link,
        code=sent(code_of(link), language),
    )
    if picture["shows"] in DEBRIEF:
        WallDebrief(name, picture["screen"])


def asked_for(search: str | None) -> str:
    """Return the language that the wall's address asks for, for those who join by it; empty where
    it asks for none, so that each phone has its own.
    """
    asked = parse_qs(search or "").get("lang", [""])[0]
    return asked if asked in LANGUAGES else ""


class Seen(NamedTuple):
    """What decides whether the wall is drawn anew: not what a single seat thinks about."""

    people: int
    teams: tuple[Team, ...]
    phase: tuple[int, int]
    played: int
    round: OpenRound | None
    handed_in: int
    wall: WallState
    said: tuple[Announced, ...]
    ended: bool


def seen_on_the_wall(state: RoomState) -> Seen:
    """Return what the wall shows of a room's state."""
    waiting = state.open
    return Seen(
        people=len(state.people),
        teams=state.teams,
        phase=(state.phase, state.phase_at),
        played=len(state.played),
        round=waiting and replace(waiting, plans={}, drafts={}, signed={}),
        handed_in=len(waiting.plans) if waiting else 0,
        wall=state.wall,
        said=state.broadcasts,
        ended=state.ended,
    )
