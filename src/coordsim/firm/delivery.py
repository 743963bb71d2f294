"""Shipping what is owed, and keeping count of promises; the cause of every unit lost before an empty shelf."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from coordsim.kpis import CAUSES, CUTS
from coordsim.levers import COLUMN
from coordsim.records import FirmState, Floats


def ship_backlog(state: FirmState) -> tuple[FirmState, Floats]:
    """Serve what is owed before the week's customers, oldest first. Returns the units shipped, (F, V)."""
    owed = state.backlog[:, :, ::-1]
    before = np.cumsum(owed, axis=2) - owed
    shipped = np.clip(state.on_hand[:, :, np.newaxis] - before, 0.0, owed)
    units = shipped.sum(axis=2)
    return replace(state, backlog=state.backlog - shipped[:, :, ::-1], on_hand=state.on_hand - units), units


def age_backlog(state: FirmState, waiting: Floats) -> tuple[FirmState, Floats]:
    """Close the week: new orders join, old ones grow a week older. Returns units that have just outlived the promise, (F,)."""
    old = state.backlog
    backlog = np.concatenate([waiting[:, :, np.newaxis], old[:, :, :-1]], axis=2)
    backlog[:, :, -1] += old[:, :, -1]
    promise = state.plan[:, COLUMN["promise"]].astype(np.int64)
    late = np.take_along_axis(backlog.sum(axis=1), promise[:, np.newaxis], axis=1)[:, 0]
    return replace(state, backlog=backlog), late


def explain_lost(state: FirmState, lost: Floats, to_choice: Floats) -> tuple[FirmState, dict[str, Floats]]:
    """Give every lost unit one cause, in the order of CAUSES; what nothing else explains is forecast error.

    ``lost`` is (F, V). Gaps left by the last due lot are used up as they explain lost units, in whole units, so that the causes sum
    to the lost units exactly.
    """
    causes = dict.fromkeys(CAUSES, np.zeros_like(to_choice))
    causes["put off by choice"] = to_choice
    rest = lost
    taken = np.minimum(rest, state.untold)
    causes["not told"] = taken.sum(axis=1)
    rest, untold = rest - taken, state.untold - taken
    shortfall = state.shortfall.copy()
    for place, cut in enumerate(CUTS):
        taken = np.minimum(rest, np.floor(shortfall[:, :, place] + 1e-9))
        shortfall[:, :, place] = np.maximum(0.0, shortfall[:, :, place] - taken)
        causes[cut] = taken.sum(axis=1)
        rest = rest - taken
    causes["forecast error"] = rest.sum(axis=1)
    return replace(state, untold=untold, shortfall=shortfall), causes
