"""Frames as an experiment gives them, made from a function of factors and luck, without firms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

Luck = np.random.Generator
Told = Callable[[Mapping[str, Any], Luck], float]


def luck(seed: int) -> Luck:
    """What happens in a world: the same to every point."""
    return np.random.default_rng(seed)


def frame(points: Sequence[Mapping[str, Any]], seeds: Sequence[int], profit: Told) -> pd.DataFrame:
    """A row for each point and world; each point draws a world's luck from its beginning."""
    return pd.DataFrame(
        [
            {"point": f"p{k}", "seed": seed, **point, "profit": profit(point, luck(seed))}
            for k, point in enumerate(points)
            for seed in seeds
        ]
    )


def grid(**levels: Sequence[Any]) -> list[dict[str, Any]]:
    """Every combination, the last factor fastest."""
    return [dict(zip(levels, each, strict=True)) for each in product(*levels.values())]


def rows(x: np.ndarray[Any, Any], names: Sequence[str]) -> list[dict[str, Any]]:
    """Points from rows of a design."""
    return [dict(zip(names, map(float, row), strict=True)) for row in x]
