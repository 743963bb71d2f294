"""The values that can be set on a form, and what its seat expects of a plan: texts for every value,
so that the page only picks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coordsim.room.records import Measure, Number, OpenLever, Preview, View
from coordsim.show.numbers import difference, in_hundredths, number, rounded
from coordsim_web.rooms.words import lever_measured, lever_value, money, unit_within, value_of
from coordsim_web.texts.spoken import Speech

WORDS = (0.5, 2.0)  # lowest and highest forecast that the form offers, over the own expectation
WORD_STEP = 0.05  # of what is expected
UP, DOWN = "▲", "▼"


@dataclass(frozen=True)
class Choice:
    """A value that can be set, as it reads."""

    value: float
    words: Speech
    spoken: Speech


@dataclass(frozen=True)
class Foreseen:
    """A KPI that is expected of a plan; ``move`` against changing nothing, ``good`` better, worse
    or empty.
    """

    label: Speech
    value: str
    unit: Speech
    move: Speech
    good: str


@dataclass(frozen=True)
class Expectation:
    """What a seat expects of a plan; ``told`` are the forecasts that it may give."""

    kpis: tuple[Foreseen, ...]
    pay: str
    pay_move: Speech
    demand: str
    told: tuple[str, ...]


def choices_of(lever: OpenLever) -> tuple[Choice, ...]:
    """Return every value of a lever that the form offers, as it reads."""
    return tuple(_choice(lever, value) for value in settable(lever))


def _choice(lever: OpenLever, value: float) -> Choice:
    return Choice(value, lever_value(lever.name, value), lever_measured(lever.name, value))


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


def offered_words(view: View) -> tuple[float, ...]:
    """Return the forecasts that the form offers, over the own expectation; none where none is
    asked for.
    """
    steps = round((WORDS[1] - WORDS[0]) / WORD_STEP) + 1 if view.asks_forecast else 0
    return tuple(round(WORDS[0] + step * WORD_STEP, 9) for step in range(steps))


def expected_of(plan: Preview, base: Preview, words: Sequence[float]) -> Expectation:
    """Return what a seat expects of a plan, against ``base``, where it changes nothing."""
    return Expectation(
        kpis=tuple(_foreseen(*pair) for pair in zip(plan.kpis, base.kpis, strict=True)),
        pay=money(plan.slip.total),
        pay_move=move(plan.slip.total, base.slip.total, "money"),
        demand=number(plan.demand),
        told=tuple(number(word * plan.demand) for word in words),
    )


def _foreseen(one: Measure, base: Measure) -> Foreseen:
    moved = move(one.value, base.value, one.unit)
    good = "better" if moved.startswith(UP) == (one.better == "up") else "worse"
    return Foreseen(
        label=one.label,
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
