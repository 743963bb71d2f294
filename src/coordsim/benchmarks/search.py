"""The search for the benchmark plan: pattern search (Hooke & Jeeves 1961) over the levers' grids, raced in common worlds.

Every round tries one step down and up on every open lever in a few worlds, joins the steps that helped, and goes on in the direction
that just helped. Joined candidates meet the plan in force in more worlds, and only what is better there by more than its standard
error replaces it. When no step helps, steps are halved; when single grid points do not help, pairs of the least harmful ones
are tried, as hours and price are worth little without each other. Firms live in the same worlds, so that differences are paired.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

import numpy as np

from coordsim.benchmarks.firms import Plan, open_levers, points, ruled, start_plan
from coordsim.benchmarks.table import Earned
from coordsim.levers import COLUMN, LEVERS
from coordsim.records import Floats
from coordsim.scenario import Scenario
from coordsim.simulation import simulate

SELECTION = 1_000_001  # the first world of the search; verification has others
COORDINATED = {"incentives": "shared", "communication": "sop", "governance": "joint"}
SCREEN, CLOSE, FINAL = 6, 16, 40  # worlds for every candidate, for those that helped, for the last ones
STARTS = 4  # coordinated firms whose last plans are starts
STEPS = (4, 8, 16, 10**9)  # a step is this part of a lever's grid, and never less than one point
PAIRED = 10  # least harmful steps of which pairs are tried


@dataclass(frozen=True)
class Round:
    """One round of the search: what was tried, how many plans, and what the best so far earns over how many worlds."""

    tried: str
    candidates: int
    firms: int
    worlds: int
    profit: float
    changed: str


@dataclass(frozen=True)
class Found:
    """The plan that a search ended with, its rounds, and what was spent on it."""

    plan: Plan
    rounds: tuple[Round, ...]
    plans: int
    firms: int

    def as_json(self) -> dict[str, Any]:
        """Return the record of the search as it is stored."""
        return {
            "worlds_from": SELECTION, "plans": self.plans, "firms": self.firms, "rounds": [asdict(item) for item in self.rounds],
        }  # fmt: skip


class Search:
    """A search in a scenario. ``budget`` is the number of firms after which no new round is begun."""

    def __init__(self, scenario: Scenario, budget: int, progress: Callable[[int, int], None] | None = None) -> None:
        if budget < 1:
            raise ValueError(f"budget = {budget} is not allowed: at least 1 firm")
        self.scenario, self.budget = scenario, budget
        told = None if progress is None else lambda firms: progress(min(firms, budget), budget)
        self.earned = Earned(scenario, SELECTION, told)
        self.grids = {COLUMN[lever.name]: points(scenario, lever) for lever in open_levers(scenario)}
        self.rounds: list[Round] = []

    def run(self) -> Found:
        """Search until nothing helps or the budget is spent."""
        plan = self._best_start()
        direction: Plan | None = None
        scale = 0
        trail = [plan]
        while self.earned.firms < self.budget:
            steps = self._steps(plan, STEPS[scale])
            screened = self._screen(plan, steps)
            candidates = self._joined(plan, screened)
            if direction is not None:
                candidates.append(self._further(plan, direction))
            better = self._race(plan, candidates, f"steps of 1/{STEPS[scale]}" if scale < len(STEPS) - 1 else "single steps")
            if better == plan and scale == len(STEPS) - 1:
                better = self._race(plan, self._pairs(plan, screened), "pairs of steps")
                if better == plan:
                    break
            direction = plan if better != plan else None
            scale += better == plan
            plan = better
            trail.append(plan)
        plan = self._last(list(dict.fromkeys(reversed(trail)))[:3])
        return Found(plan, tuple(self.rounds), self.earned.plans, self.earned.firms)

    def _best_start(self) -> Plan:
        """Take the best of the scenario's own start and of what coordinated managers came to, world by world and in the middle."""
        run = simulate(ruled(self.scenario, COORDINATED), firms=STARTS, seed=SELECTION)
        ends = run.plan[:, -1, :]
        own = start_plan(self.scenario)
        starts = [own, *(self._on_grid(own, end) for end in [*ends, np.median(ends, axis=0)])]
        return self._race(own, starts[1:], "starts")

    def _on_grid(self, own: Plan, values: Floats) -> Plan:
        plan = list(own)
        for place, grid in self.grids.items():
            plan[place] = grid[int(np.abs(np.array(grid) - values[place]).argmin())]
        return tuple(plan)

    def _moved(self, plan: Plan, moves: Iterable[tuple[int, int]]) -> Plan:
        """Return the plan with levers (by column) moved along their grids, stopping at the ends."""
        out = list(plan)
        for place, steps in moves:
            grid = self.grids[place]
            out[place] = grid[min(max(grid.index(plan[place]) + steps, 0), len(grid) - 1)]
        return tuple(out)

    def _steps(self, plan: Plan, part: int) -> list[tuple[int, int]]:
        """Return the single moves that change the plan: (column, points along the grid)."""
        moves = []
        for place, grid in self.grids.items():
            size = max(1, round((len(grid) - 1) / part))
            moves += [(place, sign * size) for sign in (-1, 1) if self._moved(plan, [(place, sign * size)]) != plan]
        return moves

    def _screen(self, plan: Plan, moves: Sequence[tuple[int, int]]) -> list[tuple[float, tuple[int, int]]]:
        """Return the mean paired gain of every move in a few worlds, best first."""
        now, *others = self.earned.profits([plan, *(self._moved(plan, [move]) for move in moves)], SCREEN)
        return sorted(((float((other - now).mean()), move) for other, move in zip(others, moves, strict=True)), reverse=True)

    def _joined(self, plan: Plan, screened: Sequence[tuple[float, tuple[int, int]]]) -> list[Plan]:
        """Return the best three moves alone, and the best two, three, five and all of those that helped, together."""
        helped: dict[int, int] = {}
        for gain, (place, steps) in screened:
            if gain > 0 and place not in helped:
                helped[place] = steps
        moves = list(helped.items())
        alone = [self._moved(plan, [move]) for move in moves[:3]]
        return alone + [self._moved(plan, moves[:many]) for many in (2, 3, 5, len(moves)) if len(moves) >= many > 1]

    def _further(self, plan: Plan, before: Plan) -> Plan:
        """Go once more the way that led here."""
        return self._moved(
            plan, [(place, grid.index(plan[place]) - grid.index(before[place])) for place, grid in self.grids.items()]
        )

    def _pairs(self, plan: Plan, screened: Sequence[tuple[float, tuple[int, int]]]) -> list[Plan]:
        moves = [move for _, move in screened[:PAIRED]]
        return [self._moved(plan, pair) for pair in combinations(moves, 2) if pair[0][0] != pair[1][0]]

    def _race(self, plan: Plan, candidates: Sequence[Plan], tried: str) -> Plan:
        """Run candidates against the plan, few worlds first, more for the best; return the winner, the plan itself if none is better."""
        rivals = [item for item in dict.fromkeys(candidates) if item != plan]
        many = len(rivals)
        for worlds, keep in ((SCREEN, 4), (CLOSE, 1)):
            now, *others = self.earned.profits([plan, *rivals], worlds)
            gains = sorted(
                ((float((other - now).mean()), rival) for other, rival in zip(others, rivals, strict=True)), reverse=True
            )
            rivals = [rival for gain, rival in gains[:keep] if gain > 0]
        winner = plan
        if rivals:
            now, other = self.earned.profits([plan, rivals[0]], CLOSE)
            gap = other - now
            winner = rivals[0] if gap.mean() > gap.std(ddof=1) / np.sqrt(CLOSE) else plan
        profit = float(self.earned.profits([winner], CLOSE)[0].mean())
        self.rounds.append(Round(tried, many, self.earned.firms, CLOSE, profit, difference(plan, winner)))
        return winner

    def _last(self, plans: Sequence[Plan]) -> Plan:
        """Return the best of the last few plans over many worlds."""
        means = [float(profit.mean()) for profit in self.earned.profits(plans, FINAL)]
        best = int(np.argmax(means))
        self.rounds.append(
            Round("the last plans", len(plans), self.earned.firms, FINAL, means[best], difference(plans[0], plans[best]))
        )
        return plans[best]


def difference(before: Plan, after: Plan) -> str:
    """Say in words what changed from one plan to another."""
    moves = [f"{lever.name} {old:g} → {new:g}" for lever, old, new in zip(LEVERS, before, after, strict=True) if old != new]
    return ", ".join(moves) or "nothing"
