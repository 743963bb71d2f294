"""All luck: one generator per (seed, process, week), and nothing else may draw.

Keys never contain a decision, so two firms with one seed live through the same shocks whatever they do (common random
numbers). Philox is counter-based (Salmon, Moraes, Dror & Shaw 2011): seed and process make its key, the week is the
top word of its counter, and each (process, week) has 2**192 draws of its own.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from coordsim.records import Floats


@cache
def _name_key(process: str) -> int:
    return int.from_bytes(blake2b(process.encode(), digest_size=8).digest(), "little")


def _rewind(bits: np.random.Philox, seed: int, process: str, week: int) -> None:
    """Set a Philox to the first draw of a seed, process and week; setting its state is six times faster than making one."""
    bits.state = {
        "bit_generator": "Philox",
        "state": {
            "counter": np.array([0, 0, 0, week], dtype=np.uint64),
            "key": np.array([seed, _name_key(process)], dtype=np.uint64),
        },
        "buffer": np.zeros(4, dtype=np.uint64),
        "buffer_pos": 4,
        "has_uint32": 0,
        "uinteger": 0,
    }


class Streams:
    """The luck of a batch: each distinct seed draws once, firms with that seed share it.

    ``seeds`` has shape (firms,), whole numbers in [0, 2**63).
    """

    def __init__(self, seeds: NDArray[np.int64]) -> None:
        self.seeds = seeds
        self.distinct, self.row = np.unique(seeds, return_inverse=True)
        self._single: dict[tuple[str, int], Floats] = {}
        self._bits = np.random.Philox(key=0)
        self._generator = np.random.Generator(self._bits)

    @staticmethod
    def generator(seed: int, process: str, week: int) -> np.random.Generator:
        """Return the generator of one seed, process and week."""
        bits = np.random.Philox(key=0)
        _rewind(bits, seed, process, week)
        return np.random.Generator(bits)

    def uniforms(self, process: str, week: int, size: int) -> Floats:
        """Uniform draws of shape (distinct seeds, size); take ``[streams.row]`` for (firms, size)."""
        out = np.empty((len(self.distinct), size))
        for place, seed in enumerate(self.distinct):
            _rewind(self._bits, int(seed), process, week)
            self._generator.random(out=out[place])
        return out

    def normals(self, process: str, week: int, size: int) -> Floats:
        """Draw standard normals of shape (firms, size); single draws are kept, since a week is looked at more than once."""
        if size == 1 and (process, week) in self._single:
            return self._single[process, week]
        out = np.empty((len(self.distinct), size))
        for place, seed in enumerate(self.distinct):
            _rewind(self._bits, int(seed), process, week)
            self._generator.standard_normal(out=out[place])
        if size == 1:
            self._single[process, week] = out[self.row]
            return self._single[process, week]
        return out[self.row]
