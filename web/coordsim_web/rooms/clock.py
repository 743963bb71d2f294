"""The server's clock as pages draw it: what was left when the page was made, not what time it is,
since phones' clocks differ.
"""

from __future__ import annotations

from dataclasses import dataclass

from coordsim.room.state.records import RoomState


@dataclass(frozen=True)
class Clock:
    """What is left in milliseconds, None without a clock, and ``whose`` it is: of a round or of a
    phase.
    """

    left: int | None
    paused: bool
    whose: str


def clock_of(state: RoomState, at: int) -> Clock:
    """Return the clock of a room at ``at`` milliseconds."""
    waiting = state.open
    if waiting is not None:
        left = waiting.left if waiting.deadline is None else max(0, waiting.deadline - at)
        return Clock(left, waiting.paused, "round")
    if not state.phase or state.ended:
        return Clock(None, False, "phase")
    phase = state.agenda.phases[state.phase - 1]
    if phase.rounds or phase.seconds is None:
        return Clock(None, False, "phase")
    return Clock(max(0, state.phase_at + 1000 * phase.seconds - at), False, "phase")
