"""For those with tools of their own: the same frame as SALib, the EMA Workbench and xarray have
it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from coordsim.core.records import Floats
from coordsim.research.analysis.designs import sampled
from coordsim.research.analysis.extras import extra
from coordsim.research.analysis.frames import (
    POINT,
    SEED,
    checked,
    factors_of,
    means_of,
    outcome_of,
)

if TYPE_CHECKING:
    from SALib import ProblemSpec


class Ema(NamedTuple):
    """What EMA Workbench's analyses take: ``experiments``, a row for each point and world with its
    factors, ``scenario``, ``policy`` and ``model``; ``outcomes``, name -> (rows,).
    """

    experiments: pd.DataFrame
    outcomes: dict[str, Floats]


def to_salib(
    frame: pd.DataFrame,
    problem: Mapping[str, Any],
    outcome: str,
    *,
    design: pd.DataFrame | None = None,
) -> ProblemSpec:
    """Return SALib's ProblemSpec with samples and results (means over worlds) set, ready for
    ``analyze_sobol()``, ``analyze_morris()``, ``analyze_delta()`` and so on; arguments and errors
    as in ``coordsim.research.analysis.sobol``.
    """
    from SALib import ProblemSpec

    rows = sampled(checked(frame), problem, outcome, design)
    spec = ProblemSpec({**rows.problem, "bounds": [list(ends) for ends in problem["bounds"]]})
    spec.set_samples(rows.x)
    spec.set_results(rows.y)
    return spec


def to_ema(
    frame: pd.DataFrame,
    factors: Sequence[str],
    outcomes: Sequence[str],
    *,
    choices: Sequence[str] = (),
) -> Ema:
    """Return experiments and outcomes as EMA Workbench's analyses take them. ``choices``: those of
    the factors that the firm chooses; their combination is the ``policy``. Needs no workbench.
    Raises AnalysisError for names that are not there.
    """
    names = factors_of(checked(frame), factors)
    levers = factors_of(frame, choices)
    experiments = frame[names].reset_index(drop=True)
    for name in names:
        if not pd.api.types.is_numeric_dtype(experiments[name]):
            experiments[name] = experiments[name].astype(str).astype("category")
    policy = ["none"] * len(frame)
    if levers:
        policy = [", ".join(map(str, row)) for row in frame[levers].itertuples(index=False)]
    experiments = experiments.assign(
        scenario=[f"{point}/{seed}" for point, seed in zip(frame[POINT], frame[SEED], strict=True)],
        policy=policy,
        model="coordsim",
    )
    found = {outcome_of(frame, name): frame[name].to_numpy(dtype=float) for name in outcomes}
    return Ema(experiments, found)


def to_xarray(frame: pd.DataFrame, factors: Sequence[str], outcomes: Sequence[str]) -> Any:
    """Return an ``xarray.Dataset`` of outcomes over ``point`` and ``seed`` (nan where a firm is
    missing), with the factors as coordinates of ``point``. Units and labels of KPIs are attributes.
    Raises AnalysisError for names that are not there, ExtraError without the extra ``analysis``.
    """
    from coordsim.core.kpis import KPI

    xarray = extra("xarray", "to_xarray")
    names = factors_of(checked(frame), factors)
    arrays: dict[str, Any] = {}
    coordinates: dict[str, Any] = {}
    for outcome in outcomes:
        means = means_of(frame, outcome, names)
        kpi = KPI.get(outcome)
        told = {"long_name": kpi.label, "units": kpi.unit} if kpi else {}
        arrays[outcome] = ((POINT, SEED), means.values, told)
        coordinates = {POINT: means.points[POINT].to_numpy(), SEED: np.array(means.seeds)}
        coordinates |= {name: (POINT, means.points[name].to_numpy()) for name in names}
    return xarray.Dataset(arrays, coords=coordinates)
