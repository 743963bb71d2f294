"""A week's market: what customers meet, and what they did (docs/model.md 7.1 to 7.3)."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from benchmarks.plain_firm.numbers import BASE
from benchmarks.plain_firm.reaction import (
    advertising_factor,
    promise_utility,
    reputation_factor,
    season,
)

if TYPE_CHECKING:
    from benchmarks.plain_firm.model import PlainFirm


class Market:
    """The offer of a week, the same for all customers, and a count of what came of it."""

    def __init__(self, firm: PlainFirm, promotion: float) -> None:
        market, plan = BASE.market, firm.plan
        self.week, self.promotion = firm.week, promotion
        self.offered = [variant for variant in firm.variants if variant.offered]
        self.inclusive, self.cumulative = firm.tastes.shares(
            tuple(variant.slot for variant in self.offered)
        )
        self.visit_chance = min(
            1.0, market.visit_rate * visit_factor(firm) * exp(market.promotion_lift * promotion)
        )
        late, unanswered = firm.record
        self.utility = (
            market.attraction
            - market.satisfaction_effect * market.satisfaction_reference
            + promise_utility(plan["promise"], plan["service_promise"], late, unanswered)
        )
        self.price_gap = plan["price"] * (1 - promotion) - market.price_reference
        self.options, self.overload, self.overload_slope = (
            len(self.offered),
            market.overload,
            market.overload_slope,
        )
        self.unanswered = BASE.service.contact_rate * firm.unanswered
        self.next_need = (
            firm.week + 1 + market.need_weeks + (market.stockpile_weeks if promotion > 0 else 0)
        )
        self.visits = self.put_off = self.lost_to_choice = self.priced_out = self.switched = (
            self.again
        ) = 0
        for variant in firm.variants:
            variant.demand = variant.sold = variant.waiting = variant.lost = variant.defective = 0


def visit_factor(firm: PlainFirm) -> float:
    """Return what multiplies the visit rate this week besides a promotion."""
    shock = exp(firm.luck.shocks[firm.week] - BASE.market.shock_sd**2 / 2)
    effort = firm.effort * (1 - BASE.people.frustration_effect * firm.frustration["marketing"])
    return (
        season(firm.week)
        * shock
        * advertising_factor(firm.adstock)
        * reputation_factor(firm.reputation)
        * effort
    )
