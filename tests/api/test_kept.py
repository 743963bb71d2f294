"""Runs, comparisons and scenarios are saved, loaded, shown in notebooks and drawn."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from support.firms import small

import coordsim as cs
from coordsim.core.levers import ROLES
from coordsim.core.records import Decision
from coordsim.scenario.file import names

OTHER = {"incentives": "shared", "communication": "sop", "levers.price.open": False}


def nudge(seat: Any) -> dict[str, float]:
    return {"price": 8.0, "forecast": 30.0} if seat.role == "marketing" and seat.firm % 2 else {}


RUNS: dict[str, Callable[[], cs.Run]] = {
    "by rules": lambda: cs.simulate(small(), firms=2, seed=3),
    "of several kinds": lambda: cs.simulate([small(), small(OTHER)], seeds=[4, 2]),
    "asked": lambda: cs.simulate(small(), firms=2, players={"marketing": nudge}),
    "with detail": lambda: cs.simulate([small(), small({"line.slots": 6})], detail=True),
    "half played": lambda: played(5),
}


def played(weeks: int) -> cs.Run:
    model = cs.CoordinationModel(small(), firms=2, rng=3)
    model.run_for(weeks)
    return model.run()


def same(a: Any, b: Any) -> bool:
    """Whether two things hold the same numbers."""
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    if hasattr(a, "items"):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, tuple | list):
        return len(a) == len(b) and all(map(same, a, b))
    if hasattr(a, "whole"):
        return same(a.whole, b.whole)
    return same(vars(a), vars(b)) if hasattr(a, "__dict__") else bool(a == b)


@pytest.mark.parametrize("name", RUNS)
def test_a_run_comes_back_whole(name: str, tmp_path: Path) -> None:
    run = RUNS[name]()
    again = cs.Run.load(run.save(tmp_path / "run.parquet"))
    assert again == run
    assert again.scenarios == list(run.scenarios)
    for part in ("seeds", "flows", "accounts", "causes", "plan", "known", "contested", "orders"):
        assert same(getattr(run, part), getattr(again, part)), part
    assert same(run.detail, again.detail)
    for role in ROLES:
        for week, decision in run.tape[role].items():
            found: Decision = again.tape[role][week]
            assert same(vars(decision), vars(found))
    assert same(run.slips, again.slips)
    assert [path.name for path in tmp_path.iterdir()] == ["run.parquet"]


def test_a_saved_run_is_a_table_for_anybody(tmp_path: Path) -> None:
    """A row for each firm and week, columns by name."""
    run = RUNS["by rules"]()
    table = pd.read_parquet(run.save(tmp_path / "run.parquet"))
    assert len(table) == 2 * 12
    assert table["seed"].unique().tolist() == [3, 4]
    units = table.pivot_table(index="firm", columns="week", values="units").to_numpy()
    np.testing.assert_array_equal(units, run.flows["units"])
    assert {"plan.price", "facts.demand", "decided.marketing.price"} <= set(table)


def test_a_comparison_comes_back_whole(tmp_path: Path) -> None:
    """Arms whose seats may set other levers stand in one file."""
    result = cs.compare({"as it is": small(), "other": small(OTHER)}, firms=2)
    again = cs.Comparison.load(result.save(tmp_path / "arms.parquet"))
    assert again == result
    assert list(again.runs) == ["as it is", "other"]
    assert again.difference("profit") == result.difference("profit")
    for name, run in result.runs.items():
        assert same(run.tape["marketing"][0], again.runs[name].tape["marketing"][0])
    with pytest.raises(ValueError, match=r"arms\.parquet: is no run that this version"):
        cs.Run.load(tmp_path / "arms.parquet")


def test_damage_is_found(tmp_path: Path) -> None:
    path = RUNS["by rules"]().save(tmp_path / "run.parquet")
    table = pq.read_table(path)
    place = table.schema.get_field_index("units")
    units = table.column("units").to_numpy().copy()
    units[0] += 1
    pq.write_table(table.set_column(place, "units", [units]), path)
    with pytest.raises(ValueError, match=r"run\.parquet: is damaged"):
        cs.Run.load(path)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(ValueError, match=r"run\.parquet: cannot be read as a Parquet file"):
        cs.Run.load(path)
    pd.DataFrame({"a": [1]}).to_parquet(path)
    with pytest.raises(ValueError, match="is no run that this version of coordsim saved"):
        cs.Run.load(path)


def noted(path: Path, notes: dict[str, Any]) -> None:
    """Write a run's file with other notes."""
    table = pq.read_table(path)
    marks = {b"coordsim": json.dumps(notes).encode()}
    pq.write_table(table.replace_schema_metadata(marks), path)


def test_notes_that_were_changed_are_found(tmp_path: Path) -> None:
    """A flipped bit may leave a file that reads well and says something else."""
    path = RUNS["asked"]().save(tmp_path / "run.parquet")
    notes = json.loads(pq.read_schema(path).metadata[b"coordsim"])
    seal = notes.pop("seal")
    noted(path, notes)
    assert cs.Run.load(path) == RUNS["asked"](), "a file without a seal is one of before"
    notes["runs"][""]["seeds"][0] += 1
    noted(path, notes | {"seal": seal})
    with pytest.raises(ValueError, match=r"run\.parquet: is damaged: its notes are not those"):
        cs.Run.load(path)


@pytest.mark.parametrize(
    ("way", "value"),
    [
        (("tape", "marketing", "0", "levers"), ["0rice"]),
        (("flows",), ["0nits"]),
        (("firms",), [7, 8]),
        (("seeds",), 3),
        (("checksum",), None),
        (("tape",), []),
    ],
)
def test_notes_that_do_not_fit_are_told_with_the_file(
    way: tuple[str, ...], value: Any, tmp_path: Path
) -> None:
    path = RUNS["asked"]().save(tmp_path / "run.parquet")
    notes = json.loads(pq.read_schema(path).metadata[b"coordsim"])
    del notes["seal"]
    place = notes["runs"][""]
    for name in way[:-1]:
        place = place[name]
    place[way[-1]] = value
    noted(path, notes)
    with pytest.raises(ValueError, match=r"run\.parquet: is damaged: its (notes|numbers)"):
        cs.Run.load(path)
    for odd in ([], {"format": 1, "runs": [1]}, {"format": 1, "runs": {"": 5}}):
        noted(path, odd)
        with pytest.raises(ValueError, match=r"run\.parquet: is (no run|damaged)"):
            cs.Run.load(path)


@pytest.mark.parametrize("name", names())
def test_a_scenario_comes_back_whole(name: str, tmp_path: Path) -> None:
    scenario = cs.load(name)
    again = cs.load(scenario.save(tmp_path / "mine.toml"))
    assert again == scenario
    assert again.model_fields_set == scenario.model_fields_set
    assert hash(again) == hash(scenario)


def test_a_changed_scenario_comes_back_whole(tmp_path: Path) -> None:
    changed = small(OTHER).with_(
        {
            "communication": {"preset": "sop", "without": ["cost"], "notice": None},
            "phases": [{"week": 4, "incentives": "silo", "orders": {"range": 3}}],
            "shocks": [{"kind": "supply", "week": 3, "size": 0.5}],
            "levers.range.inherited": [3, 4],
        }
    )
    assert cs.load(changed.save(tmp_path / "mine.toml")) == changed


def test_they_are_shown_in_notebooks() -> None:
    result = cs.compare({"silo": small(), "<shared>": small(OTHER)}, firms=2)
    for thing in (small(OTHER), *result.runs.values(), result):
        text = thing._repr_html_()
        assert text.startswith("<div>")
        assert text.count("<table") == text.count("</table>") == 1
        assert "<script" not in text
    assert "&lt;shared&gt; − silo (95 %)" in result._repr_html_()
    told = re.sub(r"<[^>]+>", " ", small(OTHER)._repr_html_())
    assert re.search(r"levers\.price\.open\s+no", told)
    assert re.search(r"market\.customers\s+60", told)


@pytest.mark.parametrize("firms", [1, 3, 14])
def test_they_are_drawn(firms: int) -> None:
    run = cs.simulate(small(), firms=firms)
    figure = run.plot("stockout_rate", smooth=4)
    axes = figure.axes[0]
    mean = axes.lines[-1].get_ydata()
    np.testing.assert_allclose(mean, np.nanmean(run.series("stockout_rate", 4), axis=0))
    assert len(axes.lines) == 1 + (firms if 1 < firms <= 12 else 0)
    assert axes.get_ylabel() == "Stockout rate (share of demand)"


def test_arms_are_drawn_with_their_difference() -> None:
    result = cs.compare({"silo": small(), "shared": small(OTHER)}, firms=3)
    figure = result.plot("profit")
    assert [text.get_text() for text in figure.axes[0].get_legend().get_texts()] == [
        "silo",
        "shared",
    ]
    styles = {line.get_linestyle() for line in figure.axes[0].lines if line.get_linewidth() == 2}
    assert len(styles) == 2, "a hue is never the only sign"
    assert "shared − silo: " in figure.get_supxlabel()


def test_firms_that_stopped_are_drawn_as_long_as_they_lived() -> None:
    poor = {"money.insolvency": True, "money.cash": 0, "money.credit": 0, "money.fixed": 5000}
    run = cs.simulate(small(poor), firms=2)
    assert not np.isnan(run.stops).all()
    assert run.plot("profit").axes[0].lines
