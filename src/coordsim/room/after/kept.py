"""A debrief that was worked out, kept beside the log: a restart shows it at once. Its key is made
of all that it follows from, so that what was kept fits or is thrown away.
"""

from __future__ import annotations

import json
import logging
from functools import cache
from hashlib import sha256

from pydantic import TypeAdapter, ValidationError

from coordsim.core import sources
from coordsim.room.after.records import Told
from coordsim.room.after.tell import Progress, tell
from coordsim.room.log.place import LogError
from coordsim.room.room import Room

_TOLD = TypeAdapter(Told)
logger = logging.getLogger("coordsim.room")


@cache
def _teller() -> str:
    """Return a hash of all sources that a debrief is told by."""
    return sources.digest(sources.closure(lambda name, _: name.startswith("coordsim.room.after.")))


def key_of(room: Room) -> str:
    """Return a hash of all that a room's debrief follows from."""
    with room.lock:
        state, rounds = room.state, room.course().rounds
    decided = [
        (team, role, answer.source)
        for done in state.played
        for (team, role), answer in sorted(done.answers.items())
    ]
    said = [state.code, state.agenda.model_dump_json(), repr(state.talk), decided]
    played = rounds[-1].key if rounds else ""
    return sha256(json.dumps([_teller(), played, *said]).encode()).hexdigest()


def recall(room: Room) -> Told | None:
    """Return the debrief that was kept of a room; None where none is, or where it is of another
    log or of another version.
    """
    found = room.kept_debrief()
    if found is None or found[0] != key_of(room):
        return None
    try:
        return _TOLD.validate_python(json.loads(found[1]))
    except (ValidationError, ValueError):
        return None


def keep(room: Room, key: str, told: Told) -> None:
    """Keep a room's debrief under the key of what it follows from. Raises LogError where the
    database fails.
    """
    room.keep_debrief(key, json.dumps(_TOLD.dump_python(told)).encode())


def tell_once(room: Room, progress: Progress | None = None) -> Told:
    """Return a room's debrief, which is worked out where none was kept, and once more where the
    room has changed meanwhile. Raises RoomError before a round was played.
    """
    told, key = recall(room), ""
    while told is None or (key and key != key_of(room)):
        key = key_of(room)
        told = tell(room, progress)
    if key:
        try:
            keep(room, key, told)
        except LogError as error:  # it can be told all the same, and is worked out again next time
            logger.warning("the debrief of room %s could not be kept: %s", room.name, error)
    return told
