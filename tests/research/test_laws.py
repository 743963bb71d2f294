"""What holds of any design: firms are neither lost nor run twice, and the doors agree."""

import tempfile
import tomllib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import coordsim as cs
from coordsim.research import Design, DesignError, between, values
from coordsim.research import methods as m
from coordsim.research.batches import Batch, cut, settle, shard_of
from coordsim.research.file import parse
from coordsim.research.points import identity
from coordsim.research.replications import half_width, stages

TALK = ["none", "reports", "meetings", "dashboard", "sop"]
BASE = cs.load("base")
METHODS = st.sampled_from([m.lhs(3), m.sobol(4), m.saltelli(2), m.morris(2), m.grid(levels=2)])


@st.composite
def designs(draw: st.DrawFn) -> Design:
    low, width = draw(st.floats(0, 0.2)), draw(st.floats(0.01, 0.2))
    uncertain: dict[str, Any] = {"market.shock_sd": between(low, low + width)}
    if draw(st.booleans()):
        uncertain["supply.lead_weeks"] = between(1, draw(st.integers(2, 6)), whole=True)
    if draw(st.booleans()):
        uncertain["slack"] = values(0.8, 1.2, moves=["levers.hours.start = 170 * x"])
    talk = draw(st.lists(st.sampled_from(TALK), min_size=1, max_size=3, unique=True))
    worlds = st.lists(st.integers(0, 2**53), min_size=1, max_size=5, unique=True)
    return Design(
        BASE,
        question="What?",
        uncertain=uncertain,
        choices={"communication": talk},
        design=draw(METHODS),
        seeds=draw(worlds),
        batch=draw(st.integers(1, 9)),
    )


def rows(batches: list[Batch]) -> list[tuple[str, int]]:
    return [row for batch in batches for row in batch.rows]


@settings(max_examples=8, deadline=None)
@given(designs(), st.data())
def test_every_firm_is_in_one_batch_and_in_one_shard(design: Design, data: st.DataObject) -> None:
    batches = cut(design)
    wanted = {(point.id, seed) for point in design.points for seed in design.worlds}
    assert sorted(rows(batches)) == sorted(wanted)
    number = data.draw(st.integers(1, 4))
    shares = [shard_of(batches, (place, number)) for place in range(1, number + 1)]
    assert sorted(row for share in shares for row in rows(share)) == sorted(wanted)
    there = data.draw(st.sets(st.sampled_from(sorted(wanted))))
    found, missing = settle(batches, dict.fromkeys(there, "part"))
    assert set(rows(found)) == there
    assert sorted(rows(missing)) == sorted(wanted - there)
    whole = [batch for batch in batches if not there & set(batch.rows)]
    assert {batch.name for batch in whole} <= {batch.name for batch in missing}


@settings(max_examples=8, deadline=None)
@given(designs())
def test_a_design_that_is_written_and_read_is_the_same(design: Design) -> None:
    with tempfile.TemporaryDirectory() as folder:
        again = Design.load(design.save(folder))
    assert again.points == design.points
    assert (again.worlds, again.hash, again.batch) == (design.worlds, design.hash, design.batch)
    assert parse(tomllib.loads(design.toml())) == again.file


@settings(max_examples=8, deadline=None)
@given(st.text(min_size=1, max_size=40), st.floats(0, 0.5))
def test_only_numbers_make_another_firm(text: str, shock: float) -> None:
    base = BASE
    told = base.with_({"story": text, "market.shock_sd": shock})
    plain = base.with_({"market.shock_sd": shock})
    assert identity(told) == identity(plain)
    assert (identity(plain) == identity(base)) == (shock == base.market.shock_sd)


def test_stages_grow_by_steps_up_to_the_most() -> None:
    file = parse(
        {
            "question": "What?",
            "choices": {"incentives": ["silo"]},
            "seeds": {"first": 3, "count": 10, "until": {"half_width": 1, "most": 25, "step": 10}},
        }
    )
    assert [len(stage) for stage in stages(file.seeds)] == [10, 20, 25]
    assert {stage[0] for stage in stages(file.seeds)} == {3}
    fixed = file.seeds.model_copy(update={"until": None})
    assert list(stages(fixed)) == [list(range(3, 13))]


def test_half_the_width_of_an_interval() -> None:
    import numpy as np

    # mean 2, sd 1, n 3: Student's t with 2 degrees of freedom at 97.5 % is 4.3026527
    assert half_width(np.array([1.0, 2.0, 3.0, np.nan])) == pytest.approx(4.3026527 / 3**0.5)
    assert half_width(np.array([1.0, np.nan])) == float("inf")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seeds": 0}, "seeds = 0 is not allowed: a whole number, at least 1"),
        ({"seeds": []}, "the list of seeds is empty"),
        ({"seeds": [1, 1]}, "seeds.worlds has '1' twice"),
        ({"seeds": [-1]}, r"seed = -1 is outside \[0, 2\*\*63\)"),
        (
            {"outcomes": ["profits"]},
            r"kpis has 'profits', which is not a KPI.*did you mean profit\?",
        ),
        (
            {"outcomes": {"late": {"kpi": "profit", "weeks": [100, 200]}}},
            "from 1 to horizon.weeks = ",
        ),
        (
            {"outcomes": {"a": {"kpi": "profit", "lever": "price"}}},
            "needs one of: kpi, lever, reporter",
        ),
        (
            {"outcomes": {"profit": {"lever": "price"}}},
            "outcomes.profit is the name of another column",
        ),
        ({"until": {"half_width": 5, "most": 9}, "seeds": 4}, "seeds.count has to be at least 10"),
        ({"until": {"kpi": "x", "half_width": 5, "most": 99}, "seeds": 10}, "'x' is not kept"),
        ({"contrast": {"talk": "communication: sop - nothing"}}, "has no level 'nothing'; allowed"),
        ({"contrast": {"talk": "sop less none"}}, "is not of the form 'factor: level - level'"),
        ({"changes": {"market.noise": 1}}, "changes: market.noise is not known; allowed: "),
        ({"scenario": "bsae"}, "scenario: no such scenario"),
    ],
)
def test_what_is_not_allowed_is_said(change: dict[str, Any], message: str) -> None:
    told: dict[str, Any] = {
        "question": "What?",
        "seeds": 2,
        "choices": {"communication": ["none", "sop"]},
    }
    with pytest.raises(DesignError, match=message) as error:
        Design(**(told | change))
    assert str(error.value).startswith("Experiment: ")
    assert "\n" not in str(error.value)


def test_points_are_values_that_do_not_change() -> None:
    [point, _] = Design(
        "base", question="?", seeds=1, choices={"communication": ["none", "sop"]}
    ).points
    assert replace(point) == point
    assert str(point) == "communication = none"
