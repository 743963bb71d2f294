"""Expected shortage and excess under normal demand (not truncated at 0).

Source: Snyder & Shen, Fundamentals of Supply Chain Theory, ch. 4 (standard normal loss function).
"""

from __future__ import annotations

from statistics import NormalDist

_STANDARD = NormalDist()


def density(z: float) -> float:
    """Standard normal density at z, per unit of z."""
    return _STANDARD.pdf(z)


def quantile(probability: float) -> float:
    """z with P(Z <= z) = probability; probability in (0, 1)."""
    return _STANDARD.inv_cdf(probability)


def shortage(level: float, mean: float, sd: float) -> float:
    """E[(D - level)+] for D ~ N(mean, sd), in units of D; sd = 0 means that D is the mean for
    sure.
    """
    if sd == 0:
        return max(mean - level, 0.0)
    z = (level - mean) / sd
    return max(sd * (_STANDARD.pdf(z) - z * _STANDARD.cdf(-z)), 0.0)


def excess(level: float, mean: float, sd: float) -> float:
    """E[(level - D)+] for D ~ N(mean, sd), in units of D."""
    return shortage(-level, -mean, sd)
