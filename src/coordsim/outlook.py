"""The mental model: plan + beliefs -> expected KPIs per week, in closed form.

Everyone predicts with this one function: the steady-state, no-noise version of the week. Roles differ in their beliefs (its
parameters) and in their pay (what they do with the answer). With true beliefs and profit as the aim it is the planner's yardstick.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from coordsim.contracts import World
from coordsim.facts import INDEX
from coordsim.firm.delivery import PATIENCE, answer_late
from coordsim.firm.plant import availability, defect_share, setup_hours
from coordsim.levers import COLUMN
from coordsim.reaction import Response, respond
from coordsim.records import Floats

WORK_CV = 0.3  # assumed: spread of a week's work over its mean; lots are large and promotions are built ahead
PRESSURE_SD = 0.10  # assumed: spread of weekly work over the capacity for it, as planners allow for


@dataclass(frozen=True)
class Anchor:
    """What ties the outlook to today: the market's level over its formula, and the satisfaction expected at today's plan, (F,)."""

    level: Floats
    satisfaction: Floats


def anchor(world: World, beliefs: Floats) -> Anchor:
    """Fit the market's level so that today's plan, as believed, brings the demand that is believed."""
    today = beliefs[:, : len(COLUMN)]
    neutral = world.parameters.market.satisfaction_reference
    demand = beliefs[:, INDEX["demand"]]
    response, service = respond(world, today, beliefs, neutral), _service(world, today, beliefs, demand, np.ones_like(demand))
    felt = _felt(world, beliefs, response, service)
    felt = _felt(world, beliefs, _at(world, today, beliefs, felt, service), service)
    return Anchor(demand / np.maximum(_at(world, today, beliefs, felt, service).demand, 1e-9), felt)


def _at(world: World, plan: Floats, beliefs: Floats, felt: Floats, service: _Service) -> Response:
    """Expected response once people have felt, and heard of, the service that there is."""
    booked = service.fill + (1 - service.fill) * world.parameters.market.wait
    broken = service.fill * service.late + (1 - service.fill) * world.parameters.market.wait * service.overdue
    known = beliefs[:, INDEX["goodwill"]]
    return respond(world, plan, beliefs, felt, known * broken / np.maximum(booked, 1e-9), known * service.unanswered)


@dataclass(frozen=True)
class _Service:
    fill: Floats
    defect: Floats
    need: Floats
    available: Floats
    setup: Floats
    lots: Floats
    stock: Floats
    parts: Floats
    late: Floats  # share of what is taken from the shelf that is shipped later than promised
    overdue: Floats  # share of those who wait for a unit that wait longer than promised
    unanswered: Floats  # share of contacts answered later than promised


def _service(world: World, plan: Floats, beliefs: Floats, demand: Floats, planned: Floats) -> _Service:
    """Fill rate, hours and stock when operations plans for ``planned`` x demand (F,)."""
    plant = world.parameters.plant
    variants = np.maximum(plan[:, COLUMN["range"]], 1)
    cycle = np.maximum(plan[:, COLUMN["cycle"]], 1)
    each = np.maximum(demand / variants, 1e-9)
    protection = plant.lead_weeks + cycle
    buffer, spread = _uncertainty(world, beliefs, each, protection)
    z = (plan[:, COLUMN["safety"]] * buffer + (planned - 1) * each * protection) / spread
    short = spread * _normal_loss(z)
    from_stock = np.clip(1 - short / (each * cycle), 0.0, 1.0)
    per_setup = setup_hours(world, beliefs[:, INDEX["setup_hours"]], plan[:, COLUMN["build"]])
    lots = variants / cycle
    made = demand * np.maximum(planned, 0.0)
    run = beliefs[:, INDEX["run_hours"]]
    need = made * run + lots * per_setup
    known = beliefs[:, INDEX["availability"]]
    shift = availability(world, plan[:, COLUMN["quality"]]) / availability(world, beliefs[:, COLUMN["quality"]])
    available = plan[:, COLUMN["hours"]] * (1 + plan[:, COLUMN["overtime"]]) * np.minimum(1.0, known * shift)
    room = np.maximum(0.0, available - lots * per_setup) / np.maximum(demand * run, 1e-9)
    from_hours = 1 - _excess(room)
    utilisation = np.where(np.isinf(available), 0.5, need / np.maximum(available, 1e-9))
    defect = defect_share(world, plan[:, COLUMN["quality"]], variants, utilisation)
    stock = variants * (each * cycle / 2 + np.maximum(0.0, z * spread + short))
    parts = 0.0 * stock if world.parameters.supply.endless else 2 * demand * (1 + cycle)
    fill = from_stock * from_hours
    late, overdue = _lateness(world, plan, beliefs, demand * fill)
    unanswered = _unanswered(world, plan, beliefs, demand * fill, late + defect)
    return _Service(fill, defect, need, available, lots * per_setup, lots, stock, parts, late, overdue, unanswered)


def _excess(room: Floats) -> Floats:
    """Expected share of work that a capacity ``room`` times the mean work leaves undone, work being normal, (F,)."""
    return np.clip(PRESSURE_SD * _normal_loss((np.minimum(room, 10.0) - 1) / PRESSURE_SD), 0.0, 1.0)


def _queue(world: World, beliefs: Floats, load: Floats, work: Floats) -> Floats:
    """Mean queue before a capacity, in weeks of it, (F,): heavy traffic (Kingman 1961), cv^2 load / (2 (1 - load)).

    ``work`` is the mean number of jobs a week; their spread is that of demand, with shocks that last. At most PATIENCE weeks.
    """
    market = world.parameters.market
    lasting = (1 + market.shock_persistence) / (1 - market.shock_persistence)
    variance = 1 / np.maximum(work, 1.0) + np.maximum(beliefs[:, INDEX["surprise"]], 0.0) * lasting
    slack = np.maximum(1 - load, 1e-3)
    return np.where(load < 1, np.minimum(variance * load / (2 * slack), PATIENCE), PATIENCE)


def _lateness(world: World, plan: Floats, beliefs: Floats, units: Floats) -> tuple[Floats, Floats]:
    """Share of units shipped later than promised, and of waiting orders that outlast the promise (uniform wait), (F,).

    The queue is taken as exponential: what it holds beyond the promise is late.
    """
    promise = plan[:, COLUMN["promise"]]
    load = units / np.maximum(beliefs[:, INDEX["shipping"]], 1e-9)
    queue = np.maximum(_queue(world, beliefs, load, units), 1e-9)
    beyond = queue * np.exp(-np.maximum(promise + 1 - load, 0.0) / queue) / np.maximum(load, 1e-9)
    late = np.where(load < 1, np.minimum(beyond, 1.0), 1.0)
    return late, np.clip(1 - (promise + 1) / (2 * beliefs[:, INDEX["replenish"]] + 1), 0.0, 1.0)


def _unanswered(world: World, plan: Floats, beliefs: Floats, units: Floats, problems: Floats) -> Floats:
    """Share of contacts answered later than promised in the long run, (F,); ``problems`` is a share of units."""
    service = world.parameters.service
    contacts = units * (service.contact_rate + service.contact_problem * problems)
    if "chatbot" in world.technologies:
        contacts = contacts - units * service.contact_rate * (1 - world.parameters.systems.contacts_left)
    capacity = plan[:, COLUMN["staff"]] / np.maximum(service.contact_hours, 1e-9)
    load = contacts / np.maximum(capacity, 1e-9)
    left = np.where(np.isinf(capacity), 0.0, np.minimum(capacity, contacts) * _queue(world, beliefs, load, contacts))
    return answer_late(world, contacts, capacity, left, plan[:, COLUMN["service_promise"]])[0]


def _uncertainty(world: World, beliefs: Floats, each: Floats, protection: Floats) -> tuple[Floats, Floats]:
    """Return the unit of the plant's safety stock, sigma sqrt(P), and the true spread of demand around the forecast over P weeks.

    The spread adds what sigma sqrt(P) leaves out: shocks last (inflation (1 + r) / (1 - r)), and an average of W weeks is itself
    uncertain (P + P^2 / W in place of P).
    """
    market, window = world.parameters.market, world.parameters.plant.forecast_window
    if world.nodes is None:
        given = world.parameters.given
        sd = np.sqrt(given.mean) if given.distribution == "poisson" else given.sd
        buffer = sd * np.sqrt(protection)
        return buffer, np.maximum(buffer, 1e-9)
    reach = protection + protection**2 / window
    lasting = (1 + market.shock_persistence) / (1 - market.shock_persistence)
    shock = beliefs[:, INDEX["surprise"]] * each**2
    return np.sqrt((each + shock) * protection), np.maximum(np.sqrt((each + shock * lasting) * reach), 1e-9)


def _normal_loss(z: Floats) -> Floats:
    """Standard normal loss function E[(Z - z)+]."""
    loss: Floats = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) - z * ndtr(-z)
    return loss


def _felt(world: World, beliefs: Floats, response: Response, service: _Service) -> Floats:
    """Long-run satisfaction at these shares of experiences, as far as the role believes that it matters, (F,)."""
    people, market = world.parameters.people, world.parameters.market
    buyers = (1 - response.put_off) * response.buy
    fill = service.fill
    bad = np.stack(
        [
            response.put_off,
            buyers * (1 - fill) * (1 - market.wait - market.substitute * fill),
            buyers * (1 - fill) * market.wait,
            buyers * fill * service.defect,
            buyers * fill * service.late,
            buyers * fill * world.parameters.service.contact_rate * service.unanswered,
        ]
    )
    outcome = np.stack(
        [
            people.outcome_put_off,
            people.outcome_empty,
            people.outcome_waited,
            people.outcome_defect,
            people.outcome_late,
            people.outcome_unanswered,
        ]
    )
    good = np.maximum(0.0, buyers + response.put_off - bad.sum(axis=0))
    weight = bad * people.loss_weight
    mean = (good + (weight * outcome).sum(axis=0)) / np.maximum(good + weight.sum(axis=0), 1e-9)
    goodwill = beliefs[:, INDEX["goodwill"]]
    felt: Floats = market.satisfaction_reference + goodwill * (mean - market.satisfaction_reference)
    return felt


def outlook(
    world: World, plan: Floats, beliefs: Floats, today: Anchor, planned: Floats | None = None, report: Floats | None = None
) -> dict[str, Floats]:
    """Expected KPIs of a plan (F, L) under a role's beliefs (F, K), per week, each (F,).

    ``planned`` is what operations plans for over what will be demanded, ``report`` marketing's word over it (1 when omitted).
    One-off costs are spread over ``payback_weeks``. Names are those of the KPI table.
    """
    p = world.parameters
    money, market = p.money, p.market
    ratio = np.ones(len(plan)) if planned is None else planned
    response = respond(world, plan, beliefs, today.satisfaction)
    for _ in range(2):
        demand = response.demand * today.level
        service = _service(world, plan, beliefs, demand, ratio)
        felt = _felt(world, beliefs, response, service)
        response = _at(world, plan, beliefs, felt, service)
    demand = response.demand * today.level
    units = demand * (service.fill + (1 - service.fill) * (market.wait + market.substitute * service.fill))
    made = units + demand * np.maximum(0.0, ratio - 1) * 0.1
    hours = plan[:, COLUMN["hours"]]
    endless = np.isinf(hours)
    finite = np.where(endless, 0.0, hours)
    known_share = np.minimum(1.0, beliefs[:, INDEX["availability"]])
    work = made * beliefs[:, INDEX["run_hours"]] + service.setup
    regular = np.where(endless, work, hours)
    swing = np.maximum(WORK_CV * work, 1e-9)
    overtime = np.clip(swing * _normal_loss((finite * known_share - work) / swing), 0.0, finite * plan[:, COLUMN["overtime"]])
    variants = plan[:, COLUMN["range"]]
    tooling = np.where(plan[:, COLUMN["build"]] > 0, money.launch_package, money.launch)
    manufacturing = (
        money.material * made
        + tooling * np.maximum(0.0, variants - beliefs[:, COLUMN["range"]]) / p.people.payback_weeks
        + money.wage * (regular + money.overtime_premium * overtime)
        + beliefs[:, INDEX["setup_money"]] * service.lots
        + beliefs[:, INDEX["holding"]] * (service.stock + money.parts_holding * service.parts)
        + beliefs[:, INDEX["range_overhead"]] * variants
        + money.quality_effort * plan[:, COLUMN["quality"]]
        + money.returned * service.defect * units
        + money.partner * plan[:, COLUMN["sourcing"]] * made
    )
    known_hours = beliefs[:, COLUMN["hours"]]
    shift = np.where(endless | np.isinf(known_hours), 0.0, finite - np.where(np.isinf(known_hours), 0.0, known_hours))
    hiring = np.where(shift > 0, money.hire, -money.fire) * shift / p.people.payback_weeks
    revenue = response.price * units * (1 - service.defect)
    filled, waiting = demand * service.fill, demand * (1 - service.fill) * market.wait
    late = filled * service.late + waiting * service.overdue
    staff = plan[:, COLUMN["staff"]]
    desk = money.staff_wage * np.where(np.isinf(staff), 0.0, staff)
    serving = desk + money.shipping * units + money.late * late
    profit = revenue - manufacturing - serving - plan[:, COLUMN["advertising"]] - money.fixed - hiring
    standard = money.material + p.plant.run_hours * money.wage
    aware = np.where(money.holding > 0, np.minimum(1.0, beliefs[:, INDEX["holding"]] / np.maximum(money.holding, 1e-9)), 0.0)
    profit = profit - aware * p.plant.obsolescence * standard * service.stock
    told, over, short = _word(beliefs, demand, report)
    sold = np.maximum(units, 1e-9)
    return {
        "profit": profit,
        "units": units,
        "demand": demand,
        "revenue": revenue,
        "price_realised": revenue / sold,
        "range": variants,
        "unit_cost": manufacturing / np.maximum(made, 1e-9),
        "stockout_rate": 1 - service.fill,
        "fill_rate": service.fill,
        "put_off_rate": response.put_off,
        "setup_share": np.minimum(1.0, service.setup / np.maximum(service.available, 1e-9)),
        "utilisation": np.where(
            np.isinf(service.available), 0.0, np.minimum(1.0, service.need / np.maximum(service.available, 1e-9))
        ),
        "stock": service.stock,
        "satisfaction": felt,
        "defect_rate": service.defect,
        "promises_broken": late / np.maximum(filled + waiting, 1e-9),
        "unanswered": service.unanswered,
        "left": demand - units,
        "setups": service.lots,
        "hours_used": np.minimum(service.need, service.available),
        "overtime": overtime,
        "margin": profit / np.maximum(revenue, 1e-9),
        "told": told,
        "told_over": over,
        "told_short": short,
    }


def _word(beliefs: Floats, demand: Floats, report: Floats | None) -> tuple[Floats, Floats, Floats]:
    """Marketing's word on demand, and by how much it is expected to be over and under a week's demand, (F,): normal demand."""
    told = demand if report is None else demand * report
    spread = np.sqrt(np.maximum(demand + np.maximum(beliefs[:, INDEX["surprise"]], 0.0) * demand**2, 1e-9))
    gap = (told - demand) / spread
    return told, spread * _normal_loss(-gap), spread * _normal_loss(gap)
