"""Customers as plain Mesa agents, one object each: the readable reference of what one customer does
in a week.

Nothing here is fast. Each agent draws the same luck as the compiled market does for the same
customer, so both can be compared customer by customer. Imported only where a scenario asks for
``rules.demand = "object"``.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import mesa
import numpy as np


@dataclass(frozen=True)
class Shelf:
    """What a firm offers this week, and what has come of it so far; lists over variants."""

    visit_chance: float
    base_utility: float
    price_gap: float
    options: float
    next_need: int
    unanswered: float
    room: float  # units that can still be shipped as promised
    stock: list[float]  # falls with each unit sold
    defect: list[float]
    inclusive: list[float]  # by taste class
    shares: list[list[float]]  # by taste class: cumulative over variants
    overload: float
    overload_slope: float
    satisfaction_effect: float
    substitute: float
    wait: float
    satisfaction_rate: float
    loss_weight: float
    outcome: dict[str, float]  # how good each experience is
    happened: Counter[str] = field(default_factory=Counter)  # visits, put_off, ... so far
    units: Counter[tuple[str, int]] = field(
        default_factory=Counter
    )  # demand, sold, ... of each variant so far


@dataclass(frozen=True)
class Luck:
    """A customer's five uniforms of a week."""

    visit: float
    overload: float
    choice: float
    experience: float
    substitute: float


class Customer(mesa.Agent):
    """Somebody with a taste, a price sensitivity, a comfort with choice, a satisfaction and a
    need.
    """

    def __init__(
        self,
        model: Market,
        *,
        taste_class: int,
        price_sensitivity: float,
        comfort: float,
        satisfaction: np.float32,
        need_week: int,
        hears: float,
    ) -> None:
        super().__init__(model)
        self.taste_class = taste_class
        self.price_sensitivity = price_sensitivity
        self.comfort = comfort
        self.satisfaction = satisfaction
        self.need_week = need_week
        self.hears = hears  # what neighbours do to the chance of a visit; 1 outside a small world
        self.luck = Luck(1.0, 1.0, 1.0, 1.0, 1.0)

    def step(self) -> None:
        """Live one week: visit, be put off, want something, find it or not, and feel something."""
        shelf: Shelf = self.model.shelf
        if self.need_week > self.model.week or self.luck.visit >= shelf.visit_chance * self.hears:
            return
        shelf.happened["visits"] += 1
        buys = self.luck.choice < self.buying_chance(shelf)
        if self.luck.overload < self.put_off_chance(shelf):
            shelf.happened["put_off"] += 1
            shelf.happened["lost_to_choice"] += buys
            self.feel("put_off", shelf)
        elif not buys:
            shelf.happened["priced_out"] += 1
        else:
            self.choose(shelf)

    def buying_chance(self, shelf: Shelf) -> float:
        """Logit of buying from the firm at all, against not buying."""
        utility = shelf.base_utility + shelf.satisfaction_effect * float(self.satisfaction)
        utility += shelf.inclusive[self.taste_class] - self.price_sensitivity * shelf.price_gap
        return logistic(utility)

    def put_off_chance(self, shelf: Shelf) -> float:
        """Chance of too many options."""
        return shelf.overload * logistic((shelf.options - self.comfort) / shelf.overload_slope)

    def choose(self, shelf: Shelf) -> None:
        """Want one variant, and go to the shelf with it."""
        mark = self.luck.choice / self.buying_chance(shelf)
        cumulative = shelf.shares[self.taste_class]
        wanted = next(
            (v for v, share in enumerate(cumulative) if share > mark), len(cumulative) - 1
        )
        shelf.units["demand", wanted] += 1
        known = self.need_week > 0
        self.need_week = shelf.next_need
        if shelf.stock[wanted] >= 1:
            self.take(shelf, wanted, self.luck.experience, known)
            return
        if self.luck.experience < shelf.substitute:
            other = self.another(shelf, self.luck.experience / shelf.substitute)
            if other is not None:
                shelf.happened["switched"] += 1
                self.take(shelf, other, self.luck.substitute, known)
                return
        elif self.luck.experience < shelf.substitute + shelf.wait:
            shelf.units["waiting", wanted] += 1
            self.feel("waited", shelf)
            return
        shelf.units["lost", wanted] += 1
        self.feel("empty", shelf)

    def another(self, shelf: Shelf, luck: float) -> int | None:
        """Return another variant, by the shares of those that are left; None where there is none it
        could want.
        """
        cumulative = shelf.shares[self.taste_class]
        weight = {
            v: cumulative[v] - (cumulative[v - 1] if v else 0.0)
            for v, units in enumerate(shelf.stock)
            if units >= 1
        }
        left = sum(weight.values())
        if left <= 0:
            return None
        aim = left * luck
        for v, share in weight.items():
            aim -= share
            if aim < 0:
                return v
        return v

    def take(self, shelf: Shelf, variant: int, luck: float, known: bool) -> None:
        """Buy a unit and see how it went."""
        shelf.stock[variant] -= 1
        shelf.units["sold", variant] += 1
        shelf.happened["sold"] += 1
        shelf.happened["again"] += known
        if luck > 1 - shelf.defect[variant]:
            shelf.units["defective", variant] += 1
            self.feel("defect", shelf)
        elif shelf.happened["sold"] > shelf.room:
            self.feel("late", shelf)
        elif luck < shelf.unanswered:
            self.feel("unanswered", shelf)
        else:
            self.feel("as_promised", shelf)

    def feel(self, experience: str, shelf: Shelf) -> None:
        """Move satisfaction towards the experience, faster where it disappoints (Kahneman & Tversky
        1979).
        """
        gap = shelf.outcome[experience] - float(self.satisfaction)
        pace = shelf.satisfaction_rate * (shelf.loss_weight if gap < 0 else 1.0)
        self.satisfaction += np.float32(min(1.0, pace) * gap)


class Market(mesa.Model):
    """The customers of one firm, who come one after the other from a first one on."""

    def __init__(self) -> None:
        super().__init__(
            rng=0
        )  # never drawn from: luck comes from outside, so that firms of one world share it
        self.shelf: Shelf
        self.week = 0
        self.customers: list[Customer] = []

    def open(self, shelf: Shelf, week: int, luck: Sequence[Sequence[float]], first: int) -> None:
        """Let everybody live the week; ``luck`` has five uniforms for each customer, who come round
        from ``first`` on.
        """
        self.shelf, self.week = shelf, week
        for customer, draws in zip(self.customers, luck, strict=True):
            customer.luck = Luck(*draws)
        for customer in self.customers[first:] + self.customers[:first]:
            customer.step()


def logistic(x: float) -> float:
    """1 / (1 + exp(-x)), also far out."""
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0
