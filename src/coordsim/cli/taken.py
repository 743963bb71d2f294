"""Commands for what is taken away from a room, or into one: the debrief as files, paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coordsim.cli.app import Seed
from coordsim.cli.console import progress_bar, say
from coordsim.cli.rooms import Database, Teams

Language = Annotated[str, typer.Option("--lang", help="Language of the texts: en or de.")]


def debrief(code: str, folder: Path, lang: Language = "en", database: Database = None) -> None:
    """Write a room's debrief, by its code, as one HTML file and a PDF that open offline."""
    from coordsim.room.after.kept import tell_once
    from coordsim.room.log.book import Book
    from coordsim.room.room import Room
    from coordsim.room.state.records import RoomError
    from coordsim_web.rooms.debrief.files import write
    from coordsim_web.texts import known

    language, book = known(lang), Book(database)
    name = book.room_of(code.upper())
    if name is None:
        raise ValueError(f"{code}: no such room in {book.shown}; coordsim rooms lists them")
    room = Room(book, name)
    if not room.state.over:
        left = room.state.agenda.rounds - len(room.state.played)
        raise RoomError(f"{code}: {left} rounds are still to be played; end the room to stop here.")
    with progress_bar("steps", False) as progress:
        told = tell_once(room, lambda done, of, _: progress(done, of))
    files = write(told, folder, language)
    say(f"{files.html} and {files.pdf} hold the debrief.")


def paper(
    agenda: str, folder: Path, lang: Language = "en", teams: Teams = 6, seed: Seed = 1
) -> None:
    """Write an agenda's guide with the numbers of a rehearsal, role cards and slips, to print."""
    from coordsim.room.after.tell import tell
    from coordsim.room.agenda import agenda_of
    from coordsim.room.rehearse import rehearsed
    from coordsim_web.rooms.paper.guide import write
    from coordsim_web.texts import known

    language, chosen = known(lang), agenda_of(agenda)
    with (
        progress_bar("rounds", False) as progress,
        rehearsed(chosen, teams, seed, progress) as room,
    ):
        told = tell(room)
    papers = write(chosen, told, folder, language)
    say(f"{folder} holds {', '.join(file.name for file in papers)}, to print from a browser.")
