"""Rules that are none of ours: which of them scenarios name, and from which sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from pydantic import BaseModel

from coordsim.core.registry import Registry
from coordsim.core.sources import beside
from coordsim.scenario.names import OneOf


def outside(scenarios: Iterable[BaseModel]) -> dict[str, str]:
    """Return name -> source of the modules of other packages and files whose rules are named."""
    found: dict[str, str] = {}
    for registry, name in {one for scenario in scenarios for one in _named(scenario)}:
        origin = registry.origin(name)
        if not origin.module.startswith(f"{registry.package}."):
            found |= beside(origin.module, origin.file)
    return dict(sorted(found.items()))


def _named(record: BaseModel) -> Iterator[tuple[Registry[Any], str]]:
    """Yield every name of a registry that a record holds, with its registry."""
    for key, field in type(record).model_fields.items():
        value = getattr(record, key)
        registries = set(_registries(field.annotation, tuple(field.metadata)))
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, BaseModel):
                yield from _named(inner)
            elif isinstance(inner, str):
                yield from ((one, inner) for one in registries)


def _registries(kind: Any, metadata: tuple[Any, ...] = ()) -> Iterator[Registry[Any]]:
    for item in (*metadata, *getattr(kind, "__metadata__", ())):
        if isinstance(item, OneOf) and isinstance(item.names, Registry):
            yield item.names
    for part in get_args(kind):
        yield from _registries(part)
