"""An engine that notes, at each question, what the manager's own picture promised it for what it then did."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from coordsim.contracts import IncentiveRule, World
from coordsim.facts import INDEX
from coordsim.levers import BY_NAME, COLUMN, owned
from coordsim.outlook import anchor, outlook
from coordsim.records import Ask, Decision, Floats, Observation
from coordsim.search import worth
from coordsim.simulation import Engine


@dataclass(frozen=True)
class Prospect:
    """What a plan promises a role by its own picture: pay by line, what the plan is worth to it, the firm's profit; a week each."""

    pay: Mapping[str, float]
    worth: float
    profit: float

    @property
    def total(self) -> float:
        """The pay."""
        return sum(self.pay.values())


@dataclass(frozen=True)
class Thought:
    """One seat's decision as it saw it. ``steps`` leads from the plan in force to the chosen one, a moved lever at a time."""

    decision: Decision
    beliefs: Floats  # (K,)
    ages: Floats  # (K,)
    kept: Prospect
    steps: Mapping[str, Prospect]  # lever -> what is expected once this one and those before it are moved

    @property
    def chosen(self) -> Prospect:
        """What the seat expected of its decision."""
        return list(self.steps.values())[-1] if self.steps else self.kept


class WatchedEngine(Engine):
    """An engine of one firm whose managers' thoughts are kept: role -> week -> Thought."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.thoughts: dict[str, dict[int, Thought]] = {}

    def answer(self, ask: Ask) -> Decision:
        """Put a question to its seat and note what the seat expected."""
        decision = super().answer(ask)
        self.thoughts.setdefault(ask.role, {})[ask.week] = think(self.world, self.kinds.incentive, ask.observation, decision)
        return decision


def think(world: World, incentive: IncentiveRule, seen: Observation, decision: Decision) -> Thought:
    """Return what a seat expected of its decision, from its observation alone."""
    plan = seen.plan.copy()
    kept = _prospect(world, incentive, seen.role, plan, seen.beliefs)
    steps = {}
    for lever in owned(seen.role):
        place = COLUMN[lever.name]
        wish = float(decision.levers[lever.name][0]) if lever.name in decision.levers else plan[0, place]
        if wish != plan[0, place]:
            plan[:, place] = wish
            steps[lever.name] = _prospect(world, incentive, seen.role, plan, seen.beliefs)
    return Thought(decision, seen.beliefs[0].copy(), seen.age[0].copy(), kept, steps)


def _prospect(world: World, incentive: IncentiveRule, role: str, plan: Floats, beliefs: Floats) -> Prospect:
    kpis = outlook(world, plan, beliefs, anchor(world, beliefs))
    pay = {line: float(amount[0]) for line, amount in incentive.pay(role, kpis).items()}
    return Prospect(pay, float(worth(world, incentive, role, kpis)[0]), float(kpis["profit"][0]))


def profit_knowing(world: World, thought: Thought, plan: Floats, truth: Floats, facts: Iterable[str]) -> dict[str, float]:
    """Return, for each of ``facts`` that a seat was wrong about, the profit a week it would have expected, had it known that one.

    ``plan`` (L,) is the plan as the seat saw it, ``truth`` (K,) what was true when it decided; facts without a true number are
    left out.
    """
    out = {}
    for name in facts:
        place = INDEX[name]
        if thought.beliefs[place] == truth[place] or not np.isfinite(truth[place]):
            continue
        beliefs, seen = thought.beliefs[np.newaxis].copy(), plan[np.newaxis].copy()
        beliefs[:, place] = truth[place]
        if name in BY_NAME:
            seen[:, COLUMN[name]] = truth[place]
        out[name] = float(outlook(world, seen, beliefs, anchor(world, beliefs))["profit"][0])
    return out
