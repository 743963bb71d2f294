"""A table of what plans earned in which worlds, filled by the simulation as asked, many firms to a
batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from coordsim.core.records import Floats
from coordsim.run.simulate import simulate
from coordsim.scenario.file import Scenario
from coordsim.study.optimum.firms import Plan, steady

BATCH = 250  # firms simulated together: enough for speed, little enough for memory


class Earned:
    """Mean weekly profit of steady plans, world by world; nothing is simulated twice.

    World k of the table is the world ``first`` + k. ``firms`` counts what was simulated;
    ``progress`` is told it after each batch.
    """

    def __init__(
        self, scenario: Scenario, first: int, progress: Callable[[int], None] | None = None
    ) -> None:
        self.first, self.progress = first, progress
        self.firms = 0
        self._firm = cache(lambda plan: steady(scenario, plan))
        self._known: dict[tuple[Plan, int], float] = {}

    @property
    def plans(self) -> int:
        """Number of different plans tried."""
        return len({plan for plan, _ in self._known})

    def profits(self, plans: Sequence[Plan], worlds: Sequence[int]) -> list[Floats]:
        """Return for each plan its profit in each of the worlds, (worlds,)."""
        asked = dict.fromkeys((plan, world) for plan in plans for world in worlds)
        missing = [cell for cell in asked if cell not in self._known]
        for at in range(0, len(missing), BATCH):
            part = missing[at : at + BATCH]
            run = simulate(
                [self._firm(plan) for plan, _ in part],
                seeds=[self.first + world for _, world in part],
            )
            self._known |= dict(zip(part, map(float, run.kpi("profit")), strict=True))
            self.firms += len(part)
            if self.progress is not None:
                self.progress(self.firms)
        return [np.array([self._known[plan, world] for world in worlds]) for plan in plans]
