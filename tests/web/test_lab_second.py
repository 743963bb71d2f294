"""What the Lab says of managers who learn, of an owner, of cash and of an inherited plan: only
where a scenario has them.
"""

import json

import numpy as np
import pytest
from support.lab import RULES, Lived
from support.lab import lived as opened

from coordsim.core.firm import LESSONS
from coordsim.core.levers import ROLES
from coordsim.scenario.file import load
from coordsim.show.numbers import number
from coordsim_web.lab import firms, worlds
from coordsim_web.lab.learnt import came_words, learnt_words
from coordsim_web.lab.records import FirmWhy
from coordsim_web.lab.weekly import money
from coordsim_web.lab.why import why

SHORT = {"horizon.weeks": 36, "horizon.warmup": 0, "owner.patience": 1}


def lived(seed: int, **changes: float) -> Lived:
    changed = {name.replace("__", "."): value for name, value in changes.items()}
    return Lived(*reversed(firms.watched(load("base").with_({**SHORT, **changed}), seed)))


@pytest.fixture(scope="module")
def ordered() -> Lived:
    return lived(2, money__cash=0.0)


@pytest.fixture(scope="module")
def poor() -> Lived:
    return lived(3, money__cash=0.0, money__credit=1000.0)


def told(firm: Lived) -> FirmWhy:
    return why(firm.run, firm.engine.world, firm.engine.thoughts)


def test_the_first_model_has_none_of_it() -> None:
    for rules in RULES.values():
        engine, run = opened(rules, "blind")
        for one in why(run, engine.world, engine.thoughts)["rounds"]:
            assert not any(one[name] for name in ("inherited", "owner", "cash", "stopped"))
            assert not any(seat["came"] or seat["learnt"] for seat in one["seats"].values())


def test_expected_and_came(ordered: Lived) -> None:
    rounds = told(ordered)["rounds"]
    assert not any(seat["came"] or seat["learnt"] for seat in rounds[0]["seats"].values())
    for role, own in (("marketing", "units"), ("operations", "unit_cost")):
        hoped = ordered.run.tape[role][4].predicted
        assert hoped is not None
        came = ordered.run.kpi("profit", slice(4, 8))[0], ordered.run.kpi(own, slice(4, 8))[0]
        words = rounds[2]["seats"][role]["came"]
        assert money(float(hoped["profit"][0])) in words
        assert money(came[0]) in words
        assert (number if own == "units" else money)(came[1]) in words
    assert came_words(ordered.run, "marketing", (4, 8), None) == ""


def test_what_was_learnt_in_words() -> None:
    lesson = dict.fromkeys(LESSONS, 1.0) | {"more": 20.0, "cost": 1.04, "units": 0.9}
    learnt = np.array(list(lesson.values()))
    expected = {"revenue": np.array([1200.0]), "profit": np.array([140.0])}  # 1,060 spent, of 1,000
    words = "By what results have taught it, it expects 6% higher costs and 10% fewer units sold"
    assert learnt_words("marketing", learnt, expected) == f"{words} than by its own formula."
    still = np.array([1.0, 1.0, 0.0, 1.0, 1.0, 1.0])
    assert learnt_words("operations", still, expected).startswith("Results have taught it nothing")


def test_hopes_are_what_managers_who_learn_expected(ordered: Lived) -> None:
    """But for who people are, which no picture of a page knows: their traits, and how far one
    underrates reactions.
    """
    alike = lived(
        2, managers__traits_sd=0.0, managers__prior_bias_reaction=0.0, managers__prior_sd=0.0
    )
    for role in ROLES:
        thoughts = alike.engine.thoughts[role]
        for week in (0, 8, 16, 32):
            predicted = alike.run.tape[role][week].predicted
            assert predicted is not None
            assert thoughts[week].chosen.profit == pytest.approx(float(predicted["profit"][0]))


def test_the_plan_that_was_inherited_is_named_once(ordered: Lived) -> None:
    first, *later = told(ordered)["rounds"]
    assert first["inherited"].startswith("Others left this plan; this world drew it")
    assert (
        "price 9, promotion depth 30%, promotion never, advertising 125 a week"
        in (first["inherited"])
    )
    assert not any(one["inherited"] for one in later)


def test_orders_come_hold_and_are_lifted(ordered: Lived) -> None:
    rounds = told(ordered)["rounds"]
    under = ordered.run.flows["under_orders"][0, ::4] > 0
    assert under.any()
    first = int(under.argmax())
    assert first > 0
    assert not any(one["owner"] for one in rounds[:first])
    came = rounds[first]["owner"]
    assert came.startswith("The owner has lost patience and orders: ")
    most = ordered.run.orders["range"][0, 4 * first]
    assert f"range at most {number(most)} variants" in came
    for place in range(first + 1, len(rounds)):
        if under[place]:
            assert rounds[place]["owner"].startswith("The owner's orders hold: ")
        elif under[place - 1]:
            assert rounds[place]["owner"] == "The firm has recovered: the owner lifts its orders."


def test_cash_is_what_is_in_the_bank(ordered: Lived) -> None:
    for place, one in enumerate(told(ordered)["rounds"]):
        cash = float(ordered.run.flows["cash"][0, 4 * place + 3])
        assert money(abs(cash)) in one["cash"]
        assert ("owed to the bank, which lends up to 5,000" in one["cash"]) == (cash < 0)


def test_a_stopped_firm_is_said_to_have_stopped(poor: Lived) -> None:
    stop = int(poor.run.stops[0])
    rounds = told(poor)["rounds"]
    for place, one in enumerate(rounds):
        assert bool(one["stopped"]) == (4 * place + 3 >= stop)
        assert bool(one["seats"]) == (4 * place <= stop)
    assert f"stopped after week {stop + 1}" in rounds[-1]["stopped"]
    (others,) = worlds.others(poor.run.scenarios, [3])
    firm = firms.told(poor.run, poor.engine, others)
    said = json.loads(firms.together({"a": firm, "b": firm})["verdict"])["sentence"]
    words = f"A could not pay any more and stopped after week {stop + 1}"
    assert said[stop + 1][0] == f"{words}."
    assert said[-1][0].startswith(f"{words}: lost ")
    assert not said[stop][0].startswith(words)
    hopes = json.loads(firm.story["outcomes"])["rounds"]
    assert not hopes[-1]["marketing"]
