"""Everything in an observation, found from its own fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from coordsim.core.records import Observation
from coordsim.players.student import COLUMNS


def parts(observation: Observation) -> Iterator[tuple[str, Any]]:
    """Each field's arrays and plain values by name, columns and tables one by one."""
    for item in fields(Observation):
        value = getattr(observation, item.name)
        if isinstance(value, Mapping):
            yield item.name, tuple(value)
            yield from ((f"{item.name}.{name}", part) for name, part in value.items())
        elif "columns" in item.metadata and np.ndim(value) == 2:
            columns = COLUMNS[item.metadata["columns"]]
            yield from ((f"{item.name}.{name}", value[:, at]) for name, at in columns.items())
            yield item.name, value.shape
        else:
            yield item.name, value


def arrays(observation: Observation) -> list[np.ndarray]:
    """All its arrays."""
    values = [getattr(observation, item.name) for item in fields(Observation)]
    values += [part for table in values if isinstance(table, Mapping) for part in table.values()]
    return [value for value in values if isinstance(value, np.ndarray)]


def spelt(observation: Observation) -> dict[str, str]:
    """Every part of it to the last digit, by name."""
    return {
        name: repr(part.tolist() if isinstance(part, np.ndarray) else part)
        for name, part in parts(observation)
    }
