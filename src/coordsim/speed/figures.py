"""Figures with their spread, and how a time grows with a size."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares


@dataclass(frozen=True)
class Figure:
    """A median with its quartiles over ``count`` measurements."""

    median: float
    low: float
    high: float
    count: int

    @property
    def spread(self) -> list[float]:
        """Quartiles and number of measurements, as a list for JSON."""
        return [self.low, self.high, self.count]


def figure(values: Sequence[float]) -> Figure:
    """Return the median and quartiles of measurements; raises ValueError when there are none."""
    if not len(values):
        raise ValueError("no measurement was made")
    low, middle, high = np.percentile(np.asarray(values, dtype=np.float64), [25, 50, 75])
    return Figure(float(middle), float(low), float(high), len(values))


def ratio(ours: Sequence[float], others: Sequence[float]) -> Figure:
    """Return how many times longer the others took, pair by pair."""
    return figure([other / our for our, other in zip(ours, others, strict=True)])


@dataclass(frozen=True)
class Growth:
    """Time = fixed + cost · size ** exponent: seconds."""

    exponent: float
    fixed: float
    cost: float


def growth(seconds: Mapping[int, float], fixed: bool = True) -> Growth:
    """Fit a fixed part and a power of the size to times by least squares in logs; the exponent is
    kept within [-1, 3].

    Without ``fixed`` it is the slope of the logs. Raises ValueError for fewer than four sizes.
    """
    if len(seconds) < 4:
        raise ValueError(f"an exponent wants at least four sizes, not {len(seconds)}")
    sizes = np.log(np.array(sorted(seconds), dtype=np.float64))
    times = np.log(np.array([seconds[size] for size in sorted(seconds)]))
    slope, height = np.polyfit(sizes, times, 1)
    if not fixed:
        return Growth(float(slope), 0.0, math.exp(height))

    def misses(guess: np.ndarray) -> np.ndarray:
        out: np.ndarray = np.logaddexp(guess[0], guess[1] + guess[2] * sizes) - times
        return out

    bounds = ([-np.inf, -np.inf, -1.0], [np.inf, np.inf, 3.0])
    starts = ([times[0] + share, times[-1] - sizes[-1], 1.0] for share in (-0.1, -2.0, -8.0))
    fits = [
        least_squares(misses, start, bounds=bounds, x_scale=[1.0, 1.0, 0.1]) for start in starts
    ]
    best = min(fits, key=lambda fit: float(fit.cost))
    level, cost, exponent = (float(value) for value in best.x)
    return Growth(exponent, math.exp(level), math.exp(cost))
