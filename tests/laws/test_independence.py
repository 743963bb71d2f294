"""A firm's fate is its own: not its batch's, not the way it was run, and luck asks nobody what was
decided.
"""

from __future__ import annotations

import ast
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.firms import small
from support.play import (
    NUMBERS,
    SOON,
    changes_of_kind,
    changes_of_numbers,
    restless,
    scenarios,
    seeds,
)

from coordsim.core.luck.streams import Streams
from coordsim.core.sources import PACKAGE
from coordsim.rules.technology import TECHNOLOGIES
from coordsim.run.build import build
from coordsim.run.result import Run
from coordsim.run.simulate import replay, simulate
from coordsim.scenario.file import Scenario, load

law = settings(derandomize=True, deadline=None, max_examples=4)
OF_TRAITS = {
    "market.price_sensitivity",
    "market.price_sensitivity_sd",
    "market.comfort_mean",
    "market.comfort_sd",
    "people.rewiring",
    "market.cluster_weight",
    "market.cluster_width",
    "market.cluster_sd",
}


@law
@given(
    changes_of_kind(), st.lists(changes_of_numbers(), min_size=2, max_size=3), seeds, st.booleans()
)
def test_alone_or_in_a_batch(
    kind: dict[str, Any], numbers: list[dict[str, float]], seed: int, one_world: bool
) -> None:
    """Firms of one kind with different numbers, in one world or in several: each equals itself run
    alone, bit for bit.
    """
    if one_world:
        numbers = [
            {name: value for name, value in change.items() if name not in OF_TRAITS}
            for change in numbers
        ]
    firms = [small(SOON | kind | change) for change in numbers]
    worlds = [seed if one_world else seed + place for place in range(len(firms))]
    together = simulate(firms, seeds=worlds)
    assert together.hashes == tuple(
        simulate(firm, seeds=[world]).hashes[0] for firm, world in zip(firms, worlds, strict=True)
    )


def test_alone_or_in_a_batch_with_everything_on() -> None:
    """A small world, all technologies and ways of working, a shock of each kind, a phase that
    orders packages and a wider range.
    """
    kinds = ("supply", "demand", "quality", "capacity", "efficiency")
    rules: dict[str, Any] = {
        "people.word_of_mouth": "network",
        "technologies": list(TECHNOLOGIES),
        "communication": "meetings",
        "governance": "leadership",
        "involvement": 0.6,
        "accountability": True,
        "cross_training": True,
        "cross_functional_team": True,
        "continuous_improvement": True,
        "shocks": [
            {"kind": kind, "week": 2 + place, "weeks": 4, "size": 0.3}
            for place, kind in enumerate(kinds)
        ],
        "phases": [
            {
                "week": 4,
                "incentives": "quota",
                "orders": {"build": 1.0, "range": 7.0, "sourcing": 1.0},
            }
        ],
    }
    numbers: tuple[dict[str, Any], ...] = (
        {"line.development_sd": 0.9},
        {"service.shipping_units": 9.0, "systems.momentum": 0.4},
        {"people.word_valence": 1.5},
    )
    firms = [small(SOON | rules | change) for change in numbers]
    for worlds in ([4, 5, 6], [4, 4, 4]):
        together = simulate(firms, seeds=worlds)
        assert len(set(together.hashes)) == 3
        assert together.hashes == tuple(
            simulate(firm, seeds=[world]).hashes[0]
            for firm, world in zip(firms, worlds, strict=True)
        )


@pytest.mark.slow
@law
@given(st.lists(scenarios(), min_size=2, max_size=2), seeds)
def test_a_run_of_different_kinds(firms: list[Scenario], seed: int) -> None:
    """Firms of different kinds come back in the order asked for, each as it is alone."""
    worlds = [seed + place for place in range(len(firms))]
    together = simulate(firms, seeds=worlds)
    assert together.seeds == tuple(worlds)
    assert together.hashes == tuple(
        simulate(firm, seeds=[world]).hashes[0] for firm, world in zip(firms, worlds, strict=True)
    )


def test_every_number_is_each_firms_own() -> None:
    """Three firms in which no real number is the same, in a batch and alone: nothing is averaged or
    taken from the first.
    """
    firms = []
    for factor in (0.9, 1.0, 1.1):
        changes: dict[str, Any] = {"communication": "meetings", "horizon.weeks": 6}
        for name, (low, high) in NUMBERS.items():
            group, field = name.split(".")
            usual = getattr(getattr(small(), group), field)
            changes[name] = min(
                high, max(low, factor * usual if usual else low + 0.1 * factor * (high - low))
            )
        firms.append(small(changes))
    assert (
        len({firms[0].start.satisfaction, firms[1].start.satisfaction, firms[2].start.satisfaction})
        == 3
    )
    together = simulate(firms, seeds=[1, 2, 3])
    assert together.hashes == tuple(
        simulate(firm, seeds=[seed]).hashes[0] for seed, firm in enumerate(firms, start=1)
    )


def test_interleaved_kinds_come_back_in_order() -> None:
    """Kinds A, B, A: every table, seed and scenario in the order asked for."""
    firms = [
        small({"communication": rule, "money.fixed": 100.0 + place})
        for place, rule in enumerate(("sop", "none", "sop"))
    ]
    run = simulate(firms, seeds=[5, 6, 7])
    assert run.seeds == (5, 6, 7)
    assert [scenario.money.fixed for scenario in run.scenarios] == [100, 101, 102]
    assert run.accounts["fixed"][:, 0].tolist() == [100, 101, 102]
    assert run.hashes == tuple(
        simulate(firm, seeds=[seed]).hashes[0] for firm, seed in zip(firms, (5, 6, 7), strict=True)
    )


@pytest.mark.parametrize("customers", [1, 2000, 9001])
def test_alone_or_in_a_batch_of_many_customers(customers: int) -> None:
    """Sums over more customers than fit a buffer are the same alone and in a batch."""
    scenario = small(
        {
            "market.customers": customers,
            "people.neighbours": 2,
            "horizon.weeks": 5,
            "communication": "meetings",
        }
    )
    together = simulate(scenario, firms=7)
    assert [together.hashes[place] for place in (0, 3, 6)] == [
        simulate(scenario, seeds=[seed]).hashes[0] for seed in (1, 4, 7)
    ]


@law
@given(scenarios(), seeds)
def test_scenario_seed_and_decisions_are_a_whole_run(scenario: Scenario, seed: int) -> None:
    """Random decisions of a batch, written down and played again one firm at a time, give the same
    firms.
    """
    run = simulate(scenario, seeds=[seed, seed + 1], players=restless(seed))
    again = [replay(scenario, run.seeds[firm], run.decisions_of(firm)) for firm in range(2)]
    assert run.hashes == tuple(one.hashes[0] for one in again)
    assert run.kpi("profit").tolist() == [one.kpi("profit")[0] for one in again]


@pytest.mark.slow
@law
@given(scenarios(), seeds)
def test_the_bots_own_run_replays(scenario: Scenario, seed: int) -> None:
    run = simulate(scenario, seeds=[seed])
    assert replay(scenario, seed, run.decisions_of(0)).hash == run.hash
    assert simulate(scenario, seeds=[seed]).hash == run.hash


def test_the_hash_sees_any_difference() -> None:
    """Other worlds, other numbers, other rules: other hashes."""
    base = small()
    others = [
        simulate(base, seeds=[2]),
        simulate(base.with_({"money.fixed": 120.01})),
        simulate(base.with_({"communication": "sop"})),
        simulate(base, players=restless(1)),
    ]
    hashes = {simulate(base).hash, *(run.hash for run in others)}
    assert len(hashes) == 5


def calls_of_luck() -> list[ast.Call]:
    """Every place of the engine that draws."""
    found = []
    for file in PACKAGE.glob("**/*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="uniform_at" | "normal_at")):
                    found.append(node)
    return found


def test_a_draw_hangs_on_world_process_week_and_place_alone() -> None:
    """Two firms in one world that do everything differently draw the same numbers: what a draw is
    asked names no decision.
    """
    calls = [list(map(ast.unparse, call.args)) for call in calls_of_luck()]
    assert len(calls) > 8
    for seed, process, week, place in calls:
        assert seed in ("firm.seed", "seed")
        assert process.isupper() or process == "process"
        assert week in ("firm.week", "week", "0")
        assert place in ("0", "1", "v", "i", "place", "LUCK[place]")  # a table of the model's own


def shocks(run: Run) -> list[float]:
    return [float(detail.state.shock[0]) for detail in run.detail]


@settings(derandomize=True, deadline=None, max_examples=2)
@given(seeds, st.integers(0, 99))
def test_other_decisions_meet_the_same_shocks(seed: int, players: int) -> None:
    scenario = small()
    quiet = simulate(scenario, seeds=[seed], detail=True)
    loud = simulate(scenario, seeds=[seed], detail=True, players=restless(players))
    assert shocks(quiet) == shocks(loud)
    assert quiet.hash != loud.hash


@law
@given(seeds)
def test_customers_are_the_worlds_and_not_the_firms(seed: int) -> None:
    """Price, range or pay change nobody's taste; firms with one seed share customers, with two they
    do not.
    """
    firms = [small(), small({"levers.price.start": 12.0, "money.wage": 3.0})]
    worlds = [build([firm], [seed]).traits for firm in firms]
    assert worlds[0] is not None
    assert worlds[1] is not None
    for name in ("taste_class", "price_sensitivity", "comfort"):
        np.testing.assert_array_equal(getattr(worlds[0], name), getattr(worlds[1], name))
    both = build([firms[0], firms[0], firms[1]], [seed, seed + 1, seed])
    assert both.traits is not None
    assert len(both.traits.comfort) == 2
    assert both.streams.row.tolist() == [0, 1, 0]


def test_customers_of_one_batch_have_one_distribution() -> None:
    firms = [small(), small({"market.comfort_mean": 9.0})]
    with pytest.raises(ValueError, match="scenarios of different kinds cannot share a batch"):
        build(firms, [3, 3])
    both = simulate(firms, seed=3)
    assert both.hashes == tuple(simulate(firm, seed=3).hashes[0] for firm in firms)


@settings(derandomize=True, max_examples=50)
@given(
    st.integers(0, 2**63 - 1), st.sampled_from(["visit", "choice", "market"]), st.integers(0, 5000)
)
def test_a_stream_is_its_name(seed: int, process: str, week: int) -> None:
    """The same key gives the same numbers, another seed, process or week others."""
    first = Streams.generator(seed, process, week).random(4).tolist()
    assert Streams.generator(seed, process, week).random(4).tolist() == first
    others = [(seed ^ 1, process, week), (seed, process + "x", week), (seed, process, week + 1)]
    assert all(Streams.generator(*other).random(4).tolist() != first for other in others)


def test_long_rounds_do_not_depend_on_the_batch() -> None:
    """Sums over nine weeks and more: numpy adds a lone column in another order than several."""
    scenario = load("seasonal").with_(
        {
            "horizon.round_weeks": 13,
            "horizon.weeks": 30,
            "market.customers": 60,
            "communication": "sop",
        }
    )
    many = simulate(scenario, firms=3, seed=4)
    assert simulate(scenario, firms=1, seed=5).hashes[0] == many.hashes[1]
