"""The few games that Learn offers, and how each opens: as an agenda for one person, with a world
that may be given.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs

from coordsim.room.agenda import Agenda, alone
from coordsim.room.session import shortened
from coordsim.room.state.records import RoomError
from coordsim.scenario.file import Scenario, load
from coordsim_web.rooms.hub import Hub
from coordsim_web.rooms.learn.form import LENGTHS, RANDOM_SEEDS
from coordsim_web.seeds import LARGEST
from coordsim_web.texts import Texts

OWN: Final = "own"  # the name of a game that somebody put together themselves
OLD: Final = f"learn-{OWN}"  # the name of the agenda of a game that was downloaded


class Prepared(NamedTuple):
    """A game: whose seat, in which firm, under which rules."""

    role: str
    scenario: str
    pay: str
    talk: str


GAMES: Final[Mapping[str, Prepared]] = {
    "sell": Prepared("marketing", "base", "silo", "none"),
    "make": Prepared("operations", "base", "silo", "none"),
    "deals": Prepared("marketing", "flash-sale", "silo", "reports"),
    "season": Prepared("operations", "seasonal", "silo", "dashboard"),
    "together": Prepared("marketing", "base", "shared", "sop"),
}
"""By name; the texts have a title and a line for each."""


class Opening(NamedTuple):
    """What a room for one person is opened with."""

    agenda: Agenda
    scenario: Scenario
    seed: int


class Wanted(NamedTuple):
    """What the address of a challenge asks for."""

    game: str
    world: int | None
    of: str


def wanted(search: str | None) -> Wanted | None:
    """Return the challenge of an address; None where it has none."""
    asked = parse_qs((search or "").lstrip("?"))
    game, world, of = (next(iter(asked.get(key, [])), "") for key in ("game", "world", "of"))
    if not game and not of:
        return None
    typed = world.isascii() and world.isdigit() and int(world[:12]) <= LARGEST
    return Wanted(game[:20], int(world) if typed else None, of[:40])


def prepared(name: str, world: int | None = None, of: str = "") -> Opening:
    """Return how a game of the list opens, in a world that was not chosen where none is given.
    Raises KeyError.
    """
    game = GAMES[name]
    rules = {"incentives": game.pay, "communication": game.talk}
    scenario = shortened(load(game.scenario).with_(rules), LENGTHS[0])
    seed = secrets.randbelow(RANDOM_SEEDS) if world is None else world
    return Opening(alone(scenario, game.role, _named(name, of)), scenario, seed)


def own(scenario: Scenario, seed: int, role: str) -> Opening:
    """Return how a game opens that somebody put together themselves."""
    return Opening(alone(scenario, role, _named(OWN, "")), scenario, seed)


def accepted(hub: Hub, asked: Wanted, said: Texts) -> Opening:
    """Return how the game of a challenge opens: that of the challenger's room where it is known,
    else of the list. Raises RoomError.
    """
    if asked.of and _lone(hub, asked.of):
        state = hub.room(asked.of).state
        game, _ = game_of(state.agenda)
        scenario = next(iter(state.arms.values()))
        role = state.agenda.people[0]
        return Opening(alone(scenario, role, _named(game, asked.of)), scenario, state.seed)
    if asked.game not in GAMES or asked.world is None:
        raise RoomError(said["no_challenge"])
    return prepared(asked.game, asked.world)


def _lone(hub: Hub, room: str) -> bool:
    try:
        return hub.book.is_lone(room) and game_of(hub.room(room).state.agenda)[0] != ""
    except RoomError:
        return False


def _named(game: str, of: str) -> str:
    """Return the short name of an agenda that says which game it is, and whose it repeats."""
    return f"learn-{game}-{of}" if of else f"learn-{game}"


def game_of(agenda: Agenda) -> tuple[str, str]:
    """Return which game an agenda is, and the room whose world it repeats; empty where none."""
    head, _, rest = agenda.name.partition("-")
    game, _, of = rest.partition("-")
    known = head == "learn" and game in (*GAMES, OWN)
    return (game, of) if known else ("", "")


def choice_of(data: Any) -> str:
    """Return the game that a browser chose. Raises KeyError."""
    if not isinstance(data, str) or data not in GAMES:
        raise KeyError(str(data)[:20])
    return data
