"""What time does to the firm's means: shocks of the scenario, gains in efficiency, continuous
improvement.
"""

from __future__ import annotations

import numpy as np

from coordsim.core.contracts import World
from coordsim.core.records import Floats


def shock(world: World, kind: str, week: int) -> float:
    """Return the size of the scenario's shocks of a kind in force this week, summed; 0.0 when there
    is none.
    """
    return sum(
        (s.size for s in world.shocks if s.kind == kind and s.week <= week < s.week + s.weeks),
        start=0.0,
    )


def improvement(world: World, week: int) -> Floats:
    """Return the share of set-up hours and defects saved by now, (F,): limit x (1 - exp(-week /
    weeks)), a learning curve.
    """
    systems = world.parameters.systems
    if not world.improving:
        return np.zeros(world.firms)
    saved: Floats = systems.improvement_limit * (1 - np.exp(-week / systems.improvement_weeks))
    return saved


def run_hours(world: World, week: int) -> Floats:
    """Return the hours that a unit takes this week, (F,)."""
    return world.parameters.plant.run_hours * max(0.0, 1 - shock(world, "efficiency", week))


def setup_hours_now(world: World, week: int) -> Floats:
    """Return the hours of a bespoke set-up this week, (F,)."""
    return world.parameters.plant.setup_hours * (1 - improvement(world, week))
