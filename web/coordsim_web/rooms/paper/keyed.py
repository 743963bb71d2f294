"""Plans on paper, keyed in by the trainer: which seats there are, a seat's form, and what was typed
made into a plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coordsim.core.levers import ROLES
from coordsim.room.agenda import LEADERSHIP
from coordsim.room.chair import Chair
from coordsim.room.deeds import PlanSubmitted
from coordsim.room.records import OpenLever, View
from coordsim.room.state.records import RoomState
from coordsim.show.numbers import in_hundredths, number, typed
from coordsim_web.rooms.console.look import Line, Look, look_of
from coordsim_web.rooms.paper.words import Words
from coordsim_web.rooms.words import unit_of, value_of
from coordsim_web.texts.spoken import Speech

LONGEST = 30  # letters of a number
IN, WAITS, BOT = "in", "waits", "bot"


class KeyedError(ValueError):
    """Something typed that is no number; the message says what."""


@dataclass(frozen=True)
class Chosen:
    """A seat, and whether its plan is in."""

    team: int
    role: str
    label: str
    stand: str


@dataclass(frozen=True)
class Field:
    """A lever to fill in: its value as it is, its unit, what is allowed."""

    name: str
    label: Speech
    unit: str
    was: str
    allowed: str


@dataclass(frozen=True)
class Form:
    """A seat's form, with what the seat sees, to be printed: what came of the last round, its pay
    slip, the levers as they are, and what it knows and believes.
    """

    title: Speech
    team: int
    role: str
    round: int
    fields: tuple[Field, ...]
    asks: bool
    came: tuple[Line, ...]
    slip: tuple[Line, ...]
    look: Look


def seats(state: RoomState, words: Words) -> tuple[Chosen, ...]:
    """Return the seats of the open round; none where no round waits."""
    if state.open is None:
        return ()
    return tuple(
        Chosen(
            team=team.number,
            role=role,
            label=f"{team.number} · {words.name('roles', role)}",
            stand=IN
            if (team.number, role) in state.open.plans
            else WAITS
            if seat.driver == "person"
            else BOT,
        )
        for team in state.teams
        for role, seat in team.seats.items()
        if role in ROLES or state.rules(team).governance == LEADERSHIP
    )


def form(chair: Chair, words: Words) -> Form:
    """Return a seat's form from what its person would see."""
    levers = {lever.name: lever for view in chair.views for lever in view.levers}
    asks = any(view.asks_forecast for view in chair.views) and chair.role == ROLES[0]
    return Form(
        title=f"{chair.team} · {words.name('roles', chair.role)}",
        team=chair.team,
        role=chair.role,
        round=chair.round,
        fields=tuple(_field(lever, words) for lever in levers.values()),
        asks=asks,
        came=tuple(line for view in chair.views for line in _came(view)),
        slip=tuple(line for view in chair.views for line in _slip(view, words)),
        look=look_of(chair),
    )


def _came(view: View) -> list[Line]:
    """Return what the seat saw of the weeks played last."""
    if view.outcome is None:
        return []
    return [
        Line(kpi.label, f"{value_of(kpi.value, kpi.unit)} {unit_of(kpi.unit, kpi.value)}".strip())
        for kpi in view.outcome.kpis
    ]


def _slip(view: View, words: Words) -> list[Line]:
    """Return the seat's last pay slip, line by line, with its sum."""
    if view.slip is None:
        return []
    lines = [Line(one.line, f"{number(one.amount)} ({one.how})") for one in view.slip.lines]
    return [*lines, Line(words("slips.total"), number(view.slip.total))]


def _field(lever: OpenLever, words: Words) -> Field:
    limits = [words.bare(value, lever.unit) for value in (lever.low, lever.high)]
    if lever.choices:
        limits = [", ".join(words.bare(value, lever.unit) for value in lever.choices)]
    return Field(
        name=lever.name,
        label=words.name("levers", lever.name),
        unit=words.unit(lever.unit),
        was=words.bare(lever.value, lever.unit),
        allowed=" – ".join(limits),
    )


def plan(data: Any, chair: Chair, words: Words) -> PlanSubmitted:
    """Return a plan from what was typed: texts by lever, shares in hundredths; what is empty stays.
    Raises KeyedError.
    """
    typed = data if isinstance(data, Mapping) else {}
    levers = {lever.name: lever for view in chair.views for lever in view.levers}
    said: dict[str, float] = {}
    for name, text in dict(typed.get("levers") or {}).items():
        lever = levers.get(name)
        if lever is None or not str(text).strip():
            continue
        value = _number(str(text), words.name("levers", name), words)
        said[name] = value / 100 if in_hundredths(lever.unit) else value
    word = str(typed.get("forecast") or "")
    return PlanSubmitted.model_validate(
        {
            "team": chair.team,
            "role": chair.role,
            "round": chair.round,
            "levers": said,
            "forecast": _number(word, words("keyed.forecast"), words) if word.strip() else None,
        }
    )


def _number(text: str, label: str, words: Words) -> float:
    """Read a number in the form of the page's language, with a percent sign or none."""
    try:
        if len(text) > LONGEST:
            raise ValueError("too long")
        return typed(text.strip().removesuffix("%"), words.language)
    except ValueError:
        why = words("keyed.not_number", label=label, text=repr(text[:LONGEST]))
        raise KeyedError(why) from None
