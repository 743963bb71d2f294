"""The shipped base case keeps to the constants it was calibrated on: each stays within the range of
its source.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from coordsim.evidence.validation.calibration import CONSTANTS, Constant, quotients, time_shift
from coordsim.scenario.file import load

# What the base case does not meet, and why; a constant that is not named here has to pass, and one
# that is has to fail.
MISSES: dict[str, str] = {}

SETTINGS = [constant for constant in CONSTANTS if constant.kind == "setting"]
MEASURED = [constant for constant in CONSTANTS if constant.kind == "measured"]


def name_of(constant: Constant) -> str:
    return constant.name


def check(constant: Constant) -> None:
    row = constant.row()
    assert (row.low, row.high, row.expected) == (constant.low, constant.high, constant.cited)
    assert (row.verdict == "fail") == (constant.name in MISSES), row


@pytest.mark.parametrize("constant", SETTINGS, ids=name_of)
def test_a_setting_is_within_its_range(constant: Constant) -> None:
    check(constant)


@pytest.mark.slow
@pytest.mark.parametrize("constant", MEASURED, ids=name_of)
def test_a_measured_constant_is_within_its_range_or_we_say_that_it_is_not(
    constant: Constant,
) -> None:
    check(constant)


def test_every_constant_says_where_it_and_its_range_come_from() -> None:
    assert len({constant.name for constant in CONSTANTS}) == len(CONSTANTS)
    for constant in CONSTANTS:
        assert any(letter.isdigit() for letter in constant.source)  # a year
        assert constant.low <= constant.cited <= constant.high
        assert constant.low < constant.high
        assert constant.limits
    assert set(MISSES) <= {constant.name for constant in CONSTANTS}


def test_what_customers_do_before_an_empty_shelf_sums_to_one() -> None:
    substitute, wait, leave = SETTINGS[:3]
    assert substitute.cited + wait.cited + leave.cited == pytest.approx(1)
    assert sum(
        float(constant.value()[0]) for constant in (substitute, wait, leave)
    ) == pytest.approx(1)


def test_a_setting_that_left_its_range_fails() -> None:
    for constant in SETTINGS:
        for wrong in (constant.low - 0.001, constant.high + 0.001):
            assert replace(constant, value=partial(np.full, 1, wrong)).row().verdict == "fail"


def test_settings_are_those_of_the_shipped_base_case() -> None:
    found = {constant.name: float(constant.value()[0]) for constant in SETTINGS}
    base = load("blind")
    assert found["weight of a loss"] == base.people.loss_weight
    assert found["word of mouth, valence"] == base.people.word_valence


def test_quotients_have_the_ratio_of_means_and_the_spread_of_the_delta_method() -> None:
    top, bottom = np.array([2.0, 4.0, 9.0]), np.array([1.0, 2.0, 3.0])
    found = quotients(top, bottom)
    assert found.mean() == pytest.approx(15 / 6)
    assert found.std() == pytest.approx(((top - 2.5 * bottom) / 2).std())
    assert quotients(3 * bottom, bottom).tolist() == pytest.approx([3, 3, 3])


def test_time_shift_by_hand() -> None:
    """Promotions in weeks 1 and 4 add 10 and 20; the weeks after lack 3, 1 and 4; the week before
    the first does not count.
    """
    without = np.full((1, 8), 50.0)
    with_promotions = without + np.array([[7.0, 10.0, -3.0, -1.0, 20.0, -4.0, 0.0, 99.0]])
    taken, added = time_shift(with_promotions, without, every=3, first=1)
    assert (taken.tolist(), added.tolist()) == ([8.0], [30.0])
