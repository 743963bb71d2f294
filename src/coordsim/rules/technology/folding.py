"""Technologies folded into the numbers of the firms that use them, once, when their world is built:
nothing after that asks which technologies there are.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple, cast

import numpy as np

from coordsim.core.parameters import Parameters, bounds
from coordsim.core.records import Floats
from coordsim.core.spelling import between, plain
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
    return Folded(multiplied(effective, used), money)


def multiplied[T](parameters: Parameters[T], used: Collection[str]) -> Parameters[T]:
    """Return the numbers, each a number or (F,), times the factors of technologies. Raises
    ValueError where one leaves its bounds: compiled code trusts them.
    """
    for technology in (TECHNOLOGIES[name] for name in sorted(used)):
        for place, factor in technology.factors.items():
            group, name = place.split(".")
            record = getattr(parameters, group)
            value = getattr(record, name) * factor
            low, high = cast(tuple[float, float], bounds(type(record), name))
            if not np.all((low <= value) & (value <= high)):
                worst = plain(float(np.max(value)))
                raise ValueError(
                    f"rules.technologies: with {technology.name}, {place} becomes {worst}, which is"
                    f" outside {between(low, high)}"
                )
            changed = record.model_copy(update={name: value})
            parameters = parameters.model_copy(update={group: changed})
    return parameters
