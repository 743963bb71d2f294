"""Sales less forecast error: slips worked by hand, and the word that pays best where supply follows
it, held against theory.
"""

from __future__ import annotations

import numpy as np
from support.slips import plain

from coordsim.rules.pay.forecast_penalty import ForecastPenalty
from coordsim.rules.pay.silo import Silo
from coordsim.theory.reports import best_commission_report


def test_slips_of_three_words() -> None:
    """120 sold to a demand of 140 in three firms that said 150, 130 and 140: 0.25 for each unit
    sold, 0.15 off for each of the 10, 10 and 0 units by which the word was off.
    """
    kpis = {
        "units": np.full(3, 120.0),
        "told_over": np.array([10.0, 0.0, 0.0]),
        "told_short": np.array([0.0, 10.0, 0.0]),
    }
    slip = plain(ForecastPenalty(), "marketing", kpis)
    assert slip == {"units sold": [30, 30, 30], "word off demand": [-1.5, -1.5, 0]}
    assert not np.signbit(ForecastPenalty().pay("marketing", kpis)["word off demand"][2])


def test_operations_part_is_that_of_silo_pay() -> None:
    kpis = {"unit_cost": np.array([6.25, 14.5])}
    assert plain(ForecastPenalty(), "operations", kpis) == plain(Silo(), "operations", kpis)
    assert ForecastPenalty().words("operations") == Silo().words("operations")


def test_the_best_word_where_supply_follows_it_is_the_commission_fractile() -> None:
    """Demand N(100, 20), supply = word: the word of greatest mean pay over many draws is that of
    ``theory.reports``, above the mean of 100 and below what a commission alone asks for.
    """
    demand = 100 + 20 * np.random.default_rng(1).standard_normal(200_000)
    words = np.arange(90.0, 140.0, 0.5)
    rule, means = ForecastPenalty(), []
    for word in words:
        kpis = {
            "units": np.minimum(demand, word),
            "told_over": np.maximum(word - demand, 0.0),
            "told_short": np.maximum(demand - word, 0.0),
        }
        means.append(float(sum(rule.pay("marketing", kpis).values()).mean()))
    best = best_commission_report(100.0, 20.0, rule.silo.per_unit, rule.per_miss)
    assert best > 100
    assert abs(words[int(np.argmax(means))] - best) <= 1.0
