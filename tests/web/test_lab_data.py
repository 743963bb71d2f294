"""What the Lab tells of two firms: complete, plain, equal to the run it comes from."""

import json
from collections.abc import Iterator
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

import numpy as np
import pytest
from support.lab import RULES, WEEKS, lived, stories, told

from coordsim.core.kpis import CAUSES, KPI, KPIS
from coordsim.run.simulate import simulate
from coordsim.scenario.file import load
from coordsim.show.numbers import rounded
from coordsim_web.lab import charts, firms, flow, knowledge, lost, market, outcomes, records, worlds
from coordsim_web.lab.choices import Choice, Rules
from coordsim_web.lab.weekly import shown, text
from coordsim_web.parts.tip import explained

SENT = {
    "verdict": (records.FirmVerdict, records.Verdict),
    "charts": (dict, records.Charts),
    "lost": (records.FirmLost, records.Lost),
    "why": (records.FirmWhy, None),
    "outcomes": (records.FirmOutcomes, records.Outcomes),
    "knowledge": (records.FirmKnowledge, records.Knowledge),
    "market": (records.FirmMarket, records.Market),
    "flow": (records.FirmFlow, records.Flow),
}


def refuse_constant(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


def differences(value: Any, kind: Any, where: str) -> Iterator[str]:
    """Where some data is not of the kind that a record declares."""
    if is_typeddict(kind):
        hints = get_type_hints(kind)
        if not isinstance(value, dict) or set(value) != set(hints):
            yield f"{where}: {value!r:.80} is no {kind.__name__}"
            return
        for name, hint in hints.items():
            yield from differences(value[name], hint, f"{where}.{name}")
    elif get_origin(kind) is list:
        for place, one in enumerate(value):
            yield from differences(one, get_args(kind)[0], f"{where}[{place}]")
    elif get_origin(kind) is dict:
        for name, one in value.items():
            yield from differences(one, get_args(kind)[1], f"{where}.{name}")
    elif get_origin(kind) is None and isinstance(kind, type):
        allowed = (int, float) if kind is float else (kind,)
        if not isinstance(value, allowed):
            yield f"{where}: {value!r:.80} is no {kind.__name__}"


def test_every_section_is_what_its_record_declares() -> None:
    for side, sections in stories().items():
        for section, value in sections.items():
            kind = SENT[section][side == "both"]
            assert not list(differences(value, kind, f"{side}.{section}"))
    assert set(stories()["a"]) == set(stories()["b"]) == set(SENT)
    assert set(stories()["both"]) == {name for name, (_, both) in SENT.items() if both}


def test_every_section_is_plain_json() -> None:
    for record in told("a").story.values():
        json.loads(record, parse_constant=refuse_constant)
    with pytest.raises(ValueError, match="JSON compliant"):
        text({"a": float("nan")})


def lengths(value: Any) -> Iterator[int]:
    """The lengths of all lists and texts by week: those of as many entries as weeks, or near."""
    if isinstance(value, dict):
        for one in value.values():
            yield from lengths(one)
    elif isinstance(value, list):
        yield len(value)


def test_what_moves_with_the_week_has_an_entry_for_each() -> None:
    a = stories()["a"]
    for section in ("verdict", "charts", "lost", "flow"):
        assert set(lengths(a[section])) == {WEEKS}
    for facts in a["knowledge"].values():
        for fact in facts:
            assert {len(fact[part]) for part in ("true", "believed", "state", "age")} == {WEEKS}
    for name in ("stock", "status", "satisfaction", "title", "sentence", "on_sale"):
        assert len(a["market"][name]) == WEEKS
    both = stories()["both"]
    for name in ("when", "sentence", "aside"):
        assert len(both["verdict"][name]) == WEEKS
    assert len(both["charts"]["spans"]) == len(both["lost"]["sentence"]) == WEEKS
    assert len(both["knowledge"]["sentence"]) == WEEKS


def test_curves_are_those_of_the_run() -> None:
    run = lived(RULES["a"]).run
    curves = stories()["a"]["charts"]
    assert set(curves) == {entry["name"] for entry in charts.menu()} == set(KPI)
    assert curves["profit"][-1] == rounded(float(run.flows["profit"][0, -4:].mean()))
    assert curves["demand"][-1] == rounded(float(run.series("demand", 4)[0, -1]))
    assert curves["stockout_rate"][-1] == pytest.approx(
        100 * run.flows["empty"][0, -4:].sum() / run.flows["demand"][0, -4:].sum(), abs=0.5
    )
    assert curves["bullwhip"][-1] == shown(float(run.kpi("bullwhip", slice(None))[0]))
    assert stories()["a"]["verdict"]["total"][-1] == rounded(float(run.flows["profit"].sum()))


def test_a_kpi_is_explained_in_the_unit_that_its_numbers_are_shown_in() -> None:
    told = {name: one["formula"] for name, one in explained().items()}
    assert told["satisfaction"] == "mean over customers, of 100."
    assert told["stockout_rate"] == "met an empty shelf / demand, in % of demand."
    assert told["forecast_accuracy"].endswith(", of 100.")
    assert told["unit_cost"].endswith(", in money/unit.")
    assert not [words for words in told.values() if "0-1" in words or ", in share" in words]


def test_every_kpi_is_explained() -> None:
    told = explained()
    assert list(told) == [kpi.name for kpi in KPIS]
    assert all(all(words.values()) for words in told.values())
    assert told["fill_rate"]["formula"] == (
        "first choice met from the shelf / demand, in % of demand."
    )
    assert told["fill_rate"]["source"].startswith("More is better. Source: ")
    assert all(entry["group"] and entry["label"] and entry["words"] for entry in charts.menu())
    names = [entry["name"] for entry in charts.menu()]
    assert len(names) == len(set(names))


def test_causes_sum_to_the_lost_units() -> None:
    run, told = lived(RULES["b"]).run, stories()["b"]["lost"]
    assert list(told["causes"]) == list(CAUSES)
    np.testing.assert_allclose(told["total"], np.cumsum(run.flows["lost"][0]), atol=0.51)
    total = np.sum(list(told["causes"].values()), axis=0)
    np.testing.assert_allclose(total, told["total"], atol=0.51 * len(CAUSES))
    assert [cause["name"] for cause in lost.causes()] == list(CAUSES)
    assert all(cause["label"] and cause["words"] for cause in lost.causes())


def test_the_market_has_a_place_for_every_shelf_and_class() -> None:
    found = stories()["a"]["market"]
    slots = len(found["positions"])
    assert all(len(row) == slots for row in found["stock"])
    assert all(len(row) == slots and set(row) <= set("0123") for row in found["status"])
    assert sum(found["people"]) == load("blind").market.customers
    moods = [mood for row in found["satisfaction"] for mood in row]
    assert all(mood is None or 0 <= mood <= 100 for mood in moods)
    assert set(market.words()["states"]) == {"1", "2"}


def test_a_given_demand_has_no_customers() -> None:
    given = simulate(
        [load("blind").with_({"demand": "given", "horizon.weeks": 8, "horizon.warmup": 0})],
        seeds=[1],
        detail=True,
    )
    found = market.market(given, None, np.arange(64) / 64)
    assert found["people"] == []
    assert found["satisfaction"] == [[]] * 8
    assert found["title"][0] == "End of week 1"
    text([charts.curves(given), found, flow.flow(given), knowledge.knowledge(given)])


def test_silence_is_told_as_silence() -> None:
    for role in ("marketing", "operations"):
        silent, heard = (stories()[side]["knowledge"][role] for side in ("a", "b"))
        assert [fact["name"] for fact in silent] == [fact["name"] for fact in heard]
        assert all(age is None for fact in silent for age in fact["age"])
        assert all(age is not None for fact in heard for age in fact["age"])
    facts = {fact["name"]: fact for fact in stories()["a"]["knowledge"]["marketing"]}
    assert set(facts["hours"]["state"]) <= set("rw"), "a prior is right or wrong, never endless"
    assert set(facts["stock"]["state"]) == {"n"}
    assert stories()["a"]["verdict"]["told"][-1].startswith("marketing 0 of ")
    assert set(stories()["b"]["knowledge"]["marketing"][0]["state"]) <= set("rw")


def test_rounds_say_what_was_expected_and_what_came() -> None:
    found = stories()["a"]["outcomes"]
    length = load("blind").horizon.round_weeks
    assert found["ends"] == list(range(length - 1, WEEKS, length))
    assert [one["week"] for one in found["rounds"]] == list(range(0, WEEKS, length))
    for one in found["rounds"]:
        names = {row["name"] for row in outcomes.rows()}
        assert set(one["marketing"]) == set(one["operations"]) == set(one["actual"]) == names
    assert len(stories()["both"]["outcomes"]["sentence"]) == len(found["rounds"]) + 1


def test_other_worlds_are_those_of_the_same_firms_alone() -> None:
    scenarios = [lived(rules).run.scenarios[0] for rules in RULES.values()]
    found = worlds.others(scenarios, [1, 7])
    for scenario, seed, others in zip(scenarios, (1, 7), found, strict=True):
        alone = [simulate(scenario, seed=seed + ahead) for ahead in range(1, worlds.WORLDS + 1)]
        assert others.profits == tuple(float(run.kpi("profit")[0]) for run in alone)
        stock = np.sort([run.flows["stock"][0, 0] for run in alone])
        low, high = (others.fan["stock"][end][0] for end in ("low", "high"))
        assert (low, high) == (shown(stock[1]), shown(stock[-2]))
    assert worlds.others([], []) == []


def test_a_week_in_which_a_world_has_no_number_has_no_band() -> None:
    values = np.arange(20.0)[:, np.newaxis] * np.ones(3)
    values[4, 1] = np.nan
    assert worlds.band(values, "profit") == {"low": [1, None, 1], "high": [18, None, 18]}


@pytest.mark.slow
def test_all_firms_of_a_choice_live_in_one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def counted(*firms: Any, **named: Any) -> Any:
        calls.append(named["seeds"])
        return simulate(*firms, **named)

    monkeypatch.setattr(worlds, "simulate", counted)
    firms.pair(Choice(seed=4001))
    firms.pair(Choice(seed=4001))
    firms.pair(Choice(seed=4001, b=Rules("shared", "none")))
    one = list(range(4002, 4022))
    assert calls == [one + one, one]


@pytest.mark.slow
def test_firms_that_nobody_waits_for_are_left() -> None:
    heard = []

    def heed() -> None:
        heard.append(1)
        if len(heard) == 5:
            raise firms.PassedError

    with pytest.raises(firms.PassedError):
        firms.pair(Choice(seed=4100), heed)
    assert len(heard) == 5
    assert firms.pair(Choice(seed=4100)).weeks == 104


@pytest.mark.slow
def test_a_firm_is_simulated_once_and_travels_light() -> None:
    told = firms.pair(Choice())
    again = firms.pair(Choice(b=Rules("shared", "none")))
    assert again.a is told.a
    assert again.b is not told.b
    with pytest.raises(TypeError):
        told.a["lost"] = "{}"
    for story in (told.a, told.b, told.both):
        assert sum(len(record) for record in story.values()) < 270_000
