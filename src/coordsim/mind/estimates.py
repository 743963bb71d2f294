"""What managers make of the numbers they see: marketing's expectation of demand, operations'
planning forecast.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coordsim.core.contracts import World
from coordsim.core.facts import INDEX
from coordsim.core.levers import COLUMN
from coordsim.core.records import ON_SALE, FirmState, Floats, column
from coordsim.customers.conditions import next_shock, season
from coordsim.firm.planning import own_forecast, spread, window_multiplier
from coordsim.firm.supply import lead_weeks, soon
from coordsim.mind.reaction import respond


@dataclass(frozen=True)
class Planning:
    """What operations plans with.

    ``total`` (F,) average week; ``lots`` (F, V) for lots due now; ``informed`` (F, V) for them had
    it been told all; ``this_week`` (F,) its forecast of this week's demand; ``parts`` (F, V) for
    the materials ordered now.
    """

    total: Floats
    lots: Floats
    informed: Floats
    this_week: Floats
    parts: Floats


def expected_demand(world: World, state: FirmState, beliefs: Floats, week: int) -> Floats:
    """Marketing's honest expectation of mean weekly demand over the coming round, at the plan in
    force, (F,).
    """
    seen = (
        sum(_shocks_seen(world, state, week), start=np.zeros(world.firms))
        / world.parameters.horizon.round_weeks
    )
    expected: Floats = (
        usual_demand(world, state.plan, beliefs, week) * state.level.mean(axis=1) * seen
    )
    return expected


def usual_demand(world: World, plan: Floats, beliefs: Floats, week: int) -> Floats:
    """Mean weekly demand over the coming round at a plan, by marketing's formula and the season
    alone, (F,).
    """
    response = respond(world, plan, beliefs, world.parameters.market.satisfaction_reference).demand
    weeks = world.parameters.horizon.round_weeks
    wave: Floats = (
        sum((season(world, week + ahead) for ahead in range(weeks)), start=np.zeros(world.firms))
        / weeks
    )
    return response * wave


def _shocks_seen(world: World, state: FirmState, week: int) -> list[Floats]:
    """What marketing sees of the market's shock in each week of the coming round: its factor on
    demand, as far as insight goes.
    """
    market = world.parameters.market
    if world.given:  # a given demand knows no shock of the market
        return [np.ones(world.firms)] * world.parameters.horizon.round_weeks
    shock, out = state.shock, []
    for ahead in range(world.parameters.horizon.round_weeks):
        shock = next_shock(world, shock, week + ahead)
        out.append(np.exp(market.insight * shock - (market.insight * market.shock_sd) ** 2 / 2))
    return out


def observed_level(
    world: World, state: FirmState, beliefs: Floats, week: int, demand: Floats, promotion: Floats
) -> Floats:
    """This week's demand over what marketing's own formula expects at this plan, season and
    promotion, (F,).

    The variance that the foreseen part of the shock takes away makes its mean the level itself.
    """
    response = respond(world, state.plan, beliefs, world.parameters.market.satisfaction_reference)
    expected = np.where(promotion > 0, response.promoted, response.plain) * season(world, week)
    insight = 0.0 if world.given else world.parameters.market.insight
    foreseen = (
        insight * state.shock - (2 * insight - insight**2) * world.parameters.market.shock_sd**2 / 2
    )
    level: Floats = demand / np.maximum(expected * np.exp(foreseen), 1e-9)
    return level


def in_a_week(
    world: World, state: FirmState, beliefs: Floats, average: Floats, promotion: Floats | float
) -> Floats:
    """What a word on the average week means for a week with or without a promotion (depth, 0 =
    none), (F,).
    """
    response = respond(world, state.plan, beliefs, world.parameters.market.satisfaction_reference)
    expected: Floats = (
        average
        * np.where(promotion > 0, response.promoted, response.plain)
        / np.maximum(response.demand, 1e-9)
    )
    return expected


def momentum(world: World, state: FirmState, weeks: Floats) -> Floats:
    """Expected demand over the average, mean over the next ``weeks``, (F,): the market's shock dies
    out as in an AR(1) process.

    One where the forecast uses no momentum. What marketing did not foresee is read off its record
    of demand over its own formula; ``heard`` is the share of a week's deviation that is shock, and
    not the luck of single customers.
    """
    market, used = world.parameters.market, world.parameters.systems.momentum
    last = np.log(np.maximum(state.level[:, 0], 0.05) / np.maximum(state.level.mean(axis=1), 0.05))
    fade = market.shock_persistence
    reach = np.maximum(weeks, 1.0)
    kept = fade * (1 - fade**reach) / np.maximum((1 - fade) * reach, 1e-9)
    unseen = ((1 - market.insight) * market.shock_sd) ** 2
    heard = unseen / np.maximum(
        unseen + 1 / np.maximum(state.booked[:, :, 0].sum(axis=1), 1.0), 1e-9
    )
    carried: Floats = np.exp(used * heard * np.clip(last, -1.0, 1.0) * kept)
    return carried


def planning(
    world: World, state: FirmState, beliefs: Floats, honest: Floats, week: int, notice: int | None
) -> Planning:
    """Turn operations' beliefs (F, K) into forecasts; ``honest`` is marketing's own expectation
    (F,), for cause *not told*.

    ``notice`` is how many weeks ahead operations sees a told promotion; None: the whole calendar.
    """
    own = own_forecast(world, state)
    on_sale = state.status == ON_SALE
    total = beliefs[:, INDEX["demand"]]
    usual = spread(own, on_sale, total)
    told = ~np.isnan(state.told)
    cycle = state.plan[:, COLUMN["cycle"]]
    plant = world.parameters.plant
    reach = plant.lead_weeks + cycle
    calendar = _Calendar(world, beliefs, notice)
    materials = lead_weeks(world, state.plan) + 1
    now, later = momentum(world, state, np.ones_like(reach)), momentum(world, state, reach)
    told_calendar = column(told[:, INDEX["promotion_every"]])
    truth = _Calendar(
        world, np.where(told_calendar, beliefs, _with_true_calendar(beliefs, state.plan))
    )
    informed = np.where(told[:, INDEX["demand"]], total, honest) * truth.over(
        week, reach, plant.prebuild_weeks
    )
    return Planning(
        total=total,
        lots=usual * column(calendar.over(week, reach, plant.prebuild_weeks) * later),
        informed=spread(own, on_sale, informed),
        this_week=total * calendar.over(week, np.ones_like(reach), 0) * now,
        parts=_with_newcomers(world, state, usual)
        * column(calendar.over(week, reach + materials, plant.prebuild_weeks)),
    )


def _with_newcomers(world: World, state: FirmState, usual: Floats) -> Floats:
    """Add variants that will be made when an order of materials arrives, each planned as the mean
    of those on sale, (F, V).
    """
    on_sale = state.status == ON_SALE
    mean = usual.sum(axis=1) / np.maximum(on_sale.sum(axis=1), 1)
    return np.where(soon(world, state) & ~on_sale, column(mean), usual)


def _with_true_calendar(beliefs: Floats, plan: Floats) -> Floats:
    out = beliefs.copy()
    for name in ("price", "promotion_depth", "promotion_every"):
        out[:, COLUMN[name]] = plan[:, COLUMN[name]]
    return out


class _Calendar:
    """Demand over its average in coming weeks, as the promotion calendar is believed."""

    def __init__(self, world: World, beliefs: Floats, notice: int | None = None) -> None:
        response = respond(
            world,
            beliefs[:, : len(COLUMN)],
            beliefs,
            world.parameters.market.satisfaction_reference,
        )
        average = np.maximum(response.demand, 1e-9)
        self.bump, self.dip = response.promoted / average, response.plain / average
        self.depth, self.every = (
            beliefs[:, COLUMN["promotion_depth"]],
            beliefs[:, COLUMN["promotion_every"]],
        )
        self.flat, self.notice = world.given, notice

    def over(self, week: int, weeks: Floats, early: int) -> Floats:
        """Mean over the next weeks, with promotions shortly after them counted in, (F,)."""
        if self.flat:
            return np.ones_like(weeks)
        return window_multiplier(
            self.depth, self.every, self.bump, self.dip, week, weeks, early, self.notice
        )
