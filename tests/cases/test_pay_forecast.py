"""Forecast pay: slips worked by hand, and the word that pays best held against theory."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri
from support.slips import plain

from coordsim.core.records import Floats
from coordsim.rules.pay.departmental import Departmental
from coordsim.rules.pay.forecast_bonus import ForecastBonus
from coordsim.theory.reports import best_bonus_report, bonus_fractile, bonus_pay


def kpis_of(told: Floats, demand: Floats) -> dict[str, Floats]:
    return {
        "told": told,
        "told_short": np.maximum(demand - told, 0.0),
        "told_over": np.maximum(told - demand, 0.0),
    }


def test_slips_of_three_words() -> None:
    """Demand of 140 in three firms that said 150, 130 and 140: 0.25 for each unit of the word; 0.1
    for the 10 above it in the second; 0.4 off for the 10 missing from it in the first.
    """
    kpis = kpis_of(np.array([150.0, 130.0, 140.0]), np.full(3, 140.0))
    slip = plain(ForecastBonus(), "marketing", kpis)
    assert slip == {
        "forecast": [37.5, 32.5, 35],
        "demand above the forecast": [0, 1, 0],
        "demand below the forecast": [-4, 0, 0],
    }
    assert not np.signbit(
        ForecastBonus().pay("marketing", kpis)["demand below the forecast"][1:]
    ).any()


def test_operations_part_is_departmental() -> None:
    kpis = {"unit_cost": np.array([6.25, 14.5]), "fill_rate": np.array([0.95, 0.4])}
    assert plain(ForecastBonus(), "operations", kpis) == plain(Departmental(), "operations", kpis)
    assert ForecastBonus().words("operations") == Departmental().words("operations")


def test_it_is_a_commission_on_demand_less_a_charge_for_the_error() -> None:
    """With alpha half-way between beta and gamma the slip adds up to 0.25 A - 0.15 |A - F|."""
    told, demand = np.array([90.0, 140.0, 200.0, 0.0]), np.array([140.0, 140.0, 130.0, 50.0])
    total = sum(ForecastBonus().pay("marketing", kpis_of(told, demand)).values())
    np.testing.assert_allclose(total, 0.25 * demand - 0.15 * np.abs(demand - told))


@pytest.mark.parametrize(
    ("rule", "mean", "sd", "best"),
    [
        (ForecastBonus(), 140.0, 20.0, 140.0),
        (ForecastBonus(alpha=1.0, beta=0.5, gamma=2.0), 100.0, 20.0, 91.385),
    ],
    ids=["as it stands: the median", "one third"],
)
def test_the_word_that_pays_best_is_theorys(
    rule: ForecastBonus, mean: float, sd: float, best: float
) -> None:
    rates = {"alpha": rule.alpha, "beta": rule.beta, "gamma": rule.gamma}
    assert best_bonus_report(mean, sd, **rates) == pytest.approx(best, abs=1e-3)
    demand = mean + sd * ndtri((np.arange(4001) + 0.5) / 4001)
    words = np.arange(mean - 2 * sd, mean + 2 * sd, 0.25)
    pays = [
        sum(
            float(line.mean())
            for line in rule.pay("marketing", kpis_of(np.full(4001, word), demand)).values()
        )
        for word in words
    ]
    assert words[int(np.argmax(pays))] == pytest.approx(best, abs=0.25)
    for word, pay in list(zip(words, pays, strict=True))[::40]:
        assert pay == pytest.approx(bonus_pay(float(word), mean, sd, **rates), abs=0.01)


def test_as_it_stands_the_best_word_is_the_median() -> None:
    rule = ForecastBonus()
    assert bonus_fractile(rule.alpha, rule.beta, rule.gamma) == pytest.approx(0.5)


@pytest.mark.parametrize("rates", [{"alpha": 0.1}, {"alpha": 0.5}, {"beta": -0.1}])
def test_rates_in_another_order_are_refused(rates: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"(alpha|beta) = .* is not allowed: it has to be"):
        ForecastBonus(**rates)


def test_in_words() -> None:
    assert (
        ForecastBonus().words("marketing")
        == "0.25 for every unit you forecast, 0.1 for every unit of demand above the forecast, "
        "less 0.4 for every unit of demand below it. Weeks are reckoned one by one: a round may"
        " have both."
    )
