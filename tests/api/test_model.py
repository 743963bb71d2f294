"""The firm as an ordinary Mesa model: run_for, agents, DataCollector, batch_run and SolaraViz work
on it.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import mesa
import mesa.experimental
import numpy as np
import pytest
import solara

import coordsim as cs
from coordsim.core.facts import INDEX
from coordsim.core.kpis import AREAS, KPIS
from coordsim.core.levers import COLUMN, ROLES, owned
from coordsim.core.records import Ask, Decision
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
    assert set(model.operations.plan) == {lever.name for lever in owned("operations")}
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


def held(seat: Any) -> dict[str, float]:
    return {"price": 7.0}


def test_batch_run_takes_fields_scenarios_and_players() -> None:
    """One row a run, with the whole run's KPIs: a scenario alone, too, is not taken apart."""
    base = cs.load("base").with_(SMALL)
    rows = mesa.batch_run(
        cs.CoordinationModel,
        parameters={
            "scenario": base,
            "market__shock_sd": [0.1, 0.3],
            "players": [None, {"marketing": held}],
        },
        rng=[1, 2],
        display_progress=False,
    )
    assert len(rows) == 8
    for row in rows:
        firm = row["scenario"].with_(market__shock_sd=row["market__shock_sd"])
        run = cs.simulate(firm, seed=row["rng"], players=row["players"])
        for kpi in ("profit", "marketing_pay", "operations_pay", "bullwhip"):
            assert row[kpi] == pytest.approx(run.kpi(kpi)[0]), kpi
        for name, place in COLUMN.items():
            assert row[f"plan_{name}"] == run.plan[0, -1, place]
    assert {row["plan_price"] for row in rows if row["players"]} == {7.0}


def test_beliefs_are_collected_on_wish() -> None:
    model = cs.CoordinationModel("base", firms=2, changes=SMALL, with_beliefs=True, rng=3)
    model.run_for(12)
    table, run = model.datacollector.get_model_vars_dataframe(), model.run()
    for role in ROLES:
        believed = table[f"{role}_believes_demand"].to_numpy()
        assert believed == pytest.approx(run.beliefs[role][:, :, INDEX["demand"]].mean(axis=0))
    never = cs.CoordinationModel("base", changes=SMALL, rng=3).datacollector.model_reporters
    assert not [name for name in never if "_believes_" in name]


def test_mesas_scenario_is_filled() -> None:
    model = cs.CoordinationModel("base", incentives="shared", market__shock_sd=0.25, rng=3)
    assert model.scenario.firm == model.firm
    assert (model.scenario.rng, model.scenario.market__shock_sd) == (3, 0.25)
    assert model.scenario.incentives == model.marketing.scenario.incentives == "shared"
    assert model.scenario.to_dict()["line__slots"] == model.firm.line.slots


def test_mesas_scenario_makes_the_firm_again() -> None:
    """As the reset of SolaraViz does, with what was changed there."""
    model = cs.CoordinationModel(cs.load("base").with_(SMALL), market__shock_sd=0.25, rng=3)
    kind = type(model.scenario)
    assert cs.CoordinationModel(kind(rng=3)).firm == model.firm
    other = cs.CoordinationModel(kind(market__shock_sd=0.1), rng=4)
    assert other.firm == model.firm.with_(market__shock_sd=0.1)
    theirs = mesa.experimental.scenarios.Scenario(rng=5, market__shock_sd=0.1)
    assert cs.CoordinationModel(theirs).firm == cs.load("base").with_(market__shock_sd=0.1)
    with pytest.raises(ValueError, match=r"rng = 6 and scenario\.rng = 5 do not agree"):
        cs.CoordinationModel(theirs, rng=6)


class Dear(Marketing):
    """A manager of marketing with a mind of its own."""

    def decide(self, ask: Ask) -> Decision:
        return Decision({"price": np.full(self.model.engine.firms, 12.0)})


def test_an_agent_takes_a_seat() -> None:
    model = cs.CoordinationModel("base", changes=SMALL, rng=3)
    first = model.marketing
    model.run_for(4)
    mine = Dear(model)
    assert model.marketing is mine
    assert first not in model.agents
    assert mine in model.agents_by_type[Dear]
    model.run_for(8)
    plan = model.datacollector.get_model_vars_dataframe()["plan_price"]
    assert plan.iloc[3] != 12
    assert (plan.iloc[4:] == 12).all()
    model.marketing = back = Marketing(model)
    assert model.marketing is back
    assert mine not in model.agents
    assert "marketing, agent" in repr(back)


def test_who_cannot_be_replaced_says_so() -> None:
    model = cs.CoordinationModel("base", changes=SMALL, rng=3)
    with pytest.raises(ValueError, match=r"a segment cannot be removed.*market\.customers"):
        model.segments[0].remove()
    with pytest.raises(ValueError, match=r"leadership cannot be removed: .* governance"):
        model.leadership.remove()
    with pytest.raises(ValueError, match="7 cannot sit for marketing: needed is a Mesa agent"):
        model.marketing = 7
    with pytest.raises(ValueError, match="'finance' is not a role; allowed: marketing, operations"):
        model.seat("finance", model.marketing)
    model.operations.remove()
    with pytest.raises(ValueError, match="nobody answers for operations: its agent was removed"):
        model.run_for(1)
    Operations(model)
    model.run_for(1)
    model.remove_all_agents()
    assert len(model.agents) == 0


@pytest.mark.parametrize(
    ("wrong", "kind", "sentence"),
    [
        ({"scenario": ("name", "base")}, TypeError, r"scenario = .* is not allowed: a Scenario"),
        ({"players": "marketing"}, TypeError, "players = 'marketing' is not allowed: a table"),
        ({"changes": "horizon.weeks"}, TypeError, r"mesa\.batch_run takes tables in a list"),
        ({"seed": 1}, TypeError, "seed is not allowed: rng names the first world"),
        ({"incentive": "silo"}, ValueError, "did you mean incentives"),
        ({"market__shok_sd": 1}, ValueError, r"market\.shok_sd is not known"),
        ({"firms": 2.0}, ValueError, r"firms = 2\.0 is not allowed: a whole number"),
        ({"players": {"finance": held}}, ValueError, "'finance', which is not a role"),
    ],
)
def test_what_is_wrong_is_told(wrong: dict[str, Any], kind: type[Exception], sentence: str) -> None:
    with pytest.raises(kind, match=sentence):
        cs.CoordinationModel(**wrong, rng=1)


@pytest.mark.slow
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
