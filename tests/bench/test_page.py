"""docs/performance.md says honestly what is met: the verdicts follow from the numbers, what is
missing is not met.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(DOCS))
    from generator import performance

    return performance


@pytest.fixture
def stored() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((DOCS / "performance.json").read_text("utf-8"))
    return data


def verdict(page: ModuleType, data: dict[str, Any], what: str) -> list[str]:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.targets(data).splitlines()
    ]
    return next(row for row in rows if what in row[0])


CHANGES: list[tuple[str, Callable[[dict[str, Any], Any], None], float, float]] = [
    (
        "times Mesa, one",
        lambda data, value: data["times"]["market_week"].update({"7": {"mesa": value}}),
        400.0,
        399.0,
    ),
    (
        "times the limit",
        lambda data, value: data["times"]["market_week"].update({"7": {"limit": value}}),
        0.2,
        0.19,
    ),
    (
        "exponent",
        lambda data, value: data["scaling"]["exponents"].update(customers=value),
        1.05,
        1.06,
    ),
    (
        "exponent",
        lambda data, value: data["scaling"]["exponents"].update(customers=value),
        0.95,
        0.94,
    ),
    ("--help", lambda data, value: data["startup"].update(help=value), 0.3, 0.31),
    (
        "one firm, times one plain",
        lambda data, value: data["times"]["runs_per_second"].update(plain_firm=value),
        20.0,
        19.9,
    ),
    (
        "mixed kinds",
        lambda data, value: data["times"]["runs_per_second"].update(mixed_kinds=value),
        1.2,
        1.21,
    ),
    (
        "`mesa.batch_run`, two",
        lambda data, value: data["runs_per_second"].update(two_processes=value, batch_run=2.0),
        300.0,
        299.0,
    ),
    (
        "bytes per firm, every week",
        lambda data, value: data["memory"].update(bytes_per_firm=value),
        130_000.0,
        130_001.0,
    ),
    (
        "bytes per firm, sums",
        lambda data, value: data["memory"].update(bytes_per_firm_sums_only=value),
        20_000.0,
        20_001.0,
    ),
    (
        "1,000,000 customers, 104",
        lambda data, value: data["runs_per_second"].update(million_customers_seconds=value),
        60.0,
        61.0,
    ),
]


@pytest.mark.parametrize(("what", "change", "good", "bad"), CHANGES)
def test_a_target_is_met_from_its_bound_on(
    page: ModuleType,
    stored: dict[str, Any],
    what: str,
    change: Callable[[dict[str, Any], Any], None],
    good: float,
    bad: float,
) -> None:
    for value, told in ((good, "met"), (bad, "**not met**")):
        data = copy.deepcopy(stored)
        data["market_week"] = {"7": {}}
        change(data, value)
        data["times"]["market_week"].setdefault("7", {})
        assert verdict(page, data, what)[-1] == told


def test_what_was_not_measured_is_said(page: ModuleType, stored: dict[str, Any]) -> None:
    stored["times"]["market_week"][page.largest(stored)].pop("numpy")
    assert verdict(page, stored, "times numpy")[-2:] == ["–", "not measured"]
    stored["market_week"][page.largest(stored)]["numpy"] = None
    assert "| numpy | " in page.market_week(stored)
    stored["memory"]["bytes_per_firm_sums_only"] = None
    assert verdict(page, stored, "bytes per firm, sums")[-2:] == ["–", "not measured"]
    assert "| bytes per firm sums only | not measured |" in page.memory(stored)
    stored["runs_per_second"]["plain_firm"] = None
    assert "| plain Mesa, one firm at a time | – |" in page.runs(stored)
    stored["runs_per_second"]["batch_run"] = None
    assert verdict(page, stored, "`mesa.batch_run`, two")[-1] == "not measured"


def test_every_peer_is_in_the_table_and_has_its_sentence(
    page: ModuleType, stored: dict[str, Any]
) -> None:
    from coordsim.speed.market_week import GIVEN_TABLES, PEERS

    rows = page.market_week(stored).splitlines()
    assert len(rows) == 2 + 1 + len(PEERS) + 1
    assert rows[7].startswith(f"| *{GIVEN_TABLES}* |")
    assert [peer.does for peer in PEERS.values() if peer.does not in page.peers()] == []


def test_every_generated_part_has_its_place(page: ModuleType, stored: dict[str, Any]) -> None:
    from generator.page import between

    for file, marker in page.parts(stored):
        assert between(DOCS.parent / file, marker)
