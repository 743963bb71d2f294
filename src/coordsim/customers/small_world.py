"""Word of mouth among neighbours: a small-world network of customers (Watts & Strogatz 1998)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coordsim.core.contracts import World
from coordsim.core.luck.streams import Streams
from coordsim.core.records import FirmState, Singles


def neighbours(seed: int, size: int, ties: int, rewiring: float) -> NDArray[np.int32]:
    """Draw whom each of ``size`` customers hears, (N, ties): ring neighbours, each tie moved to
    anybody with chance ``rewiring``.
    """
    half = ties // 2
    steps = np.concatenate([np.arange(1, half + 1), -np.arange(1, half + 1)])
    ring = (np.arange(size)[:, np.newaxis] + steps) % size
    draw = Streams.generator(seed, "network", 0)
    moved = draw.random(ring.shape) < rewiring
    out: NDArray[np.int32] = np.where(moved, draw.integers(0, size, ring.shape), ring).astype(
        np.int32
    )
    return out


def heard(world: World, state: FirmState) -> Singles:
    """Return what a customer's neighbours do to the chance of a visit, (F, N): (their mean
    satisfaction / start) ** valence.
    """
    firms = len(state.satisfaction)
    if world.traits is None or world.traits.neighbours is None:
        return np.ones((firms, 0), dtype=np.float32)
    people = world.parameters.people
    out = np.empty_like(state.satisfaction)
    for firm, row in enumerate(world.streams.row):
        said = state.satisfaction[firm][world.traits.neighbours[row]].mean(axis=1, dtype=np.float64)
        out[firm] = (said / people.reputation_start[firm]) ** people.word_valence[firm]
    return out
