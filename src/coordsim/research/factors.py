"""Factors: what is varied, in which range or at which levels, and how it is called in tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from pydantic import Field

from coordsim.core.kpis import KPI
from coordsim.core.parameters import Group
from coordsim.core.spelling import meant, plain, shown
from coordsim.research.moves import Move, move

Cell = int | float | bool | str
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
TAKEN = (
    *("point", "sample", "seed", "week", "hash", "id", "changes"),
    *("copy", "treatment", "control", "difference"),
)
"""Columns that every table of a study, or of pairs of its firms, has."""
MOST_LEVELS = 100_000


@dataclass(frozen=True)
class Level:
    """One value of a factor: its ``cell`` in tables, and the scenario fields that it sets."""

    cell: Cell
    changes: Mapping[str, Any]

    @property
    def label(self) -> str:
        """What it is called in a sentence."""
        return called(self.cell)


class Factor(Group):
    """One thing that is varied: a range (``low``, ``high``), some ``values``, or ``arms``, each of
    which changes several fields.
    """

    low: float | None = Field(None, description="lowest value of a range")
    high: float | None = Field(None, description="highest value of a range")
    whole: bool = Field(False, description="whether a range has whole numbers only")
    levels: int | None = Field(
        None, ge=2, le=MOST_LEVELS, description="in how many equal steps a grid walks a range"
    )
    values: list[Any] = Field([], max_length=MOST_LEVELS, description="values, instead of a range")
    labels: list[str] = Field(
        [], description="one name for each value; made from the values when left out"
    )
    arms: dict[str, dict[str, Any]] = Field(
        {}, description="name -> the fields that it changes, instead of values"
    )
    moves: list[str] = Field(
        [],
        max_length=40,
        description="fields that move together, each 'field = sum of x'; then the factor's name is"
        " free",
    )
    at: float | str | bool | None = Field(
        None,
        description="value or label at which it rests while others vary, one at a time; the"
        " scenario's own when left out",
    )

    @property
    def kind(self) -> Literal["range", "values", "arms"]:
        """Which of the three it is."""
        return "arms" if self.arms else "values" if self.values else "range"

    @property
    def names(self) -> list[str]:
        """What each value or arm is called; empty for a range."""
        return list(self.arms) or self.labels or [called(value) for value in self.values]

    @property
    def numeric(self) -> bool:
        """Whether tables show its numbers."""
        return self.kind == "range" or (
            self.kind == "values" and not self.labels and all(map(_is_number, self.values))
        )

    @property
    def dtype(self) -> Literal["int64", "float64", "bool", "string"]:
        """Type of its column."""
        if self.kind == "range":
            return "int64" if self.whole else "float64"
        if self.numeric:
            return "int64" if all(isinstance(one, int) for one in self.values) else "float64"
        plain_bools = self.kind == "values" and not self.labels
        return (
            "bool"
            if plain_bools and all(isinstance(one, bool) for one in self.values)
            else "string"
        )

    @property
    def count(self) -> int | None:
        """Number of its levels; None for a range that no grid walks."""
        return len(self.values) or len(self.arms) or self.levels

    def moved(self) -> list[Move]:
        """Return the fields that move together."""
        return [move(text) for text in self.moves]

    def fields(self, name: str) -> set[str]:
        """Return the scenario fields that it sets."""
        if self.arms:
            return {field for changes in self.arms.values() for field in changes}
        return {each.field for each in self.moved()} or {name}

    def level(self, name: str, value: Any) -> Level:
        """Return the level of a value of its range, of one of its values, or of an arm's name."""
        if self.kind == "arms":
            return Level(value, self.arms[value])
        moves = self.moved()
        changes = {each.field: each.at(value) for each in moves} if moves else {name: value}
        if self.dtype == "string":
            return Level(self.names[_place(value, self.values)], changes)
        return Level(float(value) if self.dtype == "float64" else value, changes)

    def at_share(self, name: str, share: float) -> Level:
        """Return the level at a share in [0, 1] of the range, or of the row of values."""
        return self.level(name, self.value_at(share))

    def value_at(self, share: float) -> Any:
        """Return the value at a share in [0, 1]: linear in a range, in equal parts of values."""
        if self.kind != "range":
            row = list(self.arms) or self.values
            return row[min(len(row) - 1, int(share * len(row)))]
        low, high = self.ends
        if self.whole:
            return int(min(high, np.floor(low + share * (high - low + 1))))
        return float(low + share * (high - low))

    @property
    def ends(self) -> tuple[float, float]:
        """Ends of its range; of values, their places."""
        if self.low is None or self.high is None:
            return 0.0, float(max(1, len(self.names) - 1))
        return self.low, self.high

    def steps(self, name: str, count: int | None = None) -> list[Level]:
        """Return its levels, those of a range in ``count`` equal steps (its own when none are
        given).
        """
        if self.kind != "range":
            return [self.level(name, value) for value in (list(self.arms) or self.values)]
        values = np.linspace(*self.ends, count or self.levels or 2)
        if self.whole:
            return [self.level(name, int(one)) for one in np.unique(values.round())]
        return [self.level(name, float(one)) for one in values]


def between(low: float, high: float, whole: bool = False, **more: Any) -> Factor:
    """Return a factor that is anywhere in [low, high], as a whole number where ``whole`` is asked
    for. ``more``: levels, moves, at, as in ``Factor``.
    """
    return Factor(low=_plain(low), high=_plain(high), whole=bool(whole), **more)


def values(*each: Any, **more: Any) -> Factor:
    """Return a factor with these values. ``more``: labels, moves, at, as in ``Factor``."""
    return Factor(values=[_plain(one) for one in each], **more)


def arms(**each: Mapping[str, Any]) -> Factor:
    """Return a factor whose levels have a name and change several fields each: ``arms(today={},
    talk={"communication": "sop"})``.
    """
    return Factor(arms={name: dict(changes) for name, changes in each.items()})


def column(name: str) -> str:
    """Return the column of a factor: dots become two underscores, so that it needs no quotes."""
    return name.replace(".", "__")


def resolved(name: str, columns: Sequence[str]) -> str:
    """Return the column that a name means: as it is, as a dotted field, or its last part where only
    one column has it. Raises ValueError naming what is allowed.
    """
    wanted = column(name)
    if wanted in columns:
        return wanted
    ending = [one for one in columns if one.endswith(f"__{wanted}")]
    if len(ending) == 1:
        return ending[0]
    if ending:
        raise ValueError(f"{shown(name)} may be {' or '.join(ending)}; write one of them")
    raise ValueError(
        f"{shown(name)} is not a column; allowed: {', '.join(columns)}{meant(wanted, columns)}"
    )


def faults(name: str, factor: Factor) -> str:
    """Return a sentence on what is wrong with a factor, empty where nothing is."""
    kinds = [
        factor.low is not None or factor.high is not None,
        *map(bool, (factor.values, factor.arms)),
    ]
    if sum(kinds) != 1:
        return f"{name} needs one of: low and high, values, arms"
    own = _range_fault if factor.kind == "range" else _levels_fault
    if fault := own(name, factor):
        return fault
    try:
        moved = factor.moved()
    except ValueError as error:
        return f"{name}.moves: {error}"
    if moved and not factor.numeric:
        return f"{name}.moves needs numbers: a range, or values without labels"
    free = bool(moved or factor.arms)
    if free and not NAME.fullmatch(name):
        return f"{name} is not a name; allowed: small letters, digits and _, first a letter"
    if column(name) in TAKEN or column(name) in KPI:
        return f"{name} is the name of another column; allowed: any other name"
    return ""


def _range_fault(name: str, factor: Factor) -> str:
    low, high = factor.low, factor.high
    if low is None or high is None:
        return f"{name}.{'low' if low is None else 'high'} is missing; a range has two ends"
    if not low < high:
        return f"{name}.low = {plain(low)} is not below {name}.high = {plain(high)}"
    if factor.whole and not (low.is_integer() and high.is_integer()):
        return f"{name}.low and {name}.high have to be whole numbers where whole = true"
    return f"{name}.labels needs values" if factor.labels else ""


def _levels_fault(name: str, factor: Factor) -> str:
    if factor.whole or factor.levels:
        return f"{name}.{'whole' if factor.whole else 'levels'} needs low and high"
    if factor.arms:
        return f"{name}.labels needs values" if factor.labels else ""
    if factor.labels and len(factor.labels) != len(factor.values):
        return (
            f"{name}.labels has {len(factor.labels)} names for {len(factor.values)} values; one"
            " each"
        )
    told = (("values", [called(one) for one in factor.values]), ("labels", factor.names))
    for what, items in told:
        if again := twice(items):
            return f"{name}.{what} has {again} twice; allowed: once each"
    return ""


def twice(items: Sequence[str]) -> str | None:
    """Return the first item that is there twice, quoted."""
    seen: set[str] = set()
    for item in items:
        if item in seen:
            return repr(item)
        seen.add(item)
    return None


def called(value: Any) -> str:
    """Write a value of a factor as a word."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key} {called(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return " + ".join(called(inner) for inner in value)
    return str(value)


def _place(value: Any, row: Sequence[Any]) -> int:
    return next(k for k, one in enumerate(row) if one is value or one == value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _plain(value: Any) -> Any:
    """Return a number of numpy as Python's own."""
    return value.item() if isinstance(value, np.generic) else value
