"""The compiled market and the plain Python one are the same function, and customers are conserved in both."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from coordsim.customers.choice import shares
from coordsim.customers.kernel import visit_market


def week(seed: int, firms: int, people: int, variants: int) -> tuple[list[Any], list[np.ndarray]]:
    """Random arguments of a week, and empty results. Stock is short on purpose."""
    luck = np.random.default_rng(seed)
    worlds = int(luck.integers(1, firms + 1))
    classes = int(luck.integers(1, 7))
    offered = luck.random((firms, variants)) < 0.8
    inclusive, cumulative = shares(offered, luck.uniform(0, 40, firms), luck.uniform(0.05, 1, firms), classes)
    stock = luck.integers(0, 4, (firms, variants)) * offered.astype(np.float64)
    one = luck.random
    arguments = [
        luck.integers(0, worlds, firms), luck.integers(0, people, firms),
        one((worlds, people)), one((worlds, people)), one((worlds, people)), one((worlds, people)),
        luck.integers(0, classes, (worlds, people)).astype(np.int16), luck.uniform(0, 1, (worlds, people)).astype(np.float32),
        luck.uniform(0, 20, (worlds, people)).astype(np.float32),
        luck.uniform(0, 2, (firms, people * int(luck.integers(0, 2)))).astype(np.float32),
        one((firms, people)).astype(np.float32), luck.integers(0, 12, (firms, people)).astype(np.int32), stock,
        6, luck.integers(7, 12, firms).astype(np.int32), one(firms), luck.normal(0, 2, firms), luck.normal(0, 2, firms),
        luck.integers(0, 30, firms).astype(np.float64),
        one(firms) * luck.integers(0, 2, firms), luck.uniform(0.5, 5, firms), luck.uniform(0, 2, firms), one(firms) / 2,
        one(firms) / 2, one((firms, variants)), one(firms), luck.integers(0, 5, firms).astype(np.float64),
        inclusive, cumulative, one(firms), luck.uniform(1, 4.9, firms), one((firms, 7)),
    ]  # fmt: skip
    return arguments, [np.zeros((firms, 6)), *(np.zeros((firms, variants)) for _ in range(5))]


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(0, 2**32), st.integers(1, 3), st.integers(1, 40), st.integers(1, 6))
def test_compiled_equals_plain(seed: int, firms: int, people: int, variants: int) -> None:
    """Every result and every changed array, bit for bit; and what is wanted is sold, waits or leaves."""
    compiled, results = week(seed, firms, people, variants)
    plain, expected = week(seed, firms, people, variants)
    before = plain[12].copy()
    visit_market(*compiled, *results)
    visit_market.py_func(*plain, *expected)
    for one, other in zip([*compiled, *results], [*plain, *expected], strict=True):
        np.testing.assert_array_equal(one, other)
    totals, demand, sold, waiting, lost, defective = expected
    np.testing.assert_array_equal(totals[:, 0], totals[:, 1] + totals[:, 3] + demand.sum(axis=1))
    np.testing.assert_array_equal(demand.sum(axis=1), (sold + waiting + lost).sum(axis=1))
    np.testing.assert_array_equal(before - plain[12], sold)
    assert (plain[12] >= 0).all()
    assert (defective <= sold).all()
    assert ((plain[10] >= 0) & (plain[10] <= 1)).all()
