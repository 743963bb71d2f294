"""Each way of settling is the same whether the engine settles or the rule is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

import pytest
from support.firms import small

from coordsim.core.records import Floats
from coordsim.core.tables import SETTLED
from coordsim.mind.negotiation import Negotiation
from coordsim.rules.settling import SETTLING, GovernanceRule
from coordsim.run.recorder import Recorder
from coordsim.run.simulate import Engine, simulate


@dataclass(frozen=True)
class Asked:
    """A rule that the engine does not know."""

    rule: GovernanceRule

    def __getattr__(self, name: str) -> Any:
        return getattr(self.rule, name)

    def settle(self, table: Negotiation) -> Floats:
        return self.rule.settle(table)


@pytest.mark.parametrize("pay", ["silo", "shared", "quota"])
@pytest.mark.parametrize("way", SETTLED)
def test_asked_or_not(way: str, pay: str) -> None:
    tight = {"levers.hours": {"low": 20, "high": 60, "start": 40}, "involvement": 0.6}
    scenario = small({"governance": way, "incentives": pay, "horizon.weeks": 20} | tight)
    engine, recorder = (
        Engine([scenario] * 2, [1, 2]),
        Recorder([scenario] * 2, [1, 2], detail=False),
    )
    asked = Asked(SETTLING[way])
    engine.kinds = replace(engine.kinds, governance=cast(GovernanceRule, asked))
    for _ in range(20):
        recorder.add(engine.step())
    assert recorder.run().hash == simulate(scenario, seeds=[1, 2]).hash


def test_every_way_of_our_own_is_compiled() -> None:
    assert set(SETTLED) == set(SETTLING.own)
