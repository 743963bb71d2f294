"""Everything that can be reached from an object by its attributes, items and closures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType, MethodType, MethodWrapperType, ModuleType
from typing import Any

import numpy as np

END = (str, bytes, int, float, bool, type(None), CodeType, ModuleType, type)


def _next(item: Any) -> Iterator[Any]:
    if isinstance(item, Mapping):
        yield from item.keys()
        yield from item.values()
    elif isinstance(item, list | tuple | set | frozenset):
        yield from item
    elif isinstance(item, np.ndarray) and item.dtype == object:
        yield from item.ravel()
    if isinstance(item, FunctionType):
        yield from (cell.cell_contents for cell in item.__closure__ or ())
        yield from item.__defaults__ or ()
        yield from (item.__kwdefaults__ or {}).values()
    if isinstance(item, MethodType | MethodWrapperType):
        yield item.__self__
    yield from getattr(item, "__dict__", {}).values()
    for kind in type(item).__mro__:
        slots = getattr(kind, "__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if hasattr(item, name):
                yield getattr(item, name)


def reachable(start: Any) -> list[Any]:
    """Return each object on the way once: no modules and no globals of functions, which belong to
    nobody.
    """
    seen: dict[int, Any] = {}
    open_ends = [start]
    while open_ends:
        item = open_ends.pop()
        if id(item) in seen:
            continue
        seen[id(item)] = item
        if not isinstance(item, END):
            open_ends.extend(_next(item))
    return list(seen.values())
