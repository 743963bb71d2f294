"""One seat as an agent, beside a partner: Gymnasium's Env of one firm, and its VectorEnv on the
firm axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv
from numpy.typing import NDArray

from coordsim.core.records import Floats, Observation
from coordsim.envs.coder import Coder
from coordsim.envs.episode import Episode, EpisodeError
from coordsim.envs.features import Singles
from coordsim.envs.spaces import Stepped, action_box, observation_box
from coordsim.envs.worlds import Partner, Worlds, as_whole, scenario_of, with_partner
from coordsim.run.result import Run
from coordsim.run.simulate import Named

ID = "coordsim/Firm-v0"
Info = dict[str, Any]


class _Seat:
    """What both share: one open seat in the run that is played."""

    def __init__(self, scenario: Named, role: str, partner: Partner, actions: str) -> None:
        self.role = role
        self.scenario, self.players = with_partner(scenario_of(scenario), role, partner)
        self.coder = Coder.of(self.scenario, role, actions)
        self._episode: Episode | None = None

    @property
    def episode(self) -> Episode:
        """The run that is played. Raises EpisodeError before the first reset."""
        if self._episode is None:
            raise EpisodeError("reset the environment first")
        return self._episode

    def begin(self, worlds: Sequence[int]) -> None:
        """Begin a run in some worlds."""
        self._episode = Episode(self.scenario, worlds, (self.role,), self.players)

    @property
    def seen(self) -> Observation:
        """What the seat sees."""
        return self.episode.seen(self.role)

    def act(self, action: Any) -> None:
        """Answer, and play until the seat is asked again."""
        if self.episode.ask is None:
            raise EpisodeError("the episode is over: reset the environment")
        self.episode.answer(self.coder.decide(action, self.episode.ask.observation))

    def info(self) -> Info:
        """Return what is told beside observations, arrays (F,)."""
        episode = self.episode
        return {
            "profit": episode.profit(),
            "stopped": episode.stopped(),
            "week": np.full(episode.firms, episode.week),
            "world": np.array(episode.worlds),
        }


UNDRAWN: dict[str, Any] = {"render_modes": []}
SIDE_BY_SIDE = UNDRAWN | {"autoreset_mode": AutoresetMode.DISABLED}


class FirmEnv(gymnasium.Env[Any, Any]):
    """One role of one firm; the partner's is played by a rule-based manager, another name that a
    scenario may seat, or a player. A step is a round, the reward the role's pay in it.
    """

    metadata = UNDRAWN

    def __init__(
        self,
        scenario: Named = "base",
        role: str = "marketing",
        partner: Partner = "manager",
        actions: str = "scaled",
    ) -> None:
        """Raises ScenarioError or ValueError for what is not allowed."""
        self.seat, self.worlds = _Seat(scenario, role, partner, actions), Worlds(1)
        self.observation_space = observation_box(self.seat.coder)
        self.action_space = action_box(self.seat.coder)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Singles, Info]:
        """Begin a run in world ``seed``; without one in the next. ``options`` are left alone."""
        super().reset(seed=as_whole(seed))
        self.seat.begin(self.worlds.of(seed))
        return self._seen(), self._info()

    def step(self, action: Any) -> Stepped:
        """Play a round. Raises DecisionError for an action that is not allowed, EpisodeError after
        the last round.
        """
        self.seat.act(np.asarray(action)[np.newaxis])
        episode = self.seat.episode
        stopped = episode.over and bool(episode.stopped()[0])
        reward = float(episode.pay(self.seat.role)[0])
        truncated = episode.over and not stopped
        return Stepped(self._seen(), reward, stopped, truncated, self._info())

    def hold(self) -> Floats:
        """Return the action that keeps every lever and tells honestly what is expected."""
        action: Floats = self.seat.coder.hold(self.seat.seen)[0]
        return action

    @property
    def run(self) -> Run:
        """The finished run, that of ``simulate`` with the same decisions. Raises EpisodeError
        before its end.
        """
        return self.seat.episode.run

    def _seen(self) -> Singles:
        seen: Singles = self.seat.coder.see(self.seat.seen)[0]
        return seen

    def _info(self) -> Info:
        return {name: values[0].item() for name, values in self.seat.info().items()}


class FirmVectorEnv(VectorEnv[Any, Any, NDArray[Any]]):
    """One role of ``num_envs`` firms side by side, in one call of the engine: firm k lives in world
    ``seed`` + k. All have the same weeks and are reset together; nothing is reset by itself.
    """

    metadata = SIDE_BY_SIDE

    def __init__(
        self,
        num_envs: int = 1,
        scenario: Named = "base",
        role: str = "marketing",
        partner: Partner = "manager",
        actions: str = "scaled",
    ) -> None:
        """Raises ScenarioError or ValueError for what is not allowed."""
        self.seat, self.worlds = _Seat(scenario, role, partner, actions), Worlds(num_envs)
        self.num_envs = self.worlds.firms
        self.single_observation_space = observation_box(self.seat.coder)
        self.single_action_space = action_box(self.seat.coder)
        self.observation_space = observation_box(self.seat.coder, self.num_envs)
        self.action_space = action_box(self.seat.coder, self.num_envs)

    def reset(
        self,
        *,
        seed: int | Sequence[int | None] | None = None,
        options: dict[str, Any] | None = None,
    ) -> tuple[Singles, Info]:
        """Begin runs in the worlds ``seed``, ``seed`` + 1, ..., in those of a list, or without
        either in the next ones. Raises ValueError where only some firms are to be reset.
        """
        mask = (options or {}).get("reset_mask")
        if mask is not None and not np.all(mask):
            raise ValueError(
                "options.reset_mask leaves firms out: firms side by side are reset together"
            )
        super().reset(seed=as_whole(seed))
        self.seat.begin(self.worlds.of(seed))
        return self._seen(), self._info()

    def step(self, actions: Any) -> Stepped:
        """Play a round of all firms. A firm that has stopped is terminated, earns nothing and is
        shown as it stood; the others go on. Raises as ``FirmEnv.step``.
        """
        self.seat.act(actions)
        episode = self.seat.episode
        stopped = episode.stopped()
        truncated = np.full(self.num_envs, episode.over) & ~stopped
        reward = episode.pay(self.seat.role)
        return Stepped(self._seen(), reward, stopped, truncated, self._info())

    def hold(self) -> Floats:
        """Return the actions that keep every lever and tell honestly what is expected."""
        return self.seat.coder.hold(self.seat.seen)

    @property
    def run(self) -> Run:
        """The finished runs, those of ``simulate`` with the same decisions. Raises EpisodeError
        before their end.
        """
        return self.seat.episode.run

    def _seen(self) -> Singles:
        return self.seat.coder.see(self.seat.seen)

    def _info(self) -> Info:
        told = self.seat.info()
        every = np.ones(self.num_envs, dtype=np.bool_)
        return told | {f"_{name}": every for name in told}
