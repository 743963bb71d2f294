"""The form of a plan, and what its seat expects of it: texts for every value that can be set, so
that the page only picks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from coordsim.room.records import Measure, Number, OpenLever, Preview, View
from coordsim.show.numbers import counted, difference, in_hundredths, number, rounded
from coordsim_web.play.words import choice_words, money, unit_of, unit_within, value_of

WORDS = (0.5, 2.0)  # lowest and highest forecast that the form offers, over the own expectation
WORD_STEP = 0.05
UP, DOWN = "▲", "▼"


@dataclass(frozen=True)
class Choice:
    """A value that can be set, as it reads."""

    value: float
    words: str
    spoken: str


@dataclass(frozen=True)
class Control:
    """A lever on the form. ``choices`` are all values that can be set, as buttons where there are
    ``few``, else steps of a slider; ``was`` is the value in force.
    """

    name: str
    label: str
    unit: str
    help: str
    few: bool
    value: float
    was: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Word:
    """A forecast that marketing may give, over its own expectation."""

    value: float
    words: str


@dataclass(frozen=True)
class Form:
    """The form of a plan; ``promotions`` says when the next one comes, by how often they come."""

    week: int
    title: str
    button: str
    levers: tuple[Control, ...]
    words: tuple[Word, ...]
    no_promotion: str
    promotions: dict[str, str]
    cost_note: str


@dataclass(frozen=True)
class Foreseen:
    """A KPI that is expected of a plan; ``move`` against changing nothing, ``good`` better, worse
    or empty.
    """

    label: str
    value: str
    unit: str
    move: str
    good: str


@dataclass(frozen=True)
class Expectation:
    """What a seat expects of a plan; ``told`` are the forecasts that it may give."""

    kpis: tuple[Foreseen, ...]
    pay: str
    pay_move: str
    demand: str
    told: tuple[str, ...]


def form_of(view: View) -> Form:
    """Return the form of the plan that a round waits for."""
    first, last = view.week + 1, view.week + view.round_weeks
    asked = offered_words() if view.asks_forecast else ()
    return Form(
        week=view.week,
        title=f"Your plan for weeks {first} to {last}",
        button=f"Play {counted(view.round_weeks, 'week')}",
        levers=tuple(map(control, view.levers)),
        words=asked,
        no_promotion="None is planned.",
        promotions={
            str(every): f"Next promotion: week {math.ceil(first / every) * every}."
            for lever in view.levers
            if lever.name == "promotion_every"
            for every in map(int, lever.choices)
            if every
        },
        cost_note=_cost_note(view),
    )


def _cost_note(view: View) -> str:
    known = any(fact.name == "unit_cost" and fact.source != "untold" for fact in view.facts)
    if not known:
        return ""
    return (
        "Unit cost here is worked out from what you believe of costs, for a steady week under this"
        " plan; the one under “What you know” is what past weeks came to."
    )


def control(lever: OpenLever) -> Control:
    """Return a lever as it stands on the form."""
    choices = tuple(_choice(lever, value) for value in settable(lever))
    low, high = choices[0].words, choices[-1].words
    span = "" if lever.choices else f"From {low} to {high}."
    return Control(
        name=lever.name,
        label=lever.label,
        unit=unit_of(lever.unit),
        help=" ".join(filter(None, (lever.help, span))),
        few=bool(lever.choices),
        value=lever.value,
        was=f"Was {choice_words(lever, lever.value)}.",
        choices=choices,
    )


def _choice(lever: OpenLever, value: float) -> Choice:
    words = choice_words(lever, value)
    return Choice(value, words, f"{words} {unit_of(lever.unit, value)}".strip())


def settable(lever: OpenLever) -> list[float]:
    """Return every value of a lever that the form offers, in order: its choices, or steps between
    its limits; and the value in force, wherever that lies.
    """
    if lever.choices:
        offered = set(lever.choices)
    else:
        steps = math.floor((lever.high - lever.low) / lever.step + 1e-9)
        offered = {round(lever.low + step * lever.step, 9) for step in range(steps + 1)}
        offered |= {lever.high}
    if all(abs(lever.value - value) > 1e-9 for value in offered):
        offered |= {lever.value}
    return sorted(offered)


def offered_words() -> tuple[Word, ...]:
    """Return the forecasts that the form offers, over the own expectation."""
    steps = round((WORDS[1] - WORDS[0]) / WORD_STEP)
    values = [round(WORDS[0] + step * WORD_STEP, 9) for step in range(steps + 1)]
    return tuple(Word(value, _said(value)) for value in values)


def _said(word: float) -> str:
    """Say how a forecast stands to what marketing itself expects."""
    percent = round(100 * abs(word - 1))
    return f"You say {percent}% {'more' if word > 1 else 'less'}." if percent else "You say so."


def expected_of(plan: Preview, base: Preview, form: Form) -> Expectation:
    """Return what a seat expects of a plan, against ``base``, where it changes nothing."""
    cost_known = bool(form.cost_note)
    return Expectation(
        kpis=tuple(
            _foreseen(one, other, cost_known)
            for one, other in zip(plan.kpis, base.kpis, strict=True)
        ),
        pay=money(plan.slip.total),
        pay_move=move(plan.slip.total, base.slip.total, "money"),
        demand=number(plan.demand),
        told=tuple(number(word.value * plan.demand) for word in form.words),
    )


def _foreseen(one: Measure, base: Measure, cost_known: bool) -> Foreseen:
    moved = move(one.value, base.value, one.unit)
    up = moved.startswith(UP)
    good = "better" if up == (one.better == "up") else "worse"
    return Foreseen(
        label=f"{one.label}{', expected' * (one.name == 'unit_cost' and cost_known)}",
        value=value_of(one.value, one.unit),
        unit=unit_within(one.unit),
        move=moved,
        good=good if moved and one.better != "none" else "",
    )


def move(value: Number, base: Number, unit: str) -> str:
    """Say how far a value lies from another, as both are written; nothing where they read alike."""
    if value is None or base is None:
        return ""
    size = 100 if in_hundredths(unit) else 1
    gap = rounded(size * value) - rounded(size * base)
    return f"{UP if gap > 0 else DOWN} {difference(abs(gap) / size, unit)}" if gap else ""
