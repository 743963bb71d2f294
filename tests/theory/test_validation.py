"""The engine meets the closed forms: quick versions of the cases by default, the whole table of
`coordsim validate` when slow.
"""

from __future__ import annotations

import numpy as np
import pytest

from coordsim.evidence.validation import (
    CASES,
    Row,
    Size,
    balances,
    controls,
    market,
    stock,
    validate,
    works,
)
from coordsim.evidence.validation.cases import FAMILIES
from coordsim.evidence.validation.rows import (
    above,
    band,
    below,
    formula,
    not_above,
    not_below,
    nothing,
    ratio,
    simulated,
)
from coordsim.evidence.validation.setup import textbook, weekly

SMALL = Size(firms=24, weeks=80, warmup=10)


def assert_near(rows: list[Row], errors: float = 4.0, precision: float = 0.05) -> None:
    """Formula rows pass; simulated ones are near with a standard error that is small enough to mean
    something.
    """
    for row in rows:
        if row.se is None:
            assert row.verdict == "pass", row
        else:
            assert abs(row.simulated - row.expected) <= errors * row.se, row
            assert row.se <= precision * abs(row.expected), row


def test_newsvendor_in_cost_form() -> None:
    assert_near(
        stock.cost_form(
            "A1", mean=50.0, sd=8.0, holding=0.18, backorder=0.70, levels=(40.0, 60.0), size=SMALL
        )
    )


def test_newsvendor_in_profit_form() -> None:
    assert_near(
        stock.profit_form(
            "A2",
            mean=1000.0,
            sd=300.0,
            price=100.0,
            cost=40.0,
            salvage=20.0,
            orders=(1000.0, 1600.0),
            size=SMALL,
        )
    )


def test_newsvendor_with_poisson_demand() -> None:
    assert_near(
        stock.poisson_form("A4", mean=6.0, holding=1.0, backorder=4.0, levels=(5,), size=SMALL)
    )


@pytest.mark.slow
@pytest.mark.parametrize("family", range(3))
def test_newsvendor_with_other_demands(family: int) -> None:
    given, level, _ = FAMILIES[family]
    rows = stock.family_form(
        "A19", given, holding=0.18, backorder=0.70, levels=(level,), size=SMALL
    )
    assert_near(rows)
    assert len(rows) == 3


def test_lots_and_hours() -> None:
    for cycle in (3, 4):
        assert_near(works.campaigns("A20", cycle, Size(1, 24, 24)))


def test_materials_of_a_lead_time() -> None:
    assert_near([works.materials("A21", 0.0, Size(24, 200))])


def test_a_textbook_firm_has_no_cost_that_is_not_named() -> None:
    """Fifty made and sold a week at a price of 10, materials 4: nothing else is posted."""
    scenario = textbook(
        "free",
        {"price": 10.0},
        SMALL,
        money={"material": 4.0},
        plant={"lead_weeks": 0},
        given={"mean": 50.0, "sd": 0.0},
    )
    (run,) = weekly([scenario], Size(1, 3, 2), lambda week: {**week.entries})
    assert {name for name, values in run.items() if values.any()} == {"revenue", "materials"}
    assert (run["revenue"] - run["materials"]).tolist() == [[300.0] * 3]


def test_base_stock_with_a_lead_time() -> None:
    assert_near(
        stock.cost_form(
            "A5",
            mean=50.0,
            sd=8.0,
            holding=0.18,
            backorder=0.70,
            levels=(),
            size=SMALL,
            lead_weeks=2,
        )
    )


def test_bullwhip() -> None:
    assert_near([stock.amplification("A12", 3, 4, 0.5, SMALL)])


def test_logit_shares_and_recapture() -> None:
    assert_near(market.logit("A8", 1.0, 0.5, Size(40, 5, 0)))


@pytest.mark.parametrize("scale", [1.0, 0.5, 0.1])
def test_nested_logit(scale: float) -> None:
    assert_near(
        market.nested("A8", attraction=-0.5, cost=20.0, scale=scale, variants=7, classes=12)
    )


def test_price_elasticity() -> None:
    assert_near(market.elasticity("A9", wanted=-2.62, price=100.0, share=0.2, size=Size(20, 8, 0)))


def test_laws_and_controls() -> None:
    size = Size(firms=1, weeks=8, warmup=4)
    assert_near(balances.little("A17", size))
    assert_near(controls.levers("A18", size))


def test_control_of_information_is_alive() -> None:
    size = Size(firms=1, weeks=16, warmup=4)
    assert controls.value_of_forecast(size, "shared", 0.0) == 0
    assert controls.value_of_forecast(size, "shared", 5.0) > 0


@pytest.mark.slow
def test_control_of_levers_is_alive() -> None:
    assert controls.different_hashes(Size(firms=1, weeks=12, warmup=4), {}) > 0


def test_verdicts() -> None:
    values = np.array([9.9, 10.0, 10.1, 10.0])
    assert simulated("x", 10.0, values).verdict == "pass"
    assert simulated("x", 11.0, values).verdict == "fail"  # far off
    assert simulated("x", 10.0, np.array([5.0, 15.0, 10.0])).verdict == "fail"  # too vague
    assert ratio("x", 2.0, 2 * values, values).se == pytest.approx(0.0, abs=1e-12)
    vague = np.array([9.85, 10.1, 9.9, 10.15])  # near, with a small standard error, and not shown
    assert simulated("x", 10.0, vague).se == pytest.approx(0.073598, abs=1e-6)
    assert simulated("x", 10.0, values).within == pytest.approx(0.0096069, abs=1e-6)
    assert simulated("x", 10.0, vague).verdict == "fail"
    assert formula("x", 10.0, 10.0 + 9e-6).verdict == "pass"
    assert formula("x", 10.0, 10.0 + 2e-5).verdict == "fail"
    assert nothing("x", 0.0).verdict == "pass"
    assert nothing("x", 1e-12).verdict == "fail"
    assert nothing("x", 1e-12, scale=1.0).verdict == "pass"


def test_verdicts_on_bands() -> None:
    assert band("x", 1.0, 3.0, 1.0).verdict == "pass"
    assert band("x", 1.0, 3.0, 3.1).verdict == "fail"  # outside
    assert band("x", 1.0, 3.0, 2.0, se=0.4).verdict == "pass"
    assert band("x", 1.0, 3.0, 2.0, se=0.6).verdict == "fail"  # too vague
    row = band("x", 1.0, 3.0, 2.5, expected=1.5)
    assert (row.expected, row.simulated, row.low, row.high) == (1.5, 2.5, 1.0, 3.0)
    assert band("x", 1.0, 3.0, 2.5).expected == 2.0


@pytest.mark.parametrize(
    ("mean", "verdicts"), [(1.0, "pffp"), (0.01, "ffpp"), (-0.01, "ffpp"), (-1.0, "fppf")]
)
def test_verdicts_on_signs(mean: float, verdicts: str) -> None:
    """Clearly above, clearly below, not clearly above, not clearly below nothing: with a standard
    error of a tenth or so.
    """
    values = mean + np.array([-0.2, 0.2, -0.2, 0.2])
    rows = [judge("x", 0.0, values) for judge in (above, below, not_above, not_below)]
    assert "".join(row.verdict[0] for row in rows) == verdicts
    assert all(row.simulated == pytest.approx(mean) and row.expected == 0 for row in rows)


def test_unknown_case_is_refused() -> None:
    with pytest.raises(ValueError, match="B7 is not a case of theory; allowed: A1, A2"):
        validate(["B7"])


def test_every_case_says_where_it_comes_from() -> None:
    assert len({case.id for case in CASES}) == len(CASES)
    assert all(case.title and case.source and case.conventions for case in CASES)


@pytest.mark.slow
@pytest.mark.parametrize("case", [case.id for case in CASES if case.kind != "band"])
def test_whole_table(case: str) -> None:
    told: list[str] = []
    rows = validate([case], told.append)
    assert told
    assert len({row.id for row in rows}) == len(rows)
    assert [row for row in rows if row.verdict != "pass"] == []
