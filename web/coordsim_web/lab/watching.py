"""An engine that notes, at each question, what the manager's own picture promised it for what it
then did.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from coordsim.core.contracts import IncentiveRule, MentalModel
from coordsim.core.facts import INDEX
from coordsim.core.levers import BY_NAME, COLUMN, ROLES, owned
from coordsim.core.records import Ask, Decision, Floats, Observation
from coordsim.mind.outlook import anchor, outlook
from coordsim.mind.search import worth
from coordsim.run.simulate import Engine


@dataclass(frozen=True)
class Prospect:
    """What a plan promises a role by its own picture: pay by line, what the plan is worth to it,
    the firm's profit; a week each.
    """

    pay: Mapping[str, float]
    worth: float
    profit: float

    @property
    def total(self) -> float:
        """The pay."""
        return sum(self.pay.values())


@dataclass(frozen=True)
class Thought:
    """One seat's decision as it saw it. ``steps`` leads from the plan in force to the chosen one, a
    moved lever at a time.
    """

    decision: Decision
    beliefs: Floats  # (K,)
    ages: Floats  # (K,)
    kept: Prospect
    steps: Mapping[
        str, Prospect
    ]  # lever -> what is expected once this one and those before it are moved

    @property
    def chosen(self) -> Prospect:
        """What the seat expected of its decision."""
        return list(self.steps.values())[-1] if self.steps else self.kept


class WatchedEngine(Engine):
    """An engine of one firm whose managers' thoughts are kept: role -> week -> Thought."""

    asks = ROLES

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.thoughts: dict[str, dict[int, Thought]] = {}

    def answer(self, ask: Ask) -> Decision:
        """Put a question to its seat and note what the seat expected."""
        decision = super().answer(ask)
        self.thoughts.setdefault(ask.role, {})[ask.week] = think(
            self.world.model, self.kinds.incentive, ask.observation, decision
        )
        return decision


def think(
    model: MentalModel, incentive: IncentiveRule, seen: Observation, decision: Decision
) -> Thought:
    """Return what a seat expected of its decision, from its observation alone."""
    plans, moved = [seen.plan[0]], []
    for lever in owned(seen.role):
        place = COLUMN[lever.name]
        wish = (
            float(decision.levers[lever.name][0])
            if lever.name in decision.levers
            else plans[-1][place]
        )
        if wish != plans[-1][place]:
            plans.append(np.where(np.arange(len(plans[-1])) == place, wish, plans[-1]))
            moved.append(lever.name)
    kept, *steps = _prospects(model, incentive, seen, np.stack(plans))
    return Thought(
        decision,
        seen.beliefs[0].copy(),
        seen.age[0].copy(),
        kept,
        dict(zip(moved, steps, strict=True)),
    )


def _prospects(
    model: MentalModel, incentive: IncentiveRule, seen: Observation, plans: Floats
) -> list[Prospect]:
    """Return what each of some plans (n, L) promises."""
    kpis = outlook(model, plans, seen.beliefs, anchor(model, seen.beliefs))
    pay = {
        line: np.broadcast_to(amount, len(plans))
        for line, amount in incentive.pay(seen.role, {**kpis, **seen.progress}).items()
    }
    total = worth(model, incentive, seen.role, kpis, seen.progress)
    return [
        Prospect(
            {line: float(amount[place]) for line, amount in pay.items()},
            float(total[place]),
            float(kpis["profit"][place]),
        )
        for place in range(len(plans))
    ]


def profit_knowing(
    model: MentalModel, thought: Thought, plan: Floats, truth: Floats, facts: Iterable[str]
) -> dict[str, float]:
    """Return, for each of ``facts`` that a seat was wrong about, the profit a week it would have
    expected, had it known that one.

    ``plan`` (L,) is the plan as the seat saw it, ``truth`` (K,) what was true when it decided;
    facts without a true number are left out.
    """
    asked = [
        name
        for name in facts
        if thought.beliefs[INDEX[name]] != truth[INDEX[name]] and np.isfinite(truth[INDEX[name]])
    ]
    if not asked:
        return {}
    beliefs, plans = (
        np.repeat(row[np.newaxis], len(asked), axis=0) for row in (thought.beliefs, plan)
    )
    for row, name in enumerate(asked):
        beliefs[row, INDEX[name]] = truth[INDEX[name]]
        if name in BY_NAME:
            plans[row, COLUMN[name]] = truth[INDEX[name]]
    profit = outlook(model, plans, beliefs, anchor(model, beliefs))["profit"]
    return dict(zip(asked, profit.tolist(), strict=True))
