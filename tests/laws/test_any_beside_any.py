"""Firms of any kinds live in one call, on any number of threads, asked or not: each is itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.firms import small
from support.play import SOON, changes_of_kind, changes_of_numbers, seeds

from coordsim.core.kpis import KPIS
from coordsim.core.levers import ROLES
from coordsim.players.tape import Tape
from coordsim.run import rules
from coordsim.run.simulate import Engine, kpis, simulate
from coordsim.scenario.file import Scenario

law = settings(derandomize=True, deadline=None, max_examples=6)
OTHERS: list[dict[str, Any]] = [
    {},
    {"horizon.round_weeks": 2, "incentives": "quota", "communication": "sop"},
    {"market.customers": 70, "line.slots": 9, "plant.lead_weeks": 4, "governance": "joint"},
    {"people.word_of_mouth": "network", "plant.forecast_window": 12, "supply.lead_weeks": 5},
    {"demand": "given", "given.distribution": "poisson", "horizon.round_weeks": 8},
    {"demand": "given", "given.distribution": "listed"}
    | {"given.values": [1, 9], "given.chances": [0.5, 0.5]},
    {"technologies": ["erp", "chatbot"], "cross_functional_team": True},
    {"demand": "given", "people.word_of_mouth": "network"},
]


def others(weeks: int = 16) -> list[Scenario]:
    return [small({"horizon.weeks": weeks, "horizon.warmup": 4} | change) for change in OTHERS]


@law
@given(st.lists(st.tuples(changes_of_kind(), changes_of_numbers()), min_size=2, max_size=4), seeds)
def test_firms_of_any_kinds_stand_in_one_call(
    changes: list[tuple[dict[str, Any], dict[str, float]]], seed: int
) -> None:
    firms = [small(SOON | kind | numbers) for kind, numbers in changes]
    worlds = [seed + place for place in range(len(firms))]
    together = simulate(firms, seeds=worlds)
    assert together.hashes == tuple(
        simulate(firm, seeds=[world]).hashes[0] for firm, world in zip(firms, worlds, strict=True)
    )


@pytest.mark.parametrize("turn", range(len(OTHERS)))
def test_rounds_of_any_length_stand_in_one_call(turn: int) -> None:
    """Whoever comes first: nobody's rounds are cut to another's."""
    firms = others()[turn:] + others()[:turn]
    together = simulate(firms, seed=3)
    for place, firm in enumerate(firms):
        alone = simulate(firm, seed=3)
        assert together.hashes[place] == alone.hashes[0]
        for role in ROLES:
            for line, values in alone.slips[role].items():
                np.testing.assert_array_equal(together.slips[role][line][place], values[0])


def test_threads_make_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "CHUNK", 2)
    firms, told = [*others(), *others()], list[tuple[int, int]]()
    one = simulate(firms, seeds=list(range(len(firms))))
    for threads in (2, 3, 50):
        told.clear()
        many = simulate(
            firms,
            seeds=list(range(len(firms))),
            threads=threads,
            progress=lambda done, whole: told.append((done, whole)),
        )
        assert many.hashes == one.hashes
        assert many.flows["profit"].tobytes() == one.flows["profit"].tobytes()
        assert [done for done, _ in told] == sorted(done for done, _ in told)
        assert told[-1][0] == told[-1][1]


@pytest.mark.parametrize("threads", [0, -1, 1.5, "2"])
def test_threads_that_are_none_are_refused(threads: Any) -> None:
    for run in (simulate, kpis):
        with pytest.raises(ValueError, match=r"threads = .* is not allowed: a whole number"):
            run("base", threads=threads)


@pytest.mark.parametrize("asked", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_kpis_are_those_of_the_run(monkeypatch: pytest.MonkeyPatch, asked: bool) -> None:
    monkeypatch.setattr(rules, "CHUNK", 4)
    firms = others()
    if asked:
        firms.append(small({"horizon.weeks": 16, "horizon.warmup": 4, "demand": "class"}))
    run, found = simulate(firms, seed=5), kpis(firms, seed=5)
    assert list(found) == [kpi.name for kpi in KPIS]
    for kpi in KPIS:
        np.testing.assert_array_equal(found[kpi.name], run.kpi(kpi.name), err_msg=kpi.name)


@pytest.mark.parametrize("change", OTHERS[:4])
def test_what_firms_knew_is_the_same_lived_again_or_asked(change: dict[str, Any]) -> None:
    """A run by rules lives again for what it knew; one whose seats are asked writes it down."""
    scenario = small({"horizon.weeks": 16, "horizon.warmup": 0} | change)
    run = simulate(scenario, seed=2)
    tapes = {role: Tape(tape) for role, tape in run.decisions_of(0).items()}
    asked = simulate(scenario, seed=2, players=tapes)
    detailed = simulate(scenario, seed=2, players=tapes, detail=True)
    assert run.hash == asked.hash == detailed.hash
    for other in (asked, detailed):
        np.testing.assert_array_equal(run.facts, other.facts)
        for role in ROLES:
            np.testing.assert_array_equal(run.beliefs[role], other.beliefs[role])
            np.testing.assert_array_equal(run.ages[role], other.ages[role])
            assert run.tape[role].keys() == other.tape[role].keys()
            for line, values in run.slips[role].items():
                np.testing.assert_array_equal(values, other.slips[role][line])
        assert set(run.contested) == set(other.contested)
        for lever, values in run.contested.items():
            np.testing.assert_array_equal(values, other.contested[lever])
    with pytest.raises(KeyError):
        run.contested["weather"]


def test_nobody_lives_beyond_the_horizon() -> None:
    """Tables of a run end there."""
    firm = small({"horizon.weeks": 4, "horizon.warmup": 0})
    engine = Engine([firm], [1])
    for _ in range(4):
        engine.step()
    with pytest.raises(ValueError, match=r"week 5 is beyond the horizon: horizon\.weeks = 4"):
        engine.step()
    assert engine.week == 4
