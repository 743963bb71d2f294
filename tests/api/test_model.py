"""The firm as an ordinary Mesa model: run_for, agents, DataCollector, batch_run and SolaraViz work
on it.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable

import mesa
import numpy as np
import pytest
import solara

import coordsim as cs
from coordsim.core.kpis import AREAS, KPIS
from coordsim.mesa_model import CustomerSegment, Leadership, Marketing, Operations

SMALL = {"market.customers": 80, "horizon.weeks": 12, "horizon.warmup": 2}


def test_agents_are_in_the_model() -> None:
    model = cs.CoordinationModel("blind", changes=SMALL, rng=3)
    kinds = {type(agent) for agent in model.agents}
    assert kinds == {Marketing, Operations, Leadership, CustomerSegment}
    assert len(model.agents_by_type[CustomerSegment]) == 6
    members = sum(segment.members.sum() for segment in model.segments)
    assert members == 80, "every customer belongs to exactly one segment"


def test_run_for_and_collector_agree_with_simulate() -> None:
    model = cs.CoordinationModel("blind", firms=2, incentives="shared", changes=SMALL, rng=3)
    model.run_for(12)
    run = cs.simulate(cs.load("blind").with_({"incentives": "shared", **SMALL}), firms=2, seed=3)
    assert model.run().hash == run.hash
    collected = model.datacollector.get_model_vars_dataframe()
    assert len(collected) == 12
    for kpi in KPIS:
        weekly, far = collected[f"week_{kpi.name}"], collected[kpi.name]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # means of nothing are nan
            expected = np.nanmean(run.series(kpi.name), axis=0)
            measured = np.nanmean(run.kpi(kpi.name))
        assert weekly.to_numpy() == pytest.approx(expected, nan_ok=True), kpi.name
        assert far.iloc[-1] == pytest.approx(measured, nan_ok=True), kpi.name
        assert far.iloc[: model.firm.horizon.warmup].isna().all()
    assert not model.running


def test_the_horizon_is_the_end() -> None:
    """However it is asked to go on: it says so, plays nothing, and what was collected stays."""
    model = cs.CoordinationModel("blind", changes=SMALL, rng=3)
    with pytest.warns(RuntimeWarning, match=r"blind has 12 weeks \(horizon\.weeks\)"):
        model.run_for(200)
    hash_ = model.run().hash
    assert (model.engine.week, model.steps, model.time, model.running) == (12, 12, 12, False)
    go_on: list[Callable[[], None]] = [
        lambda: model.run_for(1),
        lambda: model.run_until(13),
        model.step,
    ]
    for more in go_on:
        with pytest.warns(RuntimeWarning, match="the model stops there"):
            more()
    assert (model.steps, model.time) == (12, 12)
    assert model.run().hash == hash_
    assert len(model.datacollector.get_model_vars_dataframe()) == 12


def test_a_model_says_what_it_is() -> None:
    model = cs.CoordinationModel("blind", firms=2, changes=SMALL, rng=3)
    model.run_for(1)
    assert repr(model) == (
        "CoordinationModel(blind: silo + none + independent; 2 firms, worlds 3 to 4,"
        " 1 of 12 weeks played)"
    )
    assert "scenario's firms" in (cs.CoordinationModel.__init__.__doc__ or "")


def test_segments_are_collected_on_wish() -> None:
    model = cs.CoordinationModel("blind", changes=SMALL, by_segment=True, rng=3)
    model.run_for(3)
    table = model.datacollector.get_agenttype_vars_dataframe(CustomerSegment)
    assert len(table) == 3 * 6
    assert table["satisfaction"].between(0, 1).all()


def test_agents_show_plan_and_beliefs() -> None:
    model = cs.CoordinationModel("blind", changes=SMALL, rng=3)
    assert model.marketing.beliefs == {}
    model.run_for(1)
    assert set(model.operations.plan) == {
        "hours",
        "overtime",
        "cycle",
        "safety",
        "quality",
        "staff",
        "sourcing",
    }
    assert math.isinf(model.marketing.beliefs["hours"][0]), (
        "never told, marketing believes that hours never bind"
    )
    assert 0 <= model.segments[0].satisfaction <= 1


def test_batch_run() -> None:
    rows = mesa.batch_run(
        cs.CoordinationModel,
        parameters={"scenario": ["blind"], "communication": ["none", "sop"], "changes": [SMALL]},
        rng=[1, 2],
        max_steps=6,
        number_processes=1,
        data_collection_period=-1,
        display_progress=False,
    )
    assert {(row["communication"], row["rng"]) for row in rows} == {
        ("none", 1),
        ("none", 2),
        ("sop", 1),
        ("sop", 2),
    }
    assert all(math.isfinite(row["profit"]) for row in rows)
    assert len(rows) == 4, "one row a run"
    for row in rows:
        scenario = cs.load("blind").with_(SMALL | {"communication": row["communication"]})
        run = cs.simulate(scenario.with_({"horizon.weeks": 12}), seed=row["rng"])
        assert row["profit"] == pytest.approx(run.kpi("profit", slice(2, 6))[0])


def test_a_scenario_that_batch_run_took_apart_is_refused() -> None:
    with pytest.raises(
        TypeError, match=r"scenario = \('name', 'blind'\) is not allowed: a Scenario"
    ):
        cs.CoordinationModel(next(iter(cs.load("blind"))), rng=1)


def test_solaraviz_draws_it() -> None:
    from mesa.visualization import SolaraViz, make_plot_component

    model = cs.CoordinationModel("blind", changes=SMALL, rng=1)
    page = SolaraViz(model, components=[make_plot_component("profit")], name="coordsim")
    box, context = solara.render(page, handle_error=False)
    try:
        assert box.children
    finally:
        context.close()


@pytest.mark.parametrize("rng", ["1", 1.5, True])
def test_rng_has_to_be_a_whole_number(rng: object) -> None:
    with pytest.raises(TypeError, match="a whole number that names the first world"):
        cs.CoordinationModel("blind", rng=rng)


def test_no_rng_draws_a_world_of_its_own() -> None:
    first, second = (cs.CoordinationModel("blind", changes=SMALL) for _ in range(2))
    assert first.engine.world.streams.seeds[0] != second.engine.world.streams.seeds[0]


def test_nothing_recorded_yet() -> None:
    with pytest.raises(ValueError, match="step the model first"):
        cs.CoordinationModel("blind", changes=SMALL, rng=1).run()


def test_leadership_is_an_agent_that_hears_of_conflicts() -> None:
    model = cs.CoordinationModel(
        "blind", firms=2, governance="leadership", changes={"involvement": 0.5}, rng=1
    )
    assert model.leadership.conflicts == {}
    model.run_for(5)
    areas = model.leadership.conflicts
    assert set(areas) <= set(AREAS)
    assert (
        sum(values.sum() for values in areas.values())
        == model.engine.state.round_flows["conflicts"].sum()
        > 0
    )
    assert model.leadership.involvement == 0.5
    assert cs.CoordinationModel("blind", rng=1).leadership.involvement == 0
