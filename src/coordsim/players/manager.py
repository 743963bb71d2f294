"""The rule-based manager: satisficing local search on its own mental model, by its own pay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coordsim.core.contracts import IncentiveRule, MentalModel
from coordsim.core.firm import LESSONS
from coordsim.core.levers import COLUMN, ROLES, owned
from coordsim.core.records import Decision, Observation
from coordsim.mind.expectation import EXPECTED
from coordsim.mind.managers import minds_of, propose
from coordsim.players import PLAYERS, PlayerKind


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
        managers = minds_of(self.model, self.incentive, observation.progress)
        place, minds = ROLES.index(self.role), managers.minds
        if self.forecast_bias is not None:
            managers.rules["bias"] = self.forecast_bias
        minds["beliefs"][:, place] = observation.beliefs
        minds["current"] = observation.plan
        minds["memory"][:, place, : len(LESSONS)] = observation.learnt
        minds["seed"], minds["week"] = observation.world, observation.week
        words = np.empty(self.model.firms)
        propose(managers, place, observation.trust, words)
        plan, thought = minds["levers"], minds["predicted"][:, place]
        levers = {
            lever.name: plan[:, COLUMN[lever.name]].copy()
            for lever in owned(self.role)
            if lever.name not in self.model.closed
        }
        predicted = {name: thought[:, at].copy() for at, name in enumerate(EXPECTED)}
        return Decision(levers, words if self.role == ROLES[0] else None, predicted)


PLAYERS.register(
    PlayerKind(
        "manager",
        "Rule-based manager",
        "Looks one step around the plan in force for what its own pay rewards.",
        lambda chair: Manager(chair.model, chair.incentive, chair.role, chair.forecast_bias),
    ),
    order=1,
)
