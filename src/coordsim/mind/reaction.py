"""How the market is expected to react to marketing's levers: the demand side of the mental
model.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coordsim.core.compiled import records
from coordsim.core.contracts import MentalModel
from coordsim.core.formulas import Felt, Response
from coordsim.core.records import Floats
from coordsim.core.shares import shares
from coordsim.core.tastes import Clusters, Ground, Likes, ground, inclusive_values
from coordsim.mind.expectation import BELIEFS, PLAN, Batch, react_all

NODES = 8  # quantiles of taste that managers reckon with; assumed
WORLDS = 64  # whose mean curve managers know
ELSEWHERE = 2**62  # the first of these worlds, which nobody plays


def taste_nodes(each: NDArray[np.void], slots: int, classes: int) -> Floats:
    """Return exp(-inclusive value) of the first n variants at NODES quantiles of taste, (R, slots +
    1, NODES), for compiled code.

    ``each`` (R,) are the rows of the model's table; n = 0 is never used.
    """
    table = np.full((len(each), slots + 1, NODES), -np.inf)
    picks = ((np.arange(NODES) + 0.5) / NODES * classes).astype(np.int64)
    for n in range(1, slots + 1):
        offered = np.broadcast_to(np.arange(slots) < n, (len(each), slots))
        inclusive, _ = shares(
            offered, each["market_taste_cost"], each["market_nest_scale"], classes
        )
        table[:, n] = np.sort(inclusive, axis=1)[:, picks]
    with np.errstate(over="ignore"):
        return np.asarray(np.exp(-table))


def average_nodes(drawn: Clusters, likes: Likes) -> Floats:
    """Return what managers believe of the first n variants where tastes cluster, (V + 1, NODES):
    the mean over worlds that are drawn alike.
    """
    return nodes_of([ground(drawn, likes, ELSEWHERE + k) for k in range(WORLDS)], likes)


def nodes_of(worlds: Sequence[Ground], likes: Likes) -> Floats:
    """Return exp(-inclusive value) of the first n variants at NODES nodes of taste, the mean over
    worlds, (V + 1, NODES), as ``taste_nodes``.

    Each node stands for an eighth of all customers by what is offered to them. Its value is the one
    at which as many would buy at the reference price as do on average, so that believed demand
    follows the mean of what the worlds demand.
    """
    mass = np.concatenate([world.density for world in worlds])
    values = np.concatenate(
        [inclusive_values(world.places, likes, len(world.density)) for world in worlds], axis=1
    )
    table = np.full((likes.slots + 1, NODES), np.inf)
    ends = np.linspace(0.0, 1.0, NODES + 1)
    for n in range(1, likes.slots + 1):
        order = np.argsort(values[n - 1], kind="stable")
        people = np.concatenate([[0.0], np.cumsum(mass[order])])
        buying = mass / (1 + np.exp(-likes.attraction - values[n - 1]))
        bought = np.concatenate([[0.0], np.cumsum(buying[order])])
        share = NODES * np.diff(np.interp(ends, people / people[-1], bought / people[-1]))
        table[n] = np.exp(likes.attraction) * (1 / share - 1)
    return table


def aligned(count: int, *arrays: NDArray[Any]) -> tuple[NDArray[Any], ...]:
    """Return arrays whose first axis is ``count`` long; one row stands for all. Raises ValueError
    for any other length.
    """
    out = []
    for array in arrays:
        if len(array) not in (1, count):
            raise ValueError(
                f"an array of {len(array)} rows does not fit {count} plans; give as many rows, or"
                " one for all"
            )
        out.append(array if len(array) == count else np.repeat(array, count, axis=0))
    return tuple(out)


def as_records(values: Floats, names: np.dtype[np.void]) -> NDArray[np.void]:
    """Return (F, names) as records (F,)."""
    return records(np.ascontiguousarray(values).view(names)[:, 0])


def batch_of(model: MentalModel, plan: Floats, beliefs: Floats) -> Batch:
    """Return plans (F, L) and what is believed of them, (F, K) or one row for all, as compiled code
    reads them. Raises ValueError for another number of beliefs.
    """
    row, known = aligned(len(plan), model.table.row, beliefs)
    return Batch(
        numbers=model.table.records,
        nodes=model.nodes,
        row=row,
        plans=as_records(plan, PLAN),
        beliefs=as_records(known, BELIEFS),
    )


def respond(
    model: MentalModel,
    plan: Floats,
    beliefs: Floats,
    satisfaction: Floats,
    *,
    late: Floats | float = 0.0,
    unanswered: Floats | float = 0.0,
) -> Response[Floats]:
    """Expected response of the market to marketing's levers at a satisfaction (F,), before
    anchoring.

    ``late`` and ``unanswered`` are the shares of promises that people have seen broken.
    """
    none = np.zeros(len(plan))
    felt = Felt(satisfaction + none, late=late + none, unanswered=unanswered + none)
    out = np.empty((len(Response._fields), len(plan)))
    react_all(batch_of(model, plan, beliefs), felt, out)
    return Response(*out)
