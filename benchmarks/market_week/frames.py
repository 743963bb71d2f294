"""mesa-frames: the customers are an agent set of rows (``AgentSetPolars``). Its week is that of the
polars peer.
"""

from __future__ import annotations

import polars as pl
from mesa_frames import AgentSetPolars, ModelDF

from benchmarks.market_week.polars_peer import Market as Numbers
from benchmarks.market_week.polars_peer import count, customers, play
from benchmarks.market_week.problem import Problem


class Customers(AgentSetPolars):
    """Everybody in the market."""

    def __init__(self, problem: Problem, model: Market) -> None:
        super().__init__(model)
        self.add(customers(problem))

    def step(self) -> None:
        """Visit, choose, take and remember."""
        visits = play(self.model.market, self.agents, self.model.week)
        changed = visits.filter(pl.col("felt").is_not_null()).select(
            "unique_id", "satisfaction", "need"
        )
        self.set(
            {"satisfaction": changed["satisfaction"], "need": changed["need"]},
            mask=changed.select("unique_id"),
        )
        self.model.totals = count(visits)


class Market(ModelDF):
    """The market of one firm."""

    numbers = Numbers

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.seed)
        self.market, self.week = self.numbers.of(problem), 0
        self.totals: dict[str, float] = {}
        self.agents += Customers(problem, self)


def prepare(problem: Problem) -> Market:
    """Draw the customers."""
    return Market(problem)


def step(model: Market, week: int) -> dict[str, float]:
    """Play a week."""
    model.week = week
    model.step()
    return model.totals


def satisfaction(model: Market) -> float:
    """Mean satisfaction."""
    return float(model.get_agents_of_type(Customers)["satisfaction"].cast(pl.Float64).mean())
