"""Whatever a file says, it is accepted or refused with sentences; nothing else ever comes out."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from support.play import NUMBERS

from coordsim.core.levers import BY_NAME
from coordsim.core.parameters import GROUPS
from coordsim.scenario.file import Scenario, ScenarioError, parse
from coordsim.scenario.rules import Rules, Talk

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=True, allow_infinity=True),
    st.text(max_size=8),
    st.sampled_from(["none", "sop", "silo", "joint", "given", "hold", "forecast"]),
)
JUNK = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
WORDS = sorted(
    {
        *GROUPS,
        "rules",
        "levers",
        "name",
        "title",
        *Rules.model_fields,
        *Talk.model_fields,
        *BY_NAME,
        "start",
        "low",
        "high",
    }
)
NEARLY = st.dictionaries(
    st.sampled_from(WORDS),
    st.dictionaries(st.sampled_from(WORDS), JUNK | st.dictionaries(st.sampled_from(WORDS), JUNK))
    | JUNK,
    max_size=4,
)
PATIENT = settings(derandomize=True, deadline=None, max_examples=150)


def refused_or_read(data: dict[str, Any]) -> None:
    try:
        assert isinstance(parse(data, "file.toml"), Scenario)
    except ScenarioError as refusal:
        lines = str(refusal).splitlines()
        assert [line for line in lines if not line.startswith("file.toml: ")] == []


@PATIENT
@given(NEARLY)
def test_junk_is_refused_with_sentences(data: dict[str, Any]) -> None:
    refused_or_read({"name": "x", "title": "t"} | data)


@PATIENT
@given(st.sampled_from(sorted(NUMBERS)), LEAVES)
def test_a_number_is_read_exactly_when_it_is_one_within_bounds(name: str, value: object) -> None:
    """Whole or not, but finite, not a yes or no, not text, and within the interval that the
    sentence gives.
    """
    group, field = name.split(".")
    record = type(getattr(parse({"name": "x", "title": "t"}, "file.toml"), group)).model_fields[
        field
    ]
    low = next(item.ge for item in record.metadata if hasattr(item, "ge"))
    high = next(item.le for item in record.metadata if hasattr(item, "le"))
    fits = (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and low <= value <= high
    )
    said = ""
    try:
        parse({"name": "x", "title": "t", group: {field: value}}, "file.toml")
    except ScenarioError as refusal:
        said = str(refusal)
    if fits:
        assert said == "" or "market.substitute + market.wait" in said
    else:
        assert f"file.toml: {name} = " in said
        assert f"[{low:g}, {high:g}]" in said
