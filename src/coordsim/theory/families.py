"""Demands that are neither normal nor Poisson: the best order for them, and what it is short.

All scalars, units per period. ``listed`` demands come as values and chances of equal length. Case
A19.

Sources: Snyder & Shen, Fundamentals of Supply Chain Theory, ch. 4 (a newsvendor orders the quantile
at the critical ratio, whatever the distribution); Johnson, Kotz & Balakrishnan 1994, Continuous
Univariate Distributions, vol. 1, ch. 14 (partial means of the lognormal).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import NormalDist

from coordsim.theory import _checks

_STANDARD = NormalDist()
_WHOLE = 1e-9  # how near to 1 chances have to sum


def uniform_quantile(probability: float, mean: float, sd: float) -> float:
    """Return what uniform demand is at most with a probability: mean + sqrt(3) sd (2 p - 1).

    Raises ValueError unless the probability is within (0, 1), mean is finite and sd is not
    negative.
    """
    _checks.inside_zero_one(probability=probability)
    _checks.finite(mean=mean)
    _checks.not_negative(sd=sd)
    return mean + math.sqrt(3) * sd * (2 * probability - 1)


def uniform_shortage(level: float, mean: float, sd: float) -> float:
    """Return E[(D - level)+] of uniform demand: (b - level)^2 / (2 (b - a)) between its ends a and
    b.

    Raises ValueError as `uniform_quantile` does.
    """
    _checks.finite(level=level, mean=mean)
    _checks.not_negative(sd=sd)
    low, high = mean - math.sqrt(3) * sd, mean + math.sqrt(3) * sd
    if level <= low:
        return mean - level
    return max(high - level, 0.0) ** 2 / (2 * (high - low)) if high > low else 0.0


def lognormal_quantile(probability: float, mean: float, sd: float) -> float:
    """Return what lognormal demand of this mean and sd is at most with a probability.

    Raises ValueError unless the probability is within (0, 1), mean is above 0 and sd is not
    negative.
    """
    _checks.inside_zero_one(probability=probability)
    middle, spread = _of_log(mean, sd)
    return math.exp(middle + spread * _STANDARD.inv_cdf(probability))


def lognormal_shortage(level: float, mean: float, sd: float) -> float:
    """Return E[(D - level)+] of lognormal demand: mean Phi(d + s) - level Phi(d), d = (m - ln
    level) / s.

    Raises ValueError as `lognormal_quantile` does.
    """
    _checks.finite(level=level)
    middle, spread = _of_log(mean, sd)
    if level <= 0 or spread == 0:
        return max(mean - level, 0.0)
    distance = (middle - math.log(level)) / spread
    return mean * _STANDARD.cdf(distance + spread) - level * _STANDARD.cdf(distance)


def listed_quantile(probability: float, values: Sequence[float], chances: Sequence[float]) -> float:
    """Return the smallest listed value that demand is at most with a probability or more.

    Raises ValueError unless the probability is within (0, 1), values ascend and chances sum to 1.
    """
    _checks.inside_zero_one(probability=probability)
    _check_list(values, chances)
    reached = 0.0
    for value, chance in zip(values, chances, strict=True):
        reached += chance
        if reached >= probability - _WHOLE:
            return value
    return values[-1]


def listed_shortage(level: float, values: Sequence[float], chances: Sequence[float]) -> float:
    """Return E[(D - level)+] of listed demand. Raises ValueError as `listed_quantile` does."""
    _checks.finite(level=level)
    _check_list(values, chances)
    return math.fsum(
        max(value - level, 0.0) * chance for value, chance in zip(values, chances, strict=True)
    )


def expected_cost(
    level: float, mean: float, shortage: float, *, overage: float, underage: float
) -> float:
    """Return the cost (money/period) of ordering ``level`` when ``shortage`` = E[(D - level)+] and
    E[D] = ``mean``: overage (level - mean + shortage) + underage shortage.

    Raises ValueError unless costs are above 0 and the rest is finite.
    """
    _checks.finite(level=level, mean=mean)
    _checks.not_negative(shortage=shortage)
    _checks.positive(overage=overage, underage=underage)
    return overage * (level - mean + shortage) + underage * shortage


def _of_log(mean: float, sd: float) -> tuple[float, float]:
    """Mean and sd of ln D."""
    _checks.positive(mean=mean)
    _checks.not_negative(sd=sd)
    variance = math.log1p((sd / mean) ** 2)
    return math.log(mean) - variance / 2, math.sqrt(variance)


def _check_list(values: Sequence[float], chances: Sequence[float]) -> None:
    if len(values) != len(chances) or not values:
        raise _checks.refuse(
            "chances", list(chances), f"as many as values ({len(values)}), at least one"
        )
    if any(low >= high for low, high in pairwise(values)):
        raise _checks.refuse("values", list(values), "ascending")
    if min(chances) < 0 or abs(math.fsum(chances) - 1) > _WHOLE:
        raise _checks.refuse("chances", list(chances), "at least 0 each, with a sum of 1")
