"""What the parts of a seat's page are sent: texts and sizes, each made of what the seat may see."""

from __future__ import annotations

from dataclasses import dataclass

from coordsim_web.rooms.seat.page import Group, Row
from coordsim_web.rooms.seat.plan import Choice, Expectation
from coordsim_web.texts.spoken import Speech, Typed, Written


@dataclass(frozen=True)
class Partner:
    """Another seat of the team: who sits there, what it is paid for, and what it last said."""

    role: str
    name: str
    who: Typed
    pay: Speech
    voice: Typed


@dataclass(frozen=True)
class Head:
    """Where the seat stands. ``left`` are the milliseconds of the server's clock when this was
    made; ``debrief`` is where what happened is looked at, empty until it may be.
    """

    role: str
    title: Written
    where: str
    stage: str
    says: str
    round: int
    rounds: int
    left: int | None
    paused: bool
    partners: tuple[Partner, ...]
    broadcasts: tuple[Typed, ...]
    news: tuple[str, ...]
    cash: str
    told: Written
    debrief: str


@dataclass(frozen=True)
class Table:
    """A table: its heads, and in each row first its name."""

    label: str
    head: tuple[str, ...]
    rows: tuple[tuple[Speech, ...], ...]


@dataclass(frozen=True)
class Mark:
    """Own moves in a round, at the week from which they held."""

    week: int
    words: str


@dataclass(frozen=True)
class Course:
    """What was sold beside what was expected, week by week."""

    sentence: str
    record: str
    weeks: tuple[int, ...]
    fresh: int  # weeks that the last round added
    units: tuple[float | None, ...]
    expected: tuple[float | None, ...]
    marks: tuple[Mark, ...]
    table: Table


@dataclass(frozen=True)
class Side:
    """What a seat sees of its side of the firm; ``untold`` are facts it believes."""

    role: str
    name: str
    pay: Speech
    slip: tuple[Row, ...]
    total: str
    expected: str
    course: Course | None
    figures: Table | None
    lost: tuple[Row, ...]
    untold_lost: Speech
    spoken: Speech
    rule: str
    groups: tuple[Group, ...]
    untold: Group | None
    terms: tuple[Row, ...]


@dataclass(frozen=True)
class Seen:
    """The left of the page."""

    story: Written
    words: Written
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Control:
    """A lever on the form; ``near`` says that it moves the seat's pay now."""

    name: str
    label: Speech
    unit: Speech
    help: Speech
    few: bool
    value: float
    was: str
    near: bool
    owner: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Word:
    """A forecast that marketing may give, over its own expectation."""

    value: float
    words: str


@dataclass(frozen=True)
class Joint:
    """The plan that both sign: what the other has signed, whether it is what one signed oneself."""

    theirs: tuple[Row, ...]
    signed: bool
    mine: bool


@dataclass(frozen=True)
class Form:
    """The right of the page. ``start`` is what stands on the form at first, by lever."""

    round: int
    title: str
    open: bool
    handed: bool
    levers: tuple[Control, ...]
    words: tuple[Word, ...]
    start: dict[str, float]
    word: float
    base: Expectation | None
    joint: Joint | None


@dataclass(frozen=True)
class Said:
    """Words or a promise, and whose."""

    role: str
    name: Typed
    round: int
    mine: bool
    text: Typed


@dataclass(frozen=True)
class Talking:
    """Talk within the team; ``how`` is silent, report or chat, ``able`` whether one may speak now,
    ``promise`` what this seat can promise.
    """

    how: str
    able: bool
    says: str
    said: tuple[Said, ...]
    promise: str


@dataclass(frozen=True)
class Asked:
    """A question to the person of a seat, and the answer they gave."""

    kind: str
    phase: int
    question: int
    text: Written
    answers: tuple[Written, ...]
    given: float | None
    typed: str  # the number given, as the page's language writes it
    told: str
