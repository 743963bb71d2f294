"""How many people have answered what is guessed now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coordsim.room.state.records import RoomState, asked_as


@dataclass(frozen=True)
class Guessed:
    """How many of the people with a seat have answered every question that is asked now."""

    answered: int
    asked: int


def guessed(state: RoomState) -> Guessed | None:
    """Return who has answered the questions before the screen on the wall, or else those of the
    phase under way; None where nothing is asked.
    """
    questions = set(_on_the_wall(state)) or set(_of_the_phase(state))
    people = {seat.holder for team in state.teams for seat in team.seats.values() if seat.holder}
    if not questions or not people:
        return None
    said = {(one.person, one.about) for one in state.beliefs}
    answered = sum(all((person, about) in said for about in questions) for person in people)
    return Guessed(answered, len(people))


def _on_the_wall(state: RoomState) -> Iterator[str]:
    """Yield what is asked before the screen that the wall shows next."""
    if state.wall.what == "guess":
        for phase in range(1, state.phase + 1):
            for number, question in enumerate(state.agenda.phases[phase - 1].beliefs, 1):
                if question.screen == state.wall.screen:
                    yield asked_as(phase, number)


def _of_the_phase(state: RoomState) -> Iterator[str]:
    if state.phase and not state.ended:
        asked = state.agenda.phases[state.phase - 1].beliefs
        yield from (asked_as(state.phase, number) for number in range(1, len(asked) + 1))
