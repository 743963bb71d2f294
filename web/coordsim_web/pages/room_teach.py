"""Teach: a room in under two minutes, from a ready agenda, a scenario or a file."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event as Signal
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import solara
import solara.lab

from coordsim.room.agenda import Agenda
from coordsim.room.log.place import LogError
from coordsim.room.state.records import RoomError
from coordsim.scenario.file import ScenarioError
from coordsim_web.pages.room_teach_parts import Json, TeachForm, TeachMade, TeachSeen, TeachShut
from coordsim_web.parts.shared import use_shared
from coordsim_web.rooms import address
from coordsim_web.rooms.hub import hub
from coordsim_web.rooms.qr import code_of
from coordsim_web.rooms.teach import work
from coordsim_web.rooms.teach.chosen import ChoiceError, Chosen, chosen, uploaded
from coordsim_web.rooms.teach.offer import offer_of, offered
from coordsim_web.rooms.tries import HurriedError
from coordsim_web.rooms.use_room import use_language
from coordsim_web.served import base_of, may_make, origin_of
from coordsim_web.texts import LANGUAGES, texts
from coordsim_web.texts.spoken import read_in, sent


class Found[T](NamedTuple):
    """What the model found, for which choice."""

    key: str
    value: T


@solara.component
def Teach() -> None:
    """Show the form to who may make rooms on this server."""
    use_shared()
    language, search = use_language(), solara.use_router().search
    key = next(iter(parse_qs(search or "").get("key", [])), "")
    origin = origin_of(solara.lab.headers.value)
    with solara.v.Html(tag="main", class_="cs-page cs-teach-page", attributes={"id": "content"}):
        t = dict(texts("teach", language))
        try:
            allowed = may_make(key, origin)
        except HurriedError:
            allowed, t["shut_words"] = False, t["hurried"]
        if allowed:
            Maker(language, origin)
        else:
            TeachShut(t=t)


@solara.component
def Maker(language: str, origin: str) -> None:
    """Make rooms. The language chosen is the room's and this page's, whose form stays as it is."""
    router = solara.use_router()
    t = dict(texts("teach", language))
    offer = solara.use_memo(lambda: sent(offered(), language), [language])
    note, set_note = solara.use_state("")
    file, set_file = solara.use_state(None)
    wish, set_wish = solara.use_state(None)
    made, set_made = solara.use_state(None)
    own = solara.use_memo(
        lambda: sent(offer_of(file), language) if file else None, [file, language]
    )

    def trying(step: Callable[[], None]) -> None:
        try:
            step()
            set_note("")
        except (ChoiceError, RoomError, ScenarioError, LogError) as error:
            set_note(read_in(str(error), language))

    def open_file(data: Any) -> None:
        came = data if isinstance(data, dict) else {}
        trying(lambda: set_file(uploaded(came.get("text"), came.get("name"))))

    def speak(data: Any) -> None:
        if data in LANGUAGES:
            router.push(address.respoken(router.path, router.search, data))

    if made:
        TeachMade(t=t, made=made, event_more=lambda _data: set_made(None))
        return
    with solara.v.Html(tag="div", class_="cs-teach"):
        solara.v.Html(
            tag="div",
            class_="cs-teach-whole",
            children=[
                solara.v.Html(tag="h1", children=[t["title"]]),
                solara.v.Html(tag="p", class_="cs-lead", children=[t["lead"]]),
            ],
        )
        TeachForm(
            t=t,
            offer=offer,
            file=own,
            spoken=language,
            note=note,
            event_choose=lambda data: trying(lambda: set_wish(chosen(data, file, language))),
            event_open_file=open_file,
            event_speak=speak,
            event_make=lambda data: trying(lambda: set_made(opened(data, file, origin, language))),
        )
        Foretold(t, wish, language)


def opened(data: Any, file: Agenda | None, origin: str, language: str) -> Json:
    """Make the room that was chosen, and return its links. Raises what says why not."""
    wish = chosen(data, file, language)
    room, key = hub().open(wish.agenda, seed=wish.seed)
    code = room.state.code
    join = base_of(origin) + address.spoken(address.join(code), language)
    return {
        "code": code,
        "console": address.spoken(address.console(key), language),
        "wall": address.spoken(address.wall(code), language),
        "join": join,
        "qr": sent(code_of(join), language),
    }


@solara.component
def Foretold(t: Json, wish: Chosen | None, language: str) -> None:
    """Say what a class is likely to see of what was chosen, and rehearse it when asked to."""
    key = solara.use_memo(lambda: work.key_of(wish) if wish else "", [wish])
    asked, set_asked = solara.use_state("")
    progress, set_progress = solara.use_state(None)

    def foresee(stop: Signal) -> Found[Json] | None:
        return Found(key, sent(work.foresee(wish, stop), language)) if wish else None

    def rehearse(stop: Signal) -> Found[Json] | None:
        if wish is None or asked != key:
            return None

        def tell(done: int, rounds: int) -> None:
            set_progress({"done": done, "rounds": rounds})

        return Found(key, sent(work.rehearsal(wish, stop, tell), language))

    def ask(_data: Any) -> None:
        set_progress(None)
        set_asked(key)

    seen = solara.use_thread(foresee, dependencies=[key], intrusive_cancel=False)
    played = solara.use_thread(rehearse, dependencies=[key, asked], intrusive_cancel=False)
    wanted = bool(key) and asked == key
    rehearsed = of_this(key, played.value)
    trouble = seen.error or (played.error if wanted else None)
    TeachSeen(
        t=t,
        foreseen=of_this(key, seen.value),
        rehearsed=rehearsed if wanted else None,
        progress=progress,
        busy=wanted and rehearsed is None and played.error is None,
        trouble="" if trouble is None or isinstance(trouble, work.StoppedError) else str(trouble),
        event_rehearse=ask,
    )


def of_this(key: str, found: Found[Json] | None) -> Json | None:
    """Return what was found for a choice; None where it is of another."""
    return found.value if found is not None and found.key == key else None
