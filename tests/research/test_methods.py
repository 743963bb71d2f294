"""Factors and methods: what is drawn, what is crossed, what moves together."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from research.small import experiment

import coordsim as cs
from coordsim.research import Design, DesignError, between, values
from coordsim.research import methods as m
from coordsim.research.factors import arms, resolved
from coordsim.research.methods import drawn
from coordsim.research.moves import move

TALK = {"communication": ["none", "sop"]}
SHOCK = {"market.shock_sd": between(0, 0.4)}


def design(uncertain: Any, method: Any = None, choices: Any = TALK, **more: Any) -> Design:
    return Design(
        "base",
        question="What?",
        seeds=2,
        uncertain=uncertain,
        choices=choices,
        design=method,
        **more,
    )


def cells(made: Design, name: str) -> list[Any]:
    return [point.cells[name] for point in made.points]


def test_choices_are_crossed_with_every_uncertain_point() -> None:
    made = design(SHOCK, m.sobol(4, seed=3), TALK | {"incentives": ["silo", "shared"]})
    assert [point.sample for point in made.points] == [0] * 4 + [1] * 4 + [2] * 4 + [3] * 4
    assert cells(made, "communication")[:4] == ["none", "none", "sop", "sop"]
    assert cells(made, "incentives")[:4] == ["silo", "shared"] * 2
    assert len(set(cells(made, "market__shock_sd"))) == 4


def test_grid_walks_ranges_in_equal_steps() -> None:
    made = design({"market.shock_sd": between(0, 0.4, levels=3)}, m.grid(), {})
    assert cells(made, "market__shock_sd") == pytest.approx([0, 0.2, 0.4])
    whole = design({"supply.lead_weeks": between(1, 6, whole=True)}, m.grid(levels=3), {})
    assert cells(whole, "supply__lead_weeks") == [1, 4, 6]
    with pytest.raises(
        DesignError, match=r"uncertain.market.shock_sd is a range, and nothing says"
    ):
        design(SHOCK, m.grid())


def test_one_at_a_time_leaves_the_others_where_they_rest() -> None:
    uncertain = {"market.shock_sd": between(0, 0.4), "supply.lead_weeks": values(1, 2, 3)}
    made = design(uncertain, m.one_at_a_time(levels=3), {}, changes={"market.shock_sd": 0.2})
    lead = cs.load("base").supply.lead_weeks
    others = [week for week in (1, 2, 3) if week != lead]
    assert list(
        zip(cells(made, "market__shock_sd"), cells(made, "supply__lead_weeks"), strict=True)
    ) == [
        (0.2, lead),
        (0.0, lead),
        (0.4, lead),
        *((0.2, week) for week in others),
    ]


def test_lhs_has_one_point_in_every_stratum() -> None:
    made = design(SHOCK | {"market.overload": between(0, 1)}, m.lhs(10, seed=5), {})
    for name, width in (("market__shock_sd", 0.04), ("market__overload", 0.1)):
        assert sorted(int(cell / width) for cell in cells(made, name)) == list(range(10))


def test_more_points_of_a_sobol_sequence_keep_those_there_are() -> None:
    """Of saltelli's and morris' as well."""
    for few, many in (
        (m.sobol(8), m.sobol(16)),
        (m.saltelli(4), m.saltelli(8)),
        (m.morris(3), m.morris(6)),
    ):
        first, second = (drawn(method, ["a", "b"]) for method in (few, many))
        assert (first == second[: len(first)]).all()


def test_saltelli_and_morris_have_the_points_that_salib_analyses() -> None:
    """SALib finds the factor that matters, of a sum that it knows."""
    from SALib.analyze import morris, sobol

    names = ["a", "b"]
    problem = {"num_vars": 2, "names": names, "bounds": [[0, 1], [0, 1]]}
    shares = drawn(m.saltelli(256), names)
    assert len(shares) == 256 * (2 + 2)
    found = sobol.analyze(problem, 3 * shares[:, 0] + shares[:, 1], calc_second_order=False, seed=1)
    assert found["S1"] == pytest.approx([0.9, 0.1], abs=0.05)
    shares = drawn(m.morris(10), names)
    assert len(shares) == 10 * (2 + 1)
    found = morris.analyze(problem, shares, 3 * shares[:, 0] + shares[:, 1], seed=1)
    assert list(found["mu"]) == pytest.approx([3, 1])


def test_points_may_be_a_list(tmp_path: Path) -> None:
    frame = pd.DataFrame({"shock_sd": [0.1, 0.30000000000000004], "supply__lead_weeks": [2, 5]})
    uncertain = {"market.shock_sd": between(0, 0.4), "supply.lead_weeks": between(1, 6, whole=True)}
    made = design(uncertain, frame)
    assert cells(made, "market__shock_sd")[::2] == [0.1, 0.30000000000000004]
    read = Design.load(made.save(tmp_path))
    assert read.points == made.points
    frame.loc[1, "shock_sd"] = 0.5
    with pytest.raises(DesignError, match=r"row 2: market.shock_sd = 0.5 is outside \[0, 0.4\]"):
        design(uncertain, frame)


def test_columns_of_a_list_may_be_fields_of_their_own() -> None:
    made = design(
        {}, pd.DataFrame({"market.shock_sd": [0.1, 0.2], "incentives": ["silo", "shared"]})
    )
    assert cells(made, "incentives") == ["silo", "silo", "shared", "shared"]
    assert made.points[3].changes == {
        "market.shock_sd": 0.2,
        "incentives": "shared",
        "communication": "sop",
    }


def test_factors_that_move_together() -> None:
    slack = values(0.8, 1.0, moves=["levers.hours.start = 170 * x", "market.overload = x - 0.5"])
    made = design({"slack": slack}, m.grid(), {})
    assert cells(made, "slack") == [0.8, 1.0]
    assert made.points[0].changes == {
        "levers.hours.start": pytest.approx(136),
        "market.overload": pytest.approx(0.3),
    }


@given(st.floats(-100, 100), st.floats(-100, 100), st.floats(0.1, 10))
def test_a_sum_is_reckoned_as_python_does(a: float, b: float, x: float) -> None:
    assert move(f"market.overload = {a} * x - ({b}) / x ** 2").at(x) == a * x - b / x**2
    assert move(f"f = max(round(x), -{abs(b)}, sqrt(x))").at(x) == max(round(x), -abs(b), x**0.5)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("levers.hours.start", "is not of the form 'field = sum'"),
        ("f = __import__('os')", "is no sum"),
        ("f = x.real", "is no sum"),
        ("f = [x]", "is no sum"),
        ("f = y + 1", "'y' is not known"),
        ("f = 2 +", "invalid syntax"),
        ("f = True", "is no sum"),
    ],
)
def test_what_is_no_sum_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        move(text)
    with pytest.raises(ValueError, match="has no value at x = 0"):
        move("f = 1 / x").at(0)


def test_arms_change_several_fields_and_have_a_name() -> None:
    each = arms(today={}, planned={"communication": "sop", "incentives": "shared"})
    made = design({}, None, {"arm": each})
    assert [(point.cells["arm"], dict(point.changes)) for point in made.points] == [
        ("today", {}),
        ("planned", {"communication": "sop", "incentives": "shared"}),
    ]


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no power of two": (
        {"method": m.sobol(100)},
        "design.points = 100 is no power of two.*64 or 128",
    ),
    "no size": ({"method": m.Method(method="lhs")}, "design.points is missing; lhs needs it"),
    "means nothing": (
        {"method": m.Method(method="lhs", points=4, levels=2)},
        "design.levels means nothing to the method lhs; allowed: points, seed",
    ),
    "odd levels": ({"method": m.morris(4, levels=3)}, "design.levels = 3 is not an even number"),
    "ends": ({"uncertain": {"market.shock_sd": between(1, 0)}}, "low = 1 is not below .*high = 0"),
    "half": (
        {"uncertain": {"supply.lead_weeks": between(1.5, 3, whole=True)}},
        "whole numbers where",
    ),
    "not whole": ({"uncertain": {"supply.lead_weeks": between(1, 6)}}, "is not a whole number"),
    "two kinds": (
        {"uncertain": {"market.shock_sd": {"low": 0, "high": 1, "values": [1]}}},
        "needs one of: low and high, values, arms",
    ),
    "twice": (
        {"uncertain": {"slack": values(1.0, moves=["market.shock_sd = x"])} | SHOCK},
        "market.shock_sd is set by two factors, slack and market.shock_sd",
    ),
    "beyond": (
        {"uncertain": {"market.shock_sd": between(0, 99)}},
        "uncertain\\.market\\.shock_sd from 0 to 99: market\\.shock_sd = ",
    ),
    "a kpi": (
        {"uncertain": {"profit": values(1.0, moves=["market.shock_sd = x"])}},
        "another column",
    ),
    "crossed range": (
        {"choices": SHOCK},
        "choices.market.shock_sd is a range, and a choice is crossed",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_design_is_refused(name: str) -> None:
    change, message = BAD[name]
    with pytest.raises(DesignError, match=message) as error:
        design(**({"uncertain": SHOCK, "method": m.lhs(4)} | change))
    assert str(error.value).startswith("Experiment: ")


def test_a_column_is_found_by_its_last_part() -> None:
    columns = ["market__shock_sd", "levers__hours__start", "levers__price__start", "incentives"]
    assert resolved("shock_sd", columns) == resolved("market.shock_sd", columns) == columns[0]
    with pytest.raises(
        ValueError, match="'start' may be levers__hours__start or levers__price__start"
    ):
        resolved("start", columns)
    with pytest.raises(ValueError, match=r"did you mean incentives\?"):
        resolved("incentive", columns)


def test_sampled_ends_are_reached_and_never_left() -> None:
    whole = between(1, 6, whole=True)
    shares = np.linspace(0, 1, 601)
    drawn_values = [whole.value_at(float(share)) for share in shares]
    assert (min(drawn_values), max(drawn_values)) == (1, 6)
    counts = np.bincount(drawn_values)[1:]
    assert counts.max() - counts.min() <= 1
    assert values("a", "b").value_at(1.0) == "b"


def test_three_doors_lead_to_the_same(tmp_path: Path) -> None:
    made = design(
        SHOCK | {"slack": values(0.8, 1.0, moves=["levers.hours.start = 170 * x"])},
        m.saltelli(4, seed=9),
        outcomes={"late": {"kpi": "profit", "weeks": [53, 104]}, "last": {"lever": "range"}},
        weekly=["stock"],
        contrast={"value_of_talk": "communication: sop - none"},
    )
    read = Design.load(made.save(tmp_path / "a"))
    assert read.points == made.points
    assert read.said() == made.said()
    assert read.hash == made.hash
    assert read.toml() == made.toml()
    scenario = cs.load("base").with_({"market.shock_sd": 0.11})
    other = Design(scenario, question="What?", seeds=[3, 9], choices=TALK)
    again = Design.load(other.save(tmp_path / "b"))
    assert (again.points, again.worlds, again.scenario) == (other.points, [3, 9], scenario)
    assert experiment is not None


def test_arms_of_a_file_may_name_fields_with_dots(tmp_path: Path) -> None:
    text = (
        'question = "What?"\n[seeds]\ncount = 1\n[choices]\n'
        "arm = { arms.today = {}, arms.calm = { market.shock_sd = 0.0, market.overload = 0.5 } }\n"
    )
    made = Design.load(experiment(tmp_path, text))
    assert made.points[1].changes == {"market.shock_sd": 0.0, "market.overload": 0.5}


def test_a_design_is_saved_elsewhere_without_touching_what_it_names(tmp_path: Path) -> None:
    named = tmp_path / "regional.toml"
    named.write_text('name = "regional"\ntitle = "Regional"\n')
    text = 'question = "What?"\nscenario = "../regional.toml"\n[seeds]\ncount = 1\n[choices]\n'
    made = Design.load(experiment(tmp_path / "a", text + 'incentives = ["silo", "shared"]\n'))
    before = named.read_text()
    again = Design.load(made.save(tmp_path / "b"))
    assert named.read_text() == before
    assert (again.points, again.scenario) == (made.points, made.scenario)
    assert (tmp_path / "b" / "regional.toml").is_file()
    for bad in (
        "[design]\nmethod = 'list'\nfile = '../p.csv'\n",
        "[outcomes]\no = {reporter = '/m.py:f'}\n",
    ):
        with pytest.raises(DesignError, match="is not the name of a file beside the design"):
            Design.load(experiment(tmp_path / "c", text + 'incentives = ["silo"]\n' + bad))
