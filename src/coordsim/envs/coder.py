"""Between a role's records and vectors: the same for every environment and for players."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from coordsim.core.records import Decision, Floats, Observation
from coordsim.envs import actions, features
from coordsim.envs.features import Feature, Singles
from coordsim.scenario.file import Scenario


@dataclass(frozen=True)
class Coder:
    """A role's vectors: what it sees (``features``) and what it does (``knobs``), in a scenario,
    with actions in one of the forms of ``envs.actions``.
    """

    role: str
    form: str
    features: tuple[Feature, ...]
    knobs: tuple[actions.Knob, ...]

    @classmethod
    def of(cls, scenario: Scenario, role: str, form: str = "scaled") -> Coder:
        """Return the coder of a role in a scenario. Raises ValueError for what is no role or no
        form, and for a role that may set nothing.
        """
        mine = actions.knobs(scenario, role)
        return cls(role, actions.check_form(form), features.features(scenario, role), mine)

    def see(self, observation: Observation) -> Singles:
        """Return observations as vectors, (F, features)."""
        return features.vector(self.features, observation)

    def decide(self, action: object, observation: Observation) -> Decision:
        """Return what actions (F, knobs) decide. Raises DecisionError for one that is not
        allowed.
        """
        return actions.decision(self.knobs, self.form, action, observation)

    def hold(self, observation: Observation, levers: Mapping[str, float] | None = None) -> Floats:
        """Return the actions (F, knobs) that keep own levers as they are, or as ``levers`` has
        them, and tell honestly what is expected.
        """
        plan = actions.plan_of(self.knobs, levers or {}, observation)
        return actions.action_of(self.knobs, self.form, plan)


@dataclass(frozen=True)
class PolicyPlayer:
    """A player for ``simulate(players=...)`` and rooms that decides as a policy of vectors does:
    (F, features) -> (F, knobs).
    """

    coder: Coder
    policy: Callable[[Singles], Floats]

    def decide(self, observation: Observation) -> Decision:
        """Answer with what the policy does. Raises DecisionError for what is not allowed."""
        return self.coder.decide(self.policy(self.coder.see(observation)), observation)
