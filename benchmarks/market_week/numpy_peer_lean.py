"""Vectorised numpy with tables by taste class: inclusive values are looked up, variants are found
by one search.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.market_week import numpy_peer
from benchmarks.market_week.numpy_peer import State, satisfaction
from benchmarks.market_week.problem import Problem, tables

__all__ = ["prepare", "satisfaction", "step"]


@dataclass
class LeanState(State):
    """The customers, and the tables of their taste classes."""

    inclusive: np.ndarray
    cumulative: np.ndarray
    flat: (
        np.ndarray
    )  # all classes' cumulative shares, one after the other: class c's lie in (c, c + 1]


class ByClass:
    """How visitors see the variants: by the shares of their taste class."""

    def __init__(self, state: LeanState, taste: np.ndarray) -> None:
        self.state, self.taste = state, taste
        self.inclusive = state.inclusive[taste]

    def pick(self, who: np.ndarray, mark: np.ndarray) -> np.ndarray:
        """Return the variant at which the cumulative shares of each of ``who`` pass ``mark``: one
        search in all classes'.
        """
        taste = self.taste[who]
        return (
            np.searchsorted(self.state.flat, taste + mark, side="right")
            - taste.astype(np.int64) * self.state.problem.variants
        )

    def of(self, who: np.ndarray) -> np.ndarray:
        """Return the cumulative shares of each of ``who``, (K, V)."""
        return self.state.cumulative[self.taste[who]]


def prepare(problem: Problem) -> LeanState:
    """Draw the customers, make the tables."""
    inclusive, cumulative = tables(problem)
    flat = (cumulative + np.arange(problem.classes)[:, np.newaxis]).ravel().astype(np.float32)
    return LeanState(
        **vars(numpy_peer.prepare(problem)),
        inclusive=inclusive.astype(np.float32),
        cumulative=cumulative,
        flat=flat,
    )


def step(state: LeanState, week: int) -> dict[str, float]:
    """Play a week."""
    return numpy_peer.step(state, week, ByClass)
