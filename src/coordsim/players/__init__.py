"""Players: whoever turns an Observation into a Decision. They know nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from coordsim.core.contracts import IncentiveRule, MentalModel, Player
from coordsim.core.registry import Registry, missing


@dataclass(frozen=True)
class Chair:
    """What a player is given when it takes its seat: how it thinks that the world works, its pay,
    its role, and the bias of its forecast where the scenario prescribes one.
    """

    model: MentalModel
    incentive: IncentiveRule
    role: str
    forecast_bias: float | None = None


@dataclass(frozen=True)
class PlayerKind:
    """A player that a scenario may seat by its name; ``seated`` returns one that has seen nothing
    yet.
    """

    name: str
    title: str
    words: str
    seated: Callable[[Chair], Player]


def _faults(kind: Any) -> Iterator[str]:
    if not isinstance(kind, PlayerKind):
        yield "it is no PlayerKind"
        return
    yield from missing(kind, texts=("words",), verbs=("seated",))


PLAYERS: Final[Registry[PlayerKind]] = Registry("player", __name__, "coordsim.players", _faults)
