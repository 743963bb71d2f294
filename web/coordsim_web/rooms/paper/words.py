"""The words of paper in a language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordsim_web.rooms.debrief.words import Words as DebriefWords
from coordsim_web.texts import texts
from coordsim_web.texts.spoken import spoken


class Words:
    """Texts of paper in one language; names of the model are the debrief's."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.debrief = DebriefWords(language)
        self.texts: Mapping[str, Any] = texts("paper", language)

    def __call__(self, key: str, **values: object) -> str:
        """Return a text by its dotted key, with its values."""
        found: Any = self.texts
        for part in key.split("."):
            found = found[part]
        return str(found).format(**values)

    def model(self, text: str) -> str:
        """Return what the model, a firm of the library or a ready agenda says."""
        return spoken(self.language)(text)

    def name(self, kind: str, key: str) -> str:
        """Return what something of the model is called."""
        return self.debrief.name(kind, key)
