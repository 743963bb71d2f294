"""Word of mouth among neighbours, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from support.bench import Bench, morning
from support.firms import calm
from support.minds import heard, reputation_factor

from coordsim.core.records import FirmState, Traits

NETWORK: dict[str, Any] = {
    "market.customers": 6,
    "people.word_of_mouth": "network",
    "people.neighbours": 4,
    "people.rewiring": 0.0,
    "people.reputation_start": 0.8,
    "people.word_valence": 0.5,
}


def village(
    changes: dict[str, Any] | None = None, firms: int = 1
) -> tuple[Bench, FirmState, Traits]:
    world, state = morning(calm(NETWORK | (changes or {})), firms)
    assert world.traits is not None
    return world, state, world.traits


def test_a_ring() -> None:
    """Six customers, four neighbours each, nothing moved: two on either side. Customer 0 hears 1,
    2, 5 and 4.
    """
    _, _, traits = village()
    assert traits.neighbours is not None
    assert [sorted(some) for some in traits.neighbours[0].tolist()] == [
        [1, 2, 4, 5],
        [0, 2, 3, 5],
        [0, 1, 3, 4],
        [1, 2, 4, 5],
        [0, 2, 3, 5],
        [0, 1, 3, 4],
    ]


def test_moved_ties() -> None:
    """With chance 1 every tie of 600 customers goes anywhere; with 0.25 about a quarter do. They
    are the world's, drawn once.
    """
    size = {"market.customers": 600, "people.neighbours": 10}
    ring = village(size)[2].neighbours
    assert ring is not None
    for rewiring, low, high in ((1.0, 0.97, 1.0), (0.25, 0.22, 0.28)):
        moved = village(size | {"people.rewiring": rewiring}, firms=2)[2].neighbours
        assert moved is not None
        assert moved.shape == (1, 600, 10)
        assert moved.min() >= 0
        assert moved.max() < 600
        assert low <= (moved != ring).mean() <= high
        np.testing.assert_array_equal(
            moved, village(size | {"people.rewiring": rewiring})[2].neighbours
        )


def test_what_neighbours_say() -> None:
    """Satisfaction 0.8 all around leaves visits as they are. Customer 0 is at 0: who hears it hears
    0.6 in the mean of four: (0.6 / 0.8) ** 0.5 = 0.8660. Customers 0 and 3 do not hear it. In
    another firm everybody is at 0.2: 0.5.
    """
    world, state, _ = village(firms=2)
    satisfaction = np.full((2, 6), 0.8, dtype=np.float32)
    satisfaction[0, 0], satisfaction[1] = 0.0, 0.2
    found = heard(world, replace(state, satisfaction=satisfaction))
    low = np.sqrt(0.75)
    np.testing.assert_allclose(found[0], [1, low, low, 1, low, low], rtol=1e-6)
    np.testing.assert_allclose(found[1], 0.5, rtol=1e-6)


def test_the_firms_reputation_counts_only_where_there_is_no_network() -> None:
    """(0.2 / 0.8) ** 0.5 = 0.5 for everybody; in a small world one, as each hears the neighbours
    instead.
    """
    world, state, _ = village()
    low = np.array([0.2])
    assert reputation_factor(world, replace(state, reputation=low)).tolist() == [1]
    world, state, traits = village({"people.word_of_mouth": "mean"})
    np.testing.assert_allclose(reputation_factor(world, replace(state, reputation=low)), [0.5])
    assert traits.neighbours is None
