"""Where the rows of part D get their firms: one scenario, some worlds, arms that are run once and
shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from coordsim.core.counts import count
from coordsim.core.kpis import KPI
from coordsim.core.records import Floats
from coordsim.run.result import Run
from coordsim.run.simulate import seeds_from, simulate
from coordsim.scenario.file import Scenario, load
from coordsim.study.optimum.record import benchmark

YEAR = 52
YEARS = {year: slice((year - 1) * YEAR, year * YEAR) for year in (1, 2, 3)}
WEEKS = 3 * YEAR
FIRST = 90_001  # the first world where none is named
SPENT = range(70_001, 70_121)  # worlds in which the numbers of the model were chosen

WORST, PAY, TALK, BEST = "silo + none", "shared + none", "silo + sop", "shared + sop"
ARMS: Mapping[str, Mapping[str, str]] = {
    name: dict(zip(("incentives", "communication"), name.split(" + "), strict=True))
    for name in (WORST, TALK, PAY, BEST)
}


def plain(scenario: Scenario, changes: Mapping[str, Any], weeks: int = WEEKS) -> Scenario:
    """Return the scenario's firm under some rules, each side for itself, without phases, for some
    weeks. What else the scenario says stays.
    """
    return scenario.with_(
        {
            "governance": "independent",
            "phases": [],
            "horizon.weeks": weeks,
            "horizon.warmup": min(scenario.horizon.warmup, weeks - 1),
            **changes,
        }
    )


@dataclass(frozen=True)
class Lab:
    """A scenario and the worlds ``first``, ``first`` + 1, ... in which its rows are measured;
    ``draws`` over assumptions, of ``few`` worlds each. ``named`` is how a command calls the
    scenario.
    """

    scenario: Scenario
    worlds: int = 200
    first: int = FIRST
    draws: int = 100
    few: int = 12
    named: str = ""
    threads: int = 1
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def seeds(self) -> list[int]:
        """The worlds."""
        return seeds_from(self.first, self.worlds)

    @property
    def last(self) -> int:
        """The last world that is looked at: after the worlds come those of the draws."""
        return self.first + self.worlds + self.draws * self.few - 1

    def arm(self, name: str) -> Run:
        """Return a corner of pay and talk over three years; run once."""
        return self.run(name, ARMS[name])

    def run(self, key: str, changes: Mapping[str, Any], weeks: int = WEEKS) -> Run:
        """Return the firm with changes in all worlds; one with the same ``key`` is run once."""
        if key not in self.kept:
            firm = plain(self.scenario, changes, weeks)
            self.kept[key] = simulate(firm, seeds=self.seeds, threads=self.threads)
        run: Run = self.kept[key]
        return run

    def best_plan(self) -> Mapping[str, float]:
        """Return the scenario's stored benchmark plan, lever -> value. Raises BenchmarkError where
        there is none that fits.
        """
        return benchmark(self.named or self.scenario).plan

    def command(self, family: str) -> str:
        """Return the command that measures a family again."""
        name = self.named or self.scenario.name
        extra = f" --draws {self.draws}" if family in DRAWN else ""
        return (
            f"coordsim validate {family} --scenario {name} --worlds {self.worlds} --seed"
            f" {self.first}{extra}"
        )


DRAWN = ("D4", "D8")  # families that look at draws over assumptions


def lab(
    name: str, worlds: int = 200, first: int = FIRST, *, draws: int = 100, threads: int = 1
) -> Lab:
    """Return the lab of a scenario by its name or file. Raises ScenarioError where there is none,
    and ValueError for fewer than two worlds, for no draws and for worlds in which the model was
    set.
    """
    count("worlds", worlds, 2)
    count("draws", draws)
    made = Lab(load(name), worlds, first, draws=draws, named=name, threads=threads)
    if first < SPENT.stop and made.last >= SPENT.start:
        raise ValueError(
            f"seed = {first} is not allowed: worlds {first} to {made.last} would be looked at, and"
            f" the model's numbers were chosen in {SPENT.start} to {SPENT[-1]}, which cannot judge"
            " it"
        )
    return made


def known(*names: str) -> str | None:
    """Return the first of some KPIs that there is, None where there is none."""
    return next((name for name in names if name in KPI), None)


def money(run: Run, weeks: slice) -> tuple[Floats, Floats]:
    """Return profit and revenue a week over some weeks, (W,) each."""
    return run.kpi("profit", weeks), run.kpi("revenue", weeks)
