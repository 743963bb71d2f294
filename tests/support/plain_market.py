"""The week of a market once more, slow and plain, from the description in docs/model.md: what the
compiled one has to equal.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from coordsim.core.records import Floats
from coordsim.customers.records import (
    DEFECT,
    EMPTY,
    LATE,
    OK,
    PUT_OFF,
    UNANSWERED,
    WAITED,
)


@dataclass
class Firm:
    """One firm's market: the fields of a week by name, and its own row of each."""

    given: SimpleNamespace
    place: int
    shipped: float = 0.0

    def __getattr__(self, name: str) -> Any:
        values = getattr(self.given, name)
        if name in ("taste_class", "price_sensitivity", "comfort"):
            return values[self.given.row[self.place]]
        return values[
            self.given.rows[self.place] if name in ("inclusive", "cumulative") else self.place
        ]

    def shares(self, customer: int) -> Floats:
        """Shares of the variants in a customer's taste class."""
        return np.diff(self.cumulative[self.taste_class[customer]], prepend=0.0)


def plain_week(arguments: dict[str, Any], luck: Floats) -> None:
    """Change the fields of a week, by name, as it would. ``luck`` is (seeds, N, 5): visit,
    overload, choice, experience, substitute.
    """
    given = SimpleNamespace(**arguments)
    for place in range(len(given.row)):
        firm = Firm(given, place)
        for customer in _arrivals(firm):
            _visit(firm, customer, luck[given.row[place], customer])


def _arrivals(firm: Firm) -> Iterator[int]:
    people = len(firm.satisfaction)
    yield from ((firm.first + step) % people for step in range(people))


def _visit(firm: Firm, i: int, luck: Floats) -> None:
    visit, overload, choice = luck[:3]
    chance = firm.visit_chance * (firm.heard[i] if len(firm.heard) else 1.0)
    if firm.need_week[i] > firm.given.week or visit >= chance:
        return
    firm.totals[0] += 1
    utility = firm.base_utility + firm.satisfaction_effect * float(firm.satisfaction[i])
    utility += (
        firm.inclusive[firm.taste_class[i]] - float(firm.price_sensitivity[i]) * firm.price_gap
    )
    buys = choice < _logistic(utility)
    if overload < firm.overload * _logistic(
        (firm.options - float(firm.comfort[i])) / firm.overload_slope
    ):
        firm.totals[1] += 1
        firm.totals[2] += buys
        _feel(firm, i, PUT_OFF)
    elif not buys:
        firm.totals[3] += 1
    else:
        _feel(firm, i, _buy(firm, i, choice / _logistic(utility), *luck[3:]))
        firm.need_week[i] = firm.next_need


def _buy(firm: Firm, i: int, mark: float, experience: float, substitute: float) -> int:
    wanted = int(np.searchsorted(firm.cumulative[firm.taste_class[i]][:-1], mark, side="right"))
    firm.demand[wanted] += 1
    taken = wanted if firm.stock[wanted] >= 1 else None
    if taken is None and experience < firm.substitute:
        left = firm.shares(i) * (firm.stock >= 1)
        if left.sum() > 0:
            aim = left.sum() * experience / firm.substitute
            there = [v for v in np.flatnonzero(firm.stock >= 1) if left[: v + 1].sum() > aim]
            taken = there[0] if there else int(np.flatnonzero(firm.stock >= 1)[-1])
            firm.totals[4] += 1
            experience = substitute
    if taken is None:
        waits = firm.substitute <= experience < firm.substitute + firm.wait
        (firm.waiting if waits else firm.lost)[wanted] += 1
        return WAITED if waits else EMPTY
    firm.stock[taken] -= 1
    firm.sold[taken] += 1
    firm.shipped += 1
    firm.totals[5] += firm.need_week[i] > 0
    if experience > 1 - firm.defect[taken]:
        firm.defective[taken] += 1
        return DEFECT
    if firm.shipped > firm.room:
        return LATE
    return UNANSWERED if experience < firm.unanswered else OK


def _feel(firm: Firm, i: int, felt: int) -> None:
    gap = firm.outcomes[felt] - firm.satisfaction[i]
    pace = firm.rate * firm.loss_weight if gap < 0 else firm.rate
    firm.satisfaction[i] += np.float32(min(1.0, pace) * gap)


def _logistic(logit: float) -> float:
    return 1 / (1 + math.exp(-logit)) if logit > -700 else 0.0
