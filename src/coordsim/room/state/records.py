"""The state of a room: frozen records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Literal

from coordsim.core.levers import BY_NAME, ROLES, owned
from coordsim.room.agenda import LEADERSHIP, Agenda
from coordsim.room.chain import Event
from coordsim.room.deed import Deed
from coordsim.room.deeds import SCREENS, MinimumSupply, PromotionCalendar, Shown
from coordsim.scenario.file import Scenario
from coordsim.scenario.rules import Rules

Limits = Mapping[str, tuple[float, float]]
Source = Literal["person", "repeated", "skipped", "bot"]
ALL_ROLES = (*ROLES, LEADERSHIP)


class RoomError(ValueError):
    """A deed that is not allowed now; the message is a sentence for whoever tried it."""


@dataclass(frozen=True)
class Plan:
    """Levers by name and marketing's word on demand, as handed in, drafted or signed."""

    levers: Mapping[str, float]
    forecast: float | None = None


@dataclass(frozen=True)
class Answer:
    """What a seat did in a round, and where it came from; a bot's plan is the engine's to find."""

    source: Source
    plan: Plan = Plan({})


BOT = Answer("bot")


@dataclass(frozen=True)
class Seat:
    """A chair in a firm. ``holder`` sits there; where a bot drives, they may come back."""

    driver: Literal["vacant", "person", "bot"] = "vacant"
    holder: str | None = None
    missed: int = 0  # rounds closed in a row without a plan of the person there

    @property
    def free(self) -> bool:
        """Whether somebody who comes may have it."""
        return self.holder is None


@dataclass(frozen=True)
class Team:
    """A firm with its chairs: which arm, which world, and the round that people play it from."""

    number: int
    arm: str
    seed: int
    seats: Mapping[str, Seat]
    stopped: int | None = None  # the last week of a firm that could not pay, from 0

    @property
    def lives(self) -> bool:
        """Whether the firm has not stopped."""
        return self.stopped is None


@dataclass(frozen=True)
class Person:
    """Somebody in the room, known by the hash of a token."""

    name: str
    joined: int
    consent: int | None = None
    withdrawn: bool = False
    understood: Mapping[int, int] = field(default_factory=dict)

    def right(self, agenda: Agenda) -> int:
        """How many questions on the rules are answered rightly now."""
        asked = enumerate(agenda.comprehension, 1)
        return sum(self.understood.get(number) == one.right for number, one in asked)


@dataclass(frozen=True)
class Talk:
    """Something said within a team."""

    at: int
    team: int
    role: str
    round: int
    text: str = ""
    promise: PromotionCalendar | MinimumSupply | None = None


@dataclass(frozen=True)
class Announced:
    """What the trainer said to everybody, in the round that was open or next."""

    at: int
    round: int
    text: str


@dataclass(frozen=True)
class Belief:
    """What somebody said that they believe, or what a seat expects of a round."""

    at: int
    person: str
    about: str
    value: float
    round: int | None = None  # that is expected; None for what is believed
    late: bool = False  # what really happened could be seen by then


def about(team: int, role: str, number: int, of: str) -> str:
    """Return how a prediction of a seat for a round is named in the log's state."""
    return f"team {team}, {role}, round {number}: {of}"


def asked_as(phase: int, question: int) -> str:
    """Return how a question of a phase is named in the log's state."""
    return f"phase {phase}, question {question}"


@dataclass(frozen=True)
class OpenRound:
    """A round that waits for plans. Times in milliseconds; ``left`` is kept while it is paused."""

    number: int
    opened: int
    deadline: int | None = None
    left: int | None = None
    paused: bool = False
    plans: Mapping[tuple[int, str], Plan] = field(default_factory=dict)
    drafts: Mapping[tuple[int, str], Plan] = field(default_factory=dict)
    signed: Mapping[tuple[int, str], Plan] = field(default_factory=dict)
    sat: Mapping[str, Seat] = field(default_factory=dict)  # holder -> seat, when it was opened


@dataclass(frozen=True)
class Played:
    """A closed round: what every seat of every team did, and under which scenario."""

    number: int
    opened: int
    closed: int
    answers: Mapping[tuple[int, str], Answer]
    scenarios: Mapping[str, Scenario]
    sat: Mapping[str, Seat] = field(default_factory=dict)  # holder -> seat, when it was opened

    def answer(self, team: int, role: str) -> Answer:
        """What a seat did; a bot sat where there was no team yet."""
        return self.answers.get((team, role), BOT)


@dataclass(frozen=True)
class Wall:
    """What the wall shows, and of the debrief which screen, from 1; 0 where it is none of them."""

    what: Shown = "room"
    screen: int = 0


@dataclass(frozen=True)
class RoomState:
    """Everything that a log says, and nothing else."""

    room: str
    code: str
    key: str
    engine: str
    seed: int
    agenda: Agenda
    arms: Mapping[str, Scenario]
    events: int = 0
    last: int = 0  # time of the last event
    phase: int = 0  # number of the phase, from 1; 0 = nothing has begun
    phase_at: int = 0
    people: Mapping[str, Person] = field(default_factory=dict)
    teams: tuple[Team, ...] = ()
    played: tuple[Played, ...] = ()
    open: OpenRound | None = None
    meeting: bool = False
    follow: Literal["trainer", "server"] = "server"  # who opens a phase's rounds after its first
    talk: tuple[Talk, ...] = ()
    beliefs: tuple[Belief, ...] = ()
    broadcasts: tuple[Announced, ...] = ()  # that still stand on pages and wall
    ended: bool = False
    wall: Wall = Wall()
    shown: frozenset[int] = frozenset()  # screens of the debrief that were ever on the wall
    archived: bool = False

    @property
    def next_round(self) -> int:
        """Number of the round that is open, or that opens next."""
        return len(self.played) + 1

    @property
    def round_weeks(self) -> int:
        """Weeks of a round, the same in every arm."""
        return next(iter(self.arms.values())).horizon.round_weeks

    @property
    def next_week(self) -> int:
        """The first week that has not been played, which is how many were: the last round may be
        shorter than the others.
        """
        weeks = next(iter(self.arms.values())).horizon.weeks
        return min(len(self.played) * self.round_weeks, weeks)

    @property
    def over(self) -> bool:
        """Whether every round of the agenda has been played, or the room was ended."""
        return self.ended or len(self.played) >= self.agenda.rounds

    @property
    def between(self) -> bool:
        """Whether the rounds of the phase under way have been played, and others are to come."""
        if not self.phase or self.over or self.open is not None:
            return False
        return len(self.played) >= self.agenda.first_round(self.phase) - 1 > 0

    @property
    def readable(self) -> bool:
        """Whether seats may read their debrief: the room was ended, or its last screen is on the
        wall, or nobody is there who would end it and nothing is left to come.
        """
        last = self.phase >= len(self.agenda.phases)
        alone = last and self.agenda.pace == "server"
        shown = self.wall == Wall("screen", SCREENS)
        return bool(self.played) and (self.ended or (self.over and (alone or shown)))

    def revealed(self, screen: int | None = None) -> bool:
        """Whether what really happened could be seen: on a screen of the debrief, on any where none
        is named, or in a seat's own debrief.
        """
        seen = {screen, SCREENS} if screen else set(range(1, SCREENS + 1))
        return self.readable or not seen.isdisjoint(self.shown)

    @property
    def guessing(self) -> bool:
        """Whether people are asked what they believe before they see: the phase under way asks, and
        nothing that answers it was on the wall, or the wall itself asks.
        """
        if self.ended or not self.phase:
            return False
        asked = self.agenda.phases[self.phase - 1].beliefs
        open_ = any(not self.revealed(question.screen) for question in asked)
        return open_ or self.wall.what == "guess"

    @property
    def started(self) -> bool:
        """Whether a round has been opened."""
        return self.open is not None or bool(self.played)

    def team(self, number: int) -> Team:
        """Return a team. Raises RoomError when there is none of that number."""
        if not 1 <= number <= len(self.teams):
            raise RoomError(f"There is no team {number}; there are {len(self.teams)}.")
        return self.teams[number - 1]

    def seat(self, team: int, role: str) -> Seat:
        """Return a seat. Raises RoomError when there is none."""
        seats = self.team(team).seats
        if role not in seats:
            raise RoomError(f"Team {team} has no seat for {role}; it has: {', '.join(seats)}.")
        return seats[role]

    def seat_of(self, person: str) -> tuple[Team, str] | None:
        """Return the team and the role of whoever has this token; None where they have no seat."""
        for team in self.teams:
            for role, seat in team.seats.items():
                if seat.holder == person:
                    return team, role
        return None

    def rules(self, team: Team) -> Rules:
        """Return the rules in force for a team in the round that is open or next; between phases
        those of the phase that is over, as nobody knows yet what comes.
        """
        return self.arms[team.arm].rules_from(self.next_week - self.between)

    def with_seat(self, team: int, role: str, seat: Seat) -> RoomState:
        """Return the state with one seat changed."""
        old = self.team(team)
        new = replace(old, seats={**old.seats, role: seat})
        teams = (*self.teams[: team - 1], new, *self.teams[team:])
        return replace(self, teams=teams)


Handlers = Mapping[type[Deed], Callable[[RoomState, Event, Any], RoomState]]


def limits_of(scenario: Scenario, role: str) -> Limits:
    """Return what a seat may set, lever -> (low, high): as its observation has it. Leadership may
    order every lever that is open.
    """
    levers = BY_NAME.values() if role == LEADERSHIP else owned(role)
    return {
        lever.name: scenario.lever_limits(lever.name)
        for lever in levers
        if scenario.lever_open(lever.name)
    }


def arm_of(state: RoomState, number: int) -> str:
    """Return the arm of a team: in each block of as many teams as there are arms each arm comes
    once, in an order that the room's seed decides.
    """
    names = list(state.arms)
    block, place = divmod(number - 1, len(names))

    def luck(name: str) -> str:
        return sha256(f"{state.seed}/{block}/{name}".encode()).hexdigest()

    return sorted(names, key=luck)[place]


def world_of(state: RoomState, number: int) -> int:
    """Return the world of a team: the room's, or one for each block of arms."""
    block = (number - 1) // len(state.arms)
    return state.seed + (block if state.agenda.worlds == "blocks" else 0)


def new_team(state: RoomState) -> Team:
    """Return the next team, with nobody in its seats: bots where no person may sit."""
    number = len(state.teams) + 1
    arm = arm_of(state, number)
    people = state.agenda.people
    seats = {
        role: Seat() if role in people else Seat("bot")
        for role in ALL_ROLES
        if role in ROLES or role in people
    }
    if state.started:
        seats = {role: Seat("bot") for role in seats}
    return Team(number, arm, world_of(state, number), seats)
