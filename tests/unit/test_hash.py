"""A run's hash: over a fixed list of flows and levers, whatever else is measured."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest
from support.firms import small

from coordsim.core.flows import HASHED, HASHED_LEVERS
from coordsim.core.levers import COLUMN
from coordsim.core.records import Floats
from coordsim.run.result import Run
from coordsim.run.simulate import simulate


@pytest.fixture(scope="module")
def run() -> Run:
    """A short run of the small firm."""
    return simulate(small({"horizon.weeks": 4, "horizon.warmup": 0}))


def with_flow(run: Run, name: str, values: Floats) -> Run:
    """Return the run with one flow set, the hash to be taken anew."""
    return replace(run, flows={**run.flows, name: values})


def test_a_new_flow_and_kpi_changes_no_hash(run: Run) -> None:
    """Written down in every week, as a new KPI's flows are."""
    flows = {"first of all": np.full_like(run.flows["units"], 7.0), **run.flows}
    assert replace(run, flows=flows | {"last": run.flows["units"]}).hash == run.hash


@pytest.mark.parametrize("name", HASHED)
def test_each_listed_flow_is_in_the_hash(run: Run, name: str) -> None:
    changed = run.flows[name].copy()
    changed[0, -1] += 1e-9 + abs(changed[0, -1]) * 1e-12
    assert with_flow(run, name, changed).hash != run.hash


@pytest.mark.parametrize("name", HASHED_LEVERS)
def test_each_listed_lever_is_in_the_hash(run: Run, name: str) -> None:
    plan = run.plan.copy()
    plan[0, 2, COLUMN[name]] += 0.5
    assert replace(run, plan=plan).hash != run.hash


def test_two_flows_that_change_places_are_seen(run: Run) -> None:
    swapped = with_flow(run, "units", run.flows["made"])
    assert with_flow(swapped, "made", run.flows["units"]).hash != run.hash


def test_the_order_in_which_flows_are_written_down_does_not_matter(run: Run) -> None:
    assert replace(run, flows=dict(reversed(run.flows.items()))).hash == run.hash


def test_the_definition_of_a_hash_is_the_one_that_was_published() -> None:
    """Another one makes every hash that somebody cites void: CHANGELOG has to say so."""
    listed = sha256(" ".join([*HASHED, "|", *HASHED_LEVERS]).encode()).hexdigest()
    assert listed[:16] == "e3c2f201d33a6351"


def test_nothing_is_listed_twice() -> None:
    assert len(set(HASHED)) == len(HASHED)
    assert len(set(HASHED_LEVERS)) == len(HASHED_LEVERS)
