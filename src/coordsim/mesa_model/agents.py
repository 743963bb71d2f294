"""Who lives in the model: a manager on each seat, who stands above them, and the customers."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np

from coordsim.core.facts import FACTS, INDEX
from coordsim.core.levers import BY_NAME, COLUMN, owned
from coordsim.core.records import Ask, Decision, Floats


class RoleAgent(mesa.Agent):
    """A department's manager, in all firms of the model at once. It answers the engine's questions
    on what it was told. Whoever is made last for a role sits on its seat.
    """

    def __init__(self, model: Any, role: str) -> None:
        super().__init__(model)
        self.role = role
        model.seat(role, self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.role}, agent {self.unique_id})"

    def decide(self, ask: Ask) -> Decision:
        """Answer with the player on this seat."""
        decision: Decision = self.model.engine.players[self.role].decide(ask.observation)
        return decision

    @property
    def plan(self) -> dict[str, Floats]:
        """Its levers in force, name -> (F,)."""
        return {
            lever.name: self.model.engine.state.plan[:, COLUMN[lever.name]]
            for lever in owned(self.role)
        }

    @property
    def beliefs(self) -> dict[str, Floats]:
        """What it held true last week, fact -> (F,); empty before the first week."""
        if self.model.record is None:
            return {}
        return {
            fact.name: self.model.record.known.beliefs[self.role][:, INDEX[fact.name]]
            for fact in FACTS
        }


class Marketing(RoleAgent):
    """The manager of marketing."""

    def __init__(self, model: Any) -> None:
        super().__init__(model, "marketing")


class Operations(RoleAgent):
    """The manager of operations."""

    def __init__(self, model: Any) -> None:
        super().__init__(model, "operations")


class Leadership(mesa.Agent):
    """Who stands above both: it settles plans under governance *leadership*, as far as it is
    involved, and hears of conflicts.
    """

    def __init__(self, model: Any) -> None:
        super().__init__(model)

    def __repr__(self) -> str:
        return f"Leadership(agent {self.unique_id})"

    def remove(self) -> None:
        """Refuse: it follows from the rules."""
        raise ValueError(
            "leadership cannot be removed: whether it settles is a rule, governance, of the"
            " scenario"
        )

    @property
    def involvement(self) -> float:
        """How far its plan is enacted now, 0 to 1; 0 under any other governance."""
        kinds = self.model.engine.kinds
        return kinds.involvement if kinds.governance.name == "leadership" else 0.0

    @property
    def conflicts(self) -> dict[str, Floats]:
        """Levers contested in the last week of decisions, by area (Shapiro 1977), each (F,); empty
        before the first.
        """
        fought: dict[str, Floats] = {}
        for name, contested in self.model.contested.items():
            area = BY_NAME[name].area
            fought[area] = fought.get(area, 0.0) + contested
        return fought


class CustomerSegment(mesa.Agent):
    """The customers of one arc of the taste circle, their individuals held as arrays."""

    def __init__(self, model: Any, first: int, last: int) -> None:
        super().__init__(model)
        self.first, self.last = first, last

    def __repr__(self) -> str:
        return f"CustomerSegment({self.first} to {self.last - 1}, agent {self.unique_id})"

    def remove(self) -> None:
        """Refuse: its customers live on in arrays."""
        raise ValueError(
            "a segment cannot be removed: it shows customers who live in arrays; how many there"
            " are is market.customers of the scenario"
        )

    @property
    def members(self) -> np.ndarray:
        """Which customers belong to the segment, (F, N) bool."""
        world = self.model.engine.world
        if world.traits is None:
            return np.zeros((world.firms, 0), dtype=bool)
        classes = world.traits.taste_class[world.streams.row]
        inside: np.ndarray = (classes >= self.first) & (classes < self.last)
        return inside

    @property
    def satisfaction(self) -> float:
        """Mean satisfaction of the segment over firms; nan when it has nobody."""
        members = self.members
        return (
            float(self.model.engine.state.satisfaction[members].mean())
            if members.any()
            else float("nan")
        )
