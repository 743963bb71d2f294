"""What edits of a finished sweep keep: a row for each. A result is looked up by point and world,
and a point's id covers only what changes numbers.
"""

from pathlib import Path

import pandas as pd
import pytest
from research.small import DESIGN, FIRMS, experiment, quick

from coordsim.research import load_table, read_design
from coordsim.research.plan import firms_of, plan
from coordsim.research.points import identity, words
from coordsim.research.store import Store
from coordsim.scenario.file import Scenario, load
from coordsim.scenario.refusals import read_toml

SCENARIO = 'name = "mine"\ntitle = "A titel"\nstory = "Onec upon a time."\n'
STUDY = DESIGN.replace('scenario = "blind"', 'scenario = "mine.toml"')

EDITS: dict[str, tuple[str, str, int, int]] = {  # old, new, firms asked for, firms kept
    "more worlds": ("count = 6", "count = 9", 36, 24),
    "fewer worlds": ("count = 6", "count = 4", 16, 16),
    "other worlds that overlap": ("first = 11", "first = 14", 24, 12),
    "one more pay rule": ('"shared"]', '"shared", "departmental"]', 36, 24),
    "one more level": ("[0.0, 0.5]", "[0.0, 0.25, 0.5]", 36, 24),
    "one level fewer": ("[0.0, 0.5]", "[0.5]", 12, 12),
    "levels in another order": ("[0.0, 0.5]", "[0.5, 0.0]", 24, 24),
    "factors in another order": (
        'incentives = ["silo", "shared"]\nmarket.overload = [0.0, 0.5]',
        'market.overload = [0.0, 0.5]\nincentives = ["silo", "shared"]',
        24,
        24,
    ),
    "another batch size": ("batch = 4", "batch = 7", 24, 24),
    "the question": ("Does a small sweep work?", "Does it?", 24, 24),
    "the list of KPIs": ('["profit", "stockout_rate"]', '["units"]', 24, 24),
    "a comment": ("batch = 4", "batch = 4  # firms", 24, 24),
    "labels": (
        '["silo", "shared"]',
        '{ values = ["silo", "shared"], labels = ["a", "b"] }',
        24,
        24,
    ),
    "the same by another method": ("[choices]", "[design]\nmethod = 'grid'\n[uncertain]", 24, 24),
    "the same number as a whole one": ("[0.0, 0.5]", "[0, 0.5]", 24, 24),
    "a number that matters": ("customers = 60", "customers = 61", 24, 0),
}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("finished")
    (folder / "mine.toml").write_text(SCENARIO)
    assert quick(experiment(folder, STUDY)).firms.done == FIRMS
    return folder


def kept(folder: Path) -> tuple[int, int]:
    """Firms that are asked for, and those of them that are there."""
    now = plan(read_design(folder), Store(folder))
    return now.firms, firms_of(now.ready)


@pytest.mark.parametrize("name", EDITS)
def test_edit_keeps_what_is_there(name: str, finished: Path) -> None:
    old, new, asked, there = EDITS[name]
    assert old in STUDY
    (finished / "mine.toml").write_text(SCENARIO)
    assert kept(experiment(finished, STUDY.replace(old, new))) == (asked, there)


@pytest.mark.parametrize("field", sorted(words()))
def test_a_mended_text_keeps_everything(field: str, finished: Path) -> None:
    value = '["told anew"]' if field in ("goals", "sources") else '"told-anew"'
    text = "".join(line for line in SCENARIO.splitlines(True) if not line.startswith(field))
    (finished / "mine.toml").write_text(text + f"{field} = {value}\n")
    assert kept(experiment(finished, STUDY)) == (24, 24)


def test_what_is_only_read_is_found_by_its_type() -> None:
    assert words() == {"name", "title", "story", "goals", "sources", "sizes"}
    assert words() <= set(Scenario.model_fields)


def test_ways_to_say_the_same_have_one_id() -> None:
    base = load("base").with_({"levers.price.start": 10.0})
    for changes in ({"levers.price.open": True}, {"rules.incentives": base.rules.incentives}):
        assert identity(base.with_(changes)) == identity(base)
    assert identity(base.with_({"levers.price.start": 9.5})) != identity(base)
    assert identity(base.with_({"levers.price.open": False})) != identity(base)


def test_only_what_is_new_is_run_and_the_table_is_as_if_it_were_run_at_once(
    finished: Path, tmp_path: Path
) -> None:
    (finished / "mine.toml").write_text(SCENARIO)
    edited = STUDY.replace("[0.0, 0.5]", "[0.25, 0.0, 0.5]").replace("first = 11", "first = 12")
    quick(experiment(finished, STUDY))
    again = quick(experiment(finished, edited))
    assert (again.firms.done, again.firms.skipped) == (16, 20)
    (tmp_path / "mine.toml").write_text(SCENARIO)
    quick(experiment(tmp_path, edited))
    pd.testing.assert_frame_equal(load_table(finished), load_table(tmp_path))
    for name in ("results.parquet", "points.parquet", "codebook.csv", "scenario.toml"):
        mine, other = (folder / "out" / name for folder in (finished, tmp_path))
        assert mine.read_bytes() == other.read_bytes(), name


def test_a_new_outcome_is_run_and_an_old_one_costs_nothing(tmp_path: Path) -> None:
    quick(experiment(tmp_path))
    more = DESIGN.replace(
        "[changes]", "[outcomes]\nlate = {kpi = 'profit', weeks = [3, 4]}\n[changes]"
    )
    assert kept(experiment(tmp_path, more)) == (24, 0)
    quick(tmp_path)
    assert kept(experiment(tmp_path, more.replace("late =", "the_end ="))) == (24, 24)
    assert kept(experiment(tmp_path)) == (24, 24)
    assert (
        "late" in read_toml(tmp_path / "out" / "design.toml", "design.toml", ValueError)["outcomes"]
    )
