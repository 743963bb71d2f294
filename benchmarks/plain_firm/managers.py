"""The managers: each looks one step around its plan, by its own pay and its own picture
(docs/model.md 7.15).
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import mesa

from benchmarks.plain_firm.choice import Choice, stepped
from benchmarks.plain_firm.lessons import Lessons, traits_of
from benchmarks.plain_firm.numbers import BASE, OWNED, REPORTS
from benchmarks.plain_firm.outlook import Picture
from benchmarks.plain_firm.priors import reaction
from benchmarks.plain_firm.reaction import Plan
from benchmarks.plain_firm.talk import OTHER, believe, facts

if TYPE_CHECKING:
    from benchmarks.plain_firm.model import PlainFirm

Kpis = dict[str, float]
SPENT = {"marketing": "marketing_spending", "operations": "operations_spending"}


class Manager(mesa.Agent, ABC):
    """A manager of one role."""

    role: str
    model: PlainFirm

    def __init__(self, model: PlainFirm) -> None:
        super().__init__(model)
        self.traits = traits_of(model.luck, self.role)
        rate = min(1.0, BASE.managers.learning * self.traits["learning"])
        self.lessons = Lessons(self.role, rate)

    def beliefs(self, plan: Plan | None = None) -> dict[str, float]:
        """Return what it believes while a plan (the one in force when omitted) is its own."""
        return believe(self.model, self.role, facts(self.model, plan or self.model.plan, 0.0))

    def pay(self, kpis: Kpis) -> float:
        """Return its pay, money a week, for actual or expected KPIs."""
        if self.model.incentives == "shared":
            return BASE.salary + BASE.shared.share * kpis["profit"]
        charged = BASE.silo.of_spending * kpis[SPENT[self.role]]
        return BASE.salary + self.silo_pay(kpis) - charged

    @abstractmethod
    def silo_pay(self, kpis: Kpis) -> float:
        """Return its pay when each is paid for its own number."""

    def worth(self, plan: Plan, planned: float = 1.0) -> float:
        """Return what a plan is worth to it."""
        return self.pay(self.expect(plan, planned))

    def expect(self, plan: Plan, planned: float = 1.0) -> Kpis:
        """Return what it expects of a plan, as corrected by what it has learnt."""
        kpis = self.picture.outlook(plan, planned)
        return self.lessons.correct(kpis) if BASE.managers.learning > 0 else kpis

    def tolerance(self, worth: float) -> float:
        """Return the gain under which it does not move."""
        return BASE.people.tolerance * self.traits["tolerance"] * max(abs(worth), 1.0)

    def reaction(self) -> float:
        """Return the power to which it takes demand to react to a plan."""
        return 1.0

    def look(self) -> Plan:
        """Form its picture of the firm; returns the plan in force as it believes it."""
        beliefs = self.beliefs()
        payback = BASE.people.payback_weeks * self.traits["payback"]
        self.picture = Picture(self.model.size, beliefs, self.reaction(), payback)
        return {lever: beliefs[lever] for lever in BASE.grid}

    def known(self, plan: Plan) -> Plan:
        """Form its picture of the firm; returns a settled plan as far as it knows of it."""
        return self.look() | {lever: plan[lever] for lever in OWNED[self.role]}

    def hope(self, plan: Plan) -> None:
        """Note what it expects of a plan that was settled, by the picture by which it decided and
        as far as it knows of it, without the costs of changing to it.
        """
        seen = self.known(plan)
        moved = seen["range"] - self.picture.beliefs["range"]
        self.picture.beliefs |= {lever: seen[lever] for lever in ("range", "hours")}
        self.lessons.hope(self.picture.outlook(seen), moved)

    def decide(self) -> Plan:
        """Choose its levers around the plan in force."""
        plan = self.look()
        self.wanted = (
            self.search(plan) if BASE.managers.choice == "best" else Choice(self).around(plan)
        )
        return {lever: self.wanted[lever] for lever in OWNED[self.role]}

    def search(self, plan: Plan) -> Plan:
        """Try one step down and up on each lever in turn; move where the gain beats its
        tolerance.
        """
        best = self.worth(plan)
        for lever in BASE.may_move[self.role]:
            threshold = self.tolerance(best)
            base, base_worth = plan, best
            for steps in (-1, 1):
                candidate = stepped(base, lever, steps)
                gain = self.worth(candidate)
                if gain > base_worth + threshold and gain > best:
                    plan, best = candidate, gain
        return plan

    def contested(self, plan: Plan) -> int:
        """Count the other side's levers that it would rather see a step elsewhere, in the plan
        agreed.
        """
        seen = self.known(plan)
        now = self.worth(seen)
        threshold = BASE.people.contest * max(abs(now), 1.0)
        levers = BASE.may_move[OTHER[self.role]]
        return sum(
            max(self.worth(stepped(seen, lever, steps)) - now for steps in (-1, 1)) > threshold
            for lever in levers
        )


class Marketing(Manager):
    """Sells, and tells operations what to expect."""

    role = "marketing"

    def beliefs(self, plan: Plan | None = None) -> dict[str, float]:
        """Return what it believes; its expectation of demand follows from the rest."""
        beliefs = super().beliefs(plan)
        demand = self.model.expected_demand(plan or self.model.plan, beliefs["overload"])
        beliefs["demand"] = demand * self.traits["optimism"]
        return beliefs

    def silo_pay(self, kpis: Kpis) -> float:
        """Return so much for every unit sold."""
        return BASE.silo.per_unit * kpis["units"]

    def worth(self, plan: Plan, planned: float = 1.0) -> float:
        """Return what a plan is worth to it: it dislikes to miss its budget's margin."""
        kpis, people = self.expect(plan, planned), BASE.people
        missing = min(0.0, kpis["profit"] - people.budget_margin * kpis["revenue"])
        return self.pay(kpis) + people.budget_discipline * self.traits["budget"] * missing

    def word(self) -> float:
        """Return the demand that it pays best to tell, given how far operations is thought to
        believe it; honest if as good.
        """
        best, choice, trust = float("-inf"), 1.0, self.model.trust["operations"]
        for ratio in REPORTS:
            gain = self.worth(self.wanted, trust * ratio + 1 - trust)
            if gain > best + self.tolerance(gain):
                best, choice = gain, ratio
        return choice * self.expect(self.wanted)["demand"]

    def effort(self, plan: Plan) -> float:
        """Return its sales people's effort, which follows what one more unit adds to its pay in a
        plan that was settled (after Holmstrom 1979).
        """
        kpis, people = self.expect(self.known(plan)), BASE.people
        price = kpis["price_realised"]
        earned = price - BASE.money.material - BASE.plant.run_hours * BASE.money.wage
        sold = kpis | {
            "units": kpis["units"] + 1,
            "revenue": kpis["revenue"] + price,
            "profit": kpis["profit"] + earned,
        }
        reward = max(0.0, self.pay(sold) - self.pay(kpis))
        return float(
            ((reward + people.effort_own) / (people.effort_reference + people.effort_own))
            ** people.effort_elasticity
        )


class Operations(Manager):
    """Makes, stores and delivers."""

    role = "operations"

    def reaction(self) -> float:
        """Return the power to which it takes demand to react to a plan."""
        return reaction(self.model)

    def silo_pay(self, kpis: Kpis) -> float:
        """Return so much for every unit of money that unit cost stays under its target, less what
        the fill rate lacks; nothing for either where it has no base.
        """
        lines = (
            BASE.silo.per_cost * (BASE.silo.target - kpis["unit_cost"]),
            -BASE.silo.per_missing * max(0.0, BASE.silo.fill_target - kpis["fill_rate"]),
        )
        named = (kpis["unit_cost"], kpis["fill_rate"])
        return sum(line for line, kpi in zip(lines, named, strict=True) if not math.isnan(kpi))
