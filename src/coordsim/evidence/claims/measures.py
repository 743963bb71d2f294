"""Measures that several claims take from a run and that are not KPIs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from coordsim.core.levers import COLUMN
from coordsim.core.records import Floats
from coordsim.evidence.claims.records import DOWN, UP, Contrast
from coordsim.run.comparison import paired
from coordsim.run.result import Run


def promotion_weeks(run: Run) -> np.ndarray:
    """Weeks after warm-up in which the calendar has a promotion, (F, T) bool."""
    every, depth = (
        run.plan[:, :, COLUMN["promotion_every"]],
        run.plan[:, :, COLUMN["promotion_depth"]],
    )
    weeks = np.arange(every.shape[1])[np.newaxis, :]
    steps = np.maximum(every, 1)
    on: np.ndarray = (
        (every > 0) & (depth > 0) & (weeks % steps == steps - 1) & (weeks >= run.warmup)
    )
    return on


def lost_in_promotions(run: Run) -> Floats:
    """Units lost before an empty shelf per promotion week, after warm-up, (F,); nan without
    promotions.
    """
    on = promotion_weeks(run)
    count = on.sum(axis=1)
    lost = np.where(on, run.flows["left"], 0.0).sum(axis=1)
    mean: Floats = np.divide(lost, count, out=np.full(len(lost), np.nan), where=count > 0)
    return mean


def mean_lever(run: Run, lever: str, weeks: slice) -> Floats:
    """Mean of a lever in force over some weeks, (F,)."""
    mean: Floats = run.plan[:, weeks, COLUMN[lever]].mean(axis=1)
    return mean


def over_weeks(
    runs: Mapping[str, Run],
    first: str,
    second: str,
    kpi: str,
    weeks: slice | np.ndarray,
    when: str,
    up: bool,
) -> Contrast:
    """Contrast of a KPI between two arms over some weeks; ``when`` names them."""
    gap = paired(runs[first].kpi(kpi, weeks), runs[second].kpi(kpi, weeks))
    return Contrast(f"{kpi} {when}: {first} - {second}", "", gap, UP if up else DOWN)
