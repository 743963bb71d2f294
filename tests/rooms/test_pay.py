"""What every pay rule has to be: whatever is registered is tested here."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, is_dataclass
from importlib import import_module
from pkgutil import iter_modules

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import coordsim.incentives
from coordsim.contracts import IncentiveRule
from coordsim.kpis import KPIS
from coordsim.levers import ROLES
from coordsim.scenario import INCENTIVES, load
from coordsim.simulation import simulate

every_rule = pytest.mark.parametrize("rule", INCENTIVES.values(), ids=INCENTIVES.keys())
ROOM = coordsim.incentives


def test_every_file_holds_a_registered_rule_of_its_name() -> None:
    assert {module.name for module in iter_modules(ROOM.__path__)} == set(INCENTIVES)
    for name, rule in INCENTIVES.items():
        assert type(rule) in vars(import_module(f"{ROOM.__name__}.{name}")).values()


@every_rule
def test_named_as_in_a_scenario_and_frozen(rule: IncentiveRule) -> None:
    assert INCENTIVES[rule.name] is rule
    assert is_dataclass(rule)
    with pytest.raises(FrozenInstanceError):
        rule.name = "other"  # type: ignore[misc]
    assert load("base").with_({"incentives": rule.name}).rules.incentives == rule.name


@every_rule
@settings(derandomize=True, max_examples=30)
@given(st.integers(1, 4), st.data())
def test_a_slip_is_finite_money_for_every_firm(rule: IncentiveRule, firms: int, data: st.DataObject) -> None:
    """Every line is (F,), finite for finite KPIs, the same when asked again, and a firm's pay depends on its own KPIs only."""
    values = st.floats(-1e6, 1e6, allow_subnormal=False)
    kpis = {kpi.name: np.array(data.draw(st.lists(values, min_size=firms, max_size=firms))) for kpi in KPIS}
    for role in ROLES:
        slip = rule.pay(role, kpis)
        assert slip
        for line, money in slip.items():
            assert line
            assert line == line.strip()
            assert money.shape == (firms,)
            assert money.dtype == np.float64
            assert np.isfinite(money).all()
            np.testing.assert_array_equal(money, rule.pay(role, kpis)[line])
            alone = rule.pay(role, {name: column[:1] for name, column in kpis.items()})
            assert alone[line][0] == money[0]


@every_rule
def test_pay_reads_only_what_the_outlook_can_foresee(rule: IncentiveRule) -> None:
    """A manager can work out its pay from the outlook's KPIs alone, and slips have the same lines then and afterwards."""
    run = simulate(load("base").with_({"market.customers": 40, "horizon.weeks": 4, "horizon.warmup": 0, "incentives": rule.name}))
    for role in ROLES:
        predicted = run.tape[role][0].predicted
        assert predicted is not None
        assert list(rule.pay(role, predicted)) == list(run.slips[role])
        paid = sum(values[0, 3] for values in run.slips[role].values())
        np.testing.assert_allclose(run.flows[f"{role}_pay"][0], [0, 0, 0, 4 * paid])


@every_rule
def test_the_words_say_every_number(rule: IncentiveRule) -> None:
    said = " ".join(rule.words(role) for role in ROLES)
    for field in fields(rule):  # type: ignore[arg-type]
        value = getattr(rule, field.name)
        if isinstance(value, (int, float)):
            assert f"{value:g}" in said or f"{value:.0%}" in said, field.name
    for role in ROLES:
        words = rule.words(role)
        assert words.endswith(".")
        assert 10 < len(words) < 200
