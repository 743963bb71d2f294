"""D7 steady: figures are no snapshots of a drift."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from coordsim.core.levers import BY_NAME, COLUMN, LEVERS
from coordsim.core.records import Floats
from coordsim.evidence.validation.emergence.findings import (
    Family,
    Finding,
    Need,
    exact,
    ratio,
    share,
)
from coordsim.evidence.validation.emergence.lab import ARMS, YEARS, Lab, money
from coordsim.scenario.file import Scenario
from coordsim.study.optimum.record import BenchmarkError

MOST = 1 / 3  # of firms with a lever at a limit
ENDS = ("low", "high")
DRIFT = Need(
    title="profit of year 3 less that of year 2", unit="share of revenue", low=-0.05, high=0.05
)
STUCK = Need(
    title="levers at a limit in more than a third of firms where the best plan's are not",
    unit="levers",
    high=0.0,
)


def movable(scenario: Scenario) -> list[str]:
    """Return the open levers with more than two values: one of two is always at a limit."""
    return [
        lever.name
        for lever in LEVERS
        if scenario.lever_open(lever.name)
        and len(lever.grid(*scenario.lever_limits(lever.name))) > 2
    ]


def at_limits(scenario: Scenario, plan: Floats) -> Mapping[tuple[str, str], float]:
    """Return the share of plans, (W, L), in which each lever is at each of its limits: those that
    are, (lever, end) -> share.
    """
    out = {}
    for name in movable(scenario):
        grid = BY_NAME[name].grid(*scenario.lever_limits(name))
        for end, limit in zip(ENDS, (grid.min(), grid.max()), strict=True):
            value = share(np.isclose(plan[:, COLUMN[name]], limit)).figure
            if value > 0:
                out[name, end] = value
    return out


def stuck(scenario: Scenario, plan: Floats, best: Floats) -> list[str]:
    """Name the levers that stand at a limit in more than a third of plans, (W, L), where the best
    plan, (L,), does not.
    """
    there = at_limits(scenario, best[np.newaxis])
    return [
        f"{name} {end} ({value:.0%})"
        for (name, end), value in at_limits(scenario, plan).items()
        if value > MOST and (name, end) not in there
    ]


def steady(lab: Lab) -> Iterator[Finding]:
    """Compare years, then plans at the end with the benchmark plan."""
    why, best = "", None
    try:
        plan = lab.best_plan()
        best = np.array([plan[name] for name in COLUMN])
    except BenchmarkError as error:
        why = str(error)
    for name in ARMS:
        run = lab.arm(name)
        (before, _), (after, revenue) = (money(run, YEARS[year]) for year in (2, 3))
        yield Finding("D7", DRIFT, name, ratio(after - before, revenue))
        if best is None:
            yield Finding("D7", STUCK, name, None, why)
            continue
        found = stuck(lab.scenario, run.plan[:, -1], best)
        yield Finding("D7", STUCK, name, exact(len(found), run.firms), ", ".join(found))


FAMILIES = (
    Family(
        id="D7",
        title="Steady",
        how=(
            "Years 2 and 3 in the same worlds, over year 3's revenue. Limits: the plans of the last"
            " week against the scenario's stored benchmark plan; levers with two values are left"
            " out."
        ),
        needs=(DRIFT, STUCK),
        run=steady,
    ),
)
