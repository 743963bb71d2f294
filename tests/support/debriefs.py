"""A small room that has been played to its end, and its debrief, made once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from coordsim.room.after.records import Told
from coordsim.room.after.tell import tell
from coordsim.room.deeds import BeliefCaptured, Ended, PhaseBegun
from support.rooms import Class, agenda

QUESTION = {"text": "More or less?", "answers": ["less", "<b>more</b>"], "screen": 1}
PHASES = [
    {"title": "Play", "rounds": 3},
    {"title": "Guess", "beliefs": [QUESTION, {"text": "How many?", "screen": 2}]},
]


class Finished(NamedTuple):
    """A room that is over, with people in two of its four teams, and what is told of it."""

    room: Class
    told: Told


@cache
def finished() -> Finished:
    """Four teams in two arms; people in the first two, who guessed before the end."""
    arms: dict[str, dict[str, str]] = {"silent": {}, "told": {"communication": "dashboard"}}
    plan = agenda(3, phases=PHASES, arms=arms, teams=4, worlds="blocks", pace="trainer")
    room = Class(Path(mkdtemp(prefix="coordsim-test-")), plan, people=4)
    room.do(PhaseBegun, number=1)
    play(room)
    room.do(PhaseBegun, number=2)
    for token, answer in zip(room.tokens, (0, 1, 1, 1), strict=True):
        room.do(BeliefCaptured, token, phase=2, question=1, answer=float(answer))
        room.do(BeliefCaptured, token, phase=2, question=2, answer=10.0 * answer)
    room.do(Ended)
    return Finished(room, tell(room.room, worlds=8))


def play(room: Class) -> None:
    """Play the rounds of the phase under way: marketing asks too much, operations hoards."""
    from coordsim.room.deeds import RoundOpened

    for number in (1, 2, 3):
        if room.room.state.open is None:
            room.do(RoundOpened, round=number, seconds=None)
        for place, token in enumerate(room.tokens):
            levers = {"safety": 0.5 * number} if place % 2 else {"price": 13.0}
            room.submit(token, levers)
