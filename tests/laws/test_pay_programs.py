"""What compiled code pays by is what the rule itself pays by, or the rule is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from support.firms import small
from support.registered import registered

from coordsim.core.records import Floats
from coordsim.mind.program import ProgramError
from coordsim.rules.pay import PAY
from coordsim.rules.pay.silo import Silo
from coordsim.run.simulate import simulate

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
    "a method of arrays": (lambda k: k["units"].clip(0, 9), r"pay rule mine, marketing: .*clip"),
    "what passes over nan": (lambda k: np.fmax(k["profit"], 3.0), r"it uses numpy\.fmax; allowed"),
}


@pytest.mark.parametrize(("formula", "said"), BAD.values(), ids=BAD)
def test_what_means_two_things_is_refused(formula: Formula, said: str) -> None:
    with registered(PAY, Mine(formula=formula)), pytest.raises(ProgramError, match=said):
        simulate(small(SHORT), seed=1)


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
