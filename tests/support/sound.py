"""Whether a room's log is whole: it holds what was acknowledged, and comes to what a batch does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from coordsim.room.chain import verify
from coordsim.room.course import Course, played_scenario
from coordsim.room.deeds import DraftSaved, PlanSubmitted
from coordsim.room.log.book import Book
from coordsim.room.room import Room
from coordsim.run.simulate import replay


class Said(NamedTuple):
    """A plan on a seat, as it was acknowledged."""

    team: int
    role: str
    round: int
    levers: Mapping[str, float]


def is_sound(book: Book, name: str, plans: Iterable[Said], drafts: Iterable[Said] = ()) -> Room:
    """Return the room, read anew."""
    events = book.events(name)
    verify(events)
    for kind, acknowledged in ((PlanSubmitted, plans), (DraftSaved, drafts)):
        kept = [
            Said(deed.team, deed.role, deed.round, dict(deed.levers))
            for deed in (event.deed for event in events)
            if isinstance(deed, kind)
        ]
        lost = [said for said in acknowledged if said not in kept]
        assert lost == [], (kind.__name__, lost)
    room, fresh = Room(book, name), Course()
    fresh.follow(room.state)
    for team in room.state.teams:
        run = room.run(team.number)
        assert run.hash == fresh.run(room.state, team.number).hash
        scenario = played_scenario(room.state, team.number)
        assert replay(scenario, team.seed, run.decisions_of(0)).hash == run.hash
    return room
