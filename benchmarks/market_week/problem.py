"""The market week that every peer plays: base scenario, 20 variants, a fixed plan, shelves filled
every morning.

It needs numpy only, so that a peer can live in an environment of its own; the engine's peer
builds it from the scenario.

Each week every shelf is filled to ``stock``. Customers come in the order of their numbers from a
random first one. A customer whose need has come back visits with chance ``visit_chance``, may be
put off by choice, buys with a logit chance, takes a variant by how near it is to the customer's
taste, meets a full or an empty shelf, takes another one, waits or leaves, and remembers
(docs/model.md, 7.1 to 7.4 and 7.9). What a week gives is ``TOTALS``. A taste is the middle of its
class, so that the plain peers, which weigh every variant, and the lean ones, which have ``tables``
by class, play the same market.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

OK, PUT_OFF, EMPTY, WAITED, DEFECT, LATE, UNANSWERED = range(7)
TOTALS = (
    "visits",
    "put_off",
    "lost_to_choice",
    "priced_out",
    "demand",
    "sold",
    "switched",
    "again",
    "waiting",
    "lost",
    "defective",
)
GOLDEN = (5**0.5 - 1) / 2
VARIANTS = 20
SHORT = 0.03  # share of demand meant to meet an empty shelf
UNANSWERED_CONTACTS = 0.05  # share of contacts answered late
SHIPPABLE = 0.98  # of mean sales; units sold beyond that come late
PILOT = (20_000, 24, 8)  # customers, weeks, first weeks left out


@dataclass(frozen=True)
class Problem:
    """One market's numbers, all plain. Chances are shares; ``stock`` holds one whole number for
    each variant.
    """

    customers: int
    variants: int
    classes: int
    seed: int
    visit_chance: float
    base_utility: float
    price_gap: float
    options: float
    overload: float
    overload_slope: float
    satisfaction_effect: float
    taste_cost: float
    nest_scale: float
    price_sensitivity: tuple[float, float]  # mean and spread over customers, cut at 0
    comfort: tuple[float, float]
    substitute: float
    wait: float
    defect: float
    unanswered: float
    room: float
    rate: float
    loss_weight: float
    outcomes: tuple[float, ...]  # by OK ... UNANSWERED
    away_weeks: int  # weeks until somebody who chose visits again, this one included
    satisfaction: float  # everybody's at the start
    away_share: float  # share of customers who chose in each of the last weeks
    stock: tuple[int, ...]


def from_plain(data: dict[str, object]) -> Problem:
    """Return the problem that ``asdict`` took apart, also after a way through JSON."""
    return Problem(
        **{key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
    )


def plain(problem: Problem) -> dict[str, object]:
    """Return the problem as plain data."""
    return asdict(problem)


class Traits(NamedTuple):
    """Taste class (int16), price sensitivity and comfort (float32) of each customer, (N,)."""

    taste: np.ndarray
    beta: np.ndarray
    comfort: np.ndarray


def traits(problem: Problem) -> Traits:
    """Draw what each customer is like."""
    rng = np.random.default_rng([problem.seed, 1])
    taste = rng.integers(0, problem.classes, problem.customers, dtype=np.int16)
    beta = np.maximum(0.0, rng.normal(*problem.price_sensitivity, problem.customers)).astype(
        np.float32
    )
    comfort = rng.normal(*problem.comfort, problem.customers).astype(np.float32)
    return Traits(taste, beta, comfort)


def first_needs(problem: Problem) -> np.ndarray:
    """Draw the week from which each customer needs the product, (N,) int32: as many are away as in
    the long run.
    """
    luck = np.random.default_rng([problem.seed, 2]).random(problem.customers)
    needs = np.zeros(problem.customers, dtype=np.int32)
    for weeks in range(1, problem.away_weeks):
        needs[luck < problem.away_share * (problem.away_weeks - weeks)] = weeks
    return needs


def tables(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    """Return each taste class's inclusive value (C,) and cumulative shares of the variants (C,
    V).
    """
    places = np.arange(problem.variants) * GOLDEN % 1.0
    gap = np.abs((np.arange(problem.classes)[:, np.newaxis] + 0.5) / problem.classes - places)
    weight = np.exp(-problem.taste_cost / problem.nest_scale * np.minimum(gap, 1 - gap))
    total = np.cumsum(weight, axis=1)
    return problem.nest_scale * np.log(total[:, -1]), total / total[:, -1:]


def filled(mean: float, short: float = SHORT) -> int:
    """Return the units at which a share ``short`` of a normal demand with that mean and variance
    finds the shelf empty.
    """
    normal, spread = NormalDist(), math.sqrt(max(mean, 1e-9))
    low, high = -mean / spread, 8.0
    for _ in range(60):
        z = (low + high) / 2
        missed = spread * (normal.pdf(z) - z * (1 - normal.cdf(z)))
        low, high = (z, high) if missed > short * mean else (low, z)
    return max(0, round(mean + low * spread))
