"""Changes of a scenario by dotted fields, put into the data that it is made from again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordsim.core.spelling import shown
from coordsim.scenario.extended import OTHER_START
from coordsim.scenario.rules import Rules

WITHIN = "__"  # stands for the dot of a field where it is the name of an argument


def asked(changes: object, named: Mapping[str, Any]) -> dict[str, Any]:
    """Return changes by dotted field, of a table and of arguments by name (``market__overload``).
    Raises ValueError where they are no table of fields, or name a field twice.
    """
    if changes is None:
        changes = {}
    if not isinstance(changes, Mapping) or not all(isinstance(key, str) for key in changes):
        raise ValueError(
            f"changes = {shown(changes)} is not allowed: values by dotted field, as in"
            ' {"market.overload": 0}'
        )
    given = dict(changes)
    for name, value in named.items():
        field = name.replace(WITHIN, ".")
        if field in given:
            raise ValueError(f"{field} is named twice: as a field, and as an argument by name")
        given[field] = value
    return given


def put(data: dict[str, Any], changes: Mapping[str, Any]) -> None:
    """Put changes into a scenario's data. A rule's name may stand alone. A lever starts as was said
    last: ``start`` takes away what is inherited, ``inherited`` a start.
    """
    for key, value in changes.items():
        path = key.split(".")
        if path[0] in Rules.model_fields:
            path = ["rules", *path]
        place = data
        for part in path[:-1]:
            inner = place.get(part, Rules().communication if part == "communication" else {})
            if not isinstance(inner, dict):
                inner = {"preset": inner} if part == "communication" else {}
            place[part] = dict(inner)
            place = place[part]
        place[path[-1]] = value
        if path[0] == "levers" and path[-1] in OTHER_START:
            other = OTHER_START[path[-1]]
            if ".".join([*path[:-1], other]) not in changes:
                place.pop(other, None)
