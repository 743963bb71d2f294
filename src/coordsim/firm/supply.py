"""Materials: weekly base-stock orders of common modules and of parts that fit one variant only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from coordsim.contracts import World
from coordsim.firm.planning import forecast_error
from coordsim.levers import COLUMN
from coordsim.records import ON_SALE, FirmState, Floats, column


def arrive(world: World, state: FirmState, week: int) -> FirmState:
    """Receive what is due; with chance 1 - reliability a week's shipment slips by a week (one draw for each)."""
    if world.parameters.supply.endless:
        return state
    luck = world.streams.uniforms("supplier", week, 2)[world.streams.row]
    on_time = luck < column(world.parameters.supply.reliability)
    parts, parts_coming = _slip(state.parts, state.parts_coming, on_time[:, 0, np.newaxis])
    common, common_coming = _slip(state.common, state.common_coming, on_time[:, 1])
    return replace(state, parts=parts, parts_coming=parts_coming, common=common, common_coming=common_coming)


def _slip(stock: Floats, coming: Floats, on_time: np.ndarray) -> tuple[Floats, Floats]:
    due = coming[:, 0]
    ahead = np.concatenate([coming[:, 1:], np.zeros_like(coming[:, :1])], axis=1)
    late = np.where(on_time, 0.0, due)
    ahead[:, 0] += late
    return stock + due - late, ahead


def order(world: World, state: FirmState, forecast: Floats) -> FirmState:
    """Order each kind up to its base stock: the forecast over lead time and cycle, with safety on its error.

    Common modules pool the variants' errors, specific parts cannot: risk pooling (Eppen 1979) follows by itself.
    """
    supply = world.parameters.supply
    if supply.endless:
        return state
    forecast = np.where(state.status == ON_SALE, forecast, 0.0)  # nothing more for a variant retired this week
    weeks = column(supply.lead_weeks + 1 + state.plan[:, COLUMN["cycle"]])
    sigma = forecast_error(world, forecast, state.surprise)
    target = np.ceil(forecast * weeks + column(supply.safety) * sigma * np.sqrt(weeks))
    parts = np.maximum(0.0, target - state.parts - state.parts_coming.sum(axis=1)) * (forecast > 0)
    pooled = np.sqrt((sigma**2).sum(axis=1))
    reach = weeks[:, 0]
    target_common = np.ceil(forecast.sum(axis=1) * reach + supply.safety * pooled * np.sqrt(reach))
    common = np.maximum(0.0, target_common - state.common - state.common_coming.sum(axis=1))
    parts_coming, common_coming = state.parts_coming.copy(), state.common_coming.copy()
    parts_coming[:, -1] += parts
    common_coming[:, -1] += common
    return replace(state, parts_coming=parts_coming, common_coming=common_coming)
