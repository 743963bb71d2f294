"""How many worlds: a fixed number, or more of them until the interval of a mean is narrow enough.

The rule looks at stages of ``count``, ``count`` + ``step``, ... worlds, and at nothing else, so
that a sweep that was stopped, or whose parts were run elsewhere, comes to the same worlds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from coordsim.core.records import Floats
from coordsim.research.file import Seeds


def stages(seeds: Seeds) -> Iterator[list[int]]:
    """Yield the worlds of every stage; of the one stage where nothing is said of an interval."""
    if seeds.until is None:
        yield list(seeds.worlds) or list(range(seeds.first, seeds.first + (seeds.count or 0)))
        return
    number, until = seeds.count or 0, seeds.until
    while True:
        yield list(range(seeds.first, seeds.first + number))
        if number >= until.most:
            return
        number = min(number + until.step, until.most)


def half_width(values: Floats) -> float:
    """Return half the width of the 95 % interval of a mean (Student's t); values are (worlds,),
    those that are nan left out. Infinite where fewer than two are left.
    """
    from scipy.special import stdtrit

    there = values[~np.isnan(values)]
    if len(there) < 2:
        return float("inf")
    return float(stdtrit(len(there) - 1, 0.975) * there.std(ddof=1) / np.sqrt(len(there)))


def wide(samples: Mapping[int, Sequence[Floats]], narrow: float) -> set[int]:
    """Return the samples that need more worlds: those with a point, (worlds,) each, whose interval
    is wider than ``narrow`` to each side.
    """
    return {
        sample
        for sample, points in samples.items()
        if any(half_width(values) > narrow for values in points)
    }
