"""Measures that claims take from a run and that are not KPIs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from coordsim.core.levers import COLUMN
from coordsim.core.records import Floats
from coordsim.evidence.claims.records import DOWN, UP, Contrast
from coordsim.run.comparison import paired
from coordsim.run.result import Run

SMOOTH = 4  # weeks averaged
BACK = 0.95  # share of the twin's sales that counts as recovered
STAYS = 4  # weeks it has to last


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
    *,
    weeks: slice | np.ndarray,
    when: str,
    up: bool,
) -> Contrast:
    """Contrast of a KPI between two arms over some weeks; ``when`` names them."""
    gap = paired(runs[first].kpi(kpi, weeks), runs[second].kpi(kpi, weeks))
    return Contrast(f"{kpi} {when}: {first} - {second}", "", gap, UP if up else DOWN)


def weeks_to_recover(run: Run, twin: Run, week: int) -> Floats:
    """Weeks from a shock's first ``week`` until sales, mean of 4 weeks, are back at 95 % of a
    twin's without it, (F,).

    They are back when they stay there for 4 weeks after they have fallen below; 0 where they never
    fell, all weeks that are left where they do not recover.
    """
    sold, usual = run.series("units", SMOOTH)[:, week:], twin.series("units", SMOOTH)[:, week:]
    low = sold < BACK * usual
    weeks = low.shape[1]
    fallen = np.cumsum(low, axis=1) > 0
    total = np.cumsum(np.concatenate([np.zeros((len(low), 1)), low], axis=1), axis=1)
    ahead = np.minimum(np.arange(weeks) + STAYS, weeks)
    good = fallen & (total[:, ahead] - total[:, :-1] == 0)
    first = np.where(good.any(axis=1), good.argmax(axis=1), weeks)
    return np.where(low.any(axis=1), first, 0).astype(np.float64)
