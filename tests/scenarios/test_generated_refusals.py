"""Every generated fault is refused by file, field, value and what is allowed, and nothing else is
touched.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest
from support.refused import CASES, FILE, UNKNOWN, Case, is_record, put, refusal

from coordsim.core import parameters
from coordsim.core.levers import LEVERS
from coordsim.core.spelling import LONGEST as SHOWN
from coordsim.scenario.file import Scenario, ScenarioError, load, parse


def shown(value: Any) -> str:
    """A value as sentences quote it."""
    text = repr(value)
    return text if len(text) < SHOWN else text[: SHOWN - 3] + "..."


def test_there_are_many_and_every_field_of_every_group_has_some() -> None:
    assert len(CASES) >= 500
    covered = {case.field for case in CASES}
    for group in parameters.GROUPS:
        record = Scenario.model_fields[group].annotation
        assert is_record(record)
        assert {f"{group}.{name}" for name in record.model_fields} - covered == set()
        assert {f"{group}", f"{group}.{UNKNOWN}"} <= covered
    assert {
        f"levers.{lever.name}.{name}"
        for lever in LEVERS
        for name in ("start", "inherited", "low", "high", "open")
    } - covered == set()
    assert set(Scenario.model_fields) - {field.split(".")[0] for field in covered} == set()


# every fourth case in the quick tests, all of them in the slow ones
MARKED = [
    pytest.param(case, id=case.id, marks=() if place % 4 == 0 else pytest.mark.slow)
    for place, case in enumerate(CASES)
]


@pytest.mark.parametrize("case", MARKED)
def test_refused_by_file_field_value_and_what_is_allowed(case: Case) -> None:
    data = case.data()
    before = copy.deepcopy(data)
    said = refusal(data)
    lines = [line for line in said.splitlines() if line.startswith(f"{FILE}: {case.field} ")]
    assert len(lines) == 1, said
    assert [line for line in said.splitlines() if not line.startswith(f"{FILE}: ")] == []
    if case.path[-1] == UNKNOWN:
        assert lines[0].startswith(f"{FILE}: {case.field} is not ")
        assert "; allowed: " in lines[0]
    else:
        number = isinstance(case.value, float) and not isinstance(case.value, bool)
        assert f" = {shown(case.value)} " in lines[0] or (
            number and f" = {case.value:g} " in lines[0]
        ), lines[0]
    assert [word for word in case.allowed if word not in lines[0]] == []
    assert "pydantic" not in said
    assert repr(data) == repr(before)


@pytest.mark.parametrize(
    "group", [name for name in Scenario.model_fields if name not in ("name", "title")]
)
def test_a_valid_scenario_is_untouched_by_a_refused_change(group: str) -> None:
    base = load("base")
    before, again = base.model_dump_json(), parse(base.model_dump(exclude_unset=True), FILE)
    tried = 0
    for case in CASES:
        if (
            case.path[0] == group
            and not case.around
            and not any(isinstance(part, int) for part in case.path)
        ):
            with pytest.raises(ScenarioError, match=r"^base with changes: "):
                base.with_({case.field: case.value})
            tried += 1
    assert tried > 0
    assert base.model_dump_json() == before
    assert base == again


def test_only_the_fault_is_a_fault() -> None:
    """Without the bad value the rest of each file is accepted, so that it is the value that is
    refused.
    """
    for case in CASES:
        if case.around and "low" not in case.path:
            data: dict[str, Any] = {"name": "x", "title": "t"}
            for path, value in case.around:
                put(data, path, copy.deepcopy(value))
            assert isinstance(parse(data, FILE), Scenario), case.id
