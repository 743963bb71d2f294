"""Generated faults in files, through the command line, and many at once."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from support.refused import CASES, FILE, Case, put, refusal

from coordsim.cli import main
from coordsim.core import parameters
from coordsim.scenario.file import ScenarioError, load


def toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{json.dumps(key)} = {toml(inner)}" for key, inner in value.items())
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value)


def spread(cases: list[Case], most: int) -> list[Case]:
    """Some of the cases, evenly from first to last, of those that TOML can hold at all."""
    able = [case for case in cases if "None" not in repr(case.value)]
    return able[:: max(1, len(able) // most)][:most]


@pytest.mark.parametrize("case", spread(CASES, 60), ids=lambda case: case.id)
def test_the_same_in_a_file(case: Case, tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_text(
        "".join(f"{json.dumps(key)} = {toml(value)}\n" for key, value in case.data().items()),
        "utf-8",
    )
    with pytest.raises(ScenarioError) as refused:
        load(path)
    assert str(refused.value) == refusal(case.data())


@pytest.mark.parametrize("case", spread(CASES, 12), ids=lambda case: case.id)
def test_the_command_line_ends_with_sentences(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / FILE
    path.write_text(
        "".join(f"{json.dumps(key)} = {toml(value)}\n" for key, value in case.data().items()),
        "utf-8",
    )
    monkeypatch.setattr(sys, "argv", ["coordsim", "run", str(path), "--json"])
    with pytest.raises(SystemExit) as end:
        main()
    out = capsys.readouterr()
    assert end.value.code == 2
    assert out.out == ""
    assert out.err == refusal(case.data()) + "\n"
    assert "Traceback" not in out.err
    assert len([line for line in out.err.splitlines() if case.field in line]) == 1


def test_faults_in_several_places_are_told_one_a_line() -> None:
    """Every fault of a whole file at once: as many sentences as faults, in the order of the
    records.
    """
    wrong = [
        case
        for case in CASES
        if case.path[0] in parameters.GROUPS and len(case.path) == 2 and case.value == "many"
    ]
    data: dict[str, Any] = {"name": "x", "title": "t"}
    for case in wrong:
        put(data, case.path, case.value)
    lines = refusal(data).splitlines()
    assert [line.removeprefix(f"{FILE}: ").split(" ")[0] for line in lines] == [
        case.field for case in wrong
    ]
