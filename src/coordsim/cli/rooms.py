"""Commands for rooms: rehearse an agenda, list rooms, export one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coordsim.cli.app import Json
from coordsim.cli.console import print_json, print_table, progress_bar, say
from coordsim.show.numbers import number

Teams = Annotated[int, typer.Option(min=1, max=500, help="Firms, with a bot in every chair.")]
Database = Annotated[
    str | None,
    typer.Option(
        help="Where rooms are kept: an SQLite file, or postgresql://...; else COORDSIM_DATABASE,"
        " else a file in your data folder."
    ),
]


def rehearse(
    agenda: str,
    *,
    teams: Teams = 12,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Number of the world; the agenda's if not set.")
    ] = None,
    database: Annotated[
        str | None, typer.Option(help="Keep the room there; it is not kept if not set.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Play a whole agenda, or a scenario, with scripted players, to the debrief's numbers."""
    from coordsim.room import rehearse as rehearsal
    from coordsim.room.agenda import agenda_of

    chosen = agenda_of(agenda)
    with progress_bar("rounds", as_json) as progress:
        told = rehearsal.rehearse(
            chosen, teams, chosen.world if seed is None else seed, progress, database=database
        )
    if as_json:
        print_json(told)
        return
    rows = [
        [
            f"team {row['team']}",
            row["arm"],
            number(row["profit"]),
            *(number(pay) for pay in row["pay"].values()),
        ]
        for row in told["teams"]
    ]
    title = f"{chosen.title}: {told['rounds']} rounds, {told['weeks']} weeks; money a week"
    print_table(title, ["team", "arm", "firm's profit", "marketing's pay", "operations'"], rows)
    if stopped := [row["team"] for row in told["teams"] if row["stopped"] is not None]:
        say(
            f"Could not pay and stopped: team {', '.join(map(str, stopped))}; amounts count nothing"
            " of their weeks after that."
        )
    for gap in told["gaps"]:
        if gap["measure"] == "profit" and gap["gap"] is not None:
            low, high = number(gap["gap"]["low"]), number(gap["gap"]["high"])
            say(
                f"Profit, {gap['arm']} less {gap['base']}: {number(gap['gap']['mean'])}, 95 %"
                f" interval {low} to {high}, {gap['how']}."
            )
    if database:
        say(f"The room is kept as {told['code']}: coordsim export {told['code']} FOLDER writes it.")


def rooms(database: Database = None, as_json: Json = False) -> None:
    """List the rooms that are kept: code, agenda, people, rounds played."""
    from coordsim.room.chain import ChainError
    from coordsim.room.log.book import Book
    from coordsim.room.state.fold import fold
    from coordsim.room.state.records import RoomError

    book = Book(database)
    states, unread = [], {}
    for name in book.rooms():
        try:
            states.append(fold(book.events(name)))
        except (ChainError, RoomError) as error:
            unread[name] = str(error)
    rows = [
        {
            "room": state.room,
            "code": state.code,
            "agenda": state.agenda.name,
            "teams": len(state.teams),
            "people": len(state.people),
            "played": len(state.played),
            "rounds": state.agenda.rounds,
            "events": state.events,
            "ended": state.ended,
        }
        for state in states
    ]
    if as_json:
        print_json({"database": book.shown, "rooms": rows, "unread": unread})
        return
    lines = [
        [
            str(row["code"]),
            str(row["agenda"]),
            str(row["teams"]),
            str(row["people"]),
            f"{row['played']} of {row['rounds']}",
            str(row["events"]),
        ]
        for row in rows
    ]
    print_table(
        f"Rooms in {book.shown}", ["code", "agenda", "teams", "people", "rounds", "events"], lines
    )
    for name, why in unread.items():
        say(f"Room {name} cannot be read: {why}")


def export(code: str, folder: Path, database: Database = None) -> None:
    """Write a room, by its code, into a new folder: tables under pseudonyms, codebook, check."""
    from coordsim.room.export import folder as exports
    from coordsim.room.log.book import Book
    from coordsim.room.room import Room

    book = Book(database)
    name = book.room_of(code.upper())
    if name is None:
        raise ValueError(f"{code}: no such room in {book.shown}; coordsim rooms lists them")
    key = exports.export(Room(book, name), book, folder)
    say(f"{folder} holds the room; who is who is in {key}: keep it apart.")
