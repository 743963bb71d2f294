"""What the model plays for Teach, one thing at a time in a process, so that rooms that are being
played do not wait for those that are only thought of.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event as Signal
from threading import Lock

from coordsim.room.lesson import lesson
from coordsim.room.rehearse import rehearse
from coordsim_web.rooms.teach.chosen import Chosen
from coordsim_web.rooms.teach.told import MOST_TEAMS, Foreseen, Rehearsed, foreseen, rehearsed

ONE = Lock()
Progress = Callable[[int, int], None]


class StoppedError(RuntimeError):
    """Nobody waits for it any more."""


def key_of(chosen: Chosen) -> str:
    """Return what a choice amounts to, as a text that can be compared."""
    return f"{chosen.teams} {chosen.seed} {chosen.agenda.model_dump_json()}"


def foresee(chosen: Chosen, stop: Signal) -> Foreseen:
    """Have managers play it in many worlds. Raises StoppedError or ScenarioError."""
    with ONE:
        _check(stop)
        return foreseen(lesson(chosen.agenda, chosen.teams, chosen.seed))


def rehearsal(chosen: Chosen, stop: Signal, progress: Progress) -> Rehearsed:
    """Have scripted players play it from the opening to the debrief. Raises StoppedError or what a
    room raises.
    """

    def tell(done: int, rounds: int) -> None:
        _check(stop)
        progress(done, rounds)

    with ONE:
        _check(stop)
        teams = min(chosen.teams, MOST_TEAMS)
        return rehearsed(rehearse(chosen.agenda, teams, chosen.seed, tell))


def _check(stop: Signal) -> None:
    if stop.is_set():
        raise StoppedError("stopped")
