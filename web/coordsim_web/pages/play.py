"""Play: one person takes a seat against a rule-based partner. What is played is in `coordsim.room`,
what it looks like in words in `coordsim_web.play`; this is the page.

What must not be known must not be sent: every property of a Vue component can be read by its
visitor, drawn or not. During a game the page gets the seat's own view and previews on its own
beliefs; the debrief and the record go out after the last week. The page is made of parts, as the
Lab is; each is sent what it shows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import solara

from coordsim.core.decisions import DecisionError
from coordsim.room.debrief import debrief
from coordsim.room.events import to_json
from coordsim.room.records import Preview
from coordsim.room.replays import planned, replayed
from coordsim.room.session import Session, SessionError
from coordsim.room.store import Games, MissingError, StoreError
from coordsim_web.pages.play_parts import (
    Event,
    Json,
    PlayDebrief,
    PlayHappened,
    PlayHead,
    PlayKnew,
    PlayLost,
    PlayPlan,
    PlayReplays,
    PlaySeen,
    PlayStart,
    PlayTurn,
)
from coordsim_web.parts.shared import use_shared
from coordsim_web.play.copies import kept, opened_file, put_together
from coordsim_web.play.ending import ending
from coordsim_web.play.form import (
    MOST_ROUNDS,
    SeedError,
    checked_plan,
    checked_start,
    handed_in,
)
from coordsim_web.play.offer import offered
from coordsim_web.play.plan import expected_of, form_of
from coordsim_web.play.seat import head_of, seat_page

GAMES = Games(limit=500, each=40, longest=MOST_ROUNDS + 1)  # the opening, and a plan a round
KEEPING = (
    "This browser keeps a copy of your decisions, so that the game can go on when the server was"
    " started anew."
)
NOT_KEPT = (
    "This game was opened from a file with a scenario of its own: it is lost when the server is"
    " started anew; the file can be opened again."
)


class Found(NamedTuple):
    """The game of a token played up to now, or the sentence that says why there is none; neither
    where there is no token.
    """

    session: Session | None
    missing: str


def token_in(search: str | None) -> str:
    """Return the game's token in the address, empty when there is none."""
    return next(iter(parse_qs(search or "").get("game", [])), "")[:64]


def seat_of(token: str) -> Found:
    """Return the game of a token."""
    if not token:
        return Found(None, "")
    try:
        return Found(Session(GAMES.get(token)), "")
    except StoreError as error:
        return Found(None, str(error))


@solara.component
def Play() -> None:
    """Show the game, the first screen where there is none."""
    router = solara.use_router()
    token, visitor = token_in(router.search), solara.get_session_id()
    loads, set_loads = solara.use_state(0)
    turn, set_turn = solara.use_state(0)
    note, set_note = solara.use_state("")
    left, set_left = solara.use_state("")
    asked, set_asked = solara.use_state("")
    found = solara.use_memo(lambda: seat_of(token), [token, loads])
    session, here = found.session, found.session is not None
    solara.use_effect(lambda: GAMES.hold(token) if here else None, [token, here])
    use_shared()

    def load() -> None:
        set_loads(lambda count: count + 1)

    def go(to: str) -> None:
        set_note("")
        set_left(token)
        router.push(f"/play?game={to}" if to else "/play")

    def put_back(copy: Any) -> None:
        set_asked(token)
        try:
            GAMES.put_back(token, put_together(copy), visitor)
            load()
        except (SessionError, StoreError) as error:
            set_note(str(error))

    def again(data: Any) -> None:
        if session is None or isinstance(data, bool) or not isinstance(data, int):
            return
        try:
            go(GAMES.open(session.branch(data).events, visitor))
        except (SessionError, StoreError) as error:
            set_note(str(error))

    def reload(error: str) -> None:
        load()
        set_note(error)

    with solara.v.Html(tag="main", class_="cs-page cs-play", attributes={"id": "content"}):
        if session is None and token and asked != token:
            PlayLost(
                token=token, event_put_back=put_back, event_give_up=lambda _data: set_asked(token)
            )
        elif session is None:
            First(note or found.missing, visitor, go)
        elif session.over:
            PlayHead(
                stage="debrief",
                place=f"{token} over",
                round=None,
                note=note,
                kept=kept(token, session),
            )
            Ended(session, again, lambda _data: go(""))
        else:
            Round(
                seat=Seated(token, session, visitor),
                turn=turn,
                played=lambda: set_turn(lambda count: count + 1),
                note=note,
                left=left if left != token else "",
                reload=reload,
                again=again,
                go=go,
            )


@solara.component
def First(told: str, visitor: str, go: Callable[[str], None]) -> None:
    """Show the first screen."""
    (wrong, problem), set_problem = solara.use_state(("", ""))
    offer = solara.use_memo(lambda: asdict(offered()), [])

    def start(data: Any) -> None:
        try:
            opened = Session.create(*checked_start(data))
            go(GAMES.open(opened.events, visitor))
        except SeedError as error:
            set_problem(("seed", str(error)))
        except (SessionError, StoreError) as error:
            set_problem(("form", str(error)))

    def open_file(data: Any) -> None:
        try:
            go(GAMES.open(opened_file(data), visitor))
        except (SessionError, StoreError) as error:
            set_problem(("file", str(error)))

    def go_on(data: Any) -> None:
        if isinstance(data, str):
            go(token_in(f"game={data}"))

    note = problem or told
    top = "" if wrong == "seed" else note  # a refused seed is told where it was typed
    with solara.v.Html(tag="div"):
        PlayHead(stage="start", place=top, round=None, note=note, kept=None)
        PlayStart(
            offer=offer,
            wrong=wrong,
            note=note,
            event_start=start,
            event_open_file=open_file,
            event_go_on=go_on,
        )


class Seated(NamedTuple):
    """A visitor in a seat."""

    token: str
    session: Session
    visitor: str


@solara.component
def Round(
    *,
    seat: Seated,
    turn: int,
    played: Callable[[], None],
    note: str,
    left: str,
    reload: Callable[[str], None],
    again: Event,
    go: Callable[[str], None],
) -> None:
    """Show the round of a game that waits for a plan; ``turn`` counts those played on this page."""
    token, session, _visitor = seat
    doubt, set_doubt = solara.use_state("")
    preview, set_preview = solara.use_state(None)
    page = solara.use_memo(lambda: page_of(token, session), [session, turn])
    told = doubt or note

    def foresee(data: Any) -> None:
        try:
            plan = checked_plan(data)
            if plan.week == session.week:
                set_preview(page.expected(session.preview(plan.levers, plan.word)))
                set_doubt("")
        except (SessionError, DecisionError) as error:
            set_doubt(str(error))

    def submit(data: Any) -> None:
        try:
            hand_in(seat, data)
        except StoreError as error:
            reload(str(error))
        except (SessionError, DecisionError) as error:
            set_doubt(str(error))
        else:
            set_preview(None)
            set_doubt("")
            played()

    with solara.v.Html(tag="div"):
        PlayHead(stage="round", place=page.place, round=page.head, note=told, kept=page.kept)
        with solara.v.Html(tag="div", class_=f"cs-board cs-as-{session.role}"):
            PlaySeen(seat=page.seat)
            PlayPlan(
                token=token,
                form=page.form,
                base=page.base,
                preview=preview,
                note=told,
                event_foresee=foresee,
                event_submit=submit,
            )
        PlayTurn(
            round=page.head["round"],
            round_weeks=session.scenario.horizon.round_weeks,
            left=left,
            keeping=KEEPING if page.kept["copy"] else NOT_KEPT,
            event_again=again,
            event_leave=lambda _data: go(""),
            event_back=lambda _data: go(left),
        )


def hand_in(seat: Seated, data: Any) -> None:
    """Keep and play a plan. Raises StoreError, SessionError or DecisionError; then nothing was
    played.
    """
    token, session, visitor = seat
    plan = handed_in(data, session.observation.limits)
    forecast = None if plan.word == 1.0 else plan.word * session.preview(plan.levers).demand
    event = session.propose(plan.week, plan.levers, forecast)
    try:
        GAMES.add(token, event)
    except MissingError:  # dropped meanwhile, but this page still has it
        GAMES.put_back(token, session.events, visitor)
        GAMES.add(token, event)
    session.apply(event)


class Page(NamedTuple):
    """What a round's page is sent."""

    place: str
    head: Json
    seat: Json
    form: Json
    base: Json
    kept: Json
    expected: Callable[[Preview], Json]


def page_of(token: str, session: Session) -> Page:
    """Return the page of the round that waits for a plan."""
    view, unchanged = session.view(), session.preview({})
    form = form_of(view)

    def expected(preview: Preview) -> Json:
        return asdict(expected_of(preview, unchanged, form))

    return Page(
        place=f"{token} {session.week}",
        head=asdict(head_of(view)),
        seat=asdict(seat_page(view)),
        form=asdict(form),
        base=expected(unchanged),
        kept=kept(token, session),
        expected=expected,
    )


@solara.component
def Ended(session: Session, again: Event, leave: Event) -> None:
    """Show the debrief of a game that is over; the replays follow when they have been played.

    They are played in a thread, which draws the page again when it is done. An event that arrives
    in that moment finds no handler and is lost: so no thread runs while there is a plan to hand in.
    """
    told = solara.use_memo(lambda: debrief(session), [session])
    record = solara.use_memo(lambda: to_json(session.events, result=told.hash), [session])
    elsewhere = solara.use_thread(lambda: replayed(session), dependencies=[session])
    found = elsewhere.value
    page = solara.use_memo(
        lambda: asdict(ending(told, planned(session), found)), [session, found is None]
    )
    with solara.v.Html(tag="div"):
        PlayDebrief(summary=page["summary"])
        PlayReplays(role=page["role"], elsewhere=page["elsewhere"])
        PlayHappened(causes=page["causes"], course=page["course"], event_again=again)
        PlayKnew(
            sides=page["sides"],
            seed=page["seed"],
            hash=page["hash"],
            record=record,
            event_again=again,
            event_leave=leave,
        )
