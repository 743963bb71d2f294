"""What may be chosen in the Lab: all that the scenario's own fields offer, and what is refused."""

import json
from typing import Any

import pytest

from coordsim.core.levers import LEVERS
from coordsim.rules.technology import TECHNOLOGIES
from coordsim.scenario.file import load, names
from coordsim.scenario.rules import Phase, ShockSetting, Talk
from coordsim.scenario.rules import Rules as EngineRules
from coordsim_web.lab import choices
from coordsim_web.lab import settings as lab_settings
from coordsim_web.lab.choices import Choice, ChoiceError, Rules
from coordsim_web.lab.form import form
from coordsim_web.lab.settings import AGENDA, settings
from coordsim_web.lab.weekly import text
from coordsim_web.library import on_list


def test_the_menu_can_be_chosen_from() -> None:
    menu = choices.menu()
    text(menu)
    plain: dict[str, Any] = dict(Choice().plain())
    assert [kind["name"] for kind in menu["kinds"]] == list(choices.ON_OFFER)
    for kind in menu["kinds"]:
        assert kind["label"]
        assert all(offer["label"] and offer["words"] for offer in kind["offers"])
        for offer in kind["offers"]:
            chosen = choices.read(plain | {"a": plain["a"] | {kind["name"]: offer["name"]}})
            assert getattr(chosen.a, kind["name"]) == offer["name"]
    assert choices.read(plain) == Choice()
    assert [scene["name"] for scene in menu["scenarios"]] == on_list()
    for scene in menu["scenarios"]:
        assert scene["label"]
        assert scene["lesson"].startswith("To learn here: ")
        choices.read(plain | {"scenario": scene["name"], "a": scene["own"]})


def test_every_setting_has_its_row() -> None:
    groups = form("base")
    rows = [row for group in groups for row in group["rows"]]
    assert {row["key"] for row in rows} == set(settings("base"))
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(row["label"] and (row["words"] or row["options"]) for row in rows)
    by_id = {row["id"]: row for row in rows}
    assert by_id["set-technologies-erp"]["names"] == {"a": "Firm A: ERP", "b": "Firm B: ERP"}
    assert by_id["set-technologies-erp"]["kind"] == "switch"
    assert by_id["set-technologies-erp"]["acts_on"].startswith("Acts on ")
    assert by_id["set-communication-without-stock"]["label"] == "Left out: stock and orders met"
    assert by_id["set-market-shock_sd-"]["names"] == {"both": "Both firms: Uncertainty of demand"}
    assert by_id["set-communication-every-"]["empty"] == "as it is"
    assert by_id["set-levers-range-start-"]["slide"] == 0, "each world inherits another"
    fixed = {row["id"]: row for group in form("blind") for row in group["rows"]}
    assert fixed["set-levers-range-start-"]["slide"] == 1
    assert fixed["set-levers-hours-start-"]["slide"] == 10
    assert by_id["set-communication-every-"]["slide"] == 0, "there is nothing to start from"
    text(groups)


def test_everything_that_the_scenario_offers_can_be_set() -> None:
    found = settings("base")
    shown = {*EngineRules.model_fields, *(f"communication.{name}" for name in Talk.model_fields)}
    hidden = {
        *choices.ON_OFFER,
        "demand",
        "rates",
        "marketing",
        "operations",
        "communication.preset",
    }
    assert set(found) == (shown - hidden) | {f"levers.{lever.name}.start" for lever in LEVERS} | {
        "market.shock_sd"
    }
    assert {option.name for option in found["technologies"].options} == {*TECHNOLOGIES}
    erp = found["technologies"].options[0]
    assert f"{load('base').systems.erp_price:g} a week" in erp.words
    assert erp.kpi == TECHNOLOGIES["erp"].kpi
    for setting in found.values():
        assert setting.label
        assert setting.words or setting.options
    assert "given.sd" in settings("calm")


def other(setting: lab_settings.Setting) -> Any:
    """A value that may be set and differs from the scenario's own."""
    if setting.kind == "switch":
        return not setting.start
    if setting.kind == "several":
        return [setting.options[-1].name]
    if setting.kind == "one":
        return next(option.name for option in setting.options if option.name != setting.start)
    return setting.high if setting.start != setting.high else setting.low


@pytest.mark.parametrize("key", settings("base"))
def test_a_setting_reaches_the_firm_and_comes_back_to_the_page(key: str) -> None:
    setting = settings("base")[key]
    value = other(setting)
    plain = Choice().plain()
    place = plain["both"] if setting.group == "market" else plain["b"]["more"]
    place[key] = value
    chosen = choices.read(plain)
    assert json.loads(text(chosen.plain())) == json.loads(text(plain))
    scenario: Any = chosen.firm("b")
    assert scenario != Choice().firm("b")
    at: Any = scenario
    for part in (
        ["rules", *key.split(".")]
        if setting.group in ("ways", "talk", "technologies")
        else key.split(".")
    ):
        at = at[part] if isinstance(at, dict) else getattr(at, part)
    assert at == value
    assert choices.words(chosen, "b")["also"] or setting.group == "market"
    place[key] = setting.start if not isinstance(setting.start, tuple) else list(setting.start)
    assert choices.read(plain) == Choice()


def test_an_agenda_is_followed_only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    phases = [{"week": 26 * 4 // 2, "incentives": "shared", "orders": {"range": 6}}]
    scenario = load("blind").with_(
        {"phases": phases, "shocks": [{"kind": "supply", "week": 9, "weeks": 1, "size": -0.5}]}
    )
    monkeypatch.setattr(choices, "load", lambda _name: scenario)
    monkeypatch.setattr(lab_settings, "load", lambda _name: scenario)
    settings.cache_clear()
    try:
        assert "week 53 both for the firm's profit" in settings("base")[AGENDA].words
        without = choices.scenario_of("base", Rules())
        assert without.phases == [Phase(week=52, orders={"range": 6})]
        assert without.shocks == [ShockSetting(kind="supply", week=9, size=-0.5)]
        assert (
            choices.scenario_of("base", Rules(more=((AGENDA, True),))).phases[0].incentives
            == "shared"
        )
        assert lab_settings.events(scenario) == [
            "From week 10: 1 week of a shock to supply, −50%.",
            "From week 53: range ordered: 6 variants.",
        ]
    finally:
        settings.cache_clear()


def test_a_scenarios_own_talk_rule_is_kept_in_detail() -> None:
    scenario = load("blind").with_(
        {"communication": "sop", "communication.every": 2, "communication.without": ["cost"]}
    )
    own = choices.own(scenario)
    assert own.communication == "sop"
    assert choices.scenario_of("base", own).rules.channel == scenario.rules.channel


@pytest.mark.parametrize(
    ("sent", "turn"),
    [
        ({"turn": 7}, 7),
        ({"turn": -1}, 0),
        ({"turn": "7"}, 0),
        ({}, 0),
        (None, 0),
        ({"turn": 2**40}, 0),
    ],
)
def test_the_number_of_a_change_comes_back(sent: Any, turn: int) -> None:
    assert choices.turn_of(sent) == turn


MORE: dict[str, Any] = {}
A = Choice().plain()["a"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"scenario": "nowhere"},
            f"There is no scenario 'nowhere'; on offer: {', '.join(names())}.",
        ),
        ({"scenario": "../bad/x.toml"}, "There is no scenario"),
        ({"scenario": ["base"]}, "There is no scenario"),
        ({"seed": -1}, "World: “-1” is not possible; allowed: digits only, from 0 to 999999999"),
        ({"seed": 1_000_000_000}, "World: “1000000000” is not possible"),
        ({"seed": 1.5}, "World: “1.5” is not possible"),
        (
            {"seed": "12,5"},
            "World: “12,5” is not possible; allowed: digits only, from 0 to 9",
        ),
        (
            {"seed": "abc"},
            "World: “abc” is not possible; allowed: digits only, from 0 to 9",
        ),
        ({"seed": True}, "World: “True” is not possible"),
        ({"seed": None}, "World: an empty field is not possible"),
        (
            {"a": {"incentives": "bribe", "communication": "none", "governance": "joint"}},
            "Firm A: incentives: 'bribe' is not known",
        ),
        (
            {"b": {"incentives": "silo", "communication": {}, "governance": "joint"}},
            "Firm B: communication: {} is not known",
        ),
        (
            {"b": {"incentives": "silo", "communication": "none"}},
            "Firm B: governance: an empty field is not known",
        ),
        ({"b": None}, "Firm B came without rules"),
        (
            MORE | {"a": A | {"more": {"horizon.weeks": 5000}}},
            "Firm A: 'horizon.weeks' cannot be set here",
        ),
        (
            MORE | {"a": A | {"more": {"market.shock_sd": 0.2}}},
            "Firm A: 'market.shock_sd' cannot be set here",
        ),
        (MORE | {"a": A | {"more": [1]}}, "Firm A: the further settings did not arrive whole"),
        (MORE | {"a": A | {"more": {"involvement": 2}}}, "a number from 0 to 1"),
        (MORE | {"a": A | {"more": {"involvement": True}}}, "a number from 0 to 1"),
        (MORE | {"a": A | {"more": {"involvement": None}}}, "a number from 0 to 1"),
        (MORE | {"a": A | {"more": {"involvement": float("nan")}}}, "a number from 0 to 1"),
        (
            MORE | {"b": A | {"more": {"accountability": 1}}},
            "Firm B: accountability: 1 is not possible; allowed: yes or no",
        ),
        (
            MORE | {"b": A | {"more": {"technologies": ["erp", "teleporter"]}}},
            "on offer: erp, crm, bi",
        ),
        (MORE | {"b": A | {"more": {"technologies": "erp"}}}, "on offer: erp, crm, bi"),
        (MORE | {"b": A | {"more": {"levers.range.start": 8.5}}}, "a whole number from 1 to 36"),
        (
            MORE | {"b": A | {"more": {"levers.promotion_every.start": 5}}},
            "on offer: never, 4 weeks, 8 weeks, 13 weeks",
        ),
        (MORE | {"b": A | {"more": {"communication.every": 0}}}, "a whole number from 1 to 104"),
        (MORE | {"both": {"involvement": 0.5}}, "Both firms: 'involvement' cannot be set here"),
        (MORE | {"both": {"market.shock_sd": 2}}, "a number from 0 to 1"),
    ],
)
def test_what_is_not_on_offer_is_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ChoiceError) as refused:
        choices.read(Choice().plain() | change)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


NUMBERS = [key for key, setting in settings("base").items() if setting.kind == "number"]
WILD: dict[str, float] = {
    "more than a float holds": 10**400,
    "less than a float holds": -(10**400),
    "more than Python prints": 10**5000,
    "huge": 1e308,
    "hugely negative": -1e308,
    "endless": float("inf"),
    "endlessly negative": float("-inf"),
    "no number": float("nan"),
}


@pytest.mark.parametrize("key", [*NUMBERS, "seed"])
@pytest.mark.parametrize("name", WILD)
def test_any_number_in_any_field_gets_a_sentence(key: str, name: str) -> None:
    """Numbers that no float holds, and some that Python does not even print."""
    plain, value = Choice().plain(), WILD[name]
    if key == "seed":
        plain["seed"] = value
        allowed = "is not possible; allowed: digits only, from 0 to 999999999"
    else:
        setting = settings("base")[key]
        held = plain["both"] if setting.group in lab_settings.BOTH else plain["a"]["more"]
        held[key] = value
        whole = "whole " * setting.whole
        allowed = f"is not possible; allowed: a {whole}number from "
    with pytest.raises(ChoiceError) as refused:
        choices.read(plain)
    said = str(refused.value)
    assert allowed in said
    assert len(said) < 200
    assert said.startswith(("World: ", "Firm A: ", "Both firms: "))


@pytest.mark.parametrize("name", WILD)
def test_a_wild_number_of_a_change_is_none(name: str) -> None:
    assert choices.turn_of({"turn": WILD[name]}) == 0


def test_an_emptied_field_is_called_empty() -> None:
    plain = Choice().plain()
    with pytest.raises(ChoiceError, match="World: an empty field is not possible"):
        choices.read(plain | {"seed": None})
    emptied = plain["a"] | {"more": {"levers.range.start": None}}
    with pytest.raises(ChoiceError, match="Firm A: range: an empty field is not possible; allowed"):
        choices.read(plain | {"scenario": "blind", "a": emptied})


@pytest.mark.parametrize("sent", [None, 1, "base", []])
def test_anything_but_a_choice_is_refused(sent: Any) -> None:
    with pytest.raises(ChoiceError, match="no choice"):
        choices.read(sent)
