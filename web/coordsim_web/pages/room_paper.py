"""Paper: the trainer keys in plans of people who play without a screen, and prints what their seats
see.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

from coordsim.room.log.place import LogError
from coordsim.room.state.records import RoomError
from coordsim.room.state.seats import place_for
from coordsim_web.parts.shared import use_shared
from coordsim_web.rooms import address
from coordsim_web.rooms.hub import hub
from coordsim_web.rooms.paper import keyed
from coordsim_web.rooms.paper.words import Words
from coordsim_web.rooms.use_room import use_language, use_picture
from coordsim_web.texts import texts
from coordsim_web.texts.spoken import read_in, sent

Json = dict[str, Any]
Happens = Callable[[Any], None]


@solara.component_vue("room_paper.vue", vuetify=False)
def PaperDrawn(
    *,
    said: Json,
    round: str,
    console: str,
    note: str,
    wrong: bool,
    sent: int,
    seats: list[Json],
    form: Json | None,
    adds: bool,
    event_choose: Happens,
    event_hand_in: Happens,
    event_add: Happens,
) -> None:
    """Seats to choose from, the form of one, and what it sees."""


@solara.component
def Paper() -> None:
    """Key in plans of the room whose trainer's key the address has."""
    use_shared()
    key, language = address.place_of(solara.use_router().path).key, use_language()
    name = solara.use_memo(lambda: hub().led_with(key), [key])
    with solara.v.Html(tag="main", class_="cs-page", attributes={"id": "content"}):
        if name:
            Keyed(name, key, language)
        else:
            solara.v.Html(tag="p", children=[Words(language)("keyed.nobody")])


@solara.component
def Keyed(name: str, key: str, language: str) -> None:
    """Key in plans of a room."""
    words = Words(language)
    place, set_place = solara.use_state((0, ""))
    said, set_said = solara.use_state(("", False))
    handed, set_handed = solara.use_state(0)
    state = use_picture(name, lambda state: state, lambda state: state.events)
    sight = hub().sight(name)
    open_ = state.open is not None

    def chair() -> Any:
        return sight.shown(key, *place) if place[1] and open_ else None

    shown = solara.use_memo(chair, [place, state])

    def choose(data: Any) -> None:
        team, role = (data.get(field) if isinstance(data, dict) else None for field in _PLACE)
        if not isinstance(team, int) or not 0 < team <= len(state.teams):
            return
        if role in tuple(state.team(team).seats):
            set_place((team, role))
            set_said(("", False))

    def hand_in(data: Any) -> None:
        if shown is None:
            return
        try:
            hub().do(key, keyed.plan(data, shown, words))
        except (keyed.KeyedError, RoomError, LogError) as error:
            set_said((read_in(str(error), language), True))
        else:
            named = words.name("roles", shown.role)
            set_said((words("keyed.handed", role=named, team=shown.team), False))
            set_handed(handed + 1)

    def add(_data: Any) -> None:
        try:
            _seat_a_team(name)
            set_said((words("keyed.added"), False))
        except (RoomError, LogError) as error:
            set_said((words("keyed.full", why=read_in(str(error), language)), True))

    rounds = words("keyed.round", round=state.next_round, rounds=state.agenda.rounds)
    PaperDrawn(
        said=dict(texts("paper", language)["keyed"]),
        round="" if state.over else rounds,
        console=address.console(key),
        note=said[0] or ("" if open_ else words("keyed.closed")),
        wrong=said[1],
        sent=handed,
        seats=[sent(one, language) for one in keyed.seats(state, words)],
        form=None if shown is None else sent(keyed.form(shown, words), language),
        adds=not open_ and not state.over and place_for(state) is not None,
        event_choose=choose,
        event_hand_in=hand_in,
        event_add=add,
    )


_PLACE = ("team", "role")


def _seat_a_team(name: str) -> None:
    """Give people without a screen the seats of a team, so that rounds wait for their plans."""
    room = hub().room(name)
    for role in room.state.agenda.people:
        room.join(f"Paper, {role}")
