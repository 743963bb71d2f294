"""The environments pass the tests that PettingZoo and Gymnasium have for anybody's."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from pettingzoo.test import api_test, parallel_api_test, parallel_seed_test, seed_test
from support.firms import small

import coordsim as cs
from coordsim.core.decisions import DecisionError
from coordsim.core.levers import ROLES, owned
from coordsim.envs import EpisodeError
from coordsim.envs.actions import FORMS
from coordsim.players.hold import Hold
from coordsim.scenario.file import Scenario, ScenarioError

ADVICE = (
    "We recommend agents to be named",
    "Agents have different observation space sizes",
    "Agents have different action space sizes",
    "Observations are different shapes",
    "Environment has not defined a render",
    "For Box action spaces, we recommend using a symmetric",
    "Not able to test alternative render modes",
)
"""What the tests of others warn of and we do on purpose: two roles that differ, nothing to draw,
actions in units where somebody asks for them."""


@pytest.fixture(autouse=True)
def strict() -> Iterator[None]:
    """Any other warning fails."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for words in ADVICE:
            warnings.filterwarnings("ignore", message=f".*{words}")
        yield


def few(changes: dict[str, Any] | None = None) -> Scenario:
    return small({"horizon.weeks": 12} | (changes or {}))


@pytest.mark.parametrize("actions", FORMS)
@pytest.mark.parametrize("firms", [1, 3])
def test_both_roles_at_once(actions: str, firms: int) -> None:
    parallel_api_test(cs.envs.parallel_env(few(), firms, actions=actions), num_cycles=10)


def test_both_roles_in_turn() -> None:
    """Scaled: PettingZoo also tries an action of nothing but zeros, which is no price."""
    api_test(cs.envs.aec_env(few()), num_cycles=10)


def test_in_turn_in_units() -> None:
    env = begun(cs.envs.aec_env(few(), actions="units"))
    for agent in env.agent_iter():
        seen, _, terminated, truncated, _ = env.last()
        assert env.observation_space(agent).contains(seen)
        over = terminated or truncated
        env.step(None if over else env.action_space(agent).sample())


def test_the_same_seed_is_the_same_run() -> None:
    parallel_seed_test(lambda: cs.envs.parallel_env(few()), num_cycles=6)
    seed_test(lambda: cs.envs.aec_env(few()), num_cycles=6)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("actions", FORMS)
def test_one_role(role: str, actions: str) -> None:
    check_env(cs.envs.single_env(few(), role, actions=actions), skip_render_check=True)


def test_gymnasium_makes_them_by_name() -> None:
    env = gymnasium.make("coordsim/Firm-v0", scenario=few(), role="operations")
    _, info = env.reset(seed=7)
    assert (info["world"], env.unwrapped.seat.role) == (7, "operations")
    check_env(env.unwrapped)
    envs = gymnasium.make_vec(
        "coordsim/Firm-v0", num_envs=3, vectorization_mode="vector_entry_point", scenario=few()
    )
    seen, info = envs.reset(seed=7)
    assert info["world"].tolist() == [7, 8, 9]
    assert envs.observation_space.contains(seen)


def test_wrappers_of_gymnasium_take_the_vector() -> None:
    envs = gymnasium.wrappers.vector.RecordEpisodeStatistics(cs.envs.vector_env(few(), firms=2))
    envs.reset(seed=1)
    for _ in range(3):
        _, _, _, truncated, info = envs.step(envs.action_space.sample())
    assert truncated.all()
    assert info["episode"]["l"].tolist() == [3, 3]


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: cs.envs.parallel_env(few(), firms=0), "firms = 0 is not allowed: a whole number"),
        (lambda: cs.envs.parallel_env(few(), actions="raw"), "actions = 'raw' is not allowed: sca"),
        (lambda: cs.envs.parallel_env(5), "5 is no scenario; allowed: a Scenario, a name in the"),
        (
            lambda: cs.envs.single_env(few(), "sales"),
            "role = 'sales' is not allowed: marketing, op",
        ),
        (lambda: cs.envs.single_env(few(), partner="me"), "partner = 'me' is not allowed: manager"),
        (lambda: cs.envs.single_env(few(), partner=3), "is no player: it has no decide"),
        (
            lambda: cs.envs.single_env(
                few({f"levers.{lever.name}.open": False for lever in owned("operations")}),
                "operations",
            ),
            "operations may set no lever in blind",
        ),
        (lambda: cs.envs.vector_env(few(), firms=2).reset(seed=[1, 2, 3]), "3 seeds for 2 firms"),
        (lambda: cs.envs.vector_env(few(), firms=2).reset(seed=[1, None]), "seed = None is not a"),
        (lambda: cs.envs.single_env(few()).reset(seed=-1), "-1"),
        (
            lambda: cs.envs.vector_env(few(), firms=2).reset(
                options={"reset_mask": np.array([True, False])}
            ),
            "options.reset_mask leaves firms out",
        ),
        (
            lambda: begun(cs.envs.parallel_env(few())).step({"marketing": np.zeros(9)}),
            "actions has none of operations; needed: marketing, operations",
        ),
    ],
)
def test_what_is_not_allowed_is_refused(make: Any, told: str) -> None:
    with pytest.raises((ValueError, gymnasium.error.Error)) as refused:
        make()
    assert told in str(refused.value)


def begun(env: Any) -> Any:
    env.reset(seed=1)
    return env


def test_no_scenario_of_that_name() -> None:
    with pytest.raises(ScenarioError):
        cs.envs.aec_env("nowhere")


@pytest.mark.parametrize(
    "make", [cs.envs.single_env, cs.envs.parallel_env, cs.envs.aec_env, cs.envs.vector_env]
)
def test_before_the_first_and_after_the_last_round(make: Any) -> None:
    env = make(few())
    with pytest.raises(EpisodeError, match="reset the environment first"):
        _ = env.run
    env.reset(seed=1)
    with pytest.raises(EpisodeError, match="the run is not over"):
        _ = env.run


def test_a_step_after_the_last_is_refused() -> None:
    env = begun(cs.envs.single_env(few()))
    for _ in range(3):
        env.step(env.hold())
    with pytest.raises(EpisodeError, match="the episode is over"):
        env.step(env.action_space.sample())


@pytest.mark.parametrize(
    ("action", "told"),
    [
        (
            lambda n: np.full(n, 1.5),
            "marketing.price: action 1.5 of firm 0 is outside [-1, 1] in w",
        ),
        (lambda n: np.full(n, np.nan), "marketing.price: action nan"),
        (lambda n: np.zeros(n - 1), "an action of shape"),
        (lambda n: ["dear"] * n, "is not allowed"),
    ],
)
def test_an_action_that_is_not_allowed_changes_nothing(action: Any, told: str) -> None:
    env = begun(cs.envs.single_env(few()))
    with pytest.raises(DecisionError) as refused:
        env.step(action(env.action_space.shape[0]))
    assert told in str(refused.value)
    again = begun(cs.envs.single_env(few()))
    for _ in range(3):
        got, wanted = env.step(env.hold()), again.step(again.hold())
    assert got[1] == wanted[1]
    assert env.run.hash == again.run.hash


def test_a_player_sits_beside() -> None:
    env = begun(cs.envs.single_env(few(), partner=Hold("operations")))
    held = begun(cs.envs.single_env(few(), partner="hold"))
    for _ in range(3):
        env.step(env.hold())
        held.step(held.hold())
    assert env.run.hash == held.run.hash


def test_without_the_extra_a_sentence_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['pettingzoo'] = None\n"
        "import coordsim as cs\n"
        "try:\n    cs.envs\n"
        "except ModuleNotFoundError as error:\n    print(error)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert found.stdout.strip() == (
        "coordsim.envs needs pettingzoo, which is not installed: pip install 'coordsim[envs]'"
    )
