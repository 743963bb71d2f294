"""A downloaded game read back: the file's chain of events first, then the game itself, played
again. What cannot be used ends in one sentence that names the fault.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from coordsim.core.decisions import DecisionError
from coordsim.room.events import MAX_CHARACTERS, Event, EventError, from_json
from coordsim.room.session import Session, SessionError
from coordsim.scenario.file import ScenarioError


class Record(NamedTuple):
    """A file's events, and the hash of the run that it says they came to: empty where it says
    none, as of a game that was not over.
    """

    events: tuple[Event, ...]
    result: str


def load_record(data: bytes) -> Record:
    """Read a downloaded game; nothing is played yet. Raises EventError with a sentence that names
    the file's fault.
    """
    if len(data) > MAX_CHARACTERS:
        raise EventError(f"the record has {len(data):,} bytes; allowed: up to {MAX_CHARACTERS:,}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EventError(f"the record is not UTF-8 text: byte {error.start} does not fit") from None
    events = from_json(text)
    result = json.loads(text).get("result", "")
    if not isinstance(result, str):
        raise EventError("the record's result is not a text; allowed: the hash of a run")
    return Record(events, result)


def play_record(record: Record) -> Session:
    """Play a record again. Raises EventError where this version does not allow what it holds, or
    comes to another result.
    """
    try:
        session = Session(record.events)
    except (ScenarioError, SessionError, DecisionError) as error:
        raise EventError(f"the recorded game cannot be played here: {error}") from None
    if session.over and record.result and session.run.hash != record.result:
        raise EventError(
            f"the recorded game comes to the result {session.run.hash[:12]} here, and to"
            f" {record.result[:12]} in the record: it was played by another version"
        )
    return session
