"""What pay rules pay in a scenario, in words: in documents, and as the command line prints it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coordsim.cli.runs import scenarios
from coordsim.core.levers import ROLES
from coordsim.rules.pay import PAY
from coordsim.rules.pay.slips import percent
from coordsim.scenario.file import load
from coordsim.scenario.paying import in_a_row, paid, salary

ROOT = Path(__file__).parents[2]
FILES = ROOT / "src" / "coordsim" / "scenario" / "library"


def rows(document: str, heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, head and rule left out."""
    text = (ROOT / "docs" / document).read_text("utf-8").split(f"\n{heading}\n")[1]
    table = re.search(r"(?:^\|.*\n)+", text, re.M)
    assert table is not None
    return [line.strip("| ").split(" | ") for line in table[0].splitlines()[2:]]


def numbers(text: str) -> set[float]:
    """All numbers of a text, shares as shares."""
    found = re.findall(r"(?<![\w.])(\d+(?:\.\d+)?)(%?)", text)
    return {round(float(number) / (100 if mark else 1), 9) for number, mark in found}


def set_in(name: str) -> Iterator[tuple[str, dict[str, float]]]:
    """Rates as a scenario's file has them, by pay rule."""
    file: dict[str, Any] = tomllib.loads((FILES / f"{name}.toml").read_text("utf-8"))
    yield from file["rules"]["rates"].items()


def base_rows() -> list[list[str]]:
    return rows("scenarios.md", "### What base pays")


def test_the_document_says_what_base_pays() -> None:
    """Row by row what base's rules say of themselves when they are asked without a salary."""
    base = load("base").rules
    found = [
        [name.strip("`"), title, first, first if second == "the same" else second]
        for name, title, first, second in base_rows()
    ]
    assert found == [
        [name, rule.title, *map(base.at_rates(rule).words, ROLES)] for name, rule in PAY.own.items()
    ]


def test_every_rate_of_the_file_is_in_the_document() -> None:
    table = {name.strip("`"): numbers(" ".join(words)) for name, _, *words in base_rows()}
    for name, rates in set_in("base"):
        assert set(rates.values()) - table[name] == set(), name
    text = (ROOT / "docs" / "scenarios.md").read_text("utf-8")
    assert f" {load('base').rules.salary:g} a week comes on top" in text


def test_the_reference_has_rates_of_base_beside_the_defaults() -> None:
    table = rows("reference.md", "## Rates of pay")
    column = {(rule, rate): here for rule, rate, _, here, *_ in table}
    for name, rates in set_in("base"):
        for rate, value in rates.items():
            assert float(column[f"`{name}`", f"`{rate}`"].replace(",", "")) == value


@pytest.mark.parametrize(
    ("document", "heading", "place"),
    [("scenarios.md", "### What base pays", 0), ("reference.md", "## Rules", 1)],
)
def test_no_two_rules_read_alike(document: str, heading: str, place: int) -> None:
    """Silo pay and its purest form differ in rates that the one has and the other lacks."""
    kinds = {f"`{name}`" for name in PAY.own}
    found = [row[place + 1 :] for row in rows(document, heading) if row[place] in kinds]
    assert len(found) == len(kinds) == len({tuple(words) for words in found})


@pytest.mark.parametrize("name", ["base", "beverage", "blind"])
def test_a_scenario_is_shown_with_what_it_pays(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    scenarios("show", name)
    lines = capsys.readouterr().out.partition("What pay rules pay, ")[2].splitlines()[1:]
    rules = load(name).rules
    for pay, line in zip(PAY, lines, strict=False):
        rule = rules.at_rates(PAY[pay])
        assert line == f"  - {pay}: {in_a_row(tuple(map(rule.words, ROLES)))}"
    assert lines[len(PAY) :] == [f"  - {salary(rules)}"]
    assert (f" {rules.salary:g} a week" in lines[-1]) == (rules.salary > 0)


def test_charges_are_told_where_people_are_held_to_account() -> None:
    held = {"rules.accountability": True, "rules.rates.accountability.per_late": 0.7}
    (silo,) = paid(load("base").with_(held).rules, ["silo"])
    assert all("and 0.7 for every unit later than promised" in words for words in silo.words)
    assert percent(0.01) in silo.words[0]
    assert "salary" not in silo.words[0]
