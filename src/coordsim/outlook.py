"""The mental model: plan + beliefs -> expected KPIs per week, in closed form.

Everyone predicts with this one function: the steady-state, no-noise version of the week. Roles differ in their beliefs (its
parameters) and in their pay (what they do with the answer). With true beliefs and profit as the aim it is the planner's yardstick.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from coordsim.contracts import World
from coordsim.customers.choice import shares
from coordsim.customers.conditions import advertising_factor
from coordsim.facts import INDEX
from coordsim.firm.plant import availability, defect_share, setup_hours
from coordsim.levers import COLUMN
from coordsim.records import Floats

NODES = 8
PRESSURE_SD = 0.10  # assumed: spread of weekly hours needed over hours available, as planners allow for


@dataclass(frozen=True)
class Response:
    """Expected demand at a plan, (F,): per week on average, in a plain and in a promotion week; and the average price paid."""

    demand: Floats
    plain: Floats
    promoted: Floats
    price: Floats
    put_off: Floats
    buy: Floats  # share of visitors not put off who buy


@dataclass(frozen=True)
class Anchor:
    """What ties the outlook to today: the market's level over its formula, and the satisfaction expected at today's plan, (F,)."""

    level: Floats
    satisfaction: Floats


def inclusive_nodes(slots: int, classes: int, taste_cost: Floats, nest_scale: Floats) -> Floats:
    """Inclusive values of the first n variants at NODES quantiles of taste, shape (F, slots + 1, NODES); row 0 is never used."""
    table = np.full((len(taste_cost), slots + 1, NODES), -np.inf)
    for n in range(1, slots + 1):
        offered = np.broadcast_to(np.arange(slots) < n, (len(taste_cost), slots))
        inclusive, _ = shares(offered, taste_cost, nest_scale, classes)
        ranked = np.sort(inclusive, axis=1)
        picks = ((np.arange(NODES) + 0.5) / NODES * classes).astype(np.int64)
        table[:, n] = ranked[:, picks]
    return table


def respond(world: World, plan: Floats, beliefs: Floats, satisfaction: Floats) -> Response:
    """Expected response of the market to marketing's levers at a satisfaction (F,), before anchoring."""
    p = world.parameters
    market = p.market
    if world.nodes is None:
        mean = p.given.mean * plan[:, COLUMN["range"]]
        return Response(mean, mean, mean, plan[:, COLUMN["price"]], np.zeros_like(mean), np.ones_like(mean))
    price, depth, every = (plan[:, COLUMN[name]] for name in ("price", "promotion_depth", "promotion_every"))
    build = plan[:, COLUMN["build"]]
    variants = np.maximum(1, plan[:, COLUMN["range"]]).astype(np.int64)
    options = variants * np.where(build > 0, p.line.package_options, 1.0)
    slope = np.sqrt(market.overload_slope**2 + 3 * market.comfort_sd**2 / np.pi**2)
    put_off = beliefs[:, INDEX["overload"]] / (1 + np.exp(-np.maximum((options - market.comfort_mean) / slope, -700.0)))
    utility = (
        market.attraction
        + market.satisfaction_effect * (satisfaction - market.satisfaction_reference)
        - market.promise_cost * plan[:, COLUMN["promise"]]
        + p.line.package_utility * build
    )[:, np.newaxis] + world.nodes[np.arange(len(variants)), variants]
    advertising = plan[:, COLUMN["advertising"]] / (1 - market.ad_carryover)
    reputation = 0.5 + 0.5 * satisfaction / p.people.reputation_start
    visits = market.visit_rate * advertising_factor(world, advertising) * reputation * (1 - put_off)

    def buy(paid: Floats) -> Floats:
        pull = utility - (market.price_sensitivity * (paid - market.price_reference))[:, np.newaxis]
        return (1 / (1 + np.exp(-np.maximum(pull, -700.0)))).mean(axis=1)

    share = np.where((every > 0) & (depth > 0), 1 / np.maximum(every, 1), 0.0)
    plain = visits * buy(price)
    lifted = visits * np.exp(market.promotion_lift * depth) * buy(price * (1 - depth))
    mean = (1 - share) * plain + share * lifted
    away = market.need_weeks + market.stockpile_weeks * share * lifted / np.maximum(mean, 1e-12)
    people = market.customers / (1 + mean * away)
    paid = price * (1 - depth * share * lifted / np.maximum(mean, 1e-12))
    return Response(people * mean, people * plain, people * lifted, paid, put_off, buy(price))


def anchor(world: World, beliefs: Floats) -> Anchor:
    """Fit the market's level so that today's plan, as believed, brings the demand that is believed."""
    today = beliefs[:, : len(COLUMN)]
    neutral = world.parameters.market.satisfaction_reference
    demand = beliefs[:, INDEX["demand"]]
    felt = neutral
    for _ in range(2):
        response = respond(world, today, beliefs, felt)
        service = _service(world, today, beliefs, demand, np.ones_like(demand))
        felt = _felt(world, beliefs, response, service)
    return Anchor(demand / np.maximum(respond(world, today, beliefs, felt).demand, 1e-9), felt)


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
    need = made * plant.run_hours + lots * per_setup
    known = beliefs[:, INDEX["availability"]]
    shift = availability(world, plan[:, COLUMN["quality"]]) / availability(world, beliefs[:, COLUMN["quality"]])
    available = plan[:, COLUMN["hours"]] * (1 + plan[:, COLUMN["overtime"]]) * np.minimum(1.0, known * shift)
    room = np.maximum(0.0, available - lots * per_setup) / np.maximum(demand * plant.run_hours, 1e-9)
    room = np.minimum(room, 10.0)
    from_hours = np.clip(1 - PRESSURE_SD * _normal_loss((room - 1) / PRESSURE_SD), 0.0, 1.0)
    utilisation = np.where(np.isinf(available), 0.5, need / np.maximum(available, 1e-9))
    defect = defect_share(world, plan[:, COLUMN["quality"]], variants, utilisation)
    stock = variants * (each * cycle / 2 + np.maximum(0.0, z * spread + short))
    parts = 0.0 * stock if world.parameters.supply.endless else 2 * demand * (1 + cycle)
    return _Service(from_stock * from_hours, defect, need, available, lots * per_setup, lots, stock, parts)


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
        ]
    )
    outcome = np.stack([people.outcome_put_off, people.outcome_empty, people.outcome_waited, people.outcome_defect])
    good = np.maximum(0.0, buyers + response.put_off - bad.sum(axis=0))
    weight = bad * people.loss_weight
    mean = (good + (weight * outcome).sum(axis=0)) / np.maximum(good + weight.sum(axis=0), 1e-9)
    goodwill = beliefs[:, INDEX["goodwill"]]
    felt: Floats = market.satisfaction_reference + goodwill * (mean - market.satisfaction_reference)
    return felt


def outlook(world: World, plan: Floats, beliefs: Floats, today: Anchor, planned: Floats | None = None) -> dict[str, Floats]:
    """Expected KPIs of a plan (F, L) under a role's beliefs (F, K), per week, each (F,).

    ``planned`` is what operations plans for over what will be demanded (1 when omitted). One-off costs are spread over
    ``payback_weeks``. Names are those of the KPI table.
    """
    p = world.parameters
    money, market = p.money, p.market
    ratio = np.ones(len(plan)) if planned is None else planned
    felt = today.satisfaction
    for _ in range(2):
        response = respond(world, plan, beliefs, felt)
        demand = response.demand * today.level
        service = _service(world, plan, beliefs, demand, ratio)
        felt = _felt(world, beliefs, response, service)
    units = demand * (service.fill + (1 - service.fill) * (market.wait + market.substitute * service.fill))
    made = units + demand * np.maximum(0.0, ratio - 1) * 0.1
    hours = plan[:, COLUMN["hours"]]
    endless = np.isinf(hours)
    finite = np.where(endless, 0.0, hours)
    known_share = np.minimum(1.0, beliefs[:, INDEX["availability"]])
    work = made * p.plant.run_hours + service.setup
    regular = np.where(endless, work, hours)
    overtime = np.clip(work - finite * known_share, 0.0, finite * plan[:, COLUMN["overtime"]])
    variants = plan[:, COLUMN["range"]]
    manufacturing = (
        money.material * made
        + money.wage * (regular + money.overtime_premium * overtime)
        + beliefs[:, INDEX["setup_money"]] * service.lots
        + beliefs[:, INDEX["holding"]] * (service.stock + money.parts_holding * service.parts)
        + beliefs[:, INDEX["range_overhead"]] * variants
        + money.quality_effort * plan[:, COLUMN["quality"]]
        + money.returned * service.defect * units
    )
    tooling = np.where(plan[:, COLUMN["build"]] > 0, money.launch_package, money.launch)
    known_hours = beliefs[:, COLUMN["hours"]]
    shift = np.where(endless | np.isinf(known_hours), 0.0, finite - np.where(np.isinf(known_hours), 0.0, known_hours))
    once = tooling * np.maximum(0.0, variants - beliefs[:, COLUMN["range"]]) + np.where(shift > 0, money.hire, -money.fire) * shift
    revenue = response.price * units * (1 - service.defect)
    profit = revenue - manufacturing - plan[:, COLUMN["advertising"]] - money.fixed - once / p.people.payback_weeks
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
    }
