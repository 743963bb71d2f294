"""What is told to the person in a seat, and to everybody after the last week, as frozen records.

Numbers are as the engine has them, None where there is none; they are rounded where they are shown,
and only there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from coordsim.scenario.rules import ShockKind

Number = float | None


@dataclass(frozen=True)
class Measure:
    """A KPI with its words and its value; ``better`` is up, down or none."""

    name: str
    label: str
    unit: str
    better: str
    value: Number


@dataclass(frozen=True)
class PlayedMeasure(Measure):
    """A KPI of the round played last: its mean, ``before`` that of the round before, and its value
    in each week.
    """

    before: Number
    weeks: tuple[Number, ...]


@dataclass(frozen=True)
class PayLine:
    """A line of a pay slip, money a week, and in words ``how`` it came about."""

    line: str
    amount: Number
    how: str


@dataclass(frozen=True)
class Slip:
    """A pay slip, money a week."""

    lines: tuple[PayLine, ...]
    total: Number


@dataclass(frozen=True)
class OpenLever:
    """A lever that the seat may set, with its limits and its value today; ``choices`` is empty
    where every step from low to high may be taken.
    """

    name: str
    label: str
    unit: str
    help: str
    step: float
    whole: bool
    choices: tuple[float, ...]
    low: float
    high: float
    value: float


@dataclass(frozen=True)
class Known:
    """A fact as the seat holds it: its ``own``, plainly ``seen``, ``told`` some weeks of ``age``
    ago, or ``untold`` and believed. ``words`` stand where there is no value.
    """

    name: str
    label: str
    unit: str
    help: str
    source: str
    age: Number
    value: Number
    words: str


@dataclass(frozen=True)
class LostUnits:
    """Lost sales that the seat can tell apart; ``units`` is None where it has no way to know."""

    label: str
    units: Number


@dataclass(frozen=True)
class Outcome:
    """The weeks played last, as the seat saw them."""

    weeks: tuple[int, ...]
    kpis: tuple[PlayedMeasure, ...]
    lost: tuple[LostUnits, ...]


@dataclass(frozen=True)
class Preview:
    """What a seat, on its own beliefs, expects of a plan: KPIs and pay a week, and demand."""

    kpis: tuple[Measure, ...]
    slip: Slip
    demand: float


@dataclass(frozen=True)
class Move:
    """A lever, by its name, that a seat set to another value than it had before."""

    lever: str
    before: float
    value: float


@dataclass(frozen=True)
class Reason:
    """What a rule-based manager did in the last round: of its moves the one that, on its own
    beliefs, raised its pay most, and the line of its pay slip that this raised; None where it moved
    nothing, or where no line rose.
    """

    move: Move | None
    line: str | None


@dataclass(frozen=True)
class News:
    """Something that began in the last round, and which way it went."""

    kind: ShockKind
    way: Literal["up", "down"]


@dataclass(frozen=True)
class PastRound:
    """A round as a seat has it behind it: units sold week by week, what it expected of them, and
    what it moved; ``mine`` says whether its person decided.
    """

    number: int
    weeks: tuple[int, ...]
    units: tuple[Number, ...]
    expected: Number
    mine: bool
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class RuleWords:
    """A rule in words."""

    name: str
    title: str
    words: str


@dataclass(frozen=True)
class View:
    """Exactly what a seat may see in a round."""

    role: str
    partner: str
    title: str
    story: str
    seed: int
    week: int
    weeks: int
    round_weeks: int
    round: int
    rounds: int
    pay: RuleWords
    talk: RuleWords
    settling: RuleWords
    levers: tuple[OpenLever, ...]
    facts: tuple[Known, ...]
    asks_forecast: bool
    expected: Preview | None
    outcome: Outcome | None
    slip: Slip | None
    pays: tuple[Number, ...]


@dataclass(frozen=True)
class Paid:
    """What a role was paid for, in words, and what it came to, money a week."""

    words: str
    week: Number


@dataclass(frozen=True)
class PlayedRound:
    """A round as it was: both seats' levers as settled, pay, profit and lost units, a week.
    ``branch`` says whether another game can begin here; ``worst`` is the cause of most lost units,
    empty where none were lost.
    """

    week: int
    branch: bool
    levers: Mapping[str, float]
    pay: Mapping[str, Number]
    expected_pay: Number
    on_sale: Number
    profit: Number
    lost: float
    worst: str


@dataclass(frozen=True)
class Gap:
    """A fact that ``seat`` had to be told: the truth and what it believed in the last week; ``age``
    is None where it never was told, ``words`` stand where there is no belief.
    """

    name: str
    label: str
    unit: str
    help: str
    seat: str
    truth: Number
    belief: Number
    words: str
    age: Number


@dataclass(frozen=True)
class OtherPay:
    """The game as it was, paid by another rule: money a week for each role."""

    pay: str
    title: str
    present: bool
    week: Mapping[str, Number]


@dataclass(frozen=True)
class LostBy:
    """Units lost over the game by a cause."""

    cause: str
    units: float


@dataclass(frozen=True)
class LeverWords:
    """A lever's words, and who sets it."""

    name: str
    label: str
    unit: str
    owner: str


@dataclass(frozen=True)
class Debrief:
    """Everything true, after the last week."""

    role: str
    partner: str
    weeks: int
    seed: int
    hash: str
    kpis: tuple[Measure, ...]
    pay: Mapping[str, Paid]
    weekly: Mapping[str, tuple[float, ...]]
    rounds: tuple[PlayedRound, ...]
    knowledge: tuple[Gap, ...]
    other_pay: tuple[OtherPay, ...]
    levers: tuple[LeverWords, ...]
    start: Mapping[str, float]
    lost: tuple[LostBy, ...]
    ordered: float
