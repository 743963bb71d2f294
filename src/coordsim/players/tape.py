"""A player that repeats a recorded game."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coordsim.core.records import Decision, Observation


@dataclass(frozen=True)
class Tape:
    """Decisions of one role by week."""

    decisions: Mapping[int, Decision]

    def decide(self, observation: Observation) -> Decision:
        """Answer with the recorded decision; raises ValueError when there is none for the week."""
        if observation.week not in self.decisions:
            raise ValueError(
                f"the tape of {observation.role} has no decision for week {observation.week}; it"
                f" has {sorted(self.decisions)}"
            )
        return self.decisions[observation.week]
