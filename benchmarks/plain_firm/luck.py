"""Everything that happens to the firm and is nobody's decision; customers have luck of their
own.
"""

from __future__ import annotations

import random
from math import sqrt

from benchmarks.plain_firm.numbers import BASE


class Luck:
    """Draws by the name of what they decide: asked once more, the answer is the same.
    ``shocks[t]`` is the log of the market-wide shock of week t, an AR(1) process.
    """

    def __init__(self, source: random.Random, weeks: int) -> None:
        self.source = source
        self.drawn: dict[tuple[str, int, int], float] = {}
        market = BASE.market
        self.shocks: list[float] = []
        shock = 0.0
        for week in range(weeks):
            innovation = (
                market.shock_sd
                * sqrt(1 - market.shock_persistence**2)
                * self.normal("market", week)
            )
            shock = market.shock_persistence * shock + innovation
            self.shocks.append(shock)

    @staticmethod
    def elsewhere(place: int) -> Luck:
        """Return the luck of a world that nobody plays."""
        return Luck(random.Random(2**62 + place), 0)

    def uniform(self, process: str, week: int, place: int = 0) -> float:
        """Draw between 0 and 1; a process draws uniforms or normals, not both."""
        name = (process, week, place)
        if name not in self.drawn:
            self.drawn[name] = self.source.random()
        return self.drawn[name]

    def normal(self, process: str, week: int, place: int = 0) -> float:
        """Draw a standard normal."""
        name = (process, week, place)
        if name not in self.drawn:
            self.drawn[name] = self.source.gauss(0.0, 1.0)
        return self.drawn[name]
