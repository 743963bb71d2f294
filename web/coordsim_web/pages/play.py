"""Play: one person takes a seat against a rule-based partner. What is played is in `coordsim.room`;
this is the page.

What must not be known must not be sent: every property of a Vue component can be read by its
visitor, drawn or not. During a game the page gets the seat's own view and previews on its own
beliefs; the debrief and the record go out after the last week. The page is made of parts, as the
Lab is; each is sent what it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qs

import solara

from coordsim.core.decisions import DecisionError
from coordsim.room import sentences
from coordsim.room.debrief import debrief
from coordsim.room.events import to_json
from coordsim.room.replays import LEVELS, replayed
from coordsim.room.session import Session, SessionError
from coordsim.room.store import Games, StoreError
from coordsim_web.play.form import checked_plan, checked_start, offered

GAMES = Games(limit=500, longest=32)  # 52 weeks are up to 26 rounds
Event = Callable[[Any], None]


def token_in(search: str | None) -> str:
    """The game's token in the address, empty when there is none."""
    return next(iter(parse_qs(search or "").get("game", [])), "")[:64]


def seat_of(token: str) -> tuple[Session | None, str]:
    """The game of a token played up to now, or None and the sentence that says why not; ("None",
    "") without a token.
    """
    if not token:
        return None, ""
    try:
        return Session(GAMES.get(token)), ""
    except StoreError as error:
        return None, str(error)


@solara.component_vue("play.vue", vuetify=False)
def PlayHead(stage: str, place: str, round: dict[str, Any] | None, note: str) -> None:
    """Note and title. ``stage`` is start, round or debrief; where ``place`` changes, the page is
    shown from its top.
    """


@solara.component_vue("play_start.vue", vuetify=False)
def PlayStart(offer: dict[str, Any], left: str, event_start: Event, event_back: Event) -> None:
    """The form that opens a game. ``left`` is the token of the game that this visitor left last,
    empty when there is none.
    """


@solara.component_vue("play_seen.vue", vuetify=False)
def PlaySeen(view: dict[str, Any]) -> None:
    """What the seat is paid for, what happened, what it knows."""


@solara.component_vue("play_plan.vue", vuetify=False)
def PlayPlan(
    view: dict[str, Any],
    base: dict[str, Any],
    preview: dict[str, Any] | None,
    note: str,
    event_foresee: Event,
    event_submit: Event,
) -> None:
    """The plan. ``base`` is what the seat expects when it changes nothing, ``preview`` of the plan
    on its form.
    """


@solara.component_vue("play_turn.vue", vuetify=False)
def PlayTurn(
    round: int,
    round_weeks: int,
    left: str,
    event_again: Event,
    event_leave: Event,
    event_back: Event,
) -> None:
    """The ways out of a round: try again from an earlier one, leave, go back."""


@solara.component_vue("play_debrief.vue", vuetify=False)
def PlayDebrief(debrief: dict[str, Any], sentence: str) -> None:
    """The game in a sentence and what each was paid."""


@solara.component_vue("play_replays.vue", vuetify=False)
def PlayReplays(role: str, replayed: dict[str, Any] | None) -> None:
    """The same weeks under other rules."""


@solara.component_vue("play_happened.vue", vuetify=False)
def PlayHappened(
    debrief: dict[str, Any], replayed: dict[str, Any] | None, event_again: Event
) -> None:
    """Lost sales by cause, and the game round by round."""


@solara.component_vue("play_knew.vue", vuetify=False)
def PlayKnew(debrief: dict[str, Any], record: str, event_again: Event, event_leave: Event) -> None:
    """What each seat believed against what was true; the record."""


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
    preview, set_preview = solara.use_state(None)
    offer = solara.use_memo(offered, [])
    session, missing = solara.use_memo(lambda: seat_of(token), [token, loads])
    playing = session is not None and not session.over

    def forget() -> None:
        set_preview(None)
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
            forecast = None if word == 1.0 else word * session.preview(levers).demand
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
    told, other = note or doubt or missing, left if left != token else ""
    place = f"{token} {len(session.events)}" if session else ""
    with solara.v.Html(tag="main", class_="cs-page cs-play", attributes={"id": "content"}):
        if session is None:
            PlayHead(stage="start", place=place, round=None, note=told)
            PlayStart(offer=offer, left=other, event_start=start, event_back=back)
        elif view is None or base is None:
            PlayHead(stage="debrief", place=place, round=None, note=told)
            Ended(session, again, leave)
        else:
            PlayHead(stage="round", place=place, round=part(asdict(view), ROUND), note=told)
            with solara.v.Html(tag="div", class_=f"cs-table cs-as-{session.role}"):
                PlaySeen(view=asdict(view))
                PlayPlan(
                    view=asdict(view),
                    base=asdict(base),
                    preview=asdict(preview) if preview else None,
                    note=told,
                    event_foresee=foresee,
                    event_submit=submit,
                )
            PlayTurn(
                round=view.round,
                round_weeks=view.round_weeks,
                left=other,
                event_again=again,
                event_leave=leave,
                event_back=back,
            )


ROUND = ("role", "round", "rounds", "week", "weeks", "round_weeks")
PAID = ("role", "kpis", "pay", "rounds", "other_pay")
HAPPENED = ("role", "weeks", "weekly", "rounds", "start", "levers", "lost")
KNEW = ("role", "partner", "knowledge", "seed", "hash")


def part(whole: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """What a part of the page shows."""
    return {name: whole[name] for name in names}


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
    whole = asdict(told)
    profit = next(kpi.value for kpi in told.kpis if kpi.name == "profit")
    with solara.v.Html(tag="div"):
        PlayDebrief(
            debrief=part(whole, PAID) | {"sentence": sentences.headline(profit or 0.0)},
            sentence=sentences.verdict(found.arms) if found else "",
        )
        PlayReplays(
            role=session.role,
            replayed={"rows": asdict(found)["arms"], "level_words": LEVELS} if found else None,
        )
        PlayHappened(
            debrief=part(whole, HAPPENED)
            | {"where_lost": sentences.where_lost(told.lost, told.ordered)},
            replayed=part(asdict(found), ("lost", "against")) if found else None,
            event_again=again,
        )
        PlayKnew(debrief=part(whole, KNEW), record=record, event_again=again, event_leave=leave)
