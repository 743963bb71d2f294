"""The debrief's numbers, each against what it says it is."""

from __future__ import annotations

import math
from typing import Any

import pytest
from support.firms import small

from coordsim.core.levers import ROLES
from coordsim.room.debrief import knowledge
from coordsim.room.replays import other_pay
from coordsim.rules.pay import PAY
from coordsim.run.result import Run
from coordsim.run.simulate import simulate

WEEKS = 32  # two quarters of four rounds
HELD = {
    "horizon.weeks": WEEKS,
    "horizon.warmup": 0,
    "rules.marketing": {"kind": "hold"},
    "rules.operations": {"kind": "hold"},
    "people.effort_elasticity": 0.0,  # nobody works harder, or worse, for another pay
    "people.frustration_effect": 0.0,
    "people.quota_stretch": 0.6,  # so that quotas are reached
}


FIRMS: dict[str, dict[str, Any]] = {
    "usual": {},
    "held to account": {"rules.accountability": True},
    "nobody calls": {"rules.demand": "given", "given.mean": 0.0, "given.sd": 0.0},
}


def paid_by(pay: str, firm: str) -> Run:
    return simulate(small({**HELD, **FIRMS[firm], "incentives": pay}), seed=3)


@pytest.mark.parametrize("firm", FIRMS)
@pytest.mark.parametrize("pay", PAY)
def test_the_same_decisions_under_another_pay_are_paid_what_that_pay_pays(
    pay: str, firm: str
) -> None:
    run, silo = paid_by(pay, firm), paid_by("silo", firm)
    assert run.flows["units"].tolist() == silo.flows["units"].tolist()
    said = next(row for row in other_pay(silo) if row.pay == pay)
    for role in ROLES:
        assert said.week[role] == pytest.approx(float(run.kpi(f"{role}_pay")[0]), rel=1e-9)


def test_the_widest_gap_comes_first() -> None:
    run = simulate(small({"communication": "none", "horizon.warmup": 0}), seed=3)
    rows = knowledge(run, "operations")
    assert [row.seat for row in rows] == sorted((row.seat for row in rows), reverse=True)
    for seat in ROLES:
        gaps = [
            math.inf
            if row.belief is None
            else abs(row.belief - row.truth) / max(abs(row.truth), 1e-9)
            for row in rows
            if row.seat == seat and row.truth is not None
        ]
        assert len(gaps) > 3
        assert gaps == sorted(gaps, reverse=True)
        assert gaps[0] > gaps[-1]
