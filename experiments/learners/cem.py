"""A learner in sixty lines of numpy: the cross-entropy method (Rubinstein 1999) over steady plans.

    python3 -m uv run python experiments/learners/cem.py base --role marketing

A policy is one action, taken in every round: a plan, and for marketing how far its word is from
what it expects. Each generation draws plans around the best of the last one and keeps those that
paid its own role most. It knows nothing of the model, of the other role's pay or of profit.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

import coordsim as cs
from coordsim.envs import FirmParallelEnv, FirmVectorEnv

TRAINING = 1_000_000  # the first world of training: far from those of any table
SMOOTHING, LEAST = 0.7, 0.05  # weight of the new elite; spread below which search does not fall


@dataclass(frozen=True)
class Budget:
    """How much is tried: generations, plans in each, worlds in which each plan is tried."""

    generations: int = 20
    plans: int = 32
    worlds: int = 6
    elite: int = 8

    @property
    def firms(self) -> int:
        return self.plans * self.worlds

    def seeds(self, generation: int) -> list[int]:
        """The same worlds for all plans of a generation, others in the next."""
        first = TRAINING + generation * self.worlds
        return [*range(first, first + self.worlds)] * self.plans


class Search:
    """Where a role looks for plans: a normal distribution of actions, cut at [-1, 1]."""

    def __init__(self, start: np.ndarray, seed: int) -> None:
        self.mean, self.spread = start.astype(float), np.full(len(start), 0.5)
        self.luck = np.random.default_rng(seed)

    def draw(self, plans: int) -> np.ndarray:
        """Return plans to try; the first is the present mean."""
        noise = self.luck.normal(size=(plans, len(self.mean)))
        noise[0] = 0.0
        return np.clip(self.mean + self.spread * noise, -1.0, 1.0)

    def learn(self, tried: np.ndarray, paid: np.ndarray, elite: int) -> None:
        """Move towards the plans that were paid most."""
        best = tried[np.argsort(paid)[-elite:]]
        self.mean += SMOOTHING * (best.mean(axis=0) - self.mean)
        self.spread += SMOOTHING * (best.std(axis=0) - self.spread)
        self.spread = np.maximum(self.spread, LEAST)


def alone(env: FirmVectorEnv, budget: Budget, seed: int = 1) -> np.ndarray:
    """Learn a role's steady action against the environment's partner. Returns the action."""
    env.reset(seed=budget.seeds(0))
    search = Search(env.hold()[0], seed)
    for generation in range(budget.generations):
        tried = search.draw(budget.plans)
        actions = np.repeat(tried, budget.worlds, axis=0)
        env.reset(seed=budget.seeds(generation))
        paid, over = np.zeros(budget.firms), False
        while not over:
            _, reward, stopped, ended, _ = env.step(actions)
            paid, over = paid + reward, bool((stopped | ended).all())
        search.learn(tried, paid.reshape(budget.plans, -1).mean(axis=1), budget.elite)
    return search.mean


def together(
    env: FirmParallelEnv, budget: Budget, start: Mapping[str, np.ndarray], seed: int = 1
) -> dict[str, np.ndarray]:
    """Let both roles learn at once, each by its own pay: plan k of one meets plan k of the other.
    Returns their actions.
    """
    searches = {
        role: Search(start[role], seed + place) for place, role in enumerate(env.possible_agents)
    }
    for generation in range(budget.generations):
        tried = {role: search.draw(budget.plans) for role, search in searches.items()}
        actions = {role: np.repeat(plans, budget.worlds, axis=0) for role, plans in tried.items()}
        env.reset(seed=budget.seeds(generation))
        paid = {role: np.zeros(budget.firms) for role in searches}
        while env.agents:
            _, rewards, _, _, _ = env.step(actions)
            paid = {role: paid[role] + rewards[role] for role in paid}
        for role, search in searches.items():
            mine = paid[role].reshape(budget.plans, -1).mean(axis=1)
            search.learn(tried[role], mine, budget.elite)
    return {role: search.mean for role, search in searches.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario")
    parser.add_argument("--role", default="marketing")
    parser.add_argument("--partner", default="manager")
    given, budget = parser.parse_args(), Budget()
    env = cs.envs.vector_env(given.scenario, given.role, given.partner, firms=budget.firms)
    action = alone(env, budget)
    for knob, value in zip(env.seat.coder.knobs, action, strict=True):
        print(f"{knob.name} = {knob.value(np.array([value]))[0]:.4g} {knob.unit}")


if __name__ == "__main__":
    main()
