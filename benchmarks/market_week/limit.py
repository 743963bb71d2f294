"""The limit on this machine: read and write what a customer's week touches, and draw one keyed word
for each customer.

Nothing is decided here. Satisfaction and need are read and written, taste, price sensitivity and
comfort read: 26 bytes each customer; one of four words of a Philox4x32-10 counter each (Salmon,
Moraes, Dror & Shaw 2011). A market week that draws by customer and keeps each one's state cannot
well be faster on one core.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit, uint32, uint64

from benchmarks.market_week.problem import Problem, first_needs, traits

BLOCK = 4096  # customers whose words are drawn at a time: they stay in the first cache
FACTORS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
STEPS = (np.uint32(0x9E3779B9), np.uint32(0xBB67AE85))
HALF = np.uint64(32)


class People(NamedTuple):
    """The customers as arrays (N,)."""

    taste: np.ndarray
    beta: np.ndarray
    comfort: np.ndarray
    satisfaction: np.ndarray
    need: np.ndarray


@dataclass
class State:
    """The customers, and the key of their luck."""

    people: People
    key: int

    @property
    def satisfaction(self) -> np.ndarray:
        """How content each is, (N,)."""
        return self.people.satisfaction


@njit(cache=True)
def draw(words: np.ndarray, first: int, week: int, low: int, high: int) -> None:
    """Fill ``words`` (B,) uint32 with Philox4x32-10 of the counters (first, week, 0, 0), (first +
    1, week, 0, 0), ... and a key.

    The four words of a counter go to the four quarters, which lets the compiler draw many counters
    at once.
    """
    quarter = len(words) // 4
    for k in range(quarter):
        a, b, c, d = uint32(first + uint32(k)), week, uint32(0), uint32(0)
        key, other = low, high
        for _ in range(10):
            left, right = FACTORS[0] * uint64(a), FACTORS[1] * uint64(c)
            a, b, c, d = (
                uint32(right >> HALF) ^ b ^ key,
                uint32(right),
                uint32(left >> HALF) ^ d ^ other,
                uint32(left),
            )
            key, other = uint32(key + STEPS[0]), uint32(other + STEPS[1])
        words[k], words[quarter + k], words[2 * quarter + k], words[3 * quarter + k] = a, b, c, d


@njit(cache=True, fastmath=True)
def use(words: np.ndarray, people: People, start: int, end: int) -> float:
    """Read and write a block's customers."""
    taste, beta, comfort = (
        people.taste[start:end],
        people.beta[start:end],
        people.comfort[start:end],
    )
    satisfaction, need = people.satisfaction[start:end], people.need[start:end]
    total = np.float32(0.0)
    for i in range(len(taste)):
        luck = np.float32(np.int32(words[i] >> uint32(8))) * np.float32(2.0**-24)
        total += beta[i] + comfort[i] + np.float32(taste[i])
        satisfaction[i] += (luck - satisfaction[i]) * np.float32(0.01)
        need[i] = max(need[i], np.int32(words[i] & uint32(1)))
    return total


@njit(cache=True)
def touch(people: People, key: int, week: int) -> float:
    """Go through all customers once, block by block; return a sum, so that nothing can be left
    out.
    """
    words = np.empty(BLOCK, dtype=np.uint32)
    total = 0.0
    for start in range(0, len(people.taste), BLOCK):
        end = min(start + BLOCK, len(people.taste))
        draw(words, uint32(start // 4), uint32(week), uint32(key), uint32(key >> 32))
        total += use(words, people, start, end)
    return total


def prepare(problem: Problem) -> State:
    """Draw the customers."""
    satisfaction = np.full(problem.customers, problem.satisfaction, dtype=np.float32)
    people = People(*traits(problem), satisfaction, first_needs(problem))
    return State(people, problem.seed)


def step(state: State, week: int) -> dict[str, float]:
    """Touch everybody once."""
    return {"sum": touch(state.people, state.key, week)}


def satisfaction(state: State) -> float:
    """Mean satisfaction, of no meaning here."""
    return float(state.satisfaction.mean(dtype=np.float64))
