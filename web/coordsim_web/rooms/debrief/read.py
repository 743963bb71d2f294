"""Who may read what of a debrief: the trainer all of it, a seat the page of its own team."""

from __future__ import annotations

from typing import NamedTuple

from coordsim.core.levers import ROLES
from coordsim.room.after.records import Told
from coordsim.room.deed import TRAINER
from coordsim.room.room import Room
from coordsim.room.state.records import RoomError, RoomState
from coordsim_web.rooms.debrief import room as whole
from coordsim_web.rooms.debrief import team as page
from coordsim_web.rooms.debrief.slides import Part
from coordsim_web.rooms.debrief.words import Words


class Reader(NamedTuple):
    """Who reads: the trainer, or a seat of a team."""

    trainer: bool
    team: int
    role: str


def reader(room: Room, token: str) -> Reader:
    """Return who a token or a key belongs to. Raises RoomError where it opens no debrief."""
    actor = room.actor(token)
    if actor == TRAINER:
        return Reader(trainer=True, team=0, role="")
    sat = room.state.seat_of(actor)
    if sat is None:
        raise RoomError("You have no seat in this room.")
    return Reader(trainer=False, team=sat[0].number, role=sat[1])


def may_read(state: RoomState, who: Reader) -> bool:
    """Whether somebody may read now: the trainer when all rounds have been played, seats when the
    trainer shows the last screen or has ended the room.
    """
    return bool(state.played) and (state.over if who.trainer else state.readable)


def parts(told: Told, who: Reader, words: Words) -> tuple[Part, ...]:
    """Return all that somebody may read."""
    if who.trainer:
        return whole.whole(told, words)
    return (own(told, who, words),)


def own(told: Told, who: Reader, words: Words) -> Part:
    """Return the page of a seat's own team; leadership reads both sides."""
    mine = page.page(told, who.team, words, who.role if who.role in ROLES else "")
    return mine.spelled(words.language)


def part(told: Told, who: Reader, chosen: int, words: Words) -> Part:
    """Return what somebody looks at: the trainer the room, as 0, or a team; a seat its own."""
    if not who.trainer:
        return own(told, who, words)
    found = page.page(told, chosen, words) if chosen else whole.slides(told, words)
    return found.spelled(words.language)
