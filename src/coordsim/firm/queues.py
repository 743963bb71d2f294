"""Queues by age, and sums over a short last axis, compiled: numpy is slow where the last axis is
short.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from coordsim.core.compiled import compiled
from coordsim.core.levers import BY_NAME
from coordsim.core.records import Floats, Ints

# Weeks waited that are told apart: those within the longest promise that a scenario may allow, the
# one in which it is broken, and all older ones together.
AGES = int(BY_NAME["promise"].possible[1]) + 2


def oldest_first(queue: Floats, most: Floats) -> Floats:
    """Take up to ``most`` (...,) out of a queue by weeks waited, (..., weeks), the longest waiting
    first; returns what is taken.
    """
    taken = np.empty(queue.shape)
    _take(
        np.ascontiguousarray(queue).reshape(-1, queue.shape[-1]),
        most.ravel(),
        taken.reshape(-1, queue.shape[-1]),
    )
    return taken


def total(values: Floats) -> Floats:
    """Sum over the last axis, one after the other."""
    out = np.empty(values.shape[:-1])
    _add(np.ascontiguousarray(values).reshape(out.size, values.shape[-1]), out.reshape(-1))
    return out


class Grown(NamedTuple):
    """A queue a week later."""

    queue: Floats  # (F, V, weeks)
    late: Floats  # (F,) units that have just outlived the promise
    given_up: Floats  # (F, V) units


def grow_older(queue: Floats, fresh: Floats, promise: Floats, share: Floats, luck: Floats) -> Grown:
    """Let a queue (F, V, weeks) grow a week older: ``fresh`` (F, V) join, a ``share`` (F,) of what
    is overdue is given up.

    Overdue is what has waited for more than ``promise`` weeks, (F,); of each variant's, whole units
    are given up, the oldest first, rounded up or down by ``luck`` (F, V).
    """
    return _grow(queue, fresh, promise.astype(np.int64), share, luck)


@compiled
def _take(queue: Floats, most: Floats, taken: Floats) -> None:
    for row in range(len(queue)):
        left = most[row]
        for week in range(queue.shape[1] - 1, -1, -1):
            taken[row, week] = min(max(left, 0.0), queue[row, week])
            left -= queue[row, week]


@compiled
def _add(values: Floats, out: Floats) -> None:
    for row in range(len(values)):
        whole = 0.0
        for place in range(values.shape[1]):
            whole += values[row, place]
        out[row] = whole


@compiled
def _grow(queue: Floats, fresh: Floats, promise: Ints, share: Floats, luck: Floats) -> Grown:
    firms, variants, weeks = queue.shape
    older, late, given_up = np.empty(queue.shape), np.zeros(firms), np.empty(fresh.shape)
    for f in range(firms):
        for v in range(variants):
            older[f, v, 0] = fresh[f, v]
            for week in range(1, weeks):
                older[f, v, week] = queue[f, v, week - 1]
            older[f, v, weeks - 1] += queue[f, v, weeks - 1]
            late[f] += older[f, v, promise[f]]
            overdue = 0.0
            for week in range(promise[f] + 1, weeks):
                overdue += older[f, v, week]
            most = np.floor(overdue * share[f] + luck[f, v])
            left = most
            for week in range(weeks - 1, promise[f], -1):
                taken = min(left, older[f, v, week])
                older[f, v, week] -= taken
                left -= taken
            given_up[f, v] = most - left
    return Grown(older, late, given_up)
