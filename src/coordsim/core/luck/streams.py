"""All luck: one draw for each (seed, process, week, index), and nothing else may draw.

Keys never contain a decision, so two firms with one seed live through the same shocks whatever they
do (common random numbers). Draws come from Philox4x32-10 (``philox.py``): the seed is its key;
index, week and process are its counter.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from coordsim.core.luck.normal import to_normals
from coordsim.core.luck.philox import WORDS, fill_uniforms, fill_words
from coordsim.core.records import Floats, Ints


@cache
def process_name(process: str) -> np.uint64:
    """Return the 64 bits that stand for a process in a counter."""
    return np.uint64(int.from_bytes(blake2b(process.encode(), digest_size=8).digest(), "little"))


class Streams:
    """The luck of a batch: each distinct seed draws once, firms with that seed share it.

    ``seeds`` has shape (firms,), whole numbers in [0, 2**63).
    """

    def __init__(self, seeds: NDArray[np.int64]) -> None:
        self.seeds = seeds
        distinct, self.row = np.unique(seeds, return_inverse=True)
        self.distinct = distinct.astype(np.uint64)

    @staticmethod
    def generator(seed: int, process: str, week: int) -> np.random.Generator:
        """Return a generator of one seed, process and week, for draws that are not a uniform or a
        normal each.
        """
        key = np.array([seed, process_name(process)], dtype=np.uint64)
        return np.random.Generator(
            np.random.Philox(counter=np.array([0, 0, 0, week], dtype=np.uint64), key=key)
        )

    def uniforms(self, process: str, week: int, size: int) -> Floats:
        """Uniform draws in (0, 1) of shape (distinct seeds, size); take ``[streams.row]`` for
        (firms, size).
        """
        out = np.empty((len(self.distinct), size))
        fill_uniforms(self.distinct, process_name(process), np.uint64(week), out)
        return out

    def standard_normals(self, process: str, week: int, size: int) -> Floats:
        """Standard normal draws of shape (distinct seeds, size)."""
        normals = self.uniforms(process, week, size)
        to_normals(normals.reshape(-1))
        return normals

    def people(self, week: int, size: int) -> Floats:
        """Every customer's luck in a week, (distinct seeds, size, 5): visit, overload, choice,
        experience, substitute.

        The market's kernel draws the same numbers where it needs them; this is for reading and for
        the reference.
        """
        out = np.empty((len(self.distinct), size, 1 + WORDS))
        fill_words(self.distinct, process_name("visit"), process_name("life"), np.uint64(week), out)
        return out

    def first(self, week: int, size: int) -> Ints:
        """Return the customer who comes first in a week, (firms,): a multiple of WORDS below
        ``size``.
        """
        place: Ints = (self.uniforms("arrival", week, 1)[self.row, 0] * size).astype(
            np.int64
        ) // WORDS
        return WORDS * place
