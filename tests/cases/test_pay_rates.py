"""Rates, salary, service part and charged spending of pay rules, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support.slips import plain

from coordsim.core.levers import ROLES
from coordsim.rules.pay import PAY
from coordsim.rules.pay.cost_alone import CostAlone
from coordsim.rules.pay.rates import rates_of, with_rates
from coordsim.rules.pay.salaried import Salaried
from coordsim.rules.pay.silo import Silo
from coordsim.run.simulate import simulate
from coordsim.scenario.file import Scenario, ScenarioError, load
from coordsim.study.pay_levels import COORDINATED, LEVEL, SHARE, fitted, pay_levels

KPIS = {
    "units": np.full(2, 100.0),
    "unit_cost": np.full(2, 7.0),
    "fill_rate": np.array([0.82, 0.95]),
    "marketing_spending": np.full(2, 40.0),
    "operations_spending": np.full(2, 60.0),
}


def short(**changes: Any) -> Scenario:
    small = {"market.customers": 200, "horizon.weeks": 12, "horizon.warmup": 0}
    return load("blind").with_(small | changes)


def test_a_fill_rate_below_its_target_is_charged() -> None:
    """10 points of fill rate missing of 92 % at 60 are 6; above the target nothing is charged."""
    silo = Silo(per_missing=60.0)
    slip = plain(silo, "operations", KPIS)
    assert slip["unit cost under target"] == [24, 24]
    assert slip["fill rate under target"] == pytest.approx([-6, 0])
    assert silo.how("fill rate under target", -6.0) == "\u2212(92% \u2212 82.0%) \u00d7 60"
    assert "Taken off: 60 times what the fill rate misses of 92%." in silo.words("operations")


def test_each_role_is_charged_its_own_spending() -> None:
    """5 % of 40 and of 60."""
    silo = Silo(of_spending=0.05)
    assert plain(silo, "marketing", KPIS) == {"units sold": [25, 25], "own spending": [-2, -2]}
    assert plain(silo, "operations", KPIS)["own spending"] == [-3, -3]
    assert silo.how("own spending", -3.0) == "5% of \u221260"


def test_a_salary_comes_on_top() -> None:
    paid = Salaried(Silo(), 20.0)
    assert paid.pay("marketing", KPIS)["salary"] == 20
    assert paid.words("marketing").endswith("A salary of 20 a week comes on top.")
    assert (paid.name, paid.how("salary", 20.0)) == ("silo", "the same every week")
    run = simulate(short(salary=20.0), firms=2, seed=1)
    bare = simulate(short(), firms=2, seed=1)
    assert run.slips["marketing"]["salary"][0, 3] == 20
    assert run.kpi("marketing_pay") == pytest.approx(bare.kpi("marketing_pay") + 20)


def test_cost_alone_has_no_service_part() -> None:
    assert plain(CostAlone(), "operations", KPIS) == {"unit cost under target": [24, 24]}
    with pytest.raises(ScenarioError, match=r"rates\.cost_alone\.per_missing is not known"):
        short(**{"rates.cost_alone.per_missing": 10.0})
    other = short(incentives="cost_alone", **{"rates.silo.per_missing": 60.0})
    assert list(plain(other.rules.incentive, "operations", KPIS)) == ["unit cost under target"]


def test_rates_of_a_rule_inside_another_are_its_own() -> None:
    """Operations' part of quota pay is silo pay, at silo's rates."""
    rule = with_rates(PAY["quota"], {"silo": {"per_cost": 2.0}, "quota": {"per_unit": 0.2}})
    assert plain(rule, "operations", KPIS) == {"unit cost under target": [6, 6]}
    assert rates_of(rule)["per_unit"].default == 0.1
    assert with_rates(PAY["quota"], {}) is PAY["quota"]


@pytest.mark.parametrize("name", PAY.own)
def test_defaults_are_the_rules_own_numbers(name: str) -> None:
    """A rule need not have rates; those of the product all do (the tests above set some)."""
    rule = PAY[name]
    rates = rates_of(rule)
    assert all(
        getattr(rule, key) == rate.default and rate.low <= rate.default <= rate.high
        for key, rate in rates.items()
    )
    held = {key: rate.default for key, rate in rates.items()}
    assert with_rates(rule, {name: held}) == rule


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("rates.silo.per_unt", 1.0, "rules.rates.silo.per_unt is not known; allowed: per_unit,"),
        ("rates.silo.per_unit", -1.0, r"rules.rates.silo.per_unit = -1.0 is outside \[0, 1000\]"),
        ("rates.sillo.per_unit", 1.0, "rules.rates.sillo is not known; allowed: silo,"),
        ("rates.forecast_bonus.alpha", 0.9, "rules.rates.forecast_bonus: "),
        ("salary", -1.0, r"rules.salary = -1.0 is outside \[0, 1000\]"),
    ],
)
def test_refused(key: str, value: float, told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        short(**{key: value})


def test_a_scenario_s_rates_are_paid_and_believed() -> None:
    """At a rate of nothing for units marketing is paid nothing, and accountability's charges follow
    their rates.
    """
    rates = {"rates.silo.per_unit": 0.0, "rates.accountability.per_late": 0.0}
    run = simulate(short(accountability=True, **rates), firms=2, seed=1)
    slips = run.slips["marketing"]
    assert np.nanmax(np.abs(slips["units sold"])) == 0
    assert np.nanmax(np.abs(slips["promises broken"])) == 0
    assert np.nanmax(np.abs(slips["word off demand"])) > 0


def test_fitted_rates_pay_what_was_asked_for() -> None:
    """In the firm that was measured both roles earn LEVEL under each rule, SHARE of it variable;
    under a rule that pays both alike they do so on average.
    """
    scenario = load("blind").with_({"horizon.weeks": 28, "horizon.warmup": 12})
    rules = ("silo", "departmental", "shared", "scorecard", "transfer_price")
    levels = pay_levels(scenario, rules, firms=2)
    assert {(one.pay, one.role) for one in levels} == {(p, r) for p in rules for r in ROLES}
    assert all(one.variable == one.total > 0 for one in levels)
    rates = fitted(scenario, levels)
    paid = scenario.with_({"rates": rates, "salary": LEVEL * (1 - SHARE)})
    lived = simulate(scenario.with_(COORDINATED), firms=2, seed=1)
    for name in rules:
        slips = replace(lived, scenarios=[paid, paid]).paid_by(name)
        totals = {
            role: sum(float(np.nanmean(line[:, 12:])) for line in lines.values())
            for role, lines in slips.items()
        }
        if name in ("silo", "departmental"):
            assert totals == pytest.approx(dict.fromkeys(ROLES, LEVEL))
        assert sum(totals.values()) / 2 == pytest.approx(LEVEL)
