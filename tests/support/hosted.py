"""Rooms of a real server, made and played from outside: a second process on the same database."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from coordsim.room.agenda import Agenda
from coordsim.room.deeds import PlanSubmitted
from coordsim.room.log.book import Book
from coordsim.room.room import Room
from support.browser import Server


def server_paced(folder: Path, teams: int = 0) -> str:
    """Write the 45 minutes' agenda as one that needs no trainer after its beginning, and no clock;
    return where it is.
    """
    ready = files("coordsim.room").joinpath("agendas", "silo-45.toml").read_text("utf-8")
    paced = ready.replace('pace = "trainer"', f'pace = "server"\nteams = {teams}')
    path = folder / "silo.toml"
    path.write_text(re.sub(r"minutes = .*", "minutes = 0.0", paced), "utf-8")
    return str(path)


class Hosted:
    """A room of a server that is running, with people in it."""

    def __init__(self, server: Server, plan: Agenda, people: int = 0, seed: int = 7) -> None:
        self.server = server
        self.book = Book(str(server.folder / ".local" / "share" / "coordsim" / "rooms.db"))
        self.room, self.key = Room.open(self.book, plan, seed=seed)
        self.tokens = [self.room.join(f"P{number}") for number in range(people)]

    def at(self, path: str) -> str:
        """A whole address."""
        return f"{self.server.url}{path}"

    def do(self, kind: Any, **fields: Any) -> None:
        """A command of the trainer, from elsewhere."""
        self.room.refresh()
        self.room.do(self.key, kind.model_validate(fields))

    def submit(self, person: int, **levers: float) -> None:
        """Hand in a plan for the open round."""
        self.room.refresh()
        token = self.tokens[person]
        state = self.room.state
        sat = state.seat_of(self.room.actor(token))
        assert sat is not None
        seat = {"team": sat[0].number, "role": sat[1], "round": state.next_round}
        self.room.do(token, PlanSubmitted.model_validate(seat | {"levers": levers}))
