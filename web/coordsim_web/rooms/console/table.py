"""A room as its trainer sees it: the phase, the clock, a row for each team, what may be done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from coordsim.room.agenda import LEADERSHIP, AgendaPhase
from coordsim.room.deeds import SCREENS, PhaseBegun, RoundOpened
from coordsim.room.state.fold import waited_for
from coordsim.room.state.records import RoomState, Seat, Team
from coordsim.room.state.rounds import left_to_bots, premature, rounds_left
from coordsim.rules.pay import PAY
from coordsim.rules.settling import SETTLING
from coordsim.rules.talk import TALK
from coordsim.scenario.rules import ShockSetting
from coordsim.show.numbers import number
from coordsim_web.rooms.clock import Clock, clock_of
from coordsim_web.rooms.console.guessed import Guessed, guessed
from coordsim_web.texts.spoken import Speech, Typed, Written

SHOCKS = tuple(ShockSetting.model_json_schema()["properties"]["kind"]["enum"])
Away = Collection[str]


@dataclass(frozen=True)
class SeatCell:
    """A seat: its ``mark`` (thinking, writing, in, away, bot, kept, free, idle,
    seated, stopped), the
    person's name where there is one, and how many rounds in a row they missed. Kept: a bot drives,
    and somebody may come back; stopped: the firm could not pay, and nobody decides.
    """

    role: str
    mark: str
    name: Typed
    missed: int


@dataclass(frozen=True)
class TeamRow:
    """A team."""

    number: int
    arm: Typed
    waits: bool
    seats: tuple[SeatCell, ...]


@dataclass(frozen=True)
class PhaseWords:
    """A phase as the trainer reads it."""

    number: int
    title: Written
    words: Written
    minutes: str
    rounds: int
    played: int


@dataclass(frozen=True)
class ArmWords:
    """Rules of an arm in the round that is open or next: their titles."""

    name: Typed
    pay: Speech
    talk: Speech
    settling: Speech
    teams: int


@dataclass(frozen=True)
class Option:
    """Something to choose."""

    name: str
    title: Speech


class Step(NamedTuple):
    """What the wall shows of the debrief."""

    what: str
    screen: int


STEPS = tuple(
    Step(what, screen) for screen in range(1, SCREENS + 1) for what in ("guess", "screen")
)


@dataclass(frozen=True)
class Table:
    """Everything on the console but what a single seat sees."""

    code: str
    title: Written
    phase: PhaseWords | None
    next_phase: PhaseWords | None
    phases: int
    round: int
    rounds: int
    played: int
    over: bool
    open: bool
    week: int
    weeks: int
    clock: Clock
    handed_in: int
    asked: int
    guessed: Guessed | None
    people: int
    may: tuple[str, ...]
    following: str
    now: str
    follow: str
    missing: str
    away: int
    teams: tuple[TeamRow, ...]
    roles: tuple[str, ...]
    arms: tuple[ArmWords, ...]
    pays: tuple[Option, ...]
    talks: tuple[Option, ...]
    shocks: tuple[str, ...]
    meeting: bool
    wall: str
    screen: int
    ranks: bool
    steps: tuple[Step, ...]
    next_step: Step | None
    said: Typed
    ended: bool
    archived: bool


def table_of(state: RoomState, away: Away = ()) -> Table:
    """Return the console of a room; ``away`` are the people whose pages have lost their
    connection.
    """
    waits = set(waited_for(state))
    agenda, waiting = state.agenda, state.open
    return Table(
        code=state.code,
        title=agenda.title,
        phase=_phase(state, state.phase),
        next_phase=_phase(state, state.phase + 1),
        phases=len(agenda.phases),
        round=min(state.next_round, agenda.rounds),
        rounds=agenda.rounds,
        played=len(state.played),
        over=state.over,
        open=waiting is not None,
        week=state.next_week + 1,
        weeks=agenda.rounds * state.round_weeks,
        clock=clock_of(state),
        handed_in=0 if waiting is None else len(waiting.plans),
        asked=0 if waiting is None else len(waiting.plans) + len(waits),
        guessed=guessed(state),
        people=len(state.people),
        may=may(state),
        following=following(state),
        now=now(state),
        follow=state.follow,
        missing=agenda.missing,
        away=agenda.away_after,
        teams=tuple(_row(state, team, waits, away) for team in state.teams),
        roles=tuple(agenda.people),
        arms=tuple(_arm(state, arm) for arm in state.arms),
        pays=tuple(Option(name, rule.title) for name, rule in PAY.items()),
        talks=tuple(Option(name, rule.title) for name, rule in TALK.items()),
        shocks=SHOCKS,
        meeting=state.meeting,
        wall=state.wall.what,
        screen=state.wall.screen,
        ranks=not state.guessing,
        steps=STEPS,
        next_step=next_step(state),
        said=state.broadcasts[-1].text if state.broadcasts else "",
        ended=state.ended,
        archived=state.archived,
    )


def _phase(state: RoomState, place: int) -> PhaseWords | None:
    if not 1 <= place <= len(state.agenda.phases):
        return None
    phase: AgendaPhase = state.agenda.phases[place - 1]
    played = len(state.played) + 1 - state.agenda.first_round(place - 1)
    return PhaseWords(
        number=place,
        title=phase.title,
        words=" ".join(phase.words.split()),
        minutes=number(phase.minutes) if phase.minutes else "",
        rounds=phase.rounds,
        played=min(max(played, 0), phase.rounds),
    )


def _arm(state: RoomState, arm: str) -> ArmWords:
    rules = state.arms[arm].rules_from(min(state.next_week, state.arms[arm].horizon.weeks - 1))
    return ArmWords(
        name=arm,
        pay=rules.incentive.title,
        talk=rules.channel.title,
        settling=SETTLING[rules.governance].title,
        teams=sum(team.arm == arm for team in state.teams),
    )


def _row(state: RoomState, team: Team, waits: set[tuple[int, str]], away: Away) -> TeamRow:
    return TeamRow(
        number=team.number,
        arm=team.arm,
        waits=any(place[0] == team.number for place in waits),
        seats=tuple(
            SeatCell(
                role=role,
                mark=_mark(state, (team.number, role), seat, away),
                name=state.people[seat.holder].name if seat.holder else "",
                missed=seat.missed,
            )
            for role, seat in team.seats.items()
        ),
    )


def _mark(state: RoomState, place: tuple[int, str], seat: Seat, away: Away) -> str:
    """Return how a seat stands, in a word that has its sign and its name on the page."""
    waiting = state.open
    if not state.team(place[0]).lives:
        return "stopped"
    if seat.driver == "vacant":
        return "free"
    if seat.driver == "bot":
        return "kept" if seat.holder else "bot"
    if waiting is not None and place in waiting.plans:
        return "in"
    if seat.holder in away:
        return "away"
    if waiting is None:
        return "seated"
    if place[1] == LEADERSHIP and state.rules(state.team(place[0])).governance != LEADERSHIP:
        return "idle"
    return "writing" if place in waiting.drafts else "thinking"


def may(state: RoomState) -> tuple[str, ...]:
    """Return what the trainer may do with the room now, by the names of its deeds."""
    if state.archived:
        return ()
    shown = ("wall_shown",) if state.played else ()
    unsaid = ("broadcast_ended",) if state.broadcasts else ()
    if state.ended:
        return (*shown, "archived")
    out = [
        "broadcast",
        *unsaid,
        "rounds_follow",
        "meeting_closed" if state.meeting else "meeting_opened",
        *shown,
    ]
    waiting, left = state.open, rounds_left(state)
    if waiting is None:
        if left and not premature(state, RoundOpened(round=state.next_round)):
            out.append("round_opened")
        begun = PhaseBegun(number=state.phase + 1)
        if not left and begun.number <= len(state.agenda.phases) and not premature(state, begun):
            out.append("phase_begun")
    else:
        out += ["round_closed", "round_resumed" if waiting.paused else "round_paused"]
        if waiting.deadline is not None or waiting.left is not None:
            out.append("round_extended")
    if state.played:
        out += ["round_undone", "ended"]
    else:
        out.append("archived")
    if not state.over:
        out.append("shock_injected")
    following = len(state.played) + (waiting is not None)
    if following < state.agenda.rounds:
        out.append("rules_changed")
    return tuple(out)


def next_step(state: RoomState) -> Step | None:
    """Return what the wall shows next of the debrief; None where it does not show it yet, or has
    shown all of it.
    """
    if not state.over or not state.played:
        return None
    shown = Step(state.wall.what, state.wall.screen)
    place = STEPS.index(shown) + 1 if shown in STEPS else 0
    return STEPS[place] if place < len(STEPS) else None


def following(state: RoomState) -> str:
    """Return what comes next when all goes as the agenda has it; empty where there is nothing for
    the trainer to do.
    """
    allowed = may(state)
    steps = ("round_resumed", "round_opened", "phase_begun")
    found = next((step for step in steps if step in allowed), "")
    if found or not state.over:
        return found
    if "wall_shown" in allowed and next_step(state) is not None:
        return "wall_shown"
    return "ended" if "ended" in allowed else ""


def now(state: RoomState) -> str:
    """Return by name what the trainer is told to do now, or what is waited for."""
    if state.open is not None and not state.open.paused:
        return "round" if state.open.deadline is None else "timed"
    step = following(state)
    if step == "round_opened":
        return _opens(state)
    return step or ("done" if state.ended else "nobody")


def _opens(state: RoomState) -> str:
    """Return why a round waits for the trainer: nobody but bots is left, it is the first of several
    of which the others open by themselves, or every round does.
    """
    if state.started and left_to_bots(state):
        return "left_to_bots"
    first = state.next_round == state.agenda.first_round(state.phase - 1)
    several = state.agenda.phases[state.phase - 1].rounds > 1
    return "first_opened" if first and several and state.follow == "server" else "round_opened"
