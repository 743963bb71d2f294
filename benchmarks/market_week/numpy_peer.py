"""Vectorised numpy: single precision, only visitors are looked at, each weighs every variant,
shelves by rank of arrival.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.market_week.problem import (
    DEFECT,
    EMPTY,
    GOLDEN,
    LATE,
    PUT_OFF,
    UNANSWERED,
    WAITED,
    Problem,
    first_needs,
    traits,
)
from benchmarks.market_week.substitutes import substitutes


@dataclass
class State:
    """The customers as arrays (N,)."""

    problem: Problem
    taste: np.ndarray
    beta: np.ndarray
    comfort: np.ndarray
    satisfaction: np.ndarray
    need: np.ndarray
    outcomes: np.ndarray
    stock: np.ndarray
    rng: np.random.Generator


class Weighed:
    """How visitors see the variants: each weighs every one by how far it is from the own taste."""

    def __init__(self, state: State, taste: np.ndarray) -> None:
        p, one = state.problem, np.float32
        places = (np.arange(p.variants) * GOLDEN % 1.0).astype(np.float32)
        gap = np.abs((taste + one(0.5))[:, np.newaxis] / one(p.classes) - places)
        self.cumulative = np.cumsum(
            np.exp(one(-p.taste_cost / p.nest_scale) * np.minimum(gap, 1 - gap)), axis=1
        )
        self.inclusive = one(p.nest_scale) * np.log(self.cumulative[:, -1])

    def pick(self, who: np.ndarray, mark: np.ndarray) -> np.ndarray:
        """Return the variant at which the cumulative weights of each of ``who`` pass the share
        ``mark``.
        """
        mine = self.cumulative[who]
        return (mine <= (mark * mine[:, -1])[:, np.newaxis]).sum(axis=1)

    def of(self, who: np.ndarray) -> np.ndarray:
        """Return the cumulative weights of each of ``who``, (K, V)."""
        return self.cumulative[who]


def prepare(problem: Problem) -> State:
    """Draw the customers."""
    satisfaction = np.full(problem.customers, problem.satisfaction, dtype=np.float32)
    outcomes, rng = (
        np.array(problem.outcomes, dtype=np.float32),
        np.random.default_rng([problem.seed, 3]),
    )
    drawn = traits(problem)
    return State(
        problem=problem,
        taste=drawn.taste,
        beta=drawn.beta,
        comfort=drawn.comfort,
        satisfaction=satisfaction,
        need=first_needs(problem),
        outcomes=outcomes,
        stock=np.array(problem.stock),
        rng=rng,
    )


def step(state: State, week: int, look: type[Any] = Weighed) -> dict[str, float]:
    """Play a week; ``look`` says how visitors see the variants."""
    p, rng = state.problem, state.rng
    one = np.float32
    comes = rng.random(p.customers, dtype=np.float32) < one(p.visit_chance)
    comes &= state.need <= week
    who = np.flatnonzero(comes)
    who = np.roll(
        who, -np.searchsorted(who, rng.integers(p.customers))
    )  # round from a random first one
    luck = rng.random((2, len(who)), dtype=np.float32)
    happy, seen = state.satisfaction[who], look(state, state.taste[who])
    utility = (
        one(p.base_utility)
        + one(p.satisfaction_effect) * happy
        + seen.inclusive
        - state.beta[who] * one(p.price_gap)
    )
    buy = 1 / (1 + np.exp(-utility))
    off = luck[0] < one(p.overload) / (
        1 + np.exp((state.comfort[who] - one(p.options)) / one(p.overload_slope))
    )
    would = luck[1] < buy
    chooses = np.flatnonzero(would & ~off)
    mark = np.minimum(luck[1][chooses] / buy[chooses], one(1 - 1e-6))
    variant = np.minimum(seen.pick(chooses, mark), p.variants - 1)
    felt, totals = shelves(state, variant, seen, chooses)
    again = state.need[who[chooses]] > 0
    totals["again"] = np.count_nonzero(again & totals.pop("took"))
    outcome = np.full(len(who), state.outcomes[PUT_OFF], dtype=np.float32)
    outcome[chooses] = state.outcomes[felt]
    gap = outcome - happy
    pace = np.where(gap < 0, one(min(1.0, p.rate * p.loss_weight)), one(min(1.0, p.rate)))
    pace *= off | would  # whom the price kept away feels nothing
    state.satisfaction[who] = happy + pace * gap
    state.need[who[chooses]] = week + p.away_weeks
    put_off, lost_to_choice = np.count_nonzero(off), np.count_nonzero(off & would)
    priced_out = len(who) - put_off - len(chooses)
    totals |= {
        "visits": len(who),
        "put_off": put_off,
        "lost_to_choice": lost_to_choice,
        "priced_out": priced_out,
    }
    return {name: float(total) for name, total in totals.items()}


def shelves(
    state: State, variant: np.ndarray, seen: Any, chooses: np.ndarray
) -> tuple[np.ndarray, dict[str, Any]]:
    """Serve those who chose ``variant``, (B,), in that order; return how each feels, (B,), and the
    totals.

    They are the visitors ``chooses``, (B,), and see the variants as ``seen`` says.
    """
    p = state.problem
    luck = state.rng.random((3, len(variant)), dtype=np.float32)
    taken, left = np.full(len(variant), -1), state.stock.copy()
    for v in range(p.variants):
        mine = np.flatnonzero(variant == v)[: left[v]]
        taken[mine] = v
        left[v] -= len(mine)
    without = np.flatnonzero(taken < 0)
    tries = without[luck[0][without] < p.substitute]
    taken[tries] = substitutes(seen.of(chooses[tries]), luck[1][tries], left)
    took = taken >= 0
    waits = ~took & (luck[0] >= p.substitute) & (luck[0] < p.substitute + p.wait)
    broken = took & (luck[2] > np.float32(1 - p.defect))
    felt = np.where(luck[2] < p.unanswered, UNANSWERED, 0)
    felt[np.cumsum(took) > p.room] = LATE
    felt[broken] = DEFECT
    felt[~took] = EMPTY
    felt[waits] = WAITED
    sold, switched, waiting = (
        np.count_nonzero(took),
        np.count_nonzero(taken[tries] >= 0),
        np.count_nonzero(waits),
    )
    counts = {
        "demand": len(variant),
        "sold": sold,
        "switched": switched,
        "waiting": waiting,
        "lost": len(variant) - sold - waiting,
    }
    return felt, counts | {"defective": np.count_nonzero(broken), "took": took}


def satisfaction(state: State) -> float:
    """Mean satisfaction."""
    return float(state.satisfaction.mean(dtype=np.float64))
