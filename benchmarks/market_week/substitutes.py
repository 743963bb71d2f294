"""The second pass of the vectorised peers: those before an empty shelf who take another variant, in
order of arrival.
"""

from __future__ import annotations

import numpy as np


def substitutes(cumulative: np.ndarray, luck: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Return the variant each takes, (K,), -1 for none.

    ``cumulative`` (K, V) holds each one's cumulative weights of the variants, ``luck`` (K,) in [0,
    1) chooses by them among those of which anything is ``left``, (V,) units on the shelves.
    """
    taken = np.full(len(luck), -1)
    if not len(luck) or not left.any():
        return taken
    total = np.cumsum(np.diff(cumulative, axis=1, prepend=0.0) * (left > 0), axis=1)
    aim = np.minimum((total <= (luck * total[:, -1])[:, np.newaxis]).sum(axis=1), len(left) - 1)
    for variant in np.flatnonzero(left > 0):
        mine = np.flatnonzero(aim == variant)[: int(left[variant])]
        taken[mine] = variant
    return taken
