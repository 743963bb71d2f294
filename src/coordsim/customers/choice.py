"""Where variants sit on the taste circle, and the nested-logit shares of every taste class (Train 2009, ch. 4)."""

from __future__ import annotations

from functools import cache

import numpy as np

from coordsim.records import Floats

GOLDEN = (5**0.5 - 1) / 2


@cache
def positions(slots: int) -> Floats:
    """Places of the slots on the circle [0, 1): golden-ratio steps, so that the first n cover it evenly for every n."""
    places: Floats = np.arange(slots, dtype=np.float64) * GOLDEN % 1.0
    return places


@cache
def distances(classes: int, slots: int) -> Floats:
    """Shortest way around the circle from each class's centre to each slot, shape (classes, slots), in [0, 0.5]."""
    centres = (np.arange(classes) + 0.5) / classes
    gap = np.abs(centres[:, np.newaxis] - positions(slots)[np.newaxis, :])
    shortest: Floats = np.minimum(gap, 1 - gap)
    return shortest


def shares(offered: np.ndarray, taste_cost: Floats, nest_scale: Floats, classes: int) -> tuple[Floats, Floats]:
    """Return inclusive values (F, C) and cumulative shares (F, C, V) within the nest of offered variants.

    ``offered`` is (F, V) bool; ``taste_cost`` and ``nest_scale`` are (F,). The inclusive value is
    scale * log sum exp(-cost * distance / scale); a firm that offers nothing has -inf and shares of 0.
    """
    away = distances(classes, offered.shape[1])
    seen = offered[:, np.newaxis, :]
    nearest = np.where(seen, away, 1.0).min(axis=2)  # taken out of the sum, so that steep tastes do not underflow
    steep = (taste_cost / nest_scale)[:, np.newaxis, np.newaxis]
    weight = np.exp(-steep * np.where(seen, away - nearest[:, :, np.newaxis], 0.0)) * seen
    total = np.cumsum(weight, axis=2)
    whole = total[:, :, -1]
    with np.errstate(divide="ignore"):
        inclusive = nest_scale[:, np.newaxis] * np.log(whole) - taste_cost[:, np.newaxis] * nearest
    return inclusive, total / np.where(whole > 0, whole, 1.0)[:, :, np.newaxis]
