"""People and seats: who comes, sits down, leaves, is stood in for, comes back."""

from __future__ import annotations

from dataclasses import replace

from coordsim.core.signs import on_one_line
from coordsim.room.chain import Event
from coordsim.room.deed import PERSON, AtSeat
from coordsim.room.deeds import (
    GivenBack,
    HandedToBot,
    Joined,
    SeatFreed,
    SeatLeft,
    SeatTaken,
    Swapped,
)
from coordsim.room.state.records import Handlers, Person, RoomError, RoomState, Seat, Team, new_team

MOST_PEOPLE = 1000
NOBODY = "Nobody has sat down yet."


def join(state: RoomState, event: Event, deed: Joined) -> RoomState:
    """Somebody comes in."""
    if event.actor in state.people:
        raise RoomError("You have joined already.")
    if len(state.people) >= MOST_PEOPLE:
        raise RoomError(f"The room is full: it holds {MOST_PEOPLE} people.")
    if not on_one_line(deed.name) or not deed.name.strip():
        raise RoomError("A name has to have letters, and no line breaks.")
    person = Person(deed.name.strip(), event.at)
    return replace(state, people={**state.people, event.actor: person})


def take(state: RoomState, event: Event, deed: SeatTaken) -> RoomState:
    """Somebody sits down in a free seat, of a new team if it is the next one."""
    if deed.person not in state.people:
        raise RoomError("Nobody with this token has joined.")
    if event.who == PERSON and deed.person != event.actor:
        raise RoomError("A seat can be taken for oneself only.")
    if (sat := state.seat_of(deed.person)) is not None:
        raise RoomError(f"This person has a seat already: {sat[1]} of team {sat[0].number}.")
    ready = opened_up_to(state, deed.team)
    seat = ready.seat(deed.team, deed.role)
    if not seat.free:
        raise RoomError(f"{_of(deed)} is taken.")
    if deed.role not in state.agenda.people:
        raise RoomError(f"In this room a bot plays {deed.role}.")
    return ready.with_seat(deed.team, deed.role, Seat("person", deed.person))


def opened_up_to(state: RoomState, number: int) -> RoomState:
    """Return the state with teams up to a number; only the next one may be new, and within what
    the agenda allows.
    """
    most = state.agenda.teams
    if number > len(state.teams) + 1 or (most and number > most):
        raise RoomError(f"There is no team {number}; there are {len(state.teams)}.")
    if number <= len(state.teams):
        return state
    return replace(state, teams=(*state.teams, new_team(state)))


def leave(state: RoomState, event: Event, deed: SeatLeft) -> RoomState:
    """Somebody leaves their own seat."""
    if state.seat(deed.team, deed.role).holder != event.actor:
        raise RoomError(f"{_of(deed)} is not yours.")
    return _emptied(state, deed)


def free(state: RoomState, event: Event, deed: SeatFreed) -> RoomState:
    """The trainer makes a seat free."""
    if state.seat(deed.team, deed.role).free:
        raise RoomError(f"{_of(deed)} is free already.")
    return _emptied(state, deed)


def hand_over(state: RoomState, event: Event, deed: HandedToBot) -> RoomState:
    """A bot drives from now on."""
    seat = state.seat(deed.team, deed.role)
    if event.who == PERSON and seat.holder != event.actor:
        raise RoomError(f"{_of(deed)} is not yours.")
    if seat.driver == "bot":
        raise RoomError(f"A bot drives {_of(deed)} already.")
    return state.with_seat(deed.team, deed.role, replace(seat, driver="bot"))


def give_back(state: RoomState, event: Event, deed: GivenBack) -> RoomState:
    """The person to whom the seat belongs drives again."""
    seat = state.seat(deed.team, deed.role)
    if event.who == PERSON and seat.holder != event.actor:
        raise RoomError(f"{_of(deed)} is not yours.")
    if seat.driver != "bot" or seat.holder is None:
        raise RoomError(f"{_of(deed)} has nobody to whom a bot could give it back.")
    return state.with_seat(deed.team, deed.role, Seat("person", seat.holder))


def swap(state: RoomState, event: Event, deed: Swapped) -> RoomState:
    """Two seats exchange who sits in them."""
    one = state.seat(deed.team, deed.role)
    other = state.seat(deed.other_team, deed.other_role)
    if (deed.team, deed.role) == (deed.other_team, deed.other_role):
        raise RoomError("A seat cannot be swapped with itself.")
    barred = {deed.role, deed.other_role} - set(state.agenda.people)
    if barred:
        raise RoomError(f"In this room a bot plays {min(barred)}.")
    swapped = state.with_seat(deed.team, deed.role, other)
    return swapped.with_seat(deed.other_team, deed.other_role, one)


def settled(state: RoomState) -> RoomState:
    """Return the state in which a room can begin: all teams of the agenda, bots in empty seats."""
    while len(state.teams) < state.agenda.teams:
        state = replace(state, teams=(*state.teams, new_team(state)))
    if not state.teams:
        raise RoomError(NOBODY)
    return replace(state, teams=tuple(_filled(team) for team in state.teams))


def _filled(team: Team) -> Team:
    return replace(
        team,
        seats={
            role: Seat("bot") if seat.driver == "vacant" else seat
            for role, seat in team.seats.items()
        },
    )


def _emptied(state: RoomState, deed: AtSeat) -> RoomState:
    return state.with_seat(deed.team, deed.role, Seat("bot" if state.started else "vacant"))


def _of(deed: AtSeat) -> str:
    return f"The seat of {deed.role} in team {deed.team}"


def place_for(state: RoomState) -> tuple[int, str] | None:
    """Return where the next person sits: the first free seat, of a new team where there is none;
    None where the room takes nobody more.
    """
    people = state.agenda.people
    for team in state.teams:
        for role in people:
            if team.seats[role].free:
                return team.number, role
    more = not state.agenda.teams or len(state.teams) < state.agenda.teams
    return (len(state.teams) + 1, people[0]) if more else None


HANDLERS: Handlers = {
    Joined: join,
    SeatTaken: take,
    SeatLeft: leave,
    SeatFreed: free,
    HandedToBot: hand_over,
    GivenBack: give_back,
    Swapped: swap,
}
