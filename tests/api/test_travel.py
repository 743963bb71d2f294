"""What the package gives travels: pickled, copied and sent to other processes, it is the same."""

from __future__ import annotations

import copy
import json
import multiprocessing
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel
from support.firms import small
from support.travel import profit

import coordsim as cs
from coordsim.run.build import build
from coordsim.scenario.file import names

OTHER = {"incentives": "shared", "communication": "sop"}
THINGS: dict[str, Callable[[], Any]] = {
    "scenario": small,
    "changed scenario": lambda: small({"communication": {"preset": "sop", "without": ["cost"]}}),
    "parameters": lambda: small().parameters,
    "parameters of a batch": lambda: build([small()] * 2, [1, 2]).parameters,
    "run": lambda: cs.simulate(small(), firms=2, seed=3),
    "run with detail": lambda: cs.simulate(small(), firms=2, detail=True),
    "run of several kinds": lambda: cs.simulate([small(), small(OTHER)], seeds=[1, 2]),
    "comparison": lambda: cs.compare({"a": small(), "b": small(OTHER)}, firms=3),
    "benchmark": lambda: cs.benchmark("base"),
}
WAYS: dict[str, Callable[[Any], Any]] = {
    "pickled": lambda thing: pickle.loads(pickle.dumps(thing)),
    "copied": copy.deepcopy,
}
every_way = pytest.mark.parametrize("way", WAYS)


def same(a: Any, b: Any) -> bool:
    """Whether two things hold the same, array by array."""
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    if isinstance(a, Mapping):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, Sequence) and not isinstance(a, str):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, BaseModel):
        return type(a) is type(b) and same(vars(a), vars(b))
    if hasattr(a, "__dict__"):
        return type(a) is type(b) and same(vars(a), vars(b))
    return bool(type(a) is type(b) and a == b) or a is b


@every_way
@pytest.mark.parametrize("name", THINGS)
def test_it_is_the_same(name: str, way: str) -> None:
    thing = THINGS[name]()
    again = WAYS[way](thing)
    assert again is not thing
    assert type(again) is type(thing)
    assert same(thing, again)


@pytest.mark.parametrize("name", names())
def test_scenarios_of_the_library_travel(name: str) -> None:
    scenario = cs.load(name)
    again = pickle.loads(pickle.dumps(scenario))
    assert again == scenario
    assert again.model_fields_set == scenario.model_fields_set
    assert again.with_({"market.customers": 77}).market.customers == 77


@pytest.mark.slow
def test_scenarios_go_to_other_processes_and_runs_come_back() -> None:
    scenarios = [small(), small(OTHER)]
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        found = list(pool.map(profit, scenarios))
    for scenario, (run, earned) in zip(scenarios, found, strict=True):
        here = cs.simulate(scenario, firms=2, seed=5)
        assert run.hash == here.hash
        assert same(run, here)
        np.testing.assert_array_equal(earned, here.kpi("profit"))
        assert run.scenarios == here.scenarios


@every_way
@pytest.mark.parametrize("week", [0, 5])
def test_a_model_goes_on_from_where_it_is(week: int, way: str) -> None:
    """And the two go their own ways from there."""
    whole = cs.simulate(small(), firms=2, seed=5)
    model = cs.CoordinationModel(small(), firms=2, rng=5)
    if week:
        model.run_for(week)
    again = WAYS[way](model)
    again.run_for(12 - week)
    assert model.engine.week == week
    assert again.run().hash == whole.hash
    assert again.steps == again.time == 12
    assert len(again.datacollector.get_model_vars_dataframe()) == 12
    assert {agent.model for agent in again.agents} == {again}
    model.run_for(12 - week)
    assert model.run().hash == whole.hash


SCRIPT = """
import json
import mesa
import coordsim as cs

base = cs.load("blind").with_({"market.customers": 60, "horizon.weeks": 12, "horizon.warmup": 2})
scenarios = [base, base.with_({"incentives": "shared"})]
if __name__ == "__main__":
    rows = mesa.batch_run(
        cs.CoordinationModel,
        parameters={"scenario": scenarios},
        rng=[1, 2],
        number_processes=2,
        data_collection_period=-1,
        display_progress=False,
    )
    here = [cs.simulate(row["scenario"], seed=row["rng"]).kpi("profit")[0] for row in rows]
    pays = [row["scenario"].rules.incentives for row in rows]
    print(json.dumps([pays, [row["profit"] for row in rows], here]))
"""


@pytest.mark.slow  # three interpreters, and Mesa in each
def test_mesas_batch_run_takes_scenarios_to_two_processes(tmp_path: Path) -> None:
    path = tmp_path / "study.py"
    path.write_text(SCRIPT, "utf-8")
    done = subprocess.run(
        [sys.executable, str(path)], capture_output=True, text=True, check=False, timeout=200
    )
    assert done.returncode == 0, done.stderr
    pays, profits, here = json.loads(done.stdout)
    assert sorted(pays) == ["shared", "shared", "silo", "silo"]
    assert profits == pytest.approx(here)
    assert len(set(profits)) == 4
