"""Console: the trainer leads a room. The page is a view of the room's log, and every command goes
with the trainer's key; who has another key, or a seat's token, sees nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

from coordsim.room.log.place import LogError
from coordsim.room.state.records import ALL_ROLES, RoomError
from coordsim.scenario.file import ScenarioError
from coordsim_web.pages.room_console_parts import (
    ConsoleHead,
    ConsoleLook,
    ConsoleLost,
    ConsoleMore,
    ConsoleTeams,
    ConsoleWall,
    Json,
)
from coordsim_web.parts.shared import use_shared
from coordsim_web.rooms import address
from coordsim_web.rooms.console.commands import CommandError, command, opening
from coordsim_web.rooms.console.look import look_of
from coordsim_web.rooms.console.table import table_of
from coordsim_web.rooms.hub import hub
from coordsim_web.rooms.presence import PRESENCE
from coordsim_web.rooms.use_room import use_language, use_picture
from coordsim_web.texts import texts
from coordsim_web.texts.spoken import read_in, sent


@solara.component
def Console() -> None:
    """Show the room whose trainer's key the address has."""
    use_shared()
    key, language = address.place_of(solara.use_router().path).key, use_language()
    name = solara.use_memo(lambda: hub().led_with(key), [key])
    with solara.v.Html(tag="main", class_="cs-page cs-console", attributes={"id": "content"}):
        if name:
            Led(name, key, language)
        else:
            ConsoleLost(t=dict(texts("console", language)), teach=address.teach())


@solara.component
def Led(name: str, key: str, language: str) -> None:
    """Lead a room."""
    t = dict(texts("console", language))
    note, set_note = solara.use_state(("", ""))
    again_at, set_again_at = solara.use_state("")
    place, set_place = solara.use_state(None)
    away, set_away = solara.use_state(PRESENCE.away(name))
    table = use_picture(
        name,
        lambda state: sent(table_of(state, away), language),
        lambda state: (state.events, away),
    )
    seen = solara.use_memo(lambda: seen_of(key, place, language), [place, table])

    def act_at(part: str) -> Callable[[Any], None]:
        def act(data: Any) -> None:
            try:
                hub().do(key, command(data, hub().room(name).state, language))
                set_note(("", ""))
            except (CommandError, RoomError, LogError) as error:
                set_note((part, read_in(str(error), language)))

        return act

    def again(_data: Any) -> None:
        try:
            first = opening(hub().book, name)
            opened = hub().open(first.agenda, seed=first.seed, scenarios=first.scenarios)
            set_again_at(address.spoken(address.console(opened.key), language))
        except (RoomError, ScenarioError, LogError) as error:
            set_note(("head", read_in(str(error), language)))

    def said(part: str) -> str:
        return note[1] if note[0] == part else ""

    def wall() -> None:
        ConsoleWall(t=t, table=table, note=said("wall"), event_act=act_at("wall"))

    ConsoleHead(
        t=t,
        table=table,
        note=said("head"),
        key_link=again_at,
        event_act=act_at("head"),
        event_again=again,
        event_beat=lambda _data: set_away(PRESENCE.away(name)),
    )
    if table["over"]:
        wall()
    ConsoleTeams(
        t=t,
        table=table,
        note=said("teams"),
        event_act=act_at("teams"),
        event_look=lambda data: set_place(place_in(data)),
    )
    ConsoleLook(t=t, seen=seen, event_shut=lambda _data: set_place(None))
    if not table["over"]:
        wall()
    ConsoleMore(
        t=t,
        table=table,
        links=links_of(table, key, language),
        note=said("more"),
        event_act=act_at("more"),
    )


def place_in(data: Any) -> tuple[int, str] | None:
    """Return the seat that a page names; None where it names none."""
    team, role = (data.get("team"), data.get("role")) if isinstance(data, dict) else (None, None)
    if not isinstance(team, int) or isinstance(team, bool) or role not in ALL_ROLES:
        return None
    return team, str(role)


def seen_of(key: str, place: tuple[int, str] | None, language: str) -> Json | None:
    """Return what a seat sees; None where there is none."""
    if place is None:
        return None
    try:
        found: Json = sent(look_of(hub().sight_of(key).shown(key, *place)), language)
        return found
    except RoomError:
        return None


def links_of(table: Json, key: str, language: str) -> Json:
    """Return the addresses that belong to a room; plans on paper are keyed in while there are
    rounds to play.
    """
    paths = {
        "join_link": address.join(table["code"]),
        "wall_link": address.wall(table["code"]),
        "debrief_link": address.debrief(key),
        "paper_link": address.paper(key),
        "study_link": address.study(key, "export.zip"),
        "people_link": address.study(key, "people.csv"),
    }
    if table["over"]:
        del paths["paper_link"]
    return {name: address.spoken(path, language) for name, path in paths.items()}
