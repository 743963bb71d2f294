"""The words of paper in a language."""

from __future__ import annotations

from coordsim.show.numbers import NONE, in_hundredths
from coordsim_web.rooms.debrief.words import Words as DebriefWords
from coordsim_web.rooms.words import ONE_OF, set_value, unit_of
from coordsim_web.texts.spoken import PageWords


class Words(PageWords):
    """Texts of paper in one language; names of the model are the debrief's."""

    def __init__(self, language: str) -> None:
        super().__init__("paper", language)
        self.debrief = DebriefWords(language)

    def bare(self, value: float, unit: str) -> str:
        """Return a value that somebody sets, without its unit; or what it is called."""
        return self.model(set_value(value, unit))

    def unit(self, unit: str) -> str:
        """Return a unit, with what each value of it means where they have names; a dash where there
        is nothing to say.
        """
        named = ", ".join(f"{n} = {self.model(name)}" for n, name in ONE_OF.findall(unit))
        percent = self("keyed.percent") if in_hundredths(unit) else ""
        return named or percent or self.model(unit_of(unit)) or NONE

    def name(self, kind: str, key: str) -> str:
        """Return what something of the model is called."""
        return self.debrief.name(kind, key)
