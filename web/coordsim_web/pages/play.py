"""Play: one person takes a seat against a rule-based partner. What is played is in `coordsim.game`; this is the page.

What must not be known must not be sent: every property of the Vue component can be read by its visitor, drawn or not. During a
game the page gets the seat's own view and previews on its own beliefs; the debrief and the record go out after the last week.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

import solara

from coordsim.decisions import DecisionError
from coordsim.game.debrief import debrief, replayed
from coordsim.game.events import to_json
from coordsim.game.session import Session, SessionError, shortened
from coordsim.game.store import Games, StoreError
from coordsim.game.words import CHOICES, TITLES, talk_words
from coordsim.levers import ROLES, owned
from coordsim.scenario import COMMUNICATION, INCENTIVES, Scenario, load

GAMES = Games(limit=500, longest=16)  # 52 weeks are 13 rounds
LENGTHS = (24, 52)
LARGEST_SEED = 999_999_999
WORDS = (0.5, 2.0)  # lowest and highest forecast that the form offers, over marketing's own expectation


def opening() -> Scenario:
    """Return the scenario that games are played in."""
    return load("base")


def offered() -> dict[str, Any]:
    """What the first screen offers: seats, pay rules and talk rules in words, lengths."""
    scenario = opening()
    return {
        "title": scenario.title,
        "story": " ".join(scenario.story.split()),
        "seats": [
            {
                "name": role,
                "sets": [CHOICES.get(lever.name, lever.label) for lever in owned(role) if _is_open(scenario, lever.name)],
            }
            for role in ROLES
        ],
        "pays": [
            {"name": name, "title": TITLES[name], "words": {role: rule.words(role) for role in ROLES}}
            for name, rule in INCENTIVES.items()
        ],
        "talks": [{"name": name, "title": TITLES[name], "words": talk_words(rule)} for name, rule in COMMUNICATION.items()],
        "lengths": list(LENGTHS),
        "round_weeks": scenario.horizon.round_weeks,
        "largest_seed": LARGEST_SEED,
    }


def _is_open(scenario: Scenario, lever: str) -> bool:
    return lever not in scenario.levers or scenario.levers[lever].open


def checked_start(data: Any) -> tuple[Scenario, int, str]:
    """Scenario, seed and role from what a browser sent. Raises SessionError with a sentence on anything else."""
    if not isinstance(data, Mapping):
        raise SessionError("The form did not arrive whole; please try again.")
    role, pay, talk, weeks, seed = (data.get(name) for name in ("seat", "pay", "talk", "weeks", "seed"))
    if not isinstance(role, str) or not isinstance(pay, str) or not isinstance(talk, str) or not isinstance(weeks, int):
        raise SessionError("Please choose a seat, a pay rule, a talk rule and a length.")
    if role not in ROLES or pay not in INCENTIVES or talk not in COMMUNICATION or weeks not in LENGTHS:
        raise SessionError("Please choose a seat, a pay rule, a talk rule and a length from those on the form.")
    if seed is None:
        seed = secrets.randbelow(1_000_000)
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= LARGEST_SEED:
        raise SessionError(f"The seed has to be a whole number from 0 to {LARGEST_SEED}.")
    return shortened(opening().with_({"incentives": pay, "communication": talk}), weeks), seed, role


def checked_plan(data: Any) -> tuple[int, dict[str, float], float]:
    """Week, levers and the forecast over the own expectation from what a browser sent. Raises SessionError on anything else."""
    if not isinstance(data, Mapping) or not isinstance(data.get("levers"), Mapping):
        raise SessionError("The plan did not arrive whole; please try again.")
    week, levers, word = data.get("week"), data["levers"], data.get("word", 1.0)
    numbers = [week, word, *levers.values()]
    plain = all(isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9 for value in numbers)
    if len(levers) > 40 or not plain or any(len(str(name)) > 40 for name in levers):
        raise SessionError("The plan holds something that is not a number.")
    if not isinstance(week, int) or not WORDS[0] <= word <= WORDS[1]:
        raise SessionError(f"A forecast has to lie between {WORDS[0]:.0%} and {WORDS[1]:.0%} of what you expect.")
    return week, {str(name): float(value) for name, value in levers.items()}, float(word)


def token_in(search: str | None) -> str:
    """The game's token in the address, empty when there is none."""
    return next(iter(parse_qs(search or "").get("game", [])), "")[:64]


def seat_of(token: str) -> tuple[Session | None, str]:
    """The game of a token played up to now, or None and the sentence that says why not; ("None", "") without a token."""
    if not token:
        return None, ""
    try:
        return Session(GAMES.get(token)), ""
    except StoreError as error:
        return None, str(error)


@solara.component_vue("play.vue", vuetify=False)
def PlayView(
    offer: dict[str, Any],
    token: str,
    left: str,
    view: dict[str, Any] | None,
    base: dict[str, Any] | None,
    preview: dict[str, Any] | None,
    over: bool,
    debrief: dict[str, Any] | None,
    replayed: dict[str, Any] | None,
    record: str,
    note: str,
    event_start: Callable[[Any], None],
    event_foresee: Callable[[Any], None],
    event_submit: Callable[[Any], None],
    event_again: Callable[[Any], None],
    event_leave: Callable[[Any], None],
    event_back: Callable[[Any], None],
) -> None:
    """The whole page. ``base`` is what the seat expects when it changes nothing, ``preview`` of the plan on its form.

    ``left`` is the token of the game that this visitor left last, empty when there is none.
    """


@solara.component
def Play() -> None:
    """Show the game."""
    router = solara.use_router()
    token = token_in(router.search)
    loads, set_loads = solara.use_state(0)
    rounds, set_rounds = solara.use_state(0)
    note, set_note = solara.use_state("")
    left, set_left = solara.use_state("")
    doubt, set_doubt = solara.use_state("")
    preview, set_preview = solara.use_state(dict[str, Any]())
    offer = solara.use_memo(offered, [])
    session, missing = solara.use_memo(lambda: seat_of(token), [token, loads])
    playing = session is not None and not session.over

    def forget() -> None:
        set_preview({})
        set_note("")
        set_doubt("")

    def start(data: Any) -> None:
        try:
            opened = Session.create(*checked_start(data))
        except SessionError as error:
            set_note(str(error))
            return
        forget()
        router.push(f"/play?game={GAMES.open(opened.events)}")

    def foresee(data: Any) -> None:
        if session is None or session.over:
            return
        try:
            week, levers, word = checked_plan(data)
            if week == session.week:
                set_preview(session.preview(levers, word))
                set_doubt("")
        except (SessionError, DecisionError) as error:
            set_doubt(str(error))

    def submit(data: Any) -> None:
        if session is None:
            return
        try:
            week, levers, word = checked_plan(data)
            forecast = None if word == 1.0 else word * session.preview(levers)["demand"]
            event = session.propose(week, levers, forecast)
            GAMES.add(token, event)
            session.apply(event)
        except StoreError as error:
            forget()
            set_loads(lambda count: count + 1)
            set_note(str(error))
            return
        except (SessionError, DecisionError) as error:
            set_note(str(error))
            return
        forget()
        set_rounds(lambda count: count + 1)

    def again(data: Any) -> None:
        if session is None or isinstance(data, bool) or not isinstance(data, int):
            return
        try:
            branch = session.branch(data)
            forget()
            set_left(token)
            router.push(f"/play?game={GAMES.open(branch.events)}")
        except (SessionError, StoreError) as error:
            set_note(str(error))

    def leave(_data: Any) -> None:
        forget()
        set_left(token)
        router.push("/play")

    def back(_data: Any) -> None:
        if left:
            forget()
            set_left(token)
            router.push(f"/play?game={left}")

    step = [token, loads, rounds]
    view = solara.use_memo(lambda: session.view() if playing and session else None, step)
    base = solara.use_memo(lambda: session.preview({}) if playing and session else None, step)
    parts = {
        "offer": offer,
        "token": token if session else "",
        "left": left if left != token else "",
        "view": view,
        "base": base,
        "preview": preview or None,
        "note": note or doubt or missing,
        "event_start": start,
        "event_foresee": foresee,
        "event_submit": submit,
        "event_again": again,
        "event_leave": leave,
        "event_back": back,
    }
    if session is not None and session.over:
        Ended(session, parts)
    else:
        PlayView(over=False, debrief=None, replayed=None, record="", **parts)


@solara.component
def Ended(session: Session, parts: dict[str, Any]) -> None:
    """Show the debrief of a game that is over; the replays follow when they have been played.

    They are played in a thread, which draws the page again when it is done. An event that arrives in that moment finds no handler
    and is lost: so no thread runs while there is a plan to hand in.
    """
    told = solara.use_memo(lambda: debrief(session), [session])
    record = solara.use_memo(lambda: to_json(session.events, result=told["hash"]), [session])
    elsewhere = solara.use_thread(lambda: replayed(session), dependencies=[session])
    PlayView(over=True, debrief=told, replayed=elsewhere.value, record=record, **parts)
