"""An engine that keeps each question and its answer, and what the manager's own picture promised it
for what it then did.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from coordsim.core.contracts import IncentiveRule, MentalModel
from coordsim.core.facts import INDEX
from coordsim.core.levers import BY_NAME, COLUMN, ROLES, owned
from coordsim.core.records import Ask, Decision, Floats, Observation
from coordsim.players.manager import Manager
from coordsim.run.simulate import Engine


class Answer(NamedTuple):
    """What a seat was asked, what it answered, and how it was paid then."""

    seen: Observation
    decision: Decision
    incentive: IncentiveRule


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
    asked: Answer | None = None  # of whom it is

    @property
    def chosen(self) -> Prospect:
        """What the seat expected of its decision."""
        return list(self.steps.values())[-1] if self.steps else self.kept


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
    promised = [
        [_prospect(model, one.incentive, one.seen, plan) for plan in way.plans]
        for one, way in zip(answers, ways, strict=True)
    ]
    return [
        Thought(
            decision=one.decision,
            beliefs=one.seen.beliefs[0].copy(),
            ages=one.seen.age[0].copy(),
            kept=prospects[0],
            steps=dict(zip(way.moved, prospects[1:], strict=True)),
            learnt=one.seen.learnt[0].copy() if model.parameters.managers.learning > 0 else None,
            asked=one,
        )
        for one, way, prospects in zip(answers, ways, promised, strict=True)
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


def _prospect(
    model: MentalModel, incentive: IncentiveRule, seen: Observation, plan: Floats
) -> Prospect:
    """Return what a plan (L,) promises a manager who saw the firm so, as it judges itself: with all
    that it has learnt and is.
    """
    judged = Manager(model, incentive, seen.role).judge(seen, plan[np.newaxis])
    pay = incentive.pay(seen.role, {**judged.expected, **seen.progress})
    return Prospect(
        {line: float(np.ravel(amount)[0]) for line, amount in pay.items()},
        float(judged.worth[0]),
        float(judged.expected["profit"][0]),
    )


def profit_knowing(
    model: MentalModel, thought: Thought, plan: Floats, truth: Floats, facts: Iterable[str]
) -> dict[str, float]:
    """Return, for each of ``facts`` that a seat was wrong about, the profit a week it would have
    expected, had it known that one.

    ``plan`` (L,) is the plan as the seat saw it, ``truth`` (K,) what was true when it decided;
    facts without a true number are left out.
    """
    if thought.asked is None:
        raise ValueError("nobody was asked")
    known = [
        name
        for name in facts
        if thought.beliefs[INDEX[name]] != truth[INDEX[name]] and np.isfinite(truth[INDEX[name]])
    ]
    seen, found = thought.asked.seen, {}
    for name in known:
        beliefs, there = thought.beliefs[np.newaxis].copy(), plan.copy()
        beliefs[0, INDEX[name]] = truth[INDEX[name]]
        if name in BY_NAME:
            there[COLUMN[name]] = truth[INDEX[name]]
        knowing = replace(seen, beliefs=beliefs)
        found[name] = _prospect(model, thought.asked.incentive, knowing, there).profit
    return found
