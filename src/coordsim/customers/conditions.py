"""What brings customers in besides their need: season, the market-wide shock, advertising,
promotion, reputation.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from coordsim.core.contracts import World
from coordsim.core.formulas import advertising_at, credit_of, promise_at
from coordsim.core.levers import COLUMN
from coordsim.core.parameters import Market
from coordsim.core.records import MARKETING, FirmState, Floats
from coordsim.customers.small_world import reputation_factor
from coordsim.firm.trends import shock


def season(market: Market[Floats], week: float) -> Floats:
    """Return the season's factor, (F,): a yearly cosine with mean one."""
    return 1 + market.season_amplitude * np.cos(2 * np.pi * (week - market.season_peak) / 52)


def promoted(plan: Floats, week: int) -> Floats:
    """Return the promotion depth in force this week, (F,); a promotion falls on every k-th week."""
    every = plan[:, COLUMN["promotion_every"]].astype(np.int64)
    due = (every > 0) & (week % np.maximum(every, 1) == np.maximum(every, 1) - 1)
    return np.where(due, plan[:, COLUMN["promotion_depth"]], 0.0)


def advance(world: World, state: FirmState, week: int) -> FirmState:
    """Move the shock (AR(1) in logs, stationary variance shock_sd^2) and the advertising stock on
    by a week.
    """
    adstock = (
        world.parameters.market.ad_carryover * state.adstock + state.plan[:, COLUMN["advertising"]]
    )
    return replace(state, shock=next_shock(world, state.shock, week), adstock=adstock)


def next_shock(world: World, shock: Floats, week: int) -> Floats:
    """Return the shock of ``week`` after that of the week before, (F,)."""
    market = world.parameters.market
    innovation = (
        world.streams.normals("market", week, 1)[:, 0]
        * market.shock_sd
        * np.sqrt(1 - market.shock_persistence**2)
    )
    return market.shock_persistence * shock + innovation


def options_seen(world: World, build: Floats) -> Floats:
    """Options that a customer has to take in per variant offered, (F,): fewer with packages, and
    with personalisation.
    """
    p = world.parameters
    return np.where(build > 0, p.line.package_options, 1.0) * p.systems.options_seen


def promise_utility(
    world: World, weeks: Floats, hours: Floats, late: Floats | float, unanswered: Floats | float
) -> Floats:
    """Utility of promised delivery ``weeks`` and ``hours`` to an answer, as far as they are
    believed, (F,).
    """
    n = world.constants
    utility: Floats = promise_at(n, weeks, credit_of(n, hours), late, unanswered)
    return utility


def advertising_factor(world: World, adstock: Floats) -> Floats:
    """Return what the advertising still at work does to visits, (F,)."""
    factor: Floats = advertising_at(world.constants, adstock)
    return factor


def visit_factor(world: World, state: FirmState, week: int) -> Floats:
    """Return what multiplies the visit rate this week besides a promotion, (F,)."""
    market, people = world.parameters.market, world.parameters.people
    mean_shock = np.exp(state.shock - market.shock_sd**2 / 2)
    reputation = reputation_factor(world, state.reputation)
    effort = state.effort * (1 - people.frustration_effect * state.frustration[:, MARKETING])
    surge = max(0.0, 1 + shock(world, "demand", week))
    return (
        surge
        * season(market, week)
        * mean_shock
        * advertising_factor(world, state.adstock)
        * reputation
        * effort
    )
