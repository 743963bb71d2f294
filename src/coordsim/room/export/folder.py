"""Writing an export, and recomputing every figure of one from its events."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from coordsim import __version__
from coordsim.room.chain import Event, hash_of, of_a_log
from coordsim.room.course import Course
from coordsim.room.deed import PERSON, SERVER, TRAINER
from coordsim.room.export.cells import cell, table
from coordsim.room.export.people import People
from coordsim.room.export.tables import TABLES, Source, codebook, columns
from coordsim.room.log.book import Book
from coordsim.room.room import Room
from coordsim.room.state.fold import fold
from coordsim.room.state.records import RoomError

EVENTS, SAME = "events.jsonl", 1e-9
CHECKED = tuple(name for name in TABLES if name != "decisions")
"""Tables that are made again from the events alone. A lever that a decision leaves out is written
as it was in force where another firm of the same batch named it, also a firm that is not shown."""
README = """# {title}

Room {code} of the agenda {agenda}, played with coordsim {version} (engine {engine}).
{teams} of {all_teams} firms are shown. {left_out}

{tables}
- `codebook.csv`: every column of every table with its unit and its meaning
- `{events}`: every deed in order, a JSON object on each line: ms since the opening, actor, deed
- `agenda.json`, `scenarios/NUMBER.json`: what was played, arm by arm in the agenda's order
- `check.py`: makes {checked} once more from `{events}` and compares each value; needs
  coordsim

Names are pseudonyms; the key to them is not in this folder. Texts that a spreadsheet would take
for a formula begin with an apostrophe.
"""
SCRIPT = '''"""Recompute every figure of this folder from its events: python check.py"""

import sys
from pathlib import Path

from coordsim.room.export.folder import check

result = check(Path(__file__).parent)
sys.stdout.write(result.sentence + "\\n")
sys.exit(0 if not result.wrong else 1)
'''


class Checked(NamedTuple):
    """How many values were recomputed, and which of them are not as they are written."""

    values: int
    wrong: list[str]

    @property
    def sentence(self) -> str:
        """What came out, in a sentence."""
        if not self.wrong:
            return f"All {self.values} values are what the events come to."
        shown = "; ".join(self.wrong[:5])
        return f"{len(self.wrong)} of {self.values} values are not what the events come to: {shown}"


def export(room: Room, book: Book, folder: Path) -> Path:
    """Write a room's export into a new folder and the key to its pseudonyms beside it; return where
    the key is. Raises RoomError where there is nothing to show, or where the folder is not empty.
    """
    if not room.state.played:
        raise RoomError("Nothing has been played that could be exported.")
    if folder.exists() and any(folder.iterdir()):
        raise RoomError(f"{folder} is not empty: choose a new folder.")
    key = folder.with_name(f"{folder.name}-key.csv")
    if key.exists():
        raise RoomError(f"{key} is there already: choose a new folder.")
    people = People(room.state, book.events(room.name))
    source = Source(room.state, people, {number: room.run(number) for number in people.teams})
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind in TABLES.items():
        _write(folder / f"{name}.csv", table(columns(name), kind.rows(source)))
    book_columns = ("table", "row", "name", "unit", "meaning")
    _write(folder / "codebook.csv", table(book_columns, codebook()))
    lines = [json.dumps(event, sort_keys=True, allow_nan=False) for event in people.shown()]
    _write(folder / EVENTS, "\n".join(lines) + "\n")
    _write(folder / "agenda.json", room.state.agenda.model_dump_json(indent=1) + "\n")
    for place, scenario in enumerate(room.state.arms.values(), start=1):
        _write(folder / "scenarios" / f"{place}.json", scenario.model_dump_json(indent=1) + "\n")
    _write(folder / "README.md", _readme(source))
    _write(folder / "check.py", SCRIPT)
    rows = [
        {"person": name, "name": room.state.people[token].name, "token_hash": token}
        for token, name in people.pseudonyms.items()
        if token not in people.silent
    ]
    _write(key, table(("person", "name", "token_hash"), rows))
    return key


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")


def _readme(source: Source) -> str:
    state, shown = source.state, len(source.people.teams)
    left_out = "Nobody withdrew."
    if shown < len(state.teams):
        left_out = (
            "The others are left out, as somebody in them withdrew or did not consent; of"
            " the people in them the events say where they sat, and nothing of what they decided."
        )
    return README.format(
        title=state.agenda.title,
        code=state.code,
        agenda=state.agenda.name,
        version=__version__,
        engine=state.engine,
        teams=shown,
        all_teams=len(state.teams),
        left_out=left_out,
        tables="\n".join(
            f"- `{name}.csv`: {kind.row} on each line" for name, kind in TABLES.items()
        ),
        events=EVENTS,
        checked=", ".join(CHECKED),
    )


def recalled(folder: Path) -> Source:
    """Return what an export's events come to, played again. Raises ValueError where they cannot be
    read.
    """
    events: list[Event] = []
    known: dict[str, str] = {}
    for line in (folder / EVENTS).read_text("utf-8").splitlines():
        said = json.loads(line)
        events.append(_event(said, events))
        if events[-1].who == PERSON:
            known[events[-1].actor] = said["actor"]
    state = fold(events)
    course = Course()
    course.follow(state)
    people = People(state, events, known)
    runs = {number: course.run(state, number) for number in people.teams}
    return Source(state, people, runs)


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _event(said: dict[str, Any], before: Sequence[Event]) -> Event:
    """Return an exported event as one of a log: pseudonyms stand for tokens. A plan in it was taken
    in, so whoever handed it in had passed the gate: of their answers, which are left out for those
    who sat beside somebody silent, it is not made once more.
    """
    actor, deed = said["actor"], dict(said["deed"])
    if "agenda" in deed:
        deed["agenda"] = deed["agenda"] | {"gate": False}
    if "person" in deed:
        deed["person"] = hash_of(deed["person"])
    plain = {
        "room": "exported",
        "number": len(before),
        "at": said["at"],
        "actor": actor if actor in (TRAINER, SERVER) else hash_of(actor),
        "before": before[-1].hash if before else "",
        "deed": deed,
    }
    return of_a_log(json.dumps(plain))


def check(folder: Path) -> Checked:
    """Make the tables of an export once more from its events. Raises ValueError where they cannot
    be read.
    """
    source = recalled(folder)
    values, wrong = 0, []
    for name in CHECKED:
        written = _rows(folder, name)
        found = [
            {column: cell(row[column]) for column in columns(name)}
            for row in TABLES[name].rows(source)
        ]
        if len(written) != len(found):
            wrong.append(f"{name}.csv has {len(written)} rows, and the events give {len(found)}")
        for line, (one, other) in enumerate(zip(written, found, strict=False), start=2):
            for column, value in other.items():
                values += 1
                if not _same(one.get(column) or "", value):
                    wrong.append(
                        f"{name}.csv, line {line}, {column}: {one.get(column)}, not {value}"
                    )
    return Checked(values, wrong)


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    try:
        return math.isclose(float(one), float(other), rel_tol=SAME, abs_tol=SAME)
    except ValueError:
        return False
