"""Every file of ``bad/`` is refused with exactly the sentences that its first lines hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from coordsim.core.facts import GROUPS
from coordsim.core.levers import BY_NAME
from coordsim.rules.pay import PAY
from coordsim.rules.settling import SETTLING
from coordsim.rules.talk import TALK
from coordsim.scenario.file import ScenarioError, load, names, parse
from coordsim.scenario.rules import DEMAND

BAD = Path(__file__).with_name("bad")
FILES = sorted(BAD.glob("*.toml"))
MARK = "# refused: "


def one_of(names: Iterable[str]) -> str:
    *rest, last = map(repr, names)
    return f"{', '.join(rest)} or {last}"


LISTS = {
    "levers": ", ".join(BY_NAME),
    "pay": one_of(PAY),
    "talk": one_of(TALK),
    "settling": one_of(SETTLING),
    "demand": one_of(DEMAND),
    "groups": one_of(GROUPS),
    "supply": ", ".join(type(load("blind").supply).model_fields),
}  # what stands for {levers} and so on in a sentence, so that a new rule changes no file of bad/
MINIMAL = {"name": "right", "title": "Nothing wrong with it"}


def sentences(path: Path) -> list[str]:
    return [
        re.sub(r"\{(\w+)\}", lambda name: LISTS[name[1]], line.removeprefix(MARK))
        for line in path.read_text("utf-8").splitlines()
        if line.startswith(MARK)
    ]


def test_there_are_many_and_each_says_what_it_expects() -> None:
    assert len(FILES) >= 30
    assert [path.name for path in FILES if not sentences(path)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_refused_with_its_sentence(path: Path) -> None:
    with pytest.raises(ScenarioError) as refusal:
        load(path)
    assert str(refusal.value).splitlines() == [
        f"{path.name}: {sentence}" for sentence in sentences(path)
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_refusal_reads_like_a_sentence(path: Path) -> None:
    """No word of the validation library's, no type's name, no half sentence."""
    for sentence in sentences(path):
        assert not re.search(r"pydantic|literal\[|_type|input should|float|NoneType|dict", sentence)
        assert sentence == sentence.strip()
        assert "  " not in sentence


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_bad_files_are_not_in_the_library(path: Path) -> None:
    assert path.stem not in names()


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bytes.toml"
    path.write_bytes(b'name = "\xff"')
    with pytest.raises(
        ScenarioError, match=r"^bytes\.toml: not a TOML file: 'utf-8' codec can't decode byte 0xff"
    ):
        load(path)


@pytest.mark.parametrize("name", ["nowhere", "nowhere.toml", "base.json", ""])
def test_what_is_not_there_is_refused_by_name(name: str) -> None:
    with pytest.raises(ScenarioError) as refusal:
        load(name)
    assert (
        str(refusal.value)
        == f"{name}: no such scenario; allowed: {', '.join(names())}, or the path of a .toml file"
    )


def test_the_smallest_scenario_is_accepted() -> None:
    assert parse(MINIMAL, "right.toml").name == "right"


@pytest.mark.parametrize("name", names())
def test_the_library_loads_and_each_file_bears_its_name(name: str) -> None:
    assert load(name).name == name


def test_changes_are_refused_like_files() -> None:
    with pytest.raises(ScenarioError) as refusal:
        load("base").with_({"market.overload": 2.0, "incentives": "bonus"})
    assert str(refusal.value).splitlines() == [
        f"base with changes: rules.incentives = 'bonus' is not one of {LISTS['pay']}",
        "base with changes: market.overload = 2.0 is outside [0, 1]",
    ]


def test_changes_leave_the_original_alone_and_can_be_stacked() -> None:
    base = load("blind")
    changed = base.with_({"market.overload": 0.1}).with_(
        {"communication": "sop", "levers.price.start": 12.0}
    )
    assert (changed.market.overload, changed.rules.communication, changed.lever_start("price")) == (
        0.1,
        "sop",
        12.0,
    )
    assert (base.market.overload, base.rules.communication, base.lever_start("price")) == (
        0.55,
        "none",
        10.0,
    )


@pytest.mark.parametrize("start", [{}, {"rules": {}}, {"rules": {"communication": "none"}}])
def test_one_field_of_a_talk_rule_may_be_changed(start: dict[str, object]) -> None:
    channel = parse(MINIMAL | start, "right.toml").with_({"communication.every": 2}).rules.channel
    assert (channel.name, channel.every) == ("none", 2)
    channel = (
        parse(MINIMAL, "right.toml")
        .with_({"communication": "meetings"})
        .with_({"communication.every": 2})
        .rules.channel
    )
    assert (channel.name, channel.every, channel.hours) == ("meetings", 2, 12.0)


@pytest.mark.parametrize(
    ("lever", "setting"),
    [
        ("promise", {"high": 9, "start": 9}),  # orders are kept by weeks waited, up to five
        ("cycle", {"low": 0, "start": 0}),
        ("promotion_depth", {"high": 2}),
        ("quality", {"high": 9}),
        ("hours", {"low": -100}),
        ("overtime", {"low": -1}),
        ("price", {"low": -1}),
        ("advertising", {"low": -50}),
    ],
)
def test_limits_that_no_firm_can_have_are_refused(lever: str, setting: dict[str, float]) -> None:
    with pytest.raises(ScenarioError, match=rf"levers\.{lever}\.(low|high) = "):
        load("blind").with_({f"levers.{lever}": setting})
