"""A customer: visits, is put off, chooses, takes, switches, waits or leaves, and remembers it
(docs/model.md 7.1 to 7.4).
"""

from __future__ import annotations

from bisect import bisect
from math import exp
from typing import TYPE_CHECKING

import mesa

from benchmarks.plain_firm.numbers import BASE

if TYPE_CHECKING:
    from benchmarks.plain_firm.market import Market
    from benchmarks.plain_firm.variants import Variant


class Customer(mesa.Agent):
    """Taste, price sensitivity and comfort with choice are fixed; satisfaction and need move."""

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        market = BASE.market
        self.taste = model.tastes.class_of(self.random.random())
        self.price_sensitivity = max(
            0.0, self.random.gauss(market.price_sensitivity, market.price_sensitivity_sd)
        )
        self.comfort = self.random.gauss(market.comfort_mean, market.comfort_sd)
        self.satisfaction = BASE.start.satisfaction
        self.needs_from = 0  # week; 0 = has never bought

    def step(self) -> None:
        """Live a week: stay at home, be put off by choice, find nothing worth its price, or choose
        a variant.
        """
        market = self.model.market
        if self.needs_from > market.week or self.random.random() >= market.visit_chance:
            return
        market.visits += 1
        put_off = self.random.random() < market.overload / (
            1 + exp((self.comfort - market.options) / market.overload_slope)
        )
        luck, buys = self.random.random(), self.chance_to_buy(market)
        if put_off:
            market.put_off += 1
            market.lost_to_choice += luck < buys
            self.experience(BASE.people.outcome_put_off)
        elif luck >= buys:
            market.priced_out += 1
        else:
            self.choose(market, luck / buys)

    def chance_to_buy(self, market: Market) -> float:
        """Return the chance that the best of the offer is worth its price: a nested logit with the
        variants in one nest.
        """
        utility = market.utility + BASE.market.satisfaction_effect * self.satisfaction
        utility += market.inclusive[self.taste] - self.price_sensitivity * market.price_gap
        return 1 / (1 + exp(-utility)) if utility > -700 else 0.0

    def choose(self, market: Market, mark: float) -> None:
        """Choose a variant and take it; before an empty shelf take another, wait or leave (Corsten
        & Gruen 2003).
        """
        cumulative = market.cumulative[self.taste]
        wanted = market.offered[bisect(cumulative, mark, 0, len(cumulative) - 1)]
        wanted.demand += 1
        known, self.needs_from = self.needs_from > 0, market.next_need
        luck = self.random.random()
        substitute, wait = BASE.market.substitute, BASE.market.wait
        if wanted.on_hand >= 1:
            self.take(market, wanted, known, luck)
        elif luck < substitute and (other := self.another(market, luck / substitute)):
            market.switched += 1
            self.take(market, other, known, self.random.random())
        elif substitute <= luck < substitute + wait:
            wanted.waiting += 1
            self.experience(BASE.people.outcome_waited)
        else:
            wanted.lost += 1
            self.experience(BASE.people.outcome_empty)

    def another(self, market: Market, mark: float) -> Variant | None:
        """Return another variant that is there, by the shares of those that are; None when every
        shelf is empty.
        """
        shares, before = [], 0.0
        for variant, upto in zip(market.offered, market.cumulative[self.taste], strict=True):
            if variant.on_hand >= 1:
                shares.append((upto - before, variant))
            before = upto
        aim = mark * sum(share for share, _ in shares)
        taken = None
        for share, variant in shares:
            taken = variant
            aim -= share
            if aim < 0:
                break
        return taken

    def take(self, market: Market, variant: Variant, known: bool, luck: float) -> None:
        """Take a unit; it may be defective, or a question about it be answered too late."""
        variant.on_hand -= 1
        variant.sold += 1
        market.again += known
        if luck > 1 - variant.defect:
            variant.defective += 1
            self.experience(BASE.people.outcome_defect)
        elif luck < market.unanswered:
            self.experience(BASE.people.outcome_unanswered)
        else:
            self.experience(1.0)

    def experience(self, outcome: float) -> None:
        """Let satisfaction follow what happened: a loss moves it by more than a gain (Kahneman &
        Tversky 1979).
        """
        people = BASE.people
        gap = outcome - self.satisfaction
        pace = (
            people.satisfaction_rate * people.loss_weight if gap < 0 else people.satisfaction_rate
        )
        self.satisfaction += min(1.0, pace) * gap
