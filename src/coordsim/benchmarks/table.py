"""A table of what plans earned in which worlds, filled by the simulation as asked, many firms to a batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from coordsim.benchmarks.firms import Plan, steady
from coordsim.records import Floats
from coordsim.scenario import Scenario
from coordsim.simulation import simulate

BATCH = 250  # firms simulated together: enough for speed, little enough for memory


class Earned:
    """Mean weekly profit of steady plans in the worlds ``first``, ``first`` + 1, ...; nothing is simulated twice.

    ``firms`` counts what was simulated; ``progress`` is told after each batch.
    """

    def __init__(self, scenario: Scenario, first: int, progress: Callable[[int], None] | None = None) -> None:
        self.first, self.progress = first, progress
        self.firms = 0
        self._firm = cache(lambda plan: steady(scenario, plan))
        self._known: dict[Plan, list[float]] = {}

    @property
    def plans(self) -> int:
        """Number of different plans tried."""
        return len(self._known)

    def profits(self, plans: Sequence[Plan], worlds: int) -> list[Floats]:
        """Return for each plan its profit in the first ``worlds`` worlds, (worlds,)."""
        missing = [
            (plan, self.first + world) for plan in dict.fromkeys(plans) for world in range(len(self._known.get(plan, ())), worlds)
        ]
        for at in range(0, len(missing), BATCH):
            part = missing[at : at + BATCH]
            run = simulate([self._firm(plan) for plan, _ in part], seeds=[world for _, world in part])
            for (plan, _), profit in zip(part, run.kpi("profit"), strict=True):
                self._known.setdefault(plan, []).append(float(profit))
            self.firms += len(part)
            if self.progress is not None:
                self.progress(self.firms)
        return [np.array(self._known[plan][:worlds]) for plan in plans]
