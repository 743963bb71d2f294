"""Everything in an observation, found from its own fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from coordsim.core.records import Observation


def parts(observation: Observation) -> Iterator[tuple[str, Any]]:
    """Each field's arrays and plain values by name, those of tables one by one."""
    for item in fields(Observation):
        value = getattr(observation, item.name)
        if isinstance(value, Mapping):
            yield item.name, tuple(value)
            yield from ((f"{item.name}.{name}", part) for name, part in value.items())
        else:
            yield item.name, value


def arrays(observation: Observation) -> list[np.ndarray]:
    """All its arrays."""
    return [part for _, part in parts(observation) if isinstance(part, np.ndarray)]


def spelt(observation: Observation) -> dict[str, str]:
    """Every part of it to the last digit, by name."""
    return {
        name: repr(part.tolist() if isinstance(part, np.ndarray) else part)
        for name, part in parts(observation)
    }
