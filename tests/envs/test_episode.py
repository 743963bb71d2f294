"""An environment plays the engine's own firms, and pays what the engine pays."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest
from support.firms import LIVELY, small

import coordsim as cs
from coordsim.core.decisions import DecisionError
from coordsim.core.levers import ROLES
from coordsim.core.records import Decision, Observation
from coordsim.envs import Coder, EpisodeError, PolicyPlayer
from coordsim.envs.episode import Episode
from coordsim.players.tape import Tape
from coordsim.scenario.file import Scenario

LUCK = np.random.default_rng(1)


def lively(changes: dict[str, Any] | None = None) -> Scenario:
    return small(LIVELY | {"communication": "dashboard"} | (changes or {}))


def mild(env: Any, role: str) -> Any:
    return LUCK.uniform(-0.3, 0.3, env.action_space(role).shape)


@pytest.mark.parametrize("firms", [1, 3])
def test_both_at_once_is_the_engine_with_these_decisions(firms: int) -> None:
    env = cs.envs.parallel_env(lively(), firms)
    env.reset(seed=5)
    while env.agents:
        env.step({role: mild(env, role) for role in env.agents})
    players = {role: Tape(env.run.tape[role]) for role in ROLES}
    again = cs.simulate(lively(), firms=firms, seed=5, players=players)
    assert env.run.hash == again.hash


def test_in_turn_is_the_engine_with_these_decisions() -> None:
    env = cs.envs.aec_env(lively())
    env.reset(seed=5)
    for agent in env.agent_iter():
        over = env.terminations[agent] or env.truncations[agent]
        env.step(None if over else mild(env, agent))
    players = {role: Tape(env.run.tape[role]) for role in ROLES}
    assert env.run.hash == cs.simulate(lively(), seed=5, players=players).hash


@pytest.mark.parametrize("role", ROLES)
def test_one_role_beside_a_manager_is_the_engine_with_that_player(role: str) -> None:
    """A policy of vectors is a player too, and plays the same run without an environment."""
    coder = Coder.of(lively(), role)
    weights = np.linspace(-0.05, 0.05, len(coder.features) * len(coder.knobs))

    def policy(seen: Any) -> Any:
        return np.tanh(seen @ weights.reshape(len(coder.features), -1))

    envs = cs.envs.vector_env(lively(), role, firms=3)
    seen, _ = envs.reset(seed=2)
    over = False
    while not over:
        seen, _, _, ended, _ = envs.step(policy(seen))
        over = bool(ended.all())
    player = PolicyPlayer(coder, policy)
    run = cs.simulate(lively(), firms=3, seed=2, players={role: player})
    assert envs.run.hash == run.hash


@pytest.mark.parametrize("role", ROLES)
def test_the_reward_is_the_pay_slip_and_profit_stands_beside_it(role: str) -> None:
    envs = cs.envs.vector_env(lively(), role, firms=3)
    envs.reset(seed=2)
    rewards, profits, weeks = [], [], []
    for _ in range(3):
        _, reward, _, _, info = envs.step(envs.hold())
        rewards.append(reward)
        profits.append(info["profit"])
        weeks.append(info["week"].tolist())
    run = envs.run
    total = np.sum(list(run.slips[role].values()), axis=0)
    paid = total[:, 3::4]
    assert np.stack(rewards, axis=1) == pytest.approx(paid)
    profit = run.flows["profit"].reshape(3, 3, 4).mean(axis=2)
    assert np.stack(profits, axis=1) == pytest.approx(profit)
    assert weeks == [[4] * 3, [8] * 3, [12] * 3]


def test_firms_side_by_side_are_firms_alone() -> None:
    envs = cs.envs.vector_env(lively(), firms=3)
    seen, _ = envs.reset(seed=[4, 9, 2])
    alone = [cs.envs.single_env(lively()) for _ in range(3)]
    firsts = [env.reset(seed=seed)[0] for env, seed in zip(alone, (4, 9, 2), strict=True)]
    np.testing.assert_array_equal(seen, np.stack(firsts))
    for _ in range(3):
        actions = LUCK.uniform(-0.3, 0.3, envs.action_space.shape).astype(np.float32)
        seen, reward, _, _, _ = envs.step(actions)
        each = [env.step(action) for env, action in zip(alone, actions, strict=True)]
        np.testing.assert_array_equal(seen, np.stack([one[0] for one in each]))
        np.testing.assert_array_equal(reward, [one[1] for one in each])
    assert envs.run.hashes == tuple(env.run.hashes[0] for env in alone)


def test_looking_before_ones_turn_changes_nothing() -> None:
    """Whoever looks, how often, and when."""
    runs = []
    for looks in (0, 3):
        env = cs.envs.aec_env(lively())
        env.reset(seed=3)
        luck = np.random.default_rng(2)
        for agent in env.agent_iter():
            for _ in range(looks):
                for role in ROLES:
                    env.observe(role)
            over = env.terminations[agent] or env.truncations[agent]
            act = luck.uniform(-0.3, 0.3, env.action_space(agent).shape)
            env.step(None if over else act)
        runs.append(env.run.hash)
    assert runs[0] == runs[1]


def test_operations_hears_of_the_plan_in_its_turn_and_not_before() -> None:
    """Everybody is told everything, so what operations believes of the price says what it heard."""
    at = [one.name for one in Coder.of(lively(), "operations").features].index("beliefs.price")
    turns, both = cs.envs.aec_env(lively()), cs.envs.parallel_env(lively())
    dear = np.zeros(turns.action_space("marketing").shape)
    dear[0] = 0.5
    turns.reset(seed=1)
    early = turns.observe("operations")[at]
    seen, _ = both.reset(seed=1)
    assert seen["operations"][at] == early
    turns.step(dear)
    assert turns.last()[0][at] == pytest.approx(0.5)
    assert early == pytest.approx(0.0)  # 10 of 6 to 14


def test_what_is_seen_at_first_is_what_the_engine_shows() -> None:
    """In its own turn a role sees the record that a player gets."""

    class Watching:
        def __init__(self) -> None:
            self.seen: list[Observation] = []

        def decide(self, observation: Observation) -> Decision:
            self.seen.append(observation)
            return Decision({})

    watching = Watching()
    cs.simulate(lively(), seed=6, players={"operations": watching})
    env = cs.envs.single_env(lively(), "operations")
    seen, _ = env.reset(seed=6)
    for observation in watching.seen:
        np.testing.assert_array_equal(seen, env.seat.coder.see(observation)[0])
        levers = {name: observation.plan[:, at] for name, at in HELD.items()}
        assert levers
        env.seat.episode.answer(Decision({}))
        seen = env._seen()


HELD = {"hours": 9}


def test_what_the_door_refuses_can_be_answered_again() -> None:
    """Whoever answers an episode itself meets the one door; then the same question waits."""
    runs = []
    for wrong in (False, True):
        episode = Episode(lively(), [3], ("operations",))
        for _ in range(3):
            week = episode.week
            if wrong:
                with pytest.raises(DecisionError, match=r"operations.hours = 1e\+06 is outside"):
                    episode.answer(Decision({"hours": np.array([1e6])}))
                assert episode.week == week
            episode.answer(Decision({"hours": np.array([200.0])}))
        runs.append(episode.run.hash)
    assert runs[0] == runs[1]


def test_a_partner_who_fails_ends_the_episode() -> None:
    class Failing:
        def decide(self, observation: Observation) -> Decision:
            raise RuntimeError("no answer")

    env = cs.envs.single_env(lively(), "marketing", Failing())
    env.reset(seed=1)
    with pytest.raises(RuntimeError, match="no answer"):
        env.step(env.action_space.sample())
    with pytest.raises(EpisodeError, match="the episode is over"):
        env.step(env.action_space.sample())


def test_worlds_follow_each_other() -> None:
    env = cs.envs.vector_env(lively(), firms=2)
    assert env.reset()[1]["world"].tolist() == [1, 2]
    assert env.reset()[1]["world"].tolist() == [3, 4]
    assert env.reset(seed=10)[1]["world"].tolist() == [10, 11]
    assert env.reset()[1]["world"].tolist() == [12, 13]


RUINED = {"money.insolvency": True, "money.cash": 0.0, "money.credit": 1.0}


def test_a_firm_that_stops_ends_its_episode() -> None:
    env = cs.envs.single_env(lively(RUINED))
    env.reset(seed=1)
    dear = env.hold()
    steps = 0
    over = False
    while not over:
        seen, reward, terminated, truncated, info = env.step(dear)
        over, steps = terminated or truncated, steps + 1
    assert (terminated, truncated, info["stopped"]) == (True, False, True)
    assert np.isfinite(seen).all()
    assert np.isfinite(reward)
    assert np.isfinite(env.run.stops).all()


def test_beside_one_that_stops_the_others_go_on() -> None:
    """Each ends as it does alone."""
    changes = RUINED | {"money.cash": 2300.0}
    envs = cs.envs.vector_env(lively(changes), firms=6)
    envs.reset(seed=1)
    ends = []
    while not ends or not ends[-1].all():
        seen, reward, terminated, truncated, _ = envs.step(envs.hold())
        assert np.isfinite(seen).all()
        assert np.isfinite(reward).all()
        assert not truncated.any()
        ends.append(terminated)
    for step, ended in enumerate(ends, 1):
        assert ended.tolist() == (envs.run.stops < 4 * step).tolist()
    assert 0 < ends[0].sum() < 6, "choose another cash: all or none have stopped"
    told = Tape(envs.run.tape["marketing"])
    again = cs.simulate(lively(changes), firms=6, seed=1, players={"marketing": told})
    assert again.hash == envs.run.hash


PHASE = {
    "week": 12,
    "incentives": "shared",
    "communication": "sop",
}  # begins after all have stopped


@pytest.mark.parametrize(("role", "cash"), [("marketing", 2300.0), ("operations", 2100.0)])
def test_a_firm_that_stops_ends_alone_as_beside_others(role: str, cash: float) -> None:
    """What it sees, earns and is told of in its last round, whoever lives on."""
    changes = RUINED | {"money.cash": cash, "horizon.weeks": 24, "phases": [PHASE]}
    envs, firms = cs.envs.vector_env(lively(changes), role, firms=6), range(6)
    alone = {k: cs.envs.single_env(lively(changes), role) for k in firms}
    envs.reset(seed=1)
    for k, env in alone.items():
        env.reset(seed=1 + k)
    ended = list[int]()
    while alone:
        seen, reward, terminated, _, info = envs.step(envs.hold())
        for k, env in list(alone.items()):
            mine = env.step(env.hold())
            np.testing.assert_array_equal(mine[0], seen[k])
            assert mine[1:3] == (reward[k], terminated[k])
            assert mine[4] == {name: info[name][k] for name in mine[4]}
            if mine[2]:
                ended.append(info["week"][k])
                del alone[k]
    assert len(set(ended)) == 2, "choose another cash: all stop in one round"


def test_a_copy_in_mid_episode_is_refused_with_a_sentence() -> None:
    env = cs.envs.single_env(small())
    pickle.loads(pickle.dumps(env)).reset(seed=1)
    env.reset(seed=1)
    for act in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match="cannot be copied or pickled in mid-episode: do so"):
            act(env)
    over = False
    while not over:
        over = env.step(env.hold())[3]
    assert pickle.loads(pickle.dumps(env)).run.hash == copy.deepcopy(env).run.hash == env.run.hash


@pytest.mark.parametrize("make", [cs.envs.single_env, cs.envs.vector_env, cs.envs.parallel_env])
def test_a_whole_number_of_numpy_is_a_seed(make: Any) -> None:
    def world(seed: Any) -> Any:
        told = make(small()).reset(seed=seed)[1]
        return np.ravel(told.get("marketing", told)["world"]).tolist()

    assert world(np.int64(3)) == world(3) == world(np.uint8(3)) == [3]
    for seed in (True, 3.0, "3"):
        with pytest.raises(ValueError, match="is not a whole number in"):
            world(seed)
