"""From a log to a state, event by event; and what the server has to do when its time has come."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import replace

from coordsim.room.agenda import LEADERSHIP
from coordsim.room.chain import Event
from coordsim.room.deeds import (
    AnyDeed,
    Archived,
    BeliefCaptured,
    ComprehensionAnswered,
    ConsentGiven,
    ConsentWithdrawn,
    HandedToBot,
    PhaseBegun,
    PlanSubmitted,
    RoomOpened,
    RoundClosed,
    RoundOpened,
    WallShown,
)
from coordsim.room.state import plans, rounds, seats, wall
from coordsim.room.state.records import (
    Belief,
    Handlers,
    OpenRound,
    Person,
    RoomError,
    RoomState,
    asked_as,
)


def _person(state: RoomState, event: Event) -> Person:
    if event.actor not in state.people:
        raise RoomError("Nobody with this token has joined.")
    return state.people[event.actor]


def _with_person(state: RoomState, event: Event, person: Person) -> RoomState:
    return replace(state, people={**state.people, event.actor: person})


def consent(state: RoomState, event: Event, deed: ConsentGiven) -> RoomState:
    """Somebody agrees, or agrees again."""
    person = replace(_person(state, event), consent=event.at, withdrawn=False)
    return _with_person(state, event, person)


def withdraw(state: RoomState, event: Event, deed: ConsentWithdrawn) -> RoomState:
    """Somebody no longer agrees."""
    person = replace(_person(state, event), consent=None, withdrawn=True)
    return _with_person(state, event, person)


def answer(state: RoomState, event: Event, deed: ComprehensionAnswered) -> RoomState:
    """Keep an answer to a question on the rules; the last one counts."""
    person = _person(state, event)
    asked = state.agenda.comprehension
    if deed.question > len(asked) or deed.answer >= len(asked[deed.question - 1].answers):
        raise RoomError(f"There is no answer {deed.answer + 1} to a question {deed.question}.")
    understood = {**person.understood, deed.question: deed.answer}
    return _with_person(state, event, replace(person, understood=understood))


def believe(state: RoomState, event: Event, deed: BeliefCaptured) -> RoomState:
    """Keep what somebody believes."""
    _person(state, event)
    phases = state.agenda.phases
    asked = phases[deed.phase - 1].beliefs if deed.phase <= len(phases) else []
    if deed.question > len(asked):
        raise RoomError(f"There is no question {deed.question} in phase {deed.phase}.")
    question = asked[deed.question - 1]
    answers = len(question.answers)
    if answers and not (deed.answer.is_integer() and 0 <= deed.answer < answers):
        raise RoomError(f"The answer has to be one of {answers}, counted from 0.")
    about, late = asked_as(deed.phase, deed.question), state.revealed(question.screen)
    said = Belief(event.at, event.actor, about, deed.answer, late=late)
    return replace(state, beliefs=(*state.beliefs, said))


HANDLERS: Handlers = {
    **seats.HANDLERS,
    **plans.HANDLERS,
    **rounds.HANDLERS,
    **wall.HANDLERS,
    ConsentGiven: consent,
    ConsentWithdrawn: withdraw,
    ComprehensionAnswered: answer,
    BeliefCaptured: believe,
}
AFTER_THE_END = (ConsentGiven, ConsentWithdrawn, BeliefCaptured, WallShown, Archived)


def apply(state: RoomState | None, event: Event) -> RoomState:
    """Return the state after an event. Raises RoomError, and then nothing has changed."""
    deed = event.deed
    if event.who not in deed.by:
        raise RoomError(f"This is not for {event.who} to do.")
    if isinstance(deed, RoomOpened):
        if state is not None:
            raise RoomError("The room has been opened already.")
        return _opened(event, deed)
    if state is None:
        raise RoomError("A log has to begin with the opening of the room.")
    if state.ended and not isinstance(deed, AFTER_THE_END):
        raise RoomError("The room is over.")
    changed = HANDLERS[type(deed)](state, event, deed)
    return replace(changed, events=event.number + 1, last=event.at)


def _opened(event: Event, deed: RoomOpened) -> RoomState:
    if set(deed.scenarios) != set(deed.agenda.arms):
        raise RoomError(
            f"The room has scenarios for {', '.join(sorted(deed.scenarios))} and arms"
            f" {', '.join(sorted(deed.agenda.arms))}; they have to be the same."
        )
    lengths = {
        (one.horizon.weeks, one.horizon.round_weeks, one.horizon.warmup)
        for one in deed.scenarios.values()
    }
    weeks, each, _ = min(lengths)
    if len(lengths) > 1 or -(-weeks // each) != deed.agenda.rounds:
        raise RoomError("The arms' scenarios are not as long as the agenda's rounds.")
    return RoomState(
        room=event.room,
        code=deed.code,
        key=deed.key,
        engine=deed.engine,
        seed=deed.seed,
        agenda=deed.agenda,
        arms={arm: deed.scenarios[arm] for arm in deed.agenda.arms},
        meeting=True,
        follow=deed.agenda.follow,
        events=event.number + 1,
        last=event.at,
    )


def fold(events: Iterable[Event], state: RoomState | None = None) -> RoomState:
    """Return the state after all of some events. Raises RoomError at the first that is not
    allowed.
    """
    for event in events:
        state = apply(state, event)
    if state is None:
        raise RoomError("The log is empty.")
    return state


def waited_for(state: RoomState) -> list[tuple[int, str]]:
    """Return the seats of people whose plans the open round waits for."""
    if state.open is None:
        return []
    return [
        (team.number, role)
        for team in state.teams
        for role, seat in team.seats.items()
        if seat.driver == "person"
        and team.lives
        and (team.number, role) not in state.open.plans
        and (role != LEADERSHIP or state.rules(team).governance == LEADERSHIP)
    ]


def due(state: RoomState, at: int, here: Collection[str] = ()) -> AnyDeed | None:
    """Return what the server has to do now, at ``at`` milliseconds; None when there is nothing.
    ``here`` are people whose pages have a connection: of them one missed round more is borne.
    """
    if state.ended:
        return None
    if state.open is not None:
        return _due_in_round(state, at)
    for team in state.teams:
        for role, seat in team.seats.items():
            borne = state.agenda.away_after + (seat.holder in here)
            if seat.driver == "person" and state.agenda.away_after > 0 and borne <= seat.missed:
                return HandedToBot.model_validate(
                    {"team": team.number, "role": role, "why": "away"}
                )
    if not state.phase:
        full = state.agenda.begins == "full" and seats.place_for(state) is None
        return PhaseBegun(number=1) if full else None
    phase = state.agenda.phases[state.phase - 1]
    if rounds.rounds_left(state):
        first = state.next_round == state.agenda.first_round(state.phase - 1)
        opens = state.agenda.pace if first else state.follow
        return (
            None
            if opens == "trainer" or rounds.nobody_sits(state) or rounds.left_to_bots(state)
            else RoundOpened(round=state.next_round, seconds=phase.seconds)
        )
    return _due_between(state, at)


def _held(state: RoomState, waiting: OpenRound) -> PlanSubmitted | None:
    """Return a plan that the agenda holds ready for a seat that a bot drives."""
    for role, ready in state.agenda.held.items():
        for team in state.teams if waiting.number <= len(ready) else ():
            bot = role in team.seats and team.seats[role].driver == "bot"
            if bot and (team.number, role) not in waiting.plans:
                at = {"team": team.number, "role": role, "round": waiting.number}
                return PlanSubmitted.model_validate(at | {"levers": ready[waiting.number - 1]})
    return None


def _due_in_round(state: RoomState, at: int) -> AnyDeed | None:
    waiting = state.open
    if waiting is None or waiting.paused:
        return None
    plan = _held(state, waiting)
    if plan is not None:
        return plan
    held = [team for team in state.teams if any(seat.holder for seat in team.seats.values())]
    alone = not held and state.agenda.pace == "server"  # bots need not wait for one another
    stopped = bool(held) and not any(team.lives for team in held)
    if not waited_for(state) and (waiting.plans or alone or stopped):
        return RoundClosed(round=waiting.number, why="all in")
    if waiting.deadline is not None and at >= waiting.deadline:
        return RoundClosed(round=waiting.number, why="time over")
    return None


def _due_between(state: RoomState, at: int) -> AnyDeed | None:
    """Return the next phase where the server begins it and this one's minutes are over."""
    phase = state.agenda.phases[state.phase - 1]
    if state.agenda.pace == "trainer" or state.phase >= len(state.agenda.phases):
        return None
    ends = state.phase_at + 1000 * (phase.seconds or 0)
    if state.agenda.phases[state.phase].rounds and rounds.nobody_sits(state):
        return None
    return PhaseBegun(number=state.phase + 1) if phase.rounds or at >= ends else None


def next_due(state: RoomState) -> float:
    """Return the time in milliseconds at which the clock next has something to do; infinite when
    only people have.
    """
    times = [math.inf]
    if state.open is not None and state.open.deadline is not None:
        times.append(state.open.deadline)
    if state.phase and state.open is None and state.agenda.pace == "server":
        phase = state.agenda.phases[state.phase - 1]
        if not phase.rounds and state.phase < len(state.agenda.phases):
            times.append(state.phase_at + 1000 * (phase.seconds or 0))
    return min(times)
