"""Refusals as sentences: what the validation of a scenario found, said with field, value and what
is allowed.
"""

from __future__ import annotations

import re
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from coordsim.core.levers import BY_NAME
from coordsim.scenario.names import NAME, TABLE

SHOWN = 60  # characters of a value that a sentence quotes


def refusals(model: type[BaseModel], error: ValidationError, where: str) -> list[str]:
    """Return one sentence for each fault; ``model`` is what was validated, ``where`` the file's
    name.
    """
    return list(dict.fromkeys(_sentence(model, where, fault) for fault in error.errors()))


def quoted(name: str) -> str:
    """Return a name as it may stand in a sentence: quoted when it is no plain word."""
    return name if re.fullmatch(r"[\w-]{1,40}", name) else repr(name)[:SHOWN]


def _sentence(model: type[BaseModel], where: str, fault: Any) -> str:
    path = [str(part) for part in fault["loc"] if part not in (NAME, TABLE)]
    field, context, kind = (
        ".".join(quoted(part) for part in path),
        fault.get("ctx", {}),
        fault["type"],
    )
    if kind == "value_error":
        return f"{where}: {context['error']}"
    if kind == "extra_forbidden":
        return f"{where}: {field} is not known; allowed: {_fields(model, path[:-1])}"
    if kind == "missing":
        return f"{where}: {field} is missing; needed: {_about(model, path)}"
    value = repr(fault["input"])
    shown = value if len(value) < SHOWN else value[: SHOWN - 3] + "..."
    return f"{where}: {field} = {shown} {_why(model, kind, path, context)}"


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
    return ", ".join(BY_NAME if found is None else found.model_fields)


def _about(model: type[BaseModel], path: list[str]) -> str:
    found = _model_at(model, path[:-1])
    return "" if found is None else str(found.model_fields[path[-1]].description)


def _bounds(model: type[BaseModel], path: list[str]) -> str:
    """Return what a number may be: its field's interval, or what the table of levers says of a
    lever.
    """
    if path[0] == "levers" and path[1] in BY_NAME:
        lever = BY_NAME[path[1]]
        if path[-1] == "start":
            return f"[{lever.low:g}, {lever.high:g}] unless low and high say otherwise"
        return f"[{lever.possible[0]:g}, {lever.possible[1]:g}]"
    found = _model_at(model, path[:-1])
    if found is None and path[-1] in BY_NAME:  # a table of settings by lever
        return (
            f"[{BY_NAME[path[-1]].low:g}, {BY_NAME[path[-1]].high:g}] unless levers.{path[-1]} says"
            " otherwise"
        )
    field = None if found is None else found.model_fields.get(path[-1])
    low = next((m.ge for m in field.metadata if hasattr(m, "ge")), None) if field else None
    high = next((m.le for m in field.metadata if hasattr(m, "le")), None) if field else None
    return "a number" if low is None or high is None else f"[{low:g}, {high:g}]"
