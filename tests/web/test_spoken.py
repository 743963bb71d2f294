"""What the model and the rooms say has German words, all of it, found where it is said; what people
wrote stays as it is.
"""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from coordsim.core.facts import FACTS
from coordsim.core.kpis import KPIS
from coordsim.core.levers import LEVERS, ROLES
from coordsim.room import seen, words
from coordsim.room.agenda import agenda_of, ready
from coordsim.rules.pay import PAY
from coordsim.rules.pay.accountable import Accountable
from coordsim.rules.settling import SETTLING
from coordsim.rules.talk import TALK
from coordsim.scenario.file import load, names
from coordsim_web.rooms.words import unit_of, unit_within
from coordsim_web.texts.spoken import MOST, WITHIN, Speech, Typed, Written, read_in, sent, spoken

GERMAN = spoken("de")
SOURCES = Path(seen.__file__).parent
ALIKE = {"Marketing", "Partner", "Name", "Team"}  # words that both languages have


def of_rules() -> Iterator[str]:
    for pay in PAY.own.values():
        yield pay.title
        for role in ROLES:
            yield pay.words(role)
            yield Accountable(pay).words(role)
    for talk in TALK.own.values():
        yield from (talk.title, talk.words())
    for settling in SETTLING.own.values():
        yield from (settling.title, settling.settled_by, settling.words)


def of_tables() -> Iterator[str]:
    for lever in LEVERS:
        yield from (lever.label, words.lever_words(lever.name, lever.help, weeks=4, tooling=1500))
    yield from (fact.label for fact in FACTS if fact.name != "surprise")
    yield from words.FACTS.values()
    yield from words.CHOICES.values()
    yield from (label for label, _, _ in seen.LOST)
    yield from (kpi.label for kpi in KPIS if ":" not in kpi.label)
    for item in (*LEVERS, *FACTS, *KPIS):
        yield from (unit_of(item.unit), unit_of(item.unit, 1), unit_within(item.unit))


def of_library() -> Iterator[str]:
    for name in names():
        scenario = load(name)
        yield from (scenario.title, " ".join(scenario.story.split()), *scenario.goals)
    for name in ready():
        agenda = agenda_of(name)
        yield from (agenda.title, agenda.lesson, agenda.consent, *agenda.told.values())
        for question in agenda.comprehension:
            yield from (question.text, *question.answers)
        for phase in agenda.phases:
            yield from (phase.title, phase.words)
            for question in phase.beliefs:
                yield from (question.text, *question.answers)


def sentences_of(text: str) -> list[str]:
    return [one for one in re.split(r"(?<=[.!?])\s+(?=[A-Z0-9])", text) if one]


@pytest.mark.parametrize("whose", [of_rules, of_tables, of_library])
def test_everything_that_is_registered_has_german_words(whose: object) -> None:
    assert callable(whose)
    silent = {
        one
        for text in whose()
        for one in sentences_of(text)
        if GERMAN(one) == one and one not in ALIKE and re.search(r"[a-z]{2}", one)
    }
    assert silent == set()


def refusals() -> Iterator[str]:
    """Every sentence of a RoomError in the room's sources, with 7 for each field."""
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if called and node.func.id == "RoomError" and node.args:
                text = _text(node.args[0])
                if text and "folder" not in text and "is there already" not in text:
                    yield text


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = [
            one.value if isinstance(one, ast.Constant) else _filled(one) for one in node.values
        ]
        return "".join(map(str, parts))
    return ""


def _filled(node: ast.expr) -> str:
    """What stands in a field: a seat where the sentence names one, else a number."""
    said = ast.unparse(node)
    return "The seat of marketing in team 7" if "_of(deed)" in said else "7"


def test_every_refusal_of_a_room_has_german_words() -> None:
    found = set(refusals())
    assert len(found) > 50
    silent = {one for one in found if GERMAN(one) == one}
    assert silent == set(), "give it words in texts/model/de.toml"


def test_fields_are_said_too_and_end_with_their_sentence() -> None:
    assert GERMAN("The seat of operations in team 3 is taken.") == (
        "Der Platz für Produktion in Team 3 ist besetzt."
    )
    assert GERMAN("Units sold: 12.0 units × 0.25") == "Verkaufte Stück: 12.0 Stück × 0.25"
    assert GERMAN("Expected demand, stock and orders met and costs, every 4 weeks, exact.") == (
        "Erwartete Nachfrage, Bestand und erfüllte Bestellungen und Kosten, alle 4 Wochen, genau."
    )
    mixed = "3% of revenue. And something that nobody has words for."
    assert GERMAN(mixed) == "3% des Umsatzes. And something that nobody has words for."


@dataclass(frozen=True)
class Note:
    """A record with words of the model, a sign, and what a person wrote."""

    words: tuple[Speech, ...]
    role: str = "operations"
    wrote: Typed = "1.5 units, Stock"
    units: str = "1,234.5"


def test_words_are_said_and_signs_and_what_people_wrote_stay_as_they_are() -> None:
    note = Note(words=("Stock", "no words for it"))
    rest = {"role": "operations", "wrote": "1.5 units, Stock"}
    assert sent(note, "de") == {"words": ["Bestand", "no words for it"], "units": "1.234,5"} | rest
    assert sent(note, "en") == {"words": ["Stock", "no words for it"], "units": "1,234.5"} | rest
    assert sent([note, None, 1], "de")[1:] == [None, 1]


FOREIGN = "1.200 Euro; 10.30 Uhr am 3.12."


@dataclass(frozen=True)
class Told:
    """What an author wrote, and what the model says."""

    words: Written
    answers: tuple[Written, ...]
    value: Speech


def test_what_an_author_wrote_keeps_its_numbers_and_what_is_ours_has_those_of_the_language() -> (
    None
):
    note = Told(FOREIGN, ("1.200", "Units sold: 12.0 units × 0.25"), "1,234.5")
    assert sent(note, "de") == {
        "words": FOREIGN,
        "answers": ["1.200", "Verkaufte Stück: 12,0 Stück × 0,25"],
        "value": "1.234,5",
    }
    assert sent(note, "en") == {
        "words": FOREIGN,
        "answers": list(note.answers),
        "value": "1,234.5",
    }
    assert read_in(f"Cost: 1,234.5. {FOREIGN}", "de") == f"Kosten: 1.234,5. {FOREIGN}"


class Counted:
    """A pattern that counts the letters it is tried on."""

    def __init__(self) -> None:
        self.letters = 0

    def fullmatch(self, text: str) -> None:
        self.letters += len(text)


ANYBODYS = (
    ("a" + " has no lever ; allowed: " * 400)[:3997],
    "price and price, " * 230,
    "Lost: " * 80,
    (": " * 240 + "x. ") * 8,
    "price, " * 70 + "zz",
)


@pytest.mark.parametrize("text", ANYBODYS)
def test_a_text_of_anybody_is_tried_on_few_letters(text: str) -> None:
    language = spoken.__wrapped__("de")
    counted = Counted()
    language.patterns.insert(0, language.patterns[0]._replace(shape=counted))
    language(text)
    assert counted.letters <= MOST


def test_a_pattern_never_tries_a_field_again_once_what_follows_is_found() -> None:
    for shape, _ in GERMAN.patterns:
        assert shape.pattern.count("(?>") == shape.pattern.count(WITHIN)


@pytest.mark.slow
def test_a_long_text_of_anybody_is_read_within_a_second() -> None:
    for text in ANYBODYS:
        began = time.perf_counter()
        spoken.__wrapped__("de")(text)
        assert time.perf_counter() - began < 1
