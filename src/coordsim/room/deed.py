"""What every deed in a room is: a frozen record that says who may do it and how it is told. Teams
and rounds count from 1.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from coordsim.core.signs import OF_A_LOG, Text
from coordsim.room.agenda import ROLE

TRAINER, SERVER, PERSON = "trainer", "server", "person"
Role = ROLE
Name = Annotated[Text, Field(min_length=1, max_length=40)]


def _newer(value: Any, info: ValidationInfo) -> Any:
    return info.context != OF_A_LOG if value is None else value


Newer = Annotated[bool, BeforeValidator(_newer)]
"""Whether a deed does what it does since some version: yes, but for logs that do not say so."""
Number = Annotated[int, Field(ge=1, le=10_000)]


class Deed(BaseModel):
    """What was done. ``by`` says who may do it, ``said`` how it is told."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
    by: ClassVar[frozenset[str]] = frozenset({TRAINER})
    said: ClassVar[str] = ""

    @property
    def sentence(self) -> str:
        """The deed as a sentence for readers of the log."""
        said = self.said.format_map(_Words(self))
        return said[:1].upper() + said[1:]


class _Words(dict[str, Any]):
    """Fields of a deed as words of its sentence."""

    def __init__(self, deed: Deed) -> None:
        super().__init__(dict(deed))
        if "seconds" in self:
            self["seconds"] = "" if self["seconds"] is None else f" for {self['seconds']} seconds"
        for field in ("arm", "team"):
            if field in self and self[field] is None:
                self[field] = "all"


class AtSeat(Deed):
    """A deed at a seat."""

    team: Number
    role: Role


class FirmStopped(Deed):
    """A team's firm could not pay any more after a week, counted from 0: nobody in it decides any
    more. The server writes it down, as it follows from what was played.
    """

    kind: Literal["firm_stopped"] = "firm_stopped"
    by: ClassVar[frozenset[str]] = frozenset({SERVER})
    said: ClassVar[str] = "The firm of team {team} could not pay any more and stopped."
    team: Number
    week: Annotated[int, Field(ge=0, le=10_000)]


class BroadcastEnded(Deed):
    """What the trainer said to everybody has been heard: it goes from pages and wall."""

    kind: Literal["broadcast_ended"] = "broadcast_ended"
    said: ClassVar[str] = "What the trainer said to everybody was taken away."


class InRound(AtSeat):
    """A deed at a seat that was made for a round: it is refused when that round is over."""

    round: Number
