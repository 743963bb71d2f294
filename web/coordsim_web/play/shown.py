"""What the page of a debrief is made of: texts, sizes of bars, and which cells to mark."""

from __future__ import annotations

from dataclasses import dataclass

from coordsim_web.play.seat import Row


@dataclass(frozen=True)
class Tile:
    """A number in large letters; ``seat`` is empty for the firm's."""

    label: str
    value: str
    unit: str
    seat: str


@dataclass(frozen=True)
class Table:
    """A table: its name for those who hear it, its heads, and in each row first its name."""

    label: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PaidFor:
    """What each was paid for."""

    words: tuple[Row, ...]
    expected: Table
    other: Table


@dataclass(frozen=True)
class Summary:
    """The game in a sentence and some numbers. ``stand_in`` is as long as the ``verdict`` can
    become.
    """

    headline: str
    verdict: str
    stand_in: str
    tiles: tuple[Tile, ...]
    paid: PaidFor


@dataclass(frozen=True)
class Bar:
    """A bar from ``left``, ``width`` wide, in hundredths of its ground."""

    label: str
    present: bool
    left: float
    width: float
    red: bool
    value: str


@dataclass(frozen=True)
class Level:
    """Replays of one kind."""

    name: str
    title: str
    rows: tuple[Bar, ...]


@dataclass(frozen=True)
class Elsewhere:
    """The same weeks under other rules, once they have been played; ``zero`` in hundredths."""

    waiting: bool
    levels: tuple[Level, ...]
    zero: float
    table: Table


@dataclass(frozen=True)
class Cause:
    """Units lost by a cause, in the game and in the firm that it is held against."""

    label: str
    units: str
    other: str
    width: float
    other_width: float


@dataclass(frozen=True)
class Causes:
    """Where sales were lost."""

    sentence: str
    rows: tuple[Cause, ...]
    against: str


@dataclass(frozen=True)
class Cell:
    """A value in a table, ``changed`` from the one before it."""

    text: str
    changed: bool = False


@dataclass(frozen=True)
class Line:
    """A row of the game round by round, the firm's start first; ``seat`` of a lever's owner."""

    label: str
    seat: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Course:
    """The game week by week as a picture, and round by round as a table."""

    sentence: str
    weeks: int
    top: str
    ordered: tuple[float, ...]
    delivered: tuple[float, ...]
    rounds: tuple[int, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Side:
    """What a seat believed; the first ``few`` rows are the widest gaps."""

    title: str
    few: int
    table: Table


@dataclass(frozen=True)
class Ending:
    """The page of a debrief."""

    role: str
    summary: Summary
    elsewhere: Elsewhere
    causes: Causes
    course: Course
    sides: tuple[Side, ...]
    seed: str
    hash: str
