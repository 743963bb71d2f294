"""Gymnasium's spaces of a role's vectors."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from gymnasium.spaces import Box

from coordsim.core.records import Floats
from coordsim.envs.actions import ends
from coordsim.envs.coder import Coder


class Stepped(NamedTuple):
    """What a step returns, as Gymnasium and PettingZoo want it; by agent where there are two."""

    seen: Any
    reward: Any
    terminated: Any
    truncated: Any
    info: Any


def observation_box(coder: Coder, firms: int | None = None) -> Box:
    """Return the space of observations: (features,), or (firms, features)."""
    low, high = zip(*(one.bounds for one in coder.features), strict=True)
    return _box(np.array(low), np.array(high), np.float32, firms)


def action_box(coder: Coder, firms: int | None = None) -> Box:
    """Return the space of actions: (knobs,), or (firms, knobs); float32 where they are scaled,
    float64 in units.
    """
    low, high = ends(coder.knobs, coder.form)
    return _box(low, high, np.float32 if coder.form == "scaled" else np.float64, firms)


def _box(low: Floats, high: Floats, kind: Any, firms: int | None) -> Box:
    if firms is not None:
        low, high = (np.repeat(side[np.newaxis], firms, axis=0) for side in (low, high))
    return Box(low.astype(kind), high.astype(kind), dtype=kind)
