"""Polars: the customers are a table, a week is a few queries; each visitor weighs every variant,
one column for each.

It uses as many threads as it likes. One column for each variant is quicker than a cross join of
visitors and variants.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Self

import numpy as np
import polars as pl

from benchmarks.market_week.problem import (
    DEFECT,
    EMPTY,
    GOLDEN,
    LATE,
    OK,
    PUT_OFF,
    UNANSWERED,
    WAITED,
    Problem,
    first_needs,
    traits,
)
from benchmarks.market_week.substitutes import substitutes


@dataclass
class Market:
    """What is the same each week: numbers, the shelves each morning; and how visitors see the
    variants.
    """

    problem: Problem
    outcomes: pl.Series
    stock: pl.Series
    rng: np.random.Generator

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """Take a problem's numbers."""
        outcomes = pl.Series(problem.outcomes, dtype=pl.Float32)
        return cls(
            problem, outcomes, pl.Series(problem.stock), np.random.default_rng([problem.seed, 3])
        )

    def luck(self, size: int) -> pl.Series:
        """Draw single precision uniforms."""
        return pl.Series(self.rng.random(size, dtype=np.float32))

    @property
    def names(self) -> list[str]:
        """Names of the columns of weights."""
        return [f"weight_{v}" for v in range(self.problem.variants)]

    def look(self, come: pl.DataFrame) -> pl.DataFrame:
        """Give visitors the column ``inclusive``, and one for each variant with its weight: how far
        it is from one's taste.
        """
        p, place = self.problem, (pl.col("taste").cast(pl.Float32) + 0.5) / self.problem.classes
        gaps = [(place - v * GOLDEN % 1.0).abs() for v in range(p.variants)]
        weights = [
            (-p.taste_cost / p.nest_scale * pl.min_horizontal(gap, 1 - gap)).exp() for gap in gaps
        ]
        come = come.with_columns(**dict(zip(self.names, weights, strict=True)))
        return come.with_columns(inclusive=p.nest_scale * pl.sum_horizontal(self.names).log())

    def seen(self) -> list[str]:
        """Return the columns of visitors that ``pick`` and ``cumulative`` need."""
        return self.names

    def pick(self, buyers: pl.DataFrame) -> pl.Series:
        """Return the variant at which each one's cumulative weights pass ``u / buy``."""
        until = list(accumulate(buyers[name] for name in self.names))
        mark = buyers["u"] / buyers["buy"] * until[-1]
        return (
            pl.DataFrame({str(v): mark >= each for v, each in enumerate(until)})
            .sum_horizontal()
            .cast(pl.Int64)
        )

    def cumulative(self, buyers: pl.DataFrame) -> np.ndarray:
        """Return the buyers' cumulative weights, (K, V)."""
        return np.cumsum(buyers.select(self.names).to_numpy(), axis=1)


@dataclass
class State:
    """The market and its customers, one row each."""

    market: Market
    people: pl.DataFrame


def customers(problem: Problem) -> pl.DataFrame:
    """Draw the customers."""
    taste, beta, comfort = traits(problem)
    happy = np.full(problem.customers, problem.satisfaction, dtype=np.float32)
    number = np.arange(problem.customers)
    return pl.DataFrame(
        {
            "unique_id": number,
            "taste": taste,
            "beta": beta,
            "comfort": comfort,
            "satisfaction": happy,
            "need": first_needs(problem),
        }
    )


def prepare(problem: Problem) -> State:
    """Draw the customers."""
    return State(Market.of(problem), customers(problem))


def step(state: State, week: int) -> dict[str, float]:
    """Play a week."""
    visits = play(state.market, state.people, week)
    changed = visits.filter(pl.col("felt").is_not_null())
    who = changed["unique_id"]
    columns = {
        name: state.people[name].clone().scatter(who, changed[name])
        for name in ("satisfaction", "need")
    }
    state.people = state.people.with_columns(**columns)
    return count(visits)


def play(m: Market, people: pl.DataFrame, week: int) -> pl.DataFrame:
    """Return one row for each visit, in order of arrival, with new satisfaction and need; ``felt``
    is null where neither moves.
    """
    p = m.problem
    first = int(m.rng.integers(p.customers))
    come = people.filter((pl.col("need") <= week) & (m.luck(p.customers) < p.visit_chance))
    come = pl.concat(
        [come.filter(pl.col("unique_id") >= first), come.filter(pl.col("unique_id") < first)]
    )
    come = m.look(come)
    utility = (
        p.base_utility
        + p.satisfaction_effect * pl.col("satisfaction")
        + pl.col("inclusive")
        - p.price_gap * pl.col("beta")
    )
    put_off = p.overload / (1 + ((pl.col("comfort") - p.options) / p.overload_slope).exp())
    come = come.with_columns(
        buy=1 / (1 + (-utility).exp()), u=m.luck(len(come)), off=m.luck(len(come)) < put_off
    )
    come = come.with_columns(would=pl.col("u") < pl.col("buy"), before=pl.col("need") > 0)
    served = serve(
        m, come.filter(pl.col("would") & ~pl.col("off")).select("unique_id", "u", "buy", *m.seen())
    )
    come = come.drop(m.names, strict=False).join(
        served, on="unique_id", how="left", maintain_order="left"
    )
    come = come.with_columns(felt=pl.when("off").then(PUT_OFF).otherwise(pl.col("felt")))
    gap = pl.lit(m.outcomes).gather(pl.col("felt")) - pl.col("satisfaction")
    pace = (
        pl.when(gap < 0)
        .then(min(1.0, p.rate * p.loss_weight))
        .otherwise(min(1.0, p.rate))
        .cast(pl.Float32)
    )
    need = (
        pl.when(pl.col("variant").is_not_null())
        .then(week + p.away_weeks)
        .otherwise(pl.col("need"))
        .cast(pl.Int32)
    )
    return come.with_columns(satisfaction=pl.col("satisfaction") + pace * gap, need=need)


def serve(m: Market, buyers: pl.DataFrame) -> pl.DataFrame:
    """Return what each buyer chose, took and felt: unique_id, variant, taken (null: nothing),
    switched, felt.
    """
    p, size = m.problem, len(buyers)
    variant = m.pick(buyers).clip(0, p.variants - 1)
    buyers = buyers.with_columns(variant=variant, shelf=m.luck(size), luck=m.luck(size))
    rank = pl.int_range(pl.len()).over("variant")
    buyers = buyers.with_columns(
        taken=pl.when(rank < pl.lit(m.stock).gather(pl.col("variant"))).then("variant")
    )
    taken = buyers["taken"].fill_null(-1).to_numpy().copy()
    left = np.array(p.stock) - np.bincount(taken[taken >= 0], minlength=p.variants)
    tries = np.flatnonzero((taken < 0) & (buyers["shelf"] < p.substitute).to_numpy())
    taken[tries] = substitutes(m.cumulative(buyers[tries]), m.rng.random(len(tries)), left)
    took = pl.col("taken") >= 0
    waits = (pl.col("shelf") >= p.substitute) & (pl.col("shelf") < p.substitute + p.wait)
    felt = (
        pl.when(~took & waits)
        .then(WAITED)
        .when(~took)
        .then(EMPTY)
        .when(pl.col("luck") > 1 - p.defect)
        .then(DEFECT)
        .when(took.cum_sum() > p.room)
        .then(LATE)
        .when(pl.col("luck") < p.unanswered)
        .then(UNANSWERED)
        .otherwise(OK)
    )
    buyers = buyers.with_columns(taken=pl.Series(taken)).with_columns(felt=felt)
    return buyers.select(
        "unique_id",
        "variant",
        "taken",
        "felt",
        switched=took & (pl.col("taken") != pl.col("variant")),
    )


def count(visits: pl.DataFrame) -> dict[str, float]:
    """Return a week's totals."""
    chose, took = pl.col("variant").is_not_null(), pl.col("taken") >= 0
    off, felt = pl.col("off"), pl.col("felt")
    sums = visits.select(
        visits=pl.len(),
        put_off=off.sum(),
        lost_to_choice=(off & pl.col("would")).sum(),
        priced_out=felt.is_null().sum(),
        demand=chose.sum(),
        sold=took.sum(),
        switched=pl.col("switched").sum(),
        again=(took & pl.col("before")).sum(),
        waiting=(felt == WAITED).sum(),
        lost=(felt == EMPTY).sum(),
        defective=(felt == DEFECT).sum(),
    )
    return {name: float(value or 0) for name, value in sums.row(0, named=True).items()}


def satisfaction(state: State) -> float:
    """Mean satisfaction."""
    return float(state.people["satisfaction"].cast(pl.Float64).mean())
