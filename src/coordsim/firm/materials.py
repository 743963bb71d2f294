"""What a unit is made of: modules, of which a bespoke variant has one of its own."""

from __future__ import annotations

import numpy as np

from coordsim.core.contracts import World
from coordsim.core.records import Floats

OWN = 1  # modules of a bespoke unit that fit nothing else: its part


def common_each(world: World, package: np.ndarray) -> Floats:
    """Common modules in a unit, by whether it is a package."""
    modules = float(world.parameters.supply.modules)
    return np.where(package, modules, modules - OWN)
