"""Materials: weekly base-stock orders of common modules and of parts that fit one variant only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from coordsim.core.contracts import World
from coordsim.core.levers import COLUMN
from coordsim.core.records import DEVELOPING, ON_SALE, FirmState, Floats, column
from coordsim.firm.materials import common_each
from coordsim.firm.planning import forecast_error
from coordsim.firm.trends import shock


def arrive(world: World, state: FirmState, week: int) -> FirmState:
    """Receive what is due; with chance 1 - reliability a week's shipment slips by a week (one draw
    for each).
    """
    if world.parameters.supply.endless:
        return state
    luck = world.streams.uniforms("supplier", week, 2)[world.streams.row]
    supply = world.parameters.supply
    partner = state.plan[:, COLUMN["sourcing"]] > 0
    sure = np.where(partner, supply.partner_reliability, supply.reliability) * max(
        0.0, 1 - shock(world, "supply", week)
    )
    on_time = luck < column(sure)
    parts, parts_coming = _slip(state.parts, state.parts_coming, on_time[:, 0, np.newaxis])
    common, common_coming = _slip(state.common, state.common_coming, on_time[:, 1])
    return replace(
        state, parts=parts, parts_coming=parts_coming, common=common, common_coming=common_coming
    )


def _slip(stock: Floats, coming: Floats, on_time: np.ndarray) -> tuple[Floats, Floats]:
    due = coming[:, 0]
    ahead = np.concatenate([coming[:, 1:], np.zeros_like(coming[:, :1])], axis=1)
    late = np.where(on_time, 0.0, due)
    ahead[:, 0] += late
    return stock + due - late, ahead


def lead_weeks(world: World, plan: Floats) -> Floats:
    """Weeks from order to arrival with the sourcing chosen, (F,)."""
    supply = world.parameters.supply
    weeks: Floats = np.where(
        plan[:, COLUMN["sourcing"]] > 0, float(supply.partner_weeks), float(supply.lead_weeks)
    )
    return weeks


def soon(world: World, state: FirmState) -> np.ndarray:
    """Say which variants need materials, (F, V) bool: those that can be made, and those that will
    be when an order arrives.
    """
    ahead = column(lead_weeks(world, state.plan)) + 1
    needed: np.ndarray = (state.status == ON_SALE) | (
        (state.status == DEVELOPING) & (state.ready_in <= ahead)
    )
    return needed


def order(world: World, state: FirmState, forecast: Floats) -> tuple[FirmState, Floats]:
    """Order each kind up to its base stock: what may be used until an order made next week arrives,
    and safety on its forecast.

    A bespoke unit takes a part of its own and common modules, a package common modules only. Common
    modules pool the variants' errors and lots, specific parts cannot: risk pooling (Eppen 1979)
    follows by itself. Returns the units ordered, (F,).
    """
    supply = world.parameters.supply
    if supply.endless:
        return state, np.zeros(world.firms)
    forecast = np.where(
        soon(world, state), forecast, 0.0
    )  # nothing more for a variant retired this week
    lead, cycle = lead_weeks(world, state.plan), state.plan[:, COLUMN["cycle"]]
    sigma = forecast_error(world, forecast, state.surprise)
    package = state.plan[:, COLUMN["build"]] > 0
    target = _base_stock(world, forecast, sigma, column(_reach(lead, cycle, np.ones(world.firms))))
    parts = (
        np.maximum(0.0, target - state.parts - state.parts_coming.sum(axis=1))
        * (forecast > 0)
        * ~column(package)
    )
    users = np.maximum((forecast > 0).sum(axis=1), 1)
    pooled = column(np.sqrt((sigma**2).sum(axis=1)))
    target_common = _base_stock(
        world, column(forecast.sum(axis=1)), pooled, column(_reach(lead, cycle, users))
    )[:, 0]
    common = np.maximum(
        0.0,
        target_common * common_each(world, package)
        - state.common
        - state.common_coming.sum(axis=1),
    )
    parts_coming, common_coming = state.parts_coming.copy(), state.common_coming.copy()
    firms, place = np.arange(world.firms), lead.astype(np.int64) - 1
    parts_coming[firms, place] += parts
    common_coming[firms, place] += common
    return (
        replace(state, parts_coming=parts_coming, common_coming=common_coming),
        parts.sum(axis=1) + common,
    )


def _reach(lead: Floats, cycle: Floats, users: Floats) -> Floats:
    """Weeks of the mean forecast that ``users`` variants may take in the lead time and the week
    until the next order, (F,).

    Each takes ``cycle`` weeks at a time, in turn: in T weeks at most ceil(users T / cycle) lots
    fall due.
    """
    weeks: Floats = np.ceil(users * (lead + 1) / cycle) * cycle / users
    return weeks


def _base_stock(world: World, forecast: Floats, sigma: Floats, weeks: Floats) -> Floats:
    """Forecast over ``weeks`` and the safety factor times the spread of its error over them, in
    whole units.
    """
    level: Floats = np.ceil(
        forecast * weeks + column(world.parameters.supply.safety) * sigma * np.sqrt(weeks)
    )
    return level
