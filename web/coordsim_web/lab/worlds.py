"""The same two firms in other worlds: how far what is charted depends on luck."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from coordsim.core.kpis import KPI
from coordsim.core.records import Floats
from coordsim.run.simulate import Progress, simulate
from coordsim.scenario.file import Scenario
from coordsim.show.numbers import number
from coordsim_web.lab.charts import UNITS
from coordsim_web.lab.records import Band
from coordsim_web.lab.weekly import SMOOTH, listed

WORLDS: Final = 20
BEYOND: Final = 1  # worlds left out at either end of the fan
FAN: Final = (
    f"The pale areas are the two firms in {WORLDS} other worlds, of which {WORLDS - 2 * BEYOND} lie"
    " inside in each week; they end where one of these has stopped."
)


@dataclass(frozen=True)
class Others:
    """A firm in other worlds: the fan of its curves, its mean weekly profit in each."""

    fan: Mapping[str, Band]
    profits: tuple[float, ...]


def others(
    scenarios: Sequence[Scenario], seeds: Sequence[int], progress: Progress | None = None
) -> list[Others]:
    """Let firms live through the worlds after their own, all of them in one call."""
    if not scenarios:
        return []
    run = simulate(
        [one for one in scenarios for _ in range(WORLDS)],
        seeds=[seed + ahead for seed in seeds for ahead in range(1, WORLDS + 1)],
        progress=progress,
    )
    curves = {name: run.series(name, SMOOTH) for name in UNITS}
    profits = run.kpi("profit")
    return [
        Others(
            fan={name: band(values[mine], name) for name, values in curves.items()},
            profits=tuple(profits[mine].tolist()),
        )
        for mine in (slice(first, first + WORLDS) for first in range(0, run.firms, WORLDS))
    ]


def band(values: Floats, name: str) -> Band:
    """Return between which ends most of the worlds lie, (WORLDS, T): none in a week in which one of
    them has no number.
    """
    ordered = np.sort(values, axis=0)
    ordered[:, np.isnan(ordered).any(axis=0)] = np.nan
    low, high = (listed(ordered[place], KPI[name].unit) for place in (BEYOND, -1 - BEYOND))
    return Band(low=low, high=high)


def words(a: Sequence[float], b: Sequence[float]) -> str:
    """Say in how many worlds which firm earns more."""
    count = {
        "A": sum(left > right for left, right in zip(a, b, strict=True)),
        "B": sum(right > left for left, right in zip(a, b, strict=True)),
    }
    means = f"on average A {number(np.mean(a))}, B {number(np.mean(b))} a week"
    if count["A"] == count["B"]:
        return f"In {len(a)} other worlds neither firm is ahead more often: {means}."
    name = max(count, key=lambda firm: count[firm])
    return f"In {count[name]} of {len(a)} other worlds {name} earns more: {means}."
