"""What the model and the rooms say, in other languages. They speak English, and each of their
sentences is its own key: a language's file has patterns, in which a {field} stands for whatever
stands there. What has no pattern keeps the words it has, so that a new rule needs none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Annotated, Any, Final, NamedTuple, get_args, get_type_hints

from coordsim.core.facts import FACTS
from coordsim.core.levers import BY_NAME
from coordsim.rules.pay import PAY
from coordsim.rules.talk import TALK
from coordsim.show.numbers import spelled
from coordsim_web.texts import LANGUAGES, filled, translated

SENTENCES: Final = "sentences"
SAID: Final = "said"
TYPED: Final = "typed"
Speech = Annotated[str, SAID]
"""A text of the model or of a room: where a record is sent it is said in the page's language. Texts
of any other type are in that language already, or signs; of them too, numbers take its form.
"""
Typed = Annotated[str, TYPED]
"""What people wrote, and names that they gave: sent as it is, whatever numbers there are in it."""
_FIELD = re.compile(r"\{(\w+)\}")
_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ0-9])")
WITHIN: Final = r"(?:(?![.!?]\s+[A-ZÄÖÜ0-9]).)+?"  # a field ends with its sentence
NUMBER: Final = r"[-−±▲▼ \d.,%]*\d[\d.,%]*"  # what stands for a field {n}
_JOINTS = (", ", " and ", " · ", "; ", ": ")


class _Pattern(NamedTuple):
    """A sentence with fields, and how it is said."""

    shape: re.Pattern[str]
    said: str


class Spoken:
    """What a language says for what is said in English."""

    def __init__(self, language: str) -> None:
        """Read a language's words and patterns."""
        words = translated(language)
        self.words: dict[str, str] = dict(_named(words))
        self.patterns: list[_Pattern] = []
        for english, said in words.get(SENTENCES, {}).items():
            if _FIELD.search(english):
                self.patterns.append(_Pattern(_shape(english), said))
            else:
                self.words[english] = said
        self.known: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """Return a text in this language; sentence by sentence where it is known so only."""
        if text not in self.known:
            if len(self.known) > 20_000:
                self.known.clear()
            self.known[text] = self._say(text)
        return self.known[text]

    def _say(self, text: str) -> str:
        whole = self._part(text)
        if whole is None:
            parts = _ENDS.split(text)
            if len(parts) > 1:
                return " ".join(self._part(part) or part for part in parts)
        return text if whole is None else whole

    def _part(self, text: str) -> str | None:
        """Return what is said for a text as a whole; None where nothing is."""
        found = self._one(text)
        return self._listed(text) if found is None else found

    def _one(self, text: str) -> str | None:
        """Return what is said for a text that has words or a pattern of its own."""
        found = self._word(text)
        if found is not None:
            return found
        for shape, said in self.patterns:
            match = shape.fullmatch(text)
            if match:
                inside = {name: self(value) for name, value in match.groupdict().items()}
                return filled(said, **inside)
        return None

    def _word(self, text: str) -> str | None:
        """Return what is said for a text without fields, however it begins."""
        small = text[:1].lower() + text[1:]
        if text not in self.words and small in self.words:
            return _capital(self.words[small])
        return self.words.get(text) or self.words.get(_capital(text))

    def _listed(self, text: str) -> str | None:
        """Return a list of things that have words each, as in "stock, costs and prices"."""
        for joint in _JOINTS:
            head, found, tail = text.partition(joint)
            while found:
                said = self._one(head)
                if said:
                    rest = self._part(tail)
                    if rest is not None:
                        return f"{said}{_JOINED.get(joint, joint)}{rest}"
                more, found, tail = tail.partition(joint)
                head = f"{head}{joint}{more}"
        return None


_JOINED: Mapping[str, str] = {" and ": " und "}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _shape(english: str) -> re.Pattern[str]:
    """Return a pattern's expression: each field is as short as it can be."""
    parts = _FIELD.split(english)
    text = "".join(
        f"(?P<{part}>{NUMBER if part == 'n' else WITHIN})" if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    )
    return re.compile(text, re.S)


def _named(words: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield what the model's things are called in English and in a language."""
    own: Mapping[str, Any] = {
        "causes": {name: name for name in words.get("causes", {})},
        "levers": {name: lever.label for name, lever in BY_NAME.items()},
        "facts": {fact.name: fact.label for fact in FACTS},
        "pay": {name: rule.title for name, rule in PAY.items()},
        "talk": {name: rule.title for name, rule in TALK.items()},
    }
    for kind, english in own.items():
        said = words.get(kind, {})
        yield from ((english[name], said[name]) for name in english if name in said)


@cache
def spoken(language: str) -> Spoken:
    """Return how a language says what is said in English; the first language says it as it is."""
    return Spoken(language if language in LANGUAGES[1:] else "")


def read_in(text: str, language: str) -> str:
    """Return a text of the model or of a room as somebody reads it who reads that language."""
    return spelled(spoken(language)(text), language)


@cache
def _ways(record: type) -> Mapping[str, str]:
    """Return for each field of a record how its texts are sent: SAID, TYPED or, empty, neither."""
    hints = get_type_hints(record, include_extras=True)
    return {one.name: _way(hints[one.name]) for one in fields(record)}


def _way(hint: Any) -> str:
    own = next((one for one in getattr(hint, "__metadata__", ()) if one in (SAID, TYPED)), "")
    return own or next(filter(None, map(_way, get_args(hint))), "")


def sent(record: Any, language: str) -> Any:
    """Return a record as JSON-able data in a language."""

    def walk(value: Any, way: str) -> Any:
        if isinstance(value, str):
            if way == SAID:
                return read_in(value, language)
            return value if way == TYPED else spelled(value, language)
        if is_dataclass(value) and not isinstance(value, type):
            ways = _ways(type(value))
            return {name: walk(getattr(value, name), its) for name, its in ways.items()}
        if isinstance(value, Mapping):
            return {key: walk(item, way) for key, item in value.items()}
        return [walk(item, way) for item in value] if isinstance(value, list | tuple) else value

    return walk(record, "")
