"""The server's clock as pages draw it."""

from __future__ import annotations

from dataclasses import dataclass

from coordsim.room.state.records import RoomState


@dataclass(frozen=True)
class Clock:
    """``until`` when it runs, in milliseconds since 1970 by the server's clock, or how much is
    ``left`` while it is paused; neither without a clock. ``whose`` it is: of a round or of a phase.
    """

    until: int | None
    left: int | None
    paused: bool
    whose: str


def clock_of(state: RoomState) -> Clock:
    """Return the clock of a room."""
    waiting = state.open
    if waiting is not None:
        return Clock(waiting.deadline, waiting.left, waiting.paused, "round")
    phase = state.agenda.phases[state.phase - 1] if state.phase else None
    if phase is None or state.ended or phase.rounds or phase.seconds is None:
        return Clock(None, None, False, "phase")
    return Clock(state.phase_at + 1000 * phase.seconds, None, False, "phase")
