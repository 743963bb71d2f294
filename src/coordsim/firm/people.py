"""How a week feels: reputation, trust in the other's word, frustration, understanding."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from coordsim.core.contracts import World
from coordsim.core.facts import INDEX
from coordsim.core.records import MARKETING, OPERATIONS, FirmState, Floats


def feel(
    world: World,
    state: FirmState,
    *,
    demand: Floats,
    told_demand: Floats,
    fill: Floats,
    conflicts: Floats,
) -> FirmState:
    """Move reputation towards mean satisfaction, trust towards how good the other's word was,
    frustration towards its causes.

    ``told_demand`` is what marketing's word implied for this week, nan when nothing was told;
    arrays (F,). Trust adapts to the last message's relative error (after Ozer, Zheng & Chen 2011);
    frustration to contested levers and empty shelves (assumed form).
    """
    people = world.parameters.people
    reputation = state.reputation + people.reputation_rate * (
        mean_satisfaction(state) - state.reputation
    )

    miss = np.abs(told_demand - demand) / np.maximum(demand, 1.0)
    of_operations = _move_trust(world, state.trust[:, OPERATIONS], miss)
    told_fill = state.told[:, INDEX["fill_rate"]]
    of_marketing = _move_trust(world, state.trust[:, MARKETING], np.abs(told_fill - fill))

    strain = np.minimum(
        1.0, people.frustration_conflict * conflicts + people.frustration_empty * (1 - fill)
    )
    frustration = state.frustration + (people.frustration_rate * (strain - state.frustration.T)).T
    understanding = (state.understanding.T * (1 - people.understanding_decay)).T
    return replace(
        state,
        reputation=reputation,
        trust=np.stack([of_marketing, of_operations], axis=1),
        frustration=frustration,
        understanding=understanding,
    )


def mean_satisfaction(state: FirmState) -> Floats:
    """Mean over customers, (F,); where there are none, under a given demand, the reputation."""
    if state.members.size:
        return (state.satisfaction * state.members).sum(axis=1) / state.members.sum(axis=1)
    if state.satisfaction.shape[1]:
        mean: Floats = state.satisfaction.mean(axis=1, dtype=np.float64)
        return mean
    return state.reputation


def _move_trust(world: World, trust: Floats, miss: Floats) -> Floats:
    people = world.parameters.people
    deserved = np.maximum(0.0, 1 - people.trust_slope * miss)
    return np.where(np.isnan(miss), trust, trust + people.trust_rate * (deserved - trust))
