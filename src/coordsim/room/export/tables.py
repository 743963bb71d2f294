"""The tables of an export: each column with its unit and its meaning, each row from the log and
from what came of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from coordsim.core.kpis import KPIS
from coordsim.core.levers import COLUMN, LEVERS, ROLES
from coordsim.room.deed import SERVER
from coordsim.room.deeds import (
    ComprehensionAnswered,
    MinimumSupply,
    PlanSigned,
    PlanSubmitted,
    PromotionCalendar,
)
from coordsim.room.export.cells import Value
from coordsim.room.export.people import People
from coordsim.room.state.records import Played, RoomState
from coordsim.room.what_if import lived
from coordsim.run.result import Run

Row = Mapping[str, Value]


class Column(NamedTuple):
    """A column: its name, its unit and its meaning."""

    name: str
    unit: str
    meaning: str


@dataclass(frozen=True)
class Source:
    """What an export is made from: the state, who is who, and the runs of the teams shown."""

    state: RoomState
    people: People
    runs: Mapping[int, Run]

    def weeks(self, number: int) -> slice:
        """The weeks of a round."""
        length = self.state.round_weeks
        return slice((number - 1) * length, number * length)


@dataclass(frozen=True)
class Table:
    """A table: what a row is, its columns, its rows."""

    row: str
    columns: tuple[Column, ...]
    rows: Callable[[Source], Iterator[Row]]


TEAM = (
    Column("team", "1", "number of the firm"),
    Column("arm", "", "arm that the firm was assigned to"),
    Column("world", "1", "seed of the firm's luck"),
)
SEAT = (*TEAM, Column("role", "", "seat"))
ROUND = Column("round", "1", "number of the round, from 1")
PERSON = Column("person", "", "pseudonym of whoever did it; empty where nobody did")
AT = Column("at", "ms", "time since the room was opened")
KPI_COLUMNS = tuple(Column(kpi.name, kpi.unit, kpi.label) for kpi in KPIS)


def _team(source: Source, number: int) -> dict[str, Value]:
    team = source.state.team(number)
    return {"team": number, "arm": team.arm, "world": team.seed}


def seats(source: Source) -> Iterator[Row]:
    """Who sits where at the end, and how many decisions came from whom."""
    given = _handed_in(source)
    for number in source.people.teams:
        for role, seat in source.state.team(number).seats.items():
            sources = [_source(given, done, (number, role)) for done in source.state.played]
            counts = {kind: sources.count(kind) for kind in ("repeated", "skipped", "held")}
            share = sources.count("bot") / len(sources) if sources else None
            person = source.people.name(seat.holder) if seat.holder else ""
            yield {
                **_team(source, number),
                "role": role,
                "person": person,
                "driver": seat.driver,
                "person_decided": sources.count("person"),
                **counts,
                "bot": sources.count("bot"),
                "bot_share": share,
            }


def rounds(source: Source) -> Iterator[Row]:
    """What came of each round."""
    start = source.people.events[0].at
    for number, run in source.runs.items():
        for done in source.state.played:
            weeks = source.weeks(done.number)
            values = {kpi.name: float(run.kpi(kpi.name, weeks)[0]) for kpi in KPIS}
            yield {
                **_team(source, number),
                "round": done.number,
                "opened": done.opened - start,
                "closed": done.closed - start,
                "first_week": weeks.start + 1,
                **values,
            }


def kpis(source: Source) -> Iterator[Row]:
    """Every figure of the whole game."""
    for number, run in source.runs.items():
        for kpi in KPIS:
            value = float(run.kpi(kpi.name)[0])
            yield {**_team(source, number), "kpi": kpi.name, "value": value}


def hashes(source: Source) -> Iterator[Row]:
    """The hash of each firm's run: equal runs have equal hashes."""
    for number, run in source.runs.items():
        yield {**_team(source, number), "hash": run.hash}


def decisions(source: Source) -> Iterator[Row]:
    """Every decision: what each seat handed in, from whom it came, and what was enacted."""
    given = _handed_in(source)
    for number, run in source.runs.items():
        for done in source.state.played:
            for role in ROLES:
                yield {
                    **_team(source, number),
                    "role": role,
                    "round": done.number,
                    **_decision(source, run, done, (number, role)),
                    "source": _source(given, done, (number, role)),
                    **given.get((number, role, done.number), NOBODY),
                }


NOBODY: Mapping[str, Value] = {"person": "", "at": None, "thinking": None}
Handed = Mapping[tuple[int, str, int], Mapping[str, Value]]


def _handed_in(source: Source) -> Handed:
    """Who handed in, and when: the last time counts, which is in the round as it was played last,
    since somebody decided in it.
    """
    start = source.people.events[0].at
    played = {done.number: done for done in source.state.played}
    out: dict[tuple[int, str, int], Mapping[str, Value]] = {}
    for event in source.people.events:
        deed = event.deed
        if not isinstance(deed, PlanSubmitted | PlanSigned) or deed.round not in played:
            continue
        done = played[deed.round]
        if done.answer(deed.team, deed.role).source != "person":
            continue  # signed by one side alone, which is no plan
        out[deed.team, deed.role, done.number] = {
            "person": source.people.name(event.actor),
            "at": event.at - start,
            "thinking": (event.at - done.opened) / 1000,
        }
    return out


def _source(given: Handed, done: Played, place: tuple[int, str]) -> str:
    """Return from whom a decision came: as the room has it, and ``held`` where a bot handed in what
    the agenda held ready.
    """
    handed = given.get((*place, done.number), NOBODY)
    return "held" if handed["person"] == SERVER else done.answer(*place).source


def _decision(source: Source, run: Run, done: Played, place: tuple[int, str]) -> dict[str, Value]:
    week = (done.number - 1) * source.state.round_weeks
    decided = run.tape[place[1]][week]
    lives = week < lived(run)
    word = decided.forecast if lives else None
    out: dict[str, Value] = {
        "forecast": None if word is None else float(word[0]),
    }
    for lever in LEVERS:
        said = decided.levers.get(lever.name) if lives else None
        ordered = float(run.orders[lever.name][0, week]) if lever.name in run.orders else np.nan
        out[f"ordered_{lever.name}"] = ordered if np.isfinite(ordered) else None
        out[lever.name] = None if said is None else float(np.asarray(said)[0])
        out[f"enacted_{lever.name}"] = float(run.plan[0, week, COLUMN[lever.name]])
    return out


def messages(source: Source) -> Iterator[Row]:
    """What was said and promised."""
    start = source.people.events[0].at
    for words in source.state.talk:
        if words.team not in source.people.teams:
            continue
        promise = words.promise
        calendar = promise if isinstance(promise, PromotionCalendar) else None
        supply = promise if isinstance(promise, MinimumSupply) else None
        yield {
            **_team(source, words.team),
            "role": words.role,
            "round": words.round,
            "at": words.at - start,
            "text": words.text,
            "promised_every": None if calendar is None else calendar.every,
            "promised_depth": None if calendar is None else calendar.depth,
            "promised_units": None if supply is None else supply.units,
        }


def answers(source: Source) -> Iterator[Row]:
    """What people believed and expected, and every try at a question on the rules."""
    start, people = source.people.events[0].at, source.people
    for said in source.state.beliefs:
        if said.person not in people.untold:
            name = people.name(said.person)
            yield {
                "person": name,
                "at": said.at - start,
                "about": said.about,
                "value": said.value,
                "before_reveal": not said.late,
                "right": None,
            }
    for event in people.events:
        tried = event.deed
        if isinstance(tried, ComprehensionAnswered) and event.actor not in people.untold:
            asked = source.state.agenda.comprehension[tried.question - 1]
            yield {
                "person": people.name(event.actor),
                "at": event.at - start,
                "about": f"comprehension, question {tried.question}",
                "value": tried.answer,
                "before_reveal": None,
                "right": tried.answer == asked.right,
            }


TABLES: Mapping[str, Table] = {
    "seats": Table(
        "a seat of a firm",
        (
            *SEAT,
            Column("person", "", "pseudonym of whoever sat there at the end"),
            Column("driver", "", "person, bot or vacant at the end"),
            Column("person_decided", "decisions", "handed in by a person"),
            Column("repeated", "decisions", "the last plan again, as none was handed in"),
            Column("skipped", "decisions", "no change, as none was handed in"),
            Column("held", "decisions", "held ready by the agenda, handed in by the server"),
            Column("bot", "decisions", "made by a rule-based manager"),
            Column("bot_share", "share", "of all decisions, made by a rule-based manager"),
        ),
        seats,
    ),
    "rounds": Table(
        "a round of a firm",
        (
            *TEAM,
            ROUND,
            Column("opened", "ms", "time since the room was opened"),
            Column("closed", "ms", "time since the room was opened"),
            Column("first_week", "weeks", "first week of the round, from 1"),
            *KPI_COLUMNS,
        ),
        rounds,
    ),
    "kpis": Table(
        "a figure of a firm over the whole game",
        (
            *TEAM,
            Column("kpi", "", "name of the figure"),
            Column("value", "as the figure's", "its value; empty where it has no base"),
        ),
        kpis,
    ),
    "hashes": Table(
        "a firm", (*TEAM, Column("hash", "", "SHA-256 of the firm's flows and levers")), hashes
    ),
    "decisions": Table(
        "a decision of a seat in a round",
        (
            *SEAT,
            ROUND,
            Column("source", "", "person, repeated, skipped, held or bot"),
            PERSON,
            AT,
            Column("thinking", "s", "from the opening of the round to the last plan handed in"),
            Column("forecast", "units/week", "marketing's word on demand"),
            *(Column(one.name, one.unit, f"{one.label}, as decided") for one in LEVERS),
            *(Column(f"enacted_{one.name}", one.unit, f"{one.label}, enacted") for one in LEVERS),
            *(
                Column(f"ordered_{one.name}", one.unit, f"{one.label}, as the owner ordered")
                for one in LEVERS
            ),
        ),
        decisions,
    ),
    "messages": Table(
        "a message or a promise within a firm",
        (
            *SEAT,
            ROUND,
            AT,
            Column("text", "", "what was written"),
            Column("promised_every", "weeks", "promised weeks between promotions"),
            Column("promised_depth", "share of price", "promised depth of promotions"),
            Column("promised_units", "units/week", "promised least supply"),
        ),
        messages,
    ),
    "answers": Table(
        "an answer of a person",
        (
            Column("person", "", "pseudonym"),
            AT,
            Column("about", "", "what was asked"),
            Column("value", "1", "the answer: a number, or the place of the answer from 0"),
            Column(
                "before_reveal",
                "",
                "no where what really happened could be seen by then: the wall had shown the screen"
                " that answers the question (any, where none is named), or debriefs were open;"
                " empty at a question on the rules",
            ),
            Column("right", "", "yes or no at a question on the rules; empty where none is right"),
        ),
        answers,
    ),
}


def codebook() -> list[Row]:
    """Return a row for each column of each table."""
    return [
        {"table": name, "row": table.row, **column._asdict()}
        for name, table in TABLES.items()
        for column in table.columns
    ]


def columns(name: str) -> Sequence[str]:
    """Return the names of a table's columns."""
    return [column.name for column in TABLES[name].columns]
