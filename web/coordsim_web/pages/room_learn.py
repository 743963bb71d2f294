"""Learn: one person alone chooses a game, goes on with one, or takes a challenge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

from coordsim.room.agenda import AgendaError
from coordsim.room.copies import from_game
from coordsim.room.events import Event
from coordsim.room.log.place import LogError
from coordsim.room.session import SessionError
from coordsim.room.state.records import RoomError
from coordsim.scenario.file import ScenarioError
from coordsim_web.pages.room_first import First
from coordsim_web.parts.shared import use_shared
from coordsim_web.rooms import address
from coordsim_web.rooms.hub import hub
from coordsim_web.rooms.learn.form import SeedError, checked_start
from coordsim_web.rooms.learn.history import remembered
from coordsim_web.rooms.learn.keep import open_alone, take_alone
from coordsim_web.rooms.learn.offer import offered
from coordsim_web.rooms.learn.old import opened_file, put_together
from coordsim_web.rooms.learn.prepared import (
    GAMES,
    OLD,
    Opening,
    Wanted,
    accepted,
    choice_of,
    own,
    prepared,
    wanted,
)
from coordsim_web.rooms.use_room import use_language
from coordsim_web.texts import Texts, say, texts
from coordsim_web.texts.spoken import read_in, sent

Json = dict[str, Any]
Happens = Callable[[Any], None]


@solara.component_vue("room_learn.vue", vuetify=False)
def LearnDrawn(
    *,
    said: Json,
    games: list[Json],
    kept: list[Json],
    challenge: str,
    first: str,
    opened: Json | None,
    note: str,
    event_open: Happens,
    event_know: Happens,
    event_leave: Happens,
) -> None:
    """The games. ``opened`` is a game that was just opened, for the browser to remember."""


@solara.component
def Learn() -> None:
    """Show the games."""
    use_shared()
    step, _, token = address.place_of(solara.use_router().path).key.partition("/")
    with solara.v.Html(tag="main", class_="cs-page", attributes={"id": "content"}):
        if step == address.FIRST:
            First(token)
        else:
            Alone()


@solara.component
def Alone() -> None:
    """Choose, go on, or take a challenge."""
    router, language, visitor = solara.use_router(), use_language(), solara.get_session_id()
    said = texts("learn", language)
    asked = solara.use_memo(lambda: wanted(router.search), [router.search])
    opened, set_opened = solara.use_state(None)
    kept, set_kept = solara.use_state([])
    (note, _), set_note = solara.use_state(("", 0))

    def enter(token: str, old: str = "") -> None:
        room = hub().room_of(token)
        page = address.debrief(token) if room.state.over else address.seat(token)
        found = {"token": token, "path": address.spoken(page, language), "code": room.state.code}
        set_opened(found | {"old": old})

    def attempt(make: Callable[[], Opening]) -> None:
        try:
            enter(open_alone(hub(), make(), visitor, said))
        except KeyError:
            set_note(lambda last: (said["no_game"], last[1] + 1))
        except (RoomError, ScenarioError, AgendaError) as error:
            why = read_in(str(error), language)
            set_note(lambda last: (why, last[1] + 1))
        except LogError:
            set_note(lambda last: (said["later"], last[1] + 1))

    def take(events: tuple[Event, ...], old: str = "") -> None:
        enter(
            take_alone(hub(), lambda: from_game(events, hub().book, name=OLD), visitor, said), old
        )

    def begin(data: Any) -> None:
        if asked is not None and data == "":
            attempt(lambda: accepted(hub(), asked, said))
        else:
            attempt(lambda: prepared(choice_of(data)))

    LearnDrawn(
        said=plain(said),
        games=games_of(said),
        kept=kept,
        challenge=challenge_of(asked, said),
        first=address.spoken(address.first(), language),
        opened=opened,
        note=note or ("" if not asked or challenge_of(asked, said) else said["no_challenge"]),
        event_open=begin,
        event_know=lambda data: set_kept(
            [sent(one, language) for one in remembered(hub(), data, language)]
        ),
        event_leave=lambda data: router.push(data) if own_path(data) else None,
    )
    More(language, attempt, take)


def plain(said: Texts) -> Json:
    """Return the sentences of a page without its tables."""
    return {key: value for key, value in said.items() if isinstance(value, str)}


def own_path(data: Any) -> bool:
    """Whether a browser asks for a page of rooms."""
    return isinstance(data, str) and address.place_of(data.partition("?")[0]).page != ""


def games_of(said: Texts) -> list[Json]:
    """Return the games of the list."""
    return [
        {"name": name, "role": game.role, **said["games"][name]} for name, game in GAMES.items()
    ]


def challenge_of(asked: Wanted | None, said: Texts) -> str:
    """Return what a challenge is, empty where there is none that can be taken."""
    if asked is None:
        return ""
    try:
        found = accepted(hub(), asked, said)
    except (RoomError, AgendaError, ScenarioError):
        return ""
    game = asked.game if asked.game in said["games"] else ""
    title = said["games"][game]["title"] if game else found.scenario.title
    return say(said, "challenged_how", title=title)


@solara.component_vue("room_learn_more.vue", vuetify=False)
def MoreDrawn(
    *,
    said: Json,
    offer: Json,
    wrong: str,
    note: str,
    event_start: Happens,
    event_open_file: Happens,
    event_take: Happens,
) -> None:
    """The form that puts a game together; ``wrong`` names the field that ``note`` is about."""


@solara.component
def More(
    language: str,
    attempt: Callable[[Callable[[], Opening]], None],
    take: Callable[[tuple[Event, ...], str], None],
) -> None:
    """Show the whole form, and take games from files and from before there were rooms."""
    said = texts("learn", language)
    (wrong, problem), set_problem = solara.use_state(("", ""))
    offer = solara.use_memo(lambda: sent(offered(), language), [language])

    def start(data: Any) -> None:
        try:
            chosen = checked_start(data)
        except SeedError as error:
            set_problem(("seed", read_in(str(error), language)))
        except SessionError as error:
            set_problem(("form", read_in(str(error), language)))
        else:
            set_problem(("", ""))
            attempt(lambda: own(chosen.scenario, chosen.seed, chosen.role))

    def bring(make: Callable[[], tuple[Event, ...]], old: str = "") -> None:
        try:
            take(make(), old)
        except (ValueError, RoomError) as error:
            set_problem(("file", read_in(str(error), language)))

    def take_over(data: Any) -> None:
        if isinstance(data, dict) and isinstance(data.get("token"), str):
            bring(lambda: put_together(data.get("copy")), data["token"])

    with solara.v.Html(tag="details", class_="cs-learn-more cs-play"):
        solara.v.Html(tag="summary", children=[said["more"]])
        if problem:
            note = {"role": "alert"}
            solara.v.Html(tag="p", class_="cs-note", attributes=note, children=[problem])
        MoreDrawn(
            said=dict(said["form"]),
            offer=offer,
            wrong=wrong,
            note=problem,
            event_start=start,
            event_open_file=lambda data: bring(lambda: opened_file(data)),
            event_take=take_over,
        )
