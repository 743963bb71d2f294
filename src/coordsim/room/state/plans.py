"""What a seat does within a round: drafts, plans, signatures, words, promises, predictions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from coordsim.core.decisions import DecisionError, check
from coordsim.core.levers import ROLES
from coordsim.core.records import Decision
from coordsim.room.agenda import LEADERSHIP
from coordsim.room.chain import Event
from coordsim.room.deed import PERSON, InRound
from coordsim.room.deeds import (
    CommitmentMade,
    DraftSaved,
    MessageSent,
    MinimumSupply,
    PlanSigned,
    PlanSubmitted,
    PredictionCaptured,
)
from coordsim.room.state.records import (
    Belief,
    Handlers,
    Limits,
    OpenRound,
    Plan,
    RoomError,
    RoomState,
    Talk,
    about,
    limits_of,
)
from coordsim.room.talk import spoken

MOST_TALK = 20_000


def save_draft(state: RoomState, event: Event, deed: DraftSaved) -> RoomState:
    """Keep a plan that is not handed in."""
    waiting = at_work(state, event, deed)
    limits = _limits(state, deed)
    unknown = sorted(set(deed.levers) - set(limits))
    if unknown:
        raise RoomError(f"{deed.role} has no lever {unknown[0]!r}; allowed: {', '.join(limits)}.")
    drafts = {**waiting.drafts, (deed.team, deed.role): Plan(deed.levers, deed.forecast)}
    return replace(state, open=replace(waiting, drafts=drafts))


def hand_in(state: RoomState, event: Event, deed: PlanSubmitted) -> RoomState:
    """Take a plan; the last one before the round closes counts."""
    waiting = at_work(state, event, deed)
    _may_play(state, event)
    plan = allowed(state, deed, Plan(deed.levers, deed.forecast), deed.role)
    place = (deed.team, deed.role)
    drafts = {key: value for key, value in waiting.drafts.items() if key != place}
    signed = {key: value for key, value in waiting.signed.items() if key[0] != deed.team}
    plans = {**waiting.plans, place: plan}
    return replace(state, open=replace(waiting, plans=plans, drafts=drafts, signed=signed))


def sign(state: RoomState, event: Event, deed: PlanSigned) -> RoomState:
    """Take a signature under a joint plan; when both have signed the same it is handed in for
    both.
    """
    waiting = at_work(state, event, deed)
    _may_play(state, event)
    team = state.team(deed.team)
    if not state.rules(team).channel.consensus:
        raise RoomError("This talk rule knows no joint plan.")
    if deed.role not in ROLES or any(team.seats[role].driver != "person" for role in ROLES):
        raise RoomError(
            "A joint plan is signed by marketing and operations, and one of the two is a bot here:"
            " hand in a plan of your own."
        )
    plan = Plan(deed.levers, deed.forecast)
    for role in ROLES:
        allowed(state, deed, _part(state, deed, role), role)
    names = set(_limits_of_team(state, deed.team, ROLES[0])) | set(
        _limits_of_team(state, deed.team, ROLES[1])
    )
    if set(plan.levers) - names:
        raise RoomError(f"{min(set(plan.levers) - names)!r} is no lever of the two.")
    signed = {**waiting.signed, (deed.team, deed.role): plan}
    if any(signed.get((deed.team, role)) != plan for role in ROLES):
        return replace(state, open=replace(waiting, signed=signed))
    plans = {(deed.team, role): _part(state, deed, role) for role in ROLES}
    return replace(state, open=replace(waiting, signed=signed, plans={**waiting.plans, **plans}))


def _part(state: RoomState, deed: PlanSigned, role: str) -> Plan:
    """Return one side's part of a joint plan."""
    limits = _limits_of_team(state, deed.team, role)
    levers = {name: value for name, value in deed.levers.items() if name in limits}
    return Plan(levers, deed.forecast if role == ROLES[0] else None)


def send(state: RoomState, event: Event, deed: MessageSent) -> RoomState:
    """Carry words within a team, as far as the talk rule lets them speak."""
    at_work(state, event, deed)
    _may_speak(state, deed)
    if not deed.text.strip():
        raise RoomError("A message has to have words.")
    return _said(state, Talk(event.at, deed.team, deed.role, deed.round, deed.text))


def promise(state: RoomState, event: Event, deed: CommitmentMade) -> RoomState:
    """Take a promise; the last one of a kind in a round counts."""
    at_work(state, event, deed)
    _may_speak(state, deed)
    owner = ROLES[1] if isinstance(deed.promise, MinimumSupply) else ROLES[0]
    if deed.role != owner:
        raise RoomError(f"This is {owner}'s to promise.")
    return _said(state, Talk(event.at, deed.team, deed.role, deed.round, promise=deed.promise))


def predict(state: RoomState, event: Event, deed: PredictionCaptured) -> RoomState:
    """Keep what a seat expects of a round."""
    at_work(state, event, deed)
    where = about(deed.team, deed.role, deed.round, deed.of)
    late = state.revealed()
    said = Belief(event.at, event.actor, where, deed.value, deed.round, late=late)
    return replace(state, beliefs=(*state.beliefs, said))


def at_work(state: RoomState, event: Event, deed: InRound) -> OpenRound:
    """Return the open round. Raises RoomError when the deed was made for another one, or by
    somebody who does not drive the seat.
    """
    if state.open is None or state.open.number != deed.round:
        waits = (
            f"round {state.open.number} waits for plans"
            if state.open is not None
            else "no round waits for plans now"
        )
        raise RoomError(f"This was made for round {deed.round}; {waits}. Nothing was changed.")
    seat = state.seat(deed.team, deed.role)
    if not state.team(deed.team).lives:
        raise RoomError("Your firm has stopped: there is nothing left to decide.")
    if event.who == PERSON:
        if seat.holder != event.actor:
            raise RoomError(f"The seat of {deed.role} in team {deed.team} is not yours.")
        if seat.driver != "person":
            raise RoomError("A bot plays for you at the moment: take your seat back first.")
    return state.open


def _may_play(state: RoomState, event: Event) -> None:
    """Raise RoomError for somebody who has to answer questions on the rules first."""
    if event.who != PERSON or not state.agenda.gate:
        return
    right, asked = state.people[event.actor].right(state.agenda), len(state.agenda.comprehension)
    if right < asked:
        raise RoomError(
            f"Answer the questions on the rules first: {right} of {asked} are answered rightly so"
            " far. Nothing was changed."
        )


def allowed(state: RoomState, deed: InRound, plan: Plan, role: str) -> Plan:
    """Return the plan as numbers. Raises RoomError when anything in it is not allowed."""
    rules = state.rules(state.team(deed.team))
    if role == LEADERSHIP and rules.governance != LEADERSHIP:
        raise RoomError("Leadership settles nothing under the rules of this round.")
    levers = {name: np.asarray(value) for name, value in plan.levers.items()}
    word = None if plan.forecast is None else np.asarray(plan.forecast)
    limits = _limits_of_team(state, deed.team, role)
    try:
        checked = check(role, Decision(levers, word), limits, 1, state.next_week)
    except DecisionError as error:
        raise RoomError(str(error)) from None
    return Plan(
        {name: float(values[0]) for name, values in checked.levers.items()},
        None if checked.forecast is None else float(checked.forecast[0]),
    )


def _limits(state: RoomState, deed: InRound) -> Limits:
    return _limits_of_team(state, deed.team, deed.role)


def _limits_of_team(state: RoomState, team: int, role: str) -> Limits:
    return limits_of(state.arms[state.team(team).arm], role)


def _may_speak(state: RoomState, deed: InRound) -> None:
    how = spoken(state.rules(state.team(deed.team)).channel)
    if how == "silent":
        raise RoomError("The talk rule of this round lets nobody speak.")
    if how == "chat" and not state.meeting:
        raise RoomError("The meeting is over: words are for the next one.")
    if how == "report" and any(
        (word.team, word.role, word.round) == (deed.team, deed.role, deed.round)
        for word in state.talk
    ):
        raise RoomError("The talk rule allows one report a round, and yours is sent.")


def _said(state: RoomState, words: Talk) -> RoomState:
    if len(state.talk) >= MOST_TALK:
        raise RoomError(f"{MOST_TALK} messages have been sent in this room: it takes no more.")
    return replace(state, talk=(*state.talk, words))


HANDLERS: Handlers = {
    DraftSaved: save_draft,
    PlanSubmitted: hand_in,
    PlanSigned: sign,
    MessageSent: send,
    CommitmentMade: promise,
    PredictionCaptured: predict,
}
