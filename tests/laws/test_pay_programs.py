"""What compiled code pays by is what the rule itself pays by, or the rule is refused."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from support.firms import small
from support.registered import registered

from coordsim.core.records import Floats
from coordsim.mind.program import BY_FUNCTION, STEPS, ProgramError
from coordsim.players.hold import Hold
from coordsim.rules.pay import PAY
from coordsim.rules.pay.silo import Silo
from coordsim.run.simulate import kpis, simulate

Formula = Callable[[Mapping[str, Floats]], Floats]
SHORT = {"horizon.weeks": 8, "horizon.warmup": 0, "incentives": "mine"}


@dataclass(frozen=True)
class Mine(Silo):
    """A rule of one line."""

    name: str = "mine"
    formula: Any = None

    def pay(self, role: str, kpis: Mapping[str, Floats]) -> Mapping[str, Floats]:
        return {"all": self.formula(kpis)}


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
