"""What somebody chose on Teach, checked: an agenda, its arms, the size of the class."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coordsim.core.signs import hidden_in
from coordsim.room.agenda import ONE_ARM, Agenda, AgendaError, agenda_of, parse, plain, ready
from coordsim.scenario.file import ScenarioError, names
from coordsim.scenario.refusals import read_toml, refusals
from coordsim.show.numbers import heard
from coordsim_web.texts import LANGUAGES

LARGEST_FILE = 2**16  # bytes
MOST_HEADS = 400
MOST_ARMS = 4
SCENARIO, FILE = "scenario", "file"
RULES = {"pay": "incentives", "talk": "communication"}


class ChoiceError(ValueError):
    """A choice that cannot be used; the message names what, and what is allowed."""


class ArmChoice(BaseModel):
    """An arm with the rules chosen for it; an empty one is as the agenda has it."""

    model_config = ConfigDict(extra="forbid", strict=True)
    name: str = Field("", max_length=24, description="short name of an arm")
    pay: str = Field("", max_length=60, description="name of a pay rule")
    talk: str = Field("", max_length=60, description="name of a talk rule")


class Choice(BaseModel):
    """What the form holds."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
    agenda: str = Field(max_length=60, description="name of a ready agenda, scenario or file")
    scenario: str = Field("base", max_length=60, description="name of a scenario")
    rounds: int = Field(6, ge=1, le=40, description="rounds of a scenario that is played plainly")
    minutes: float = Field(4.0, ge=0, le=60, description="minutes of each of its rounds")
    arms: list[ArmChoice] = Field(max_length=MOST_ARMS, min_length=1, description="arms")
    worlds: Literal["same", "blocks"] = Field("same", description="worlds")
    heads: int = Field(ge=1, le=MOST_HEADS, description="people in the class")
    seed: int = Field(1, ge=0, le=10**9, description="number of the world")


class Chosen(NamedTuple):
    """A choice that can be used: the agenda, how many firms that many people fill, the world."""

    agenda: Agenda
    teams: int
    seed: int


def uploaded(text: Any, name: Any = "") -> Agenda:
    """Return the agenda of a file that somebody sent. Raises ChoiceError."""
    where = name if isinstance(name, str) and name.isprintable() and name else "agenda.toml"
    where = where[-60:]
    if not isinstance(text, str):
        raise ChoiceError(f"{where}: not a text file; allowed: an agenda as TOML")
    source = text.encode("utf-8", "replace")
    if len(source) > LARGEST_FILE:
        raise ChoiceError(
            f"{where}: has {len(source):,} bytes; allowed: an agenda of up to {LARGEST_FILE:,}"
        )
    data = read_toml(source, where, ChoiceError)
    found = hidden_in(data)
    if found:
        raise ChoiceError(
            f"{where}: {found.field} holds the sign {found.sign}, which nobody sees; allowed: signs"
            " that can be seen, spaces and line breaks"
        )
    scenario = data.get("scenario", "base")
    if scenario not in names():
        raise ChoiceError(
            f"{where}: scenario is not one of the library; allowed: {', '.join(names())}"
        )
    try:
        return parse(data, where)
    except AgendaError as error:
        raise ChoiceError(str(error)) from None


def chosen(data: Any, file: Agenda | None = None, language: str = LANGUAGES[0]) -> Chosen:
    """Check what a form holds, its numbers typed in the form of a language; ``file`` is the agenda
    that was uploaded. Raises ChoiceError.
    """
    try:
        choice = Choice.model_validate(_read(data, language))
    except ValidationError as error:
        raise ChoiceError("\n".join(refusals(Choice, error, "this room"))) from None
    try:
        base = _base(choice, file)
        agenda = parse(_changed(base, choice), "this room")
    except (AgendaError, ScenarioError) as error:
        raise ChoiceError(str(error)) from None
    return Chosen(agenda, math.ceil(choice.heads / len(agenda.people)), choice.seed)


def _read(data: Any, language: str) -> Any:
    """Return a form's data with its numbers read."""
    if not isinstance(data, Mapping):
        return data
    fields = Choice.model_fields.items()
    numbers = {name for name, field in fields if field.annotation in (int, float)}
    return {
        name: heard(value, language) if name in numbers else value for name, value in data.items()
    }


def _base(choice: Choice, file: Agenda | None) -> Agenda:
    if choice.agenda == FILE:
        if file is None:
            raise ChoiceError("No file has been opened: choose one, or a ready agenda.")
        return file
    if choice.agenda == SCENARIO:
        if choice.scenario not in names():
            raise ChoiceError(f"There is no scenario of that name; allowed: {', '.join(names())}.")
        return plain(choice.scenario, choice.rounds, choice.minutes * choice.rounds)
    if choice.agenda not in ready():
        raise ChoiceError(f"There is no agenda of that name; allowed: {', '.join(ready())}.")
    return agenda_of(choice.agenda)


def _changed(base: Agenda, choice: Choice) -> dict[str, Any]:
    """Return an agenda's data with the arms that were chosen. An arm that the agenda has keeps its
    changes.
    """
    arms: dict[str, dict[str, Any]] = {}
    for arm in choice.arms:
        name = arm.name.strip() or ONE_ARM
        if name in arms:
            raise ChoiceError(f"Two arms are called {name}: each needs a name of its own.")
        if len(choice.arms) > 1 and not arm.name.strip():
            raise ChoiceError("With more than one arm, each needs a name.")
        if not name.isprintable():
            raise ChoiceError("The name of an arm has to have letters, and no line breaks.")
        arms[name] = _ruled(base.arms.get(name, {}), arm)
    data = base.model_dump(exclude_unset=True)
    phases = [
        phase | {"arms": {arm: rules for arm, rules in phase["arms"].items() if arm in arms}}
        if "arms" in phase
        else phase
        for phase in data["phases"]
    ]
    return data | {"arms": arms, "phases": phases, "worlds": choice.worlds}


def _ruled(changes: Mapping[str, Any], arm: ArmChoice) -> dict[str, Any]:
    """Return an arm's changes with the rules that were chosen for it in place of its own."""
    out = dict(changes)
    for field, rule in RULES.items():
        name = getattr(arm, field)
        if name:
            kept = {key: value for key, value in out.items() if rule not in key.split(".")[:2]}
            out = kept | {rule: name}
    return out
