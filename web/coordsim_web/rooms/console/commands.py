"""What the console sends, checked: one deed of the trainer's, made for what the page showed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from coordsim.core.signs import shows, without
from coordsim.room.deed import TRAINER
from coordsim.room.deeds import KINDS, READER, AnyDeed, RoomOpened
from coordsim.room.log.book import Book
from coordsim.room.state.records import RoomError, RoomState
from coordsim.scenario.refusals import refusals
from coordsim.show.numbers import heard
from coordsim_web.texts import LANGUAGES

NOT_HERE = {"room_opened", "plan_submitted", "seat_taken"}
ALLOWED = frozenset(name for name, kind in KINDS.items() if TRAINER in kind.by) - NOT_HERE


class CommandError(ValueError):
    """A command that is none; the message is a sentence."""


def command(data: Any, state: RoomState, language: str = LANGUAGES[0]) -> AnyDeed:
    """Return the deed that a page asks for. What follows from the room is filled in here: the
    seconds of a round that opens, the first week of a shock. Numbers may be texts, as somebody
    typed them in the form of the page's language. Raises CommandError.
    """
    kind = data.get("kind") if isinstance(data, Mapping) else None
    if not isinstance(kind, str) or kind not in ALLOWED:
        raise CommandError("The console has no such command.")
    fields = {str(name): value for name, value in data.items()}
    if kind == "round_opened":
        fields["seconds"] = seconds_now(state)
    if kind == "shock_injected" and state.over:
        raise CommandError("All rounds have been played: nothing can happen to the firms any more.")
    if kind == "shock_injected" and isinstance(fields.get("shock"), Mapping):
        fields["shock"] = shock_of(fields["shock"], language) | {"week": first_week(state)}
    if isinstance(fields.get("text"), str):
        text = without(fields["text"]).strip()
        fields["text"] = text if shows(text) else ""
    if kind == "round_closed":
        fields["why"] = "by the trainer"
    try:
        return READER.validate_python(fields)
    except ValidationError as error:
        said = refusals(KINDS[kind], _within(error, kind), "the console")
        raise CommandError("\n".join(said)) from None


def shock_of(fields: Mapping[Any, Any], language: str) -> dict[str, Any]:
    """Return what happens to firms with its numbers read; a typed size is in hundredths."""
    out = {str(name): heard(value, language) for name, value in fields.items()}
    size = out.get("size")
    if isinstance(fields.get("size"), str) and isinstance(size, int | float):
        out["size"] = size / 100
    return out


def _within(error: ValidationError, kind: str) -> ValidationError:
    """Return the faults as of the deed itself, without the name of its kind in front."""
    lines: list[Any] = [
        {
            "type": fault["type"],
            "loc": tuple(fault["loc"][1:]),
            "input": fault["input"],
            "ctx": fault.get("ctx", {}),
        }
        for fault in error.errors(include_url=False)
    ]
    return ValidationError.from_exception_data(kind, lines)


def seconds_now(state: RoomState) -> int | None:
    """Return the seconds that the agenda gives a round of the phase under way."""
    return state.agenda.phases[state.phase - 1].seconds if state.phase else None


def first_week(state: RoomState) -> int:
    """Return the first week in which something may still happen: of the round that is open or
    next.
    """
    return state.next_week


def opening(book: Book, name: str) -> RoomOpened:
    """Return how a room was opened, to open another like it. Raises RoomError."""
    events = book.events(name)
    if not events or not isinstance(events[0].deed, RoomOpened):
        raise RoomError(f"There is no room {name}.")
    return events[0].deed
