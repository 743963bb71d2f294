"""The first game: no form, few words, one lever at first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import solara

from coordsim.room.agenda import AgendaError
from coordsim.room.deeds import HandedToBot, PredictionCaptured
from coordsim.room.log.place import LogError
from coordsim.room.records import Preview
from coordsim.room.state.records import RoomError, RoomState
from coordsim.scenario.file import ScenarioError
from coordsim_web.pages.room_seat import REFUSALS, Desk, Make, Planning, expects
from coordsim_web.rooms import address
from coordsim_web.rooms.hub import hub
from coordsim_web.rooms.learn.first import OTHER_RULES, after, beginning, part_of, shown
from coordsim_web.rooms.learn.first_page import START, first_page, welcome
from coordsim_web.rooms.learn.first_told import EXPECTED_PAY, EXPECTED_PROFIT, guess_of
from coordsim_web.rooms.learn.keep import open_alone
from coordsim_web.rooms.learn.prepared import Opening
from coordsim_web.rooms.seat.form import form_of
from coordsim_web.rooms.seat.part import part_of as chosen_part
from coordsim_web.rooms.use_room import use_language, use_picture
from coordsim_web.texts import texts
from coordsim_web.texts.spoken import read_in, sent

Json = dict[str, Any]
Happens = Callable[[Any], None]
MOST = 20  # games that a browser may ask about at once


@solara.component_vue("room_first.vue", vuetify=False)
def FirstDrawn(
    *,
    page: Json,
    opened: Json | None,
    note: str,
    event_choose: Happens,
    event_know: Happens,
    event_leave: Happens,
) -> None:
    """The words and choices of a screen. ``opened`` is a room for the browser to remember."""


@solara.component
def First(token: str) -> None:
    """Show the first game of a token, the first screen where there is none."""
    language = use_language()
    name = solara.use_memo(lambda: first_room(token), [token])
    if name:
        Part(token, name)
    else:
        Welcome(texts("first", language)["nowhere"] if token else "")


def first_room(token: Any) -> str:
    """Return the name of the room that is a part of a first game; empty where there is none."""
    try:
        room = hub().room_of(token) if isinstance(token, str) else None
    except RoomError:
        return ""
    if room is None or room.state.seat_of(room.actor(token)) is None:
        return ""
    return room.name if part_of(room.state.agenda).name else ""


class Opener:
    """Opens the next part for whoever looks at a page, and tells what went wrong."""

    def __init__(self) -> None:
        self.router, self.visitor = solara.use_router(), solara.get_session_id()
        self.language = use_language()
        self.opened, self.set_opened = solara.use_state(None)
        self.note, self.set_note = solara.use_state("")

    def open(self, make: Callable[[], Opening]) -> None:
        """Open a part."""
        learn = texts("learn", self.language)
        try:
            token = open_alone(hub(), make(), self.visitor, learn)
        except (RoomError, ScenarioError, AgendaError) as error:
            self.set_note(read_in(str(error), self.language))
        except LogError:
            self.set_note(learn["later"])
        else:
            path = address.spoken(address.first(token), self.language)
            code = hub().room_of(token).state.code
            self.set_opened({"token": token, "path": path, "code": code})

    def leave(self, data: Any) -> None:
        """Go to another page of rooms."""
        if isinstance(data, str) and address.place_of(data.partition("?")[0]).page:
            self.set_note("")
            self.set_opened(None)
            self.router.push(data)


@solara.component
def Welcome(note: str) -> None:
    """Show the first screen."""
    opener = Opener()
    unfinished, set_unfinished = solara.use_state("")

    def know(data: Any) -> None:
        tokens = data[:MOST] if isinstance(data, list) else []
        going = (one for one in tokens if first_room(one) and not hub().room_of(one).state.over)
        token = next(going, "")
        found = address.spoken(address.first(token), opener.language) if token else ""
        set_unfinished(found)

    FirstDrawn(
        page=sent(welcome(unfinished, note, opener.language), opener.language),
        opened=opener.opened,
        note=opener.note,
        event_choose=lambda data: opener.open(beginning) if data == START else None,
        event_know=know,
        event_leave=opener.leave,
    )


class FirstDesk(Desk):
    """A desk that also writes down which pay was expected."""

    def expectations(self, found: Preview) -> dict[str, float | None]:
        """Return what of a seat's reckoning is written down with a plan: its pay too."""
        return {EXPECTED_PAY: found.slip.total} | super().expectations(found)


def form_for(token: str, state: RoomState, language: str) -> Json | None:
    """Return the form with the levers of this round; None where nothing is decided."""
    sight = hub().sight_of(token)
    chair, name = sight.chair(token), part_of(state.agenda).name
    if not chair.views or name in OTHER_RULES:
        return None
    swings = sight.swings(token)
    form = form_of(chair, swings, expects(token, chair), language)
    few = shown(name, state, swings)
    every = len(few) == len(form.levers)
    levers = tuple(
        replace(one, near=one.near or not every) for one in form.levers if one.name in few
    )
    found: Json = sent(replace(form, levers=levers, words=(), joint=None), language)
    return found


@solara.component
def Part(token: str, name: str) -> None:
    """Show a part of the first game."""
    opener = Opener()
    language, person = opener.language, hub().room_of(token).actor(token)
    said = texts("seat", language)
    room = hub().room(name)

    def drawn(state: RoomState) -> tuple[Json, Json | None]:
        here = hub().room(name)
        with here.lock:  # of one moment
            page = sent(first_page(hub(), here, token, language), language)
            return page, form_for(token, state, language)

    page, form = use_picture(name, drawn, chosen_part(person))
    chair = hub().sight_of(token).chair(token)
    desk = FirstDesk(token, chair, language, lambda make: attempt(make), opener.set_note)

    def attempt(make: Make) -> bool:
        try:
            hub().do(token, *make())
        except REFUSALS as error:
            opener.set_note(read_in(str(error), language))
            return False
        except LogError:
            opener.set_note(said["later"])
            return False
        opener.set_note("")
        return True

    def choose(data: Any) -> None:
        value = guess_of(data)
        if value is None:
            opener.open(lambda: after(hub(), room, str(data)))
        elif part_of(room.state.agenda).name in OTHER_RULES and not room.state.over:
            guess(token, value, attempt)

    with solara.v.Html(tag="div", class_=f"cs-as-{chair.role}"):
        FirstDrawn(
            page=page,
            opened=opener.opened,
            note=opener.note,
            event_choose=choose,
            event_know=lambda data: None,
            event_leave=opener.leave,
        )
        if form is not None:
            with solara.v.Html(tag="div", class_="cs-first-form cs-seat"):
                Planning(desk, form, opener.language)


def guess(token: str, value: float, attempt: Callable[[Make], bool]) -> None:
    """Write a guess down, and let the plans of the first part be handed in once more."""
    room = hub().room_of(token)
    place = {"team": 1, "role": room.state.agenda.people[0]}
    told = {"round": 1, "of": EXPECTED_PROFIT, "value": value}
    attempt(
        lambda: [
            PredictionCaptured.model_validate(place | told),
            HandedToBot.model_validate(place),
        ]
    )
