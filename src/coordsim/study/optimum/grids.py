"""The points that a search may visit: every open lever on its grid, every closed one where the
scenario has it.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from coordsim.core.levers import COLUMN, LEVERS, Lever
from coordsim.core.records import Floats
from coordsim.scenario.file import Scenario
from coordsim.study.optimum.firms import Plan, open_levers, start_plan

Move = tuple[int, int]  # a lever's column, and points along its grid


def points(scenario: Scenario, lever: Lever) -> tuple[float, ...]:
    """Return the values of a lever that the search may take: its grid within the scenario's limits,
    and its start.
    """
    grid = [float(value) for value in lever.grid(*scenario.lever_limits(lever.name))]
    start = float(scenario.lever_start(lever.name))
    return tuple(grid) if start in grid else tuple(sorted([*grid, start]))


class Grids:
    """The grids of a scenario's open levers."""

    def __init__(self, scenario: Scenario) -> None:
        self.start = start_plan(scenario)
        self.points = {
            COLUMN[lever.name]: points(scenario, lever) for lever in open_levers(scenario)
        }

    def nearest(self, values: Floats) -> Plan:
        """Return the plan on the grids nearest to lever values, (L,); closed levers stay at their
        start.
        """
        plan = list(self.start)
        for place, grid in self.points.items():
            plan[place] = grid[int(np.abs(np.array(grid) - values[place]).argmin())]
        return tuple(plan)

    def shares(self, plan: Plan) -> Floats:
        """Return how far along its grid each open lever stands, 0 to 1."""
        return np.array(
            [grid.index(plan[place]) / max(1, len(grid) - 1) for place, grid in self.points.items()]
        )

    def at(self, shares: Floats) -> Plan:
        """Return the plan at these shares of the grids, stopping at the ends: the inverse of
        ``shares``.
        """
        plan = list(self.start)
        for (place, grid), share in zip(self.points.items(), shares, strict=True):
            plan[place] = grid[round(float(np.clip(share, 0.0, 1.0)) * (len(grid) - 1))]
        return tuple(plan)

    def moved(self, plan: Plan, moves: Iterable[Move]) -> Plan:
        """Return the plan with levers moved along their grids, stopping at the ends."""
        out = list(plan)
        for place, steps in moves:
            grid = self.points[place]
            out[place] = grid[min(max(grid.index(plan[place]) + steps, 0), len(grid) - 1)]
        return tuple(out)

    def steps(self, plan: Plan, part: int) -> list[Move]:
        """Return the moves of one lever that change the plan, each by 1/part of its grid and at
        least one point.
        """
        moves = []
        for place, grid in self.points.items():
            size = max(1, round((len(grid) - 1) / part))
            moves += [
                (place, sign * size)
                for sign in (-1, 1)
                if self.moved(plan, [(place, sign * size)]) != plan
            ]
        return moves

    def way(self, before: Plan, after: Plan) -> list[Move]:
        """Return the moves that led from one plan to another."""
        return [
            (place, grid.index(after[place]) - grid.index(before[place]))
            for place, grid in self.points.items()
        ]


def difference(before: Plan, after: Plan) -> str:
    """Say in words what changed from one plan to another."""
    moves = [
        f"{lever.name} {old:g} → {new:g}"
        for lever, old, new in zip(LEVERS, before, after, strict=True)
        if old != new
    ]
    return ", ".join(moves) or "nothing"
