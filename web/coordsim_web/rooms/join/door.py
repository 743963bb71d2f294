"""What somebody sees who comes to a room, and the card of the role that they get there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from coordsim.core.signs import names
from coordsim.room.chair import Chair
from coordsim.room.state.records import RoomState
from coordsim.room.state.seats import place_for
from coordsim_web.texts import Texts, say, texts
from coordsim_web.texts.spoken import Speech, Typed, Written

LONGEST_NAME = 40
Entry = Literal["open", "running", "full", "ended", "archived"]


class NoNameError(ValueError):
    """A name that is none; the message is a sentence."""


@dataclass(frozen=True)
class Doorway:
    """A room from outside."""

    code: str
    title: Written
    entry: Entry
    says: str


@dataclass(frozen=True)
class Partner:
    """Another seat of the team, and who sits there."""

    role: str
    name: str
    who: Typed


@dataclass(frozen=True)
class Line:
    """A rule in words; ``side`` names whose it is where there are several."""

    side: str
    title: Speech
    words: Speech


@dataclass(frozen=True)
class Card:
    """What a role is, before the first round."""

    role: str
    head: str
    story: Written
    pays: tuple[Line, ...]
    knows: tuple[Line, ...]
    partners: tuple[Partner, ...]


def entry_of(state: RoomState) -> Entry:
    """Return how a room stands to those outside."""
    if state.archived:
        return "archived"
    if state.over:
        return "ended"
    if place_for(state) is None:
        return "full"
    return "running" if state.started else "open"


def doorway(state: RoomState, language: str) -> Doorway:
    """Return a room as those see it who come to it."""
    says, entry = texts("join", language), entry_of(state)
    words = {"open": "asleep"}.get(entry, entry)
    return Doorway(state.code, state.agenda.title, entry, says[words])


def card_of(chair: Chair, language: str) -> Card:
    """Return the card of the role of a seat, from what the seat may see."""
    says, roles = texts("join", language), texts("room", language)["roles"]
    many = len(chair.views) > 1
    return Card(
        role=chair.role,
        head=say(says, "seat_of", role=roles[chair.role], team=chair.team),
        story=chair.views[0].story if chair.views else "",
        pays=tuple(
            Line(roles[view.role] if many else "", view.pay.title, view.pay.words)
            for view in chair.views
        ),
        knows=tuple(
            Line("", view.talk.title, view.talk.words)
            for view in chair.views[:1]  # one rule for both
        ),
        partners=tuple(
            Partner(role, roles[role], says["drivers"][driver])
            for role, driver in chair.partners.items()
        ),
    )


def checked_name(data: Any, said: Texts) -> str:
    """Return the name that a browser sent. Raises NoNameError."""
    name = " ".join(data.split()) if isinstance(data, str) else ""
    if len(name) > LONGEST_NAME or not names(name):
        raise NoNameError(said["no_name"])
    return name
