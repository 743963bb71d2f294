"""The taste circle: where variants and classes of customers sit, and what each class makes of an
offer (Train 2009, ch. 4).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from math import exp, log

from benchmarks.plain_firm.numbers import BASE, NODES

GOLDEN = (5**0.5 - 1) / 2  # golden-ratio steps cover the circle evenly for every number of variants


def distance(taste: int, slot: int) -> float:
    """Return the shorter way round the circle from a class's centre to a slot."""
    gap = abs((taste + 0.5) / BASE.market.classes - slot * GOLDEN % 1.0)
    return min(gap, 1 - gap)


@lru_cache(maxsize=1024)
def shares(offered: tuple[int, ...]) -> tuple[list[float], list[list[float]]]:
    """Return each class's inclusive value of the offered slots, and its cumulative shares over
    them.
    """
    cost, scale = BASE.market.taste_cost, BASE.market.nest_scale
    inclusive, cumulative = [], []
    for taste in range(BASE.market.classes):
        away = [distance(taste, slot) for slot in offered]
        nearest = min(away)
        total = list(accumulate(exp(-cost / scale * (far - nearest)) for far in away))
        inclusive.append(scale * log(total[-1]) - cost * nearest)
        cumulative.append([part / total[-1] for part in total])
    return inclusive, cumulative


@lru_cache(maxsize=1024)
def inclusive_nodes(variants: int) -> list[float]:
    """Return NODES quantiles over classes of the inclusive value of the first ``variants`` slots:
    what managers reckon with.
    """
    ranked = sorted(shares(tuple(range(variants)))[0])
    return [ranked[int((node + 0.5) / NODES * len(ranked))] for node in range(NODES)]


BASE.forget += [shares.cache_clear, inclusive_nodes.cache_clear]
