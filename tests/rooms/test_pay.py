"""What every pay rule has to be: whatever is registered is tested here, plain and with
accountability added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from itertools import count
from typing import Any

import numpy as np
import pytest
from support.registered import registered

from coordsim.core.contracts import IncentiveRule
from coordsim.core.levers import ROLES
from coordsim.core.records import Floats, Kpis
from coordsim.players.hold import Hold
from coordsim.rules.pay import PAY
from coordsim.rules.pay.accountable import Accountable
from coordsim.rules.pay.rates import with_rates
from coordsim.run.rounds import quarter
from coordsim.run.simulate import simulate
from coordsim.scenario.file import load
from coordsim.study.conformance import check_rule
from coordsim.study.conformance.pay import (
    QUARTER,
    is_made_of_steps,
    pays_finite_money,
    speaks_plainly,
)

JARGON = (
    "kpi",
    "alpha",
    "beta",
    "gamma",
    "fractile",
    "wmape",
    "incentive",
    "parameter",
    "variable",
    "lever",
    "newsvendor",
)
every_rule = pytest.mark.parametrize("rule", PAY.values(), ids=PAY.keys())
every_rule_and_charges = pytest.mark.parametrize(
    "rule",
    [*PAY.values(), *map(Accountable, PAY.values())],
    ids=[*PAY, *(f"{name} + charges" for name in PAY)],
)


@every_rule
def test_it_conforms(rule: IncentiveRule) -> None:
    assert check_rule(rule) == []


@every_rule
def test_with_charges_it_still_pays_money_for_figures_that_there_are(rule: IncentiveRule) -> None:
    charged = Accountable(rule)
    assert [*is_made_of_steps(charged), *pays_finite_money(charged)] == []
    assert [said for said in speaks_plainly(charged) if "letters" not in said] == []
    assert max(len(charged.words(role)) for role in ROLES) < 350


def test_the_suite_knows_the_figures_of_a_quarter() -> None:
    assert set(quarter(load("blind"), np.zeros(1), np.full(1, 900.0), 0)) == set(QUARTER)


@every_rule
def test_what_the_slip_says_is_paid(rule: IncentiveRule) -> None:
    scenario = load("blind").with_(
        {"market.customers": 40, "horizon.weeks": 4, "horizon.warmup": 0, "incentives": rule.name}
    )
    run = simulate(scenario)
    for role in ROLES:
        paid = sum(values[0, 3] for values in run.slips[role].values())
        np.testing.assert_allclose(run.flows[f"{role}_pay"][0], [0, 0, 0, 4 * paid])


@every_rule_and_charges
def test_the_words_say_every_number(rule: IncentiveRule) -> None:
    rule = with_rates(rule, {rule.name: {"per_missing": 61.0, "of_spending": 0.07}})
    said = " ".join(rule.words(role) for role in ROLES)
    for field in fields(rule):
        value = getattr(rule, field.name)
        if isinstance(value, (int, float)):
            assert f"{value:g}" in said or f"{value:.0%}" in said, field.name


@every_rule_and_charges
def test_the_words_are_plain(rule: IncentiveRule) -> None:
    for role in ROLES:
        words = rule.words(role)
        assert len(words) > 10
        assert not [word for word in JARGON if word in words.lower()]
        assert any(letter.isdigit() for letter in words)


@dataclass(frozen=True)
class Piecework:
    """A rule that conforms; the cases below each break one thing."""

    name: str = "piecework"
    title: str = "By the piece"

    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        return {"pieces": 0.1 * kpis["units"]}

    def how(self, line: str, amount: float) -> str:
        return f"{amount / 0.1:.1f} units × 0.1"

    def words(self, role: str) -> str:
        return "0.1 for every unit sold."


class Loose(Piecework):
    """Not frozen."""

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)


class Salary(Piecework):
    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Any]:
        return {"salary": 30.0}


class OfThree(Piecework):
    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        return {"wage": np.ones(3)}


class NoSlip(Piecework):
    def pay(self, role: str, kpis: Kpis) -> Any:
        return 0.1 * kpis["units"]


class Branching(Piecework):
    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        return {"pieces": kpis["units"] if kpis["fill_rate"] > 0.95 else 0.0 * kpis["units"]}


class Logarithm(Piecework):
    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        with np.errstate(all="ignore"):
            return {"b": np.log(kpis["units"] - 1e5)}


class Unknown(Piecework):
    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        return {"luck": 1.0 * kpis["luck"]}


class Greedy(Piecework):
    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        return {"all": sum(kpis.values(), start=np.zeros(1))}


class OneNumber(Piecework):
    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        return {"pieces": kpis["units"].mean()}


class Ratio(Piecework):
    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        with np.errstate(all="ignore"):
            return {"pieces": kpis["profit"] / kpis["units"]}


class Rivals(Piecework):
    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        return {"pieces": kpis["units"] - kpis["units"].mean()}


class Moody(Piecework):
    turns = count(1)

    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        return {"pieces": next(self.turns) * kpis["units"]}


class Late(Piecework):
    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        played = kpis["played"]
        done = {"bonus": kpis["units"]} if isinstance(played, np.ndarray) and played.any() else {}
        return {"pieces": kpis["units"]} | done


class Charges(Piecework):
    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        return {"promises broken": 0.1 * kpis["units"]}


class Mute(Piecework):
    def how(self, line: str, amount: float) -> str:
        return "" if amount < 0 else "pieces"


class Stumbling(Piecework):
    def how(self, line: str, amount: float) -> str:
        return f"{1 / amount:g} pieces"


class Wordy(Piecework):
    def words(self, role: str) -> str:
        return "per_unit " * 40


class Unforeseen(Piecework):
    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        return {"calm": 1.0 * kpis["frustration"]}


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (Loose(), "it can be changed; a rule is a frozen dataclass"),
        (OfThree(), "marketing: it uses an array of its own; allowed: single numbers"),
        (NoSlip(), "pay('marketing', kpis) returned a number; needed: the lines of a pay slip"),
        (Branching(), "marketing: it asks whether a KPI is so or so (if, and, or, not, min, max)"),
        (Logarithm(), "pay() as marketing: line 'b' is not finite money: array([nan, nan, nan])"),
        (Logarithm(), "failed: ValueError: pay rule piecework: it pays marketing nan in week 3"),
        (Unknown(), "marketing: it reads 'luck', which managers do not foresee; allowed: profit,"),
        (Greedy(), "pay() goes through all KPIs; it has to name those that it reads"),
        (OneNumber(), "marketing: it uses .mean of a KPI; allowed: arithmetic, comparisons"),
        (Ratio(), "pay() as operations: line 'pieces' is not finite money"),
        (Rivals(), "marketing: it uses .mean of a KPI; allowed: arithmetic"),
        (Moody(), "pay() as marketing: line 'pieces' differs when the same is paid again"),
        (Late(), "pay() as operations has other lines when a round was played"),
        (Charges(), "pay() as marketing: line 'promises broken' is one that accountability adds"),
        (Mute(), "how('pieces', -12.5) is ''; needed: how the line came about"),
        (Stumbling(), "how('pieces', 0.0) failed: ZeroDivisionError"),
        (Wordy(), "words('marketing') is no sentence: it has to end with a full stop"),
        (Wordy(), "words('operations') has 360 letters; allowed: 225"),
        (Wordy(), "words('marketing') holds a name of the program"),
        (Unforeseen(), "it reads 'frustration', which managers do not foresee; allowed: profit,"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Piecework) else "",
)
def test_a_breach_is_said_in_a_sentence(rule: IncentiveRule, says: str) -> None:
    with registered(PAY, rule):
        found = check_rule(rule)
    assert [said for said in found if says in said], found
    assert all("\n" not in said for said in found)


def test_a_rule_that_cannot_be_used_is_told_once() -> None:
    """What the other checks would say of it hides the sentence that helps."""
    for rule in (Branching(), NoSlip(), Unknown(), Greedy()):
        with registered(PAY, rule):
            assert len(check_rule(rule)) == 1


def test_a_false_breach_is_not_told() -> None:
    with registered(PAY, rule := Logarithm()):
        assert not [said for said in check_rule(rule) if "accountability" in said]


def test_one_number_stands_for_every_firm() -> None:
    """In the checks, in the books and on the slips."""
    short = {"market.customers": 40, "horizon.weeks": 4, "horizon.warmup": 0}
    with registered(PAY, rule := Salary()):
        assert check_rule(rule) == []
        scenario = load("blind").with_(short | {"incentives": rule.name})
        for players in (None, {"marketing": Hold("marketing")}):
            run = simulate(scenario, firms=2, players=players)
            np.testing.assert_array_equal(run.slips["marketing"]["salary"][:, 3], [30.0, 30.0])
            np.testing.assert_array_equal(run.flows["marketing_pay"][:, 3], [120.0, 120.0])


def test_a_rule_that_conforms_has_no_breach() -> None:
    rule = Piecework()
    with registered(PAY, rule):
        assert check_rule(rule) == []
    (said,) = check_rule(rule)
    assert "is not registered" in said
