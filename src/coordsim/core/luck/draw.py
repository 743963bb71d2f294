"""Luck of one firm: a draw is a function of world, process, week and place (``core.luck``)."""

from __future__ import annotations

import numpy as np

from coordsim.core.compiled import part
from coordsim.core.luck.normal import normal_of
from coordsim.core.luck.philox import block
from coordsim.core.luck.streams import process_name

(
    SUPPLIER,
    BREAKDOWN,
    DEVELOPMENT,
    OBSOLESCENCE,
    CANCEL,
    MARKET,
    MESSAGE,
    ARRIVAL,
    GIVEN,
    CLUSTERS,
    SIZES,
    LIFE,
) = (
    process_name(name)
    for name in (
        "supplier",
        "breakdown",
        "development",
        "obsolescence",
        "cancel",
        "market",
        "message",
        "arrival",
        "given",
        "taste clusters",
        "taste cluster sizes",
        "life",
    )
)
_UP, _DOWN = np.uint64(20), np.uint64(12)


@part
def uniform_at(seed: np.uint64, process: np.uint64, week: int, place: int) -> float:
    """Return one uniform of 52 bits in (0, 1); two places share a block."""
    w0, w1, w2, w3 = block(np.uint64(place // 2), np.uint64(week), process, seed)
    if place % 2:
        w0, w1 = w2, w3
    return (float((w0 << _UP) | (w1 >> _DOWN)) + 0.5) * 2.0**-52


@part
def normal_at(seed: np.uint64, process: np.uint64, week: int, place: int) -> float:
    """Return one standard normal."""
    return normal_of(uniform_at(seed, process, week, place))
