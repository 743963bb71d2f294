"""Small rooms for tests: a book in a folder, a clock moved by hand, people who hand in plans."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import update

from coordsim.room.agenda import Agenda, parse
from coordsim.room.chain import hash_of
from coordsim.room.deeds import PlanSubmitted
from coordsim.room.log.book import Book
from coordsim.room.log.tables import EVENTS
from coordsim.room.rehearse import Hands
from coordsim.room.room import Room
from support.firms import SMALL


def agenda(rounds: int = 3, **more: Any) -> Agenda:
    """A small firm, one phase, the server's pace."""
    phases = [{"title": "Play", "rounds": rounds}]
    small = {name: value for name, value in SMALL.items() if not name.startswith("horizon")}
    plain = {"name": "test", "title": "Test", "phases": phases, "pace": "server"}
    return parse(plain | {"changes": small | more.pop("changes", {})} | more, "test")


class Class:
    """A room with people in it."""

    def __init__(self, folder: Path, plan: Agenda, people: int = 0, seed: int = 7) -> None:
        self.hands = Hands()
        self.book = Book(str(folder / "rooms.db"))
        self.room, self.key = Room.open(self.book, plan, seed=seed, clock=self.hands)
        self.tokens = [self.room.join(f"P{number}") for number in range(people)]

    def do(self, kind: Any, token: str | None = None, **fields: Any) -> None:
        """A command of the trainer, or of whoever holds a token."""
        self.room.do(token or self.key, kind.model_validate(fields))

    def submit(self, token: str, levers: dict[str, float], forecast: float | None = None) -> None:
        """Hand in a plan on the seat of a token, for the open round."""
        state = self.room.state
        sat = state.seat_of(hash_of(token))
        assert sat is not None
        self.do(
            PlanSubmitted,
            token,
            team=sat[0].number,
            role=sat[1],
            round=state.next_round,
            levers=levers,
            forecast=forecast,
        )


def spoil(one: Class) -> None:
    """Change an event of a room's log after it was written."""
    with one.book._writing() as connection:
        connection.execute(update(EVENTS).where(EVENTS.c.room == one.room.name).values(hash="0"))
