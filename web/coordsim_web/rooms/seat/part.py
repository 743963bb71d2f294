"""Which part of a room a seat's page shows: it is drawn anew when that has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from coordsim.room.state.records import Announced, Person, Plan, RoomState, Talk
from coordsim.scenario.file import Scenario

Plans = Mapping[tuple[int, str], Plan]


class Waiting(NamedTuple):
    """What a team has done in the open round; drafts stay where they are written."""

    number: int
    opened: int
    deadline: int | None
    left: int | None
    plans: Plans
    signed: Plans


class Chosen(NamedTuple):
    """A seat's part of a room: of everybody, of its person, of its team."""

    phase: int
    ended: bool
    readable: bool
    meeting: bool
    broadcasts: tuple[Announced, ...]
    closed: tuple[int, ...]
    arms: Mapping[str, Scenario]
    person: Person | None
    beliefs: int
    place: object
    names: tuple[str, ...] = ()
    talk: tuple[Talk, ...] = ()
    waiting: Waiting | None = None


def part_of(person: str) -> Callable[[RoomState], Chosen]:
    """Return what a page of this person's seat depends on, of a room's state."""
    return lambda state: _chosen(state, person)


def _chosen(state: RoomState, person: str) -> Chosen:
    everybody = Chosen(
        phase=state.phase,
        ended=state.ended,
        readable=state.readable,
        meeting=state.meeting,
        broadcasts=state.broadcasts,
        closed=tuple(done.closed for done in state.played),
        arms=state.arms,
        person=state.people.get(person),
        beliefs=sum(one.person == person and "question" in one.about for one in state.beliefs),
        place=None,
    )
    sat = state.seat_of(person)
    if sat is None:
        return everybody
    team, _role = sat
    holders = [seat.holder for seat in team.seats.values()]
    return everybody._replace(
        place=sat,
        names=tuple(state.people[holder].name for holder in holders if holder),
        talk=tuple(words for words in state.talk if words.team == team.number),
        waiting=_waiting(state, team.number),
    )


def _waiting(state: RoomState, team: int) -> Waiting | None:
    now = state.open
    if now is None:
        return None
    return Waiting(
        number=now.number,
        opened=now.opened,
        deadline=now.deadline,
        left=now.left,
        plans={place: plan for place, plan in now.plans.items() if place[0] == team},
        signed={place: plan for place, plan in now.signed.items() if place[0] == team},
    )
