"""A small run of the base case keeps its numbers until somebody means to change them.

When results change on purpose, say so in ``CHANGELOG.md`` under *Results change* and write the file
anew:

    python tests/golden/test_golden.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from coordsim.core.kpis import CAUSES, KPIS
from coordsim.run.simulate import simulate
from coordsim.scenario.file import load

FILE = Path(__file__).with_name("base.json")
ARMS: dict[str, dict[str, Any]] = {
    "silo, none, independent": {},
    "departmental, reports, operations_leads": {
        "incentives": "departmental",
        "communication": "reports",
        "governance": "operations_leads",
    },
    "silo, dashboard, marketing_leads": {
        "communication": "dashboard",
        "governance": "marketing_leads",
    },
    "shared, meetings, joint": {
        "incentives": "shared",
        "communication": "meetings",
        "governance": "joint",
    },
    "shared, sop, independent": {"incentives": "shared", "communication": "sop"},
}
SHORT = {"market.customers": 400, "horizon.weeks": 16, "horizon.warmup": 4}
NEAR = 1e-9  # machines may differ in the last bits of a float


def measured(changes: dict[str, Any]) -> dict[str, dict[str, list[float | None]]]:
    """KPIs and lost units by cause of two firms."""
    run = simulate(load("blind").with_(SHORT | changes), firms=2, seed=11)
    kpis = {
        kpi.name: [None if value != value else float(value) for value in run.kpi(kpi.name)]
        for kpi in KPIS
    }
    lost = {cause: [float(value) for value in run.causes[cause].sum(axis=1)] for cause in CAUSES}
    return {"kpis": kpis, "lost": lost}


def changed(stored: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """What is stored and no longer there, or another number now; what is new is nobody's business
    here.
    """
    out = []
    for table, rows in stored.items():
        for name, known in rows.items():
            values = found[table].get(name)
            same = values is not None and values == [
                one if one is None else pytest.approx(one, rel=NEAR, abs=NEAR) for one in known
            ]
            if not same:
                out.append(f"{table}: {name} was {known}, is {values or 'no longer measured'}")
    return out


@pytest.mark.parametrize("arm", ARMS)
def test_numbers_stay(arm: str) -> None:
    stored = json.loads(FILE.read_text("utf-8"))[arm]
    results = changed(stored, measured(ARMS[arm]))
    assert not results, "results changed: " + "; ".join(results)


def test_only_a_change_of_results_is_told() -> None:
    """A new KPI is none; another number, a number where there was none, and a KPI that is gone
    are.
    """
    stored: dict[str, Any] = {"kpis": {"profit": [1.0, 2.0], "margin": [None, 0.1]}, "lost": {}}
    more = {"kpis": {**stored["kpis"], "newest": [3.0, 4.0]}, "lost": {"newer": [1.0, 1.0]}}
    assert changed(stored, more) == []
    other = {"kpis": {"profit": [1.0, 2.1], "margin": [0.0, 0.1]}, "lost": {}}
    assert [told.split(" was ")[0] for told in changed(stored, other)] == [
        "kpis: profit",
        "kpis: margin",
    ]
    fewer = {"kpis": {"profit": [1.0, 2.0]}, "lost": {}}
    assert changed(stored, fewer) == ["kpis: margin was [None, 0.1], is no longer measured"]


def test_the_arms_differ() -> None:
    """Each arm has its own numbers, so that a rule that stopped working would be seen."""
    stored = json.loads(FILE.read_text("utf-8"))
    profits = {tuple(arm["kpis"]["profit"]) for arm in stored.values()}
    assert list(stored) == list(ARMS)
    assert len(profits) == len(ARMS)


if __name__ == "__main__":
    FILE.write_text(
        json.dumps({arm: measured(changes) for arm, changes in ARMS.items()}, indent=1) + "\n",
        encoding="utf-8",
    )
    print(f"written: {FILE}")
