"""Arms of a room compared: teams' results by arm, and differences with their 95 % intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isfinite
from typing import Any

import numpy as np

from coordsim.core.records import Floats
from coordsim.run.comparison import Difference, paired

PAIRED, BETWEEN = "paired by world", "between teams"


@dataclass(frozen=True)
class Result:
    """What a team came to: its arm, its world, and numbers by name."""

    team: int
    arm: str
    world: int
    values: Mapping[str, float]


@dataclass(frozen=True)
class Gap:
    """An arm less another in one measure, with its interval; None where an arm has too few teams.
    ``how``: paired by world, or between teams.
    """

    measure: str
    arm: str
    base: str
    how: str
    gap: Difference | None

    @property
    def plain(self) -> dict[str, Any]:
        """The gap as JSON-able data."""
        said = None if self.gap is None else vars(self.gap)
        if said is not None and not all(map(isfinite, said.values())):
            said = None  # a seat was never paid
        return {**vars(self), "gap": said}


def gaps(results: Sequence[Result], order: Sequence[str], blocks: bool) -> list[Gap]:
    """Return every arm less each one before it in ``order``, in every measure. In blocks each world
    was played once in each arm, so that teams of one world are compared; else means of different
    teams are.
    """
    played = {result.arm for result in results}
    arms = [arm for arm in order if arm in played]
    measures = list(results[0].values) if results else []
    return [
        Gap(measure, arm, base, how, gap)
        for base, arm in combinations(arms, 2)
        for measure in measures
        for how, gap in [_gap(results, measure, (arm, base), blocks)]
    ]


def _gap(
    results: Sequence[Result], measure: str, arms: tuple[str, str], blocks: bool
) -> tuple[str, Difference | None]:
    by_world = [
        {one.world: one.values[measure] for one in results if one.arm == arm} for arm in arms
    ]
    common = sorted(by_world[0].keys() & by_world[1].keys())
    if blocks and len(common) > 1:
        one, other = (np.array([values[world] for world in common]) for values in by_world)
        return PAIRED, paired(one, other)
    one, other = (
        np.array([item.values[measure] for item in results if item.arm == arm]) for arm in arms
    )
    return BETWEEN, welch(one, other)


def welch(one: Floats, other: Floats) -> Difference | None:
    """Return the difference of two means with its 95 % interval for unequal variances (Welch 1947);
    None where a side has fewer than two values.
    """
    from scipy.special import stdtrit  # a third of a second, which one arm need not wait

    if min(len(one), len(other)) < 2:
        return None
    mean = float(one.mean() - other.mean())
    parts = np.array([side.var(ddof=1) / len(side) for side in (one, other)])
    total = float(parts.sum())
    if total == 0:
        return Difference(mean, mean, mean)
    shares = parts / total  # as squares of the smallest numbers are none
    degrees = 1 / float((shares**2 / np.array([len(one) - 1, len(other) - 1])).sum())
    half = float(stdtrit(degrees, 0.975)) * total**0.5
    return Difference(mean, mean - half, mean + half)
