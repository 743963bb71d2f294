"""What the Lab tells of two firms: complete, plain, equal to the run it comes from; and what it
refuses.
"""

import json
from typing import Any

import numpy as np
import pytest

from coordsim.core.kpis import CAUSES, KPI, KPIS
from coordsim.run.simulate import simulate
from coordsim.scenario.file import load
from coordsim.show.words import CAUSES as CAUSE_WORDS
from coordsim_web.lab import firms, knowledge, tables
from coordsim_web.lab.choices import Choice, Rules
from coordsim_web.parts.tip import explained

pytestmark = pytest.mark.slow  # whole runs for every section of the page

SECTIONS = {"measures", "others", "market", "flow", "knowledge", "lost", "decisions", "why"}


@pytest.fixture(scope="module")
def told() -> firms.Pair:
    return firms.pair(Choice())


@pytest.fixture(scope="module")
def stories(told: firms.Pair) -> dict[str, dict[str, Any]]:
    return {
        side: {name: json.loads(text) for name, text in story.items()}
        for side, story in (("a", told.a), ("b", told.b))
    }


@pytest.fixture(scope="module")
def weeks() -> int:
    return load("base").horizon.weeks


def refuse_constant(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


def test_every_section_is_plain_json(told: firms.Pair) -> None:
    for story in (told.a, told.b):
        assert set(story) == SECTIONS
        for text in story.values():
            json.loads(text, parse_constant=refuse_constant)
        assert sum(len(text) for text in story.values()) < 250_000


def test_text_refuses_what_is_not_json() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        firms.text({"a": float("nan")})


def test_measures_are_those_of_the_run(stories: dict[str, dict[str, Any]], weeks: int) -> None:
    run = simulate([load("base").with_({"incentives": "silo", "communication": "none"})], seeds=[1])
    measures = stories["a"]["measures"]
    assert measures["weeks"] == weeks
    assert measures["cumulative"][-1] == round(float(run.flows["profit"].sum()))
    assert measures["series"]["profit"][-1] == pytest.approx(
        float(run.flows["profit"][0, -4:].mean()), abs=0.06
    )
    assert all(len(values) == weeks for values in measures["series"].values())
    names = [entry["name"] for entry in tables.menu()]
    assert len(names) == len(set(names))
    others = stories["a"]["others"]
    assert set(names) == {*measures["series"], *others} == set(KPI)
    assert not set(others) & set(measures["series"])
    assert all(len(values) == weeks for values in others.values())
    assert others["demand"][-1] == round(float(run.series("demand", 4)[0, -1]))
    assert others["bullwhip"][-1] == pytest.approx(
        float(run.kpi("bullwhip", slice(None))[0]), abs=0.006
    )


def test_every_kpi_is_explained() -> None:
    told = explained()
    assert list(told) == [kpi.name for kpi in KPIS]
    for words in told.values():
        assert all(words[part] for part in ("label", "formula", "unit", "source"))
        assert words["better"] in ("up", "down", "none")
    assert told["fill_rate"]["formula"] == "first choice met from the shelf / demand"
    assert all(entry["group"] and entry["label"] and entry["words"] for entry in tables.menu())


def test_causes_sum_to_the_lost_units(stories: dict[str, dict[str, Any]]) -> None:
    run = simulate(
        [load("base").with_({"incentives": "shared", "communication": "sop"})], seeds=[1]
    )
    lost = stories["b"]["lost"]
    assert set(lost) == set(CAUSES)
    total = np.sum([lost[cause] for cause in CAUSES], axis=0)
    np.testing.assert_allclose(total, np.cumsum(run.flows["lost"][0]), atol=0.5)
    for side in ("a", "b"):
        reads, share, weekly = stories[side]["measures"]["leaks"][-1]
        cause = next(name for name, (_, _, leak) in CAUSE_WORDS.items() if leak == reads)
        last = {name: values[-1] for name, values in stories[side]["lost"].items()}
        assert last[cause] == max(last.values())
        assert weekly == pytest.approx(last[cause] / len(lost[cause]), abs=0.06)
        assert share == pytest.approx(100 * last[cause] / sum(last.values()), abs=0.6)


def test_market_has_a_place_for_every_shelf_and_class(
    stories: dict[str, dict[str, Any]], weeks: int
) -> None:
    market = stories["a"]["market"]
    slots = len(market["positions"])
    assert len(market["stock"]) == len(market["status"]) == len(market["satisfaction"]) == weeks
    assert all(len(row) == slots for row in market["stock"])
    assert all(len(row) == slots and set(row) <= set("0123") for row in market["status"])
    assert sum(market["people"]) == load("base").market.customers
    assert all(mood is None or 0 <= mood <= 100 for row in market["satisfaction"] for mood in row)


def test_market_without_individuals_has_no_customers() -> None:
    given = simulate([load("base").with_({"demand": "given"})], seeds=[1], detail=True)
    market = tables.market(given, None)
    assert market["people"] == []
    assert all(row == [] for row in market["satisfaction"])
    firms.text([tables.measures(given), market, tables.flow(given), knowledge.knowledge(given)])


def test_silence_is_told_as_silence(stories: dict[str, dict[str, Any]], weeks: int) -> None:
    for role in ("marketing", "operations"):
        silent, heard = stories["a"]["knowledge"][role], stories["b"]["knowledge"][role]
        assert [fact["name"] for fact in silent] == [fact["name"] for fact in heard]
        assert all(age is None for fact in silent for age in fact["age"])
        assert all(age is not None for fact in heard for age in fact["age"])
        assert all(
            len(fact[part]) == weeks for fact in silent for part in ("true", "believed", "age")
        )
        assert stories["a"]["measures"]["heard"][role]["told"] == [0] * weeks
    hours = next(fact for fact in stories["a"]["knowledge"]["marketing"] if fact["name"] == "hours")
    stock = next(fact for fact in stories["a"]["knowledge"]["marketing"] if fact["name"] == "stock")
    assert set(hours["believed"]) == {knowledge.UNLIMITED}
    assert set(stock["believed"]) == {None}


def test_rounds_say_what_was_expected_and_what_came(stories: dict[str, dict[str, Any]]) -> None:
    told = stories["a"]["decisions"]
    horizon = load("base").horizon
    assert [one["week"] for one in told["rounds"]] == list(
        range(0, horizon.weeks, horizon.round_weeks)
    )
    for one in told["rounds"]:
        for seat in one["roles"].values():
            assert set(seat["expected"]) == set(one["actual"])


def test_every_cause_has_words() -> None:
    assert [cause["name"] for cause in tables.causes()] == list(CAUSES)
    assert all(cause["label"] and cause["words"] for cause in tables.causes())
    assert set(CAUSE_WORDS) == set(CAUSES)


def test_a_firm_is_simulated_once(told: firms.Pair) -> None:
    again = firms.pair(Choice(b=Rules("shared", "none")))
    assert again.a is told.a
    assert again.b is not told.b
    with pytest.raises(TypeError):
        told.a["lost"] = "{}"
