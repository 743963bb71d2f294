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
from coordsim_web.rooms.teach.told import Foreseen, Rehearsed, foreseen, rehearsed

ONE = Lock()
MOST_TEAMS = 40  # of a rehearsal
MOST_PLAYED = 1200  # rounds of teams in it, which take about a minute
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
        found = lesson(chosen.agenda, chosen.teams, chosen.seed)
        return foreseen(found, sized=chosen.agenda.worlds == "blocks")


def rehearsal(chosen: Chosen, stop: Signal, progress: Progress) -> Rehearsed:
    """Have scripted players play it from the opening to the debrief. Raises StoppedError or what a
    room raises.
    """

    def tell(done: int, rounds: int) -> None:
        _check(stop)
        progress(done, rounds)

    with ONE:
        _check(stop)
        return rehearsed(rehearse(chosen.agenda, teams_in(chosen), chosen.seed, tell))


def teams_in(chosen: Chosen) -> int:
    """Return how many teams a rehearsal has: those of the class, fewer where that would take long,
    but one in each arm.
    """
    quick = MOST_PLAYED // chosen.agenda.rounds
    return min(chosen.teams, MOST_TEAMS, max(len(chosen.agenda.arms), quick))


def _check(stop: Signal) -> None:
    if stop.is_set():
        raise StoppedError("stopped")
