"""The learner learns, and the stored baselines are what is played."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from support.firms import small
from support.scripts import script

import coordsim as cs
from coordsim.core.levers import ROLES
from coordsim.envs import Coder

HOME = Path(__file__).parents[2] / "experiments" / "learners"
STORED = json.loads((HOME / "results.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def baselines() -> ModuleType:
    return script(HOME / "baselines.py")


def test_search_finds_what_pays_most(baselines: ModuleType) -> None:
    """Paid for nearness to a point, and to one outside, where the edge is best."""
    search, best = baselines.cem.Search(np.zeros(4), seed=1), np.array([0.5, -0.7, 0.0, 3.0])
    for _ in range(30):
        tried = search.draw(32)
        search.learn(tried, -((tried - best) ** 2).sum(axis=1), 8)
    assert search.mean == pytest.approx([0.5, -0.7, 0.0, 1.0], abs=0.1)


def test_a_role_and_both_can_learn(baselines: ModuleType) -> None:
    """In a tiny firm, with hardly any budget: what comes out are actions that are allowed."""
    budget = baselines.cem.Budget(generations=2, plans=4, worlds=2, elite=2)
    learnt = baselines.learn(small({"horizon.weeks": 8}), budget)
    assert set(learnt) == set(baselines.SEATS)
    for seat, by_role in learnt.items():
        assert tuple(by_role) == baselines.SEATS[seat]
        for role, action in by_role.items():
            assert len(action) == len(Coder.of(small(), role).knobs)
            assert np.abs(action).max() <= 1
    again = baselines.learn(small({"horizon.weeks": 8}), budget)
    assert again == learnt, "learning has no luck of its own"


def test_every_cell_is_there(baselines: ModuleType) -> None:
    found = [(row["scenario"], row["seat"], row["player"]) for row in STORED["rows"]]
    assert found == [
        (scenario, seat, player)
        for scenario in baselines.SCENARIOS
        for seat in baselines.SEATS
        for player in baselines.PLAYERS
    ]
    assert STORED["budget"] == vars(baselines.cem.Budget())
    for name in baselines.SCENARIOS:
        scenario = cs.load(name)
        assert (scenario.rules.incentives, scenario.rules.communication) == ("silo", "none")
        for role in ROLES:
            knobs = Coder.of(scenario, role).knobs
            # of levers that came later nothing is learnt until somebody learns again
            assert 0 < len(STORED["learnt"][name]["both"][role]) <= len(knobs)


@pytest.mark.slow
@pytest.mark.parametrize("name", dict.fromkeys(row["scenario"] for row in STORED["rows"]))
def test_what_is_stored_is_what_is_played(
    baselines: ModuleType, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where this fails: python3 -m uv run python experiments/learners/baselines.py --only NAME."""
    assert baselines.check(STORED, [name]) == 0, capsys.readouterr().out
