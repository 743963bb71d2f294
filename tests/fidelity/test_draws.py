"""Counts drawn by our own compiled code against the distributions in SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from coordsim.core.luck.draws import Key, binomial, hypergeometric, order_statistic
from coordsim.customers.classes import quadrature

MANY = 20_000


def key(seed: int) -> Key:
    return Key(np.uint64(seed), np.uint64(7), np.uint64(3))


def fits(drawn: np.ndarray, law: stats.rv_discrete) -> float:
    """Chance of counts as far from the law, by chi-square over values expected at least five
    times.
    """
    values = np.arange(int(drawn.min()), int(drawn.max()) + 1)
    edges = values[MANY * law.pmf(values) >= 5]
    low, high = edges[0], edges[-1]
    seen = np.bincount(np.clip(drawn, low, high) - low, minlength=high - low + 1)
    chance = law.pmf(np.arange(low, high + 1))
    chance[0], chance[-1] = law.cdf(low), law.sf(high - 1)
    return float(stats.chisquare(seen, MANY * chance).pvalue)


@pytest.mark.parametrize(
    ("n", "p"),
    [
        (1, 0.3),
        (20, 0.1),
        (20, 0.9),
        (60, 0.4),
        (400, 0.3),
        (400, 0.75),
        (10_000, 0.0011),
        (200_000, 0.45),
    ],
)
def test_binomial(n: int, p: float) -> None:
    drawn = np.array([binomial(key(5), draw, n, p) for draw in range(MANY)])
    assert fits(drawn, stats.binom(n, p)) > 1e-3


def test_certain_binomials() -> None:
    assert [binomial(key(1), 0, n, p) for n, p in ((0, 0.5), (9, 0.0), (9, 1.0))] == [0, 0, 9]


def test_like_luck_gives_like_counts() -> None:
    """The same draw at chances 0.30 and 0.31: the counts move together, and mostly up."""
    pairs = np.array(
        [[binomial(key(2), draw, 500, p) for p in (0.30, 0.31)] for draw in range(2000)]
    )
    assert np.corrcoef(pairs.T)[0, 1] > 0.8


@pytest.mark.parametrize(
    ("good", "bad", "taken"), [(3, 4, 2), (50, 10, 30), (10, 500, 60), (4000, 6000, 500)]
)
def test_hypergeometric(good: int, bad: int, taken: int) -> None:
    drawn = np.array([hypergeometric(key(6), draw, good, bad, taken) for draw in range(MANY)])
    assert fits(drawn, stats.hypergeom(good + bad, good, taken)) > 1e-3


def test_certain_hypergeometrics() -> None:
    assert [
        hypergeometric(key(1), 0, *given) for given in ((0, 5, 3), (5, 0, 3), (5, 4, 9), (5, 4, 0))
    ] == [0, 3, 5, 0]


@pytest.mark.parametrize(("place", "n"), [(1, 1), (1, 9), (9, 9), (30, 200)])
def test_order_statistic(place: int, n: int) -> None:
    drawn = [order_statistic(key(8), 2 * draw, place, n) for draw in range(MANY)]
    assert stats.kstest(drawn, stats.beta(place, n - place + 1).cdf).pvalue > 1e-3


def test_quadrature() -> None:
    """Six nodes give the moments of a normal up to the eleventh; with a limit, mass and mean of
    what is put there count.
    """
    nodes, weights = quadrature(2.0, 0.5, -np.inf, 6)
    for power in range(12):
        assert weights @ nodes**power == pytest.approx(stats.norm(2.0, 0.5).moment(power), rel=1e-9)
    nodes, weights = quadrature(0.1, 0.2, 0.0, 6)
    law = stats.norm(0.1, 0.2)
    assert weights.sum() == pytest.approx(1)
    assert weights @ nodes == pytest.approx(
        law.expect(lambda x: max(x, 0.0), lb=0.0, ub=3.0), rel=1e-4
    )
    assert (nodes >= -1e-12).all()
    assert quadrature(3.0, 0.0, 0.0, 6)[0].tolist() == pytest.approx([3.0])
