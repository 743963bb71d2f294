"""Philox4x32-10, the counter-based generator of all luck (Salmon, Moraes, Dror & Shaw 2011).
Compiled.

A draw is a function of a key and a counter, so any draw of any customer in any week can be had at
once, in any order and in any chunks. The key is a seed; the counter says whose draw it is: an
index, the week and the process.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from coordsim.core.compiled import compiled
from coordsim.core.records import Floats

WORDS = 4  # of 32 bits, in a block
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_MULTIPLY = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
_WEYL = (np.uint64(0x9E3779B9), np.uint64(0xBB67AE85))
_ROUNDS = 10


class Words(NamedTuple):
    """The four words of a block, each below 2**32."""

    w0: np.uint64
    w1: np.uint64
    w2: np.uint64
    w3: np.uint64


@njit(inline="always")
def block(index: np.uint64, week: np.uint64, process: np.uint64, seed: np.uint64) -> Words:
    """Return the words of a counter, which is an index, a week (each below 2**32) and a process,
    under a seed.
    """
    c0, c1, c2, c3 = index, week, process & _LOW, process >> _HALF
    k0, k1 = seed & _LOW, seed >> _HALF
    for _ in range(_ROUNDS):
        a = _MULTIPLY[0] * c0
        b = _MULTIPLY[1] * c2
        c0, c1, c2, c3 = (b >> _HALF) ^ c1 ^ k0, b & _LOW, (a >> _HALF) ^ c3 ^ k1, a & _LOW
        k0 = (k0 + _WEYL[0]) & _LOW
        k1 = (k1 + _WEYL[1]) & _LOW
    return Words(c0, c1, c2, c3)


@njit(inline="always")
def uniform(word: np.uint32) -> float:
    """Return a word as a uniform in (0, 1): the middle of its share of the line."""
    return (float(word) + 0.5) * 2.0**-32


@compiled
def fill_uniforms(
    seeds: NDArray[np.uint64], process: np.uint64, week: np.uint64, out: Floats
) -> None:
    """Fill ``out`` (seeds, size) with uniforms of 52 bits in (0, 1), two from each block."""
    size = out.shape[1]
    for place in range(len(seeds)):
        for pair in range((size + 1) // 2):
            w0, w1, w2, w3 = block(np.uint64(pair), week, process, seeds[place])
            out[place, 2 * pair] = (
                float((w0 << np.uint64(20)) | (w1 >> np.uint64(12))) + 0.5
            ) * 2.0**-52
            if 2 * pair + 1 < size:
                out[place, 2 * pair + 1] = (
                    float((w2 << np.uint64(20)) | (w3 >> np.uint64(12))) + 0.5
                ) * 2.0**-52


@compiled
def fill_words(
    seeds: NDArray[np.uint64], visit: np.uint64, life: np.uint64, week: np.uint64, out: Floats
) -> None:
    """Fill ``out`` (seeds, size, 5) with the luck of every customer: a word of a block shared by
    four, and a block of one's own.
    """
    for place in range(len(seeds)):
        for i in range(out.shape[1]):
            shared = block(np.uint64(i // WORDS), week, visit, seeds[place])
            own = block(np.uint64(i), week, life, seeds[place])
            out[place, i, 0] = uniform(np.uint32(shared[i % WORDS]))
            for word in range(WORDS):
                out[place, i, 1 + word] = uniform(np.uint32(own[word]))
