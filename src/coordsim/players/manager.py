"""The rule-based manager: satisficing local search on its own mental model, by its own pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from coordsim.core.contracts import IncentiveRule, MentalModel
from coordsim.core.facts import INDEX
from coordsim.core.firm import LESSONS
from coordsim.core.levers import COLUMN, ROLES, owned
from coordsim.core.records import Decision, Floats, Observation
from coordsim.mind.expectation import EXPECTED
from coordsim.mind.managers import Minds, minds_of, propose, weigh
from coordsim.players import PLAYERS, PlayerKind


class Judged(NamedTuple):
    """What plans are worth to a manager, (F,), money/week, and the KPIs that it expects of them,
    name -> (F,).
    """

    worth: Floats
    expected: Mapping[str, Floats]


@dataclass(frozen=True)
class Manager:
    """A manager of one role, deciding for all firms of the batch at once: the one that the engine
    seats where nobody has to be asked. ``forecast_bias`` is added to every report (for C41).
    """

    model: MentalModel
    incentive: IncentiveRule
    role: str
    forecast_bias: float | None = None

    def decide(self, observation: Observation) -> Decision:
        """Search one step around the plan in force, then choose what to tell operations."""
        managers, place = self._thinking(observation), ROLES.index(self.role)
        minds, words = managers.minds, np.empty(self.model.firms)
        propose(managers, place, observation.trust, words)
        plan, thought = minds["levers"], minds["predicted"][:, place]
        levers = {
            lever.name: plan[:, COLUMN[lever.name]].copy()
            for lever in owned(self.role)
            if lever.name not in self.model.closed
        }
        predicted = {name: thought[:, at].copy() for at, name in enumerate(EXPECTED)}
        return Decision(levers, words if self.role == ROLES[0] else None, predicted)

    def judge(self, observation: Observation, plans: Floats) -> Judged:
        """Return what plans (F, L) are worth to it in the round that is observed, and what it
        expects of them.
        """
        worths, kpis = np.empty(len(plans)), np.empty((len(EXPECTED), len(plans)))
        plans = np.ascontiguousarray(plans)
        weigh(self._thinking(observation), ROLES.index(self.role), plans, worths, kpis)
        return Judged(worths, dict(zip(EXPECTED, kpis, strict=True)))

    def _thinking(self, observation: Observation) -> Minds:
        """Return the managers' minds as they are before they look around."""
        managers = minds_of(self.model, self.incentive, observation.progress)
        place, minds = ROLES.index(self.role), managers.minds
        if self.forecast_bias is not None:
            managers.rules["bias"] = self.forecast_bias
        minds["beliefs"][:, place] = observation.beliefs
        minds["current"] = observation.plan
        minds["memory"][:, place, : len(LESSONS)] = observation.learnt
        minds["heard"] = ~np.isnan(observation.age[:, INDEX["demand"]])
        minds["seed"], minds["week"] = observation.world, observation.week
        return managers


PLAYERS.register(
    PlayerKind(
        "manager",
        "Rule-based manager",
        "Looks one step around the plan in force for what its own pay rewards.",
        lambda chair: Manager(chair.model, chair.incentive, chair.role, chair.forecast_bias),
    ),
    order=1,
)
