"""The first game: three parts, each a room. One sells; then one sits in the other chair while one's
own plans are handed in as they were; then one rule changes and they are handed in once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from coordsim.core.levers import ROLES
from coordsim.room.agenda import Agenda, alone
from coordsim.room.room import Room
from coordsim.room.session import shortened
from coordsim.room.state.records import RoomError, RoomState
from coordsim.scenario.file import Scenario, load
from coordsim_web.rooms.hub import Hub
from coordsim_web.rooms.learn.prepared import Opening
from coordsim_web.rooms.learn.typical import Elsewhere, elsewhere

WORLD: Final = 22  # the first in which all that the game shows comes as it does in most
ROUNDS: Final = 4
SELL, MAKE, PAY, TALK = "sell", "make", "pay", "talk"
PARTS: Final = (SELL, MAKE, PAY, TALK)
OTHER_RULES: Final = {PAY: {"incentives": "shared"}, TALK: {"communication": "dashboard"}}
SEATS: Final = {SELL: ROLES[0], MAKE: ROLES[1], PAY: ROLES[0], TALK: ROLES[0]}
SHOWN: Final = {SELL: (1, 2, 3), MAKE: (2, 3, 4)}  # levers in the first rounds; then all


class Part(NamedTuple):
    """Which part a room is, empty where it is none, and in which room the first was played."""

    name: str
    first: str


def part_of(agenda: Agenda) -> Part:
    """Return which part of a first game a room is."""
    head, _, rest = agenda.name.partition("-")
    name, _, first = rest.partition("-")
    return Part(name, first) if head == "first" and name in PARTS else Part("", "")


def beginning() -> Opening:
    """Return how the first part opens."""
    return _opening(SELL, scenario_of(), "", {})


def after(hub: Hub, room: Room, name: str) -> Opening:
    """Return how a later part opens, when ``room`` is over. Raises RoomError where it is not, or
    where the first part is no longer kept.
    """
    part = part_of(room.state.agenda)
    if not part.name or not room.state.over or name not in PARTS[1:]:
        raise RoomError("This part of the first game cannot begin now.")
    first = room if part.name == SELL else hub.room(part.first)
    plans = plans_of(first.state, ROLES[0])
    scenario = scenario_of().with_(OTHER_RULES.get(name, {}))
    return _opening(name, scenario, first.name, {ROLES[0]: plans})


def plans_of(state: RoomState, role: str) -> list[dict[str, float]]:
    """Return what a seat of the only team handed in, round by round."""
    return [dict(done.answer(1, role).plan.levers) for done in state.played]


@lru_cache(256)
def in_other_worlds(name: str, plans: tuple[tuple[tuple[str, float], ...], ...]) -> Elsewhere:
    """Return in how many worlds the other rule of a part would have done what, with a seller's
    plans, round by round.
    """
    return elsewhere(scenario_of(), OTHER_RULES[name], [dict(levers) for levers in plans])


def scenario_of() -> Scenario:
    """Return the firm of the first game."""
    base = load("base").with_({"incentives": "silo", "communication": "none"})
    return shortened(base, ROUNDS * base.horizon.round_weeks)


def _opening(name: str, scenario: Scenario, first: str, held: Mapping[str, Any]) -> Opening:
    named = f"first-{name}-{first}" if first else f"first-{name}"
    return Opening(alone(scenario, SEATS[name], named, held=held), scenario, WORLD)


def shown(name: str, state: RoomState, swings: Mapping[str, float]) -> tuple[str, ...]:
    """Return the levers on the form: those of the plan before, and as many more as the round
    allows, those first that move the seat's pay most now; after three rounds all.
    """
    number, known = state.next_round, tuple(swings)
    few = SHOWN.get(name, ())
    if number > len(few):
        return known
    before = state.played[-1].answer(1, SEATS[name]).plan.levers if state.played else {}
    strong = sorted((one for one in known if one not in before), key=lambda one: -swings[one])
    wanted = {*before, *strong[: max(0, few[number - 1] - len(before))]}
    return tuple(one for one in known if one in wanted)
