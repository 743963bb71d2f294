"""Operations' arithmetic: forecast per variant, spread of its error, base-stock levels. One
function for each.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from coordsim.core.compiled import compiled
from coordsim.core.contracts import World
from coordsim.core.levers import COLUMN
from coordsim.core.records import ON_SALE, FirmState, Floats, column
from coordsim.firm.queues import total


def own_forecast(world: World, state: FirmState) -> Floats:
    """Operations' moving average of its bookings per variant on sale, (F, V); the given mean when
    the window is 0.
    """
    on_sale = state.status == ON_SALE
    known = world.parameters.plant.forecast_window == 0
    mean: Floats = (
        column(world.parameters.given.mean)
        if known
        else total(state.booked) / state.booked.shape[2]
    )
    return np.where(on_sale, mean, 0.0)


def spread(own: Floats, on_sale: np.ndarray, total: Floats) -> Floats:
    """Spread a total (F,) over the variants on sale as operations' own averages do, equally where
    they are all zero.
    """
    count = np.maximum(on_sale.sum(axis=1), 1)
    whole = own.sum(axis=1)
    share = np.where(
        column(whole) > 0, own / column(np.where(whole > 0, whole, 1.0)), on_sale / column(count)
    )
    out: Floats = column(total) * share
    return out


def forecast_error(world: World, forecast: Floats, surprise: Floats) -> Floats:
    """Weekly standard deviation of demand around the forecast, (F, V): Poisson noise of many
    customers and common surprise.

    ``surprise`` (F,) is operations' own record of how far bookings were off its forecast, as a
    variance relative to it. Under a given demand the distribution's own spread is known.
    """
    if world.given:
        given = world.parameters.given
        sd = np.sqrt(given.mean) if given.distribution == "poisson" else given.sd
        return np.where(forecast > 0, column(sd), 0.0)
    return np.sqrt(forecast + column(surprise) * forecast**2)


class Promotions(NamedTuple):
    """The calendar of promotions and what they do to demand, as believed; arrays (F,)."""

    depth: Floats
    every: Floats  # weeks
    bump: Floats  # a promotion week's demand over the average
    dip: Floats  # a plain week's


def window_multiplier(
    promotions: Promotions, start: int, weeks: Floats, *, early: int = 0, notice: int | None = None
) -> Floats:
    """Mean demand over the average in the window [start, start + weeks), (F,).

    The extra units of promotions up to ``early`` weeks after the window are counted in, so that
    they are built ahead. Promotions more than ``notice`` weeks ahead are not yet known: those weeks
    count as average ones.
    """
    return _window(promotions, start, weeks, early, -1 if notice is None else notice)


@compiled
def _window(promotions: Promotions, start: int, weeks: Floats, early: int, notice: int) -> Floats:
    depth, every, bump, dip = promotions
    out = np.empty(len(bump))
    for f in range(len(out)):
        whole = 0.0
        for ahead in range(math.ceil(weeks[f]) + early):
            if 0 <= notice < ahead:
                break
            every_weeks = int(max(every[f], 1.0))
            hit = every[f] > 0 and depth[f] > 0 and (start + ahead) % every_weeks == every_weeks - 1
            if ahead < weeks[f]:
                whole += bump[f] if hit else dip[f]
            elif hit and ahead < weeks[f] + early:
                whole += bump[f] - dip[f]
        if notice >= 0:
            whole += max(weeks[f] - notice - 1, 0.0)
        out[f] = whole / weeks[f]
    return out


def base_stock(world: World, plan: Floats, forecast: Floats, surprise: Floats) -> Floats:
    """S = f (L + cycle) + z sigma sqrt(L + cycle): covers lead time and one cycle (Snyder & Shen
    2019, ch. 4), (F, V).
    """
    protection = column(world.parameters.plant.lead_weeks + plan[:, COLUMN["cycle"]])
    sigma = forecast_error(world, forecast, surprise)
    return forecast * protection + column(plan[:, COLUMN["safety"]]) * sigma * np.sqrt(protection)
