"""Mesa as its tutorials have it: one agent for each customer, shuffled each week; each visitor
weighs every variant.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import exp, log

from mesa import Agent, Model

from benchmarks.market_week.problem import (
    DEFECT,
    EMPTY,
    GOLDEN,
    LATE,
    OK,
    PUT_OFF,
    TOTALS,
    UNANSWERED,
    WAITED,
    Problem,
    first_needs,
    traits,
)


class Customer(Agent):
    """Somebody with a taste, a price sensitivity, a comfort with choice, a satisfaction and a
    need.
    """

    def __init__(
        self, model: Market, *, taste: int, beta: float, comfort: float, need: int
    ) -> None:
        super().__init__(model)
        self.taste, self.beta, self.comfort = taste, beta, comfort
        self.satisfaction, self.need = model.problem.satisfaction, need

    def step(self) -> None:
        """Visit when the need has come back; be put off, or choose and take."""
        model, random = self.model, self.random.random
        p, totals = model.problem, model.totals
        if self.need > model.week or random() >= p.visit_chance:
            return
        totals["visits"] += 1
        inclusive, cumulative = self.look()
        utility = p.base_utility + p.satisfaction_effect * self.satisfaction + inclusive
        buy = 1 / (1 + exp(self.beta * p.price_gap - utility))
        put_off = random() < p.overload / (1 + exp((self.comfort - p.options) / p.overload_slope))
        luck = random()
        if put_off:
            totals["put_off"] += 1
            totals["lost_to_choice"] += luck < buy
            self.feel(PUT_OFF)
        elif luck < buy:
            self.choose(
                min(bisect_right(cumulative, luck / buy * cumulative[-1]), p.variants - 1),
                cumulative,
            )
        else:
            totals["priced_out"] += 1

    def look(self) -> tuple[float, Sequence[float]]:
        """Weigh every variant by how far it is from one's taste; return the inclusive value and
        cumulative weights.
        """
        p, place = self.model.problem, (self.taste + 0.5) / self.model.problem.classes
        away = [abs(place - other) for other in self.model.places]
        cumulative = list(
            accumulate([exp(-p.taste_cost * min(gap, 1 - gap) / p.nest_scale) for gap in away])
        )
        return p.nest_scale * log(cumulative[-1]), cumulative

    def choose(self, variant: int, cumulative: Sequence[float]) -> None:
        """Go to the shelf."""
        model, luck = self.model, self.random.random()
        p, totals = model.problem, model.totals
        totals["demand"] += 1
        known, self.need = self.need > 0, model.week + p.away_weeks
        taken = (
            variant
            if model.stock[variant]
            else self.other(cumulative)
            if luck < p.substitute
            else None
        )
        if taken is not None:
            totals["switched"] += taken != variant
            totals["again"] += known
            self.feel(self.take(taken))
        elif p.substitute <= luck < p.substitute + p.wait:
            totals["waiting"] += 1
            self.feel(WAITED)
        else:
            totals["lost"] += 1
            self.feel(EMPTY)

    def other(self, cumulative: Sequence[float]) -> int | None:
        """Return another variant that is there, by weight."""
        weights = [b - a for a, b in zip([0.0, *cumulative], cumulative, strict=False)]
        there = [
            weight if stock else 0.0
            for weight, stock in zip(weights, self.model.stock, strict=True)
        ]
        if not any(there):
            return None
        return self.random.choices(range(len(there)), there)[0]

    def take(self, variant: int) -> int:
        """Take a unit; return how it turns out."""
        model, luck = self.model, self.random.random()
        model.stock[variant] -= 1
        model.totals["sold"] += 1
        if luck > 1 - model.problem.defect:
            model.totals["defective"] += 1
            return DEFECT
        if model.totals["sold"] > model.problem.room:
            return LATE
        return UNANSWERED if luck < model.problem.unanswered else OK

    def feel(self, outcome: int) -> None:
        """Remember; bad news weighs more."""
        p = self.model.problem
        gap = p.outcomes[outcome] - self.satisfaction
        self.satisfaction += min(1.0, p.rate * p.loss_weight if gap < 0 else p.rate) * gap


class Market(Model):
    """The market of one firm."""

    customer = Customer

    def __init__(self, problem: Problem) -> None:
        super().__init__(rng=problem.seed)
        self.problem, self.week = problem, 0
        self.places = [v * GOLDEN % 1.0 for v in range(problem.variants)]
        taste, beta, comfort = (values.tolist() for values in traits(problem))
        people = zip(taste, beta, comfort, first_needs(problem).tolist(), strict=True)
        self.customers = [
            self.customer(self, taste=t, beta=b, comfort=c, need=need) for t, b, c, need in people
        ]

    def step(self) -> None:
        """Play a week in a random order."""
        self.stock, self.totals = list(self.problem.stock), dict.fromkeys(TOTALS, 0)
        self.agents.shuffle_do("step")


def prepare(problem: Problem) -> Market:
    """Make the customers."""
    return Market(problem)


def step(model: Market, week: int) -> dict[str, float]:
    """Play a week."""
    model.week = week
    model.step()
    return {name: float(total) for name, total in model.totals.items()}


def satisfaction(model: Market) -> float:
    """Mean satisfaction."""
    return sum(customer.satisfaction for customer in model.customers) / len(model.customers)
