"""Poisson demand over a lead time. All scalars, units. Case A21.

Source: Snyder & Shen, Fundamentals of Supply Chain Theory, ch. 4 (a base stock runs short when the
demand of the lead time is above it).
"""

from __future__ import annotations

import math

from coordsim.theory import _checks


def chance_above(level: int, mean: float) -> float:
    """P(D > level) for D ~ Poisson(mean): the share of periods in which a base stock ``level`` is
    short, where ``mean`` is the demand of its lead time.

    Raises ValueError if level is not a whole number >= 0 or mean is not above 0.
    """
    _checks.whole(level=level, least=0)
    _checks.positive(mean=mean)
    return 1.0 - math.fsum(
        math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(int(level) + 1)
    )
