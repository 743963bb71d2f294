"""Texts of the pages of rooms: the same keys and the same {names} in every language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

import pytest

from coordsim_web.texts import LANGUAGES, language_of, names, texts


def sentences(table: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, str]]:
    """Every text by its whole key."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from sentences(value, f"{within}{key}.")
        else:
            yield f"{within}{key}", value


def slots(text: str) -> list[str]:
    """The {names} of a text."""
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("name", names())
def test_languages_say_the_same_things(name: str) -> None:
    first, *others = (dict(sentences(texts(name, language))) for language in LANGUAGES)
    assert first
    for other in others:
        assert list(first) == list(other)
        assert {k: slots(v) for k, v in first.items()} == {k: slots(v) for k, v in other.items()}
    for key, text in first.items():
        assert text.strip() == text != "", key


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
