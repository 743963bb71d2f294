"""docs/model.md is complete: its symbols are explained, its parameters named, and its flow chart
follows the code.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from coordsim.core.accounts import TABLE
from coordsim.core.parameters import GROUPS
from coordsim.scenario.file import load

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

from generator import symbols, week  # noqa: E402  # docs/ has to be on the path first

MODEL = (ROOT / "docs" / "model.md").read_text("utf-8")
PHONE = 360 - 2 * 16  # pixels that a page leaves a picture on a phone
LEAST = 11  # pixels of letters that can be read


def test_every_parameter_is_named() -> None:
    """Whoever writes the model again has to know where each comes in."""
    fields = [
        f"{group}.{name}"
        for group in GROUPS
        for name in type(getattr(load("blind"), group)).model_fields
    ]
    bare = re.sub(r"<!-- generated: symbols -->.*?<!-- end: symbols -->", "", MODEL, flags=re.S)
    assert [name for name in fields if not re.search(rf"\b{re.escape(name)}\b", bare)] == []


def test_every_account_has_its_formula() -> None:
    books = MODEL.split("\n### 7.12 ")[1].split("\n### ")[0]
    assert [one.name for one in TABLE if f"| {one.name} | {one.amount} |" not in books] == []


def test_every_symbol_of_a_formula_is_in_the_table() -> None:
    assert symbols.unknown(MODEL) == []
    assert symbols.unused(MODEL) == []
    assert symbols.contradicted(MODEL) == []


def test_formulas_are_looked_at() -> None:
    """As many blocks as there are, and letters of all kinds."""
    found = dict(symbols.sections(MODEL))
    assert len(found) == 21
    assert {"σ", "ρ", "x_t", "A_t", "R₀", "a₀", "N()", "π"} <= symbols.used(found["7.1"])
    assert {"y₀'", "ỹ", "y₀", "γ"} <= symbols.used(found["7.13"])
    assert {"D̂", "x̂", "B()", "I_j"} <= symbols.used(found["7.14"])
    assert {"z'", "L()", "c_u"} <= symbols.used(found["7.15"])


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("season    = 1 +", "season    = Q +", "7.1: Q is in no row"),
        ("season    = 1 +", "season    = ψ_k +", "7.1: ψ_k is in no row"),
        ("e = market.ad_elasticity", "", "e is not used in 7.1"),
        ("σ = market.shock_sd", "σ = market.cluster_sd", "7.1: σ is market.cluster_sd, and"),
    ],
)
def test_what_the_table_does_not_say_is_seen(before: str, after: str, told: str) -> None:
    assert before in MODEL
    changed = MODEL.replace(before, after)
    if "not used" in told:
        changed = changed.replace("f))^e,", "f)),")
    found = [
        *symbols.unknown(changed),
        *symbols.unused(changed),
        *symbols.contradicted(changed),
    ]
    assert [one for one in found if one.startswith(told)] == found != []


def test_units_of_symbols_are_those_of_the_parameters() -> None:
    row = next(row for row in symbols.rows() if row[2] == "`plant.lead_weeks`")
    assert row[0] == "L"
    field = type(load("blind").plant).model_fields["lead_weeks"]
    assert row[3:] == ["weeks", field.description]


def test_acts_come_in_the_order_of_the_code() -> None:
    week.disagree(week.STEPS)
    acts = week.STEPS[5].acts
    swapped = week.STEPS[5]._replace(acts=(acts[1], acts[0], *acts[2:]))
    shorter = week.STEPS[5]._replace(acts=acts[:-1])
    for wrong, told in ((swapped, "development.launch"), (shorter, "market.advance")):
        steps = (*week.STEPS[:5], wrong, *week.STEPS[6:])
        with pytest.raises(SystemExit, match=rf"is {told}, and [\w.]+ in week/story\.py"):
            week.disagree(steps)
    with pytest.raises(SystemExit, match=r"week/story\.py: \['communicate', 'decide'"):
        week.disagree(week.STEPS[1:])


def test_a_call_that_nobody_charted_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(week, "calls", lambda name: [*calls(name), "firm.strike"])
    with pytest.raises(SystemExit, match=r"is none, and firm\.strike in week/story\.py"):
        week.disagree(week.STEPS)


calls = week.calls


def test_the_chart_can_be_read_on_a_phone_and_by_ear() -> None:
    chart = ElementTree.fromstring((ROOT / week.FIGURE).read_text("utf-8"))
    kind = "{http://www.w3.org/2000/svg}"
    wide, high = float(chart.attrib["width"]), float(chart.attrib["height"])
    assert float(chart.attrib["font-size"]) * min(1, PHONE / wide) > LEAST
    for line in chart.iter(f"{kind}text"):
        said = "".join(line.itertext())
        assert 0 < float(line.attrib["y"]) < high, said
        # letters of these fonts are at most 0.52 of their size wide on average
        assert float(line.attrib["x"]) + len(said) * 0.52 * week.TEXT < wide - week.EDGE, said
    described = chart.findtext(f"{kind}desc") or ""
    shown = " ".join("".join(line.itertext()) for line in chart.iter(f"{kind}text"))
    for step in week.STEPS:
        assert step.name in described
        for act in step.acts:
            assert f"{act.who}: {act.does}" in described
            assert f"{act.who} {act.does}" in shown
    assert re.search(r"!\[A flow chart of a week: communicate, .*\]\(figures/week\.svg\)", MODEL)
