"""A player that leaves every lever where it is: for cases of theory and for controls."""

from __future__ import annotations

from dataclasses import dataclass

from coordsim.core.records import Decision, Observation
from coordsim.players import PLAYERS, PlayerKind


@dataclass(frozen=True)
class Hold:
    """Keep the plan; tell operations what is expected, times 1 + ``forecast_bias``."""

    role: str
    forecast_bias: float | None = None

    def decide(self, observation: Observation) -> Decision:
        """Answer with no change."""
        word = (
            observation.expected_demand * (1 + (self.forecast_bias or 0.0))
            if self.role == "marketing"
            else None
        )
        return Decision({}, word)


PLAYERS.register(
    PlayerKind(
        "hold",
        "Holds everything",
        "Leaves every lever where it is.",
        lambda chair: Hold(chair.role, chair.forecast_bias),
    ),
    order=2,
)
