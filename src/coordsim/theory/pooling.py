"""Risk pooling: one common module needs less safety stock than a special part for each variant.
Case A7.

Source: Eppen 1979, Effects of Centralization on Expected Costs in a Multi-Location Newsboy Problem;
Snyder & Shen, Fundamentals of Supply Chain Theory.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from coordsim.theory import _checks, _normal


def separate_safety_stock(sds: Sequence[float], service: float) -> float:
    """Safety stock (units) summed over variants that each hold their own: z(service) x sum of the
    sds.

    sds: (N,) standard deviations of demand over the time covered, units; service: chance of no
    stockout, in (0, 1). Raises ValueError if sds is empty or holds a negative number, or service is
    outside (0, 1).
    """
    _check(sds, service)
    return _normal.quantile(service) * math.fsum(sds)


def pooled_safety_stock(sds: Sequence[float], service: float, correlation: float = 0.0) -> float:
    """Safety stock (units) of one pooled stock: z(service) x sd of the summed demand.

    sds, service: as `separate_safety_stock`; correlation: the same for each pair, in [-1 / (N - 1),
    1]. Raises ValueError as `separate_safety_stock` does, and if correlation is out of its range.
    """
    _check(sds, service)
    lowest = -1.0 / (len(sds) - 1) if len(sds) > 1 else -1.0
    if not lowest <= correlation <= 1:
        raise _checks.refuse(
            "correlation", correlation, f"in [{lowest:g}, 1] for {len(sds)} variants"
        )
    own = math.fsum(sd * sd for sd in sds)
    variance = own + correlation * (math.fsum(sds) ** 2 - own)
    return _normal.quantile(service) * math.sqrt(max(variance, 0.0))


def _check(sds: Sequence[float], service: float) -> None:
    if len(sds) == 0:
        raise _checks.refuse("sds", list(sds), "one standard deviation or more")
    for index, sd in enumerate(sds):
        _checks.not_negative(**{f"sds[{index}]": sd})
    _checks.inside_zero_one(service=service)
