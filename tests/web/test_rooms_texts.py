"""Texts of the pages of rooms: the same keys and the same {names} in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

import pytest

from coordsim.core.facts import FACTS, INDEX
from coordsim_web.rooms.words import lever_measured, lever_value
from coordsim_web.texts import LANGUAGES, filled, language_of, names, say, texts
from coordsim_web.texts.spoken import spoken


def sentences(table: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, str]]:
    """Every text by its whole key."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from sentences(value, f"{within}{key}.")
        else:
            yield f"{within}{key}", value


def slots(text: str) -> list[str]:
    """The {names} of a text, also within what is said of one or of many."""
    found = [(name, spec) for _, name, spec, _ in Formatter().parse(text) if name is not None]
    return sorted({name for name, _ in found}.union(*(slots(spec or "") for _, spec in found)))


@pytest.mark.parametrize("name", names())
def test_languages_say_the_same_things(name: str) -> None:
    first, *others = (dict(sentences(texts(name, language))) for language in LANGUAGES)
    assert first
    for other in others:
        assert list(first) == list(other)
        assert {k: slots(v) for k, v in first.items()} == {k: slots(v) for k, v in other.items()}
    for key, text in first.items():
        assert text.strip() == text != "", key


AFTER_ONE = {  # a noun of many, as a number goes before it
    "en": re.compile(r"(?<!\w)1 (?:other |such )?([a-z]+s|people)\b"),
    "de": re.compile(r"(?<!\w)1 (?:anderen |solchen )?([A-ZÄÖÜ]\w+(?:en|n|e|er|s))\b"),
}
NO_MANY = {  # words that look like it: of one, or verbs after the name of somebody
    *("is", "was", "has", "does", "less", "loses", "moves", "explains"),
    *("Woche", "Runde", "Firma", "Minute", "Tatsache", "Verkaufsprognose", "Byte", "Person"),
    *("Nachlass", "Lohn", "Was", "Plan", "Zeichen"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", names())
def test_one_of_a_thing_is_not_many(name: str, language: str) -> None:
    found = {}
    for key, text in sentences(texts(name, language)):
        said = filled(text, **dict.fromkeys(slots(text), "1"))
        nouns = set(AFTER_ONE[language].findall(said)) - NO_MANY
        if nouns:
            found[key] = said
    assert not found, "write {count:one|many}"


def test_a_noun_fits_its_number() -> None:
    assert filled("{n} {n:week|weeks}", n=1) == "1 week"
    assert filled("{n} {n:week|weeks}", n="1") == "1 week"
    assert filled("{n} {n:week|weeks}", n=0) == "0 weeks"
    assert filled("{share:.0%} of {n} {n:|weeks}", n="1,000", share=0.5) == "50% of 1,000 weeks"


@pytest.mark.parametrize(
    ("search", "accepted", "language"),
    [
        ("?lang=de", "en-GB", "de"),
        ("lang=en", "de", "en"),
        ("", "de-AT,de;q=0.9,en;q=0.8", "de"),
        ("", "fr-FR, en;q=0.5", "en"),
        ("?lang=fr", "de", "de"),
        (None, "", "en"),
    ],
)
def test_the_address_goes_before_the_browser(
    search: str | None, accepted: str, language: str
) -> None:
    assert language_of(search, accepted) == language


ONE_TEAM = ("room.apart.some", "room.luck.none", "room.luck.some", "stand_in.teams.none")


@pytest.mark.parametrize("key", [*ONE_TEAM, "stand_in.teams.some"])
def test_one_team_is_not_counted(key: str) -> None:
    for language, one, more in (
        ("en", "the one team", "of 2 teams"),
        ("de", "dem einen Team", "2 Teams"),
    ):
        said = texts("debrief", language)
        alone = say(said, key, count="1", teams="1")
        assert one in alone
        assert "1" not in alone.replace("L3", "")
        assert more in say(said, key, count="1", teams="2").replace("the 2", "2")


def test_german_cases_are_those_of_their_sentences() -> None:
    roles, said = texts("debrief", "de")["roles"], texts("teach", "de")
    assert roles["customers"] == "die Kundschaft"
    assert spoken("de").words[FACTS[INDEX["goodwill"]].label].startswith("Gewicht von schlechtem")
    for key in ("coordinated", "managers", "managers_of"):
        assert "Managern" in said[f"with_{key}"]
        assert "Managern" not in said[key]


@pytest.mark.parametrize("value", [0, 4])
def test_a_promotion_every_no_weeks_is_never(value: float) -> None:
    """Wherever a value of the lever is written: on a form, among moves, in a debrief, on paper."""
    bare, measured = lever_value("promotion_every", value), lever_measured("promotion_every", value)
    assert (bare, measured) == (("never", "never") if value == 0 else ("4", "4 weeks"))
