"""Refused inputs made from the tables: every field of every record of a scenario gets what it must not have.

No field is named here but the range, which the line's slots bound: the cases are generated from ``Scenario``'s own records and from
the table of levers, so that a new group, field, rule or lever is covered on the day it appears.
"""

from __future__ import annotations

import copy
import json
import math
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, TypeGuard, Union, get_args, get_origin

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from coordsim import parameters
from coordsim.cli import main
from coordsim.levers import BY_NAME, LEVERS, Lever
from coordsim.refusals import SHOWN
from coordsim.scenario import Scenario, ScenarioError, load, parse

FILE = "file.toml"
NO_NUMBERS: tuple[Any, ...] = (math.nan, math.inf, -math.inf, "many", True, [1.0], None)
NO_TEXTS: tuple[Any, ...] = (3, True, ["text"], {"text": 1}, None)
NO_LISTS: tuple[Any, ...] = (3, "text", True, {"x": 1})
NO_TABLES: tuple[Any, ...] = (3, "text", [1], True)
UNKNOWN = "no_such_field"
LONG = "x" * 10_000


@dataclass(frozen=True)
class Case:
    """One refused input: where it stands (keys, and places in lists), the value, and words that the sentence must hold."""

    path: tuple[str | int, ...]
    value: Any
    allowed: tuple[str, ...]
    around: tuple[tuple[tuple[str | int, ...], Any], ...] = ()  # what else has to be set: path, value

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


def is_record(kind: Any) -> TypeGuard[type[BaseModel]]:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def choices(kind: Any) -> tuple[Any, ...]:
    """The members of a union; the kind alone when it is none."""
    return get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)


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


def least(record: type[BaseModel], path: tuple[str | int, ...]) -> tuple[tuple[tuple[str | int, ...], Any], ...]:
    """What a record has to have, so that only the fault is a fault; the scenario's own name and title are there anyway."""
    if record is Scenario:
        return ()
    return tuple(((*path, name), right(field)) for name, field in record.model_fields.items() if field.is_required())


def right(field: FieldInfo) -> Any:
    """Some value that a required field takes."""
    kind = choices(field.annotation)[0]
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    low, high = bounds(field)
    number = low if low is not None else high if high is not None else 1
    round_weeks = parameters.Horizon().round_weeks  # whole numbers are weeks as a rule, and some have to begin a round
    if kind is int and (low is None or low <= round_weeks) and (high is None or round_weeks <= high):
        number = round_weeks
    return {int: int(number), float: float(number), str: "text", bool: True}[kind]


def of_field(field: FieldInfo, path: tuple[str | int, ...]) -> Iterator[Case]:
    """Cases for one field: by what it may be."""
    kinds = choices(field.annotation)
    names = [kind for kind in kinds if get_origin(kind) is Literal]
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
        for value in ("no_such_name", LONG, 3, True, ["x"], *(() if NoneType in kinds else (None,))):
            yield Case(path, value, tuple(repr(name) for name in get_args(kind)))
    for kind in records:
        if not names:
            for value in NO_TABLES:
                yield Case(path, value, ("is not a table", *kind.model_fields))
        yield from walk(kind, path)
    for kind in holders:
        yield from of_holder(kind, path)


def of_number(field: FieldInfo, path: tuple[str | int, ...], number: type, optional: bool) -> Iterator[Case]:
    low, high = bounds(field)
    said = "a number" if low is None or high is None else f"[{low:g}, {high:g}]"
    if path[0] == "levers":
        lever = BY_NAME[str(path[1])]
        least, most = (lever.low, lever.high) if path[-1] == "start" else lever.possible
        said = f"[{least:g}, {most:g}]"
    elif path[-1] in BY_NAME and len(path) > 2:
        said = f"[{BY_NAME[str(path[-1])].low:g}, {BY_NAME[str(path[-1])].high:g}]"
    if low is not None:
        yield Case(path, int(low) - 1 if number is int else math.nextafter(low, -math.inf), (said,))
    if high is not None:
        yield Case(path, int(high) + 1 if number is int else math.nextafter(high, math.inf), (said,))
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
        places: list[str | int] = [0, 1] if get_origin(inner) is Literal else [0]
    else:
        for value in NO_TABLES:
            yield Case(path, value, ("is not a table",))
        yield Case((*path, UNKNOWN), {} if is_record(inner) else 1.0, tuple(BY_NAME))
        places = [lever.name for lever in LEVERS]
    for place in places:
        yield from of_entry(inner, (*path, place))
    if inner is float:
        for lever in LEVERS:
            allowed = (f"[{lever.low:g}, {lever.high:g}]",)
            yield Case((*path, lever.name), lever.low - 1, allowed)
            yield Case((*path, lever.name), lever.high + 1, allowed)


def of_entry(kind: Any, path: tuple[str | int, ...]) -> Iterator[Case]:
    around: tuple[tuple[tuple[str | int, ...], Any], ...] = ()
    if path[-1] == 1:  # the entry before it is right
        around = (((*path[:-1], 0), get_args(kind)[0]),)
    for case in of_field(FieldInfo(annotation=kind), path):
        yield Case(case.path, case.value, case.allowed, (*around, *case.around))


def of_lever(lever: Lever) -> Iterator[Case]:
    """Settings that no firm can have: limits beyond what is possible, a start outside its limits or between the grid's values."""
    place = ("levers", lever.name)
    least, most = lever.possible
    possible = (f"[{least:g}, {most:g}]",)
    span = max(1.0, most - least)
    wide = (((*place, "open"), False),)
    yield Case((*place, "low"), least - span, possible, wide)
    yield Case((*place, "high"), most + span, ("is above line.slots",) if lever.name == "range" else possible, wide)
    yield Case((*place, "start"), lever.high + 1, (f"[{lever.low:g}, {lever.high:g}]",), wide)
    yield Case((*place, "start"), lever.low - 1, (f"[{lever.low:g}, {lever.high:g}]",), wide)
    yield Case((*place, "low"), lever.high, ("is above", f"levers.{lever.name}.high"), (((*place, "high"), lever.low),))
    if lever.choices:
        between = (lever.low + lever.high) / 2 + 0.25
        yield Case((*place, "start"), between, ("is not one of", f"{max(lever.choices):g}"))
    elif lever.whole:
        yield Case((*place, "start"), lever.low + 0.5, ("is not a whole number", f"[{lever.low:g}, {lever.high:g}]"))


def generated() -> list[Case]:
    """All cases, each once."""
    found = [*walk(Scenario), *(case for lever in LEVERS for case in of_lever(lever))]
    return list({case.id: case for case in found}.values())


CASES = generated()


def shown(value: Any) -> str:
    """A value as sentences quote it."""
    text = repr(value)
    return text if len(text) < SHOWN else text[: SHOWN - 3] + "..."


def refusal(data: Mapping[str, Any]) -> str:
    """The sentences with which a file is refused; anything but a refusal goes through."""
    with pytest.raises(ScenarioError) as refused:
        parse(data, FILE)
    return str(refused.value)


def test_there_are_many_and_every_field_of_every_group_has_some() -> None:
    assert len(CASES) >= 500
    covered = {case.field for case in CASES}
    for group in parameters.GROUPS:
        record = Scenario.model_fields[group].annotation
        assert is_record(record)
        assert {f"{group}.{name}" for name in record.model_fields} - covered == set()
        assert {f"{group}", f"{group}.{UNKNOWN}"} <= covered
    assert {f"levers.{lever.name}.{name}" for lever in LEVERS for name in ("start", "low", "high", "open")} - covered == set()
    assert set(Scenario.model_fields) - {field.split(".")[0] for field in covered} == set()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_refused_by_file_field_value_and_what_is_allowed(case: Case) -> None:
    data = case.data()
    before = copy.deepcopy(data)
    said = refusal(data)
    lines = [line for line in said.splitlines() if line.startswith(f"{FILE}: {case.field} ")]
    assert len(lines) == 1, said
    assert [line for line in said.splitlines() if not line.startswith(f"{FILE}: ")] == []
    if case.path[-1] == UNKNOWN:
        assert lines[0].startswith(f"{FILE}: {case.field} is not ")
        assert "; allowed: " in lines[0]
    else:
        number = isinstance(case.value, float) and not isinstance(case.value, bool)
        assert f" = {shown(case.value)} " in lines[0] or (number and f" = {case.value:g} " in lines[0]), lines[0]
    assert [word for word in case.allowed if word not in lines[0]] == []
    assert "pydantic" not in said
    assert repr(data) == repr(before)


@pytest.mark.parametrize("group", [name for name in Scenario.model_fields if name not in ("name", "title")])
def test_a_valid_scenario_is_untouched_by_a_refused_change(group: str) -> None:
    base = load("base")
    before, again = base.model_dump_json(), parse(base.model_dump(exclude_unset=True), FILE)
    tried = 0
    for case in CASES:
        if case.path[0] == group and not case.around and not any(isinstance(part, int) for part in case.path):
            with pytest.raises(ScenarioError, match=r"^base with changes: "):
                base.with_({case.field: case.value})
            tried += 1
    assert tried > 0
    assert base.model_dump_json() == before
    assert base == again


def test_only_the_fault_is_a_fault() -> None:
    """Without the bad value the rest of each file is accepted, so that it is the value that is refused."""
    for case in CASES:
        if case.around and "low" not in case.path:
            data: dict[str, Any] = {"name": "x", "title": "t"}
            for path, value in case.around:
                put(data, path, copy.deepcopy(value))
            assert isinstance(parse(data, FILE), Scenario), case.id


# In files, and through the command line


def toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value)


def spread(cases: list[Case], most: int) -> list[Case]:
    """Some of the cases, evenly from first to last, of those that TOML can hold at all."""
    able = [case for case in cases if "None" not in repr(case.value)]
    return able[:: max(1, len(able) // most)][:most]


@pytest.mark.parametrize("case", spread(CASES, 60), ids=lambda case: case.id)
def test_the_same_in_a_file(case: Case, tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_text("".join(f"{json.dumps(key)} = {toml(value)}\n" for key, value in case.data().items()), "utf-8")
    with pytest.raises(ScenarioError) as refused:
        load(path)
    assert str(refused.value) == refusal(case.data())


@pytest.mark.parametrize("case", spread(CASES, 12), ids=lambda case: case.id)
def test_the_command_line_ends_with_sentences(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / FILE
    path.write_text("".join(f"{json.dumps(key)} = {toml(value)}\n" for key, value in case.data().items()), "utf-8")
    monkeypatch.setattr(sys, "argv", ["coordsim", "run", str(path), "--json"])
    with pytest.raises(SystemExit) as end:
        main()
    out = capsys.readouterr()
    assert end.value.code == 2
    assert out.out == ""
    assert out.err == refusal(case.data()) + "\n"
    assert "Traceback" not in out.err
    assert len([line for line in out.err.splitlines() if case.field in line]) == 1


def test_faults_in_several_places_are_told_one_a_line() -> None:
    """Every fault of a whole file at once: as many sentences as faults, in the order of the records."""
    wrong = [case for case in CASES if case.path[0] in parameters.GROUPS and len(case.path) == 2 and case.value == "many"]
    data: dict[str, Any] = {"name": "x", "title": "t"}
    for case in wrong:
        put(data, case.path, case.value)
    lines = refusal(data).splitlines()
    assert [line.removeprefix(f"{FILE}: ").split(" ")[0] for line in lines] == [case.field for case in wrong]
