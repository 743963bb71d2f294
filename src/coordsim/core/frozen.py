"""Lists and tables that stay as they are, and values as Python's own: what a frozen record holds
cannot be changed in place, and can be hashed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, fields
from typing import Any, ClassVar, NoReturn

import numpy as np


def _refuse(self: Any, *_values: Any, **_named: Any) -> NoReturn:
    raise TypeError(
        f"a record's {'list' if isinstance(self, list) else 'table'} cannot be changed in place;"
        " with_(...) returns a changed copy"
    )


class FrozenList(list[Any]):
    """A list that stays as it is."""

    append = extend = insert = pop = remove = clear = sort = reverse = _refuse
    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse

    __hash__: ClassVar[Any] = lambda self: hash(tuple(self))

    def __reduce__(self) -> tuple[type, tuple[list[Any]]]:
        return FrozenList, (list(self),)


class FrozenDict(dict[Any, Any]):
    """A table that stays as it is."""

    pop = popitem = clear = update = setdefault = _refuse
    __setitem__ = __delitem__ = __ior__ = _refuse

    __hash__: ClassVar[Any] = lambda self: hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type, tuple[dict[Any, Any]]]:
        return FrozenDict, (dict(self),)


PLAIN = {float, int, str, bool}
DEEPEST = 20  # tables within tables; nothing that can be used needs a third of it


def frozen(value: Any) -> Any:
    """Return lists and tables, and those within them, as ones that stay as they are; anything else
    as it is.
    """
    if isinstance(value, list):
        return FrozenList(map(frozen, value))
    if isinstance(value, dict):
        return FrozenDict({key: frozen(part) for key, part in value.items()})
    return value


def own(value: Any, levels: int = DEEPEST) -> Any:
    """Return numpy's numbers, switches and arrays, and those within lists and tables, as Python's
    own; a tuple as a list; anything else, and what lies deeper than ``levels``, as it is.
    """
    if levels == 0 or type(value) in PLAIN:
        return value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, list | tuple):
        return [own(part, levels - 1) for part in value]
    if isinstance(value, dict):
        return {key: own(part, levels - 1) for key, part in value.items()}
    return value


class Compared:
    """A dataclass (``eq=False``) that is equal to another of its kind where their fields hold the
    same: arrays element by element, nan equal to nan. It has no hash.
    """

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(same(getattr(self, one.name), getattr(other, one.name)) for one in fields(self))


def same(one: Any, other: Any) -> bool:
    """Whether two values, arrays and mappings or tuples of them, hold the same."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        one, other = np.asarray(one), np.asarray(other)
        return np.array_equal(one, other, equal_nan=one.dtype.kind == other.dtype.kind == "f")
    return bool(one == other)
