"""Mesa as lean as it goes: tables by taste class instead of weighing, and a plain loop over a list
instead of a shuffle.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from benchmarks.market_week.mesa_objects import Customer, Market, satisfaction, step
from benchmarks.market_week.problem import TOTALS, Problem, tables

__all__ = ["prepare", "satisfaction", "step"]


class LeanCustomer(Customer):
    """Somebody of a taste class."""

    def look(self) -> tuple[float, Sequence[float]]:
        """Look up the inclusive value and the cumulative shares of one's taste class."""
        return self.model.inclusive[self.taste], self.model.cumulative[self.taste]


class LeanMarket(Market):
    """The market of one firm, with tables of the taste classes."""

    customer = LeanCustomer

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        inclusive, cumulative = tables(problem)
        self.inclusive, self.cumulative = inclusive.tolist(), cumulative.tolist()

    def step(self) -> None:
        """Play a week: customers come in the order of their numbers, from a random first one."""
        self.stock, self.totals = list(self.problem.stock), dict.fromkeys(TOTALS, 0)
        first = self.random.randrange(len(self.customers))
        for customer in chain(self.customers[first:], self.customers[:first]):
            customer.step()


def prepare(problem: Problem) -> LeanMarket:
    """Make the customers."""
    return LeanMarket(problem)
