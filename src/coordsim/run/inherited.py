"""The plan that a firm is taken over with: as the scenario has it, or drawn by each world."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from coordsim.core.levers import LEVERS
from coordsim.core.luck.streams import Streams
from coordsim.core.records import Floats
from coordsim.scenario.file import Scenario

PROCESS = "inherited"


def first_plans(scenarios: Sequence[Scenario], seeds: Sequence[int]) -> Floats:
    """Return the plan in force before anybody has decided, (F, L): one scenario and one world for
    each firm.

    A lever that is inherited takes one of its values with equal chance. The draw is a function of
    world and lever alone, so firms of one world start from the same plan whatever their rules, and
    levers are drawn independently of each other.
    """
    rows: dict[int, list[int]] = {}
    for place, scenario in enumerate(scenarios):
        rows.setdefault(id(scenario), []).append(place)
    out = np.empty((len(scenarios), len(LEVERS)))
    for places in rows.values():
        scenario = scenarios[places[0]]
        out[places] = [scenario.lever_start(lever.name) for lever in LEVERS]
        drawn = {
            column: np.array(values)
            for column, lever in enumerate(LEVERS)
            if (values := scenario.lever_inherited(lever.name))
        }
        if drawn:
            streams = Streams(np.array([seeds[place] for place in places], dtype=np.int64))
            luck = streams.uniforms(PROCESS, 0, len(LEVERS))[streams.row]
            for column, points in drawn.items():
                out[places, column] = points[(luck[:, column] * len(points)).astype(np.int64)]
    return out


def first_plan(scenario: Scenario, seed: int) -> dict[str, float]:
    """Return the plan that a firm of a scenario starts from in a world, by lever."""
    return {
        lever.name: float(value)
        for lever, value in zip(LEVERS, first_plans([scenario], [seed])[0], strict=True)
    }
