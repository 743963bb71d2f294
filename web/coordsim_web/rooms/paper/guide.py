"""The trainer's guide of an agenda: running order, what to say, and the numbers to expect, which
are those of a rehearsal and of nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from coordsim.core.kpis import CAUSES
from coordsim.room.after.records import Told
from coordsim.room.agenda import Agenda, AgendaPhase, Question
from coordsim.rules.settling import SETTLING
from coordsim.show.numbers import number, share
from coordsim_web.rooms.debrief import drawing, room, screens
from coordsim_web.rooms.debrief.drawing import WIDE
from coordsim_web.rooms.debrief.words import money
from coordsim_web.rooms.paper.cards import cards, slips
from coordsim_web.rooms.paper.sheets import document, head, says, sheet, table
from coordsim_web.rooms.paper.words import Words

SLIDES = ("elsewhere", "frictions", "luck", "beside")  # whose sentences are what to expect


class Papers(NamedTuple):
    """Where the printable files are."""

    guide: Path
    cards: Path
    slips: Path


def write(agenda: Agenda, told: Told, folder: Path, language: str) -> Papers:
    """Write guide, cards and slips into a folder. Raises ValueError where they are there."""
    papers = Papers(folder / "guide.html", folder / "roles.html", folder / "slips.html")
    for file in papers:
        if file.exists():
            raise ValueError(f"{file} is there already: choose a new folder.")
    words = Words(language)
    folder.mkdir(parents=True, exist_ok=True)
    papers.guide.write_text(guide(agenda, told, words), "utf-8")
    papers.cards.write_text(cards(agenda, words), "utf-8")
    papers.slips.write_text(slips(agenda, words), "utf-8")
    return papers


def guide(agenda: Agenda, told: Told, words: Words) -> str:
    """Return the guide; ``told`` is the debrief of a rehearsal."""
    sheets = [
        sheet(*_order(agenda, words)),
        sheet(*_expected(agenda, told, words)),
        sheet(*_debrief(agenda, told, words)),
    ]
    return document(words("guide.title", agenda=words.wrote(agenda.title)), words.language, sheets)


def _order(agenda: Agenda, words: Words) -> list[str]:
    rows, at = [], 0.0
    for place, phase in enumerate(agenda.phases):
        ends = at + phase.minutes
        span = words("guide.minutes", start=number(at, 0), end=number(ends, 0))
        say = words.wrote(" ".join(phase.words.split())) or "–"
        rows.append((span, words.wrote(phase.title), _to_do(agenda, place, words), say))
        at = ends
    names = [words(f"guide.head.{name}") for name in ("when", "phase", "do", "say")]
    questions = [
        f"{number_}. {words.wrote(question.text)} {_answers(question.answers, words)}"
        for number_, question in enumerate(_asked(agenda), 1)
    ]
    parts = [
        head(words("guide.title", agenda=words.wrote(agenda.title))),
        says(words.wrote(" ".join(agenda.lesson.split()))),
        head(words("guide.before"), 2),
        says(
            *(
                words(f"guide.prepare.{step}")
                for step in ("rehearse", "print", "host", "wall", "paper")
            )
        ),
        head(words("guide.order"), 2),
        table(names, rows),
    ]
    if questions:
        parts += [head(words("guide.questions"), 2), says(*questions)]
    return parts


def _asked(agenda: Agenda) -> list[Question]:
    return [question for phase in agenda.phases for question in phase.beliefs]


def _answers(answers: Sequence[str], words: Words) -> str:
    return f"({' / '.join(map(words.wrote, answers))})" if answers else words("guide.a_number")


def _to_do(agenda: Agenda, place: int, words: Words) -> str:
    phase = agenda.phases[place]
    if not phase.rounds:
        return words("guide.ask" if phase.beliefs else "guide.talk")
    first = agenda.first_round(place)
    said = words(
        f"guide.play.{_opened(agenda, phase)}",
        first=first,
        second=first + 1,
        last=first + phase.rounds - 1,
    )
    if phase.minutes:
        said += " " + words("guide.each", minutes=number(phase.minutes / phase.rounds))
    changed = [*phase.rules.named, *(name for one in phase.arms.values() for name in one.named)]
    if changed:
        said += " " + words("guide.changes", rules=", ".join(_rules(phase, words)))
    return said + (" " + words("guide.shock") if phase.shocks else "")


def _opened(agenda: Agenda, phase: AgendaPhase) -> str:
    """Return by name who opens the rounds of a phase: as the console has it, nobody, the trainer
    the first, or all.
    """
    if phase.rounds == 1:
        return "one" if agenda.pace == "trainer" else "itself"
    if agenda.follow == "trainer":
        return "all" if agenda.pace == "trainer" else "rest"
    return "first" if agenda.pace == "trainer" else "none"


def _rules(phase: AgendaPhase, words: Words) -> list[str]:
    every = [_rule(name, value, words) for name, value in phase.rules.named.items()]
    return every + [
        f"{arm}: {_rule(name, value, words)}"
        for arm, one in phase.arms.items()
        for name, value in one.named.items()
    ]


def _rule(name: str, value: Any, words: Words) -> str:
    """Return what a rule is called, with what it becomes."""
    titles = {
        "incentives": lambda: words.name("pay", value),
        "communication": lambda: words.name("talk", value),
        "governance": lambda: words.model(SETTLING[value].title),
        "involvement": lambda: share(value),
    }
    return words(f"guide.rules.{name}", value=titles[name]())


def _expected(agenda: Agenda, told: Told, words: Words) -> list[str]:
    """Return what a rehearsal came to, phase by phase and over the whole."""
    rows = []
    for place, phase in enumerate(agenda.phases):
        if not phase.rounds:
            continue
        first = (agenda.first_round(place) - 1) * told.round_weeks
        weeks = slice(first, first + phase.rounds * told.round_weeks)
        for arm in told.arms:
            done = [team.course for team in told.teams if team.arm == arm]
            if not done:
                continue
            profits = [float(np.mean(one.profit[weeks])) for one in done]
            lost = {
                cause: float(np.mean([np.mean(one.lost[cause][weeks]) for one in done]))
                for cause in CAUSES
            }
            worst = max(lost, key=lambda cause: lost[cause])
            rows.append(
                (
                    words.wrote(phase.title),
                    arm if len(told.arms) > 1 else "–",
                    money(float(np.mean(profits))),
                    f"{money(min(profits))} – {money(max(profits))}",
                    number(sum(lost.values())),
                    words.name("causes", worst),
                )
            )
    names = [
        words(f"guide.numbers.{name}") for name in ("phase", "arm", "mean", "range", "lost", "by")
    ]
    slides = {slide.name: slide for slide in room.slides(told, words.debrief).slides}
    lines = [f"{slides[name].title[2:]}: {slides[name].lead}" for name in SLIDES]
    picture = slides["elsewhere"].picture
    drawn = "" if picture is None else drawing.svg(picture(WIDE))
    teams = len(told.teams)
    return [
        head(words("guide.expect")),
        says(words("guide.from", teams=teams, weeks=told.weeks)),
        table(names, rows),
        says(slides["paid"].lead, *slides["elsewhere"].lines[:-2], *lines),
        drawn,
    ]


def _debrief(agenda: Agenda, told: Told, words: Words) -> list[str]:
    """Return the five screens, what to ask before each, and what the rehearsal showed."""
    shows = (screens.gauges, screens.weeks, screens.moments, screens.rules, screens.again)
    rows = []
    for number_, (name, show) in enumerate(zip(screens.NAMES, shows, strict=True), 1):
        slide = show(told, words.debrief)
        asked = [
            words.wrote(question.text)
            for phase in agenda.phases
            for question in phase.beliefs
            if question.screen == number_
        ]
        question = words.debrief(f"screens.{name}.question")
        rows.append((str(number_), " ".join([question, *asked]), slide.lead))
    names = [words(f"guide.debrief.{name}") for name in ("screen", "ask", "rehearsed")]
    tips = [words(f"guide.tips.{tip}") for tip in ("guess", "moment", "levels", "files")]
    return [head(words("guide.debriefing")), table(names, rows), says(*tips)]
