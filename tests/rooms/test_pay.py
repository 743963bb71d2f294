"""What every pay rule has to be: whatever file there is in the room is tested here, plain and with
accountability added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import FrozenInstanceError, fields, is_dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordsim.core.contracts import IncentiveRule
from coordsim.core.kpis import KPIS
from coordsim.core.levers import ROLES
from coordsim.core.records import Floats
from coordsim.rules.pay import PAY
from coordsim.rules.pay.accountable import Accountable
from coordsim.run.simulate import Engine, simulate
from coordsim.scenario.file import load
from coordsim.week.beliefs import quarter

# What the engine adds to the KPIs of a round for the sake of pay by the quarter, with values that
# make sense.
QUARTER = {
    "played": st.sampled_from([0.0, 1.0]),
    "round_weeks": st.integers(1, 13).map(float),
    "quarter_left": st.integers(1, 52).map(float),
    "quarter_units": st.floats(0, 1e6, allow_subnormal=False),
    "quota": st.floats(0, 1e6, allow_subnormal=False),
    "quota_share": st.floats(0, 1, allow_subnormal=False),
}
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


class Reads(Mapping[str, Floats]):
    """KPIs that remember which of them were asked for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> Floats:
        self.names.add(name)
        return np.ones(1)

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("a pay rule names the KPIs that it reads")

    def __len__(self) -> int:
        raise AssertionError("a pay rule names the KPIs that it reads")


def read_by(rule: IncentiveRule) -> set[str]:
    """Names of the figures from which a rule pays."""
    reads = Reads()
    for role in ROLES:
        rule.pay(role, reads)
    return reads.names


RULES = PAY
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
every_rule_and_charges = pytest.mark.parametrize(
    "rule",
    [*RULES.values(), *map(Accountable, RULES.values())],
    ids=[*RULES, *(f"{name} + charges" for name in RULES)],
)


@every_rule_and_charges
def test_named_as_its_file_and_frozen(rule: IncentiveRule) -> None:
    inner = rule.rule if isinstance(rule, Accountable) else rule
    assert RULES[rule.name] is inner
    assert is_dataclass(rule)
    with pytest.raises(FrozenInstanceError):
        rule.name = "other"


@pytest.mark.parametrize("name", PAY)
def test_a_scenario_can_ask_for_it(name: str) -> None:
    assert load("base").with_({"incentives": name}).rules.incentives == name


@every_rule_and_charges
def test_it_reads_kpis_of_the_table(rule: IncentiveRule) -> None:
    """And the quarter's figures; nothing else, so that any other rule can be reckoned for a
    finished game.
    """
    assert read_by(rule)
    assert read_by(rule) - set(QUARTER) <= {kpi.name for kpi in KPIS}


@every_rule_and_charges
@settings(derandomize=True, max_examples=30)
@given(st.integers(1, 4), st.data())
def test_a_slip_is_finite_money_for_every_firm(
    rule: IncentiveRule, firms: int, data: st.DataObject
) -> None:
    """Every line is (F,), finite for finite KPIs, the same when asked again, and a firm's pay
    depends on its own KPIs only.
    """
    values = st.floats(-1e6, 1e6, allow_subnormal=False)
    kpis = {
        name: np.array(
            data.draw(st.lists(QUARTER.get(name, values), min_size=firms, max_size=firms))
        )
        for name in sorted(read_by(rule))
    }
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


@every_rule_and_charges
def test_expected_and_paid_slips_have_the_same_lines(rule: IncentiveRule) -> None:
    kpis = {name: np.full(2, 0.5) for name in read_by(rule)}
    for role in ROLES:
        slips = [rule.pay(role, kpis | {"played": np.full(2, played)}) for played in (0.0, 1.0)]
        assert list(slips[0]) == list(slips[1])


@pytest.mark.parametrize("rule", PAY.values(), ids=PAY.keys())
def test_pay_reads_only_what_the_outlook_can_foresee(rule: IncentiveRule) -> None:
    """A manager can work out its pay from the outlook's KPIs and where the quarter stands; slips
    have the same lines afterwards.
    """
    scenario = load("base").with_(
        {"market.customers": 40, "horizon.weeks": 4, "horizon.warmup": 0, "incentives": rule.name}
    )
    run = simulate(scenario)
    stands = quarter(Engine([scenario], [1]).world, np.zeros(1), np.full(1, 900.0), 0)
    assert set(stands) == set(QUARTER)
    for role in ROLES:
        expected = run.tape[role][0].predicted
        assert expected is not None
        predicted = {**expected, **stands}
        assert list(rule.pay(role, predicted)) == list(run.slips[role])
        assert np.isfinite(list(rule.pay(role, predicted).values())).all()
        assert set(Accountable(rule).pay(role, predicted)) > set(run.slips[role])
        paid = sum(values[0, 3] for values in run.slips[role].values())
        np.testing.assert_allclose(run.flows[f"{role}_pay"][0], [0, 0, 0, 4 * paid])


@every_rule_and_charges
def test_the_words_say_every_number(rule: IncentiveRule) -> None:
    said = " ".join(rule.words(role) for role in ROLES)
    for field in fields(rule):
        value = getattr(rule, field.name)
        if isinstance(value, (int, float)):
            assert f"{value:g}" in said or f"{value:.0%}" in said, field.name


@every_rule_and_charges
def test_the_words_are_plain(rule: IncentiveRule) -> None:
    """One or two sentences that a player can read at a glance."""
    for role in ROLES:
        words = rule.words(role)
        assert words.endswith(".")
        assert 10 < len(words) < (350 if isinstance(rule, Accountable) else 225)
        assert "_" not in words
        assert not [word for word in JARGON if word in words.lower()]
        assert any(letter.isdigit() for letter in words)
