"""D11 kinks: demand over the range bends one way only, and dearer variety means a smaller range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from coordsim.core.parameters import Money, bounds
from coordsim.core.records import Floats
from coordsim.evidence.validation.curves import bends, slopes
from coordsim.evidence.validation.emergence.findings import Family, Finding, Need, mean, share
from coordsim.evidence.validation.emergence.lab import Lab, plain
from coordsim.run.result import Run
from coordsim.run.simulate import seeds_from, simulate
from coordsim.study.optimum.record import BenchmarkError

MANY = 400_000  # customers in classes, which cost no more than few; luck is what LUCK allows for
WORLDS = 24
FINE = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 18, 21, 24)
RANGES = tuple(range(2, 21))
EARLY = 4  # the narrowest range at which a kink is looked for, variants
LUCK = 0.05  # of the mean slope: bends up to here are luck
DEARER = 1.3  # of what variety costs
VARIETY = ("setup", "range_overhead", "launch", "launch_package")  # prices of variety, money.*
HELD = {role: {"kind": "hold"} for role in ("marketing", "operations")}
ROOMY = {"plant.endless": True, "supply.endless": True, "market.overload": 0.0}
CONCAVE = Need(title="demand is concave in the range", unit="share of worlds", low=1.0)
SAME = Need(title="the slope falls most at one and the same range (a kink)", unit="share of worlds")
SMALLER = Need(
    title="best range, less with variety 30 % dearer", unit="variants", low=0.5, high=3.0
)


def held(lab: Lab) -> dict[str, float]:
    """Return the plan that is held, but for the range: the scenario's benchmark plan where a stored
    one fits, else its start; dotted field -> value.
    """
    try:
        plan = lab.best_plan()
    except BenchmarkError:
        return {}
    return {f"levers.{name}.start": value for name, value in plan.items()}


def side_by_side(lab: Lab, ranges: Sequence[int], changes: Mapping[str, Any]) -> Run:
    """Run a held plan at each range, in the same worlds, a year after half a year."""
    seeds, plan = seeds_from(lab.first, min(WORLDS, lab.worlds)), held(lab)
    firms = [
        plain(lab.scenario, {**HELD, **plan, **changes, "levers.range.start": float(count)}, 78)
        for count in ranges
    ]
    every = [firm for firm in firms for _ in seeds]
    return simulate(every, seeds=seeds * len(ranges), threads=lab.threads)


def concave(places: Sequence[float], curve: Floats) -> np.ndarray:
    """Return in which worlds a curve, (points, W), nowhere bends up by more than luck, (W,) bool.

    A bend is a change of slope; luck is ``LUCK`` of the mean slope's size.
    """
    usual = np.abs(slopes(places, curve)).mean(axis=0)
    found: np.ndarray = (bends(places, curve) <= LUCK * usual).all(axis=0)
    return found


def sharpest(places: Sequence[float], curve: Floats) -> Floats:
    """Return the range at which the slope of a curve, (points, W), falls most, (W,), from ``EARLY``
    on: before it every curve bends.
    """
    drops = bends(places, curve)
    inner = np.array(places[1:-1], dtype=np.float64)
    return inner[inner >= EARLY][np.argmin(drops[inner >= EARLY], axis=0)]


def summit(places: Sequence[float], curve: Floats) -> Floats:
    """Return where a curve, (points, W), is highest, (W,): the top of the parabola through its best
    point and the two beside it; the end itself where the best point is one. Points are one apart.
    """
    out = []
    for values in curve.T:
        best = int(np.argmax(values))
        at = float(places[best])
        if 0 < best < len(places) - 1:
            left, top, right = values[best - 1 : best + 2]
            at += 0.5 * (right - left) / max(2 * top - left - right, 1e-12)
        out.append(at)
    return np.array(out)


def within(lab: Lab, ranges: Sequence[int]) -> list[int]:
    """Return the ranges that a scenario allows."""
    low, high = lab.scenario.lever_limits("range")
    return [count for count in ranges if low <= count <= high]


def dearer(lab: Lab) -> dict[str, float]:
    """Return prices of variety, 30 % up, within their bounds."""
    out = {}
    for name in VARIETY:
        high = (bounds(Money[float], name) or (0.0, np.inf))[1]
        out[f"money.{name}"] = min(high, DEARER * getattr(lab.scenario.money, name))
    return out


def kinks(lab: Lab) -> Iterator[Finding]:
    """Measure demand over the range in classes of customers, then the best range."""
    if lab.scenario.rules.demand == "given":
        for need in (CONCAVE, SMALLER):
            yield Finding("D11", need, "", None, "demand is given: the range does not move it")
        return
    fine, weeks = within(lab, FINE), slice(26, 78)
    classes = {"demand": "class", "people.word_of_mouth": "mean", "market.customers": MANY}
    full = {
        "levers.cycle.start": lab.scenario.lever_limits("cycle")[0],
        "levers.safety.start": lab.scenario.lever_limits("safety")[1],
    }
    run = side_by_side(lab, fine, {**ROOMY, **classes, **full, "market.shock_sd": 0.0})
    demand = run.kpi("demand", weeks).reshape(len(fine), -1)
    yield Finding("D11", CONCAVE, "", share(concave(fine, demand)))
    where, often = np.unique(sharpest(fine, demand), return_counts=True)
    place = where[np.argmax(often)]
    same = share(sharpest(fine, demand) == place)
    yield Finding("D11", SAME, "", same, f"at {place:g} variants")
    ranges = within(lab, RANGES)
    best = []
    for changes in ({}, dearer(lab)):
        profit = side_by_side(lab, ranges, changes).kpi("profit", weeks)
        best.append(summit(ranges, profit.reshape(len(ranges), -1)))
    words = " and ".join(f"{each.mean():.1f}" for each in best)
    plan = "the benchmark plan" if held(lab) else "the start plan"
    yield Finding("D11", SMALLER, "", mean(best[0] - best[1]), f"best ranges {words}, {plan}")


FAMILIES = (
    Family(
        id="D11",
        title="Kinks",
        how=(
            "Both seats hold the benchmark plan (the start where none is stored), only the range"
            f" differs, in {WORLDS} worlds. Demand: {MANY:,} customers in classes, hours and"
            " materials endless, shelves kept full, nobody put off, no shocks; a bend up counts"
            f" from {LUCK:.0%} of the mean slope. Best range: the top of profit over the range,"
            " world by world; dearer are set-ups, range overhead and launches."
        ),
        needs=(CONCAVE, SAME, SMALLER),
        run=kinks,
    ),
)
