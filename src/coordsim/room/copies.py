"""Rooms made from what was played before: another try from any round, and a downloaded game; and
the game of one person as it is downloaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from coordsim.core.levers import ROLES
from coordsim.room import events as games
from coordsim.room import keys
from coordsim.room.agenda import alone
from coordsim.room.chain import Clock, Event, hash_of, now
from coordsim.room.course import engine_digest
from coordsim.room.deed import SERVER, TRAINER
from coordsim.room.deeds import (
    AnyDeed,
    ConsentWithdrawn,
    HandedToBot,
    Joined,
    PhaseBegun,
    PlanSubmitted,
    RoomOpened,
    RoundClosed,
    RoundOpened,
    RoundsFollow,
    SeatTaken,
)
from coordsim.room.log.book import Book
from coordsim.room.room import Room
from coordsim.room.session import scenario_of
from coordsim.room.state.fold import apply
from coordsim.room.state.records import RoomError, RoomState


class Entry(NamedTuple):
    """A deed that is to be written into a new room."""

    at: int
    actor: str
    deed: AnyDeed


class Copy(NamedTuple):
    """A new room, its trainer's key, and the token of the person in it."""

    room: Room
    key: str
    token: str


def branch(room: Room, token: str, number: int, book: Book, clock: Clock = now) -> Copy:
    """Return a new room in which whoever holds a token plays on from the beginning of a round that
    was played, with bots in all other seats: the clock goes on from now, nobody has to begin the
    next phase, and of those who sat there nothing is ever exported. Raises RoomError where there is
    no such round.
    """
    person = room.actor(token)
    if room.state.seat_of(person) is None:
        raise RoomError("You have no seat in this room.")
    logged = book.events(room.name)
    opened = [
        event.number
        for event in logged
        if isinstance(event.deed, RoundOpened) and event.deed.round == number
    ]
    if not opened:
        raise RoomError(f"There is no round {number} that could be played again.")
    copied = logged[: opened[-1] + 1]
    later = clock() - copied[-1].at
    entries = [Entry(event.at + later, event.actor, _alone(event.deed)) for event in copied]
    return _written(entries, person, book, clock)


def _alone(deed: AnyDeed) -> AnyDeed:
    """Return a deed as it is in a room that nobody leads: without a clock, and over with the last
    round.
    """
    if isinstance(deed, RoundsFollow):
        return deed.model_copy(update={"follow": "server"})
    if isinstance(deed, RoundOpened):
        return deed.model_copy(update={"seconds": None})
    if not isinstance(deed, RoomOpened):
        return deed
    phases = deed.agenda.phases
    last = max(place for place, phase in enumerate(phases) if phase.rounds)
    played = [phase.model_copy(update={"minutes": 0.0}) for phase in phases[: last + 1]]
    led = {"pace": "server", "follow": "server", "phases": played}
    return deed.model_copy(update={"agenda": deed.agenda.model_copy(update=led)})


def as_game(room: Room) -> tuple[games.Event, ...]:
    """Return what the only person of a room decided as a game that can be downloaded and played
    again; empty where anybody but them and bots decided in one of its rounds, or where the rules
    changed.
    """
    state, scenario = room.state, next(iter(room.state.arms.values()))
    role = state.agenda.people[0]
    chain = games.append(
        (), games.Created(scenario.model_dump(mode="json"), state.team(1).seed, role)
    )
    for done in state.played:
        stopped = state.team(1).stopped
        if stopped is not None and (done.number - 1) * state.round_weeks > stopped:
            break
        answer = done.answer(1, role)
        others = {done.answer(1, other).source for other in ROLES if other != role}
        if answer.source != "person" or others != {"bot"}:
            return ()
        if done.scenarios[state.team(1).arm] != scenario:
            return ()
        week = (done.number - 1) * state.round_weeks
        said = games.Submitted(week, dict(answer.plan.levers), answer.plan.forecast)
        chain = games.append(chain, said)
    return chain


def from_game(
    events: Sequence[games.Event], book: Book, clock: Clock = now, *, name: str = ""
) -> Copy:
    """Return a new room, of an agenda of some ``name``, that holds a game as it was downloaded.
    Raises EventError, ScenarioError or RoomError, with a sentence, where this version cannot play
    it.
    """
    scenario = scenario_of(events)
    opening = events[0].deed
    if not isinstance(opening, games.Created) or opening.role not in ROLES:
        raise games.EventError(
            f"event 0: role = {getattr(opening, 'role', None)!r} is not one of {', '.join(ROLES)}"
        )
    length = scenario.horizon.round_weeks
    agenda = alone(scenario, opening.role, name)
    deed = RoomOpened(
        code=keys.new_code(),
        agenda=agenda,
        scenarios=dict.fromkeys(agenda.arms, scenario),
        seed=opening.seed,
        engine=engine_digest(),
        key=hash_of(""),
    )
    person, at = hash_of(""), clock()
    seat = {"team": 1, "role": opening.role}
    entries = [
        Entry(at, TRAINER, deed),
        Entry(at, person, Joined(name="You")),
        Entry(at, SERVER, SeatTaken.model_validate(seat | {"person": person})),
        Entry(at, SERVER, PhaseBegun(number=1)),
        Entry(at, SERVER, RoundOpened(round=1)),
    ]
    for item in events[1:]:
        if isinstance(item.deed, games.Submitted):
            entries += _round(item.deed, seat, Entry(at, person, deed), (length, agenda.rounds))
    return _written(entries, person, book, clock)


def _round(
    said: games.Submitted, seat: dict[str, object], opened: Entry, size: tuple[int, int]
) -> list[Entry]:
    """Return a round in which a game's person handed in; ``size``: weeks of a round, rounds."""
    at, person, (length, rounds) = opened.at, opened.actor, size
    number = said.week // length + 1
    plan = {"round": number, "levers": dict(said.levers), "forecast": said.forecast}
    entries = [
        Entry(at, person, PlanSubmitted.model_validate(seat | plan)),
        Entry(at, SERVER, RoundClosed(round=number, why="all in")),
    ]
    if number < rounds:
        entries.append(Entry(at, SERVER, RoundOpened(round=number + 1)))
    return entries


def _written(entries: Sequence[Entry], person: str, book: Book, clock: Clock) -> Copy:
    """Write deeds into a new room; what a person did there is done by a new token."""
    name = keys.new_room()
    key, token = keys.new_token(name), keys.new_token(name)
    mine = hash_of(token)
    written: list[Event] = []
    state: RoomState | None = None
    for at, actor, deed in entries:
        if isinstance(deed, RoomOpened):
            deed = deed.model_copy(update={"code": keys.new_code(), "key": hash_of(key)})
        if isinstance(deed, SeatTaken) and deed.person == person:
            deed = deed.model_copy(update={"person": mine})
        who = mine if actor == person else actor
        event, state = _next(name, written, state, Entry(at, who, deed))
        written.append(event)
    for team in state.teams if state is not None else ():
        for role, seat in team.seats.items():
            if seat.driver == "person" and seat.holder != mine:
                stand_in = HandedToBot.model_validate({"team": team.number, "role": role})
                event, state = _next(name, written, state, Entry(clock(), TRAINER, stand_in))
                written.append(event)
    for other in state.people if state is not None else ():
        if other != mine:
            event, state = _next(name, written, state, Entry(clock(), other, ConsentWithdrawn()))
            written.append(event)
    book.append(*written)
    return Copy(Room(book, name, clock), key, token)


def _next(
    name: str, written: Sequence[Event], state: RoomState | None, entry: Entry
) -> tuple[Event, RoomState]:
    event = Event(
        room=name,
        number=len(written),
        at=entry.at,
        actor=entry.actor,
        before=written[-1].hash if written else "",
        deed=entry.deed,
    )
    return event, apply(state, event)
