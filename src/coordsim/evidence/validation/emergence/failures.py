"""D3 failures: what goes wrong in firms that neither pay nor talk together, year by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from coordsim.core.kpis import KPI
from coordsim.core.records import Floats
from coordsim.evidence.validation.emergence.findings import (
    Estimate,
    Family,
    Finding,
    Need,
    ratio,
)
from coordsim.evidence.validation.emergence.lab import ARMS, BEST, WORST, YEARS, Lab, plain
from coordsim.run.result import Run
from coordsim.run.simulate import seeds_from, simulate
from coordsim.scenario.file import load, names
from coordsim.study.variety import margin, variety_cost

FEW = 12  # worlds of each scenario of the library
OVER = "silo + none over shared + sop, less one"
STOCKOUTS = Need(title=f"stockout rate, {OVER}", unit="share", low=1.0)
RANGE = Need(title=f"range, {OVER}", unit="share", low=0.3)
PUT_OFF = Need(title=f"put off by choice, {OVER}", unit="share", low=0.5)
MARGIN = Need(title=f"realised price less unit cost, {OVER}", unit="share", high=-0.15)
COSTLY = Need(title=f"variety-related cost of a unit made, {OVER}", unit="share", low=0.2)
SOMEWHERE = Need(
    title=f"unit cost, {OVER}: the scenario of the library where it rises most",
    unit="share",
    low=0.08,
)


def measured(run: Run, weeks: slice) -> Mapping[Need, Floats]:
    """Return the measure of each need in some weeks, (W,) each."""
    return {
        STOCKOUTS: run.kpi("stockout_rate", weeks),
        RANGE: run.kpi("range", weeks),
        PUT_OFF: run.kpi("put_off_rate", weeks),
        MARGIN: margin(run, weeks),
        COSTLY: variety_cost(run, weeks),
    }


def compared(worst: Run, best: Run) -> Iterator[Finding]:
    """Compare two arms in the same worlds, years 1 and 2 apart."""
    for year in (1, 2):
        theirs = measured(best, YEARS[year])
        for need, ours in measured(worst, YEARS[year]).items():
            yield Finding("D3", need, f"year {year}", ratio(ours, theirs[need], less=1.0))


def library(lab: Lab) -> Finding:
    """Find the scenario of the library in which unit cost rises most, in year 2, among those whose
    managers learn: the others are controls and extremes.
    """
    seeds, found = seeds_from(lab.first, FEW), dict[str, Estimate]()
    for name, scenario in ((name, load(name)) for name in names()):
        if scenario.managers.learning == 0:
            continue
        arms = [plain(scenario, ARMS[arm], YEARS[2].stop) for arm in (WORST, BEST)]
        run = simulate([arm for arm in arms for _ in seeds], seeds=seeds * 2, threads=lab.threads)
        cost = run.kpi("unit_cost", YEARS[2])
        found[name] = ratio(cost[:FEW], cost[FEW:], less=1.0)
    most = max(found, key=lambda name: np.nan_to_num(found[name].figure, nan=-np.inf))
    return Finding("D3", SOMEWHERE, "year 2", found[most], most)


def failures(lab: Lab) -> Iterator[Finding]:
    """Measure failures, then unit cost in the library."""
    yield from compared(lab.arm(WORST), lab.arm(BEST))
    yield library(lab)


FAMILIES = (
    Family(
        id="D3",
        title="Failures",
        how=(
            "silo + none over shared + sop in the same worlds, as a ratio of means, less one: 1 is"
            f" twice as much. Unit cost is {KPI['unit_cost'].formula}; those scenarios of the"
            f" library whose managers learn are run in {FEW} worlds each."
        ),
        needs=(STOCKOUTS, RANGE, PUT_OFF, MARGIN, COSTLY, SOMEWHERE),
        run=failures,
    ),
)
