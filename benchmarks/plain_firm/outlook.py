"""A manager's picture of the firm: what a plan would bring in the long run, as far as it knows
(docs/model.md 7.15).
"""

from __future__ import annotations

from math import erfc, exp, isinf, pi, sqrt
from typing import NamedTuple

from benchmarks.plain_firm.numbers import BASE, WEEK
from benchmarks.plain_firm.reaction import Plan, Response, respond


class Service(NamedTuple):
    """What the plant and the desk make of a demand: shares, hours, units."""

    fill: float
    defect: float
    need: float
    available: float
    setup: float
    lots: float
    stock: float
    parts: float
    late: float
    overdue: float
    unanswered: float


def loss(z: float) -> float:
    """Return the standard normal loss function."""
    return exp(-z * z / 2) / sqrt(2 * pi) - z * erfc(z / sqrt(2)) / 2


def between(low: float, value: float, high: float) -> float:
    """Return a value kept within limits."""
    return max(low, min(value, high))


def availability(quality: float) -> float:
    """Return the mean share of hours that breakdowns leave at a level of effort."""
    return 1 - BASE.plant.breakdown_share * (1 - BASE.plant.effort_effect * quality)


def defect_share(quality: float, variants: float, utilisation: float) -> float:
    """Return the share of defective units: rises with range and crowding, falls with effort."""
    plant = BASE.plant
    crowded = max(0.0, min(utilisation, 1.0) - (1 - plant.slack)) / plant.slack
    rise = 1 + plant.defect_range_slope * max(0.0, variants - plant.defect_variants)
    return min(
        1.0,
        plant.defect_share
        * rise
        * (1 - plant.effort_effect * (quality - plant.defect_effort))
        * (1 + plant.congestion * crowded),
    )


def answer_hours(contacts: float, capacity: float, left: float) -> float:
    """Return the mean hours to an answer: an M/M/1 desk at this load, and what waits (at most
    service.patience_weeks weeks).
    """
    load = min(contacts / max(capacity, 1e-9), BASE.service.load_most)
    hours = BASE.service.answer_scale * load / (1 - load) + WEEK * left / max(capacity, 1e-9)
    return min(hours, BASE.service.patience_weeks * WEEK) if contacts > 0 else 0.0


def answered_late(hours: float, promise: float) -> float:
    """Return the share of contacts answered later than promised: times are exponential."""
    return exp(-promise / max(hours, 1e-9))


def lasting() -> float:
    """Return what shocks that last add to a queue's spread."""
    persistence = BASE.market.shock_persistence
    return float((1 + persistence) / (1 - persistence))


class Picture:
    """What a role believes, tied to today: today's plan brings the demand that is believed."""

    def __init__(
        self,
        customers: int,
        beliefs: dict[str, float],
        reaction: float = 1.0,
        payback: float | None = None,
    ) -> None:
        self.customers, self.beliefs, self.reaction = customers, beliefs, reaction
        self.payback = BASE.people.payback_weeks if payback is None else payback
        neutral, demand = BASE.market.satisfaction_reference, beliefs["demand"]
        response, service = self.respond(beliefs, neutral), self.service(beliefs, demand, 1.0)
        felt = self.felt(response, service)
        felt = self.felt(self.respond(beliefs, felt, service), service)
        self.level = demand / max(self.respond(beliefs, felt, service).demand, 1e-9)
        self.satisfaction = felt

    def respond(self, plan: Plan, felt: float, service: Service | None = None) -> Response:
        """Return the market's response once people have felt, and heard of, a service."""
        if service is None:
            return respond(self.customers, plan, self.beliefs["overload"], felt)
        wait, known = (1 - service.fill) * BASE.market.wait, self.beliefs["goodwill"]
        broken = (service.fill * service.late + wait * service.overdue) / max(
            service.fill + wait, 1e-9
        )
        return respond(
            self.customers,
            plan,
            self.beliefs["overload"],
            felt,
            late=known * broken,
            unanswered=known * service.unanswered,
        )

    def demand(self, response: Response) -> float:
        """Return the demand expected, which the role may underrate the reaction of."""
        demand, today = response.demand * self.level, self.beliefs["demand"]
        if self.reaction == 1.0 or today <= 0:
            return demand
        return float(today * (demand / today) ** self.reaction)

    def service(self, plan: Plan, demand: float, planned: float) -> Service:
        """Return what shelves, hours and desk make of a demand when operations plans for
        ``planned`` times as much.
        """
        beliefs = self.beliefs
        variants, cycle = max(plan["range"], 1), max(plan["cycle"], 1)
        each = max(demand / variants, 1e-9)
        protection = BASE.plant.lead_weeks + cycle
        surprise = beliefs["surprise"] * each * each
        buffer = sqrt((each + surprise) * protection)
        reach = protection + protection**2 / BASE.plant.forecast_window
        spread = max(sqrt((each + surprise * lasting()) * reach), 1e-9)
        z = (plan["safety"] * buffer + (planned - 1) * each * protection) / spread
        short = spread * loss(z)
        from_stock = between(0.0, 1 - short / (each * cycle), 1.0)
        lots, run = variants / cycle, beliefs["run_hours"]
        setup = lots * beliefs["setup_hours"]
        need = demand * max(planned, 0.0) * run + setup
        shift = availability(plan["quality"]) / availability(beliefs["quality"])
        available = (
            plan["hours"] * (1 + plan["overtime"]) * min(1.0, beliefs["availability"] * shift)
        )
        room = min(max(0.0, available - setup) / max(demand * run, 1e-9), 10.0)
        from_hours = 1 - between(
            0.0, BASE.people.load_spread * loss((room - 1) / BASE.people.load_spread), 1.0
        )
        utilisation = 0.5 if isinf(available) else need / max(available, 1e-9)
        defect = defect_share(plan["quality"], variants, utilisation)
        stock = variants * (each * cycle / 2 + max(0.0, z * spread + short))
        fill = from_stock * from_hours
        late, overdue = self.lateness(plan, demand * fill)
        unanswered = self.unanswered(plan, demand * fill, late + defect)
        parts = 2 * demand * (1 + cycle)
        return Service(
            fill=fill,
            defect=defect,
            need=need,
            available=available,
            setup=setup,
            lots=lots,
            stock=stock,
            parts=parts,
            late=late,
            overdue=overdue,
            unanswered=unanswered,
        )

    def queue(self, load: float, work: float) -> float:
        """Return the mean queue before a capacity, in weeks of it (heavy traffic, Kingman 1961)."""
        variance = 1 / max(work, 1.0) + max(self.beliefs["surprise"], 0.0) * lasting()
        return (
            min(variance * load / (2 * max(1 - load, 1e-3)), BASE.service.patience_weeks)
            if load < 1
            else BASE.service.patience_weeks
        )

    def lateness(self, plan: Plan, units: float) -> tuple[float, float]:
        """Return the shares of units shipped later than promised, and of waiting orders that
        outlast the promise.
        """
        promise = plan["promise"] + 1
        load = units / max(self.beliefs["shipping"], 1e-9)
        queue = max(self.queue(load, units), 1e-9)
        late = (
            min(queue * exp(-max(promise - load, 0.0) / queue) / max(load, 1e-9), 1.0)
            if load < 1
            else 1.0
        )
        return late, between(0.0, 1 - promise / (2 * self.beliefs["replenish"] + 1), 1.0)

    def unanswered(self, plan: Plan, units: float, problems: float) -> float:
        """Return the share of contacts answered later than promised in the long run."""
        service = BASE.service
        contacts = units * (service.contact_rate + service.contact_problem * problems)
        capacity = plan["staff"] / max(service.contact_hours, 1e-9)
        load = contacts / max(capacity, 1e-9)
        left = 0.0 if isinf(capacity) else min(capacity, contacts) * self.queue(load, contacts)
        return answered_late(answer_hours(contacts, capacity, left), plan["service_promise"])

    def felt(self, response: Response, service: Service) -> float:
        """Return long-run satisfaction at these shares of experiences, as far as the role believes
        that it matters.
        """
        people, market = BASE.people, BASE.market
        buyers = (1 - response.put_off) * response.buy
        empty, filled = buyers * (1 - service.fill), buyers * service.fill
        bad = (
            (response.put_off, people.outcome_put_off),
            (empty * (1 - market.wait - market.substitute * service.fill), people.outcome_empty),
            (empty * market.wait, people.outcome_waited),
            (filled * service.defect, people.outcome_defect),
            (filled * service.late, people.outcome_late),
            (filled * BASE.service.contact_rate * service.unanswered, people.outcome_unanswered),
        )
        good = max(0.0, buyers + response.put_off - sum(share for share, _ in bad))
        weight = people.loss_weight * sum(share for share, _ in bad)
        mean = (good + people.loss_weight * sum(share * outcome for share, outcome in bad)) / max(
            good + weight, 1e-9
        )
        return market.satisfaction_reference + self.beliefs["goodwill"] * (
            mean - market.satisfaction_reference
        )

    def outlook(self, plan: Plan, planned: float = 1.0) -> dict[str, float]:
        """Return what a plan is expected to bring a week; ``planned`` is what operations plans for
        over demand.
        """
        market = BASE.market
        response = self.respond(plan, self.satisfaction)
        for _ in range(2):
            demand = self.demand(response)
            service = self.service(plan, demand, planned)
            felt = self.felt(response, service)
            response = self.respond(plan, felt, service)
        demand = self.demand(response)
        units = demand * (
            service.fill + (1 - service.fill) * (market.wait + market.substitute * service.fill)
        )
        made = units + demand * max(0.0, planned - 1) * BASE.people.surplus
        revenue = response.price * units * (1 - service.defect)
        manufacturing = self.manufacturing(plan, service, made, units)
        profit = (
            revenue
            - manufacturing
            - self.serving(plan, service, demand, units)
            - plan["advertising"]
            - BASE.money.fixed
        )
        profit -= self.hiring(plan) + self.spoilage(service)
        discounts = (plan["price"] - response.price) * units * (1 - service.defect)
        desk = 0.0 if isinf(plan["staff"]) else BASE.money.staff_wage * plan["staff"]
        return {
            "profit": profit,
            "revenue": revenue,
            "units": units,
            "demand": demand,
            "price_realised": revenue / max(units, 1e-9),
            "unit_cost": manufacturing / max(units if BASE.accrual else made, 1e-9),
            "fill_rate": service.fill,
            "marketing_spending": plan["advertising"] + discounts,
            "operations_spending": desk + self.hiring(plan),
            "stockout_rate": 1 - service.fill,
            "put_off_rate": response.put_off,
            "stock": service.stock,
            "satisfaction": felt,
            "defect_rate": service.defect,
            "unanswered": service.unanswered,
            "setup_share": min(1.0, service.setup / max(service.available, 1e-9)),
        }

    def manufacturing(self, plan: Plan, service: Service, made: float, units: float) -> float:
        """Return the manufacturing accounts, a week."""
        money, beliefs, hours = BASE.money, self.beliefs, plan["hours"]
        finite = 0.0 if isinf(hours) else hours
        work = made * beliefs["run_hours"] + service.setup
        swing = max(BASE.people.work_spread * work, 1e-9)
        over = swing * loss((finite * min(1.0, beliefs["availability"]) - work) / swing)
        overtime = between(0.0, over, finite * plan["overtime"])
        regular = work if isinf(hours) else hours
        return (
            money.material * made
            + money.launch * max(0.0, plan["range"] - beliefs["range"]) / self.payback
            + money.wage * (regular + money.overtime_premium * overtime)
            + beliefs["setup_money"] * service.lots
            + beliefs["holding"] * (service.stock + money.parts_holding * service.parts)
            + beliefs["range_overhead"] * plan["range"]
            + money.quality_effort * plan["quality"]
            + money.returned * service.defect * units
            + money.partner * plan["sourcing"] * made
            - BASE.standard_cost * (made - units) * BASE.accrual
        )

    def serving(self, plan: Plan, service: Service, demand: float, units: float) -> float:
        """Return what desk, shipping and late orders cost a week."""
        money = BASE.money
        late = demand * (
            service.fill * service.late + (1 - service.fill) * BASE.market.wait * service.overdue
        )
        desk = 0.0 if isinf(plan["staff"]) else money.staff_wage * plan["staff"]
        return desk + money.shipping * units + money.late * late

    def hiring(self, plan: Plan) -> float:
        """Return what a change of regular hours costs, a week of the payback time; nothing where
        hours are thought endless.
        """
        before, after = self.beliefs["hours"], plan["hours"]
        if isinf(before) or isinf(after):
            return 0.0
        price = BASE.money.hire if after > before else -BASE.money.fire
        return price * (after - before) / self.payback

    def spoilage(self, service: Service) -> float:
        """Return what stock that can no longer be sold costs, as far as the cost of holding is
        known.
        """
        money = BASE.money
        aware = (
            min(1.0, self.beliefs["holding"] / max(money.holding, 1e-9))
            if money.holding > 0
            else 0.0
        )
        return (
            aware
            * BASE.plant.obsolescence
            * BASE.standard_cost
            * (1 + money.disposal * BASE.accrual)
            * service.stock
        )
