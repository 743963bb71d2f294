"""What managers make of the numbers they see: marketing's expectation of demand, operations'
planning forecast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coordsim.core.contracts import MentalModel
from coordsim.core.facts import INDEX
from coordsim.core.formulas import Response
from coordsim.core.levers import COLUMN
from coordsim.core.records import Floats, column
from coordsim.customers.conditions import season
from coordsim.firm.planning import Promotions, spread, window_multiplier
from coordsim.mind.reaction import respond

LEAST_LEVEL = 0.05  # of the market: a lower one has no logarithm worth having


@dataclass(frozen=True)
class Desk:
    """What operations plans from: its own books, and what its systems say of the market.

    ``own`` (F, V) is the average of its bookings, ``on_sale`` and ``coming`` (F, V) bool are the
    variants that can be made now, and those that can be when materials ordered now arrive. ``lead``
    (F,) is the weeks that materials take, ``cycle`` (F,) those from lot to lot. ``momentum`` (F, 2)
    is demand over the average in this week, and over the weeks that a lot has to last.
    """

    own: Floats
    on_sale: np.ndarray
    coming: np.ndarray
    lead: Floats
    cycle: Floats
    momentum: Floats


@dataclass(frozen=True)
class Planning:
    """What operations plans with.

    ``total`` (F,) average week; ``lots`` (F, V) for lots due now; ``this_week`` (F,) its forecast
    of this week's demand; ``parts`` (F, V) for the materials ordered now.
    """

    total: Floats
    lots: Floats
    this_week: Floats
    parts: Floats


def expected_demand(
    model: MentalModel,
    plan: Floats,
    beliefs: Floats,
    week: int,
    *,
    level: Floats,
    glimpses: Sequence[Floats],
) -> Floats:
    """Marketing's honest expectation of mean weekly demand over the coming round at a plan, (F,).

    ``level`` (F, W) is its record of demand over its formula, ``glimpses`` what it sees of the
    market's log shock in each of the coming weeks, (F,) each.
    """
    seen = sum(_factors(model, glimpses), start=np.zeros(model.firms))
    expected: Floats = (
        usual_demand(model, plan, beliefs, week)
        * level.mean(axis=1)
        * (seen / model.parameters.horizon.round_weeks)
    )
    return expected


def usual_demand(model: MentalModel, plan: Floats, beliefs: Floats, week: int) -> Floats:
    """Mean weekly demand over the coming round at a plan, by marketing's formula and the season
    alone, (F,).
    """
    response = _usual(model, plan, beliefs).demand
    weeks = model.parameters.horizon.round_weeks
    market = model.parameters.market
    wave: Floats = (
        sum((season(market, week + ahead) for ahead in range(weeks)), start=np.zeros(model.firms))
        / weeks
    )
    return response * wave


def _usual(model: MentalModel, plan: Floats, beliefs: Floats) -> Response[Floats]:
    """Return the market's response when customers feel as they usually do."""
    return respond(model, plan, beliefs, model.parameters.market.satisfaction_reference)


def _factors(model: MentalModel, glimpses: Sequence[Floats]) -> list[Floats]:
    """Return what glimpses of the market's shock mean for demand in each week of the coming round:
    its mean, as what is not seen may be anything.
    """
    market = model.parameters.market
    if model.given:  # a given demand knows no shock of the market
        return [np.ones(model.firms)] * model.parameters.horizon.round_weeks
    unseen = (market.insight * market.shock_sd) ** 2
    return [np.exp(glimpse - unseen / 2) for glimpse in glimpses]


def observed_level(
    model: MentalModel,
    plan: Floats,
    beliefs: Floats,
    week: int,
    *,
    demand: Floats,
    promotion: Floats,
    glimpse: Floats,
) -> Floats:
    """This week's demand over what marketing's own formula expects at this plan, season and
    promotion, (F,).

    ``glimpse`` (F,) is what it saw of the shock. The variance that the foreseen part of the shock
    takes away makes its mean the level itself.
    """
    response, market = _usual(model, plan, beliefs), model.parameters.market
    expected = np.where(promotion > 0, response.promoted, response.plain) * season(market, week)
    insight = 0.0 if model.given else market.insight
    foreseen = glimpse - (2 * insight - insight**2) * market.shock_sd**2 / 2
    level: Floats = demand / np.maximum(expected * np.exp(foreseen), 1e-9)
    return level


def in_a_week(
    model: MentalModel, plan: Floats, beliefs: Floats, average: Floats, promotion: Floats | float
) -> Floats:
    """What a word on the average week means for a week with or without a promotion (depth, 0 =
    none), (F,).
    """
    response = _usual(model, plan, beliefs)
    expected: Floats = (
        average
        * np.where(promotion > 0, response.promoted, response.plain)
        / np.maximum(response.demand, 1e-9)
    )
    return expected


def momentum(model: MentalModel, level: Floats, booked: Floats, weeks: Floats) -> Floats:
    """Expected demand over the average, mean over the next ``weeks``, (F,): the market's shock dies
    out as in an AR(1) process.

    One where the forecast uses no momentum. What marketing did not foresee is read off its record
    ``level`` (F, W) of demand over its own formula; ``heard`` is the share of a week's deviation
    that is shock, and not the luck of the single customers who ``booked`` (F, V, W).
    """
    market, systems = model.parameters.market, model.parameters.systems
    if not systems.momentum.any():
        return np.ones_like(weeks)
    last = np.log(
        np.maximum(level[:, 0], LEAST_LEVEL) / np.maximum(level.mean(axis=1), LEAST_LEVEL)
    )
    last = np.clip(last, -systems.momentum_limit, systems.momentum_limit)
    fade = market.shock_persistence
    reach = np.maximum(weeks, 1.0)
    kept = fade * (1 - fade**reach) / np.maximum((1 - fade) * reach, 1e-9)
    unseen = ((1 - market.insight) * market.shock_sd) ** 2
    heard = unseen / np.maximum(unseen + 1 / np.maximum(booked[:, :, 0].sum(axis=1), 1.0), 1e-9)
    carried: Floats = np.exp(systems.momentum * heard * last * kept)
    return carried


def planning(
    model: MentalModel, desk: Desk, beliefs: Floats, week: int, notice: int | None
) -> Planning:
    """Turn operations' beliefs (F, K) into forecasts.

    ``notice`` is how many weeks ahead operations sees a told promotion; None: the whole calendar.
    """
    total = beliefs[:, INDEX["demand"]]
    usual = spread(desk.own, desk.on_sale, total)
    calendar = _Calendar(model, beliefs, notice)
    plant = model.parameters.plant
    reach = plant.lead_weeks + desk.cycle
    now, later = desk.momentum[:, 0], desk.momentum[:, 1]
    return Planning(
        total=total,
        lots=usual * column(calendar.over(week, reach, plant.prebuild_weeks) * later),
        this_week=total * calendar.over(week, np.ones_like(reach), 0) * now,
        parts=_with_newcomers(desk, usual)
        * column(calendar.over(week, reach + (desk.lead + 1), plant.prebuild_weeks)),
    )


def plain_lots(model: MentalModel, desk: Desk, beliefs: Floats, week: int) -> Floats:
    """Return the forecast for lots due now that operations would make of these beliefs by its own
    calendar alone, (F, V).
    """
    plant = model.parameters.plant
    reach = plant.lead_weeks + desk.cycle
    total = beliefs[:, INDEX["demand"]] * _Calendar(model, beliefs).over(
        week, reach, plant.prebuild_weeks
    )
    return spread(desk.own, desk.on_sale, total)


def _with_newcomers(desk: Desk, usual: Floats) -> Floats:
    """Add variants that will be made when an order of materials arrives, each planned as the mean
    of those on sale, (F, V).
    """
    mean = usual.sum(axis=1) / np.maximum(desk.on_sale.sum(axis=1), 1)
    return np.where(desk.coming, column(mean), usual)


class _Calendar:
    """Demand over its average in coming weeks, as the promotion calendar is believed."""

    def __init__(self, model: MentalModel, beliefs: Floats, notice: int | None = None) -> None:
        response = _usual(model, beliefs[:, : len(COLUMN)], beliefs)
        average = np.maximum(response.demand, 1e-9)
        self.promotions = Promotions(
            depth=beliefs[:, COLUMN["promotion_depth"]],
            every=beliefs[:, COLUMN["promotion_every"]],
            bump=response.promoted / average,
            dip=response.plain / average,
        )
        self.flat, self.notice = model.given, notice

    def over(self, week: int, weeks: Floats, early: int) -> Floats:
        """Mean over the next weeks, with promotions shortly after them counted in, (F,)."""
        if self.flat:
            return np.ones_like(weeks)
        return window_multiplier(self.promotions, week, weeks, early=early, notice=self.notice)
