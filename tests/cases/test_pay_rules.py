"""Transfer prices, the scorecard and the charges of accountability: slips of one round, worked by
hand.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri
from support.slips import plain

from coordsim.core.contracts import IncentiveRule
from coordsim.core.records import Floats
from coordsim.rules.pay.accountable import Accountable
from coordsim.rules.pay.scorecard import Scorecard
from coordsim.rules.pay.silo import Silo
from coordsim.rules.pay.transfer_price import TransferPrice
from coordsim.theory.reports import best_commission_report

# two firms: one that does well, one that does badly
KPIS: dict[str, Floats] = {
    "units": np.array([120.0, 40.0]),
    "demand": np.array([125.0, 100.0]),
    "revenue": np.array([1150.0, 300.0]),
    "unit_cost": np.array([6.25, 14.5]),
    "fill_rate": np.array([0.96, 0.4]),
    "left": np.array([4.0, 50.0]),
    "hours_used": np.array([150.0, 110.0]),
    "setups": np.array([4.0, 12.0]),
    "promises_broken": np.array([0.05, 0.5]),
    "satisfaction": np.array([0.8, 0.3]),
    "margin": np.array([0.25, -1.4]),
    "told_over": np.array([5.0, 0.0]),
    "told_short": np.array([0.0, 20.0]),
}
FLAWLESS = {
    name: np.array([value])
    for name, value in {
        "units": 120.0,
        "demand": 120.0,
        "unit_cost": 6.0,
        "fill_rate": 1.0,
        "promises_broken": 0.0,
        "told_over": 0.0,
        "told_short": 0.0,
        "revenue": 1200.0,
        "hours_used": 0.0,
        "setups": 0.0,
        "left": 0.0,
    }.items()
}


def test_transfer_price() -> None:
    """Marketing: 8 % of revenue of 1150 and 300, less 8 % of 2 x 150 and 2 x 110 for hours, of 20 x
    4 and 20 x 12 for set-ups, of 3 x 120 and 3 x 40 for materials. Operations: 8 % of 9 x 120 and 9
    x 40, less 8 % of cost 6.25 x 120 = 750 and 14.5 x 40 = 580, less 8 % of 5 x 4 and 5 x 50 for
    what was lost before an empty shelf.
    """
    assert plain(TransferPrice(), "marketing", KPIS) == {
        "share of revenue": [92, 24],
        "hours used": [-24, -17.6],
        "set-ups": [-6.4, -19.2],
        "materials": [-28.8, -9.6],
    }
    assert plain(TransferPrice(), "operations", KPIS) == {
        "units delivered": [86.4, 28.8],
        "manufacturing cost": [-60, -46.4],
        "lost before an empty shelf": [-1.6, -20],
    }


@pytest.mark.parametrize("role", ["marketing", "operations"])
def test_scorecard(role: str) -> None:
    """For both alike: 10 x 0.96 and 0.4; 10 x 0.95 and 0.5 on time; 10 x 0.8 and 0.3; 3 x 3.75 and
    -4.5; 20 x 0.25, and 20 x -1 for a margin of -1.4, since none counts as worse than -1.
    """
    assert plain(Scorecard(), role, KPIS) == {
        "fill rate": [9.6, 4],
        "on time": [9.5, 5],
        "satisfaction": [8, 3],
        "unit cost under target": [11.25, -13.5],
        "margin": [5, -20],
    }


def test_accountability_adds_charges_to_any_rule() -> None:
    """Marketing: 0.15 for each of the 5 units its word was above demand, and of the 20 it was
    below; 0.2 for each of 0.05 x 120 = 6 and 0.5 x 40 = 20 units that came late. Operations: 0.3
    for each of 0.04 x 125 = 5 and 0.6 x 100 = 60 units not met from the shelf, and the same for
    late ones.
    """
    late = {"promises broken": [-1.2, -4]}
    for inner in (Silo(), TransferPrice(), Scorecard()):
        rule = Accountable(inner)
        assert rule.name == inner.name
        for role, own in (
            ("marketing", {"word off demand": [-0.75, -3]}),
            ("operations", {"not met from the shelf": [-1.5, -18]}),
        ):
            before = plain(inner, role, KPIS)
            after = plain(rule, role, KPIS)
            assert after == before | own | late
            assert len(after) == len(before) + 2  # nothing of the inner slip is written over


@pytest.mark.parametrize(
    "rule", [Accountable(Silo()), TransferPrice()], ids=["accountable", "transfer_price"]
)
@pytest.mark.parametrize("role", ["marketing", "operations"])
def test_no_charge_is_nought_not_minus_nought(rule: IncentiveRule, role: str) -> None:
    slip = rule.pay(role, FLAWLESS)
    noughts = [float(money[0]) for money in slip.values() if money[0] == 0]
    assert noughts
    assert not np.signbit(noughts).any()


def test_accountability_dampens_a_raised_forecast_as_theory_says() -> None:
    """Commission of 0.25 on what is sold, when supply is what was told, and 0.15 for the error: the
    best word is the (0.25 + 0.15) / (0.25 + 0.3) = 0.727 fractile of demand, here of N(140, 20).
    """
    demand = 140 + 20 * ndtri((np.arange(4001) + 0.5) / 4001)
    words = np.arange(100.0, 200.0, 0.5)
    rule = Accountable(Silo())
    pays = []
    for told in words:
        kpis = {
            "units": np.minimum(demand, told),
            "told_over": np.maximum(told - demand, 0.0),
            "told_short": np.maximum(demand - told, 0.0),
            "promises_broken": 0 * demand,
        }
        pays.append(sum(float(line.mean()) for line in rule.pay("marketing", kpis).values()))
    best = best_commission_report(140, 20, 0.25, 0.15)
    assert best == pytest.approx(152.1, abs=0.1)
    assert words[int(np.argmax(pays))] == pytest.approx(best, abs=0.5)


@pytest.mark.parametrize(
    ("rule", "role", "words"),
    [
        (
            TransferPrice(),
            "marketing",
            (
                "8% of what is left of revenue after charges of 2 for each hour used, 20 for each"
                " set-up and 3 for each unit sold."
            ),
        ),
        (
            TransferPrice(),
            "operations",
            (
                "8% of this: 9 for every unit delivered, less its manufacturing cost, "
                "less 5 for every unit lost before an empty shelf."
            ),
        ),
        (
            Scorecard(),
            "operations",
            (
                "10 times the fill rate, 10 times the share of orders on time, 10 times"
                " satisfaction, 3 for every unit of money that unit cost stays under 10, and 20"
                " times profit over revenue (at worst −1); for both roles alike."
            ),
        ),
        (
            Accountable(Silo()),
            "marketing",
            (
                "0.25 for every unit sold. Taken off: 0.15 for every unit by which demand differs"
                " from your forecast, and 0.2 for every unit later than promised."
            ),
        ),
        (
            Accountable(Silo()),
            "operations",
            (
                "8 for every unit of money that the unit manufacturing cost stays under 10. Taken"
                " off: 0.3 for every unit of demand not met from the shelf, and 0.2 for every unit"
                " later than promised."
            ),
        ),
    ],
)
def test_in_words(rule: IncentiveRule, role: str, words: str) -> None:
    assert rule.words(role) == words
    if isinstance(rule, Scorecard):
        assert rule.words("marketing") == words
