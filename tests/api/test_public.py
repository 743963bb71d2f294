"""The Python interface: what README shows, tables, comparisons, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from support.scripts import script

import coordsim as cs
from coordsim.core.kpis import ACCOUNTS, CAUSES, KPIS

SMALL = {"market.customers": 80, "horizon.weeks": 12, "horizon.warmup": 2}
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def run() -> cs.Run:
    return cs.simulate(cs.load("blind").with_(SMALL), firms=3, seed=5)


def test_every_public_name_is_there() -> None:
    for name in cs.__all__:
        assert getattr(cs, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = cs.nothing


def test_tables(run: cs.Run) -> None:
    assert len(run.kpis()) == 3 * len(KPIS)
    weeks = run.weeks()
    assert len(weeks) == 3 * 12
    assert set(weeks) == {"firm", "week"} | {kpi.name for kpi in KPIS}
    entries = run.entries()
    profit = entries["revenue"] - entries[[name for name in ACCOUNTS if name != "revenue"]].sum(
        axis=1
    )
    assert profit.to_numpy() == pytest.approx(weeks["profit"].to_numpy(), abs=1e-6)
    assert run.lost()[list(CAUSES)].sum(axis=1).tolist() == weeks["lost_units"].tolist()
    assert (run.decisions()["price"] == run.plan[:, :, 0].ravel()).all()
    slips = run.pay()
    assert set(slips["role"]) == {"marketing", "operations"}
    assert slips["week"].unique().tolist() == [3, 7, 11], "pay is due at the end of each round"


def test_a_kpi_is_a_ratio_of_sums(run: cs.Run) -> None:
    cost, made = run.flows["manufacturing"][:, 2:].sum(axis=1), run.flows["made"][:, 2:].sum(axis=1)
    assert run.kpi("unit_cost") == pytest.approx(cost / made)


def test_compare_is_paired() -> None:
    base = cs.load("blind").with_(SMALL)
    arms = {"silo": base, "shared": base.with_({"incentives": "shared"})}
    result = cs.compare(arms, firms=5, seed=2)
    gap = result.runs["shared"].kpi("profit") - result.runs["silo"].kpi("profit")
    measured = result.difference("profit")
    assert measured.mean == pytest.approx(gap.mean())
    half = 2.7764451 * gap.std(ddof=1) / np.sqrt(5)  # Student's t, 4 degrees of freedom, 97.5 %
    assert (measured.high - measured.low) / 2 == pytest.approx(half, rel=1e-6)


def test_equal_arms_differ_by_nothing() -> None:
    base = cs.load("blind").with_(SMALL)
    measured = cs.compare({"a": base, "b": base}, firms=3).difference("profit")
    assert (measured.mean, measured.low, measured.high) == (0, 0, 0)


def test_what_there_is_can_be_looked_up() -> None:
    assert set(cs.__all__) <= set(dir(cs))


def test_worlds_are_named_or_counted_everywhere() -> None:
    base = cs.load("blind").with_(SMALL)
    named = cs.simulate(base, seeds=[4, 5])
    assert named.hash == cs.simulate(base, firms=np.int64(2), seed=np.int32(4)).hash
    assert named.hash == cs.simulate(base, firms=2, seed=4).hash
    assert list(cs.kpis(base, firms=2, seed=4)["profit"]) == list(named.kpi("profit"))
    arms = {"silo": base, "same": base}
    assert cs.compare(arms, seeds=[4, 5]).runs["silo"].hash == named.hash
    assert cs.compare(arms, firms=2, seed=4, threads=2).runs["same"].hash == named.hash
    few = cs.attribute(base, held_range=4, seeds=[4, 5], threads=2)
    assert few.seeds == cs.attribute(base, held_range=4, firms=2, seed=4).seeds == (4, 5)


def test_arms_are_scenarios_or_their_names() -> None:
    small = cs.load("calm").with_({"market.customers": 80})
    result = cs.compare({"a": small, "b": "calm"}, firms=2)
    assert result.runs["b"].scenarios[0] == cs.load("calm")
    with pytest.raises(ValueError, match=r"arms = \[.*: each arm by a name of its own"):
        cs.compare([small, small])
    with pytest.raises(ValueError, match="3 is no scenario; allowed: a Scenario, a name"):
        cs.compare({"a": small, "b": 3})


def test_a_benchmark_is_had_by_name_and_by_scenario() -> None:
    assert cs.benchmark(cs.load("base")) == cs.benchmark("base")
    with pytest.raises(ValueError, match="found for other numbers"):
        cs.benchmark(cs.load("base").with_({"market.customers": 80}))


@pytest.mark.parametrize(
    ("seeds", "worlds"),
    [
        ([3], "1 firm x 12 weeks, world 3,"),
        ([1, 2, 3], "3 firms x 12 weeks, worlds 1 to 3,"),
        ([1, 2, 7], "worlds 1, 2, 7,"),
        ([1, 3, 5, 7, 9, 11, 13], "7 worlds between 1 and 13,"),
    ],
)
def test_a_run_says_which_worlds(seeds: list[int], worlds: str) -> None:
    assert worlds in repr(cs.simulate(cs.load("blind").with_(SMALL), seeds=seeds))


def test_a_whole_number_may_be_written_as_a_power_of_ten() -> None:
    assert cs.load("blind").with_({"market.customers": 1e6}).market.customers == 1_000_000
    with pytest.raises(ValueError, match=r"market\.customers = 1\.5 is not a whole number"):
        cs.load("blind").with_({"market.customers": 1.5})
    with pytest.raises(ValueError, match=r"market\.customers = 100000000 is outside"):
        cs.load("blind").with_({"market.customers": 1e8})


def test_refusals() -> None:
    base = cs.load("blind")
    with pytest.raises(ValueError, match="2 seeds for 3 firms; give one for each"):
        cs.simulate(base, firms=3, seeds=[1, 2])
    with pytest.raises(ValueError, match="firms = 4 does not fit a list of 2 scenarios"):
        cs.simulate([base, base], firms=4)
    with pytest.raises(ValueError, match="seeds = 0 is not allowed: needed are the worlds"):
        cs.simulate(base, seeds=0)
    with pytest.raises(ValueError, match="seeds = '12' is not allowed: needed are the worlds"):
        cs.simulate(base, seeds="12")
    with pytest.raises(ValueError, match="at least two worlds, which it pairs, not 1"):
        cs.compare({"a": base, "b": base}, firms=1)
    with pytest.raises(ValueError, match="firms = 0 is not allowed"):
        cs.simulate(base, firms=0)
    with pytest.raises(ValueError, match="seed = -1 is outside"):
        cs.simulate(base, seed=-1)
    with pytest.raises(ValueError, match="2 seeds for 1 firms"):
        cs.simulate([base], seeds=[1, 2])
    with pytest.raises(ValueError, match="the list of scenarios is empty"):
        cs.simulate([])
    with pytest.raises(ValueError, match=r"the same horizon\.weeks"):
        cs.simulate([base, base.with_({"horizon.weeks": 20})])
    with pytest.raises(ValueError, match="at least two arms"):
        cs.compare({"one": base})


def test_readmes_table_is_the_stored_one() -> None:
    """The table is written by docs/generate.py from docs/corners.json; here only that nobody edited
    one of them by hand.
    """
    generate = script(ROOT / "docs" / "generate.py")
    table = generate.corners_table(json.loads((ROOT / "docs" / "corners.json").read_text()))
    assert table in (ROOT / "README.md").read_text()


@pytest.mark.slow
def test_corners_are_ordered_and_reproduced() -> None:
    """The stored numbers come out again, and the corners stand as README says."""
    stored = json.loads((ROOT / "docs" / "corners.json").read_text())
    base = cs.load("base")
    for name, arm in stored.items():
        pay, talk = name.split(" + ")
        run = cs.simulate(base.with_({"incentives": pay, "communication": talk}), firms=200, seed=1)
        for kpi, value in arm["kpis"].items():
            assert run.summary()[kpi]["mean"] == pytest.approx(value["mean"], rel=1e-6), (name, kpi)
    means = {
        name: {kpi: value["mean"] for kpi, value in arm["kpis"].items()}
        for name, arm in stored.items()
    }
    first, last = means["silo + none"], means["shared + sop"]
    for name in ("silo + dashboard", "shared + none"):
        assert first["profit"] < means[name]["profit"] < last["profit"]
        assert first["stockout_rate"] > means[name]["stockout_rate"]
        assert first["forecast_accuracy"] < means[name]["forecast_accuracy"]
        assert last["range"] < means[name]["range"]
    assert first["stockout_rate"] > 2 * last["stockout_rate"]
    assert last["range"] < means["silo + dashboard"]["range"] < first["range"]
    assert max(means, key=lambda name: means[name]["frustration"]) == "shared + none"


def test_customers_of_two_kinds_in_one_run() -> None:
    base = cs.load("blind").with_(SMALL)
    other = base.with_({"market.price_sensitivity": 0.4})
    both = cs.simulate([base, other], seed=3)
    assert both.hashes == (
        cs.simulate(base, seed=3).hashes[0],
        cs.simulate(other, seed=3).hashes[0],
    )


def test_unknown_role_is_refused() -> None:
    with pytest.raises(
        ValueError, match="'finance', which is not a role; allowed: marketing, operations"
    ):
        cs.simulate("base", players={"finance": None})
