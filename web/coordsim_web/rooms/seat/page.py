"""What a seat's page shows besides its form: pay, what happened, what is known. Texts only, made
from the view of the seat and from nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from coordsim.room.records import Known, Outcome, PlayedMeasure, Preview, Slip, View
from coordsim.show.numbers import number
from coordsim_web.rooms.words import (
    capital,
    known_value,
    lower,
    money,
    unit_of,
    value_of,
    weeks_old,
)
from coordsim_web.texts.spoken import Speech

SPOKEN = 3  # KPIs that are read out when a round is over
GROUPS = (  # of facts, by where they come from
    ("own", "Your own figures"),
    ("seen", "Plain to see"),
    ("told", "You have been told"),
    ("untold", "You have not been told. You believe:"),
)


@dataclass(frozen=True)
class Row:
    """A line of a table with two columns."""

    label: Speech
    value: Speech


@dataclass(frozen=True)
class Pay:
    """The seat's last pay slip, and what it had expected."""

    slip: tuple[Row, ...]
    total: str
    expected: str


@dataclass(frozen=True)
class Measured:
    """A KPI of the weeks played last, as it was expected, and in the round before."""

    label: Speech
    value: str
    unit: Speech
    expected: str
    before: str


@dataclass(frozen=True)
class Lost:
    """Lost units by a cause."""

    label: Speech
    units: str


@dataclass(frozen=True)
class Happened:
    """The weeks played last."""

    spoken: Speech
    kpis: tuple[Measured, ...]
    lost: tuple[Lost, ...]
    untold: Speech


@dataclass(frozen=True)
class Fact:
    """A fact as it is known."""

    label: Speech
    age: Speech
    value: Speech
    unit: Speech


@dataclass(frozen=True)
class Group:
    """Facts that come from the same place."""

    source: str
    title: Speech
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Knowledge:
    """What the seat knows and by which rule."""

    title: Speech
    words: Speech
    groups: tuple[Group, ...]
    terms: tuple[Row, ...]


@dataclass(frozen=True)
class Seat:
    """A seat's page but for its form."""

    pay: Pay
    happened: Happened | None
    knows: Knowledge


def seat_page(view: View) -> Seat:
    """Return what a seat's page shows."""
    return Seat(
        pay=_pay(view),
        happened=_happened(view, view.outcome) if view.outcome else None,
        knows=_knows(view),
    )


def _pay(view: View) -> Pay:
    slip = view.slip or Slip((), None)
    lines = tuple(
        Row(capital(line.line) + (f": {line.how}" if line.how else ""), money(line.amount))
        for line in slip.lines
    )
    return Pay(
        slip=lines,
        total=money(slip.total) if view.slip else "",
        expected=money(view.expected.slip.total) if view.expected else "",
    )


def _happened(view: View, outcome: Outcome) -> Happened:
    known = [item for item in outcome.lost if item.units is not None]
    unknown = [item.label for item in outcome.lost if item.units is None]
    return Happened(
        spoken=", ".join(
            f"{kpi.label} {value_of(kpi.value, kpi.unit)} {unit_of(kpi.unit, kpi.value)}".strip()
            for kpi in outcome.kpis[:SPOKEN]
        ),
        kpis=tuple(_measured(kpi, view.expected) for kpi in outcome.kpis),
        lost=tuple(Lost(item.label, number(item.units)) for item in known if item.units),
        untold=_untold(unknown, bool(known)),
    )


def _untold(unknown: list[str], some_known: bool) -> str:
    """Say what of lost sales the seat has not been told about."""
    if not unknown:
        return ""
    if not some_known:
        return "how many customers left without buying, nor why."
    return f"about: {'; '.join(map(lower, unknown))}."


def _measured(kpi: PlayedMeasure, expected: Preview | None) -> Measured:
    foreseen = {item.name: item.value for item in expected.kpis} if expected else {}
    return Measured(
        label=kpi.label,
        value=value_of(kpi.value, kpi.unit),
        unit=unit_of(kpi.unit, kpi.value),
        expected=value_of(foreseen[kpi.name], kpi.unit) if kpi.name in foreseen else "",
        before="" if kpi.before is None else value_of(kpi.before, kpi.unit),
    )


def _knows(view: View) -> Knowledge:
    shown = [fact for fact in view.facts if fact.name != "build"]
    groups = [
        Group(source, title, tuple(_fact(fact) for fact in shown if fact.source == source))
        for source, title in GROUPS
    ]
    return Knowledge(
        title=view.talk.title,
        words=view.talk.words,
        groups=tuple(group for group in groups if group.facts),
        terms=tuple(Row(fact.label, fact.help) for fact in view.facts if fact.help),
    )


def _fact(fact: Known) -> Fact:
    value, unit = known_value(fact)
    return Fact(fact_label(fact), _aged(fact) if fact.source == "told" else "", value, unit)


def fact_label(fact: Known) -> str:
    """Return what a fact is called; unit cost that is known is that of past weeks."""
    if fact.name != "unit_cost" or fact.source == "untold":
        return fact.label
    return f"Unit cost of past weeks{', as told' * (fact.source == 'told')}"


def _aged(fact: Known) -> str:
    mixed = "marketing's word, as far as you trust it" if fact.name == "demand" else ""
    return "; ".join(filter(None, (mixed, weeks_old(fact.age))))
