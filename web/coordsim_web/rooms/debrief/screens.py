"""The debrief on the wall: five screens, each guessed at before it is shown; teams are numbers,
nobody has a name.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from coordsim.core.levers import ROLES
from coordsim.room.after.elsewhere import SPOKEN, TOLD
from coordsim.room.after.records import Told
from coordsim.room.deeds import SCREENS
from coordsim.room.state.records import Belief, RoomState
from coordsim.show.numbers import number, spelled
from coordsim_web.rooms.debrief import room
from coordsim_web.rooms.debrief import rules as other
from coordsim_web.rooms.debrief import words as say
from coordsim_web.rooms.debrief.charts import Bar, Row, bars, dots
from coordsim_web.rooms.debrief.drawing import WALL, Drawing
from coordsim_web.rooms.debrief.slides import Slide, Table
from coordsim_web.rooms.debrief.words import MORE, Words, money

NAMES = ("gauges", "weeks", "moments", "rules", "again")
MOST = 3  # moments on the wall
PER_SCREEN = 2  # questions
ON_WALL = (("shared", "none"), ("shared", "sop"))  # managers' rules there


@dataclass(frozen=True)
class Guess:
    """A question of the agenda, and how it was answered."""

    question: str
    answers: tuple[tuple[str, str, float], ...]  # words, count as written, share

    def spelled(self, language: str) -> Guess:
        """The question with its numbers in the form of a language."""
        answers = tuple((spelled(one, language), count, part) for one, count, part in self.answers)
        return replace(self, question=spelled(self.question, language), answers=answers)


@dataclass(frozen=True)
class Screen:
    """A screen of the wall: what is asked, and, once it is shown, what came out."""

    number: int
    title: str
    question: str
    guesses: tuple[Guess, ...]
    lead: str = ""
    lines: tuple[str, ...] = ()
    drawing: Drawing | None = None
    tables: tuple[Table, ...] = ()

    def spelled(self, language: str) -> Screen:
        """The screen with its numbers in the form of a language."""
        return replace(
            self,
            guesses=tuple(one.spelled(language) for one in self.guesses),
            lead=spelled(self.lead, language),
            lines=tuple(spelled(line, language) for line in self.lines),
            drawing=None if self.drawing is None else self.drawing.spelled(language),
            tables=tuple(table.spelled(language) for table in self.tables),
        )

    @property
    def plain(self) -> dict[str, Any]:
        """The screen as JSON-able data."""
        return {
            "number": self.number,
            "of": SCREENS,
            "title": self.title,
            "question": self.question,
            "guesses": [
                {"question": one.question, "answers": [list(answer) for answer in one.answers]}
                for one in self.guesses
            ],
            "lead": self.lead,
            "lines": list(self.lines),
            "drawing": None if self.drawing is None else self.drawing.plain,
            "tables": [table.plain for table in self.tables],
        }


def guess(state: RoomState, number_: int, words: Words) -> Screen:
    """Return a screen before it is shown: the question, and what the room believes."""
    name = NAMES[number_ - 1]
    return Screen(
        number=number_,
        title=words(f"screens.{name}.title"),
        question=words(f"screens.{name}.question"),
        guesses=guesses(state, number_, words),
    )


def guesses(state: RoomState, number_: int, words: Words) -> tuple[Guess, ...]:
    """Return the agenda's questions that a screen answers, with the last answer of each person."""
    found = []
    for phase, block in enumerate(state.agenda.phases, 1):
        for place, question in enumerate(block.beliefs, 1):
            if question.screen != number_:
                continue
            about = f"phase {phase}, question {place}"
            said = {one.person: one for one in state.beliefs if one.about == about}
            tally = _tally(question.answers, list(said.values()), words)
            found.append(Guess(words.wrote(question.text), tally))
    return tuple(found[:PER_SCREEN])


def _tally(
    answers: list[str], said: list[Belief], words: Words
) -> tuple[tuple[str, str, float], ...]:
    values = [one.value for one in said]
    if not answers:
        if not values:
            return ()
        low, middle, high = np.quantile(values, [0, 0.5, 1])
        text = words("screens.numbers", low=number(low), middle=number(middle), high=number(high))
        return ((text, words("screens.count", count=len(values)), 1.0),)
    counts = Counter(int(value) for value in values)
    return tuple(
        (words.wrote(text), str(counts[place]), counts[place] / max(len(values), 1))
        for place, text in enumerate(answers)
    )


def screen(told: Told, state: RoomState, number_: int, words: Words) -> Screen:
    """Return a screen as it is shown."""
    asked = guess(state, number_, words)
    slide = (gauges, weeks, moments, rules, again)[number_ - 1](told, words)
    drawn = None if slide.picture is None else slide.picture(WALL)
    tables = slide.tables if drawn is not None else ()
    return replace(asked, lead=slide.lead, lines=slide.lines, drawing=drawn, tables=tables)


def gauges(told: Told, words: Words) -> Slide:
    """Two gauges: pay by seat, the firm, each against managers and the best."""
    slide = room.paid(told, words)
    rows = [
        Row(
            words.name("roles", role),
            tuple(team.scores.pay[role] for team in told.teams),
            money(float(np.mean([team.scores.pay[role] for team in told.teams]))),
            role,
            tick=float(
                np.mean(
                    [
                        stick.pay[role]
                        for team in told.teams
                        if (stick := team.scores.against("managers")) is not None
                    ]
                )
            ),
        )
        for role in ROLES
    ]
    firm = []
    profits = tuple(team.scores.profit for team in told.teams)
    firm.append(Row(words("gauges.firm.any"), profits, money(float(np.mean(profits))), "customers"))
    for name, key in (
        ("untouched", "untouched"),
        ("managers", "managers"),
        ("coordinated managers", "coordinated"),
        ("best plan", "plan"),
    ):
        sticks = [team.scores.against(name) for team in told.teams]
        values = [stick.profit for stick in sticks if stick is not None]
        if values:
            mean = float(np.mean(values))
            label = words(f"gauges.firm.{key}")
            firm.append(Row(label, tuple(sorted(set(values))), money(mean), "ink-2", look="hollow"))
    label = words("room.paid_label")
    return Slide(
        name="gauges",
        title=slide.title,
        lead=slide.lead,
        lines=(_untouched(told, words), words("screens.gauges.note")),
        picture=lambda frame: dots(frame, label, [*rows, *firm], words("unit")),
        tables=(
            Table(
                words("gauges.table"),
                (words("gauges.who"), words("unit"), words("gauges.each")),
                tuple(
                    (row.label, row.words, " · ".join(map(number, sorted(row.dots))))
                    for row in (*rows, *firm)
                ),
            ),
        ),
    )


def _untouched(told: Told, words: Words) -> str:
    """Say how many firms came to more than the plan that they began with, touched by nobody."""
    left = [team.scores.against("untouched") for team in told.teams]
    pairs = zip(told.teams, left, strict=True)
    gaps = [say.than(team.scores.profit, one.profit)[0] for team, one in pairs if one is not None]
    return words(
        "screens.gauges.untouched", ahead=number(gaps.count(MORE)), firms=number(len(gaps))
    )


def weeks(told: Told, words: Words) -> Slide:
    """The weeks of the average firm."""
    slide = room.happened(told, words)
    return Slide(
        name=slide.name,
        title=slide.title,
        lead=room.lost(told, words).lead,
        picture=slide.picture,
        tables=slide.tables[:1],
    )


def moments(told: Told, words: Words) -> Slide:
    """The costliest single decisions of the room."""
    found = sorted(
        ((one, team) for team in told.teams for one in team.moments), key=lambda pair: -pair[0].cost
    )[:MOST]
    rows = [
        Bar(
            words(
                "screens.moments.bar",
                team=team.team,
                role=words.name("roles", one.choice.role),
                lever=words.name("levers", one.choice.lever),
            ),
            one.cost,
            money(one.cost),
            one.choice.role,
        )
        for one, team in found
    ]
    lines = tuple(
        f"{words('team.title', team=team.team)}: {say.moment(words, one, told.round_weeks)[0]}"
        for one, team in found
    )
    label = words("moments.label")
    return Slide(
        name="moments",
        title=words("moments.title"),
        lead=words("moments.lead" if rows else "moments.none"),
        lines=lines,
        picture=(lambda frame: bars(frame, label, rows)) if rows else None,
        tables=(
            Table(
                words("moments.table"),
                (words("moments.title"), words("moments.head.cost")),
                tuple((row.label, row.words) for row in rows),
            ),
        ),
    )


def rules(told: Told, words: Words) -> Slide:
    """The same weeks under other rules: a dot for each team, arm by arm."""
    slide = other.elsewhere(told, words)
    gaps = [say.gap(words, gap) for gap in told.gaps if gap.measure == "profit"]
    pays = {one.pay for team in told.teams for one in team.elsewhere if one.present}
    agreed = {(pay, talk) for pay in pays for talk in (TOLD, SPOKEN)}
    drawn = {*ON_WALL, *agreed}
    rows = other.rules_rows(told, words, drawn) + other.gap_rows(told, words)
    label = words("elsewhere.label")
    return Slide(
        name=slide.name,
        title=slide.title,
        lead=other.helped_most(told, words, drawn) or slide.lead,
        lines=(*gaps[:1], *other.against_most(told, words)),
        picture=lambda frame: dots(frame, label, rows, words("unit")),
        tables=slide.tables,
    )


def again(told: Told, words: Words) -> Slide:
    """Try one thing: what would have helped the average firm most."""
    worst, parts = room.mean_frictions(told)
    slide = room.frictions(told, words)
    rounds = number(-(-told.weeks // told.round_weeks), 0)
    return Slide(
        name="again",
        title=words("again.title"),
        lead=words("screens.again.lead", rounds=rounds),
        lines=(slide.lead,),
        picture=slide.picture if parts or worst else None,
        tables=slide.tables,
    )
