"""First come first served by counts against buyers played one by one in a random order."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from coordsim.core.luck.draws import Key
from coordsim.customers.shelf import Buyers, Shelf, serve

TIMES = 6000
CHOICE = np.array([[14, 10, 0, 6], [6, 10, 20, 4]])
SHARES = np.array([[0.5, 0.3, 0.0, 0.2], [0.1, 0.3, 0.5, 0.1]])


def by_counts(key: Key, stock: np.ndarray, substitute: float, wait: float) -> np.ndarray:
    """Return sold, waiting, lost by variant, served and waiting by class, how many switched."""
    sold, waiting, lost = np.zeros((3, 4))
    taken, waited = np.zeros((2, 2), dtype=np.int64)
    buyers = Buyers(choice=CHOICE, shares=SHARES, taken=taken, waited=waited)
    shelf = Shelf(
        stock=stock, substitute=substitute, wait=wait, sold=sold, waiting=waiting, lost=lost
    )
    switched, _ = serve(key, 0, buyers, shelf)
    return np.concatenate([sold, waiting, lost, taken, waited, [switched]])


def one_by_one(
    luck: np.random.Generator, stock: np.ndarray, substitute: float, wait: float
) -> np.ndarray:
    left, (sold, waiting, lost), by_class, switched = (
        stock.copy(),
        np.zeros((3, 4)),
        np.zeros((2, 2)),
        0,
    )
    buyers = [(c, v) for c in range(2) for v in range(4) for _ in range(CHOICE[c, v])]
    for (c, wanted), u, aim in zip(
        luck.permutation(buyers), luck.random(len(buyers)), luck.random(len(buyers)), strict=True
    ):
        weight = np.cumsum(SHARES[c] * (left >= 1))
        variant = wanted if left[wanted] >= 1 else -1
        if variant < 0 and u < substitute and weight[-1] > 0:
            variant = int(np.searchsorted(weight, aim * weight[-1], side="right"))
            switched += 1
        if variant >= 0:
            left[variant] -= 1
            sold[variant] += 1
            by_class[0, c] += 1
        elif substitute <= u < substitute + wait:
            waiting[wanted] += 1
            by_class[1, c] += 1
        else:
            lost[wanted] += 1
    return np.concatenate([sold, waiting, lost, by_class[0], by_class[1], [switched]])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stock", "substitute", "wait"),
    [
        ((5, 18, 17, 9), 1.0, 0.0),
        ((5, 18, 17, 9), 0.5, 0.3),
        ((0, 25, 3, 8.5), 0.7, 0.3),
        ((1, 1, 30, 0), 0.9, 0.1),
    ],
)
def test_the_same_distribution(stock: tuple[float, ...], substitute: float, wait: float) -> None:
    """Means and variances of what is sold, waits and is lost, by variant and by class, and how all
    of it moves together.
    """
    shelf, luck = np.array(stock, dtype=np.float64), np.random.default_rng(3)
    counts = np.array(
        [
            by_counts(Key(np.uint64(k), np.uint64(1), np.uint64(0)), shelf, substitute, wait)
            for k in range(TIMES)
        ]
    )
    played = np.array([one_by_one(luck, shelf, substitute, wait) for _ in range(TIMES)])
    features = [
        np.concatenate([x, _products(x - played.mean(axis=0))], axis=1) for x in (counts, played)
    ]
    error = np.sqrt((features[0].var(axis=0) + features[1].var(axis=0)) / TIMES)
    gap = np.abs(features[0].mean(axis=0) - features[1].mean(axis=0))
    moving = error > 1e-12
    assert (gap[~moving] < 1e-9).all()
    assert (gap[moving] / error[moving]).max() < norm.isf(0.01 / 2 / moving.sum())


def _products(x: np.ndarray) -> np.ndarray:
    rows, columns = np.triu_indices(x.shape[1])
    return np.clip(
        x[:, rows] * x[:, columns], -50, 50
    )  # clipped, so that rare large products do not decide
