"""The firm and the order of its week (docs/model.md 3).

Run one with ``PlainFirm(rng=1).run_model()``, many with ``mesa.batch_run(PlainFirm, {"customers":
1000}, rng=[1, 2, 3])``.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from math import exp, nan

import mesa

from benchmarks.plain_firm import people, talk
from benchmarks.plain_firm.books import flows_of, post
from benchmarks.plain_firm.customer import Customer
from benchmarks.plain_firm.luck import Luck
from benchmarks.plain_firm.managers import Marketing, Operations
from benchmarks.plain_firm.market import Market
from benchmarks.plain_firm.numbers import BASE, KPIS, LUCK, TALK, Kpi, check
from benchmarks.plain_firm.planning import plan_ahead
from benchmarks.plain_firm.plant import produce, teething
from benchmarks.plain_firm.reaction import Plan, promoted, respond, season
from benchmarks.plain_firm.service import age_backlog, answer, explain_lost, ship_backlog
from benchmarks.plain_firm.supply import arrive, order
from benchmarks.plain_firm.takeover import begin
from benchmarks.plain_firm.taste import believed, tastes_of
from benchmarks.plain_firm.variants import develop, launch, spoil
from coordsim import load
from coordsim.scenario.file import Scenario

MEASURED = [
    kpi
    for kpi in KPIS
    if not (kpi.variance or kpi.top.startswith("conflicts:") or kpi.top == "belief_miss")
]


PAID_BY = (
    *("units", "profit", "manufacturing", "costed", "filled", "demand"),
    *("acquisition", "operations_spent", "spent", "account:launches", "account:hiring"),
)  # flows that a round is paid by


class PlainFirm(mesa.Model):
    """A firm with a marketing manager, an operations manager and ``customers`` customers, for
    ``weeks`` weeks.

    ``incentives`` is silo or shared, ``communication`` none, dashboard or sop; what is not given is
    the scenario's, by its name or as an object. The data collector holds every
    KPI over the weeks since warm-up; ``history`` the flows of every week.
    """

    customer_type = Customer
    luck_type = Luck

    def __init__(
        self,
        customers: int | None = None,
        weeks: int | None = None,
        incentives: str | None = None,
        communication: str | None = None,
        *,
        settings: str | Scenario = "blind",
        rng: int | None = None,
    ) -> None:
        super().__init__(rng=rng)
        self.settings = load(settings) if isinstance(settings, str) else settings
        check(self.settings)
        rules = self.settings.rules
        incentives = incentives or rules.incentives
        communication = communication or str(rules.communication)
        if incentives not in ("silo", "shared") or communication not in TALK:
            raise ValueError(
                f"{incentives} + {communication} is not there; allowed: silo, shared;"
                f" {', '.join(TALK)}"
            )
        BASE.use(self.settings)
        self.size = customers or self.settings.market.customers
        self.weeks, self.week = weeks or self.settings.horizon.weeks, 0
        self.incentives, self.talk = incentives, TALK[communication]
        self.luck = self.luck_type(self.random, self.weeks + BASE.horizon.round_weeks)
        self.tastes, self.nodes = tastes_of(self.luck), believed(self.luck)
        BASE.nodes = self.nodes
        self.marketing, self.operations = Marketing(self), Operations(self)
        self.customers = self.customer_type.create_agents(self, self.size)
        self.everybody = self.customers.to_list()
        self.plans: list[Plan] = []  # of every week
        begin(self)
        self.history: list[dict[str, float]] = []
        self.totals, self.round = Counter[str](), Counter[str]()
        self.datacollector = mesa.DataCollector(
            {kpi.name: partial(_measure, kpi=kpi) for kpi in MEASURED}
        )

    def step(self) -> None:
        """Live a week: communicate, decide, develop, supply, produce, sell, deliver, account, feel
        and remember.
        """
        BASE.use(self.settings)
        BASE.nodes = self.nodes
        self.week = self.steps - 1
        shift = self.communicate_and_decide()
        beliefs = self.marketing.beliefs()
        honest = beliefs["demand"]
        self.tell_as_marketing(self.plan, honest)
        developed = develop(self, beliefs["development_weeks"])
        forecasts = plan_ahead(self, self.operations.beliefs(), honest)

        arrive(self)
        made = produce(self, forecasts)
        flows: dict[str, float] = {**launch(self), **order(self, forecasts.parts, made.lacks)}
        shipped = ship_backlog(self)

        self.adstock = BASE.market.ad_carryover * self.adstock + self.plan["advertising"]
        teething(self, made.defect)
        self.market = Market(self, self.promotion(beliefs, honest))
        self.let_customers_come()

        units = shipped + sum(v.sold for v in self.variants)
        late, cancelled = age_backlog(self)
        causes = explain_lost(self, self.market, developed.cancelled, cancelled)
        developed.scrapped += spoil(self)
        flows |= answer(self, units, late + sum(v.defective for v in self.variants))
        accounts = post(self, self.market, made, developed, units=units, late=late, shift=shift)
        flows |= flows_of(
            self,
            self.market,
            made,
            accounts=accounts,
            causes=causes,
            units=units,
            late=late,
            scrapped=developed.scrapped,
        )
        flows |= {
            "shipped": shipped,
            "sent": units,
            "cancelled": cancelled + sum(developed.cancelled.values()),
        }
        gained = (flows["made"] - units - flows["scrapped"]) * BASE.accrual
        self.bank.add(flows["profit"] - BASE.standard_cost * gained)
        self.owner.see(self.week, flows["profit"])
        flows |= {"cash": self.bank.cash, "under_orders": int(bool(self.owner.caps))}
        people.remember(self, flows, beliefs, forecasts, honest)
        self.count(flows)

    def communicate_and_decide(self) -> float:
        """Carry operations' facts; when a round begins, make a plan of both sides' decisions.
        Returns the change in hours.
        """
        if self.talk.noise > 0:
            self.noise = {
                name: self.luck.normal("message", self.week, place) for name, place in LUCK.items()
            }
        talk.learn(self)
        talk.tell(self, "operations", talk.facts(self, self.plan, 0.0))
        if self.week % BASE.horizon.round_weeks:
            return 0.0
        plan = self.plan | self.marketing.decide()
        word = self.marketing.word()
        honest = self.marketing.beliefs(plan)["demand"]
        self.report = 1.0 if self.talk.consensus else word / max(honest, 1e-9)
        self.tell_as_marketing(plan, honest)
        plan |= self.operations.decide()
        plan = self.owner.settle(self.plan, plan)
        self.conflicts = self.marketing.contested(plan) + self.operations.contested(plan)
        self.effort = self.marketing.effort(plan)
        shift = plan["hours"] - self.plan["hours"]
        if BASE.managers.learning > 0:
            for manager in (self.marketing, self.operations):
                manager.hope(plan)
        self.plan, self.crew[-1] = plan, plan["hours"]
        return shift

    def talks(self) -> bool:
        """Say whether the two sides talk this week."""
        return bool(self.talk.groups) and self.week % self.talk.every == 0

    def tell_as_marketing(self, plan: Plan, honest: float) -> None:
        """Carry marketing's facts as it words them."""
        talk.tell(self, "marketing", talk.facts(self, plan, honest * self.report))

    def expected_demand(self, plan: Plan, overload: float) -> float:
        """Return marketing's expectation of mean weekly demand over the coming round: formula,
        season, level, insight.
        """
        market, weeks = BASE.market, range(self.week, self.week + BASE.horizon.round_weeks)
        seen = (
            exp(market.insight * self.luck.shocks[t] - (market.insight * market.shock_sd) ** 2 / 2)
            for t in weeks
        )
        return (
            self.usual_demand(plan, overload)
            * sum(self.level)
            / len(self.level)
            * sum(seen)
            / len(weeks)
        )

    def usual_demand(self, plan: Plan, overload: float) -> float:
        """Return mean weekly demand over the coming round by marketing's formula and the season
        alone.
        """
        weeks = range(self.week, self.week + BASE.horizon.round_weeks)
        wave = sum(season(t) for t in weeks) / len(weeks)
        return respond(self.size, plan, overload, BASE.market.satisfaction_reference).demand * wave

    def promotion(self, beliefs: dict[str, float], honest: float) -> float:
        """Return the promotion depth in force; marketing that sees too little stock this week calls
        a promotion off.
        """
        if self.told_week.get("stock") == self.week:
            expected = people.in_a_week(self, beliefs["overload"], honest, promotion=True)
            if self.told["stock"] < BASE.people.call_off * expected:
                return 0.0
        return promoted(self.plan, self.week)

    def let_customers_come(self) -> None:
        """Let customers come one after the other, round from a random first one."""
        first = self.random.randrange(self.size)
        for customer in self.everybody[first:] + self.everybody[:first]:
            customer.step()

    def count(self, flows: dict[str, float]) -> None:
        """Pay at the end of a round, add the week to the totals after warm-up, stop after the last
        week.
        """
        self.round.update({name: flows[name] for name in PAID_BY})
        length = BASE.horizon.round_weeks
        if self.week % length == length - 1:
            kpis = {name: amount / length for name, amount in self.round.items()}
            kpis["unit_cost"] = over(kpis["manufacturing"], kpis["costed"])
            kpis["marketing_spending"] = kpis["acquisition"]
            kpis["operations_spending"] = kpis["operations_spent"]
            kpis["fill_rate"] = over(kpis["filled"], kpis["demand"])
            flows |= {
                f"{side.role}_pay": length * side.pay(kpis)
                for side in (self.marketing, self.operations)
            }
            flows["paid_weeks"] = length
            if BASE.managers.learning > 0:
                once = kpis["account:launches"] + kpis["account:hiring"]
                for manager in (self.marketing, self.operations):
                    manager.lessons.learn(kpis, kpis["spent"] - once)
            self.round.clear()
        self.plans.append(self.plan)
        self.history.append(flows)
        if self.week >= BASE.horizon.warmup:
            self.totals.update(flows)
        self.running = self.week + 1 < self.weeks and self.bank.alive
        if not self.bank.alive:
            self.stop()
        self.datacollector.collect(self)

    def stop(self) -> None:
        """Count the weeks that a firm which cannot pay does not live: it owes on, and no more."""
        gone = {"weeks": 1, "cash": self.bank.cash}
        for week in range(self.week + 1, self.weeks):
            self.history.append(dict(gone))
            if week >= BASE.horizon.warmup:
                self.totals.update(gone)


def _measure(model: PlainFirm, kpi: Kpi) -> float:
    """Return a KPI over the weeks since warm-up; nan where it has no base."""
    top, bottom = model.totals[kpi.top], model.totals[kpi.bottom]
    ratio = top / bottom if bottom > 0 else float("nan")
    return 1 - ratio if kpi.one_minus else ratio


def over(amount: float, base: float) -> float:
    """Return a ratio, nan where it has no base."""
    return amount / base if base > 0 else nan
