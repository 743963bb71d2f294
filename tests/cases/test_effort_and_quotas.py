"""What one more unit is worth to sales people, the effort that follows, and the quota of the next
quarter; worked by hand.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support.bench import morning
from support.firms import calm, planned, sets, silent
from support.minds import next_quota, quarter, reward_of_selling, sales_effort
from support.steps import beliefs_of, visit_factor

from coordsim.core.contracts import IncentiveRule
from coordsim.core.records import Floats
from coordsim.rules.pay.departmental import Departmental
from coordsim.rules.pay.quota import Quota
from coordsim.rules.pay.shared import Shared
from coordsim.rules.pay.silo import Silo
from coordsim.run.simulate import Engine

STORE: dict[str, Any] = {
    "rules.demand": "given",
    "given.mean": 5.0,
    "given.sd": 0.0,
    "given.lost": True,
    "plant.forecast_window": 0,
    "line.slots": 2,
    "levers.range.start": 2,
    "plant.endless": True,
    "supply.endless": True,
    "levers.cycle.start": 1,
    "levers.safety.start": 0,
    "money.material": 3.0,
    "money.wage": 1.5,
    "plant.run_hours": 1.0,
    "horizon.round_weeks": 4,
    "people.quarter_rounds": 3,
}
EFFORT = {
    "people.effort_elasticity": 0.5,
    "people.effort_reference": 0.25,
    "people.effort_own": 0.11,
}


def reward(
    rule: IncentiveRule, price: float = 10.0, progress: dict[str, Floats] | None = None
) -> float:
    """Reward of one more unit in a shop that sells ten units a week without defects or empty
    shelves.
    """
    world, state = morning(calm(STORE))
    plan = planned(state, price=price, safety=2.5).plan
    beliefs, _ = beliefs_of(world, replace(state, plan=plan), "marketing", 0)
    return float(reward_of_selling(world, rule, plan, beliefs, progress or {})[0])


def test_reward_of_one_more_unit() -> None:
    """A quarter of silo pay; 0.05 x (10 - 3 - 1.5) = 0.275 of a share in profit; 0.03 x 10 = 0.3 of
    a share in revenue.

    Sold below materials and hours, at 4, it would cost a sharer of profit: no reward, not less.
    """
    assert reward(Silo()) == pytest.approx(0.25, abs=1e-12)
    assert reward(Shared()) == pytest.approx(0.275, abs=1e-9)
    assert reward(Departmental()) == pytest.approx(0.3, abs=1e-9)
    assert reward(Shared(), price=4.0) == 0


def test_reward_near_a_quota() -> None:
    """Four weeks are left, 40 units expected with sd 0.5 x 40 / 2 = 10. On the quota one unit a
    week more, 44 with sd 11, is 4

    over: chance Phi(4 / 11) = 0.641933 of 2000 over four weeks: 500 x 0.141933 = 70.9665, and 0.1
    of commission. Far beyond the quota only the commission is left.
    """
    at = {
        "quarter_left": 4.0,
        "round_weeks": 4.0,
        "quota": 120.0,
        "quota_share": 1.0,
        "played": 0.0,
    }
    now = {name: np.array([value]) for name, value in at.items()}
    assert reward(Quota(), progress=now | {"quarter_units": np.array([80.0])}) == pytest.approx(
        71.0665, rel=1e-4
    )
    assert reward(Quota(), progress=now | {"quarter_units": np.array([300.0])}) == pytest.approx(
        0.1, abs=1e-6
    )


def test_effort_follows_the_reward() -> None:
    """((reward + 0.11) / 0.36) ** 0.5: exactly 1 at the reference of 0.25; 1.5 at 0.7; sqrt(0.11 /
    0.36) without any.
    """
    world, _ = morning(calm(EFFORT), firms=3)
    effort = sales_effort(world, np.array([0.25, 0.7, 0.0]))
    assert effort[0] == 1.0
    np.testing.assert_allclose(effort, [1, 1.5, np.sqrt(0.11 / 0.36)])
    fixed, _ = morning(calm(EFFORT | {"people.effort_elasticity": 0.0}), firms=3)
    assert sales_effort(fixed, np.array([0.25, 0.7, 0.0])).tolist() == [1, 1, 1]


def test_effort_brings_visitors() -> None:
    """At an effort of 1.5 half as many again come."""
    world, state = morning(calm())
    assert visit_factor(world, replace(state, effort=np.array([1.5])), 0) == pytest.approx(
        1.5 * visit_factor(world, state, 0)
    )


@pytest.mark.parametrize(
    ("pay", "effort"),
    [("silo", 1.0), ("shared", np.sqrt(0.385 / 0.36)), ("departmental", np.sqrt(0.41 / 0.36))],
)
def test_effort_of_a_played_round(pay: str, effort: float) -> None:
    """It is 1 on the first morning, set when a round is decided, and stays till the next."""
    engine = Engine(
        [calm(STORE | EFFORT | {"incentives": pay, "levers.safety.start": 2.5})],
        [1],
        {"marketing": silent(), "operations": silent()},
    )
    assert engine.state.effort.tolist() == [1]
    for _ in range(3):
        engine.step()
        np.testing.assert_allclose(engine.state.effort, [effort])


def test_the_ratchet() -> None:
    """A quota of 1200, 1000 sold, 1.1 times those asked for: half-way between is 1150; at no weight
    1200, at full weight 1100.
    """
    for ratchet, quota in ((0.0, 1200), (0.5, 1150), (1.0, 1100)):
        world, _ = morning(calm({"people.quota_stretch": 1.1, "people.quota_ratchet": ratchet}))
        np.testing.assert_allclose(
            next_quota(world, np.array([1200.0]), np.array([1000.0])), [quota]
        )


def test_weeks_left_of_a_quarter() -> None:
    """Three rounds of four weeks: 12, 8 and 4 weeks are left, and again. The bonus counts in full
    in the last; by half before.
    """
    world, _ = morning(calm(STORE | {"people.present_bias": 0.5}))
    sold, quota = np.array([70.0]), np.array([99.0])
    for week, left, share in ((0, 12, 0.5), (4, 8, 0.5), (8, 4, 1), (12, 12, 0.5), (20, 4, 1)):
        now = quarter(world, sold, quota, week)
        found = {name: float(values[0]) for name, values in now.items()}
        assert found == {
            "quarter_units": 70,
            "quarter_left": left,
            "quota": 99,
            "round_weeks": 4,
            "quota_share": share,
            "played": 0,
        }
        over = quarter(world, sold, quota, week, played=True)
        assert (over["quota_share"][0], over["played"][0]) == (1 if left == 4 else 0, 1)


def test_quarters_of_a_run() -> None:
    """Ten units a week are 120 a quarter. The first quota of 119 is reached, and judged by itself;
    then half the way to 1.5 x 120:

    149.5, which is missed, and 164.75. What managers see: units of the quarter before the round,
    weeks left, quota; and of the round that is over the bonus of its own quota, 2000 over the four
    weeks of the round.
    """
    case = STORE | {
        "incentives": "quota",
        "horizon.weeks": 28,
        "people.quota_stretch": 1.5,
        "people.quota_ratchet": 0.5,
    }
    marketing = sets()
    engine = Engine([calm(case)], [1], {"marketing": marketing, "operations": silent()})
    engine.state = replace(engine.state, quota=np.array([119.0]))
    paid = []
    for _ in range(28):
        week = engine.step()
        if week.pay is not None:
            paid.append(float(week.pay["marketing"]["quarter's bonus"][0]))
    assert paid == [0, 0, 500, 0, 0, 0, 0]
    seen = [
        [float(look.progress[name][0]) for name in ("quarter_units", "quarter_left", "quota")]
        for look in marketing.seen
    ]
    assert seen == [
        [0, 12, 119],
        [40, 8, 119],
        [80, 4, 119],
        [0, 12, 149.5],
        [40, 8, 149.5],
        [80, 4, 149.5],
        [0, 12, 164.75],
    ]
    shown = [float(look.pay["quarter's bonus"][0]) for look in marketing.seen[1:]]
    assert shown == paid[:6]
