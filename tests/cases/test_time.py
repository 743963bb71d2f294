"""What time brings: shocks, continuous improvement, phases, quarters, notice of promotions; worked
by hand.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support.bench import Bench, lucky, morning
from support.firms import calm, planned, sets, silent
from support.steps import (
    Promotions,
    improvement,
    plant,
    run_hours,
    setup_hours_now,
    shock,
    supply,
    visit_factor,
    window_multiplier,
)

from coordsim.core.records import FirmState, Floats
from coordsim.players.manager import Manager
from coordsim.rules.pay.quota import Quota
from coordsim.run.simulate import Engine, simulate
from coordsim.scenario.file import Scenario

HOLD = {"rules.marketing.kind": "hold", "rules.operations.kind": "hold"}
CASE: dict[str, Any] = {
    "rules.demand": "given",
    "given.mean": 5.0,
    "given.sd": 0.0,
    "given.lost": True,
    "plant.forecast_window": 0,
    "line.slots": 2,
    "levers.range.start": 2,
    "levers.cycle.start": 1,
    "levers.safety.start": 0,
    "levers.price.start": 10,
    "levers.promotion_every.start": 0,
    "plant.endless": True,
    "supply.endless": True,
    "start.cover_weeks": 1.0,
    "horizon.weeks": 12,
    "horizon.warmup": 0,
}


def struck(
    kind: str, size: float, changes: dict[str, Any] | None = None, **levers: float
) -> tuple[Bench, FirmState]:
    """A shock of this kind and size in weeks 3 and 4."""
    world, state = morning(
        calm({"shocks": [{"kind": kind, "week": 3, "weeks": 2, "size": size}]} | (changes or {}))
    )
    return lucky(world), planned(state, **levers)


def test_shocks_last_as_long_as_they_say_and_add_up() -> None:
    """0.2 in weeks 3 and 4, 0.5 in week 4: none, 0.2, 0.7, none; another kind's is another's."""
    shocks = [
        {"kind": "demand", "week": 3, "weeks": 2, "size": 0.2},
        {"kind": "demand", "week": 4, "weeks": 1, "size": 0.5},
    ]
    world, _ = morning(calm({"shocks": shocks}))
    assert [shock(world, "demand", week) for week in (2, 3, 4, 5)] == [
        0,
        0.2,
        pytest.approx(0.7),
        0,
    ]
    assert shock(world, "supply", 4) == 0


def test_a_demand_shock_multiplies_visits() -> None:
    """Half as many again in weeks 3 and 4; a loss of more than everybody is nobody."""
    world, state = struck("demand", 0.5)
    plain = visit_factor(world, state, 2)
    assert [float(visit_factor(world, state, week)[0] / plain[0]) for week in (3, 4, 5)] == [
        1.5,
        1.5,
        1,
    ]
    both = [{"kind": "demand", "week": 0, "weeks": 9, "size": -0.6}] * 2
    world, state = morning(calm({"shocks": both}))
    assert visit_factor(world, state, 0).tolist() == [0]


def test_a_supply_shock_makes_shipments_slip() -> None:
    """Reliability 0.9 x (1 - 0.5) = 0.45: luck 0.5 lets a shipment in before, not during the
    shock.
    """
    world, state = struck("supply", 0.5, {"supply.reliability": 0.9})
    state.common_coming[:] = 0
    state.common_coming[0, 0] = 7
    came = [
        float((supply.arrive(world, state, week).common - state.common)[0]) for week in (2, 3, 4, 5)
    ]
    assert came == [7, 0, 0, 7]


def made(world: Bench, state: FirmState, week: int) -> Any:
    forecast = np.full((1, state.status.shape[1]), 10.0)
    return plant.produce(world, state, forecast, forecast, week)[1]


def test_a_quality_shock_adds_defects() -> None:
    """Two per cent, and ten more during the shock."""
    world, state = struck(
        "quality", 0.1, {"plant.defect_share": 0.02, "plant.endless": True}, quality=0.5, cycle=1
    )
    state = replace(state, on_hand=np.full_like(state.on_hand, 1e6))  # nothing to make: no crowding
    assert [round(float(made(world, state, week).defect[0]), 9) for week in (2, 3, 4, 5)] == [
        0.02,
        0.12,
        0.12,
        0.02,
    ]


def test_a_capacity_shock_takes_hours() -> None:
    """170 hours and 10 % overtime are 187; a quarter is lost: 140.25, and 46.75 hours count as lost
    to breakdowns.
    """
    world, state = struck("capacity", 0.25, hours=170, overtime=0.1)
    found = [
        (float(made(world, state, week).available[0]), float(made(world, state, week).broken[0]))
        for week in (2, 3, 5)
    ]
    np.testing.assert_allclose(found, [(187, 0), (140.25, 46.75), (187, 0)], atol=1e-9)


def test_gains_in_efficiency_save_hours_of_each_unit() -> None:
    """Two hours a unit, a fifth less: 1.6. Losses are negative gains: 2.4."""
    for size, hours in ((0.2, 1.6), (-0.2, 2.4)):
        world, _ = struck("efficiency", size, {"plant.run_hours": 2.0})
        np.testing.assert_allclose([run_hours(world, week)[0] for week in (2, 3, 5)], [2, hours, 2])
    world, state = struck(
        "efficiency",
        0.2,
        {"plant.run_hours": 2.0, "plant.setup_hours": 0.0, "plant.endless": True},
        cycle=1,
    )
    state = replace(state, on_hand=np.zeros_like(state.on_hand))
    units = made(world, state, 3).lots.sum()
    assert [float(made(world, state, week).used[0] / units) for week in (2, 3)] == [
        2,
        pytest.approx(1.6),
    ]


def test_continuous_improvement_is_a_learning_curve() -> None:
    """At most 0.3, 63 % of it after 30 weeks: 0.3 x (1 - 1/e) = 0.18964.

    Of 8 set-up hours 6.4829 are left, of 2 % defects 1.621 %.
    """
    sizes = {
        "systems.improvement_limit": 0.3,
        "systems.improvement_weeks": 30.0,
        "plant.setup_hours": 8.0,
        "plant.endless": True,
    }
    world, state = morning(
        calm(sizes | {"continuous_improvement": True, "plant.defect_share": 0.02})
    )
    world = lucky(world)
    np.testing.assert_allclose(
        [improvement(world, week)[0] for week in (0, 30, 3000)], [0, 0.1896362, 0.3], atol=1e-7
    )
    np.testing.assert_allclose(setup_hours_now(world, 30), [6.4829106], atol=1e-6)
    idle = replace(planned(state, quality=0.5), on_hand=np.full_like(state.on_hand, 1e6))
    np.testing.assert_allclose(made(world, idle, 30).defect, [0.0162073], atol=1e-7)
    without = replace(world, improving=False)
    assert (improvement(without, 30)[0], setup_hours_now(without, 30)[0]) == (0, 8)


def phased(*phases: dict[str, Any], **changes: Any) -> Scenario:
    return calm(CASE | HOLD | {"phases": list(phases)} | changes)


def test_an_order_is_carried_out_once() -> None:
    """Leadership orders a price of 12 in week 4, whatever marketing decides that week; in week 8
    marketing decides for itself.
    """
    scenario = phased({"week": 4, "orders": {"price": 12.0}})
    assert simulate(scenario).accounts["revenue"].tolist() == [[100] * 4 + [120] * 8]
    run = simulate(scenario, players={"marketing": sets(week=4, price=8.0)})
    assert run.accounts["revenue"].tolist() == [[100] * 4 + [120] * 8]
    run = simulate(scenario, players={"marketing": sets(week=8, price=8.0)})
    assert run.accounts["revenue"].tolist() == [[100] * 4 + [120] * 4 + [80] * 4]


def test_rules_change_at_their_week() -> None:
    """A dashboard from week 4 on, at 20 a week; meetings every four weeks, 12 hours at 3, from week
    8 on.
    """
    run = simulate(
        phased({"week": 4, "communication": "dashboard"}, {"week": 8, "communication": "meetings"})
    )
    assert run.accounts["systems"].tolist() == [[0] * 4 + [20] * 4 + [0] * 4]
    assert run.accounts["meetings"].tolist() == [[0] * 8 + [36, 0, 0, 0]]


def test_pay_changes_at_its_week() -> None:
    """Silo pay for units sold until week 3, a share of profit after that; a line that is not paid
    is left open.
    """
    run = simulate(phased({"week": 4, "incentives": "shared"}))
    lines = {
        line: [week for week in range(12) if not np.isnan(values[0, week])]
        for line, values in run.slips["marketing"].items()
    }
    assert lines.pop("units sold") == [3]
    assert list(lines.values()) == [[7, 11]]


def test_bots_learn_of_a_phase_and_people_stay_seated() -> None:
    """From week 4 on the rule-based manager decides by the new pay; whoever was given a seat keeps
    it.
    """
    scenario = calm(CASE | {"phases": [{"week": 4, "incentives": "shared"}]})
    guest = silent()
    engine = Engine([scenario], [1], {"operations": guest})
    for week in range(9):
        engine.step()
        bot = engine.players["marketing"]
        assert isinstance(bot, Manager)
        assert bot.incentive.name == ("silo" if week < 4 else "shared")
        assert engine.players["operations"] is guest
    assert [seen.week for seen in guest.seen] == [0, 4, 8]


def test_involvement_and_governance_change_too() -> None:
    """What a phase does not name stays as the phase before left it."""
    scenario = phased(
        {"week": 4, "governance": "leadership", "involvement": 0.25},
        {"week": 8, "involvement": 0.75},
    )
    rules = [scenario.rules_from(week) for week in (3, 4, 7, 8, 11)]
    assert [rule.governance for rule in rules] == ["independent"] + ["leadership"] * 4
    assert [rule.involvement for rule in rules] == [1, 0.25, 0.25, 0.75, 0.75]
    engine = Engine([scenario], [1])
    for _ in range(9):
        engine.step()
    assert (engine.kinds.governance.name, engine.kinds.involvement) == ("leadership", 0.75)


def test_where_a_quarter_stands() -> None:
    """Rounds of four weeks, quarters of three rounds, ten units a week: 0, 40 and 80 units in the
    quarter before its rounds, 12, 8 and 4 weeks left; then the next quarter begins. Before its last
    round a quarter's bonus counts for 0.6.

    The first quota is 1.05 x 12 x 10 = 126.
    """
    guest = silent()
    changes = {
        "people.quarter_rounds": 3,
        "people.present_bias": 0.6,
        "people.quota_stretch": 1.05,
        "horizon.weeks": 20,
    }
    simulate(calm(CASE | changes), players={"marketing": guest, "operations": silent()})
    stand = [
        [
            float(seen.progress[name][0])
            for name in ("quarter_units", "quarter_left", "quota_share", "played", "round_weeks")
        ]
        for seen in guest.seen
    ]
    assert stand == [
        [0, 12, 0.6, 0, 4],
        [40, 8, 0.6, 0, 4],
        [80, 4, 1, 0, 4],
        [0, 12, 0.6, 0, 4],
        [40, 8, 0.6, 0, 4],
    ]
    assert guest.seen[0].progress["quota"][0] == pytest.approx(126)


@pytest.mark.parametrize(("stretch", "reached"), [(1.0, True), (1.01, False)])
def test_a_quarters_bonus_is_paid_once_in_full(stretch: float, reached: bool) -> None:
    """120 units in the quarter reach a quota of 120, not one of 121.2; the bonus is paid in the
    third round.
    """
    changes = {"people.quarter_rounds": 3, "people.quota_stretch": stretch, "incentives": "quota"}
    run = simulate(calm(CASE | HOLD | changes))
    bonus = run.slips["marketing"]["quarter's bonus"][0]
    assert bonus[[3, 7, 11]].tolist() == [0, 0, Quota().bonus / 4 if reached else 0]


def window(start: int, weeks: float, early: int, notice: int | None) -> float:
    told = Promotions(*(np.array([value]) for value in (0.2, 4.0, 1.5, 0.8)))
    return float(window_multiplier(told, start, np.array([weeks]), early=early, notice=notice)[0])


@pytest.mark.parametrize(
    ("start", "weeks", "early", "notice", "total"),
    [
        (2, 3, 0, None, 0.8 + 1.5 + 0.8),  # weeks 2, 3, 4; a promotion in week 3
        (2, 3, 0, 2, 0.8 + 1.5 + 0.8),
        (2, 3, 0, 1, 0.8 + 1.5 + 1.0),  # week 4 is not known yet: an average one
        (2, 3, 0, 0, 0.8 + 1.0 + 1.0),
        (0, 2, 6, None, 0.8 + 0.8 + 0.7 + 0.7),  # the extra units of weeks 3 and 7 are built ahead
        (0, 2, 6, 6, 0.8 + 0.8 + 0.7),
        (0, 2, 6, 2, 0.8 + 0.8),
    ],
)
def test_notice_of_promotions(
    start: int, weeks: float, early: int, notice: int | None, total: float
) -> None:
    """Every fourth week demand is 1.5 times the average, in others 0.8. What is further ahead than
    the notice is not known.
    """
    assert window(start, weeks, early, notice) == pytest.approx(total / weeks)


def called_off(rule: str, cover: float, idle: bool = True) -> tuple[list[float], Floats]:
    """Promotions of a fifth every fourth week; nothing is made while the plant is idle.

    The shelf holds ``cover`` weeks of demand of five each.
    """
    changes = {
        "communication": rule,
        "start.cover_weeks": cover,
        "levers.promotion_every.start": 4,
        "levers.promotion_depth.start": 0.2,
        "levers.hours": {"low": 0, "start": 0},
        "plant.endless": not idle,
        "people.call_off": 0.5,
        "horizon.weeks": 4,
    }
    run = simulate(calm(CASE | HOLD | changes), detail=True)
    return [float(week.promotion[0]) for week in run.detail], run.accounts["revenue"][0]


def test_a_promotion_is_called_off_when_marketing_sees_that_there_is_too_little() -> None:
    """Two variants with 18 each sell 5 each a week: 6 units are left in week 3, more than half of
    the 10 expected. With 17 each 4 are left: too little, if the dashboard says so. Nobody who is
    told nothing calls anything off; called off, the price is full.
    """
    depth, revenue = called_off("dashboard", 3.6)
    assert depth == [0, 0, 0, 0.2]
    assert revenue[3] == pytest.approx(6 * 8)
    depth, revenue = called_off("dashboard", 3.4)
    assert depth == [0, 0, 0, 0]
    assert revenue[3] == pytest.approx(4 * 10)
    assert called_off("none", 3.4)[0] == [0, 0, 0, 0.2]
    assert called_off("reports", 3.4)[0] == [0, 0, 0, 0.2]  # nothing has arrived yet


def test_an_old_word_calls_nothing_off() -> None:
    """Meetings told of two units in week 0; by week 3 nobody knows what there is, and the promotion
    goes ahead.
    """
    assert called_off("meetings", 0.2, idle=False)[0] == [0, 0, 0, 0.2]


def test_a_promotion_called_off_brings_nobody() -> None:
    """On an empty shelf the promotion is called off: as many come as to a firm that never
    promotes.
    """
    nothing = {
        "communication": "dashboard",
        "start.cover_weeks": 0.0,
        "levers.hours": {"low": 0, "start": 0},
        "horizon.weeks": 4,
        "people.frustration_effect": 0.0,
        "people.effort_elasticity": 0.0,
        "market.promotion_lift": 5.0,
    }
    promoting = {"levers.promotion_every.start": 4, "levers.promotion_depth.start": 0.2}
    never, off = (
        simulate(calm(HOLD | nothing | more), detail=True)
        for more in ({"levers.promotion_every.start": 0}, promoting)
    )
    assert float(off.detail[3].promotion[0]) == 0
    assert off.flows["visits"].tolist() == never.flows["visits"].tolist()
