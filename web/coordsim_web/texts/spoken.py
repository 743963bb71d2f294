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
from coordsim.show.numbers import kept, spelled
from coordsim_web.texts import LANGUAGES, filled, say, texts, translated

SENTENCES: Final = "sentences"
SAID: Final = "said"
TYPED: Final = "typed"
WRITTEN: Final = "written"
LONGEST: Final = 500  # letters of a sentence with fields
MOST: Final = 20_000  # letters that are looked at for one text
Speech = Annotated[str, SAID]
"""A text of the model or of a room: where a record is sent it is said in the page's language. Texts
of any other type are in that language already, or signs; of them too, numbers take its form.
"""
Written = Annotated[str, WRITTEN]
"""A text of an agenda or a firm, ours or anybody's: said in the page's language where it is ours,
and as its author wrote it, numbers and all, where it is not.
"""
Typed = Annotated[str, TYPED]
"""What people wrote, and names that they gave: sent as it is, whatever numbers there are in it."""
WAYS: Final = (SAID, WRITTEN, TYPED)
_FIELD = re.compile(r"\{(\w+)\}")
_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ0-9])")
WITHIN: Final = r"(?:(?![.!?]\s+[A-ZÄÖÜ0-9]).)+?"  # a field ends with its sentence
NUMBER: Final = r"[-−±▲▼ \d.,%]{0,20}\d[\d.,%]{0,20}"  # what stands for a field {n}
_JOINTS = (", ", " and ", " · ", "; ", ": ")


type _Read = tuple[tuple[str, str | None], ...]


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
        self.known: dict[str, _Read] = {}

    def __call__(self, text: str) -> str:
        """Return a text in this language; sentence by sentence where it is known so only."""
        return " ".join(said or one for one, said in self._read(text))

    def written(self, text: str) -> str:
        """Return a text for `spelled`: the numbers of what is not known stay as they are."""
        return " ".join(said or kept(one) for one, said in self._read(text))

    def _read(self, text: str) -> _Read:
        if text not in self.known:
            if len(self.known) > 20_000:
                self.known.clear()
            self.known[text] = _Reading(self).read(text)
        return self.known[text]

    def word(self, text: str) -> str | None:
        """Return what is said for a text without fields, however it begins."""
        small = text[:1].lower() + text[1:]
        if text not in self.words and small in self.words:
            return _capital(self.words[small])
        return self.words.get(text) or self.words.get(_capital(text))


class _Reading:
    """One text that is read. It may be anybody's, so that there is an end to the trying: what is
    longer than any sentence of ours, or takes more tries, is not known.
    """

    def __init__(self, language: Spoken) -> None:
        self.language = language
        self.left = MOST
        self.parts: dict[str, str | None] = {}

    def read(self, text: str) -> _Read:
        """Return a text whole, or its sentences, and what is said for each; None for nothing."""
        whole = self._part(text)
        if whole is not None:
            return ((text, whole),)
        parts = _ENDS.split(text)
        said = [self._part(part) for part in parts]
        return tuple(zip(parts, said, strict=True)) if any(said) else ((text, None),)

    def _part(self, text: str) -> str | None:
        """Return what is said for a text as a whole; None where nothing is."""
        if text not in self.parts:
            found = self._one(text)
            self.parts[text] = self._listed(text) if found is None else found
        return self.parts[text]

    def _one(self, text: str) -> str | None:
        """Return what is said for a text that has words or a pattern of its own."""
        found = self.language.word(text)
        if found is not None or len(text) > LONGEST or self.left < len(text):
            return found
        self.left -= len(text)
        for shape, said in self.language.patterns:
            match = shape.fullmatch(text)
            if match:
                inside = {name: self._within(value) for name, value in match.groupdict().items()}
                return filled(said, **inside)
        return None

    def _within(self, text: str) -> str:
        return " ".join(said or one for one, said in self.read(text))

    def _listed(self, text: str) -> str | None:
        """Return a list of things that have words each, as in "stock, costs and prices"."""
        if len(text) > LONGEST:
            return None
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
    """Return a pattern's expression. Each field is as short as it can be, and stays so once what
    follows it is found: a text is gone through once, whoever wrote it.
    """
    parts = _FIELD.split(english)
    text, open_ = re.escape(parts[0]), False
    for name, after in zip(parts[1::2], parts[2::2], strict=True):
        if name != "n":
            text += (")" if open_ else "") + "(?>"
            open_ = True
        text += f"(?P<{name}>{NUMBER if name == 'n' else WITHIN}){re.escape(after)}"
    return re.compile(text + (r"\Z)" if open_ else ""), re.S)


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
    """Return a text as somebody reads it who reads that language: what is known is said in it,
    with numbers in its form; what is not stays as it was written.
    """
    return spelled(spoken(language).written(text), language)


@cache
def _ways(record: type) -> Mapping[str, str]:
    """Return for each field of a record how its texts are sent: SAID, WRITTEN, TYPED or, empty,
    none of them.
    """
    hints = get_type_hints(record, include_extras=True)
    return {one.name: _way(hints[one.name]) for one in fields(record)}


def _way(hint: Any) -> str:
    own = next((one for one in getattr(hint, "__metadata__", ()) if one in WAYS), "")
    return own or next(filter(None, map(_way, get_args(hint))), "")


def sent(record: Any, language: str) -> Any:
    """Return a record as JSON-able data in a language."""

    def walk(value: Any, way: str) -> Any:
        if isinstance(value, str):
            if way == WRITTEN:
                return read_in(value, language)
            if way == SAID:
                return spelled(spoken(language)(value), language)
            return value if way == TYPED else spelled(value, language)
        if is_dataclass(value) and not isinstance(value, type):
            ways = _ways(type(value))
            return {name: walk(getattr(value, name), its) for name, its in ways.items()}
        if isinstance(value, Mapping):
            return {key: walk(item, way) for key, item in value.items()}
        return [walk(item, way) for item in value] if isinstance(value, list | tuple) else value

    return walk(record, "")


class PageWords:
    """Texts of a page in one language, and what the model and the rooms say in it."""

    def __init__(self, page: str, language: str) -> None:
        self.language, self.texts = language, texts(page, language)

    def __call__(self, key: str, **values: object) -> str:
        """Return a text by its dotted key, with its values."""
        return say(self.texts, key, **values)

    def model(self, text: str) -> str:
        """Return what the model says."""
        return spoken(self.language)(text)

    def wrote(self, text: str) -> str:
        """Return what an agenda or a firm says, for `spelled`: numbers of an unknown author stay as
        they are.
        """
        return spoken(self.language).written(text)
