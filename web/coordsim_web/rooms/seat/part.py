"""Which part of a room a seat's page shows: it is drawn anew when that has changed."""

from __future__ import annotations

from collections.abc import Callable

from coordsim.room.state.records import RoomState


def part_of(person: str) -> Callable[[RoomState], object]:
    """Return what a page of this person's seat depends on, of a room's state."""

    def chosen(state: RoomState) -> object:
        sat = state.seat_of(person)
        everybody = (state.phase, state.ended, state.meeting, len(state.broadcasts), _course(state))
        own = (state.people.get(person), _own_beliefs(state, person))
        if sat is None:
            return everybody, own, None
        team, role = sat
        talk = tuple(words for words in state.talk if words.team == team.number)
        return everybody, own, (team, role, _names(state, person), talk, _round(state, team.number))

    return chosen


def _course(state: RoomState) -> tuple[object, ...]:
    """Return what the rounds so far and the rules depend on."""
    return tuple(done.closed for done in state.played), state.arms


def _own_beliefs(state: RoomState, person: str) -> int:
    return sum(one.person == person and one.about.startswith("phase") for one in state.beliefs)


def _names(state: RoomState, person: str) -> tuple[str, ...]:
    sat = state.seat_of(person)
    holders = [seat.holder for seat in sat[0].seats.values()] if sat else []
    return tuple(state.people[holder].name for holder in holders if holder)


def _round(state: RoomState, team: int) -> object:
    """Return what a team has done in the open round; drafts stay where they are written."""
    waiting = state.open
    if waiting is None:
        return None
    plans = {place: plan for place, plan in waiting.plans.items() if place[0] == team}
    signed = {place: plan for place, plan in waiting.signed.items() if place[0] == team}
    return waiting.number, waiting.opened, waiting.deadline, waiting.left, plans, signed
