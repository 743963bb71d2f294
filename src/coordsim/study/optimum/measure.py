"""Make a benchmark record, and measure runs by it: coordination efficiency."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from coordsim.core.levers import LEVERS
from coordsim.core.records import Floats
from coordsim.run.comparison import Difference, paired
from coordsim.run.result import Run
from coordsim.run.simulate import simulate
from coordsim.scenario.file import Scenario, load
from coordsim.study.optimum.firms import (
    BASELINE,
    CORNERS,
    HELD,
    corner,
    fingerprint,
    ruled,
    steady,
)
from coordsim.study.optimum.ratio import Efficiency, efficiency
from coordsim.study.optimum.record import ENGINE, Arm, Benchmark, benchmark
from coordsim.study.optimum.search import SELECTION, Search

VERIFICATION = SELECTION + 1_000_000
CHECKED = 3  # verification worlds in which a stored record is checked against the engine
OWN, HELD_START = "own rules", "start plan held"
BUDGET, WORLDS = 2000, 50

Progress = Callable[[str, int, int], None]


def make(
    name_or_path: str | Path,
    worlds: int = WORLDS,
    budget: int = BUDGET,
    progress: Progress | None = None,
) -> Benchmark:
    """Search a scenario's benchmark plan and verify it in ``worlds`` worlds that the search has not
    seen.

    ``budget``: firms that the search may simulate. ``progress`` is told (what, done, in all).
    Raises ValueError on bad input.
    """
    if worlds < CHECKED:
        raise ValueError(f"worlds = {worlds} is not allowed: at least {CHECKED}")
    scenario = load(name_or_path)
    told = progress or (lambda what, done, of: None)
    found = Search(scenario, budget, lambda done, of: told("search", done, of)).run()
    firms = {
        "benchmark": steady(scenario, found.plan),
        HELD_START: ruled(scenario, HELD),
        OWN: scenario,
    } | {name: corner(scenario, name) for name in CORNERS}
    profits: dict[str, Floats] = {}
    same: dict[str, Floats] = {}  # the scenario's own rules are often those of a corner
    for name, firm in firms.items():
        key = firm.model_dump_json()
        if key not in same:
            same[key] = simulate(firm, firms=worlds, seed=VERIFICATION).kpi("profit")
        profits[name] = same[key]
        told("verify", len(profits), len(firms))
    best = profits.pop("benchmark")
    return Benchmark(
        scenario=scenario.name,
        plan={lever.name: value for lever, value in zip(LEVERS, found.plan, strict=True)},
        profit=paired(best, np.zeros(worlds)),
        arms={name: _arm(own, profits[BASELINE], best) for name, own in profits.items()},
        first=VERIFICATION,
        worlds=worlds,
        check=tuple(float(value) for value in best[:CHECKED]),
        search=found.as_json(),
        version=ENGINE,
        fingerprint=fingerprint(scenario),
    )


def _arm(profit: Floats, baseline: Floats, best: Floats) -> Arm:
    """Return an arm; its efficiency is None where the benchmark plan is not clearly better than the
    baseline.
    """
    share = None
    if paired(best, baseline).low > 0:
        ratio = efficiency(profit, baseline, best)
        share = Difference(ratio.mean, ratio.low, ratio.high)
    return Arm(paired(profit, np.zeros_like(profit)), paired(best, profit), share)


def recheck(record: Benchmark, scenario: Scenario) -> None:
    """Run the plan again in the first verification worlds. Raises BenchmarkError when scenario,
    version or engine have changed.
    """
    record.fits(scenario)
    record.still_earns(
        _held(record, scenario, range(record.first, record.first + len(record.check)))
    )


def _held(record: Benchmark, scenario: Scenario, worlds: Sequence[int]) -> Floats:
    return simulate(steady(scenario, record.levers), seeds=list(worlds)).kpi("profit")


def yardstick(
    scenario: Scenario, worlds: Sequence[int], record: Benchmark | None = None
) -> tuple[Floats, Floats]:
    """Return the profits of the silo + none baseline and of the benchmark plan in these worlds,
    (F,) each, money/week.

    ``record``: the stored one of the scenario's name unless given. Raises BenchmarkError when there
    is none or when it is out of date: the plan is also run in the first verification worlds, where
    it has to earn what is stored.
    """
    record = record or benchmark(scenario.name)
    record.fits(scenario)
    distinct, row = np.unique(np.array(worlds, dtype=np.int64), return_inverse=True)
    checked = range(record.first, record.first + len(record.check))
    held = _held(record, scenario, [*map(int, distinct), *checked])
    record.still_earns(held[len(distinct) :])
    baseline = simulate(corner(scenario, BASELINE), seeds=[int(world) for world in distinct]).kpi(
        "profit"
    )
    return baseline[row], held[: len(distinct)][row]


def coordination_efficiency(run: Run, record: Benchmark | None = None) -> Efficiency:
    """Return how much of the gap between the silo + none baseline and the benchmark plan a run
    closes, in its own worlds.

    (profit - baseline) / (benchmark - baseline) as a ratio of means, with the delta method's 95 %
    interval; ``gained`` and ``gap`` hold numerator and denominator by firm. The run's rules may be
    any; its numbers have to be those of the scenario. ``record``: the stored one of the scenario's
    name unless given. Raises BenchmarkError or ValueError when there is nothing to measure by.
    """
    first = run.scenarios[0]
    if len({fingerprint(scenario) for scenario in run.scenarios}) > 1:
        raise ValueError(
            "coordination efficiency is of firms with the same numbers; this run has scenarios with"
            " different ones"
        )
    baseline, best = yardstick(first, run.seeds, record)
    return efficiency(run.kpi("profit"), baseline, best)
