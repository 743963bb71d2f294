"""What compiled code pays by is what the rule itself pays by, or the rule is refused."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from support.firms import silent, small
from support.registered import registered

from coordsim.core.firm import LESSONS
from coordsim.core.records import Floats
from coordsim.mind.outlook import anchor, outlook
from coordsim.mind.program import BY_FUNCTION, STEPS, ProgramError, hangs_on
from coordsim.mind.search import worth
from coordsim.players.hold import Hold
from coordsim.rules.pay import PAY
from coordsim.rules.pay.silo import Silo
from coordsim.run.simulate import Engine, kpis, simulate

Formula = Callable[[Mapping[str, Floats]], Floats]
SHORT = {"horizon.weeks": 8, "horizon.warmup": 0, "incentives": "mine"}


@dataclass(frozen=True)
class Mine(Silo):
    """A rule of one line."""

    name: str = "mine"
    formula: Any = None

    def pay(self, role: str, kpis: Mapping[str, Floats]) -> Mapping[str, Floats]:
        return {"all": self.formula(kpis)}


@dataclass(frozen=True)
class TwoLines(Mine):
    """The same, and a line that hangs on nothing."""

    def pay(self, role: str, kpis: Mapping[str, Floats]) -> Mapping[str, Floats]:
        return {**super().pay(role, kpis), "whatever comes": 2.0 + 0.0 * kpis["units"]}


GOOD: dict[str, Formula] = {
    "a count of targets": lambda k: 10.0 * (1.0 * (k["fill_rate"] > 0.5) + (k["units"] > 1)),
    "the larger": lambda k: np.maximum(k["profit"], 2.0 * k["units"]),
    "a choice": lambda k: np.where(k["fill_rate"] >= 0.9, k["units"], -k["units"]),
    "both": lambda k: 3.0 * ((k["units"] > 1) & (k["fill_rate"] > 0.1)),
    "if it is there": lambda k: k.get("roi", 7.0) + 0.0 * k["units"],
}


@pytest.mark.parametrize("formula", GOOD.values(), ids=GOOD)
def test_books_and_slips_say_the_same(formula: Formula) -> None:
    with registered(PAY, Mine(formula=formula)):
        run = simulate(small(SHORT), seed=1)
        for role in ("marketing", "operations"):
            paid = run.flows[f"{role}_pay"]
            slip = run.slips[role]["all"]
            due = ~np.isnan(slip)
            assert due.any()
            np.testing.assert_allclose(paid[due], 4 * slip[due], rtol=1e-12)


NOBODY_CALLS = {"rules.demand": "given", "given.mean": 0.0, "given.sd": 0.0}
NEVER = ("unit_cost", "fill_rate", "margin", "promises_broken")  # of who sells and makes nothing
UNBASED: dict[str, Formula] = {
    "it alone": lambda k: 9.0 - k["unit_cost"],
    "it times nothing": lambda k: 5.0 + k["units"] * k["unit_cost"],
    "a choice that it decides": lambda k: np.where(k["fill_rate"] >= 0.9, 1.0, 7.0),
    "whether it is no number": lambda k: np.where(k["margin"] == k["margin"], 1.0, 7.0),
}


@pytest.mark.parametrize("asked", [False, True], ids=["by rules", "asked"])
@pytest.mark.parametrize("formula", UNBASED.values(), ids=UNBASED)
def test_a_line_that_hangs_on_what_has_no_base_pays_nothing(formula: Formula, asked: bool) -> None:
    """A line beside it is paid as ever."""
    rule = TwoLines(formula=formula)
    players = {role: Hold(role) for role in ("marketing", "operations")} if asked else {}
    with registered(PAY, rule):
        run = simulate(small(SHORT | NOBODY_CALLS), seed=1, players=players)
        assert all(np.isnan(run.kpi(name)[0]) for name in NEVER)
        for role in ("marketing", "operations"):
            due = run.flows["paid_weeks"] > 0
            assert due.any()
            assert (run.slips[role]["all"][due] == 0).all()
            assert (run.slips[role]["whatever comes"][due] == 2.0).all()
            assert (run.flows[f"{role}_pay"][due] == 8.0).all()


@pytest.mark.parametrize("pay", list(PAY))
def test_every_rule_pays_a_firm_that_nobody_calls(pay: str) -> None:
    """Books and slips say the same, and a unit cost of no unit takes nothing off."""
    run = simulate(small(SHORT | NOBODY_CALLS | {"incentives": pay}), seed=1)
    due = run.flows["paid_weeks"] > 0
    for role, lines in run.slips.items():
        whole = sum(values[due] for values in lines.values())
        np.testing.assert_allclose(run.flows[f"{role}_pay"][due], 4 * whole, atol=1e-9)
        for line in lines:
            if hangs_on(PAY[pay], role)[line] & set(NEVER):
                assert (lines[line][due] == 0).all(), line


def test_what_has_no_base_is_shown_as_none_and_teaches_nothing() -> None:
    seen = silent()
    changes = {"managers.learning": 0.5, "managers.priors": "drawn"}
    engine = Engine(
        [small(SHORT | NOBODY_CALLS | changes | {"incentives": "silo"})],
        [1],
        {"marketing": silent(), "operations": seen},
    )
    for _ in range(8):
        engine.step()
    assert np.isnan(seen.seen[1].result["unit_cost"][0])
    assert seen.seen[1].pay["unit cost under target"][0] == 0
    names = list(LESSONS)
    learnt = seen.seen[1].learnt[0]
    assert [
        learnt[names.index(name)] for name in ("fill_rate", "unit_cost", "promises_broken")
    ] == [1, 1, 1]


def test_what_is_expected_to_have_no_base_pays_nothing_either() -> None:
    """Who expects to sell nothing does not expect to be ruined by what a unit costs."""
    engine = Engine([small(SHORT | NOBODY_CALLS | {"incentives": "silo"})], [1])
    beliefs, plan = engine.fleet.firms["beliefs"][:, 1].copy(), engine.fleet.firms["levers"].copy()
    model = engine.world.model
    kpis = outlook(model, plan, beliefs, anchor(model, beliefs))
    assert np.isnan(kpis["unit_cost"][0])
    assert np.isnan(kpis["margin"][0])
    paid = worth(model, PAY["silo"], "operations", kpis, {})
    assert abs(paid[0]) < 100


BAD: dict[str, tuple[Formula, str]] = {
    "comparisons added": (
        lambda k: 10.0 * ((k["fill_rate"] > 0.5) + (k["units"] > 1)),
        r"adds two comparisons, which numpy takes as or; use numpy\.where",
    ),
    "a method of arrays": (
        lambda k: k["units"].clip(0, 9),
        r"pay rule mine, marketing: it uses \.clip of a KPI; allowed: .*numpy\.minimum",
    ),
    "a function of arrays": (lambda k: np.clip(k["units"], 0, 9), r"uses numpy\.clip; allowed"),
    "a branch": (lambda k: k["units"] if k["fill_rate"] > 1 else 0.0, r"so or so .*numpy\.where"),
    "the larger of Python": (lambda k: max(k["units"], 9.0), r"so or so .*numpy\.maximum"),
    "mathematics": (
        lambda k: math.sqrt(k["units"]),
        r"plain number of a KPI .*numpy\.sqrt",
    ),
    "a round number": (lambda k: round(k["units"], 2), r"makes a plain number of a KPI .*numpy\."),
    "an array made": (lambda k: np.asarray(k["units"]), r"makes an array of a KPI; allowed: "),
    "a word": (lambda k: "much", r"returned 'all': 'much'; allowed: numbers"),
    "a slip of its own": (lambda k: {"a": 1}, r"returned 'all': \{'a': 1\}; allowed: numbers"),
    "a misspelt KPI": (lambda k: k["unit"], r"reads 'unit', which .*allowed: profit.*mean units\?"),
    "what is not foreseen": (
        lambda k: k["bullwhip"],
        r"reads 'bullwhip', .*; allowed: profit",
    ),
    "its own mistake": (lambda k: k["units"] + {}["rate"], r"marketing: KeyError: 'rate'"),
    "what passes over nan": (lambda k: np.fmax(k["profit"], 3.0), r"it uses numpy\.fmax; allowed"),
}


@pytest.mark.parametrize(("formula", "said"), BAD.values(), ids=BAD)
def test_what_means_two_things_is_refused(formula: Formula, said: str) -> None:
    with registered(PAY, Mine(formula=formula)), pytest.raises(ProgramError, match=said):
        simulate(small(SHORT), seed=1)


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize("asked", [False, True], ids=["by rules", "asked"])
def test_pay_that_is_no_money_ends_the_run(asked: bool) -> None:
    """Managers who expect none hold their levers for ever, and nobody would know why."""
    bad = Mine(formula=lambda k: np.log(k["units"] - 1e5))
    players = {"marketing": Hold("marketing")} if asked else {}
    said = r"pay rule mine: it pays marketing nan in week 3 \(from 0\) of world 1; needed: finite"
    with registered(PAY, bad), pytest.raises(ValueError, match=said):
        simulate(small(SHORT), seed=1, players=players)
    with registered(PAY, bad), pytest.raises(ValueError, match=said):
        kpis(small(SHORT), seed=1)


def test_all_that_a_rule_may_do_is_said() -> None:
    operators = {name for name in STEPS if name not in BY_FUNCTION} - {"ndtr"}
    assert set(BY_FUNCTION) < set(STEPS)
    signs = vars(np.lib.mixins.NDArrayOperatorsMixin)
    short = {"bitwise_and": "and", "bitwise_or": "or", "subtract": "sub", "multiply": "mul"}
    short |= {"true_divide": "truediv", "divide": "truediv", "negative": "neg", "greater": "gt"}
    short |= {"greater_equal": "ge", "less": "lt", "less_equal": "le", "equal": "eq"}
    assert all(f"__{short.get(name, name)}__" in signs for name in operators)


def test_what_another_rule_would_have_known_is_not_told() -> None:
    """Knowledge is lived again: under a rule that is another now, none is better than a wrong."""
    with registered(PAY, Mine(formula=lambda k: k["units"])):
        run = simulate(small(SHORT | {"horizon.weeks": 24}), seed=1)
        kept = simulate(small(SHORT | {"horizon.weeks": 24}), seed=1)
        assert kept.facts.shape == (*run.plan.shape[:2], kept.facts.shape[2])
    with (
        registered(PAY, Mine(formula=lambda k: -k["units"])),
        pytest.raises(ValueError, match="a rule has changed since they were run"),
    ):
        _ = run.facts
