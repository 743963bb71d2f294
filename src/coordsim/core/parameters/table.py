"""The numbers of a batch as records, for compiled code: one for each firm that differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coordsim.core.parameters import GROUPS, Parameters, moments
from coordsim.core.records import Floats, Ints


@dataclass(frozen=True)
class Table:
    """Records (R,) of NUMBERS, and which of them is each firm's, (F,): replications share one, so
    that it stays in cache.
    """

    records: NDArray[np.void]
    row: Ints


def flat(parameters: Parameters[Floats]) -> dict[str, Any]:
    """Return every number by ``group_field``; of a given demand its own mean and spread."""
    values: dict[str, Any] = {}
    for name in GROUPS:
        values |= {
            f"{name}_{key}": value
            for key, value in getattr(parameters, name)
            if not isinstance(value, str | list)
        }
    values["given_mean"], values["given_sd"] = moments(parameters.given)
    return values
