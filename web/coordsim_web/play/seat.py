"""What a seat's page shows besides its form: pay, what happened, what is known. Texts only, made
from the view of the seat and from nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from coordsim.room.records import Known, Outcome, PlayedMeasure, Preview, Slip, View
from coordsim.show.numbers import counted, number
from coordsim_web.play.words import (
    capital,
    known_value,
    lower,
    money,
    unit_of,
    value_of,
    weeks_old,
)

LEAST_BAR, LEAST_SHARE = 4.0, 1.0  # in hundredths: what is there can be seen
SPOKEN = 3  # KPIs that are read out when a round is over
GROUPS = (  # of facts, by where they come from
    ("own", "Your own figures"),
    ("seen", "Plain to see"),
    ("told", "You have been told"),
    ("untold", "You have not been told. You believe:"),
)


@dataclass(frozen=True)
class Head:
    """Where the game stands."""

    role: str
    round: int
    rounds: int
    weeks: str
    played: str
    seed: str


@dataclass(frozen=True)
class Story:
    """The firm, and how a game goes; told in the first round."""

    title: str
    story: str
    how: str


@dataclass(frozen=True)
class Row:
    """A line of a table with two columns."""

    label: str
    value: str


@dataclass(frozen=True)
class Pay:
    """What the seat is paid for, and its last slip."""

    name: str
    words: str
    slip: tuple[Row, ...]
    total: str
    expected: str
    before: str


@dataclass(frozen=True)
class Measured:
    """A KPI of the weeks played last; ``bars`` are heights in hundredths."""

    label: str
    value: str
    unit: str
    expected: str
    before: str
    weeks: tuple[str, ...]
    bars: tuple[float, ...]


@dataclass(frozen=True)
class Lost:
    """Lost units by a cause; ``width`` of its bar in hundredths."""

    label: str
    units: str
    width: float


@dataclass(frozen=True)
class Happened:
    """The weeks played last."""

    title: str
    spoken: str
    weeks: tuple[str, ...]
    kpis: tuple[Measured, ...]
    lost_in: str
    lost: tuple[Lost, ...]
    none: str
    untold: str


@dataclass(frozen=True)
class Fact:
    """A fact as it is known."""

    label: str
    age: str
    value: str
    unit: str


@dataclass(frozen=True)
class Group:
    """Facts that come from the same place."""

    source: str
    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Knowledge:
    """What the seat knows and by which rule."""

    name: str
    title: str
    words: str
    groups: tuple[Group, ...]
    terms: tuple[Row, ...]


@dataclass(frozen=True)
class Seat:
    """A seat's page but for its form."""

    story: Story | None
    pay: Pay
    happened: Happened | None
    knows: Knowledge


def head_of(view: View) -> Head:
    """Return where the game stands."""
    first, last = view.week + 1, view.week + view.round_weeks
    return Head(
        role=view.role,
        round=view.round,
        rounds=view.rounds,
        weeks=f"Weeks {first} to {last} of {view.weeks}",
        played=f"{view.round - 1} of {view.rounds} rounds played",
        seed=f"seed {view.seed}",
    )


def seat_page(view: View) -> Seat:
    """Return what a seat's page shows."""
    return Seat(
        story=_story(view) if view.round == 1 else None,
        pay=_pay(view),
        happened=_happened(view, view.outcome) if view.outcome else None,
        knows=_knows(view),
    )


def _story(view: View) -> Story:
    how = (
        f"Each round you hand in a plan; then {counted(view.round_weeks, 'week')} are played."
        f" {capital(view.partner)} is run by a manager who looks after its own pay, as you do after"
        f" yours. Who settles conflicts: {lower(view.settling.title)}. {view.settling.words}"
    )
    return Story(view.title, view.story, how)


def _pay(view: View) -> Pay:
    slip = view.slip or Slip((), None)
    lines = tuple(
        Row(capital(line.line) + (f": {line.how}" if line.how else ""), money(line.amount))
        for line in slip.lines
    )
    rounds = ", ".join(money(total) for total in view.pays) if len(view.pays) > 1 else ""
    return Pay(
        name=view.pay.name,
        words=view.pay.words,
        slip=lines,
        total=money(slip.total) if view.slip else "",
        expected=money(view.expected.slip.total) if view.expected else "",
        before=f"Round by round: {rounds}" if rounds else "",
    )


def _happened(view: View, outcome: Outcome) -> Happened:
    known = [item for item in outcome.lost if item.units is not None]
    most = max((item.units or 0.0 for item in known), default=0.0)
    lost = tuple(
        Lost(item.label, number(item.units), bar(item.units or 0.0, most, LEAST_SHARE))
        for item in known
        if item.units
    )
    none = [item.label for item in known if not item.units]
    unknown = [item.label for item in outcome.lost if item.units is None]
    weeks = len(outcome.weeks)
    return Happened(
        title=f"What happened in weeks {outcome.weeks[0] + 1} to {outcome.weeks[-1] + 1}",
        spoken=", ".join(
            f"{kpi.label} {value_of(kpi.value, kpi.unit)} {unit_of(kpi.unit, kpi.value)}".strip()
            for kpi in outcome.kpis[:SPOKEN]
        ),
        weeks=tuple(str(week + 1) for week in outcome.weeks),
        kpis=tuple(_measured(kpi, view.expected) for kpi in outcome.kpis),
        lost_in=f"units in {'these ' * (weeks > 1)}{counted(weeks, 'week')}",
        lost=lost,
        none=f"None by: {lower('; '.join(map(lower, none)))}." if none else "",
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
    sizes = [abs(value or 0.0) for value in kpi.weeks]
    return Measured(
        label=kpi.label,
        value=value_of(kpi.value, kpi.unit),
        unit=unit_of(kpi.unit, kpi.value),
        expected=value_of(foreseen[kpi.name], kpi.unit) if kpi.name in foreseen else "",
        before="" if kpi.before is None else value_of(kpi.before, kpi.unit),
        weeks=tuple(value_of(value, kpi.unit) for value in kpi.weeks),
        bars=tuple(bar(size, max(sizes), LEAST_BAR) for size in sizes),
    )


def bar(size: float, most: float, least: float) -> float:
    """Return a bar's size in hundredths of the largest."""
    return max(least, round(100 * size / most, 1)) if most > 0 else least


def _knows(view: View) -> Knowledge:
    shown = [fact for fact in view.facts if fact.name != "build"]
    groups = [
        Group(source, title, tuple(_fact(fact) for fact in shown if fact.source == source))
        for source, title in GROUPS
    ]
    return Knowledge(
        name=view.talk.name,
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
