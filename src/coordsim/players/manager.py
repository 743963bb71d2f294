"""The rule-based manager: satisficing local search on its own mental model, by its own pay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coordsim.core.contracts import IncentiveRule, MentalModel
from coordsim.core.levers import COLUMN, owned
from coordsim.core.records import Decision, Floats, Observation
from coordsim.mind.outlook import Anchor, anchor, outlook
from coordsim.mind.search import climb, worth
from coordsim.players import PLAYERS, PlayerKind

REPORTS = (1.0, 0.95, 1.05, 0.9, 1.1, 0.85, 1.15, 0.8, 1.2, 0.7, 1.3, 1.4, 1.5)


@dataclass(frozen=True)
class Manager:
    """A manager of one role, deciding for all firms of the batch at once. ``forecast_bias`` is
    added to every report (for C41).
    """

    model: MentalModel
    incentive: IncentiveRule
    role: str
    forecast_bias: float | None = None

    def decide(self, observation: Observation) -> Decision:
        """Search one step around the plan in force, then choose what to tell operations."""
        today, progress = anchor(self.model, observation.beliefs), observation.progress

        def value(plan: Floats) -> Floats:
            return worth(
                self.model,
                self.incentive,
                self.role,
                outlook(self.model, plan, observation.beliefs, today),
                progress,
            )

        plan = climb(self.model, observation.plan, owned(self.role), value)
        levers = {
            lever.name: plan[:, COLUMN[lever.name]]
            for lever in owned(self.role)
            if lever.name not in self.model.closed
        }
        predicted = outlook(self.model, plan, observation.beliefs, today)
        forecast = (
            self._report(observation, plan, today, predicted["demand"])
            if self.role == "marketing"
            else None
        )
        return Decision(levers, forecast, predicted)

    def _report(
        self, observation: Observation, plan: Floats, today: Anchor, demand: Floats
    ) -> Floats:
        """Return the forecast that pays best, given how far operations is thought to believe it;
        honest where that is as good.
        """
        if self.forecast_bias is not None:
            return demand * (1 + self.forecast_bias)
        best = np.full(len(demand), -np.inf)
        choice = np.ones(len(demand))
        for ratio in REPORTS:
            planned = observation.trust * ratio + 1 - observation.trust
            report = np.full(len(demand), ratio)
            kpis = outlook(
                self.model, plan, observation.beliefs, today, planned=planned, report=report
            )
            gain = worth(self.model, self.incentive, self.role, kpis, observation.progress)
            better = gain > best + self.model.parameters.people.tolerance * np.maximum(
                np.abs(gain), 1.0
            )
            choice = np.where(better, ratio, choice)
            best = np.where(better, gain, best)
        return demand * choice


PLAYERS.register(
    PlayerKind(
        "manager",
        "Rule-based manager",
        "Looks one step around the plan in force for what its own pay rewards.",
        lambda chair: Manager(chair.model, chair.incentive, chair.role, chair.forecast_bias),
    ),
    order=1,
)
