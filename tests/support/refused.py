"""Refused inputs made from the tables: every field of every record of a scenario gets what it must
not have.

No field is named here but the range, which the line's slots bound: the cases are generated from
``Scenario``'s own records and from the table of levers, so that a new group, field, rule or lever
is covered on the day it appears.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeGuard, Union, get_args, get_origin

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from coordsim.core import parameters
from coordsim.core.levers import BY_NAME, LEVERS, Lever
from coordsim.scenario.file import Scenario, ScenarioError, parse
from coordsim.scenario.names import OneOf, names_of

FILE = "file.toml"
NO_NUMBERS: tuple[Any, ...] = (math.nan, math.inf, -math.inf, "many", True, [1.0], None)
NO_TEXTS: tuple[Any, ...] = (3, True, ["text"], {"text": 1}, None)
NO_LISTS: tuple[Any, ...] = (3, "text", True, {"x": 1})
NO_TABLES: tuple[Any, ...] = (3, "text", [1], True)
UNKNOWN = "no_such_field"
LONG = "x" * 10_000


@dataclass(frozen=True)
class Case:
    """One refused input: where it stands (keys, and places in lists), the value, and words that the
    sentence must hold.
    """

    path: tuple[str | int, ...]
    value: Any
    allowed: tuple[str, ...]
    around: tuple[
        tuple[tuple[str | int, ...], Any], ...
    ] = ()  # what else has to be set: path, value

    @property
    def field(self) -> str:
        return ".".join(map(str, self.path))

    @property
    def id(self) -> str:
        value = repr(self.value)
        return f"{self.field}={value if len(value) < 30 else value[:27] + '...'}"

    def data(self) -> dict[str, Any]:
        """The whole file."""
        data: dict[str, Any] = {"name": "x", "title": "t"}
        for path, value in (*self.around, (self.path, self.value)):
            put(data, path, copy.deepcopy(value))
        return data


def put(data: Any, path: tuple[str | int, ...], value: Any) -> None:
    """Set a value in nested tables and lists, making what is missing on the way."""
    for key, following in pairwise(path):
        fresh: Any = [] if isinstance(following, int) else {}
        if isinstance(key, int):
            data.extend([fresh] if key == len(data) else [])
        elif not isinstance(data.get(key), dict | list):
            data[key] = fresh
        data = data[key]
    if isinstance(path[-1], int):
        data[path[-1] :] = [value]
    else:
        data[path[-1]] = value


STARTS = ("start", "inherited")  # what a lever's own range bounds


def is_record(kind: Any) -> TypeGuard[type[BaseModel]]:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def choices(kind: Any) -> tuple[Any, ...]:
    """The members of a union; the kind alone when it is none."""
    if get_origin(kind) in (Union, UnionType):
        return tuple(inner for part in get_args(kind) for inner in choices(part))
    if get_origin(kind) is Annotated and not is_names(kind):
        return choices(get_args(kind)[0])
    return (kind,)


def choices_of(field: FieldInfo) -> tuple[Any, ...]:
    """The members of a field's type, with the names that stand beside it."""
    beside = [item for item in field.metadata if isinstance(item, OneOf)]
    kind = Annotated[field.annotation, *beside] if beside else field.annotation
    return choices(kind)


def is_names(kind: Any) -> bool:
    """Whether a type is one of some names, and no list or record that holds such."""
    beside = getattr(kind, "__metadata__", ())
    return get_origin(kind) is Literal or any(isinstance(item, OneOf) for item in beside)


def bounds(field: FieldInfo) -> tuple[float | None, float | None]:
    low = next((item.ge for item in field.metadata if hasattr(item, "ge")), None)
    high = next((item.le for item in field.metadata if hasattr(item, "le")), None)
    return low, high


def walk(record: type[BaseModel], path: tuple[str | int, ...] = ()) -> Iterator[Case]:
    """Cases for a record and all that it holds."""
    yield Case((*path, UNKNOWN), 1, tuple(record.model_fields), least(record, path))
    for name, field in record.model_fields.items():
        for case in of_field(field, (*path, name)):
            yield Case(case.path, case.value, case.allowed, (*least(record, path), *case.around))


def least(
    record: type[BaseModel], path: tuple[str | int, ...]
) -> tuple[tuple[tuple[str | int, ...], Any], ...]:
    """What a record has to have, so that only the fault is a fault; the scenario's own name and
    title are there anyway.
    """
    if record is Scenario:
        return ()
    return tuple(
        ((*path, name), right(field))
        for name, field in record.model_fields.items()
        if field.is_required()
    )


def right(field: FieldInfo) -> Any:
    """Some value that a required field takes."""
    kind = choices_of(field)[0]
    if is_names(kind):
        return names_of(kind)[0]
    low, high = bounds(field)
    number = low if low is not None else high if high is not None else 1
    round_weeks = (
        parameters.Horizon().round_weeks
    )  # whole numbers are weeks as a rule, and some have to begin a round
    if (
        kind is int
        and (low is None or low <= round_weeks)
        and (high is None or round_weeks <= high)
    ):
        number = round_weeks
    return {int: int(number), float: float(number), str: "text", bool: True}[kind]


def of_field(field: FieldInfo, path: tuple[str | int, ...]) -> Iterator[Case]:
    """Cases for one field: by what it may be."""
    kinds = choices_of(field)
    names = [kind for kind in kinds if is_names(kind)]
    records = [kind for kind in kinds if is_record(kind)]
    holders = [kind for kind in kinds if get_origin(kind) in (list, dict)]
    for number in (int, float):
        if number in kinds:
            yield from of_number(field, path, number, NoneType in kinds)
    if bool in kinds:
        for value in (1, 0, "yes", [True], *(() if NoneType in kinds else (None,))):
            yield Case(path, value, ("is not true or false",))
    if str in kinds:
        for value in NO_TEXTS:
            yield Case(path, value, ("is not text in quotes",))
    for kind in names:
        for value in (
            "no_such_name",
            LONG,
            3,
            True,
            ["x"],
            *(() if NoneType in kinds else (None,)),
        ):
            yield Case(path, value, tuple(repr(name) for name in names_of(kind)))
    for kind in records:
        if not names:
            for value in NO_TABLES:
                yield Case(path, value, ("is not a table", *kind.model_fields))
        yield from walk(kind, path)
    for kind in holders:
        yield from of_holder(kind, path)


def of_number(
    field: FieldInfo, path: tuple[str | int, ...], number: type, optional: bool
) -> Iterator[Case]:
    low, high = bounds(field)
    said = "a number" if low is None or high is None else f"[{low:g}, {high:g}]"
    if path[0] == "levers":
        lever = BY_NAME[str(path[1])]
        least, most = (lever.low, lever.high) if path[2] in STARTS else lever.possible
        said = f"[{least:g}, {most:g}]"
    elif path[-1] in BY_NAME and len(path) > 2 and low is None:
        said = f"[{BY_NAME[str(path[-1])].low:g}, {BY_NAME[str(path[-1])].high:g}]"
    if low is not None:
        yield Case(path, int(low) - 1 if number is int else math.nextafter(low, -math.inf), (said,))
    if high is not None:
        yield Case(
            path, int(high) + 1 if number is int else math.nextafter(high, math.inf), (said,)
        )
    for value in NO_NUMBERS:
        if not (optional and value is None):
            yield Case(path, value, (said,))
    if number is int:
        yield Case(path, 1.5, ("is not a whole number", said))


def of_holder(kind: Any, path: tuple[str | int, ...]) -> Iterator[Case]:
    """Cases for a list or a table of named entries, and for the entries in it."""
    inner = get_args(kind)[-1]
    if get_origin(kind) is list:
        for value in NO_LISTS:
            yield Case(path, value, ("is not a list in square brackets",))
        places: list[str | int] = [0, 1] if is_names(inner) else [0]
    else:
        for value in NO_TABLES:
            yield Case(path, value, ("is not a table",))
        yield Case((*path, UNKNOWN), {} if is_record(inner) else 1.0, tuple(BY_NAME))
        places = [lever.name for lever in LEVERS]
    for place in places:
        yield from of_entry(inner, (*path, place))
    if inner is float and get_origin(kind) is dict:
        for lever in LEVERS:
            allowed = (f"[{lever.low:g}, {lever.high:g}]",)
            yield Case((*path, lever.name), lever.low - 1, allowed)
            yield Case((*path, lever.name), lever.high + 1, allowed)


def of_entry(kind: Any, path: tuple[str | int, ...]) -> Iterator[Case]:
    around: tuple[tuple[tuple[str | int, ...], Any], ...] = ()
    if path[-1] == 1:  # the entry before it is right
        around = (((*path[:-1], 0), names_of(kind)[0]),)
    for case in of_field(FieldInfo(annotation=kind), path):
        yield Case(case.path, case.value, case.allowed, (*around, *case.around))


def of_lever(lever: Lever) -> Iterator[Case]:
    """Settings that no firm can have: limits beyond what is possible, a start outside its limits or
    between the grid's values.
    """
    place = ("levers", lever.name)
    least, most = lever.possible
    possible = (f"[{least:g}, {most:g}]",)
    span = max(1.0, most - least)
    wide = (((*place, "open"), False),)
    yield Case((*place, "low"), least - span, possible, wide)
    yield Case(
        (*place, "high"),
        most + span,
        ("is above line.slots",) if lever.name == "range" else possible,
        wide,
    )
    yield Case((*place, "start"), lever.high + 1, (f"[{lever.low:g}, {lever.high:g}]",), wide)
    yield Case((*place, "start"), lever.low - 1, (f"[{lever.low:g}, {lever.high:g}]",), wide)
    yield Case(
        (*place, "low"),
        lever.high,
        ("is above", f"levers.{lever.name}.high"),
        (((*place, "high"), lever.low),),
    )
    drawn = (*place, "inherited", 0)
    yield Case(drawn, lever.high + 1, (f"[{lever.low:g}, {lever.high:g}]",), wide)
    if not lever.choices:
        said = "is not a whole number" if lever.whole else "is not one of the lever's steps"
        yield Case(drawn, lever.low + lever.step / 3, (said,))
    if lever.choices:
        between = (lever.low + lever.high) / 2 + 0.25
        yield Case((*place, "start"), between, ("is not one of", f"{max(lever.choices):g}"))
    elif lever.whole:
        yield Case(
            (*place, "start"),
            lever.low + 0.5,
            ("is not a whole number", f"[{lever.low:g}, {lever.high:g}]"),
        )


def generated() -> list[Case]:
    """All cases, each once."""
    found = [*walk(Scenario), *(case for lever in LEVERS for case in of_lever(lever))]
    return list({case.id: case for case in found}.values())


CASES = generated()


def refusal(data: Mapping[str, Any]) -> str:
    """The sentences with which a file is refused; anything but a refusal goes through."""
    with pytest.raises(ScenarioError) as refused:
        parse(data, FILE)
    return str(refused.value)
