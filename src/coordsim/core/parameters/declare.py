"""How a parameter is declared: its default, its unit, its bounds, its source."""

from __future__ import annotations

from functools import cache
from types import NoneType
from typing import Any, NoReturn, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from coordsim.core.frozen import PLAIN, frozen, own

ASSUMED = "assumed"
RECORD, ONE, WHOLE, OTHER = "a record", "one value", "a whole number", "anything else"
BASE = "assumed: base case, chosen so that the patterns of docs/model.md appear"


class Group(BaseModel):
    """A frozen record of parameters; unknown names and wrong types are refused. Its lists and
    tables stay as they are, too, so that it has a hash.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, arbitrary_types_allowed=True
    )

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, given: Any) -> Any:
        """Take 1e6 for the whole number that it is, wherever one is wanted, and numpy's numbers
        and switches for Python's own.
        """
        if not isinstance(given, dict):
            return given
        kinds = _kinds(cls)
        return {
            name: value
            if kinds.get(name) is RECORD and isinstance(value, dict)
            else _taken(kinds.get(name), own(value))
            for name, value in given.items()
        }

    @model_validator(mode="after")
    def _stays(self) -> Self:
        """Let nobody change its lists and tables in place."""
        for name in _holders(type(self)):
            value = self.__dict__[name]
            if isinstance(value, list | dict):
                self.__dict__[name] = frozen(value)
        return self

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise TypeError(
            f"{type(self).__name__.partition('[')[0]}.{name} cannot be changed in place; with_(...)"
            " of its scenario returns a changed copy"
        )

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        """Travel to another process: ``Market[float]`` is found there as Market of float."""
        kind = self.__pydantic_generic_metadata__
        return _again, (kind["origin"] or type(self), kind["args"], self.__getstate__())


@cache
def _kinds(record: type[BaseModel]) -> dict[str, str]:
    """Return what each field of a record holds: a record, which looks at its own fields, one plain
    value, a whole number, or anything else.
    """
    return {name: _kind(field.annotation) for name, field in record.model_fields.items()}


@cache
def _holders(record: type[BaseModel]) -> tuple[str, ...]:
    """Return the fields that may hold lists and tables."""
    return tuple(name for name, kind in _kinds(record).items() if kind is OTHER)


def _kind(annotation: Any) -> str:
    if annotation is int or set(get_args(annotation)) == {int, NoneType}:
        return WHOLE
    if annotation in PLAIN:
        return ONE
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return RECORD
    return OTHER


def _taken(kind: str | None, value: Any) -> Any:
    """Return a value, 1e6 as the whole number that it is where one is wanted."""
    return (
        int(value) if kind is WHOLE and isinstance(value, float) and value.is_integer() else value
    )


def _again(origin: Any, arguments: tuple[Any, ...], state: Any) -> Any:
    kind = origin[arguments] if arguments else origin
    record = kind.__new__(kind)
    record.__setstate__(state)
    return record


def number(
    default: float,
    *,
    unit: str,
    low: float,
    high: float,
    source: str,
    about: str,
    neutral: bool = False,
) -> Any:
    """Declare a parameter: its default, its unit, the closed interval it must lie in, where it
    comes from, what it is. ``neutral``: at its default a firm is as if the parameter were not
    there (see ``is_neutral``).
    """
    return Field(
        default,
        ge=low,
        le=high,
        description=about,
        json_schema_extra={"unit": unit, "source": source} | _marked(neutral),
    )


def _marked(neutral: bool) -> dict[str, Any]:
    return {"neutral": True} if neutral else {}


def is_neutral(record: BaseModel, name: str) -> bool:
    """Say whether a field stands on a default at which a firm is as if it were not there: what was
    found for firms before the field came still holds.
    """
    field = type(record).model_fields[name]
    extra = field.json_schema_extra
    marked = isinstance(extra, dict) and bool(extra.get("neutral"))
    return marked and bool(getattr(record, name) == field.default)


def bounds(record: type[BaseModel], name: str) -> tuple[float, float] | None:
    """Return the interval in which a field of a record must lie, None where none is declared."""
    field = record.model_fields.get(name)
    marks = field.metadata if field else []
    low = next((mark.ge for mark in marks if hasattr(mark, "ge")), None)
    high = next((mark.le for mark in marks if hasattr(mark, "le")), None)
    return None if low is None or high is None else (low, high)


def switch(default: bool, about: str, *, neutral: bool = False) -> Any:
    """Declare a yes-or-no parameter; ``neutral`` as in ``number``."""
    return Field(
        default,
        description=about,
        json_schema_extra={"unit": "yes/no", "source": "modelling choice"} | _marked(neutral),
    )


def one_of(default: str, about: str, *, neutral: bool = False) -> Any:
    """Declare a parameter that is one of the names in its type; ``neutral`` as in ``number``."""
    return Field(default, description=about, json_schema_extra=_marked(neutral) or None)
