"""Quota pay: slips worked by hand. A quarter of three rounds of four weeks; the quota is 1680
units, 140 a week.
"""

from __future__ import annotations

import numpy as np
import pytest
from support.slips import plain

from coordsim.core.records import Floats
from coordsim.rules.pay.quota import NEEDED, Quota
from coordsim.rules.pay.silo import Silo
from coordsim.run.simulate import Engine, simulate
from coordsim.scenario.file import load


def kpis_of(
    units: list[float],
    before: list[float],
    *,
    played: bool,
    left: float = 4,
    share: float = 1,
    weeks: float = 4,
) -> dict[str, Floats]:
    """Figures of a round; a quota of 1680."""
    one = np.ones(len(units))
    return {
        "units": np.array(units),
        "quarter_units": np.array(before),
        "quarter_left": left * one,
        "round_weeks": weeks * one,
        "played": float(played) * one,
        "quota": 1680 * one,
        "quota_share": share * one,
    }


def bonus(kpis: dict[str, Floats]) -> list[float]:
    return plain(Quota(), "marketing", kpis)["quarter's bonus"]


def test_the_bonus_is_paid_at_the_quota_and_not_one_unit_below() -> None:
    """1120 sold in two rounds; 140, 139.75 and 140.25 a week in the last: 1680, 1679 and 1681. 2000
    over four weeks is 500.
    """
    kpis = kpis_of([140, 139.75, 140.25], [1120, 1120, 1120], played=True)
    assert plain(Quota(), "marketing", kpis) == {
        "units sold": [14, 13.975, 14.025],
        "quarter's bonus": [500, 0, 500],
    }


@pytest.mark.parametrize("weeks", [3, 5, 6, 7, 13])
def test_no_bonus_is_lost_or_won_by_rounding(weeks: int) -> None:
    """A mean per week times the weeks may miss the whole number it came from; every quota from 1 to
    3000 is met all the same.
    """
    sold = np.arange(1.0, 3001.0)
    kpis = kpis_of(list(sold / weeks), [0.0] * 3000, left=weeks, weeks=weeks, played=True) | {
        "quota": sold
    }
    np.testing.assert_allclose(bonus(kpis), 2000 / weeks)
    assert bonus(kpis | {"quota": sold + 1}) == [0] * 3000


def test_nothing_is_paid_before_the_quarter_is_over() -> None:
    """Not even to a firm that has sold the whole quota already, nor by a weight that says
    otherwise.
    """
    for share in (0.0, 1.0):
        assert bonus(kpis_of([140, 300], [560, 1700], left=8, played=True, share=share)) == [0, 0]


def test_a_weight_of_nought_pays_nothing() -> None:
    assert bonus(kpis_of([300], [1700], played=True, share=0)) == [0]


def test_expected_in_the_last_round() -> None:
    """560 are expected in four weeks with sd 0.5 x 560 / 2 = 140. On the quota the chance is one
    half; one sd above 0.841345, one below 0.158655; each x 500.
    """
    expected = bonus(kpis_of([140, 140, 140], [1120, 1120 + 140, 1120 - 140], played=False))
    np.testing.assert_allclose(expected, [250, 500 * 0.841344746, 500 * 0.158655254], rtol=1e-8)


def test_expected_in_the_first_round() -> None:
    """12 weeks x 140 is the quota: one half; 2000 over the 12 weeks left is 166.67 a week; weighed
    with 0.6: 50. 145 a week are

    1740, sd 0.5 x 1740 / sqrt(12) = 251.1474; 60 above is 0.238904 sd, chance 0.594410: 44.58074.
    """
    expected = bonus(kpis_of([140, 145], [0, 0], left=12, share=0.6, played=False))
    np.testing.assert_allclose(expected, [50.0, 59.44099], rtol=1e-5)


def test_expected_with_nothing_to_come() -> None:
    """Without sales there is no chance in it: reached or not."""
    assert bonus(kpis_of([0, 0, 0], [1680, 1679, 1681], played=False)) == [500, 0, 500]


def test_certain_and_hopeless_quarters_push_no_more() -> None:
    """5 % more units are worth bonus on the edge only; on the edge more in the last round than in
    the first.
    """

    def push(before: float, left: float, share: float) -> float:
        now, more = bonus(
            kpis_of([140, 147], [before, before], left=left, share=share, played=False)
        )
        return more - now

    assert push(1120, 4, 1) == pytest.approx(
        500 * (0.575532 - 0.5), rel=1e-4
    )  # 28 over 147: 0.190476 sd
    assert push(0, 12, 0.6) == pytest.approx(
        100 * (0.629268 - 0.5), rel=1e-4
    )  # 84 over 254.611: 0.329915 sd
    assert push(2400, 4, 1) == pytest.approx(0, abs=1e-9)
    assert push(0, 4, 1) == pytest.approx(0, abs=1e-9)


def test_operations_part_is_the_silos() -> None:
    """And needs none of the quarter's figures."""
    kpis = {"unit_cost": np.array([6.25, 14.5])}
    assert (
        plain(Quota(), "operations", kpis)
        == plain(Silo(), "operations", kpis)
        == {"unit cost under target": [30, -36]}
    )
    assert Quota().words("operations") == Silo().words("operations")


def test_through_two_quarters_of_a_run() -> None:
    """Six rounds of four weeks: a bonus at the end of the third and of the sixth, where the
    quarter's units reached the quota.

    The second quarter's quota is half the first's and half 1.1 times what the first quarter sold.
    """
    asked = {
        "market.customers": 200,
        "horizon.weeks": 24,
        "horizon.warmup": 0,
        "incentives": "quota",
        "people.quota_stretch": 1.1,
        "people.quota_ratchet": 0.5,
    }
    scenario = load("blind").with_(asked)
    run = simulate(scenario, firms=8)
    first = Engine([scenario], [1]).world.quota[0]
    sold = run.flows["units"].reshape(8, 2, 12).sum(axis=2)
    quota = np.stack([np.full(8, first), (first + 1.1 * sold[:, 0]) / 2], axis=1)
    paid = run.slips["marketing"]["quarter's bonus"][:, 3::4]
    np.testing.assert_allclose(paid[:, [2, 5]], np.where(sold >= quota, 500.0, 0.0))
    assert not paid[:, [0, 1, 3, 4]].any()
    assert 0 < (sold >= quota).sum() < sold.size  # both happen


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_figure_is_named(name: str) -> None:
    kpis = kpis_of([140], [1120], played=True)
    del kpis[name]
    with pytest.raises(
        ValueError,
        match=f"quota pay needs the figures of the quarter, and {name} is missing from the KPIs",
    ):
        Quota().pay("marketing", kpis)


def test_in_words() -> None:
    assert (
        Quota().words("marketing")
        == "0.1 for every unit sold, and 2000 at the end of a quarter whose units reach the quota."
    )
