"""Debrief: a seat's own team after the room has ended; the whole room for its trainer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any

import solara
from solara.server import kernel_context

from coordsim.room.after.kept import key_of
from coordsim.room.after.records import TeamTold, Told
from coordsim.room.copies import branch
from coordsim.room.room import Room
from coordsim.room.state.records import RoomError, RoomState
from coordsim_web.parts.shared import use_shared
from coordsim_web.rooms import address
from coordsim_web.rooms.debrief import read
from coordsim_web.rooms.debrief.words import Words
from coordsim_web.rooms.debrief.working import DESK, Progress
from coordsim_web.rooms.hub import hub
from coordsim_web.rooms.learn.beside import beside
from coordsim_web.rooms.learn.keep import take_alone
from coordsim_web.rooms.learn.prepared import game_of
from coordsim_web.rooms.use_room import use_language, use_picture
from coordsim_web.texts import texts
from coordsim_web.texts.spoken import read_in, sent

Json = dict[str, Any]
Happens = Callable[[Any], None]


@solara.component_vue("room_debrief.vue", vuetify=False)
def DebriefDrawn(
    *,
    said: Json,
    part: Json | None,
    teams: list[Json],
    chosen: int,
    note: str,
    working: str,
    done: int,
    all: int,
    rounds: list[Json],
    files: Json,
    challenge: str,
    beside: Json | None,
    go: Json | None,
    wrong: str,
    event_choose: Happens,
    event_again: Happens,
) -> None:
    """Slides, with what there is to choose."""


@solara.component
def Debrief() -> None:
    """Show the debrief that the address's token or key opens."""
    use_shared()
    language = use_language()
    token = address.place_of(solara.use_router().path).key
    words = Words(language)
    with solara.v.Html(tag="main", class_="cs-page", attributes={"id": "content"}):
        try:
            room = hub().room_of(token)
            who = read.reader(room, token)
        except RoomError:
            _drawn(language, {"note": words("page.nobody")})
            return
        Opened(room.name, token, who, language)


@solara.component
def Opened(name: str, token: str, who: read.Reader, language: str) -> None:
    """Wait until the debrief may be read."""

    def readable(state: RoomState) -> bool:
        return read.may_read(state, who)

    opened = use_picture(name, readable, readable)
    if not opened:
        _drawn(language, {"note": Words(language)("page.waiting")})
        return
    Slides(name, token, who, language)


def use_progress(room: Room) -> Progress:
    """Return how far a room's debrief is; the page is drawn anew when it gets on."""
    now: Progress
    now, set_now = solara.use_state(Progress())
    mark = key_of(room)

    def follow() -> Callable[[], None]:
        here = kernel_context.has_current_context()
        context = kernel_context.get_current_context() if here else nullcontext()

        def hear(progress: Progress) -> None:
            with context:
                set_now(progress)

        stop = DESK.listen(room, hear)
        set_now(DESK.ask(room))
        return stop

    solara.use_effect(follow, [mark])
    return now


@solara.component
def Slides(name: str, token: str, who: read.Reader, language: str) -> None:
    """Show the slides, or how far they are."""
    room, words, visitor = hub().room(name), Words(language), solara.get_session_id()
    chosen, set_chosen = solara.use_state(0)
    go, set_go = solara.use_state(None)
    wrong, set_wrong = solara.use_state("")
    now = use_progress(room)
    done = () if now.part is None else tuple(team.team for team in now.part.teams)
    first = 0 if now.told is not None or not done else done[0]
    looked = (chosen or first) if who.trainer else who.team
    told = now.of(looked)

    def choose(data: Any) -> None:
        if isinstance(data, int) and 0 <= data <= len(room.state.teams):
            set_chosen(data)

    def again(data: Any) -> None:
        try:
            if not isinstance(data, int):
                raise RoomError("There is no such round.")
            again_token = _branched(room, token, data, visitor, language)
        except RoomError as error:
            set_wrong(words("page.again_wrong", why=read_in(str(error), language)))
        else:
            path = address.spoken(address.seat(again_token), language)
            code = hub().room_of(again_token).state.code
            set_go({"path": path, "token": again_token, "code": code})

    part = solara.use_memo(
        lambda: None if told is None else read.part(told, who, looked, words).plain,
        [_team(told, looked), looked, language],
    )
    others = solara.use_memo(lambda: _beside(room, language), [room.name, language])
    kinds = ("html", "pdf", "json") if hub().book.is_lone(room.name) else ("html", "pdf")
    over = now.told is not None or (told is not None and not who.trainer)
    working = "" if over else words("page.working", done=now.done, all=now.all)
    shown = {
        "part": part,
        "teams": _teams((0,) * (now.told is not None) + done, words) if who.trainer else [],
        "chosen": looked,
        "note": words("page.failed") if now.failed else "",
        "working": "" if now.failed else working,
        "done": now.done,
        "all": now.all,
        "rounds": [] if who.trainer else _rounds(room, words),
        "files": {kind: address.spoken(address.file(token, kind), language) for kind in kinds},
        "challenge": _challenge(room, language),
        "beside": others,
        "go": go,
        "wrong": wrong,
        "event_choose": choose,
        "event_again": again,
    }
    _drawn(language, shown)


def _team(told: Told | None, looked: int) -> TeamTold | Told | None:
    """Return what is looked at, which stays the same while others are worked out."""
    return told.team(looked) if told is not None and looked else told


def _teams(numbers: Sequence[int], words: Words) -> list[Json]:
    """Return what can be chosen: the room, as 0, and the teams that are there."""
    return [
        {
            "number": one,
            "title": words("team.title", team=one) if one else words("page.room"),
        }
        for one in numbers
    ]


def _branched(room: Room, token: str, number: int, visitor: str, language: str) -> str:
    """Return the token of a new room that goes on from a round, as one of the games of this
    visitor.
    """
    said = texts("learn", language)
    return take_alone(hub(), lambda: branch(room, token, number, hub().book), visitor, said)


def _challenge(room: Room, language: str) -> str:
    """Return the address at which others play the same weeks; empty in a room of several people."""
    game, _ = game_of(room.state.agenda)
    if not game or not hub().book.is_lone(room.name):
        return ""
    return address.spoken(address.challenge(game, room.state.seed, room.name), language)


def _beside(room: Room, language: str) -> Json | None:
    """Return a lone game beside those of whoever plays the same weeks."""
    if not hub().book.is_lone(room.name):
        return None
    found = beside(hub(), room, language)
    return None if found is None else sent(found, language)


def _rounds(room: Room, words: Words) -> list[Json]:
    return [
        {"number": done.number, "title": words("page.again_go", round=done.number)}
        for done in room.state.played
    ]


def _drawn(language: str, shown: Json) -> None:
    nothing: Json = {
        "part": None,
        "teams": [],
        "chosen": 0,
        "note": "",
        "working": "",
        "done": 0,
        "all": 1,
        "rounds": [],
        "files": {},
        "challenge": "",
        "beside": None,
        "go": None,
        "wrong": "",
        "event_choose": lambda _data: None,
        "event_again": lambda _data: None,
    }
    said = {**texts("debrief", language)["page"], "beside": texts("learn", language)["beside"]}
    DebriefDrawn(said=said, **{**nothing, **shown})
