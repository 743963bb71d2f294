"""Every text that a person reads on the pages of rooms, from one file for each page and
language.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from string import Formatter
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import parse_qs

LANGUAGES: Final = ("en", "de")
"""The languages there are, the first is that of who asks for none of them."""

Texts = Mapping[str, Any]


@cache
def texts(name: str, language: str) -> Texts:
    """Return the texts of a page: by key a sentence, or a table of them."""
    chosen = language if language in LANGUAGES else LANGUAGES[0]
    file = resources.files("coordsim_web.texts").joinpath(f"{name}.{chosen}.toml")
    return MappingProxyType(tomllib.loads(file.read_text("utf-8")))


@cache
def translated(language: str) -> Mapping[str, Mapping[str, str]]:
    """Return what things of the model are called in a language, by kind and name; empty for the
    model's own.
    """
    found: dict[str, dict[str, str]] = {}
    for file in resources.files("coordsim_web.texts").joinpath("model").iterdir():
        if file.name.split(".")[0] == language and file.name.endswith(".toml"):
            for kind, words in tomllib.loads(file.read_text("utf-8")).items():
                found.setdefault(kind, {}).update(words)
    return found


def known(language: str) -> str:
    """Return a language that somebody asked for by its name. Raises ValueError where there are no
    texts in it.
    """
    if language not in LANGUAGES:
        raise ValueError(f"--lang {language!r} is not known; allowed: {', '.join(LANGUAGES)}")
    return language


def say(said: Texts, key: str, /, **values: object) -> str:
    """Return a sentence by its key, ``table.key`` in a table, with its {names} filled in."""
    found: Any = said
    for part in key.split("."):
        found = found[part]
    return filled(str(found), **values)


def filled(pattern: str, /, **values: object) -> str:
    """Return a sentence with its {names} filled in; ``{name:one|other}`` is the first of two where
    the value reads as one, so that a noun fits its number.
    """
    return _FILL.vformat(pattern, (), values)


class _Fill(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        one, either, other = format_spec.partition("|")
        if either:
            return one if str(value) == "1" else other
        return str(format(value, format_spec))


_FILL: Final = _Fill()


def names() -> list[str]:
    """Return the names of the pages that have texts."""
    files = (entry.name for entry in resources.files("coordsim_web.texts").iterdir())
    return sorted({name.split(".")[0] for name in files if name.endswith(".toml")})


def language_of(search: str | None, accepted: str = "") -> str:
    """Return the language of a page: that of its address, else the first that its browser accepts
    and we have, else the first we have. ``search`` is the address from its question mark on,
    ``accepted`` the browser's header.
    """
    asked = parse_qs((search or "").lstrip("?")).get("lang", [])
    wanted = [*asked, *(one.split(";")[0].strip() for one in accepted.split(","))]
    short = (one.lower().split("-")[0] for one in wanted)
    return next((one for one in short if one in LANGUAGES), LANGUAGES[0])
