"""Means over firms while they are still running: what a collector of every week takes in."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from coordsim.core.kpis import KPIS, Kpi
from coordsim.core.records import Floats, Week
from coordsim.run.result import spread

SUMMED = sorted({flow for kpi in KPIS if not kpi.variance for flow in (kpi.top, kpi.bottom)})


def this_week(kpi: Kpi, week: Week | None) -> float:
    """Mean over firms of a week's value of a KPI; nan where no firm has a base."""
    if week is None or kpi.variance:
        return math.nan
    return _ratio(kpi, week.flows[kpi.top], week.flows[kpi.bottom])


def so_far(kpi: Kpi, sums: Mapping[str, Floats], weeks: Sequence[Week]) -> float:
    """Mean over firms of a KPI over all weeks after warm-up until now: ``sums`` of flows, name ->
    (F,), and the ``weeks`` themselves; nan during warm-up. In the last week it is the run's KPI.
    """
    if not sums:
        return math.nan
    if kpi.variance:
        top, bottom, one = (
            np.stack([week.flows[flow] for week in weeks], axis=1)
            for flow in (kpi.top, kpi.bottom, "one")
        )
        return _ratio(kpi, spread(top, one > 0), spread(bottom, one > 0))
    return _ratio(kpi, sums[kpi.top], sums[kpi.bottom])


def mean(values: Floats) -> float:
    """Mean over the firms that have a value; nan where none has."""
    there = values[~np.isnan(values)]
    return float(there.mean()) if len(there) else math.nan


def _ratio(kpi: Kpi, top: Floats, bottom: Floats) -> float:
    has = bottom > 0
    if not has.any():
        return math.nan
    value = float((top[has] / bottom[has]).mean())
    return 1 - value if kpi.one_minus else value
