"""Where variants sit on the taste circle, and the nested-logit shares of every taste class (Train
2009, ch. 4).
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from coordsim.core.records import Floats, Ints

GOLDEN = (5**0.5 - 1) / 2
GUIDES = 64  # entries of a guide table; a draw then looks at one or two variants
KEPT = 2048  # lists of shares that a catalogue keeps


@cache
def positions(slots: int) -> Floats:
    """Places of the slots on the circle [0, 1): golden-ratio steps, so that the first n cover it
    evenly for every n.
    """
    places: Floats = np.arange(slots, dtype=np.float64) * GOLDEN % 1.0
    return places


@cache
def distances(classes: int, slots: int) -> Floats:
    """Shortest way around the circle from each class's centre to each slot, shape (classes, slots),
    in [0, 0.5].
    """
    centres = (np.arange(classes) + 0.5) / classes
    gap = np.abs(centres[:, np.newaxis] - positions(slots)[np.newaxis, :])
    shortest: Floats = np.minimum(gap, 1 - gap)
    return shortest


def between(classes: int, places: Floats) -> Floats:
    """Shortest way around the circle from each class's centre to each firm's ``places`` (F, V),
    shape (F, classes, V).
    """
    centres = (np.arange(classes) + 0.5) / classes
    gap = np.abs(centres[:, np.newaxis] - places[:, np.newaxis, :])
    shortest: Floats = np.minimum(gap, 1 - gap)
    return shortest


def shares(
    offered: np.ndarray,
    taste_cost: Floats,
    nest_scale: Floats,
    classes: int,
    places: Floats | None = None,
) -> tuple[Floats, Floats]:
    """Return inclusive values (F, C) and cumulative shares (F, C, V) within the nest of offered
    variants.

    ``offered`` is (F, V) bool; ``taste_cost`` and ``nest_scale`` are (F,); ``places`` are (F, V),
    golden-ratio steps when omitted. The inclusive value is
    scale * log sum exp(-cost * distance / scale); a firm that offers nothing has -inf and shares of
    0.
    """
    away = distances(classes, offered.shape[1]) if places is None else between(classes, places)
    seen = offered[:, np.newaxis, :]
    nearest = np.where(seen, away, 1.0).min(
        axis=2
    )  # taken out of the sum, so that steep tastes do not underflow
    steep = (taste_cost / nest_scale)[:, np.newaxis, np.newaxis]
    weight = np.exp(-steep * np.where(seen, away - nearest[:, :, np.newaxis], 0.0)) * seen
    total = np.cumsum(weight, axis=2)
    whole = total[:, :, -1]
    with np.errstate(divide="ignore"):
        inclusive = nest_scale[:, np.newaxis] * np.log(whole) - taste_cost[:, np.newaxis] * nearest
    return inclusive, total / np.where(whole > 0, whole, 1.0)[:, :, np.newaxis]


class Catalogue:
    """The shares of every set of variants that a batch's firms have offered, worked out once: most
    weeks offer what was offered.

    Rows of ``inclusive`` (R, C) and ``cumulative`` (R, C, V) belong to one set of variants at one
    taste cost and nest scale each. ``places`` (F, V) are each firm's own, None where variants stand
    in golden-ratio steps.
    """

    inclusive: Floats
    cumulative: Floats

    def __init__(self, classes: int, places: Floats | None = None) -> None:
        self.classes, self.places = classes, places
        self._rows: dict[bytes, int] = {}

    def rows(self, offered: NDArray[np.bool_], taste_cost: Floats, nest_scale: Floats) -> Ints:
        """Return each firm's row, (F,). ``offered`` is (F, V); the other two are (F,)."""
        parts = [np.packbits(offered, axis=1)]
        parts.append(np.stack([taste_cost, nest_scale], axis=1).view(np.uint8))
        if self.places is not None:
            parts.append(self.places.view(np.uint8))
        names = [key.tobytes() for key in np.concatenate(parts, axis=1)]
        if len(self._rows) + len(names) > KEPT:
            self._rows = {}
        fresh = {name: place for place, name in enumerate(names) if name not in self._rows}
        if fresh:
            self._add(fresh, offered, taste_cost, nest_scale)
        return np.array([self._rows[name] for name in names], dtype=np.int64)

    def _add(
        self,
        fresh: dict[bytes, int],
        offered: NDArray[np.bool_],
        taste_cost: Floats,
        nest_scale: Floats,
    ) -> None:
        firms = list(fresh.values())
        inclusive, cumulative = shares(
            offered[firms],
            taste_cost[firms],
            nest_scale[firms],
            self.classes,
            None if self.places is None else self.places[firms],
        )
        if self._rows:
            inclusive = np.concatenate([self.inclusive, inclusive])
            cumulative = np.concatenate([self.cumulative, cumulative])
        self._rows |= {name: len(self._rows) + place for place, name in enumerate(fresh)}
        self.inclusive, self.cumulative = inclusive, cumulative
