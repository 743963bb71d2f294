"""Firms as environments for agents that learn: the same engine, pay slips as rewards.

import coordsim as cs

env = cs.envs.single_env("base", role="marketing")      # Gymnasium, one firm
envs = cs.envs.vector_env("base", firms=256)             # Gymnasium, firms side by side
both = cs.envs.parallel_env("base")                      # PettingZoo, both roles at once
turns = cs.envs.aec_env("base")                          # PettingZoo, in the order of the week

docs/environments.md says what stands where in observations and actions. Needs Gymnasium and
PettingZoo: ``pip install 'coordsim[envs]'``.
"""

from __future__ import annotations

try:
    import gymnasium
    import pettingzoo as pettingzoo
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        f"coordsim.envs needs {error.name}, which is not installed: pip install 'coordsim[envs]'",
        name=error.name,
    ) from error

from coordsim.envs.coder import Coder as Coder
from coordsim.envs.coder import PolicyPlayer as PolicyPlayer
from coordsim.envs.episode import EpisodeError as EpisodeError
from coordsim.envs.one_role import ID, FirmEnv, FirmVectorEnv
from coordsim.envs.two_roles import FirmAECEnv, FirmParallelEnv
from coordsim.envs.worlds import Partner
from coordsim.run.simulate import Named

__all__ = [
    "Coder",
    "EpisodeError",
    "FirmAECEnv",
    "FirmEnv",
    "FirmParallelEnv",
    "FirmVectorEnv",
    "PolicyPlayer",
    "aec_env",
    "parallel_env",
    "single_env",
    "vector_env",
]


def parallel_env(
    scenario: Named = "base", firms: int = 1, *, actions: str = "scaled"
) -> FirmParallelEnv:
    """Return both roles as agents that decide at once (PettingZoo's ParallelEnv). With ``firms``
    above 1 each array has a row for each firm. Raises ScenarioError or ValueError on bad input.
    """
    return FirmParallelEnv(scenario, firms, actions)


def aec_env(scenario: Named = "base", *, actions: str = "scaled") -> FirmAECEnv:
    """Return both roles as agents in the order of the week (PettingZoo's AECEnv): operations hears
    of marketing's plan first. Raises ScenarioError or ValueError on bad input.
    """
    return FirmAECEnv(scenario, actions)


def single_env(
    scenario: Named = "base",
    role: str = "marketing",
    partner: Partner = "manager",
    *,
    actions: str = "scaled",
) -> FirmEnv:
    """Return one role of one firm as an agent (Gymnasium's Env). ``partner``: ``manager``,
    ``hold``, another name that a scenario may seat, or a player. Raises ScenarioError or ValueError
    on bad input.
    """
    return FirmEnv(scenario, role, partner, actions)


def vector_env(
    scenario: Named = "base",
    role: str = "marketing",
    partner: Partner = "manager",
    *,
    firms: int = 1,
    actions: str = "scaled",
) -> FirmVectorEnv:
    """Return one role of many firms side by side (Gymnasium's VectorEnv). Raises as
    ``single_env``.
    """
    return FirmVectorEnv(firms, scenario, role, partner, actions)


if ID not in gymnasium.registry:
    gymnasium.register(
        id=ID,
        entry_point="coordsim.envs.one_role:FirmEnv",
        vector_entry_point="coordsim.envs.one_role:FirmVectorEnv",
        kwargs={},
    )
