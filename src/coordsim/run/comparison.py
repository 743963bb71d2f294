"""Arms on the same worlds: means, paired differences, intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from coordsim.core.kpis import KPIS
from coordsim.core.records import Floats
from coordsim.run.result import Run


@dataclass(frozen=True)
class Difference:
    """A paired mean difference with its 95 % interval (Student's t)."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.4g} [{self.low:.4g}, {self.high:.4g}]"


def paired(a: Floats, b: Floats) -> Difference:
    """Return the mean of a - b with its 95 % interval; a and b are (firms,), pairs with a nan are
    left out.
    """
    from scipy.special import (
        stdtrit,  # a third of a second, which a command that compares nothing need not wait
    )

    gap = (a - b)[~np.isnan(a - b)]
    if len(gap) < 2:
        raise ValueError(f"a paired interval needs at least two pairs, not {len(gap)}")
    mean = float(gap.mean())
    half = float(stdtrit(len(gap) - 1, 0.975) * gap.std(ddof=1) / np.sqrt(len(gap)))
    return Difference(mean, mean - half, mean + half)


@dataclass(frozen=True, repr=False)
class Comparison:
    """Runs of several arms in the same worlds, in the order given; the first is the base."""

    runs: Mapping[str, Run]

    def __repr__(self) -> str:
        names = list(self.runs)
        return (
            f"Comparison({', '.join(names)}; profit, {names[-1]} - {names[0]}:"
            f" {self.difference('profit')})"
        )

    def difference(self, kpi: str, arm: str | None = None, base: str | None = None) -> Difference:
        """Paired difference arm - base of a KPI; the last arm against the first when not named."""
        names = list(self.runs)
        return paired(self.runs[arm or names[-1]].kpi(kpi), self.runs[base or names[0]].kpi(kpi))

    def pairs(self, kpi: str) -> int:
        """Return the number of worlds in which both the first arm and the last have a value."""
        runs = list(self.runs.values())
        return int((~np.isnan(runs[-1].kpi(kpi) - runs[0].kpi(kpi))).sum())

    def differences(self) -> dict[str, Difference]:
        """Paired differences of every KPI, last arm less first; KPIs without two pairs are left
        out.
        """
        runs = list(self.runs.values())
        out = {}
        for kpi in KPIS:
            if self.pairs(kpi.name) >= 2:
                out[kpi.name] = paired(runs[-1].kpi(kpi.name), runs[0].kpi(kpi.name))
        return out
