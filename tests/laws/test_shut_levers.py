"""A lever that is shut unless a scenario opens it is, where none does, as if there were none.

Nobody moves it, sees it or draws by it, and what tells scenarios apart knows nothing of it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.firms import LIVELY, small

from coordsim.core.facts import DRAW, DRAWS, FACTS
from coordsim.core.levers import COLUMN, LEVERS, OPEN, ROLES, Lever
from coordsim.core.luck.streams import process_name
from coordsim.envs.coder import Coder
from coordsim.envs.episode import Episode
from coordsim.mind.choice import FIRST, MOVES, PAIRS, PROCESS
from coordsim.players.language import told
from coordsim.players.student import seat_of
from coordsim.research.points import identity
from coordsim.room.debrief import knowledge
from coordsim.room.seen import facts
from coordsim.rules.talk.beliefs import SEEN
from coordsim.run.result import Run
from coordsim.run.simulate import simulate
from coordsim.scenario.differences import differences
from coordsim.scenario.file import Scenario, load, names
from coordsim.study.draws import changes
from coordsim.study.optimum.firms import fingerprint
from coordsim.study.optimum.record import benchmark

SHUT = [lever for lever in LEVERS if not lever.open]
each = pytest.mark.parametrize("lever", SHUT, ids=lambda lever: lever.name)
RULES: tuple[dict[str, Any], ...] = (
    {},
    {"governance": "joint", "incentives": "shared", "communication": "dashboard"},
    {"governance": "operations_leads", "communication": "reports"},
    {"involvement": 0.5, "owner.acts": "informed", "owner.patience": 1},
)


def opened(scenario: Scenario, lever: Lever) -> Scenario:
    return scenario.with_({f"levers.{lever.name}.open": True})


def lively(rules: dict[str, Any]) -> Scenario:
    return small(LIVELY | {"horizon.weeks": 24, "horizon.warmup": 4} | rules)


def moves(run: Run, lever: Lever) -> bool:
    return bool((run.plan[:, :, COLUMN[lever.name]] != lever.start).any())


@each
@pytest.mark.parametrize("rules", RULES, ids=lambda rules: ", ".join(map(str, rules.values())))
def test_nobody_moves_it_unless_it_is_opened(lever: Lever, rules: dict[str, Any]) -> None:
    assert not moves(simulate(lively(rules), firms=4), lever)


@each
def test_opened_it_is_moved(lever: Lever) -> None:
    """A manager who chooses with noise tries every lever that it may."""
    assert moves(simulate(opened(lively({}), lever), firms=4), lever)


@each
@pytest.mark.parametrize("name", names())
def test_the_library_leaves_it_where_it_changes_nothing(lever: Lever, name: str) -> None:
    scenario = load(name)
    assert scenario.lever_idle(lever.name)
    other = opened(scenario, lever)
    assert not other.lever_idle(lever.name)
    assert lever.name not in str(changes(scenario, 0))
    said = scenario.with_({f"levers.{lever.name}": {"open": False, "start": lever.start}})
    for tell in (fingerprint, identity):
        assert tell(said) == tell(scenario) != tell(other)


@each
def test_a_benchmark_plan_found_before_it_holds_it_where_it_changes_nothing(lever: Lever) -> None:
    assert benchmark("base").plan[lever.name] == lever.start


@each
def test_its_other_side_is_told_of_it_only_where_it_is_opened(lever: Lever) -> None:
    """Among the facts of a seat, the gaps of a debrief, and what a model of language is asked."""
    other = next(role for role in ROLES if role != lever.owner)
    for scenario, opens in ((small(), False), (opened(small(), lever), True)):
        seat = Episode(scenario, [1], (other,)).seen(other)
        assert (lever.name in [one.name for one in facts(seat, scenario)]) == opens
        assert (lever.name in [one.name for one in knowledge(simulate(scenario), other)]) == opens
    asked = seat_of(seat, 0)
    moved = replace(asked, beliefs={**asked.beliefs, lever.name: lever.high})
    assert lever.name not in told(asked)
    assert lever.name in told(moved)


@each
def test_who_learns_sees_it_only_where_it_is_opened(lever: Lever) -> None:
    scenario = small()
    before, after = (
        [one.name.partition(".")[2] for one in Coder.of(firm, lever.owner).features]
        for firm in (scenario, opened(scenario, lever))
    )
    assert lever.name not in before
    assert [name for name in after if name != lever.name] == before
    assert after.count(lever.name) == 3  # in the plan, among beliefs, and how old the word is


@each
def test_what_is_said_of_it_alone_opens_nothing(lever: Lever, tmp_path: Path) -> None:
    """A start, limits: it stays shut until somebody says that it is open, in a file as well."""
    moved = small().with_({f"levers.{lever.name}.start": lever.low})
    for scenario in (moved, load(moved.save(tmp_path / "moved.toml"))):
        assert not scenario.lever_open(lever.name)
        assert not scenario.lever_idle(lever.name)
    free = opened(moved, lever)
    for scenario in (free, load(free.save(tmp_path / "free.toml")), free.with_(horizon__weeks=16)):
        assert scenario.lever_open(lever.name)
    assert (f"levers.{lever.name}.open", "yes", "") in differences(free)
    assert not [row for row in differences(moved) if row[0] == f"levers.{lever.name}.open"]


@each
def test_error_of_beliefs_counts_it_where_somebody_has_to_be_told(lever: Lever) -> None:
    """Idle it is no fact to be told; standing elsewhere it is one, and believed at its start by
    whoever is never told: known, as the start is, so that the mean error falls.
    """
    held = {"marketing": {"kind": "hold"}, "operations": {"kind": "hold"}}
    idle = simulate(small(held))
    other = simulate(opened(small(held), lever))
    without, known = (run.flows["belief_miss"][0, 0] for run in (idle, other))
    count = int((~SEEN).sum()) - len(SHUT)
    assert np.isclose(without * count, known * (count + 1))


def test_it_takes_no_draw_that_others_had() -> None:
    """Levers draw three by three, then pairs; facts one by one; who is shut by default draws from a
    process of its own, or nothing.
    """
    common = process_name("choice")
    for place, lever in enumerate(LEVERS):
        assert (PROCESS[place] == common) == lever.open
        assert FIRST[place] == (MOVES * OPEN.index(lever.name) if lever.open else 0)
    assert MOVES * len(OPEN) == PAIRS
    shut = {lever.name for lever in SHUT}
    rest = [fact for fact in FACTS if fact.name not in shut]
    assert [DRAW[fact.name] for fact in rest] == list(range(DRAWS))
    for fact in FACTS:
        assert fact.name not in shut or not (fact.noisy or fact.bias)
