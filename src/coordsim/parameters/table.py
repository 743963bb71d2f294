"""The numbers of a batch as one record for each firm, for compiled code."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coordsim.parameters import GROUPS, Parameters
from coordsim.records import Floats

MODELLED = ("marketing_automation", "personalisation", "chatbot", "predictive_maintenance")


def tabulate(parameters: Parameters[Floats], firms: int, technologies: Collection[str]) -> NDArray[np.void]:
    """Return records (F,): ``group_field`` for each parameter, ``given_poisson``, ``with_X`` for MODELLED technologies.

    Numbers and switches (0 or 1) alike are float64.
    """
    values: dict[str, Any] = {f"with_{name}": name in technologies for name in MODELLED}
    values["given_poisson"] = parameters.given.distribution == "poisson"
    for name in GROUPS:
        values |= {f"{name}_{key}": value for key, value in getattr(parameters, name) if not isinstance(value, str)}
    table = np.empty(firms, dtype=[(name, np.float64) for name in values])
    for name, value in values.items():
        table[name] = value
    return table
