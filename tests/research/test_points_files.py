"""Lists of points that do not say what was meant, and contrasts over levels of every kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from research.small import DESIGN, experiment, threads

from coordsim.research import Design, DesignError, Experiment, sweep
from coordsim.research.methods import lhs

TEXT = (
    DESIGN.partition("[choices]")[0].replace("first = 11\ncount = 6", "first = 1\ncount = 2")
    + """
[design]
method = "list"
file = "p.csv"

[uncertain]
"market.shock_sd" = { low = 0, high = 0.4 }

[choices]
communication = ["none", "sop"]
"""
)


@pytest.mark.parametrize(
    ("points", "why"),
    [
        ("market.shock_sd\n0.1,0.2\n0.3,0.05\n", "row 1 has 2 cells; needed: 1"),
        ("market.shock_sd,market.overload\n0.1,0.2\n0.3\n", "row 2 has 1 cells; needed: 2"),
        ("market.shock_sd,shock_sd\n0.1,0.3\n", "two columns for market.shock_sd"),
        ("market.shock_sd,market.shock_sd\n0.1,0.2\n", "two columns for market.shock_sd"),
        ("market.shock_sd,communication\n0.1,sop\n", "communication is one of the choices"),
        ("market.shock_sd\n", "has no rows"),
        ('market.shock_sd\n"0.1\n', "cannot be read"),
        ("market.overload\n0.5\n", "has no column market.shock_sd"),
    ],
)
def test_a_list_that_is_not_one_is_refused(tmp_path: Path, points: str, why: str) -> None:
    folder = experiment(tmp_path, TEXT)
    (folder / "p.csv").write_text(points)
    with pytest.raises(DesignError, match=why):
        Design.load(folder)


def test_a_list_is_read_as_it_stands(tmp_path: Path) -> None:
    """With a byte-order mark, blank lines and spaces after commas, as spreadsheets write them."""
    folder = experiment(tmp_path, TEXT)
    text = "\ufeffmarket.shock_sd, market.overload\n0.1, 0.5\n\n0.3, 0.25\n"
    (folder / "p.csv").write_text(text, "utf-8")
    points = Design.load(folder).points[::2]
    assert [each.changes["market.shock_sd"] for each in points] == [0.1, 0.3]
    assert [each.changes["market.overload"] for each in points] == [0.5, 0.25]


@pytest.mark.parametrize(
    ("values", "contrast"),
    [
        ([True, False], "money.insolvency: yes - no"),
        ([0, 0.2], "market.shock_sd: 0.2 - 0"),
        ([0, 0.5], "market.shock_sd: 0.5 - 0"),
        ([60, 80], "market.customers: 80 - 60"),
        ([np.float64(0.1), np.float64(0.2)], "market.shock_sd: 0.2 - 0.1"),
    ],
)
def test_a_contrast_that_a_design_takes_can_be_asked_for(
    tmp_path: Path, values: list[object], contrast: str
) -> None:
    made = Experiment(
        "blind",
        question="?",
        choices={contrast.partition(":")[0]: values},
        seeds=[1, 2],
        changes={"market.customers": 60, "horizon.weeks": 4, "horizon.warmup": 0},
        contrast={"it": contrast},
    )
    assert made.run(tmp_path, threads).contrast("it", kpi="profit").n == 2


@pytest.mark.parametrize(
    ("contrast", "why"),
    [
        ("market.shock_sd: 0.2 - 0.1", "is sampled from a range"),
        ("communication: sop - sop", "compares sop with itself"),
    ],
)
def test_a_contrast_that_cannot_be_asked_for_is_refused(contrast: str, why: str) -> None:
    with pytest.raises(DesignError, match=why):
        Experiment(
            "blind",
            question="?",
            uncertain={"market.shock_sd": {"low": 0, "high": 0.4}},
            choices={"communication": ["none", "sop"]},
            design=lhs(2),
            seeds=[1],
            contrast={"it": contrast},
        )


def test_a_shard_beyond_the_last_draw_has_nothing_to_do(tmp_path: Path) -> None:
    text = TEXT.replace('method = "list"\nfile = "p.csv"', 'method = "lhs"\npoints = 2')
    until = "count = 10\nuntil = { half_width = 1e9, most = 20 }"
    folder = experiment(tmp_path, text.replace("count = 2", until))
    done = sweep(folder, 1, executor_factory=threads, shard=(3, 3))
    assert (done.firms.done, done.firms.failed, done.table) == (0, 0, None)


@pytest.mark.parametrize("name", ["profit__weekly", "copy", "control"])
def test_names_of_other_columns_are_taken(name: str) -> None:
    with pytest.raises(DesignError, match="allowed: any other name"):
        Experiment(
            "blind",
            question="?",
            choices={"communication": ["none", "sop"]},
            seeds=[1],
            weekly=["profit"],
            outcomes={name: {"kpi": "profit", "weeks": [2, 4]}},
        )


def test_a_world_beyond_the_last_is_refused(tmp_path: Path) -> None:
    folder = experiment(tmp_path, TEXT.replace("first = 1\ncount = 2", f"worlds = [{2**63}]"))
    with pytest.raises(DesignError, match=f"seeds.worlds has {2**63}; allowed"):
        Design.load(folder)


def test_a_design_that_is_no_method_is_refused() -> None:
    wrong: Any = {"method": "lhs"}
    with pytest.raises(DesignError, match="is neither a method"):
        Experiment("blind", question="?", choices={"x": [1]}, seeds=[1], design=wrong)
