"""A scenario file that says only in what it is not another one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OTHER_START = {"start": "inherited", "inherited": "start"}  # the two ways to say where one starts
OWN = ("name", "title")  # what a scenario says for itself, whatever it extends


def extended(parent: Mapping[str, Any], child: Mapping[str, Any]) -> dict[str, Any]:
    """Return a parent's tables with a child's: tables are joined field by field, anything else,
    lists too, is replaced whole. A lever starts as the child says: its ``start`` takes away what
    the parent lets worlds inherit, its ``inherited`` the parent's start. Name and title are the
    child's alone, so that nothing goes by another's name.
    """
    out = _joined({name: value for name, value in parent.items() if name not in OWN}, child)
    levers, own = out.get("levers"), child.get("levers")
    if isinstance(levers, dict) and isinstance(own, dict):
        for name, setting in own.items():
            if isinstance(setting, dict):
                for said, other in OTHER_START.items():
                    if said in setting and other not in setting:
                        levers[name].pop(other, None)
    return out


def _joined(parent: Mapping[str, Any], child: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(parent)
    for name, value in child.items():
        above = out.get(name)
        if isinstance(above, dict) and isinstance(value, dict):
            out[name] = _joined(above, value)
        else:
            out[name] = value
    return out
