"""What the wall shows of a room: nothing that is anybody's own."""

from __future__ import annotations

from dataclasses import dataclass

from coordsim.room.room import Room
from coordsim.room.standing import standing
from coordsim.room.state.fold import waited_for
from coordsim.room.state.records import RoomState
from coordsim.show.numbers import number
from coordsim_web.rooms.clock import Clock, clock_of
from coordsim_web.texts.spoken import Typed, Written

DEBRIEF = ("guess", "screen")


@dataclass(frozen=True)
class Place:
    """A team's place by its firm's profit; teams with the same profit share it. What the firm made
    a week is told only when the room is over, empty before.
    """

    place: int
    team: int
    arm: Typed
    profit: str


@dataclass(frozen=True)
class Happening:
    """What happened to the firms of some ``teams``, ``count`` of them: their owners' orders come or
    are lifted, or they stopped, after a ``week``.
    """

    what: str
    week: int
    teams: str
    count: int


@dataclass(frozen=True)
class Picture:
    """The wall. ``shows``: lobby, phase, round, standings, guess, screen."""

    room: str
    code: str
    title: Written
    shows: str
    screen: int
    phase: Written
    words: Written
    phase_number: int
    phases: int
    round: int
    rounds: int
    clock: Clock
    people: int
    seats: int
    teams: int
    handed_in: int
    asked: int
    standings: tuple[Place, ...]
    happenings: tuple[Happening, ...]
    said: Typed
    over: bool
    ended: bool


def picture_of(room: Room) -> Picture:
    """Return what the wall shows."""
    state = room.state
    waits, waiting = waited_for(state), state.open
    number_of = state.phase
    phase = state.agenda.phases[number_of - 1] if number_of else None
    handed_in = 0 if waiting is None else len(waiting.plans)
    return Picture(
        room=state.room,
        code=state.code,
        title=state.agenda.title,
        shows=_shows(state),
        screen=state.wall.screen,
        phase="" if phase is None else phase.title,
        words="" if phase is None else " ".join(phase.words.split()),
        phase_number=number_of,
        phases=len(state.agenda.phases),
        round=min(state.next_round, state.agenda.rounds),
        rounds=state.agenda.rounds,
        clock=clock_of(state),
        people=len(state.people),
        seats=sum(seat.holder is not None for team in state.teams for seat in team.seats.values()),
        teams=len(state.teams),
        handed_in=handed_in,
        asked=handed_in + len(waits),
        standings=standings(room) if state.wall.what == "standings" else (),
        happenings=happenings(room),
        said=state.broadcasts[-1].text if state.broadcasts else "",
        over=state.over,
        ended=state.ended,
    )


def _shows(state: RoomState) -> str:
    if state.wall.what != "room":
        return state.wall.what
    if not state.started and state.phase <= 1:
        return "lobby"
    return "round" if state.open is not None else "phase"


def happenings(room: Room) -> tuple[Happening, ...]:
    """Return which owners' orders come or are lifted in the round that is open or next, and which
    firms have stopped.
    """
    state = room.state
    if not state.played or not any(
        one.owner.acts != "none" or one.money.insolvency for one in state.arms.values()
    ):
        return ()
    rounds, found = room.course().rounds, dict[tuple[str, int], list[str]]()
    for team in state.teams:
        stands = standing(state, rounds, team.number)
        if stands.stopped is not None:
            found.setdefault(("stopped", stands.stopped + 1), []).append(str(team.number))
        elif stands.owner is not None and stands.owner.does != "hold":
            what = (stands.owner.does, state.next_week)
            found.setdefault(what, []).append(str(team.number))
    return tuple(
        Happening(*what, teams=", ".join(teams), count=len(teams)) for what, teams in found.items()
    )


def standings(room: Room) -> tuple[Place, ...]:
    """Return the teams by what their firms made so far, the best first."""
    state = room.state
    if not state.played:
        return ()
    made = [(float(room.run(team.number).kpi("profit")[0]), team) for team in state.teams]
    order = sorted(made, key=lambda pair: -pair[0])
    several = len(state.arms) > 1
    return tuple(
        Place(
            place=1 + sum(other > profit for other, _ in made),
            team=team.number,
            arm=team.arm if several else "",
            profit=number(profit) if state.over else "",
        )
        for profit, team in order
    )
