"""A scenario file that says only in what it is not another one."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordsim.scenario.extended import extended
from coordsim.scenario.file import ScenarioError, load, names

OWN = 'name = "mine"\ntitle = "A firm of mine"\n'
EXTENDED = sorted(set(names()) - {"base", "blind", "calm"})


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def refusal(path: Path) -> list[str]:
    with pytest.raises(ScenarioError) as refused:
        load(path)
    return str(refused.value).splitlines()


def test_by_hand() -> None:
    """Tables are joined field by field and as deep as they go; lists are replaced whole."""
    parent = {
        "name": "parent",
        "title": "Above",
        "story": "Once.",
        "goals": ["a", "b"],
        "market": {"customers": 1000, "overload": 0.5},
        "rules": {"salary": 20.0, "rates": {"silo": {"per_unit": 0.1, "per_cost": 3.0}}},
    }
    child = {
        "name": "child",
        "title": "Below",
        "goals": ["c"],
        "market": {"overload": 0.2},
        "rules": {"rates": {"silo": {"per_unit": 0.2}}},
        "line": {"slots": 20},
    }
    before = copy.deepcopy((parent, child))
    assert extended(parent, child) == {
        "name": "child",
        "title": "Below",
        "story": "Once.",
        "goals": ["c"],
        "market": {"customers": 1000, "overload": 0.2},
        "rules": {"salary": 20.0, "rates": {"silo": {"per_unit": 0.2, "per_cost": 3.0}}},
        "line": {"slots": 20},
    }
    assert (parent, child) == before


def test_a_lever_starts_as_the_child_says() -> None:
    parent = {
        "levers": {"price": {"inherited": [9.0, 11.0], "low": 8.0}, "range": {"start": 8}},
    }
    child: dict[str, Any] = {"levers": {"price": {"start": 10.0}, "range": {"inherited": [6, 9]}}}
    assert extended(parent, child)["levers"] == {
        "price": {"start": 10.0, "low": 8.0},
        "range": {"inherited": [6, 9]},
    }
    child = {"levers": {"price": {"high": 12.0}, "range": {"open": False}}}
    assert extended(parent, child)["levers"] == {
        "price": {"inherited": [9.0, 11.0], "low": 8.0, "high": 12.0},
        "range": {"start": 8, "open": False},
    }


keys = st.sampled_from(["a", "b", "c"])
tables = st.recursive(
    st.integers() | st.lists(st.integers(), max_size=2),
    lambda inner: st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)
files = st.dictionaries(keys, tables, max_size=3)


@given(parent=files, child=files)
def test_what_the_child_says_holds_and_what_it_does_not_say_is_the_parents(
    parent: dict[str, Any], child: dict[str, Any]
) -> None:
    whole = extended(parent, child)
    assert extended(parent, {}) == parent
    assert extended({}, child) == child
    assert extended(whole, child) == whole
    assert {name: value for name, value in whole.items() if name not in child} == {
        name: value for name, value in parent.items() if name not in child
    }


def test_a_file_extends_one_of_the_library(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "mine.toml",
        f'extends = "base"\n{OWN}[levers.range]\nstart = 7\n[money]\ncash = 1e4',
    )
    mine, base = load(path), load("base")
    assert (mine.name, mine.title, mine.story) == ("mine", "A firm of mine", base.story)
    assert (mine.lever_start("range"), mine.lever_inherited("range")) == (7, ())
    assert mine.lever_inherited("price") == base.lever_inherited("price") != ()
    assert (mine.money.cash, mine.money.credit) == (1e4, base.money.credit)
    assert mine.managers == base.managers


def test_a_path_is_seen_from_the_file_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, "trade/common.toml", f'extends = "base"\n{OWN}[market]\ncustomers = 1200')
    child = (
        'extends = "../common.toml"\nname = "north"\ntitle = "In the north"\n[money]\ncash = 1.0'
    )
    path = written(tmp_path, "trade/regions/north.toml", child)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for folder in (elsewhere, tmp_path / "trade" / "regions"):
        monkeypatch.chdir(folder)
        north = load(path)
        assert (north.market.customers, north.money.cash) == (1200, 1.0)
    assert load("north.toml") == north


def test_a_file_may_bear_the_name_of_what_it_extends(tmp_path: Path) -> None:
    path = written(tmp_path, "base.toml", f'extends = "base"\n{OWN}[market]\ncustomers = 1200')
    assert load(path).market.customers == 1200


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("5", "extends = 5 is not a text"),
        ('["base"]', "extends = ['base'] is not a text"),
        ('"bas"', "extends = 'bas': no such scenario"),
        ('""', "extends = '': no such scenario"),
        ('"nowhere/x.toml"', "extends = 'nowhere/x.toml': no such scenario"),
    ],
)
def test_what_cannot_be_extended_is_refused(tmp_path: Path, said: str, told: str) -> None:
    path = written(tmp_path, "mine.toml", f"extends = {said}\n{OWN}")
    assert refusal(path) == [
        f"mine.toml: {told}; allowed: {', '.join(names())}, or the path of a .toml file"
    ]


def test_circles_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "mine.toml", f'extends = "mine.toml"\n{OWN}')
    assert refusal(path) == ["mine.toml: extends = 'mine.toml' ends in a circle"]
    first = written(tmp_path, "a.toml", f'extends = "b.toml"\n{OWN}')
    written(tmp_path, "b.toml", f'extends = "../{tmp_path.name}/a.toml"\n{OWN}')
    assert refusal(first) == [f"b.toml: extends = '../{tmp_path.name}/a.toml' ends in a circle"]


def test_a_fault_is_told_of_the_file_that_has_it(tmp_path: Path) -> None:
    good = written(tmp_path, "good.toml", f'extends = "base"\n{OWN}')
    bad = written(tmp_path, "bad.toml", f'extends = "base"\n{OWN}[market]\noverload = 2.0')
    below = written(tmp_path, "below.toml", f'extends = "bad.toml"\n{OWN}')
    fault = "market.overload = 2.0 is outside [0, 1]"
    assert load(good).name == "mine"
    assert refusal(bad) == [f"bad.toml: {fault}"]
    assert refusal(below) == [f"bad.toml: {fault}"]
    written(tmp_path, "none.toml", "name = ")
    other = written(tmp_path, "other.toml", f'extends = "none.toml"\n{OWN}')
    assert [line.split(" (")[0] for line in refusal(other)] == [
        "none.toml: not a TOML file: Invalid value"
    ]


def test_both_starts_in_one_file_are_refused(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "mine.toml",
        f'extends = "base"\n{OWN}[levers.price]\nstart = 10.0\ninherited = [9.0, 11.0]',
    )
    assert refusal(path) == [
        "mine.toml: levers.price.start = 10 and levers.price.inherited both say where it starts;"
        " allowed: one of them"
    ]


@pytest.mark.parametrize("own", ["name", "title"])
def test_nothing_goes_by_anothers_name(tmp_path: Path, own: str) -> None:
    lines = [line for line in OWN.splitlines() if not line.startswith(own)]
    path = written(tmp_path, "mine.toml", "\n".join(['extends = "base"', *lines]))
    assert [line for line in refusal(path) if line.startswith(f"mine.toml: {own} ")] != []


@pytest.mark.parametrize("name", EXTENDED)
def test_the_library_has_the_second_model(name: str) -> None:
    """Managers, owner and books are base's; plans are inherited, within limits and on steps; a
    lever that nobody may move is the same in every world.
    """
    scenario, base = load(name), load("base")
    assert (scenario.managers, scenario.owner) == (base.managers, base.owner)
    assert (scenario.money.insolvency, scenario.money.books) == (True, "accrual")
    assert scenario.money.cash == scenario.money.credit > 0
    assert len([lever for lever in scenario.levers if scenario.lever_inherited(lever)]) >= 6
    for lever, setting in scenario.levers.items():
        assert setting.open or not scenario.lever_inherited(lever), lever
