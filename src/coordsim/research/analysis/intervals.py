"""Intervals over worlds.

Points of one experiment live in the same worlds, so worlds are what is drawn, and the values of
all points in one world hang together. An estimate that is linear in the points' means has, in each
world, its own influence; its variance is the sum of their squares (clusters are worlds: Cameron &
Miller 2015, *Journal of Human Resources* 50, with the correction G / (G - 1)). Where every point
has every world, this is Student's t over the estimates of single worlds, exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coordsim.core.luck.streams import Streams
from coordsim.core.records import Floats, Ints
from coordsim.research.analysis.frames import AnalysisError

LEVEL = 0.95  # of confidence
RESAMPLES = 1000


@dataclass(frozen=True, eq=False)
class Estimates:
    """Estimates with 95 % intervals, (K,) each, and the number of worlds that they are over.
    ``sd``: their standard deviation from world to world, in their own units; where every point has
    every world, that of the estimates of single worlds. It and the ends are nan where there is but
    one world.
    """

    mean: Floats
    low: Floats
    high: Floats
    sd: Floats
    worlds: int


def over_worlds(weights: Floats, values: Floats) -> Estimates:
    """Return ``weights @ means`` with intervals, where ``weights`` is (K, points) and ``values``
    (points, worlds), nan where a firm is missing. Raises AnalysisError when a point that counts has
    no value at all.
    """
    from scipy.special import stdtrit

    weights = np.atleast_2d(np.asarray(weights, dtype=float))
    there = ~np.isnan(values)
    n = there.sum(axis=1)
    counts = (weights != 0).any(axis=0)
    if (n[counts] == 0).any():
        raise AnalysisError("a point has no value in any world; leave it out, or run it again")
    filled = np.where(there, values, 0.0)
    means = filled.sum(axis=1) / np.maximum(n, 1)
    apart = np.where(there, values - means[:, None], 0.0) / np.maximum(n, 1)[:, None]
    mean = weights @ means
    seen = there[counts].any(axis=0)
    worlds = int(seen.sum())
    if worlds < 2:
        nothing = np.full(len(mean), np.nan)
        return Estimates(mean, nothing, nothing, nothing, worlds)
    influence = (weights @ apart)[:, seen]
    variance = (influence**2).sum(axis=1) * worlds / (worlds - 1)
    half = stdtrit(worlds - 1, 0.5 + LEVEL / 2) * np.sqrt(variance)
    return Estimates(mean, mean - half, mean + half, np.sqrt(variance * worlds), worlds)


def resampled(worlds: int, times: int = RESAMPLES) -> Ints:
    """Return places of worlds drawn with replacement, (times, worlds), the same in every call."""
    luck = Streams.generator(1, "bootstrap", 0)
    return luck.integers(worlds, size=(times, worlds))


def between(draws: NDArray[np.float64]) -> tuple[Floats, Floats]:
    """Return the ends of the 95 % percentile interval of bootstrap draws, over the first axis."""
    ends = np.quantile(draws, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2], axis=0)
    return ends[0], ends[1]
