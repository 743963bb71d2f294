"""What managers make of the numbers they see: marketing's expectation of demand, operations' planning forecast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coordsim.contracts import World
from coordsim.customers.conditions import season
from coordsim.facts import INDEX
from coordsim.firm.planning import own_forecast, spread, window_multiplier
from coordsim.levers import COLUMN
from coordsim.outlook import respond
from coordsim.records import ON_SALE, FirmState, Floats, column


@dataclass(frozen=True)
class Planning:
    """What operations plans with. ``total`` (F,) average week; ``lots`` (F, V) for lots due now; ``informed`` (F, V) had it been told
    all; ``this_week`` (F,) its forecast of this week's demand; ``usual`` (F, V) without promotions, for materials."""

    total: Floats
    lots: Floats
    informed: Floats
    this_week: Floats
    usual: Floats


def expected_demand(world: World, state: FirmState, beliefs: Floats, week: int) -> Floats:
    """Marketing's honest expectation of mean weekly demand over the coming round, at the plan in force, (F,)."""
    response = respond(world, state.plan, beliefs, world.parameters.market.satisfaction_reference).demand
    weeks = world.parameters.horizon.round_weeks
    wave = np.mean([season(world, week + ahead) for ahead in range(weeks)], axis=0)
    return response * state.level.mean(axis=1) * wave


def observed_level(world: World, state: FirmState, beliefs: Floats, week: int, demand: Floats, promotion: Floats) -> Floats:
    """This week's demand over what marketing's own formula expects at this plan, season and promotion, (F,)."""
    response = respond(world, state.plan, beliefs, world.parameters.market.satisfaction_reference)
    expected = np.where(promotion > 0, response.promoted, response.plain) * season(world, week)
    return demand / np.maximum(expected, 1e-9)


def planning(world: World, state: FirmState, beliefs: Floats, honest: Floats, week: int) -> Planning:
    """Turn operations' beliefs (F, K) into forecasts; ``honest`` is marketing's own expectation (F,), for the ledger's *not told*."""
    own = own_forecast(world, state)
    on_sale = state.status == ON_SALE
    total = beliefs[:, INDEX["demand"]]
    usual = spread(own, on_sale, total)
    told = ~np.isnan(state.told)
    reach = world.parameters.plant.lead_weeks + state.plan[:, COLUMN["cycle"]]
    lots, now = _with_calendar(world, beliefs, week, reach)
    truth = np.where(column(told[:, INDEX["promotion_every"]]), beliefs, _with_true_calendar(beliefs, state.plan))
    lots_true, _ = _with_calendar(world, truth, week, reach)
    informed = spread(own, on_sale, np.where(told[:, INDEX["demand"]], total, honest) * lots_true)
    return Planning(total, usual * column(lots), informed, total * now, usual)


def _with_true_calendar(beliefs: Floats, plan: Floats) -> Floats:
    out = beliefs.copy()
    for name in ("price", "promotion_depth", "promotion_every"):
        out[:, COLUMN[name]] = plan[:, COLUMN[name]]
    return out


def _with_calendar(world: World, beliefs: Floats, week: int, reach: Floats) -> tuple[Floats, Floats]:
    """Mean over the weeks a lot has to cover, and this week, of demand over its average, as the calendar is believed, (F,)."""
    if world.nodes is None:
        return np.ones(world.firms), np.ones(world.firms)
    response = respond(world, beliefs[:, : len(COLUMN)], beliefs, world.parameters.market.satisfaction_reference)
    depth, every = beliefs[:, COLUMN["promotion_depth"]], beliefs[:, COLUMN["promotion_every"]]
    average = np.maximum(response.demand, 1e-9)
    bump, dip = response.promoted / average, response.plain / average
    return (
        window_multiplier(depth, every, bump, dip, week, reach),
        window_multiplier(depth, every, bump, dip, week, np.ones_like(reach)),
    )
