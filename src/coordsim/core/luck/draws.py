"""Counts drawn exactly: binomial, hypergeometric and beta draws as functions of a key and of which
draw it is. Compiled.

Every draw has ``TRIES`` pairs of uniforms of its own, so a draw that needs more of them does not
shift the luck of the others: firms of one world stay comparable whatever they decide.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from coordsim.core.compiled import compiled
from coordsim.core.luck.philox import block

TRIES = 64  # pairs of uniforms set aside for a draw; a try fails at most three times in ten
_SHIFT, _REST = np.uint64(20), np.uint64(12)
_FINEST = 2.0**-52
_HALF_LOG_TAU = 0.5 * math.log(2 * math.pi)


class Key(NamedTuple):
    """Whose draws they are, of what and when."""

    seed: np.uint64
    process: np.uint64
    week: np.uint64


@compiled
def pair(key: Key, draw: int, attempt: int) -> tuple[float, float]:
    """Return two uniforms in (0, 1) of 52 bits each."""
    place = np.uint64(draw * TRIES + attempt)
    w0, w1, w2, w3 = block(place, key.week, key.process, key.seed)
    return (
        (float((w0 << _SHIFT) | (w1 >> _REST)) + 0.5) * _FINEST,
        (float((w2 << _SHIFT) | (w3 >> _REST)) + 0.5) * _FINEST,
    )


@compiled
def _stirling(k: float) -> float:
    """What Stirling's formula for ln k! leaves over, to 1e-13."""
    if k < 16.0:
        return math.lgamma(k + 1.0) - ((k + 0.5) * math.log(k + 1.0) - (k + 1.0) + _HALF_LOG_TAU)
    square = (k + 1.0) * (k + 1.0)
    return (
        1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square
    ) / (k + 1.0)


@compiled
def binomial(key: Key, draw: int, n: int, p: float) -> int:
    """Draw how many of ``n`` succeed with chance ``p`` each: inversion where few do, else BTRS
    (Hoermann 1993), both exact.

    The count rises with the first uniform but where BTRS rejects it, so equal luck gives like
    counts at like chances.
    """
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    if p > 0.5:
        return n - _rarer(key, draw, n, 1.0 - p, True)
    return _rarer(key, draw, n, p, False)


@compiled
def _rarer(key: Key, draw: int, n: int, p: float, turned: bool) -> int:
    q = 1.0 - p
    if n * p < 10.0:
        u = pair(key, draw, 0)[0]
        if turned:
            u = 1.0 - u
        chance = math.exp(n * math.log1p(-p))
        k = 0
        while u > chance and k < n:
            u -= chance
            k += 1
            chance *= (n - k + 1) / k * (p / q)
        return k
    spread = math.sqrt(n * p * q)
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    squeeze = 0.92 - 4.2 / b
    alpha = (2.83 + 5.1 / b) * spread
    mode = math.floor((n + 1) * p)
    odds = p / q
    attempt = 0
    while True:
        u, v = pair(key, draw, attempt)
        attempt += 1
        u = 0.5 - u if turned else u - 0.5
        edge = 0.5 - abs(u)
        k = math.floor((2.0 * a / edge + b) * u + n * p + 0.5)
        if edge >= 0.07 and v <= squeeze:
            return int(k)
        if k < 0.0 or k > n:
            continue
        bound = (mode + 0.5) * math.log((mode + 1.0) / (odds * (n - mode + 1.0)))
        bound += (n + 1.0) * math.log((n - mode + 1.0) / (n - k + 1.0))
        bound += (k + 0.5) * math.log(odds * (n - k + 1.0) / (k + 1.0))
        bound += _stirling(mode) + _stirling(n - mode) - _stirling(k) - _stirling(n - k)
        if math.log(v * alpha / (a / (edge * edge) + b)) <= bound:
            return int(k)


@compiled
def hypergeometric(key: Key, draw: int, good: int, bad: int, taken: int) -> int:
    """Draw how many of ``taken`` out of ``good`` + ``bad`` are good: from the most likely count
    outwards, exact.
    """
    low, high = max(0, taken - bad), min(good, taken)
    if low >= high:
        return low
    k = min(max(int((taken + 1.0) * (good + 1.0) / (good + bad + 2.0)), low), high)
    chance = math.exp(_choices(good, k) + _choices(bad, taken - k) - _choices(good + bad, taken))
    u = pair(key, draw, 0)[0] - chance
    up = down = k
    above = below = chance
    while u > 0.0 and (up < high or down > low):
        if up < high:
            above *= (good - up) / (up + 1.0) * ((taken - up) / (bad - taken + up + 1.0))
            up += 1
            u -= above
            if u <= 0.0:
                return up
        if down > low:
            below *= down / (good - down + 1.0) * ((bad - taken + down) / (taken - down + 1.0))
            down -= 1
            u -= below
            if u <= 0.0:
                return down
    return k


@compiled
def _choices(n: int, k: int) -> float:
    """ln of n choose k."""
    return math.lgamma(n + 1.0) - math.lgamma(k + 1.0) - math.lgamma(n - k + 1.0)


@compiled
def order_statistic(key: Key, draw: int, place: int, n: int) -> float:
    """Draw the ``place``-th smallest of ``n`` uniforms: beta(place, n - place + 1), as two gammas.
    Uses two draws.
    """
    early = _gamma(key, draw, float(place))
    return early / (early + _gamma(key, draw + 1, n - place + 1.0))


@compiled
def _gamma(key: Key, draw: int, shape: float) -> float:
    """Draw a gamma of a shape of at least one (Marsaglia & Tsang 2000)."""
    d = shape - 1 / 3
    c = 1 / math.sqrt(9 * d)
    attempt = 0
    while True:
        u, v = pair(key, draw, attempt)
        x = math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)
        cube = (1.0 + c * x) ** 3
        if cube > 0.0 and math.log(
            pair(key, draw, attempt + 1)[0]
        ) < 0.5 * x * x + d - d * cube + d * math.log(cube):
            return d * cube
        attempt += 2
