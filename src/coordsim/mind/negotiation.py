"""The table at which plans meet: both proposals, and what each side expects of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from coordsim.core.contracts import IncentiveRule, MentalModel
from coordsim.core.levers import ROLES
from coordsim.core.records import Floats
from coordsim.mind.outlook import Anchor, anchor, outlook
from coordsim.mind.search import worth


@dataclass(frozen=True)
class Negotiation:
    """What governance may use: proposals (F, L), the plan in force (F, L), both sides' beliefs, the
    pay rule.

    ``facts`` (F, K) are for leadership alone, which sees both sides; ``progress`` is what pay over
    a quarter needs; ``learnt`` (F, LESSONS) by role what results have taught.
    """

    model: MentalModel
    incentive: IncentiveRule
    proposals: Floats
    current: Floats
    beliefs: Mapping[str, Floats]
    facts: Floats
    progress: Mapping[str, Floats]
    involvement: float = 0.0
    learnt: Mapping[str, Floats] = field(default_factory=dict)

    @cached_property
    def anchors(self) -> dict[str, Anchor]:
        """Each side's anchor."""
        return {role: anchor(self.model, self.beliefs[role]) for role in ROLES}

    @cached_property
    def informed(self) -> Anchor:
        """Leadership's anchor."""
        return anchor(self.model, self.facts)

    def expects(self, role: str, plan: Floats) -> dict[str, Floats]:
        """Return the KPIs a side expects of a plan."""
        return outlook(
            self.model, plan, self.beliefs[role], self.anchors[role], learnt=self.learnt.get(role)
        )

    def worth(self, role: str, plan: Floats) -> Floats:
        """Return what a side, by its own pay and picture, thinks a plan is worth to it, (F,)."""
        return worth(self.model, self.incentive, role, self.expects(role, plan), self.progress)

    def value(self, plan: Floats) -> Floats:
        """Expected sum of both pays, each by its own mental model, (F,)."""
        return sum((self.worth(role, plan) for role in ROLES), start=np.zeros(self.model.firms))

    def profit(self, plan: Floats) -> Floats:
        """Profit that somebody who knows both sides' facts expects of a plan, (F,)."""
        return outlook(self.model, plan, self.facts, self.informed)["profit"]

    def open(self, levers: tuple[str, ...]) -> list[str]:
        """Return those levers that the scenario leaves open."""
        return [lever for lever in levers if lever not in self.model.closed]

    def does_not_fit(self, plan: Floats) -> np.ndarray:
        """Say where operations expects the plan to need all the hours it has, (F,) bool."""
        return self.expects("operations", plan)["utilisation"] >= 1.0

    def settles(self, role: str, plan: Floats, then: Floats) -> np.ndarray:
        """Say where a side that settles moves on from a plan that does not fit, (F,) bool:
        everywhere, or only where it is better off.
        """
        unfit = self.does_not_fit(plan)
        if self.model.parameters.managers.settling == "fit":
            return unfit
        return unfit & (self.worth(role, then) > self.worth(role, plan))
