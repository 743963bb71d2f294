"""The command that measures: its shape, its words, its arithmetic. No test looks at a time."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from benchmarks.plain_runs import begin
from typer.testing import CliRunner

from coordsim.cli import app, main
from coordsim.core.firm import DONE, FLOWS
from coordsim.customers.records import VISITS
from coordsim.rules.pay import PAY
from coordsim.rules.settling import SETTLING
from coordsim.rules.talk import TALK
from coordsim.rules.technology import TECHNOLOGIES
from coordsim.run.build import kinds
from coordsim.run.fleet import Span, log_for
from coordsim.run.simulate import simulate
from coordsim.scenario.file import load
from coordsim.speed import market_week, memory, report, runs, scaling, startup, where, workers
from coordsim.speed.child import learn
from coordsim.speed.figures import Figure, figure, growth, ratio
from coordsim.speed.mixed import mixed
from coordsim.speed.one_market import at_the_door, market_up_to, sell_once, shop_of
from coordsim.speed.workers import MissingPeerError, Worker, peer

PARTS = ("market_week", "runs_per_second", "scaling", "memory", "startup", "where")


def said(*words: str) -> Any:
    done = CliRunner().invoke(app, ["bench", *words, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> str:
    """Return what ``coordsim bench`` says as it refuses."""
    monkeypatch.setattr(sys, "argv", ["coordsim", "bench", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    out = capsys.readouterr()
    assert out.out == ""
    return out.err.strip()


def test_a_figure_is_a_median_with_quartiles() -> None:
    assert figure([5.0, 1.0, 2.0, 3.0, 4.0]) == Figure(3.0, 2.0, 4.0, 5)
    assert ratio([1.0, 2.0], [3.0, 10.0]).median == 4.0
    with pytest.raises(ValueError, match="no measurement"):
        figure([])


@pytest.mark.parametrize("exponent", [0.9, 1.0, 2.0])
@pytest.mark.parametrize("fixed", [1e-9, 0.5, 20.0])
def test_growth_finds_the_exponent_beside_a_fixed_part(exponent: float, fixed: float) -> None:
    sizes = [1, 3, 10, 30, 100, 300, 1000]
    found = growth({size: fixed + 0.01 * size**exponent for size in sizes})
    if 0.01 * 1000**exponent > fixed / 4:
        assert found.exponent == pytest.approx(exponent, rel=1e-3)
    assert found.fixed + found.cost == pytest.approx(fixed + 0.01, rel=1e-2)


def test_growth_wants_four_sizes() -> None:
    with pytest.raises(ValueError, match="at least four sizes, not 3"):
        growth({1: 1.0, 2: 2.0, 3: 3.0})


def test_the_report_has_its_shape() -> None:
    """As others read it: medians first, quartiles beside them, what is missing is null."""
    one = figure([1.0, 2.0, 3.0])
    week = market_week.MarketWeek(
        {1000: {"coordsim": one, "mesa": one}}, {1000: {"mesa": one}}, {}, ["a note"]
    )
    gone = where.Where({"logit": one}, {10: {"market": one}})
    done, grown = (
        runs.Runs({"coordsim": one, "coordsim_one_firm": one}, decisions={"one_seat": one}),
        scaling.Scaling({"firms": {1: one}}, {"firms": one}),
    )
    held, waited = memory.Memory({"firm": one, "customer": one}), startup.Startup({"help": one})
    whole = report.Report({"cpu": "x"}, week, done, grown, held, waited, gone)
    data = json.loads(json.dumps(whole.as_json(), allow_nan=False))
    assert {"machine", *PARTS, "times", "spread", "notes"} <= set(data)
    assert set(data["market_week"]["1000"]) == {"coordsim", *market_week.PEERS}
    assert (data["market_week"]["1000"]["mesa"], data["market_week"]["1000"]["polars"]) == (
        2.0,
        None,
    )
    assert data["spread"]["market_week"]["1000"]["mesa"] == [1.5, 2.5, 3]
    assert {"coordsim", "coordsim_one_firm"} <= set(data["runs_per_second"])
    assert data["runs_per_second"]["batch_run"] is data["runs_per_second"]["plain_firm"] is None
    assert data["decisions_per_second"] == {"one_seat": 2.0}
    assert set(data["memory"]) == {"bytes_per_customer", "bytes_per_firm"}
    assert data["scaling"]["exponents"] == {"firms": 2.0}
    assert data["where"] == {"market_week": {"logit": 2.0}, "run": {"10": {"market": 2.0}}}
    assert data["notes"] == ["a note"]


def test_without_the_folder_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """An installed wheel has no peers: there is nothing to measure, or all the rest with a note."""
    monkeypatch.setattr(workers, "ROOT", tmp_path)
    assert refused(monkeypatch, capsys, "market-week", "--size", "100") == report.NO_PEERS
    monkeypatch.setattr(where, "measure", lambda *_words: where.Where())
    assert report.measure(("market-week", "where"), None, 1, True, lambda _line: None).as_json()[
        "notes"
    ] == [report.NO_PEERS]


def test_a_part_that_is_not_there_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    allowed = "market-week, runs, scaling, memory, startup, where, all"
    assert refused(monkeypatch, capsys, "speed") == f"part = 'speed' is not one of {allowed}"


@pytest.mark.parametrize("size", ["0", "10000001", "many", "-3"])
def test_a_size_that_cannot_be_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], size: str
) -> None:
    last = refused(monkeypatch, capsys, "market-week", "--size", size).splitlines()[-1]
    assert last.startswith("Error: Invalid value for '--size': Input should be ")


def test_an_engine_that_dies_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def died(*_words: object, **_more: object) -> None:
        raise MissingPeerError("the process coordsim.speed.child ended: exit code -9")

    monkeypatch.setattr(runs, "measure", died)
    assert (
        refused(monkeypatch, capsys, "runs")
        == "the process coordsim.speed.child ended: exit code -9"
    )


@pytest.mark.slow
def test_stages_and_parts_are_all_of_the_time() -> None:
    found = where.stages(3_000, 2)
    assert tuple(found) == (*where.STAGES, where.REST)
    parts = where.shares(2, 4, 3)
    assert tuple(parts) == (where.SEARCH, where.MARKET, where.PHYSICS, where.AROUND)
    assert {part.count for part in parts.values()} == {3}


def test_a_part_of_a_run_is_what_it_takes_less_without_it() -> None:
    told = where.Turn(run=10.0, weeks=8.0, held=5.0, few=6.0).shares
    assert told == {where.SEARCH: 0.3, where.MARKET: 0.2, where.PHYSICS: 0.3, where.AROUND: 0.2}
    lost = where.Turn(run=10.0, weeks=8.0, held=9.0, few=6.0).shares
    assert lost[where.SEARCH] == -0.1
    assert sum(lost.values()) == pytest.approx(1.0)


@pytest.mark.slow
def test_a_market_measured_apart_is_the_runs_own() -> None:
    """The same week as in a run, to the last bit of every flow."""
    firm = load("blind").with_({"market.customers": 500, "horizon.weeks": 12, "horizon.warmup": 0})
    run, week = simulate(firm, seed=3), 8
    fleet = at_the_door(firm, 3, week)
    sell_once(fleet)
    fleet.firms["answered"] = 1
    log = log_for(1, Span(week, 1, firm.horizon.round_weeks), known=False)
    assert fleet.live(log) == DONE
    for place, name in enumerate(FLOWS):
        assert log.amounts[0, 0, place] == pytest.approx(run.flows[name][0, week], abs=0, rel=0)


@pytest.mark.slow
def test_a_look_through_counts_the_visitors_of_the_week() -> None:
    fleet = at_the_door(load("blind").with_({"market.customers": 3_000}), 1, 4)
    sell_once(fleet)
    totals = fleet.rooms.stall.totals
    visits, needs = totals[VISITS], fleet.crowds.need_week
    assert visits > 0
    needs[:] = 0
    sell_once(fleet)
    everybody = totals[VISITS]
    totals[:] = needs[:] = 0
    market_up_to(4, shop_of(fleet))
    assert totals[VISITS] == everybody > visits


def test_mixed_firms_are_of_as_many_kinds_as_there_are_firms() -> None:
    """And as many customers, slots and weeks as the others in the mean."""
    found = mixed(90, 1_000, 8)
    assert len({kinds(one) for one in found}) == len(found)
    assert np.mean([one.market.customers for one in found]) == pytest.approx(1_000, abs=1)
    slots = load("blind").line.slots
    assert np.mean([one.line.slots for one in found]) == pytest.approx(slots, rel=0.02)
    assert {one.horizon.weeks for one in found} == {8}
    assert {one.rules.incentives for one in found} == set(PAY)
    assert {one.rules.communication for one in found} == set(TALK)
    assert {one.rules.governance for one in found} == set(SETTLING)
    assert {name for one in found for name in one.rules.technologies} == set(TECHNOLOGIES)


def test_a_learner_decides_once_a_round() -> None:
    changes = {"market.customers": 50, "horizon.weeks": 12, "horizon.warmup": 0}
    seconds, decisions = learn(changes)
    assert decisions == 3
    assert seconds > 0


@pytest.mark.parametrize(("do", "told"), [("firm", {"weeks": 6}), ("runs", {"rows": 2})])
def test_a_plain_firm_lives_all_its_weeks(do: str, told: dict[str, int]) -> None:
    answer = begin()({"do": do, "customers": 20, "weeks": 6, "firms": 2, "seed": 1})
    assert {name: answer[name] for name in told} == told


FAILS = [sys.executable, "-c", "raise SystemExit('uv: not in this folder')"]


def test_of_several_uv_one_that_works_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands on the path may be a stand-in that works in some folders only."""
    works = [sys.executable, "-c", "print('uv 0')"]
    gone = ["/no/such/uv"]
    monkeypatch.setattr(workers, "_uvs", lambda: [gone, FAILS, works])
    assert workers._uv("polars") == works
    monkeypatch.setattr(workers, "_uvs", lambda: [gone, FAILS])
    with pytest.raises(workers.MissingPeerError, match=r"/no/such/uv: FileNotFound.*not in this"):
        workers._uv("polars")


def test_uv_is_looked_for_where_the_environment_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV", "/there/uv")
    ways = list(workers._uvs())
    assert ways[0] == ["/there/uv"]
    assert [sys._base_executable, "-m", "uv"] in ways


@pytest.mark.slow
def test_a_peer_that_is_missing_is_named_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "NEEDS", {"polars": ("a_module_that_is_nowhere", [])})
    monkeypatch.setattr(workers, "_uvs", lambda: [FAILS])
    found = market_week.measure([100], 2, lambda _line: None, ["polars", "numpy"])
    assert found.notes == [
        "polars is not at hand: a_module_that_is_nowhere is not installed, and there is no uv that"
        f" works to make an environment for it ({' '.join(FAILS)}: uv: not in this folder)"
    ]
    assert set(found.seconds[100]) == {"coordsim", "numpy"}
    assert found.times[100]["numpy"].count == 2 * market_week.MORE


def test_a_process_that_dies_says_why() -> None:
    with pytest.raises(
        MissingPeerError,
        match=r"the process benchmarks.nothing_of_that_name ended: .*No module named",
    ):
        Worker([sys.executable], "benchmarks.nothing_of_that_name")
    with (
        peer("numpy") as broken,
        pytest.raises(
            MissingPeerError,
            match=r"the process benchmarks.market_week.worker numpy ended: .*NoneType",
        ),
    ):
        broken.ask(do="step", week=0)


@pytest.mark.slow
def test_the_engine_alone_is_measured() -> None:
    found = market_week.measure([100], 3, lambda _line: None, [])
    assert found.seconds[100]["coordsim"].count == 3
    assert np.isfinite(found.seconds[100]["coordsim"].median)


@pytest.mark.slow
def test_every_part_can_be_measured() -> None:
    """Small sizes, twice each: everything at hand gives a number."""
    data = said("all", "--quick", "--repeats", "2", "--size", "200")
    week = data["market_week"]["200"]
    missing = {name for name, seconds in week.items() if seconds is None}
    assert {note.split()[0] for note in data["notes"] if "is not at hand" in note} >= missing
    assert min(seconds for seconds in week.values() if seconds is not None) > 0
    assert (
        min(
            data["runs_per_second"][name]
            for name in ("coordsim", "coordsim_one_firm", "mixed_kinds", "two_processes")
        )
        > 0
    )
    assert {"batch_run", "plain_firm", "mixed_kinds"} <= set(data["times"]["runs_per_second"])
    assert data["decisions_per_second"]["one_seat"] > 0
    assert set(data["scaling"]["exponents"]) == {"customers", "firms", "weeks", "variants"}
    assert data["memory"]["bytes_per_customer"] > 0
    assert {"help", "import", "run_base", "web"} <= set(data["startup"])
    assert set(data["where"]["run"]) == {"1", "10"}
