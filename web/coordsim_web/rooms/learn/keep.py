"""Rooms of people who play alone: opened for anybody, so bounded in all, for each visitor, and for
each address, since who throws the cookie away is another visitor.

Where there are too many, the longest unused makes place: one in which nothing was handed in after
an hour, any other after a month. A game that a page shows, or that was played since, is never
taken; where nothing may be taken, no more is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Final

from coordsim.room.chain import hash_of
from coordsim.room.copies import Copy
from coordsim.room.log.book import Lone
from coordsim.room.room import Room
from coordsim.room.state.records import RoomError
from coordsim_web.door import VISITOR
from coordsim_web.rooms.hub import Hub
from coordsim_web.rooms.learn.prepared import Opening, game_of
from coordsim_web.rooms.tries import Tries
from coordsim_web.texts import Texts, say

MOST, EACH = 2000, 60  # rooms in all, and of one visitor
HOUR: Final = 3_600_000  # milliseconds
BEGUN: Final = 5  # number of the event that opens the first round: nothing was handed in before
UNPLAYED, PLAYED = HOUR, 30 * 24 * HOUR  # milliseconds without an event until a room may go
BURST, EACH_HOUR = 600, 360  # of one address, at once and in an hour: in one hour never all
_OPENING: Final = Lock()
_OF_ADDRESS: Final = Tries(at_once=BURST, each_second=1000 * EACH_HOUR / HOUR)


def may_go(rooms: Sequence[Lone], now: int, shown: frozenset[str]) -> str:
    """Return the room that makes place for another; empty where none may."""
    for one in rooms:
        rest = UNPLAYED if one.last < BEGUN else PLAYED
        if now - one.used >= rest and one.room not in shown:
            return one.room
    return ""


def open_alone(hub: Hub, opening: Opening, visitor: str, said: Texts) -> str:
    """Open a room for one person; return their token. Raises RoomError, ScenarioError or
    LogError.
    """
    with _OPENING:
        _make_place(hub, hash_of(visitor), said)
        scenarios = dict.fromkeys(opening.agenda.arms, opening.scenario)
        room = hub.open(opening.agenda, seed=opening.seed, scenarios=scenarios).room
        _write_down(hub, room, visitor)
    return room.join(said["you"])


def take_alone(hub: Hub, make: Callable[[], Copy], visitor: str, said: Texts) -> str:
    """Keep a room that is made of an older one as that of somebody who plays alone; return their
    token. Raises RoomError, or what ``make`` raises.
    """
    with _OPENING:
        _make_place(hub, hash_of(visitor), said)
        copy = make()
        _write_down(hub, copy.room, visitor)
    return copy.token


def _write_down(hub: Hub, room: Room, visitor: str) -> None:
    _, of = game_of(room.state.agenda)
    hub.book.lone(room.name, visitor, since=hub.clock(), of=of)


def _make_place(hub: Hub, visitor: str, said: Texts) -> None:
    if not _OF_ADDRESS.take(VISITOR.get()):
        raise RoomError(said["many_here"])
    known = hub.book.lones()
    own = [one for one in known if one.visitor == visitor]
    for rooms, most, full in ((own, EACH, "many_own"), (known, MOST, "many_all")):
        if len(rooms) >= most:
            gone = may_go(rooms, hub.clock(), hub.shown())
            if not gone:
                raise RoomError(say(said, full, most=most))
            hub.forget(gone)
