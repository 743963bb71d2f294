"""A whole agenda with scripted players, from the opening to the debrief's numbers, on a clock that
jumps to whatever comes next.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from coordsim.core.levers import BY_NAME
from coordsim.room.agenda import LEADERSHIP, Agenda
from coordsim.room.chain import hash_of
from coordsim.room.deeds import ComprehensionAnswered, Ended, PhaseBegun, PlanSubmitted, RoundOpened
from coordsim.room.log.book import Book
from coordsim.room.report import report
from coordsim.room.room import Room
from coordsim.room.state.fold import next_due, waited_for
from coordsim.room.state.records import Plan
from coordsim.room.state.rounds import rounds_left

START = 1_000_000_000_000  # milliseconds: where the rehearsal's clock begins
THINKING = 1000  # milliseconds that a scripted player takes
STYLES = ("manager", "careful", "untouched", "manager")

Progress = Callable[[int, int], None]


class Hands:
    """A clock that is moved by hand."""

    def __init__(self, at: int = START) -> None:
        self.at = at

    def __call__(self) -> int:
        """The time by this clock."""
        return self.at


def style_of(team: int, role: str) -> str:
    """Return how a scripted player behaves; the same in every rehearsal."""
    return STYLES[sha256(f"{team}/{role}".encode()).digest()[0] % len(STYLES)]


def scripted(room: Room, team: int, role: str) -> Plan:
    """Return a scripted player's plan: that of the rule-based manager, one step on one lever of
    it, or none of it.
    """
    if role == LEADERSHIP or style_of(team, role) == "untouched":
        return Plan({})
    wanted = room.bot_plan(team, role)
    if style_of(team, role) == "manager":
        return wanted
    now = room.observation(team, role).plan[0]
    places = {name: place for place, name in enumerate(BY_NAME)}
    for name, value in wanted.levers.items():
        if value != now[places[name]]:
            return Plan({name: value}, wanted.forecast)
    return Plan({}, wanted.forecast)


def play(room: Room, key: str, hands: Hands, progress: Progress | None = None) -> None:
    """Play a room to its end: the trainer goes on when there is nothing to wait for, people hand
    in.
    """
    tokens = dict[str, str]()
    agenda = room.state.agenda
    for number in range(agenda.teams * len(agenda.people)):
        token = room.join(f"Player {number + 1}")
        tokens[hash_of(token)] = token
        for place, question in enumerate(agenda.comprehension, 1):
            right = {"question": place, "answer": question.right}
            room.do(token, ComprehensionAnswered.model_validate(right))
    while not room.state.over or room.state.phase < len(agenda.phases):
        if room.state.open is not None:
            _hand_in(room, tokens, hands)
            room.tick()
            if progress is not None:
                progress(len(room.state.played), agenda.rounds)
        elif not room.tick():
            _go_on(room, key, hands)
    room.do(key, Ended())


def _hand_in(room: Room, tokens: dict[str, str], hands: Hands) -> None:
    waiting = room.state.open
    if waiting is None:
        return
    hands.at += THINKING
    plans = {place: scripted(room, *place) for place in waited_for(room.state)}
    for (team, role), plan in plans.items():
        holder = room.state.seat(team, role).holder or ""
        deed = PlanSubmitted.model_validate(
            {
                "team": team,
                "role": role,
                "round": waiting.number,
                "levers": dict(plan.levers),
                "forecast": plan.forecast,
            }
        )
        room.do(tokens[holder], deed)


def _go_on(room: Room, key: str, hands: Hands) -> None:
    """Do what a trainer does, or wait for the clock."""
    state = room.state
    if rounds_left(state):
        phase = state.agenda.phases[state.phase - 1]
        room.do(key, RoundOpened(round=state.next_round, seconds=phase.seconds))
    elif math.isfinite(next_due(state)):
        hands.at = max(hands.at, int(next_due(state)))
    else:
        room.do(key, PhaseBegun(number=state.phase + 1))


@contextmanager
def rehearsed(
    agenda: Agenda,
    teams: int,
    seed: int = 1,
    progress: Progress | None = None,
    *,
    database: str | None = None,
) -> Iterator[Room]:
    """Play an agenda with so many teams of scripted players, to its end; the room is gone after
    the block unless it is kept in ``database``.
    """
    hands = Hands()
    with TemporaryDirectory(prefix="coordsim-") as folder:
        book = Book(database or str(Path(folder) / "rooms.db"))
        try:
            room, key = Room.open(
                book, agenda.model_copy(update={"teams": teams}), seed=seed, clock=hands
            )
            play(room, key, hands, progress)
            yield room
        finally:
            book.close()


def rehearse(
    agenda: Agenda,
    teams: int,
    seed: int = 1,
    progress: Progress | None = None,
    *,
    database: str | None = None,
) -> dict[str, Any]:
    """Play an agenda with so many teams of scripted players and return the numbers of its
    debrief; with the room's code where it is kept, in ``database``.
    """
    with rehearsed(agenda, teams, seed, progress, database=database) as room:
        return report(room) | ({"code": room.state.code} if database else {})
