"""Faults as sentences: what is wrong with a file or with what it says, with field, value and what
is allowed. Whatever is read from people, scenarios, designs, arms, goes through here.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from itertools import islice
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from coordsim.core.levers import BY_NAME
from coordsim.core.parameters import bounds
from coordsim.core.spelling import between, digits_most, meant, quoted, shown
from coordsim.scenario.names import NAME, TABLE

ALIKE = 3  # faults of one kind in one place that are told one by one
DEEPEST = 20  # tables within tables; no file needs a third of it


def read_toml(source: bytes | Path, where: str, refuse: type[ValueError]) -> dict[str, Any]:
    """Read TOML, with or without a byte-order mark. Raises ``refuse`` with a sentence when it is
    none.
    """
    try:
        text = (source.read_bytes() if isinstance(source, Path) else source).decode("utf-8-sig")
        data = tomllib.loads(text)
    except OSError as error:
        raise refuse(f"{where}: cannot be read: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refuse(f"{where}: not a TOML file: {error}") from None
    except RecursionError:
        raise refuse(_deep(where)) from None
    except ValueError:  # the one thing that TOML allows and Python does not read
        raise refuse(
            f"{where}: has a whole number of more than {digits_most()} digits; no number needs as"
            " many"
        ) from None
    if _depth_above(data, DEEPEST):
        raise refuse(_deep(where))
    return data


def _deep(where: str) -> str:
    return f"{where}: has tables or lists nested too deeply; allowed: {DEEPEST} levels"


def _depth_above(data: Any, most: int) -> bool:
    level = [data]
    for _ in range(most + 1):
        inner = [item.values() if isinstance(item, dict) else item for item in level]
        level = [one for items in inner for one in items if isinstance(one, dict | list)]
        if not level:
            return False
    return True


def refusals(model: type[BaseModel], error: ValidationError, where: str) -> list[str]:
    """Return one sentence for each fault; ``model`` is what was validated, ``where`` the file's
    name. Of many faults alike, such as names that are not known in one table, the first is told,
    and how many there are.
    """
    alike: dict[Any, dict[tuple[str, ...], Any]] = defaultdict(dict)
    for fault in error.errors(include_url=False):
        path = tuple(str(part) for part in fault["loc"] if part not in (NAME, TABLE))
        alike[fault["type"], _place(model, list(path))].setdefault(path, fault)
    said: list[str] = []
    for faults in alike.values():
        told = islice(faults.items(), ALIKE if len(faults) <= ALIKE else 1)
        said += [_sentence(model, where, list(path), fault) for path, fault in told]
        if len(faults) > ALIKE:
            said[-1] += f" (and {len(faults) - 1:,} more faults like it)"
    return list(dict.fromkeys(said))


def _place(model: type[BaseModel], path: list[str]) -> tuple[str, ...]:
    """Return where a fault is, without names and places that a file may choose."""
    place: list[str] = []
    for end, part in enumerate(path):
        record = _model_at(model, path[:end])
        place.append(part if record is not None and part in record.model_fields else "*")
    return tuple(place)


def _sentence(model: type[BaseModel], where: str, path: list[str], fault: Any) -> str:
    field, context, kind = ".".join(map(quoted, path)), fault.get("ctx", {}), fault["type"]
    if kind == "value_error":
        return f"{where}: {context['error']}"
    if kind == "json_invalid":
        return f"{where}: not a JSON file: {context['error']}"
    if not path:
        return f"{where}: is not a table; allowed: {_fields(model, path)}"
    if kind == "extra_forbidden":
        allowed = _fields(model, path[:-1])
        short = _short_names(model, path)
        names = [*allowed.split(", "), *short]
        allowed += f"; of rules: {', '.join(short)}" if short else ""
        hint = _places(model, path) or meant(path[-1], names)
        return f"{where}: {field} is not known; allowed: {allowed}{hint}"
    if kind == "missing":
        about = _about(model, path)
        return f"{where}: {field} is missing" + (f"; needed: {about}" if about else "")
    return f"{where}: {field} = {shown(fault['input'])} {_why(model, kind, path, context)}"


def _why(model: type[BaseModel], kind: str, path: list[str], context: Any) -> str:
    """Say what is wrong with a value, and what is allowed."""
    match kind:
        case "greater_than_equal" | "less_than_equal":
            return f"is outside {_bounds(model, path)}"
        case "literal_error":
            return f"is not one of {context['expected']}"
        case "finite_number":
            return f"is not a finite number; allowed: {_bounds(model, path)}"
        case "float_type":
            return f"is not a number; allowed: {_bounds(model, path)}"
        case "int_type" | "int_from_float":
            return f"is not a whole number; allowed: {_bounds(model, path)}"
        case "bool_type":
            return "is not true or false"
        case "string_type":
            return "is not text in quotes"
        case "string_pattern_mismatch":
            return (
                "is not a short name; allowed: small letters, digits, - and _, first a letter or a"
                " digit"
            )
        case "string_too_short":
            return f"is too short; allowed: at least {context['min_length']} character"
        case "string_too_long":
            return f"is too long; allowed: at most {context['max_length']} characters"
        case "list_type":
            return "is not a list in square brackets"
        case "too_short":
            return (
                f"is too short; allowed: at least {context['min_length']}"
                f" {'entry' if context['min_length'] == 1 else 'entries'}"
            )
        case "too_long":
            return f"is too long; allowed: at most {context['max_length']} entries"
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"is not a table; allowed: {_fields(model, path)}"
        case _:
            return f"is not allowed: {context.get('error', kind)}"


def _model_at(model: type[BaseModel], path: list[str]) -> type[BaseModel] | None:
    """Return the record that a path leads to, through names of levers, places in lists and past
    names of rules.
    """
    kind: Any = model
    for part in path:
        record = _record(kind)
        if record is not None:
            field = record.model_fields.get(part)
            kind = None if field is None else field.annotation
        else:  # list[record] and dict[str, record]: any place and any name lead to the record
            kind = get_args(kind)[-1] if get_origin(kind) in (list, dict) else None
    return _record(kind)


def _record(kind: Any) -> type[BaseModel] | None:
    """Return the record that a type is or may be."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    if get_origin(kind) in (Union, UnionType, Annotated):
        return next(filter(None, map(_record, get_args(kind))), None)
    return None


def _fields(model: type[BaseModel], path: list[str]) -> str:
    found = _model_at(model, path)
    if found is not None:
        return ", ".join(found.model_fields)
    # a table by name: of levers in a scenario, of a scenario's fields in a design
    return ", ".join(BY_NAME) if "levers" in model.model_fields else _about(model, path)


def _places(model: type[BaseModel], path: list[str]) -> str:
    """Spell a question whether a name was meant that has its place within a record: a field of a
    group, or a lever's first value.
    """
    name, fields = path[-1], model.model_fields
    found = [
        f"{group}.{name}"
        for group in fields
        if (record := _record(fields[group].annotation)) and name in record.model_fields
    ]
    if "levers" in fields and name in BY_NAME:
        found.append(f"levers.{name}.start")
    return f"; did you mean {' or '.join(found)}?" if len(path) == 1 and found else ""


def _short_names(model: type[BaseModel], path: list[str]) -> list[str]:
    """Return the names of rules, which may stand alone in changes of a scenario."""
    rules = _model_at(model, ["rules"]) if len(path) == 1 else None
    return list(rules.model_fields) if rules is not None else []


def _about(model: type[BaseModel], path: list[str]) -> str:
    found = _model_at(model, path[:-1])
    field = None if found is None else found.model_fields.get(path[-1])
    return "" if field is None else field.description or ""


def _bounds(model: type[BaseModel], path: list[str]) -> str:
    """Return what a number may be: its field's interval, or what the table of levers says of a
    lever.
    """
    if path[0] == "levers" and path[1] in BY_NAME:
        lever = BY_NAME[path[1]]
        if path[2:3] in (["start"], ["inherited"]):
            return f"{between(lever.low, lever.high)} unless low and high say otherwise"
        return between(*lever.possible)
    found = _model_at(model, path[:-1])
    if found is None and path[-1] in BY_NAME:  # a table of settings by lever
        lever = BY_NAME[path[-1]]
        return f"{between(lever.low, lever.high)} unless levers.{path[-1]} says otherwise"
    allowed = None if found is None else bounds(found, path[-1])
    return "a number" if allowed is None else between(*allowed)
