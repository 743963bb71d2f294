"""An engine that keeps each question and its answer, and what the manager's own picture promised it
for what it then did.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

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
    learnt: Floats | None = None  # (LESSONS,) what results have taught; None: they teach nothing

    @property
    def chosen(self) -> Prospect:
        """What the seat expected of its decision."""
        return list(self.steps.values())[-1] if self.steps else self.kept


class Answer(NamedTuple):
    """What a seat was asked, what it answered, and how it was paid then."""

    seen: Observation
    decision: Decision
    incentive: IncentiveRule


class WatchedEngine(Engine):
    """An engine of one firm that keeps what its managers were asked and answered."""

    asks = ROLES

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.answers: list[Answer] = []

    def answer(self, ask: Ask) -> Decision:
        """Put a question to its seat and keep both."""
        decision = super().answer(ask)
        self.answers.append(Answer(ask.observation, decision, self.kinds.incentive))
        return decision

    @property
    def thoughts(self) -> dict[str, dict[int, Thought]]:
        """What the managers thought: role -> week -> Thought."""
        alike: dict[tuple[str, int], list[Answer]] = {}
        for one in self.answers:
            alike.setdefault((one.seen.role, id(one.incentive)), []).append(one)
        found: dict[str, dict[int, Thought]] = {role: {} for role in ROLES}
        for (role, _), answers in alike.items():
            weeks = [one.seen.week for one in answers]
            found[role] |= dict(zip(weeks, think(self.world.model, answers), strict=True))
        return found


def think(model: MentalModel, answers: Sequence[Answer]) -> list[Thought]:
    """Return what a seat expected of each of its decisions under one pay rule, from its
    observations alone.
    """
    ways = [_way(one) for one in answers]
    seen = [one.seen for one, way in zip(answers, ways, strict=True) for _ in way.plans]
    plans = np.stack([plan for way in ways for plan in way.plans])
    prospects = iter(_prospects(model, answers[0].incentive, seen, plans))
    return [
        Thought(
            decision=one.decision,
            beliefs=one.seen.beliefs[0].copy(),
            ages=one.seen.age[0].copy(),
            kept=next(prospects),
            steps={lever: next(prospects) for lever in way.moved},
            learnt=one.seen.learnt[0].copy() if model.parameters.managers.learning > 0 else None,
        )
        for one, way in zip(answers, ways, strict=True)
    ]


class Way(NamedTuple):
    """The plans (L,) from the one in force to the chosen one, and the lever moved for each but the
    first.
    """

    plans: list[Floats]
    moved: list[str]


def _way(one: Answer) -> Way:
    seen, levers = one.seen, one.decision.levers
    way = Way([seen.plan[0]], [])
    for lever in owned(seen.role):
        place, last = COLUMN[lever.name], way.plans[-1]
        wish = float(levers[lever.name][0]) if lever.name in levers else last[place]
        if wish != last[place]:
            way.plans.append(np.where(np.arange(len(last)) == place, wish, last))
            way.moved.append(lever.name)
    return way


def _prospects(
    model: MentalModel, incentive: IncentiveRule, seen: Sequence[Observation], plans: Floats
) -> list[Prospect]:
    """Return what each of some plans (n, L) promises who saw the firm so."""
    beliefs = np.concatenate([one.beliefs for one in seen])
    progress = {
        name: np.concatenate([one.progress[name] for one in seen]) for name in seen[0].progress
    }
    learnt = np.concatenate([one.learnt for one in seen])
    taught = learnt if model.parameters.managers.learning > 0 else None
    kpis = outlook(model, plans, beliefs, anchor(model, beliefs), learnt=taught)
    role = seen[0].role
    pay = {
        line: np.broadcast_to(amount, len(plans)).tolist()
        for line, amount in incentive.pay(role, {**kpis, **progress}).items()
    }
    total, profit = worth(model, incentive, role, kpis, progress), kpis["profit"]
    return [
        Prospect({line: amount[place] for line, amount in pay.items()}, value, expected)
        for place, (value, expected) in enumerate(
            zip(np.broadcast_to(total, len(plans)).tolist(), profit.tolist(), strict=True)
        )
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
    learnt = None if thought.learnt is None else thought.learnt[np.newaxis]
    profit = outlook(model, plans, beliefs, anchor(model, beliefs), learnt=learnt)["profit"]
    return dict(zip(asked, profit.tolist(), strict=True))
