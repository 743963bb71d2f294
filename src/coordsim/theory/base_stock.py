"""Base-stock with a lead time: every period, order back up to S.

Order of events in a period: place the order, receive the one placed L periods ago, meet demand,
charge holding on what is left and backorder cost on what is owed. Unmet demand is backordered. So S
has to cover L + 1 periods of demand. Demand per period is independent N(mean, sd), neither
truncated nor rounded. All arguments are scalars. Case A5.

Source: Snyder & Shen, Fundamentals of Supply Chain Theory, ch. 4.
"""

from __future__ import annotations

import math

from coordsim.theory import _checks, _normal


def best_level(mean: float, sd: float, lead_time: int, holding: float, backorder: float) -> float:
    """S (units) of least cost: (L + 1) mean + z(backorder / (holding + backorder)) sd sqrt(L + 1).

    mean, sd: units per period; lead_time L: whole periods; holding, backorder: money per unit and
    period. Raises ValueError if a cost is not above 0, sd is negative, mean is not finite or L is
    not a whole number >= 0.
    """
    total_mean, total_sd = _covered(mean, sd, lead_time, extra=1)
    _checks.positive(holding=holding, backorder=backorder)
    return total_mean + _normal.quantile(backorder / (holding + backorder)) * total_sd


def expected_cost(
    level: float, mean: float, sd: float, lead_time: int, *, holding: float, backorder: float
) -> float:
    """Long-run cost (money/period) of base-stock `level` S (units). Arguments and errors as
    `best_level`.
    """
    total_mean, total_sd = _covered(mean, sd, lead_time, extra=1)
    _checks.finite(level=level)
    _checks.positive(holding=holding, backorder=backorder)
    left_over = _normal.excess(level, total_mean, total_sd)
    return holding * left_over + backorder * _normal.shortage(level, total_mean, total_sd)


def fill_rate(level: float, mean: float, sd: float, lead_time: int) -> float:
    """Type-2 service: the share of demand met from stock in the period it arises.

    Units newly owed in a period are the backlog after demand (L + 1 periods) less the backlog just
    before it (L periods), so an old backorder is not counted twice. With normal demand that can
    fall below 0 this is exact up to the chance of negative demand. Raises ValueError unless mean >
    0, and as `best_level` does.
    """
    _checks.positive(mean=mean)
    _checks.finite(level=level)
    owed_after = _normal.shortage(level, *_covered(mean, sd, lead_time, extra=1))
    owed_before = _normal.shortage(level, *_covered(mean, sd, lead_time, extra=0))
    return 1.0 - (owed_after - owed_before) / mean


def _covered(mean: float, sd: float, lead_time: int, extra: int) -> tuple[float, float]:
    """Mean and sd of demand over lead_time + extra periods."""
    _checks.finite(mean=mean)
    _checks.not_negative(sd=sd)
    _checks.whole(lead_time=lead_time, least=0)
    periods = lead_time + extra
    return periods * mean, math.sqrt(periods) * sd
