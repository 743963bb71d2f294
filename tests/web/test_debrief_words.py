"""Sentences of the debrief, in both languages and in every case of sign and size."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.debriefs import finished

from coordsim.core.facts import FACTS
from coordsim.core.kpis import CAUSES
from coordsim.core.levers import LEVERS
from coordsim.room.after.records import Frictions, Silence, Teachable, Unusual
from coordsim.room.after.teachable import KINDS
from coordsim.room.arms import BETWEEN, PAIRED, Gap
from coordsim.room.moments import KNEW, NOBODY, REASONS, TOLD, Choice, Moment, Told
from coordsim.room.scores import Luck
from coordsim.room.seen import fact_words
from coordsim.rules.pay import PAY
from coordsim.rules.talk import TALK
from coordsim.run.comparison import Difference
from coordsim_web.rooms.debrief import words as say
from coordsim_web.rooms.debrief.words import Words
from coordsim_web.texts import LANGUAGES, translated

EN = Words("en")
BOTH = [Words(language) for language in LANGUAGES]


def test_words_of_the_model_are_the_models() -> None:
    named = {
        "levers": {lever.name: lever.label for lever in LEVERS},
        "facts": {fact.name: fact_words(fact)["label"] for fact in FACTS},
        "causes": {cause: cause for cause in CAUSES},
        "pay": {name: rule.title for name, rule in PAY.items()},
        "talk": {name: rule.title for name, rule in TALK.items()},
    }
    for kind, words in named.items():
        assert {name: EN.name(kind, name) for name in words} == words
        assert set(translated("de")[kind]) <= set(words)


@pytest.mark.parametrize(
    ("profit", "said"),
    [
        (12.4, "Your firm made 12 a week."),
        (-12.6, "Your firm lost 13 a week."),
        (0.3, "Your firm broke even."),
        (-0.3, "Your firm broke even."),
        (0.0, "Your firm broke even."),
    ],
)
def test_a_headline_has_the_sign_of_what_came(profit: float, said: str) -> None:
    assert say.headline(EN, "", profit) == said
    assert "Team 3" in say.headline(EN, "Team 3", profit)


@pytest.mark.parametrize("words", BOTH, ids=LANGUAGES)
@pytest.mark.parametrize("kind", ["managers", "coordinated", "plan"])
@pytest.mark.parametrize(
    ("own", "theirs", "how", "gap"),
    [
        (10, 30, "more", "20"),
        (30, 10, "less", "20"),
        (-10, 10, "more", "20"),
        (-30, -10, "more", "20"),
        (-10, -30, "less", "20"),
        (10.2, 9.8, "same", ""),
        (0, 0, "same", ""),
    ],
)
def test_a_firm_is_held_against_others(
    words: Words, kind: str, own: float, theirs: float, how: str, gap: str
) -> None:
    said = say.against(words, kind, own, theirs)
    assert gap in said
    sign = {"en": {"more": "more", "less": "less", "same": "as much"}}.get(
        words.language, {"more": "mehr.", "less": "weniger.", "same": "genauso viel"}
    )
    assert sign[how] in said
    others = [text for name, text in sign.items() if name != how]
    assert not any(text in said for text in others)


@pytest.mark.parametrize("words", BOTH, ids=LANGUAGES)
@pytest.mark.parametrize("gain", [-5.0, 0.2, 5.0])
def test_pay_is_held_against_a_manager_and_the_most(words: Words, gain: float) -> None:
    said = say.paid(words, "marketing", 10.0, 10.0 + gain)
    assert ("5" in said) == (abs(gain) == 5.0)
    assert ("15" in say.most_paid(words, 10.0, 10.0 + gain)) == (gain == 5.0)


@pytest.mark.parametrize("words", BOTH, ids=LANGUAGES)
@pytest.mark.parametrize("pay", [-5.0, 5.0])
@pytest.mark.parametrize("firm", [-5.0, 5.0])
def test_the_dilemma_is_pay_and_firm_apart(words: Words, pay: float, firm: float) -> None:
    team = finished().told.teams[0]
    manager = team.scores.against("manager in the chair of marketing")
    best = team.scores.against("coordinated managers")
    assert manager is not None
    assert best is not None
    scores = replace(
        team.scores,
        profit=best.profit + firm,
        pay={**team.scores.pay, "marketing": manager.pay["marketing"] + pay},
    )
    said = say.dilemma(words, replace(team, scores=scores), "marketing")
    assert ("ilemma" in said) == (pay > 0 > firm)


@pytest.mark.parametrize("words", BOTH, ids=LANGUAGES)
@pytest.mark.parametrize("pay_cost", [-3.0, 0.0, 3.0])
@pytest.mark.parametrize("age", [None, 0.0, 4.0])
def test_a_moment_says_what_who_and_what_it_cost(
    words: Words, pay_cost: float, age: float | None
) -> None:
    told = Told("hours", float("inf"), 180.0, age, "operations")
    one = Moment(Choice("marketing", "price", (4, 8), 14.0, 11.5), 62.4, pay_cost, TOLD, told)
    what, who = say.moment(words, one, 4)
    assert "2–3" in what
    assert "62" in what
    assert "14" in what
    assert "11.5" in what
    assert ("3 a week higher" in what) == (pay_cost > 0 and words is BOTH[0])
    assert "180" in who
    assert ("4" in who) == (age == 4.0)
    assert "11.5" in who
    others = {
        say.moment(words, replace(one, reason=reason, told=None), 4)[1]
        for reason in REASONS
        if reason != TOLD
    }
    assert len(others) == len(REASONS) - 1


@pytest.mark.parametrize("words", BOTH, ids=LANGUAGES)
def test_what_was_kept_was_not_set_and_no_promotions_are_no_number(words: Words) -> None:
    kept = Choice("marketing", "promotion_depth", (8, 12), 0.2, 0.0, kept=True)
    one = Moment(kept, 62.0, 5.0, KNEW, None)
    what, why = say.moment(words, one, 4)
    assert ("kept" in what, "set" in what) == ((words.language == "en"), False)
    assert ("without promotions" in what) == (words.language == "en")
    assert ("ohne Aktionen" in what) == (words.language == "de")
    no_fact = "No fact was missing" if words.language == "en" else "Es fehlte keine Tatsache"
    assert no_fact not in why
    assert no_fact in say.moment(words, replace(one, choice=replace(kept, kept=False)), 4)[1]
    less = replace(one, choice=replace(kept, kept=False), pay_cost=-5.0)
    assert no_fact not in say.moment(words, less, 4)[1]


@pytest.mark.parametrize("words", BOTH, ids=LANGUAGES)
def test_the_error_of_a_forecast_is_no_variance(words: Words) -> None:
    told = Told("surprise", 0.0144, 0.0625, 4.0, "operations")
    one = Moment(Choice("marketing", "price", (0,), 9.0, 10.0), 18.0, 5.0, TOLD, told)
    why = say.moment(words, one, 4)[1]
    assert "±12%" in why
    assert "±25%" in why
    assert "arian" not in why


@pytest.mark.parametrize("words", BOTH, ids=LANGUAGES)
def test_where_nobody_knew_better_nobody_could_have_told(words: Words) -> None:
    told = Told("demand", 161.0, 167.0, None, NOBODY)
    one = Moment(Choice("operations", "staff", (0,), 30.0, 10.0), 18.0, 0.0, TOLD, told)
    why = say.moment(words, one, 4)[1]
    assert ("Nobody in the firm" if words.language == "en" else "Niemand in der Firma") in why


@pytest.mark.parametrize(
    ("price", "said"),
    [(5.0, "5 more"), (-5.0, "5 less"), (0.4, "to just as much"), (None, "no silence")],
)
def test_the_price_of_silence_has_a_sign(price: float | None, said: str) -> None:
    found = None if price is None else Silence(-20.0, -7.0, price - 20.0, quiet=True)
    assert said in say.silence(EN, found)
    assert ("price of silence" in say.silence(EN, found)) == (price == 5.0)
    assert say.silence(BOTH[1], found)


@pytest.mark.parametrize("words", BOTH, ids=LANGUAGES)
def test_the_rule_that_helped_most_is_the_largest(words: Words) -> None:
    others = {("shared", "none"): 135.0, ("silo", "sop"): 53.0}
    said = say.most_helped(words, -34.0, others)
    assert say.rules(words, "shared", "none") in said
    assert "169" in said
    assert say.rules(words, "silo", "sop") in say.most_helped(words, -34.0, {("silo", "sop"): 53.0})
    worse = say.most_helped(words, 200.0, others)
    assert "None of" in worse or "Keine" in worse
    assert "65" in worse
    assert say.most_helped(words, 135.0, others) not in (said, worse)


@pytest.mark.parametrize("words", BOTH, ids=LANGUAGES)
def test_a_world_unlike_most_is_told_with_its_count(words: Words) -> None:
    both = {say.unusual(words, Unusual("silo", "none", more, 19, 20)) for more in (True, False)}
    assert len(both) == 2
    assert all("19" in one and "20" in one for one in both)
    assert say.short(words, 16)
    assert "16" in say.short(words, 16)[0]
    assert not say.short(words, say.SHORT)


@pytest.mark.parametrize("words", BOTH, ids=LANGUAGES)
def test_where_something_was_told_nobody_speaks_of_silence(words: Words) -> None:
    said = say.silence(words, Silence(10.0, 25.0, 30.0, quiet=False))
    assert "ilence" not in said
    assert "chweigen" not in said
    for money in ("10", "25", "30"):
        assert money in said


@pytest.mark.parametrize(
    ("best", "parts", "said"),
    [
        (30.0, {"pay": 25.0, "range": -5.0}, "lie 20 a week; the biggest part is pay (+25)"),
        (
            0.0,
            {"pay": 5.0, "range": -15.0},
            "10 a week more than coordinated ones with the best plan's range; the biggest part is"
            " range (−15)",
        ),
        (10.0, {"pay": 5.0, "range": -5.0}, "made as much as"),
    ],
)
def test_frictions_have_a_sign(best: float, parts: dict[str, float], said: str) -> None:
    assert said in say.frictions(EN, Frictions(10.0, best, parts))
    assert "no best plan is stored" in say.frictions(EN, Frictions(10.0, best, parts, "none"))
    assert say.frictions(BOTH[1], Frictions(10.0, best, parts))


@pytest.mark.parametrize(
    ("below", "said"), [(0.99, "Luck helped"), (0.01, "against it"), (0.5, "no large hand")]
)
def test_luck_is_told_apart(below: float, said: str) -> None:
    found = Luck(worlds=200, own=-5.0, mean=3.0, low=-9.0, high=8.0, below=below)
    assert said in say.luck(EN, found)
    assert "−9" in say.luck(BOTH[1], found)


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (Difference(5, 1, 9), "told above silent in profit: by 5"),
        (Difference(-5, -9, -1), "told below silent in profit: by 5"),
        (Difference(1, -3, 5), "cannot be told apart"),
        (None, "too few teams"),
    ],
)
@pytest.mark.parametrize("how", [PAIRED, BETWEEN])
def test_arms_are_compared_with_their_interval(gap: Difference | None, said: str, how: str) -> None:
    one = Gap("profit", "told", "silent", how, gap)
    assert said in say.gap(EN, one)
    assert ("paired" in say.gap(EN, one)) == (how == PAIRED and gap is not None)
    assert say.gap(BOTH[1], one)


@pytest.mark.parametrize("words", BOTH, ids=LANGUAGES)
def test_every_teachable_moment_has_its_week_and_numbers(words: Words) -> None:
    numbers = {
        KINDS[0]: {"said": 71.0, "expected": 51.0, "asked": 49.0},
        KINDS[1]: {"depth": 0.15, "asked": 71.0, "lost": 9.0},
        KINDS[2]: {"promised": 71.0, "sold": 51.0, "lost": 9.0},
        KINDS[3]: {
            "lost": 71.0,
            "before": 1.0,
            "after": 2.0,
            "stock_before": 51.0,
            "stock_after": 80.0,
        },
    }
    for kind, values in numbers.items():
        said = say.teachable(words, Teachable(kind, 5, "marketing", values))
        assert "6" in said
        assert "71" in said
    calendar = {"promised_depth": 0.0, "promised_every": 0.0, "depth": 0.3, "every": 4.0}
    assert "30%" in say.teachable(words, Teachable(KINDS[2], 5, "marketing", calendar))
