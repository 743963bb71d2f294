"""From the range that marketing asks for to the variants on sale: development takes weeks, retiring scraps what is left."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from coordsim.contracts import World
from coordsim.levers import COLUMN
from coordsim.records import DEVELOPING, NONE, ON_SALE, FirmState, Floats


@dataclass(frozen=True)
class Development:
    """What a week of development did: tooling started (F,), units scrapped (F, V), parts scrapped and orders cancelled (F, V)."""

    started: Floats
    scrapped: Floats
    dead_parts: Floats
    cancelled: Floats


def develop(world: World, state: FirmState) -> tuple[FirmState, Development]:
    """Start what is asked for, finish what is ready, retire what is no longer wanted.

    Slots fill from the first; a new variant takes over the mean bookings of the variants on sale as its first forecast, and
    none of the gaps that an earlier variant in its slot left behind.
    """
    slots = state.status.shape[1]
    wanted = np.arange(slots)[np.newaxis, :] < state.plan[:, COLUMN["range"], np.newaxis]
    start = wanted & (state.status == NONE)
    stop = ~wanted & (state.status != NONE)
    status = np.where(start, DEVELOPING, np.where(stop, NONE, state.status)).astype(np.int8)
    ready_in = np.where(start, world.parameters.line.development_weeks, np.maximum(state.ready_in - 1, 0)).astype(np.int16)
    fresh = (status == DEVELOPING) & (ready_in == 0)
    on_sale = state.status == ON_SALE
    mean = state.booked.sum(axis=1) / np.maximum(on_sale.sum(axis=1), 1)[:, np.newaxis]
    booked = np.where(fresh[:, :, np.newaxis], mean[:, np.newaxis, :], state.booked) * ~stop[:, :, np.newaxis]
    done = Development(
        started=start.sum(axis=1).astype(np.float64),
        scrapped=np.where(stop, state.on_hand + state.in_process.sum(axis=1), 0.0),
        dead_parts=np.where(stop, state.parts + state.parts_coming.sum(axis=1), 0.0),
        cancelled=np.where(stop, state.backlog.sum(axis=2), 0.0),
    )
    keep = ~stop
    return replace(
        state,
        status=np.where(fresh, ON_SALE, status).astype(np.int8), ready_in=ready_in, booked=booked,
        on_hand=state.on_hand * keep, in_process=state.in_process * keep[:, np.newaxis, :],
        backlog=state.backlog * keep[:, :, np.newaxis], parts=state.parts * keep,
        parts_coming=state.parts_coming * keep[:, np.newaxis, :],
        shortfall=np.where(start[:, :, np.newaxis], 0.0, state.shortfall), untold=np.where(start, 0.0, state.untold),
    ), done  # fmt: skip
