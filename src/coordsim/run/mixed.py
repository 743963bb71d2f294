"""Firms of different kinds in one run: what each kind leaves behind, put side by side.

Where a kind has less room than another, as for variants, customers or weeks of lead time, its rows
are filled up with nothing: 0, or nan where a record says so (``ABSENT``). A lever that a kind may
not set, or a week in which it does not decide, is nan in a joint tape.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from coordsim.core.levers import BY_NAME, ROLES
from coordsim.core.records import ABSENT, Decision, Detail, Floats, Ints
from coordsim.run.later import Later

type Part[T] = tuple[Sequence[int], T]  # the places of a kind's firms, and what it left


def tape_beside(parts: Sequence[Part[Mapping[int, Decision]]], firms: int) -> dict[int, Decision]:
    """Return one tape of a role from those of kinds, week -> Decision of all ``firms``."""
    weeks = sorted({week for _, tape in parts for week in tape})
    return {
        week: _decision([(places, tape[week]) for places, tape in parts if week in tape], firms)
        for week in weeks
    }


def _decision(parts: Sequence[Part[Decision]], firms: int) -> Decision:
    words = [(places, one.forecast) for places, one in parts if one.forecast is not None]
    silent = np.ones(firms, dtype=bool)
    for places, one in parts:
        if one.forecast is not None:
            silent[list(places)] = False if one.silent is None else one.silent
    thoughts = [(places, one.predicted) for places, one in parts if one.predicted]
    levers = table_beside([(places, one.levers) for places, one in parts], firms)
    return Decision(
        levers={name: levers[name] for name in BY_NAME if name in levers},
        forecast=_filled(words, firms) if words else None,
        predicted=dict(table_beside(thoughts, firms)) if thoughts else None,
        silent=silent if words and silent.any() else None,
    )


def table_beside(
    parts: Sequence[Part[Mapping[str, Floats]]], firms: int, nothing: float = np.nan
) -> dict[str, Floats]:
    """Return one table of arrays (firms, ...) by name from those of kinds, ``nothing`` where a kind
    has no such name.
    """
    names = dict.fromkeys(name for _, table in parts for name in table)
    return {name: _named(parts, firms, nothing, name) for name in names}


def later_beside(
    parts: Sequence[Part[Mapping[str, Floats]]], firms: int, nothing: float
) -> Mapping[str, Floats]:
    """Return the same, each made when somebody first asks for it."""
    names = list(dict.fromkeys(name for _, table in parts for name in table))
    return Later(names, partial(_named, parts, firms, nothing))


def tapes_beside(
    parts: Sequence[Part[Mapping[str, Mapping[int, Decision]]]], firms: int
) -> Mapping[str, Mapping[int, Decision]]:
    """Return one tape for each role, made when somebody first asks for it."""

    def tape(role: str) -> Mapping[int, Decision]:
        return tape_beside([(places, tapes[role]) for places, tapes in parts], firms)

    return Later(ROLES, tape)


def _named(
    parts: Sequence[Part[Mapping[str, Floats]]], firms: int, nothing: float, name: str
) -> Floats:
    return _filled([(at, table[name]) for at, table in parts if name in table], firms, nothing)


def _filled(parts: Iterable[Part[Floats]], firms: int, nothing: float = np.nan) -> Floats:
    parts = list(parts)
    out: Floats = np.full((firms, *parts[0][1].shape[1:]), nothing)
    for places, values in parts:
        out[list(places)] = values
    return out


def details_beside(parts: Sequence[Part[Sequence[Detail]]]) -> tuple[Detail, ...]:
    """Return shelves and customers of all firms, week by week; none where none were kept."""
    order = np.argsort(np.concatenate([np.asarray(places) for places, _ in parts]))
    kept = [details for _, details in parts]
    if any(week.state.members.size for weeks in kept for week in weeks[:1]):
        kept = [[_with_members(week) for week in weeks] for weeks in kept]
    return tuple(beside(weeks, order) for weeks in zip(*kept, strict=True))


def _with_members(detail: Detail) -> Detail:
    """Return a week in which each customer is a cohort of one where no cohorts were counted, so
    that it can stand beside weeks of cohorts.
    """
    state = detail.state
    if state.members.size:
        return detail
    people = np.ones(state.satisfaction.shape)
    return replace(detail, state=replace(state, members=people, scatter=0 * people))


def beside(records: Sequence[Any], order: Ints, absent: float = 0) -> Any:
    """Return records of the same form as one, array by array along firms, in the ``order`` of all
    firms; what one has less room for than another is ``absent``.
    """
    first = records[0]
    if isinstance(first, np.ndarray):
        if not any(one.size for one in records):
            return first
        return _stacked(records, absent)[order]
    if isinstance(first, tuple):
        return tuple(beside(each, order, absent) for each in zip(*records, strict=True))
    if isinstance(first, Mapping):
        return {name: beside([one[name] for one in records], order, absent) for name in first}
    if is_dataclass(first):
        made: Any = type(first)
        parts = {each.name: [getattr(one, each.name) for one in records] for each in fields(first)}
        nothing = {each.name: each.metadata.get(ABSENT, 0) for each in fields(first)}
        return made(**{name: beside(part, order, nothing[name]) for name, part in parts.items()})
    return first


def _stacked(arrays: Sequence[np.ndarray], absent: float) -> np.ndarray:
    room = tuple(max(sizes) for sizes in zip(*(one.shape[1:] for one in arrays), strict=True))
    out = np.full((sum(map(len, arrays)), *room), absent, dtype=arrays[0].dtype)
    first = 0
    for one in arrays:
        here = (slice(first, first + len(one)), *(slice(size) for size in one.shape[1:]))
        out[here] = one
        first += len(one)
    return out
