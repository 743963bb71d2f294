"""What is read off a curve that was measured in several firms: (points, firms) over the points'
places.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from coordsim.core.records import Floats


def slopes(places: Sequence[float], curve: Floats) -> Floats:
    """Rise from each point to the next over their distance, (points - 1, firms)."""
    return np.diff(curve, axis=0) / np.diff(np.asarray(places, dtype=np.float64))[:, np.newaxis]


def bends(places: Sequence[float], curve: Floats) -> Floats:
    """Change of the slope at each inner point, (points - 2, firms): nowhere positive when concave,
    nowhere negative when convex.
    """
    return np.diff(slopes(places, curve), axis=0)


def worst(samples: Floats, sign: int) -> Floats:
    """The row of (points, firms) with the largest mean (sign 1) or the smallest one (sign -1)."""
    return np.asarray(samples[int(np.argmax(sign * samples.mean(axis=1)))])


def best(curve: Floats) -> int:
    """The point with the highest mean over firms."""
    return int(np.argmax(curve.mean(axis=1)))
