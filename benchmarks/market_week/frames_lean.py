"""mesa-frames with tables by taste class. Its week is that of the lean polars peer."""

from __future__ import annotations

from benchmarks.market_week import frames
from benchmarks.market_week.frames import satisfaction, step
from benchmarks.market_week.polars_peer_lean import LeanMarket
from benchmarks.market_week.problem import Problem

__all__ = ["prepare", "satisfaction", "step"]


class Market(frames.Market):
    """The market of one firm, with tables of the taste classes."""

    numbers = LeanMarket


def prepare(problem: Problem) -> Market:
    """Draw the customers."""
    return Market(problem)
