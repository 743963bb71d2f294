"""The search for the benchmark plan, on the simulation itself: a cross-entropy search for the
region, a pattern search within it.

First (Rubinstein & Kroese 2004, The Cross-Entropy Method) generations of random plans around what
the best of the last generation have in common, each generation in one world, another each time.
Then (Hooke & Jeeves 1961, pattern search) rounds that try a step down and up on every open lever,
join the steps that helped, and go on the way that just helped; when no step helps, steps get
smaller, and at single grid points pairs of the least harmful steps are tried, as hours and price
are worth little without each other. Candidates are raced: few worlds for all, more for the best,
the same ones for each, and only what is better than the plan in force by more than its standard
error replaces it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

import numpy as np

from coordsim.core.luck.streams import Streams
from coordsim.run.simulate import simulate
from coordsim.scenario.file import Scenario
from coordsim.study.optimum.firms import Plan, ruled
from coordsim.study.optimum.grids import Grids, Move, difference
from coordsim.study.optimum.table import Earned

SELECTION = 1_000_001  # the first world of the search; verification has others
COORDINATED = {"incentives": "shared", "communication": "sop", "governance": "joint"}
STARTS = 4  # coordinated firms whose last plans are starts
GENERATIONS, ELITE, SPREAD, NARROWEST, LEARN = (
    10,
    0.15,
    0.25,
    0.02,
    0.6,
)  # shares: of a generation, of a grid, of the way
SCREEN, CLOSE, FINAL = (
    range(5),
    range(16),
    range(40),
)  # worlds for every candidate, for those that helped, for the last ones
PARTS = (16, 10**9)  # a step is this part of a lever's grid, and never less than one point
PAIRED = 10  # least harmful steps of which pairs are tried


@dataclass(frozen=True, kw_only=True)
class Round:
    """One round: what was tried, how many plans, firms so far; what the best earns in how many
    worlds, and what changed.
    """

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
        rounds = [asdict(item) for item in self.rounds]
        return {"first": SELECTION, "plans": self.plans, "firms": self.firms, "rounds": rounds}


class Search:
    """A search in a scenario. ``budget``: firms after which no new round is begun; half of them are
    for the region.
    """

    def __init__(
        self, scenario: Scenario, budget: int, progress: Callable[[int, int], None] | None = None
    ) -> None:
        if budget < 1:
            raise ValueError(f"budget = {budget} is not allowed: at least 1 firm")
        self.scenario, self.budget = scenario, budget
        told = None if progress is None else lambda firms: progress(min(firms, budget), budget)
        self.earned = Earned(scenario, SELECTION, told)
        self.grids = Grids(scenario)
        self.rounds: list[Round] = []

    def run(self) -> Found:
        """Search until nothing helps or the budget is spent."""
        starts = self._starts()
        plan = self._race(
            self.grids.start, [*starts, *self._region(starts)], "starts and the last generations"
        )
        plan = self._tidied(self._pattern(plan))
        return Found(plan, tuple(self.rounds), self.earned.plans, self.earned.firms)

    def _starts(self) -> list[Plan]:
        """Return the scenario's own plan, those that coordinated managers came to in a few worlds,
        and the median of these.
        """
        ends = simulate(ruled(self.scenario, COORDINATED), firms=STARTS, seed=SELECTION).plan[
            :, -1, :
        ]
        return [
            self.grids.start,
            *(self.grids.nearest(end) for end in [*ends, np.median(ends, axis=0)]),
        ]

    def _region(self, starts: Sequence[Plan]) -> list[Plan]:
        """Return the best plans of the last generations."""
        many = max(8, self.budget // (2 * GENERATIONS))
        elite = max(2, round(ELITE * many))
        middle, spread = self._learnt(starts)[0], np.full(len(self.grids.points), SPREAD)
        best: list[Plan] = []
        for generation in range(GENERATIONS):
            luck = Streams.generator(SELECTION, "search", generation).standard_normal(
                (many, len(spread))
            )
            plans = list(dict.fromkeys(self.grids.at(middle + spread * row) for row in luck))
            profits = [float(profit[0]) for profit in self.earned.profits(plans, [generation])]
            order = sorted(range(len(plans)), key=lambda place: -profits[place])[:elite]
            top = [plans[place] for place in order]
            mean, width = self._learnt(top)
            middle = (1 - LEARN) * middle + LEARN * mean
            spread = np.maximum((1 - LEARN) * spread + LEARN * width, NARROWEST)
            best = [*best[-4:], *top[:2], self.grids.at(middle)]
            self._note(
                f"generation {generation + 1}", len(plans), 1, profits[order[0]], "a new one"
            )
        return best

    def _learnt(self, plans: Sequence[Plan]) -> tuple[np.ndarray, np.ndarray]:
        """Return mean and spread of plans as shares of the grids."""
        shares = np.stack([self.grids.shares(plan) for plan in plans])
        return shares.mean(axis=0), shares.std(axis=0)

    def _pattern(self, plan: Plan) -> Plan:
        before, scale, trail = plan, 0, [plan]
        while self.earned.firms < self.budget:
            screened = self._screen(plan, self.grids.steps(plan, PARTS[scale]))
            candidates = [
                *self._joined(plan, screened),
                self.grids.moved(plan, self.grids.way(before, plan)),
            ]
            better = self._race(
                plan, candidates, "single steps" if scale else f"steps of 1/{PARTS[scale]}"
            )
            if better == plan and scale == len(PARTS) - 1:
                better = self._race(plan, self._pairs(plan, screened), "pairs of steps")
                if better == plan:
                    break
            scale = min(scale + (better == plan), len(PARTS) - 1)
            before, plan = plan, better
            trail.append(plan)
        return self._last(list(dict.fromkeys(reversed(trail)))[:3])

    def _screen(self, plan: Plan, moves: Sequence[Move]) -> list[tuple[float, Move]]:
        """Return the mean paired gain of every move in a few worlds, best first."""
        now, *others = self.earned.profits(
            [plan, *(self.grids.moved(plan, [move]) for move in moves)], SCREEN
        )
        return sorted(
            (
                (float((other - now).mean()), move)
                for other, move in zip(others, moves, strict=True)
            ),
            reverse=True,
        )

    def _joined(self, plan: Plan, screened: Sequence[tuple[float, Move]]) -> list[Plan]:
        """Return the best three moves alone, and the best two, three, five and all of those that
        helped, together.
        """
        helped: dict[int, int] = {}
        for gain, (place, steps) in screened:
            if gain > 0 and place not in helped:
                helped[place] = steps
        moves = list(helped.items())
        alone = [self.grids.moved(plan, [move]) for move in moves[:3]]
        return alone + [
            self.grids.moved(plan, moves[:many])
            for many in (2, 3, 5, len(moves))
            if len(moves) >= many > 1
        ]

    def _pairs(self, plan: Plan, screened: Sequence[tuple[float, Move]]) -> list[Plan]:
        moves = [move for _, move in screened[:PAIRED]]
        return [
            self.grids.moved(plan, pair)
            for pair in combinations(moves, 2)
            if pair[0][0] != pair[1][0]
        ]

    def _race(self, plan: Plan, candidates: Sequence[Plan], tried: str) -> Plan:
        """Run candidates against the plan, few worlds first, more for the best; return the plan
        itself when none is better.
        """
        rivals = [item for item in dict.fromkeys(candidates) if item != plan]
        many, winner = len(rivals), plan
        for worlds, keep in ((SCREEN, 4), (CLOSE, 1)):
            now, *others = self.earned.profits([plan, *rivals], worlds)
            gains = sorted(
                (
                    (float((other - now).mean()), rival)
                    for other, rival in zip(others, rivals, strict=True)
                ),
                reverse=True,
            )
            rivals = [rival for gain, rival in gains[:keep] if gain > 0]
        if rivals:
            now, other = self.earned.profits([plan, rivals[0]], CLOSE)
            gap = other - now
            winner = rivals[0] if gap.mean() > gap.std(ddof=1) / np.sqrt(len(CLOSE)) else plan
        profit = float(self.earned.profits([winner], CLOSE)[0].mean())
        self._note(tried, many, len(CLOSE), profit, difference(plan, winner))
        return winner

    def _last(self, plans: Sequence[Plan]) -> Plan:
        """Return the best of the last few plans over many worlds."""
        means = [float(profit.mean()) for profit in self.earned.profits(plans, FINAL)]
        best = int(np.argmax(means))
        self._note(
            "the last plans", len(plans), len(FINAL), means[best], difference(plans[0], plans[best])
        )
        return plans[best]

    def _tidied(self, plan: Plan) -> Plan:
        """Put levers that make no difference at all, not in any world, back to where the scenario
        has them.
        """
        starts = {
            place: self.grids.start[place]
            for place in self.grids.points
            if plan[place] != self.grids.start[place]
        }
        backs = [
            tuple(value if at == place else old for at, old in enumerate(plan))
            for place, value in starts.items()
        ]
        now, *others = self.earned.profits([plan, *backs], SCREEN)
        idle = [
            place for place, other in zip(starts, others, strict=True) if np.array_equal(other, now)
        ]
        tidy = tuple(starts[at] if at in idle else old for at, old in enumerate(plan))
        now, other = self.earned.profits([plan, tidy], FINAL)
        kept = tidy if np.array_equal(now, other) else plan
        self._note(
            "levers that make no difference",
            len(backs),
            len(FINAL),
            float(now.mean()),
            difference(plan, kept),
        )
        return kept

    def _note(self, tried: str, candidates: int, worlds: int, profit: float, changed: str) -> None:
        self.rounds.append(
            Round(
                tried=tried,
                candidates=candidates,
                firms=self.earned.firms,
                worlds=worlds,
                profit=profit,
                changed=changed,
            )
        )
