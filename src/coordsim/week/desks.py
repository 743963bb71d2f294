"""What lies on each desk this week: what marketing sees of the market, what operations plans from.

Here the world and the firm's state are cut down to what the mind's functions may be given.
"""

from __future__ import annotations

import numpy as np

from coordsim.core.contracts import World
from coordsim.core.facts import INDEX
from coordsim.core.levers import COLUMN
from coordsim.core.records import ON_SALE, FirmState, Floats, column
from coordsim.customers.conditions import next_shock
from coordsim.firm.planning import own_forecast
from coordsim.firm.supply import lead_weeks, soon
from coordsim.mind.estimates import (
    Desk,
    Planning,
    expected_demand,
    momentum,
    observed_level,
    plain_lots,
    planning,
)


def expectation(world: World, state: FirmState, beliefs: Floats, week: int) -> Floats:
    """Marketing's honest expectation of mean weekly demand over the coming round, at the plan in
    force, (F,).
    """
    return expected_demand(
        world.model,
        state.plan,
        beliefs,
        week,
        level=state.level,
        glimpses=_glimpses(world, state.shock, week),
    )


def glimpse(world: World, shock: Floats) -> Floats:
    """What marketing sees of the market's log shock of a week, (F,): nothing where demand is
    given.
    """
    insight = 0.0 if world.given else world.parameters.market.insight
    return insight * shock


def _glimpses(world: World, shock: Floats, week: int) -> list[Floats]:
    """What it sees of the shocks in each week of the coming round."""
    out: list[Floats] = []
    if world.given:
        return out
    for ahead in range(world.parameters.horizon.round_weeks):
        shock = next_shock(world, shock, week + ahead)
        out.append(glimpse(world, shock))
    return out


def level_on_record(
    world: World, state: FirmState, beliefs: Floats, week: int, *, demand: Floats, promotion: Floats
) -> Floats:
    """This week's demand over what marketing's own formula expects, (F,): its record of the
    market's level.
    """
    return observed_level(
        world.model,
        state.plan,
        beliefs,
        week,
        demand=demand,
        promotion=promotion,
        glimpse=glimpse(world, state.shock),
    )


def plans_of(
    world: World, state: FirmState, beliefs: Floats, week: int, notice: int | None
) -> Planning:
    """Return what operations plans with, by its beliefs (F, K)."""
    return planning(world.model, _desk(world, state), beliefs, week, notice)


def informed_lots(
    world: World, state: FirmState, beliefs: Floats, week: int, honest: Floats
) -> Floats:
    """Return what operations would plan for lots due now had it been told all, (F, V): for the
    cause *not told*.

    ``honest`` (F,) is marketing's own expectation of demand.
    """
    told = ~np.isnan(state.told)
    known = beliefs.copy()
    known[:, INDEX["demand"]] = np.where(
        told[:, INDEX["demand"]], beliefs[:, INDEX["demand"]], honest
    )
    calendar = told[:, INDEX["promotion_every"]]
    for name in ("price", "promotion_depth", "promotion_every"):
        place = COLUMN[name]
        known[:, place] = np.where(calendar, beliefs[:, place], state.plan[:, place])
    return plain_lots(world.model, _desk(world, state), known, week)


def _desk(world: World, state: FirmState) -> Desk:
    on_sale, cycle = state.status == ON_SALE, state.plan[:, COLUMN["cycle"]]
    reach = world.parameters.plant.lead_weeks + cycle
    ahead = [
        momentum(world.model, state.level, state.booked, weeks)
        for weeks in (np.ones_like(reach), reach)
    ]
    return Desk(
        own=own_forecast(world, state),
        on_sale=on_sale,
        coming=soon(world, state) & ~on_sale,
        lead=lead_weeks(world, state.plan),
        cycle=cycle,
        momentum=np.concatenate([column(values) for values in ahead], axis=1),
    )
