"""Both seats as agents, in PettingZoo's two forms: turn by turn, and both at once."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from gymnasium.spaces import Box
from pettingzoo import AECEnv, ParallelEnv

from coordsim.core.levers import ROLES
from coordsim.envs.coder import Coder
from coordsim.envs.episode import Episode, EpisodeError
from coordsim.envs.features import Singles
from coordsim.envs.spaces import Stepped, action_box, observation_box
from coordsim.envs.worlds import Worlds, scenario_of
from coordsim.run.result import Run
from coordsim.run.simulate import Named

By = dict[str, Any]  # something by agent


class _Seats:
    """What both forms share: coders, spaces, worlds, and the run that is played."""

    def __init__(self, scenario: Named, firms: int, actions: str) -> None:
        self.scenario = scenario_of(scenario)
        self.worlds = Worlds(firms)
        self.coders = {role: Coder.of(self.scenario, role, actions) for role in ROLES}
        each = None if self.alone else self.worlds.firms
        self.sights = {role: observation_box(self.coders[role], each) for role in ROLES}
        self.deeds = {role: action_box(self.coders[role], each) for role in ROLES}
        self._episode: Episode | None = None

    @property
    def alone(self) -> bool:
        """Whether there is one firm, and no firm axis."""
        return self.worlds.firms == 1

    @property
    def episode(self) -> Episode:
        """The run that is played. Raises EpisodeError before the first reset."""
        if self._episode is None:
            raise EpisodeError("reset the environment first")
        return self._episode

    def begin(self, seed: Any) -> None:
        """Begin a run in the worlds of a seed."""
        self._episode = Episode(self.scenario, self.worlds.of(seed), ROLES)

    def see(self, role: str) -> Singles:
        """Return what a role sees, as a vector or vectors."""
        vectors = self.coders[role].see(self.episode.seen(role))
        return vectors[0] if self.alone else vectors

    def act(self, role: str, action: Any) -> None:
        """Answer for a role, whose turn it is."""
        ask = self.episode.ask
        if ask is None or ask.role != role:
            raise EpisodeError("the episode is over: reset the environment")
        given = np.asarray(action)[np.newaxis] if self.alone else action
        self.episode.answer(self.coders[role].decide(given, ask.observation))

    def pay(self, role: str) -> Any:
        """Return a role's pay of the last round: one number, or one for each firm."""
        pay = self.episode.pay(role)
        return float(pay[0]) if self.alone else pay

    def ended(self) -> tuple[bool, bool]:
        """Return whether all firms have stopped, and whether the last week is over otherwise."""
        stopped = self.episode.over and bool(self.episode.stopped().all())
        return stopped, self.episode.over and not stopped

    def info(self) -> By:
        """Return what is told beside observations: the week, worlds, the firm's profit of the last
        round, and which firms have stopped.
        """
        episode = self.episode
        told: By = {
            "profit": episode.profit(),
            "stopped": episode.stopped(),
            "world": np.array(episode.worlds),
        }
        if self.alone:
            told = {name: values[0].item() for name, values in told.items()}
        return {"week": episode.week} | told


class _Form:
    """What PettingZoo asks of both forms alike."""

    def __init__(self, seats: _Seats) -> None:
        self.seats, self.render_mode = seats, None
        self.possible_agents, self.agents = list(ROLES), list[str]()

    def observation_space(self, agent: str) -> Box:
        """Return what an agent sees: docs/environments.md says what stands where."""
        return self.seats.sights[agent]

    def action_space(self, agent: str) -> Box:
        """Return what an agent may do."""
        return self.seats.deeds[agent]

    @property
    def run(self) -> Run:
        """The finished run, that of ``simulate`` with the same decisions. Raises EpisodeError
        before its end.
        """
        return self.seats.episode.run

    def _infos(self) -> By:
        return {role: self.seats.info() for role in ROLES}


class FirmParallelEnv(_Form, ParallelEnv[str, Any, Any]):
    """Marketing and operations at once: operations decides before it hears of marketing's new plan
    and word. A step is a round; with ``firms`` above 1 every array has the firm as first axis.
    """

    metadata: ClassVar[By] = {"name": "coordsim_parallel_v0", "render_modes": []}

    def __init__(self, scenario: Named = "base", firms: int = 1, actions: str = "scaled") -> None:
        """Raises ScenarioError or ValueError for what is not allowed."""
        super().__init__(_Seats(scenario, firms, actions))

    def reset(self, seed: int | None = None, options: By | None = None) -> tuple[By, By]:
        """Begin a run in the worlds ``seed``, ``seed`` + 1, ...; without one in the next ones.
        ``options`` are left alone.
        """
        self.seats.begin(seed)
        self.agents = list(ROLES)
        return self._seen(), self._infos()

    def step(self, actions: By) -> Stepped:
        """Play a round. Raises DecisionError for an action that is not allowed, EpisodeError after
        the last round, ValueError where an agent's action is missing.
        """
        missing = [role for role in self.agents if role not in actions]
        if missing:
            raise ValueError(f"actions has none of {missing[0]}; needed: {', '.join(self.agents)}")
        for role in ROLES:
            self.seats.act(role, actions[role])
        terminated, truncated = self.seats.ended()
        if terminated or truncated:
            self.agents = []
        return Stepped(
            self._seen(),
            {role: self.seats.pay(role) for role in ROLES},
            dict.fromkeys(ROLES, terminated),
            dict.fromkeys(ROLES, truncated),
            self._infos(),
        )

    def _seen(self) -> By:
        return {role: self.seats.see(role) for role in ROLES}


class FirmAECEnv(_Form, AECEnv[str, Any, Any]):
    """Marketing and operations in the order of the week: operations decides on what it hears of
    marketing's new plan and word. A cycle of both is a round of one firm.
    """

    metadata: ClassVar[By] = {
        "name": "coordsim_aec_v0",
        "render_modes": [],
        "is_parallelizable": False,
    }

    def __init__(self, scenario: Named = "base", actions: str = "scaled") -> None:
        """Raises ScenarioError or ValueError for what is not allowed."""
        super().__init__(_Seats(scenario, 1, actions))

    def observe(self, agent: str) -> Singles:
        """Return what an agent sees now."""
        return self.seats.see(agent)

    def reset(self, seed: int | None = None, options: By | None = None) -> None:
        """Begin a run in world ``seed``; without one in the next. ``options`` are left alone."""
        self.seats.begin(seed)
        self.agents = list(ROLES)
        self.rewards = dict.fromkeys(ROLES, 0.0)
        self._cumulative_rewards = dict.fromkeys(ROLES, 0.0)
        self.agent_selection = ROLES[0]
        self._say()

    def step(self, action: Any) -> None:
        """Answer for the agent whose turn it is; after operations' answer the round is played.
        Raises DecisionError for an action that is not allowed.
        """
        agent = self.agent_selection
        if self.terminations[agent] or self.truncations[agent]:
            self._was_dead_step(action)
            return
        self.seats.act(agent, action)
        self._cumulative_rewards[agent] = 0.0
        self._clear_rewards()
        if agent == ROLES[-1]:
            self.rewards = {role: self.seats.pay(role) for role in ROLES}
        self.agent_selection = ROLES[1 - ROLES.index(agent)]
        self._say()
        self._accumulate_rewards()

    def _say(self) -> None:
        terminated, truncated = self.seats.ended()
        self.terminations = dict.fromkeys(ROLES, terminated)
        self.truncations = dict.fromkeys(ROLES, truncated)
        self.infos = self._infos()
