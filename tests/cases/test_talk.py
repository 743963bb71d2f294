"""What each talk rule carries, when, how old and how exact, worked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support.bench import Bench, lucky, morning
from support.firms import calm
from support.minds import believe, carries, communicate, tell

from coordsim.core.facts import FACTS, INDEX
from coordsim.core.levers import LEVERS
from coordsim.core.records import FirmState, Floats
from coordsim.rules.talk import TALK

SEEN = {
    "standard": np.array([4.5]),
    "usual": np.array([0.01]),
    "standard_run": np.array([1.5]),
    "hoped": np.array([3.0]),
}
OF_MARKETING = {fact.name for fact in FACTS if fact.owner == "marketing"}
OF_OPERATIONS = {fact.name for fact in FACTS if fact.owner == "operations"}


def office(normal: float = 0.0) -> tuple[Bench, FirmState]:
    world, state = morning(calm())
    return lucky(world, normal=normal), state


def facts_of_week(week: int) -> Floats:
    """Facts that show their week: fact k is 100 x week + k + 1."""
    return np.array([[100.0 * week + place + 1 for place in range(len(FACTS))]])


def heard(
    rule: str, weeks: int, owner: str, normal: float = 0.0
) -> tuple[dict[str, float], set[float]]:
    """Tell for some weeks; return what has come across at the end, and the week it describes."""
    world, state = office(normal)
    for week in range(weeks):
        state = tell(world, TALK[rule], state, facts=facts_of_week(week), week=week, owner=owner)
        state = replace(state, past_facts=(facts_of_week(week), *state.past_facts))
    told = {
        fact.name: float(state.told[0, place])
        for place, fact in enumerate(FACTS)
        if not np.isnan(state.told[0, place])
    }
    return told, {float(week) for week in state.told_week[0] if not np.isnan(week)}


def uses(rule: str) -> list[int]:
    return [week for week in range(13) if carries(TALK[rule], week)]


def test_none() -> None:
    """Nothing is ever carried; operations then believes in its own average, in week 0's prices, and
    in no promotion.

    Marketing believes that hours are endless, cycles one week, units cost material and work, and
    that set-ups, variety and stock are free; that the desk and shipping are endless, the supplier
    is the one of week 0, a backorder is served at once, and development takes as long as one hopes.
    Nobody knows of customers put off.
    """
    assert uses("none") == []
    for owner in ("marketing", "operations"):
        assert heard("none", 12, owner) == ({}, set())
    world, state = office()
    view = SEEN | {"own": np.array([55.0])}
    beliefs, age = believe(
        world, state, "operations", facts=facts_of_week(3), own_view=view, week=3
    )
    expected = {
        "demand": 55,
        "price": 10,
        "promotion_depth": 0,
        "promotion_every": 0,
        "advertising": 100,
        "promise": 1,
        "overload": 0,
    }
    assert {name: beliefs[0, INDEX[name]] for name in expected} == expected
    assert beliefs[0, INDEX["hours"]] == 300 + INDEX["hours"] + 1  # its own it knows
    assert beliefs[0, INDEX["range"]] == 300 + INDEX["range"] + 1  # everybody sees the range
    assert np.isnan(age[0, INDEX["price"]])
    beliefs, age = believe(world, state, "marketing", facts=facts_of_week(3), own_view=view, week=3)
    expected = {
        "hours": np.inf,
        "overtime": 0,
        "cycle": 1,
        "safety": 2.5,
        "unit_cost": 4.5,
        "setup_hours": 0,
        "setup_money": 0,
        "range_overhead": 0,
        "holding": 0,
        "availability": 1,
        "fill_rate": 1,
        "overload": 0,
        "goodwill": 0,
        "run_hours": 1.5,
        "staff": np.inf,
        "sourcing": 0,
        "shipping": np.inf,
        "replenish": 0,
        "development_weeks": 3,
    }
    assert {name: beliefs[0, INDEX[name]] for name in expected} == expected
    assert beliefs[0, INDEX["price"]] == 300 + INDEX["price"] + 1


def test_reports() -> None:
    """Every four weeks, three weeks old: nothing in week 0; in week 4 the facts of week 1, in week
    8 those of week 5.

    The forecast, stock and cost come across, no calendar, no capacity, no feedback. Noise of 0.15
    and luck of one sd multiply noisy facts by exp(0.15) = 1.1618; what is not noisy comes exactly.
    """
    assert uses("reports") == [0, 4, 8, 12]
    assert heard("reports", 4, "marketing") == ({}, set())
    told, weeks = heard("reports", 8, "marketing", normal=1.0)
    assert (set(told), weeks) == ({"demand"}, {1})
    assert told["demand"] == pytest.approx((100 + INDEX["demand"] + 1) * 1.1618342)
    told, weeks = heard("reports", 9, "operations", normal=1.0)
    assert weeks == {5}
    assert set(told) == {
        fact.name
        for fact in FACTS
        if fact.owner == "operations" and fact.group in ("stock", "cost")
    }
    assert told["setup_hours"] == 500 + INDEX["setup_hours"] + 1
    assert told["stock"] == pytest.approx((500 + INDEX["stock"] + 1) * 1.1618342)


def test_meetings() -> None:
    """Every four weeks everything, fresh; noise 0.05. Each meeting teaches a tenth of what is not
    understood: 0.1, then 0.19.
    """
    assert uses("meetings") == [0, 4, 8, 12]
    told, weeks = heard("meetings", 3, "marketing", normal=-1.0)
    assert (set(told), weeks) == (OF_MARKETING, {0})
    assert told["demand"] == pytest.approx((INDEX["demand"] + 1) * np.exp(-0.05))
    assert told["price"] == INDEX["price"] + 1
    told, weeks = heard("meetings", 7, "operations")
    assert (set(told), weeks) == (OF_OPERATIONS, {4})
    world, state = morning(calm({"communication": "meetings"}))
    understood = []
    for week in range(5):
        state, _ = communicate(world, state, week)
        understood.append(round(float(state.understanding[0, 0]), 9))
    assert understood == [0.1, 0.1, 0.1, 0.1, 0.19]


def test_dashboard() -> None:
    """Every week everything, exact, whatever the luck; nobody learns. 20 money a week, no hours."""
    assert uses("dashboard") == list(range(13))
    told, weeks = heard("dashboard", 6, "marketing", normal=3.0)
    assert told == {name: 500 + INDEX[name] + 1 for name in OF_MARKETING}
    assert weeks == {5}
    assert set(heard("dashboard", 6, "operations")[0]) == OF_OPERATIONS
    assert TALK["dashboard"].learning == 0
    assert (TALK["dashboard"].money, TALK["dashboard"].hours) == (20, 0)


def test_sop() -> None:
    """Every four weeks everything; noise of 0.02; 15 % learnt each time; and the forecast is
    agreed, not marketing's word.
    """
    assert uses("sop") == [0, 4, 8, 12]
    told, weeks = heard("sop", 2, "marketing", normal=1.0)
    assert (set(told), weeks) == (OF_MARKETING, {0})
    assert told["demand"] == pytest.approx((INDEX["demand"] + 1) * np.exp(0.02))
    world, state = morning(calm({"communication": "sop"}))
    np.testing.assert_allclose(communicate(world, state, 0)[0].understanding, [[0.15, 0.15]])
    assert TALK["sop"].consensus
    assert not any(TALK[rule].consensus for rule in TALK if rule != "sop")


def test_understanding_and_frustration_change_the_noise() -> None:
    """Noise 0.05, listener's understanding 0.4, frustration 0.5 and 0.1 (mean 0.3): 0.05 x 0.6 x
    1.3 = 0.039.
    """
    world, state = office(normal=1.0)
    state = replace(state, understanding=np.array([[0.9, 0.4]]), frustration=np.array([[0.5, 0.1]]))
    told = tell(
        world, TALK["meetings"], state, facts=facts_of_week(0), week=0, owner="marketing"
    ).told
    assert told[0, INDEX["demand"]] == pytest.approx((INDEX["demand"] + 1) * np.exp(0.039))


def test_understanding_moves_what_was_never_told_towards_the_truth() -> None:
    """Half understood: set-up hours are believed to be half of what they are; the price, which is
    no matter of trade, as before.
    """
    world, state = office()
    state = replace(state, understanding=np.array([[0.5, 0.5]]))
    view = SEEN | {"own": np.array([55.0])}
    beliefs, _ = believe(world, state, "marketing", facts=facts_of_week(0), own_view=view, week=0)
    assert beliefs[0, INDEX["setup_hours"]] == pytest.approx((INDEX["setup_hours"] + 1) / 2)
    assert beliefs[0, INDEX["overtime"]] == 0


@pytest.mark.parametrize(
    ("grasp", "understanding", "believed"),
    [
        (0.7, 0.0, 5.6),  # 0.7 of the 8 told, against nothing
        (
            0.7,
            0.5,
            5 + 0.85 * 3,
        ),  # believed without being told: half of 10; 0.7 + 0.3 x 0.5 of the rest is grasped
        (0.7, 1.0, 8.0),
        (1.0, 0.0, 8.0),
        (0.0, 0.0, 0.0),
    ],
)
def test_what_is_grasped_of_how_the_other_side_works(
    grasp: float, understanding: float, believed: float
) -> None:
    """Set-up hours are 10, told are 8. What is no matter of trade, a unit cost of 8 and a cycle of
    8, is believed as told.
    """
    world, state = morning(calm({"people.grasp": grasp}))
    told, facts = state.told.copy(), np.full((1, len(FACTS)), 10.0)
    for name in ("setup_hours", "unit_cost", "cycle"):
        told[:, INDEX[name]] = 8.0
    state = replace(state, told=told, understanding=np.array([[understanding, 0.9]]))
    beliefs, _ = believe(
        world, state, "marketing", facts=facts, own_view=SEEN | {"own": np.array([55.0])}, week=0
    )
    assert beliefs[0, INDEX["setup_hours"]] == pytest.approx(believed)
    assert (beliefs[0, INDEX["unit_cost"]], beliefs[0, INDEX["cycle"]]) == (8, 8)


def test_operations_grasps_customers_by_its_own_understanding() -> None:
    """A largest share of 0.5 put off, told as 0.4: not believed by itself, 0.2 understood: 0.1 +
    (0.7 + 0.06) x 0.3 = 0.328.
    """
    world, state = morning(calm({"people.grasp": 0.7}))
    told, facts = state.told.copy(), np.full((1, len(FACTS)), 0.5)
    told[:, INDEX["overload"]] = 0.4
    state = replace(state, told=told, understanding=np.array([[0.9, 0.2]]))
    beliefs, _ = believe(
        world, state, "operations", facts=facts, own_view=SEEN | {"own": np.array([55.0])}, week=0
    )
    assert beliefs[0, INDEX["overload"]] == pytest.approx(0.328)


def test_operations_weighs_the_word_by_its_trust() -> None:
    """Told 100, own average 60, trust 0.7: 0.7 x 100 + 0.3 x 60 = 88, two weeks old."""
    world, state = office()
    told, when = state.told.copy(), state.told_week.copy()
    told[:, INDEX["demand"]], when[:, INDEX["demand"]] = 100, 3
    state = replace(state, told=told, told_week=when, trust=np.array([[0.1, 0.7]]))
    view = SEEN | {"own": np.array([60.0])}
    beliefs, age = believe(
        world, state, "operations", facts=facts_of_week(5), own_view=view, week=5
    )
    assert (beliefs[0, INDEX["demand"]], age[0, INDEX["demand"]]) == (pytest.approx(88), 2)


def test_every_lever_is_a_fact_of_its_owner() -> None:
    assert [(fact.name, fact.owner) for fact in FACTS[: len(LEVERS)]] == [
        (lever.name, lever.owner) for lever in LEVERS
    ]
