"""Technologies folded into the numbers of the firms that use them, once, when their world is built:
nothing after that asks which technologies there are.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from coordsim.core.parameters import Parameters
from coordsim.core.records import Floats
from coordsim.rules.technology import TECHNOLOGIES


class Folded(NamedTuple):
    """Effective parameters, and what the technologies cost, money a week, (F,)."""

    parameters: Parameters[Floats]
    money: Floats


def fold(parameters: Parameters[Floats], used: Collection[str]) -> Folded:
    """Return the numbers of firms that use these technologies: what is not used is neutral."""
    systems = parameters.systems
    neutral = {
        name: np.full_like(getattr(systems, name), value)
        for technology in TECHNOLOGIES.own.values()
        if technology.name not in used
        for name, value in technology.without.items()
    }
    there = [TECHNOLOGIES[name] for name in sorted(used)]
    money = sum(
        (technology.cost(systems) for technology in there), start=np.zeros_like(systems.momentum)
    )
    effective = parameters.model_copy(update={"systems": systems.model_copy(update=neutral)})
    for technology in there:
        for place, factor in technology.factors.items():
            effective = _multiplied(effective, place, factor)
    return Folded(effective, money)


def _multiplied(parameters: Parameters[Floats], place: str, factor: float) -> Parameters[Floats]:
    group, name = place.split(".")
    record = getattr(parameters, group)
    changed = record.model_copy(update={name: getattr(record, name) * factor})
    return parameters.model_copy(update={group: changed})
