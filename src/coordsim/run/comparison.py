"""Arms on the same worlds: means, paired differences, intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from coordsim.core.counts import named_worlds
from coordsim.core.kpis import KPI, KPIS, kpi_named
from coordsim.core.records import Floats
from coordsim.core.spelling import quoted, shown
from coordsim.run.result import GLANCE, Run
from coordsim.show.html import block, table
from coordsim.show.numbers import estimate, in_hundredths, measured, number

if TYPE_CHECKING:
    from coordsim.run.figures import Figure


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


@dataclass(frozen=True, repr=False, eq=False)
class Comparison:
    """Runs of several arms in the same worlds, in the order given; the first is the base. Two are
    equal where their arms are, by name and run.
    """

    runs: Mapping[str, Run]

    def __repr__(self) -> str:
        names = list(self.runs)
        return (
            f"Comparison({', '.join(names)}; profit, {names[-1]} - {names[0]}:"
            f" {self.difference('profit')})"
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Comparison):
            return NotImplemented
        return list(self.runs.items()) == list(other.runs.items())

    def __hash__(self) -> int:
        return hash(tuple(self.runs.items()))

    def _repr_html_(self) -> str:
        names = list(self.runs)
        means = {name: run.summary() for name, run in self.runs.items()}
        gaps = self.differences()
        rows = []
        for kpi in (KPI[name] for name in GLANCE):
            each = [measured(mean[kpi.name]["mean"], kpi.unit) for mean in means.values()]
            gap = estimate(gaps[kpi.name], kpi.unit) if kpi.name in gaps else number(None)
            rows.append((f"{kpi.label}, {kpi.unit}", *each, gap))
        head = ["KPI", *names, f"{names[-1]} \u2212 {names[0]} (95 %)"]
        worlds = named_worlds(next(iter(self.runs.values())).seeds)
        note = f"In {worlds}; differences() has all KPIs."
        return block("Comparison", table(head, rows), note=note)

    def plot(self, kpi: str = "profit", smooth: int = 1) -> Figure:
        """Draw a KPI of each arm week by week, over the last ``smooth`` weeks, with the paired
        difference of the last arm and the first below. Raises ValueError as ``Run.series``.
        """
        from coordsim.run.figures import draw

        one, names = kpi_named(kpi), list(self.runs)
        series = {name: run.series(kpi, smooth) for name, run in self.runs.items()}
        said = ""
        if self.pairs(kpi) >= 2:
            gap = estimate(self.difference(kpi), one.unit)
            unit = "" if in_hundredths(one.unit) else f" {one.unit}"
            said = f"{names[-1]} \u2212 {names[0]}: {gap}{unit} (paired, 95 %)."
        warmup = next(iter(self.runs.values())).warmup
        return draw(one, series, warmup, title=f"{one.label}: {', '.join(names)}", said=said)

    def save(self, path: str | Path) -> Path:
        """Write all runs as one Parquet file with a row for each arm, firm and week, from which
        ``Comparison.load`` reads the same. Returns the path. Raises ValueError where it does not
        end in ``.parquet``.
        """
        from coordsim.run.stored import write

        return write(path, {name: vars(run) for name, run in self.runs.items()})

    @classmethod
    def load(cls, path: str | Path) -> Comparison:
        """Read a comparison that was saved. Raises ValueError where there is none, and where it is
        damaged; ScenarioError where a scenario is not allowed any more.
        """
        from coordsim.run.stored import read

        return cls({name: Run(**parts) for name, parts in read(path, "comparison").items()})

    def _run(self, arm: str) -> Run:
        if arm not in self.runs:
            known = ", ".join(map(quoted, self.runs))
            raise ValueError(f"arm {shown(arm)} is not known; allowed: {known}")
        return self.runs[arm]

    def difference(self, kpi: str, arm: str | None = None, base: str | None = None) -> Difference:
        """Paired difference arm - base of a KPI; the last arm against the first when not named.
        Raises ValueError for a KPI or an arm that there is not.
        """
        names = list(self.runs)
        last = self._run(names[-1] if arm is None else arm)
        first = self._run(names[0] if base is None else base)
        return paired(last.kpi(kpi), first.kpi(kpi))

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
