"""What a seat sees, as its trainer reads it over the shoulder: the same record that the seat's own
page is made from, in lines.
"""

from __future__ import annotations

from dataclasses import dataclass

from coordsim.room.chair import Chair
from coordsim.room.records import Known, OpenLever, View
from coordsim.room.state.records import Plan
from coordsim.show.numbers import measured, number
from coordsim_web.rooms.words import unit_of
from coordsim_web.texts.spoken import Speech, Typed


@dataclass(frozen=True)
class Line:
    """A name and what it is."""

    label: Speech
    value: Speech


@dataclass(frozen=True)
class Told:
    """Whose words, and the words as they were written."""

    label: Speech
    value: Typed


@dataclass(frozen=True)
class Side:
    """A side of the firm as it is seen: rules in words, levers with the plan as it stands, facts
    that are known, and those that it has not been told.
    """

    role: str
    pay: Speech
    talk: Speech
    paid: Speech
    levers: tuple[Line, ...]
    known: tuple[Line, ...]
    untold: tuple[Line, ...]


@dataclass(frozen=True)
class Look:
    """A seat: whether its plan is in, a draft or neither, what it sees, what was said."""

    team: int
    role: str
    plan: str
    sides: tuple[Side, ...]
    talk: tuple[Told, ...]


def look_of(chair: Chair) -> Look:
    """Return a chair as its trainer reads it."""
    plan = chair.plan or chair.draft
    return Look(
        team=chair.team,
        role=chair.role,
        plan="in" if chair.plan is not None else "draft" if chair.draft is not None else "",
        sides=tuple(_side(view, plan) for view in chair.views),
        talk=tuple(Told(one.role, one.text) for one in chair.talk if one.text),
    )


def _side(view: View, plan: Plan | None) -> Side:
    facts = [fact for fact in view.facts if fact.source != "untold"]
    untold = [fact for fact in view.facts if fact.source == "untold"]
    return Side(
        role=view.role,
        pay=view.pay.title,
        talk=view.talk.title,
        paid=number(view.pays[-1]) if view.pays else "",
        levers=tuple(_lever(lever, plan) for lever in view.levers),
        known=tuple(map(_fact, facts)),
        untold=tuple(map(_fact, untold)),
    )


def _lever(lever: OpenLever, plan: Plan | None) -> Line:
    now = measured(lever.value, lever.unit)
    chosen = lever.value if plan is None else plan.levers.get(lever.name, lever.value)
    wanted = measured(chosen, lever.unit)
    change = now if wanted == now else f"{now} → {wanted}"
    return Line(lever.label, change + _unit(lever.unit))


def _fact(fact: Known) -> Line:
    if fact.words:
        return Line(fact.label, fact.words)
    return Line(fact.label, measured(fact.value, fact.unit) + _unit(fact.unit))


def _unit(unit: str) -> str:
    """Return a unit behind its number; none where it only says how the number is read."""
    words = "" if "=" in unit else unit_of(unit)
    return f" {words}" if words else ""
