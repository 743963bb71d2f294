"""Polars with tables by taste class: inclusive values are looked up, variants are found by one
search.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
import polars as pl

from benchmarks.market_week.polars_peer import Market, State, customers, satisfaction, step
from benchmarks.market_week.problem import Problem, tables

__all__ = ["prepare", "satisfaction", "step"]


class Tables(NamedTuple):
    """Inclusive values (C,), cumulative shares (C, V), and these one class after the other: class
    c's lie in (c, c + 1].
    """

    inclusive: pl.Series
    cumulative: np.ndarray
    flat: pl.Series


class LeanMarket(Market):
    """The numbers of a market, and the tables of its taste classes."""

    @cached_property
    def tables(self) -> Tables:
        """What its taste classes look up."""
        inclusive, cumulative = tables(self.problem)
        flat = (
            (cumulative + np.arange(self.problem.classes)[:, np.newaxis]).ravel().astype(np.float32)
        )
        return Tables(pl.Series(inclusive.astype(np.float32)), cumulative, pl.Series(flat))

    def look(self, come: pl.DataFrame) -> pl.DataFrame:
        """Give visitors the column ``inclusive``."""
        return come.with_columns(inclusive=pl.lit(self.tables.inclusive).gather(pl.col("taste")))

    def seen(self) -> list[str]:
        """Return the columns of visitors that ``pick`` and ``cumulative`` need."""
        return ["taste"]

    def pick(self, buyers: pl.DataFrame) -> pl.Series:
        """Return the variant at which the cumulative shares of one's class pass ``u / buy``: one
        search in all classes'.
        """
        mark = (buyers["u"] / buyers["buy"]).clip(0.0, 1 - 1e-6) + buyers["taste"].cast(pl.Float32)
        found = self.tables.flat.search_sorted(mark, side="right").cast(pl.Int64)
        return found - buyers["taste"].cast(pl.Int64) * self.problem.variants

    def cumulative(self, buyers: pl.DataFrame) -> np.ndarray:
        """Return the buyers' cumulative shares, (K, V)."""
        return self.tables.cumulative[buyers["taste"].to_numpy()]


def prepare(problem: Problem) -> State:
    """Draw the customers, make the tables."""
    return State(LeanMarket.of(problem), customers(problem))
