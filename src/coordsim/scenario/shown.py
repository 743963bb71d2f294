"""A scenario in a notebook: its title and story, and all that it sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from coordsim.core.spelling import plain
from coordsim.show.html import block, table

TOLD = ("name", "title", "story", "goals", "sources", "sizes")  # words, which are no settings


def shown(summary: str, said: Mapping[str, Any]) -> str:
    """Return a scenario as HTML: ``said`` is what was set of it."""
    rows = [
        (field, _value(value))
        for field, value in _leaves({key: said[key] for key in said if key not in TOLD}, "")
    ]
    story = " ".join(str(said.get("story", "")).split())
    return block(f"{said['title']} ({summary})", table(["set", "to"], rows), note=story)


def _leaves(record: Mapping[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{before}{name}.")
        elif value is not None:
            yield f"{before}{name}", value


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return plain(value)
    if isinstance(value, list):
        return ", ".join(map(_value, value)) or "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_value(one)}" for name, one in value.items())
    return str(value)
