"""The benchmark plan: what the search finds, how a record is stored and refused when it is out of
date, coordination efficiency.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import stdtrit
from support.firms import small

import coordsim as cs
from coordsim.core.levers import COLUMN, LEVERS
from coordsim.core.records import Floats
from coordsim.run.comparison import paired
from coordsim.scenario.file import load, names
from coordsim.study.optimum.firms import (
    BASELINE,
    CORNERS,
    Plan,
    corner,
    fingerprint,
    start_plan,
    steady,
)
from coordsim.study.optimum.grids import Grids
from coordsim.study.optimum.measure import (
    HELD_START,
    OWN,
    VERIFICATION,
    coordination_efficiency,
    make,
    recheck,
    yardstick,
)
from coordsim.study.optimum.ratio import efficiency
from coordsim.study.optimum.record import BenchmarkError, benchmark, read, save, stored_at
from coordsim.study.optimum.search import FINAL, SELECTION, Search

TINY = """
name = "tiny"
title = "A small firm"
[rules]
governance = "marketing_leads"
technologies = ["erp"]
[market]
customers = 60
[line]
slots = 8
[horizon]
weeks = 12
warmup = 2
[levers.range]
start = 4
[levers.build]
open = false
"""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("library") / "tiny.toml"
    path.write_text(TINY, "utf-8")
    return path


@pytest.fixture(scope="module")
def record(tiny: Path) -> cs.Benchmark:
    return make(tiny, worlds=6, budget=40)


class Told:
    """A table that knows what every plan earns: best at a plan of its own, falling with the
    distance, the same luck for all.
    """

    def __init__(self, grids: Grids, best: Plan, idle: str) -> None:
        self.grids, self.best, self.firms, self.plans = grids, grids.shares(best), 0, 0
        self.counts = np.array([place != COLUMN[idle] for place in grids.points])

    def profits(self, plans: Sequence[Plan], worlds: Sequence[int]) -> list[Floats]:
        self.firms += len(plans) * len(worlds)
        luck = np.array([np.sin(7.0 * world) for world in worlds])
        return [
            100
            - 80 * (np.square(self.grids.shares(plan) - self.best) * self.counts).sum()
            + 5 * luck
            for plan in plans
        ]


def test_the_search_finds_the_best_plan_of_a_smooth_firm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every open lever at the one best point of its grid; closed levers and those that do nothing
    where the scenario has them.
    """
    search = Search(small({"levers.price.open": False, "levers.price.start": 9.7}), budget=4000)
    best = list(search.grids.start)
    for place, grid in search.grids.points.items():
        best[place] = grid[len(grid) * 2 // 3]
    best[COLUMN["quality"]] = search.grids.start[COLUMN["quality"]]
    monkeypatch.setattr(search, "earned", Told(search.grids, tuple(best), idle="quality"))
    found = search.run()
    assert found.plan == tuple(best)
    assert found.plan[COLUMN["price"]] == 9.7
    assert found.firms < 6000
    assert found.rounds[-1].worlds == len(FINAL)


def test_grids_stay_within_the_scenarios_limits_and_know_its_start() -> None:
    grids = Grids(
        small(
            {
                "levers.price.low": 8,
                "levers.price.high": 11,
                "levers.price.start": 9.7,
                "levers.cycle.open": False,
            }
        )
    )
    assert grids.points[COLUMN["price"]] == (8.0, 8.5, 9.0, 9.5, 9.7, 10.0, 10.5, 11.0)
    assert COLUMN["cycle"] not in grids.points
    assert grids.at(grids.shares(grids.start)) == grids.start
    top = grids.moved(grids.start, [(COLUMN["price"], 99)])
    assert top[COLUMN["price"]] == 11
    assert not [move for move in grids.steps(top, 10**9) if move == (COLUMN["price"], 1)]
    assert grids.moved(grids.start, grids.way(grids.start, top)) == top


@pytest.mark.slow
def test_a_record_says_what_ran(record: cs.Benchmark, tiny: Path) -> None:
    """The plan's and every arm's profit are ordinary runs in the verification worlds, which the
    search did not see.
    """
    scenario = load(tiny)
    seeds = range(VERIFICATION, VERIFICATION + 6)
    assert not set(seeds) & set(range(SELECTION, SELECTION + max(FINAL) + 1))
    held = cs.simulate(steady(scenario, record.levers), seeds=list(seeds)).kpi("profit")
    assert record.profit.mean == pytest.approx(held.mean())
    assert record.check == tuple(held[:3])
    assert set(record.arms) == {OWN, HELD_START, *CORNERS}
    for name, firm in {OWN: scenario, "shared + sop": corner(scenario, "shared + sop")}.items():
        profit = cs.simulate(firm, seeds=list(seeds)).kpi("profit")
        assert record.arms[name].profit.mean == pytest.approx(profit.mean())
        assert vars(record.arms[name].behind) == pytest.approx(vars(paired(held, profit)))
    rounds = record.search["rounds"]
    assert [item["firms"] for item in rounds] == sorted(item["firms"] for item in rounds)
    assert record.search["firms"] == rounds[-1]["firms"]


def test_a_plan_is_held(record: cs.Benchmark, tiny: Path) -> None:
    run = cs.simulate(steady(load(tiny), record.levers), firms=2)
    assert (run.plan == np.array(record.levers)).all()


def test_the_plain_firm_has_no_rule_of_the_scenario(tiny: Path) -> None:
    scenario = load(tiny).with_({"phases": [{"week": 4, "incentives": "shared"}]})
    plain = corner(scenario, BASELINE)
    assert (plain.rules.incentives, plain.rules.communication, plain.rules.governance) == (
        "silo",
        "none",
        "independent",
    )
    assert not plain.rules.technologies
    assert not plain.phases
    assert fingerprint(plain) == fingerprint(scenario) == fingerprint(load(tiny))
    assert fingerprint(plain.with_({"market.overload": 0.1})) != fingerprint(plain)
    assert fingerprint(plain.with_({"levers.price.start": 9})) != fingerprint(plain)
    assert fingerprint(
        plain.with_({"shocks": [{"kind": "demand", "week": 3, "size": 0.5}]})
    ) != fingerprint(plain)
    assert fingerprint(plain.with_({"title": "Another"})) == fingerprint(plain)
    assert fingerprint(plain.with_({"levers.price.start": 10})) == fingerprint(plain)
    listed = {"given.distribution": "listed", "given.values": [1], "given.chances": [1]}
    assert fingerprint(plain.with_(listed)) != fingerprint(plain)
    assert fingerprint(plain.with_({"given.values": []})) == fingerprint(plain)  # off, as unset


def test_a_record_comes_back_from_its_file(record: cs.Benchmark, tmp_path: Path) -> None:
    path = tmp_path / "tiny.benchmark.json"
    save(record, path)
    assert read(path) == record
    assert json.loads(path.read_text("utf-8"))["plan"] == dict(record.plan)
    assert "tiny" in repr(record)


def test_where_records_are(tiny: Path) -> None:
    assert stored_at("base").parts[-3:] == ("library", "benchmarks", "base.json")
    assert stored_at(tiny) == tiny.with_name("tiny.benchmark.json")
    with pytest.raises(cs.ScenarioError, match="nothing: no such scenario"):
        stored_at("nothing")


def test_no_record_and_records_out_of_date(
    record: cs.Benchmark, tiny: Path, tmp_path: Path
) -> None:
    with pytest.raises(
        BenchmarkError,
        match=r"tiny has no benchmark plan yet; make it with: coordsim benchmark tiny\.toml --save",
    ):
        benchmark(tiny)
    scenario = load(tiny)
    record.fits(scenario)
    with pytest.raises(
        BenchmarkError,
        match=r"was found with version 0\.0\.1 .* coordsim benchmark tiny\.toml --save",
    ):
        replace(record, version="0.0.1").fits(scenario)
    with pytest.raises(BenchmarkError, match=r"was found for other numbers than tiny has here"):
        record.fits(scenario.with_({"money.wage": 1.75}))
    recheck(record, scenario)
    with pytest.raises(
        BenchmarkError, match=r"is stored: the engine has changed; make it again with"
    ):
        recheck(replace(record, check=(record.check[0] + 0.01, *record.check[1:])), scenario)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda data: data.pop("plan"), "bad.json: plan is missing; make it again"),
        (lambda data: data["plan"].pop("price"), "bad.json: plan.price is missing"),
        (lambda data: data["plan"].update(prize=1.0), "bad.json: plan.prize is not a lever"),
        (lambda data: data.update(format=2), "bad.json: format"),
        (lambda data: data.update(plan="cheap"), "bad.json: plan"),
    ],
)
def test_a_file_that_is_no_record(
    record: cs.Benchmark, tmp_path: Path, change: object, sentence: str
) -> None:
    path = tmp_path / "bad.json"
    save(record, path)
    data = json.loads(path.read_text("utf-8"))
    change(data)
    path.write_text(json.dumps(data), "utf-8")
    with pytest.raises(BenchmarkError) as refused:
        read(path)
    assert sentence in str(refused.value)


def test_efficiency_by_hand() -> None:
    """Gained 1, 3 of gaps 4.9, 5.1: ratio 0.4; residuals -0.96 and 0.96, their standard error 0.96,
    over a mean gap of 5.
    """
    found = efficiency(np.array([11.0, 23.0]), np.array([10.0, 20.0]), np.array([14.9, 25.1]))
    assert found.mean == pytest.approx(0.4)
    half = stdtrit(1, 0.975) * 0.96 / 5
    assert (found.high - found.mean, found.mean - found.low) == pytest.approx((half, half))
    assert found.gained.tolist() == [1.0, 3.0]
    assert found.gap.tolist() == pytest.approx([4.9, 5.1])


def test_efficiency_covers_the_true_ratio_about_as_often_as_it_says() -> None:
    """Delta method at 40 worlds, 400 times: 95 % intervals hold the true 0.5 in 91 to 98 % of
    them.
    """
    luck = np.random.default_rng(5)
    held = 0
    for _ in range(400):
        gap = luck.normal(100, 30, 40)
        gained = 0.5 * gap + luck.normal(0, 20, 40)
        found = efficiency(gained, np.zeros(40), gap)
        held += found.low <= 0.5 <= found.high
    assert 0.91 <= held / 400 <= 0.98


def test_efficiency_is_zero_at_the_baseline_one_at_the_plan_and_refused_without_a_gap() -> None:
    low, high = np.array([1.0, 2.0, 4.0]), np.array([5.0, 6.5, 7.0])
    zero, one = efficiency(low, low, high), efficiency(high, low, high)
    assert (zero.mean, zero.low, zero.high) == (0, 0, 0)
    assert (one.mean, one.low, one.high) == pytest.approx((1, 1, 1))
    with pytest.raises(ValueError, match="has no base"):
        efficiency(high, high, low)
    with pytest.raises(ValueError, match="at least two worlds, not 1"):
        efficiency(high[:1], low[:1], high[:1])


@pytest.mark.slow
def test_coordination_efficiency_of_a_run(record: cs.Benchmark, tiny: Path) -> None:
    """In the run's own worlds, in its order, one world twice; whatever its rules, but not with
    other numbers.
    """
    scenario = load(tiny)
    worlds = [9, 4, 9, 5, 6, 7]
    baseline, best = yardstick(scenario, worlds, record)
    np.testing.assert_array_equal(
        baseline, cs.simulate(corner(scenario, BASELINE), seeds=worlds).kpi("profit")
    )
    np.testing.assert_array_equal(
        best, cs.simulate(steady(scenario, record.levers), seeds=worlds).kpi("profit")
    )
    run = cs.simulate(scenario.with_({"incentives": "shared"}), seeds=worlds)
    other = efficiency(run.kpi("profit"), baseline, best)
    found = coordination_efficiency(run, record)
    assert (found.mean, found.low, found.high) == (other.mean, other.low, other.high)
    with pytest.raises(ValueError, match="tiny: no such scenario"):
        cs.coordination_efficiency(run)
    with pytest.raises(BenchmarkError, match="other numbers"):
        coordination_efficiency(
            cs.simulate(scenario.with_({"money.wage": 1.75}), seeds=[1, 2]), record
        )
    mixed = cs.simulate([scenario, scenario.with_({"money.wage": 1.75})], seeds=[1, 2])
    with pytest.raises(ValueError, match="scenarios with different ones"):
        coordination_efficiency(mixed, record)


@pytest.mark.slow
def test_the_command(
    tiny: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Search and store, then show what is stored; then refuse it when it is out of date."""
    from coordsim.cli import main

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["coordsim", "benchmark", *words])
        with pytest.raises(SystemExit) as end:
            main()
        out = capsys.readouterr()
        return int(end.value.code or 0), out.out, out.err

    monkeypatch.setenv("COLUMNS", "200")
    stored = stored_at(tiny)
    code, made, _ = call(str(tiny), "--seeds", "4", "--budget", "20", "--save", "--json")
    assert code == 0
    code, shown, _ = call(str(tiny), "--json")
    assert (code, json.loads(shown)) == (0, json.loads(made))
    assert json.loads(shown) == json.loads(stored.read_text("utf-8"))
    assert cs.benchmark(tiny).worlds == 4
    code, text, _ = call(str(tiny))
    assert code == 0
    assert all(
        word in text
        for word in (
            "the best joint plan found",
            "silo + dashboard",
            "start plan held",
            "generation 1",
            "Price",
        )
    )
    data = json.loads(shown)
    stored.write_text(json.dumps(data | {"version": "0.0.1"}), "utf-8")
    code, text, refusal = call(str(tiny))
    assert (code, text) == (2, "")
    assert "make it again with: coordsim benchmark tiny.toml --save" in refusal
    stored.unlink()
    assert call()[0] == 2
    assert call("base", "--all")[0] == 2


def test_start_plans_and_budgets() -> None:
    assert start_plan(small())[COLUMN["range"]] == 4
    assert len(start_plan(small())) == len(LEVERS)
    with pytest.raises(ValueError, match="budget = 0 is not allowed"):
        Search(small(), budget=0)


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_the_stored_plan_is_better_than_the_start_and_all_four_corners(name: str) -> None:
    """In the first 30 verification worlds, run again; and the record is of this engine."""
    record, scenario, worlds = cs.benchmark(name), load(name), 30
    recheck(record, scenario)
    best = cs.simulate(steady(scenario, record.levers), firms=worlds, seed=record.first).kpi(
        "profit"
    )
    others = {corner_name: corner(scenario, corner_name) for corner_name in CORNERS}
    for other, firm in others.items():
        behind = paired(best, cs.simulate(firm, firms=worlds, seed=record.first).kpi("profit"))
        assert behind.low > 0, f"{other} is behind by {behind}"
    start = cs.simulate(
        steady(scenario, start_plan(scenario)), firms=worlds, seed=record.first
    ).kpi("profit")
    assert paired(best, start).low > 0 or record.levers == start_plan(scenario)
