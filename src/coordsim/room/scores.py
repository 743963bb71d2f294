"""Two scores, always together: a seat's pay and the firm's profit, each against the same weeks
played otherwise; and how far luck had a hand in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, NamedTuple

import numpy as np

from coordsim.core.levers import LEVERS, ROLES
from coordsim.room.what_if import Game, play_all
from coordsim.run.result import Run
from coordsim.scenario.file import Scenario, ScenarioError
from coordsim.study.optimum.firms import Plan, open_levers, steady
from coordsim.study.optimum.record import BenchmarkError, benchmark

COORDINATED = {"incentives": "shared", "communication": "sop"}
LEVELS = {  # how far a replay changes what people decided
    "game": "the game as it was",
    "L0": "the same decisions, other pay",
    "L1": "one seat's decisions replaced by its manager's, the other's held",
    "L2": "managers on both seats",
    "L3": "stand-ins fitted to the players, an estimate with its band",
    "start": "the first plan, touched by neither seat",
    "plan": "a plan held from the first week to the last by a firm that knows everything",
}


class Yardstick(NamedTuple):
    """The same weeks played otherwise: at which level, and what came of it, money a week."""

    name: str
    level: str
    profit: float
    pay: dict[str, float]


@dataclass(frozen=True)
class Scores:
    """A team's profit and pay, money a week, and what they are held against; ``missing`` says which
    yardstick there is none of, and why.
    """

    profit: float
    pay: dict[str, float]
    yardsticks: tuple[Yardstick, ...]
    missing: dict[str, str]

    def against(self, name: str) -> Yardstick | None:
        """Return a yardstick; None where there is none."""
        return next((one for one in self.yardsticks if one.name == name), None)

    @property
    def plain(self) -> dict[str, Any]:
        """The scores as JSON-able data."""
        return {
            "profit": self.profit,
            "pay": _known(self.pay),
            "yardsticks": [one._asdict() | {"pay": _known(one.pay)} for one in self.yardsticks],
            "missing": self.missing,
        }


def _known(pay: dict[str, float]) -> dict[str, float | None]:
    """Return pay, with None where none was ever due: the firm stopped in its first round."""
    return {role: value if isfinite(value) else None for role, value in pay.items()}


def scores(games: Sequence[Game], own: Sequence[Run]) -> list[Scores]:
    """Return the scores of games that were played, with their runs."""
    asked: list[tuple[int, str, str, Game]] = []
    missing: list[dict[str, str]] = []
    for place, game in enumerate(games):
        why: dict[str, str] = {}
        asked += [
            (place, f"manager in the chair of {role}", "L1", game.without(role)) for role in ROLES
        ]
        asked.append((place, "managers", "L2", game.without(*ROLES)))
        asked.append((place, "untouched", "start", game.untouched()))
        asked.append(
            (place, "coordinated managers", "L2", game.without(*ROLES).under(**COORDINATED))
        )
        try:
            plan = best_plan(game.scenario)
            held = Game(steady(game.scenario, plan), game.seed, {})
            asked.append((place, "best plan", "plan", held))
        except (BenchmarkError, ScenarioError) as error:
            why["best plan"] = str(error)
        missing.append(why)
    run = play_all([game for *_, game in asked])
    profit, pay = run.kpi("profit"), {role: run.kpi(f"{role}_pay") for role in ROLES}
    found: list[list[Yardstick]] = [[] for _ in games]
    for row, (place, name, level, _) in enumerate(asked):
        pays = {role: float(values[row]) for role, values in pay.items()}
        found[place].append(Yardstick(name, level, float(profit[row]), pays))
    return [
        Scores(
            float(run.kpi("profit")[0]),
            {role: float(run.kpi(f"{role}_pay")[0]) for role in ROLES},
            tuple(sticks),
            why,
        )
        for run, sticks, why in zip(own, found, missing, strict=True)
    ]


def best_plan(scenario: Scenario) -> Plan:
    """Return the best joint plan that is stored for a scenario's name. Raises BenchmarkError or
    ScenarioError where there is none, or where it is not allowed here.
    """
    record = benchmark(scenario.name)
    free = {lever.name for lever in open_levers(scenario)}
    for name, value in record.plan.items():
        low, high = scenario.lever_limits(name)
        if name in free and not low <= value <= high:
            raise BenchmarkError(
                f"the best plan of {scenario.name} sets {name} = {value:g}, which is outside"
                f" [{low:g}, {high:g}] here"
            )
    return tuple(
        record.plan[lever.name] if lever.name in free else scenario.lever_start(lever.name)
        for lever in LEVERS
    )


@dataclass(frozen=True)
class Luck:
    """A game's decisions held in other worlds: the mean of what they come to there, how far it
    spreads, and in what share of the worlds it is below what came in its own; money a week.
    """

    worlds: int
    own: float
    mean: float
    low: float
    high: float
    below: float


def luck(game: Game, own: Run, worlds: int = 200, first: int = 1_000_000) -> Luck:
    """Return how much of a game's profit was its world's: the same decisions in other worlds, by a
    firm that was taken over with the same plan.
    """
    same = game.scenario.with_(
        {
            f"levers.{name}.inherited": [value]
            for name, value in game.start.items()
            if game.scenario.lever_inherited(name)
        }
    )
    others = [Game(same, first + number, game.decided) for number in range(worlds)]
    profit = play_all(others).kpi("profit")
    made = float(own.kpi("profit")[0])
    low, high = np.quantile(profit, [0.05, 0.95])
    below = float((profit < made).mean())
    return Luck(
        worlds=worlds,
        own=made,
        mean=float(profit.mean()),
        low=float(low),
        high=float(high),
        below=below,
    )
