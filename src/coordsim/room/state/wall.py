"""What the trainer lets the wall show, and when the room is put away."""

from __future__ import annotations

from dataclasses import replace

from coordsim.room.chain import Event
from coordsim.room.deeds import Archived, WallShown
from coordsim.room.state.records import Handlers, RoomError, RoomState, Wall

DEBRIEF = ("guess", "screen")


def show(state: RoomState, event: Event, deed: WallShown) -> RoomState:
    """Show something else; the debrief only when nothing is left to be decided."""
    if deed.what in DEBRIEF and deed.screen is None:
        raise RoomError("Which of the debrief's screens is to be shown has to be said.")
    if deed.what not in DEBRIEF and deed.screen is not None:
        raise RoomError(f"The wall's view {deed.what} has no screens.")
    if not state.played:
        raise RoomError("Nothing has been played yet that the wall could show.")
    if deed.what in DEBRIEF and not state.over:
        left = state.agenda.rounds - len(state.played)
        raise RoomError(
            f"The debrief begins when all rounds have been played: {left} are left. End the room to"
            " stop here."
        )
    shown = state.shown | ({deed.screen} if deed.what == "screen" and deed.screen else set())
    return replace(state, wall=Wall(deed.what, deed.screen or 0), shown=shown)


def archive(state: RoomState, event: Event, deed: Archived) -> RoomState:
    """Put the room away, with it the end of one in which nothing was played."""
    if state.archived:
        raise RoomError("The room has been put away already.")
    if state.played and not state.ended:
        raise RoomError("The room is not over: end it first.")
    return replace(state, archived=True, ended=True, open=None)


HANDLERS: Handlers = {WallShown: show, Archived: archive}
