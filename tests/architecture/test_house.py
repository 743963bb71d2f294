"""What ``house.py`` measures stays as it is, and it measures."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.scripts import script

HOUSE = script(Path(__file__).with_name("house.py"))


def test_about_a_dozen_floors_and_no_single_files() -> None:
    graph = HOUSE.rooms()
    assert len(HOUSE.floors()) <= 12
    assert len(HOUSE.chain(graph)) <= len(HOUSE.floors())
    single = {room for room in graph if (HOUSE.ROOT / "src/coordsim" / f"{room}.py").is_file()}
    assert single == set()


def test_a_circle_is_found() -> None:
    with pytest.raises(ValueError, match="a circle: a -> b -> a"):
        HOUSE.chain({"a": {"b"}, "b": {"a"}})
    assert HOUSE.chain({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == ["a", "b", "c"]


def test_nothing_tells_the_formatter_to_look_away() -> None:
    assert HOUSE.switches() == []


def test_code_and_pages_keep_within_one_hundred_columns() -> None:
    assert HOUSE.wide_lines() == []


def test_what_is_measured_is_seen(tmp_path: Path) -> None:
    """In a small tree with one of each fault."""
    home = tmp_path / "src" / "coordsim"
    for name, text in {
        "core/__init__.py": "",
        "core/sums.py": "def add(a, b, c, d, e, f):\n    return a\n",
        "firm.py": "from coordsim.core import sums  # fmt"
        + ": skip\n"
        + "x = 1"
        + " " * 100
        + "\n",
    }.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert HOUSE.rooms(tmp_path) == {"core": set(), "firm": {"core"}}
    assert HOUSE.many_positional(tmp_path) == ["src/coordsim/core/sums.py: add (6)"]
    assert HOUSE.wide_lines(tmp_path) == ["src/coordsim/firm.py:2"]
    assert HOUSE.switches(tmp_path) == ["src/coordsim/firm.py:1"]
