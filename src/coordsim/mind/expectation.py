"""What a plan is expected to bring, in closed form and compiled: the steady-state, no-noise version
of the week.

One firm at a time: ``n`` is the record of its numbers (``parameters.table``), ``plan`` of its
levers, ``b`` of a role's beliefs.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coordsim.core.compiled import compiled, part
from coordsim.core.facts import FACTS
from coordsim.core.formulas import (
    Felt,
    Response,
    appeal,
    availability_at,
    defects_at,
    lateness,
    normal_loss,
    react,
    setup_hours_at,
    unanswered_at,
)
from coordsim.core.levers import LEVERS
from coordsim.core.records import Floats, Ints
from coordsim.firm.life import renewals
from coordsim.mind.ageing import (
    Lot,
    bare_weeks,
    foreseen,
    mean_stock,
    too_old_of_a_lot,
    uncertainty,
)
from coordsim.mind.reckoning import Account, Aim, Outcome, Service, account

Records = NDArray[np.void]
PLAN = np.dtype([(lever.name, np.float64) for lever in LEVERS])
BELIEFS = np.dtype([(fact.name, np.float64) for fact in FACTS])
# Capacity over work beyond which nothing stays undone, whatever the spread.
ROOMY = 10.0
ROUNDS = 2  # times that demand and service are taken to answer each other


EXPECTED = (*Account._fields, "told", "told_over", "told_short")


class Batch(NamedTuple):
    """The firms of a batch: tables of numbers and taste quantiles with each firm's row in them, its
    plan and what is believed of it.
    """

    numbers: Records  # (R,)
    nodes: Floats  # (R, V + 1, nodes)
    row: Ints  # (F,)
    plans: Records  # (F,)
    beliefs: Records


class Today(NamedTuple):
    """What a plan is judged from: the market's level over its formula, satisfaction, what
    operations plans for over demand, and marketing's word over it; arrays (F,).
    """

    level: Floats
    satisfaction: Floats
    planned: Floats
    report: Floats


@compiled
def react_all(batch: Batch, felt: Felt[Floats], out: Floats) -> None:
    """Fill ``out`` (Response, F) with the market's reaction to every firm's plan."""
    for f in range(len(batch.plans)):
        n, own = batch.numbers[batch.row[f]], batch.nodes[batch.row[f]]
        pulls = appeal(n, batch.plans[f], batch.beliefs[f])
        own_felt = Felt(felt.satisfaction[f], felt.late[f], felt.unanswered[f])
        response = react(n, own, batch.plans[f], pulls, own_felt)
        for place in range(len(response)):
            out[place, f] = response[place]


@part
def serve(n: Any, plan: Any, b: Any, aim: Aim) -> Service:
    """Return the service that there is when operations plans for what it aims at."""
    demand, planned = aim.demand, aim.planned
    variants, cycle = max(plan.range, 1.0), max(plan.cycle, 1.0)
    each = max(demand / variants, 1e-9)
    protection = n.plant_lead_weeks + cycle
    buffer, spread = uncertainty(n, b, each, protection, aim.given)
    over = plan.safety * buffer + (planned - 1) * each * protection
    old = too_old_of_a_lot(n, b, Lot(each, cycle, each * protection + over, aim.given))
    bare = bare_weeks(n, cycle) * each
    z = (over + bare) / spread
    kept = spread * normal_loss(z)
    short = kept + bare
    from_stock = min(max(1 - short / (each * cycle), 0.0), 1.0)
    per_setup = setup_hours_at(n, b.setup_hours, plan.build)
    lots = variants / cycle
    stock = mean_stock(n, each, cycle, z * spread + kept, old)
    ends = renewals(n, plan, b.development_weeks)
    wasted = lots * old + ends * foreseen(n, b) * (stock + each * n.plant_lead_weeks)
    need = demand * max(planned, 0.0) * b.run_hours + lots * per_setup + wasted * b.run_hours
    shift = availability_at(n, plan.quality) / availability_at(n, b.quality)
    available = plan.hours * (1 + plan.overtime) * min(1.0, b.availability * shift)
    utilisation = need / max(available, 1e-9)
    if n.plant_endless and n.plant_endless_known:
        available = math.inf
    room = max(0.0, available - lots * per_setup) / max(demand * b.run_hours, 1e-9)
    load_spread = n.people_load_spread
    undone = load_spread * normal_loss((min(room, ROOMY) - 1) / load_spread)
    defect = float(defects_at(n, plan.quality, variants, utilisation))
    fill = from_stock * (1 - min(max(undone, 0.0), 1.0))
    late, overdue = lateness(n, plan, b, demand * fill)
    return Service(
        fill=fill,
        defect=defect,
        need=need,
        available=available,
        setup=lots * per_setup,
        lots=lots,
        stock=variants * stock,
        wasted=wasted,
        parts=0.0 if n.supply_endless else n.supply_modules * demand * (1 + cycle),
        late=late,
        overdue=overdue,
        unanswered=unanswered_at(n, plan, b, demand * fill, late + defect),
    )


@part
def feel(n: Any, b: Any, response: Response[float], service: Service) -> float:
    """Long-run satisfaction at these shares of experiences, as far as the role believes that it
    matters.
    """
    fill, put_off = service.fill, response.put_off
    buyers = (1 - put_off) * response.buy
    good, top, bottom = buyers + put_off, 0.0, 0.0
    for share, outcome in (
        (put_off, n.people_outcome_put_off),
        (
            buyers * (1 - fill) * (1 - n.market_wait - n.market_substitute * fill),
            n.people_outcome_empty,
        ),
        (buyers * (1 - fill) * n.market_wait, n.people_outcome_waited),
        (buyers * fill * service.defect, n.people_outcome_defect),
        (buyers * fill * service.late, n.people_outcome_late),
        (
            buyers * fill * n.service_contact_rate * service.unanswered,
            n.people_outcome_unanswered,
        ),
    ):
        good -= share
        top += share * n.people_loss_weight * outcome
        bottom += share * n.people_loss_weight
    good = max(0.0, good)
    mean = (good + top) / max(good + bottom, 1e-9)
    return float(
        n.market_satisfaction_reference + b.goodwill * (mean - n.market_satisfaction_reference)
    )


@part
def settled(n: Any, b: Any, felt: float, service: Service) -> Felt[float]:
    """Return what people have felt, and heard of, once the service that there is has lasted."""
    fill = service.fill
    waiting = (1 - fill) * n.market_wait
    broken = (fill * service.late + waiting * service.overdue) / max(fill + waiting, 1e-9)
    return Felt(
        satisfaction=felt, late=b.goodwill * broken, unanswered=b.goodwill * service.unanswered
    )


class Standing(NamedTuple):
    """What one plan is judged from, as in ``Today``."""

    level: float
    satisfaction: float
    planned: float
    report: float
    patience: float  # of who judges: times the usual payback
    reaction: float  # of demand to a plan, as a power of what the formula says


class Case(NamedTuple):
    """A plan, what is believed, and what it is judged from."""

    plan: Any
    beliefs: Any
    standing: Standing


@compiled
def tie(batch: Batch, demand: Floats, level: Floats, satisfaction: Floats) -> None:
    """Fit level and satisfaction (F,) so that today's plans, as believed, bring the ``demand`` (F,)
    that is believed.
    """
    for f in range(len(batch.plans)):
        n, own = batch.numbers[batch.row[f]], batch.nodes[batch.row[f]]
        level[f], satisfaction[f] = tied(n, own, batch.plans[f], batch.beliefs[f], demand[f])


@part
def tied(n: Any, own: Floats, plan: Any, b: Any, demand: float) -> tuple[float, float]:
    """Return the level and the satisfaction at which a plan brings the demand that is believed."""
    pulls = appeal(n, plan, b)
    usual = Felt(satisfaction=n.market_satisfaction_reference, late=0.0, unanswered=0.0)
    response = react(n, own, plan, pulls, usual)
    service = serve(n, plan, b, Aim(demand=demand, planned=1.0, given=len(own) == 0))
    felt = feel(n, b, response, service)
    response = react(n, own, plan, pulls, settled(n, b, felt, service))
    felt = feel(n, b, response, service)
    response = react(n, own, plan, pulls, settled(n, b, felt, service))
    return demand / max(response.demand, 1e-9), felt


@compiled
def expect(batch: Batch, today: Today, out: Floats) -> None:
    """Fill ``out`` (EXPECTED, F) with the expected KPIs of every firm's plan."""
    for f in range(len(batch.plans)):
        n, own = batch.numbers[batch.row[f]], batch.nodes[batch.row[f]]
        here = Standing(
            level=today.level[f],
            satisfaction=today.satisfaction[f],
            planned=today.planned[f],
            report=today.report[f],
            patience=1.0,
            reaction=1.0,
        )
        expected(n, own, Case(batch.plans[f], batch.beliefs[f], here), out[:, f])


@part
def reacted(b: Any, here: Standing, response: Response[float]) -> float:
    """Return the demand that is expected of a response: who underrates reactions takes it nearer to
    the demand of today.
    """
    demand = response.demand * here.level
    if here.reaction == 1.0 or b.demand <= 0:
        return demand
    return float(b.demand * (demand / b.demand) ** here.reaction)


@part
def expected(n: Any, own: Floats, case: Case, out: Floats) -> None:
    """Fill ``out`` (EXPECTED,) with the expected KPIs of a plan."""
    plan, b, here = case.plan, case.beliefs, case.standing
    planned = here.planned
    pulls = appeal(n, plan, b)
    response = react(
        n, own, plan, pulls, Felt(satisfaction=here.satisfaction, late=0.0, unanswered=0.0)
    )
    for _ in range(ROUNDS):
        demand = reacted(b, here, response)
        aim = Aim(demand=demand, planned=planned, given=len(own) == 0)
        service = serve(n, plan, b, aim)
        felt = feel(n, b, response, service)
        response = react(n, own, plan, pulls, settled(n, b, felt, service))
    demand = reacted(b, here, response)
    told = demand * here.report
    spread = math.sqrt(max(demand + max(b.surprise, 0.0) * demand**2, 1e-9))
    gap = (told - demand) / spread
    over, short = spread * normal_loss(-gap), spread * normal_loss(gap)
    aim = Aim(demand=demand, planned=planned, given=len(own) == 0)
    kpis = account(n, plan, b, Outcome(aim, response, service, felt, here.patience))
    for place in range(len(kpis)):
        out[place] = kpis[place]
    out[len(kpis)], out[len(kpis) + 1], out[len(kpis) + 2] = told, over, short
