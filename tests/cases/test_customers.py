"""Customers one by one, shares, promotions and shocks, worked by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from support.firms import calm, lucky, morning, planned

from coordsim.contracts import Offer
from coordsim.customers import conditions
from coordsim.customers.choice import distances, positions, shares
from coordsim.customers.given import GivenDemand
from coordsim.customers.individuals import Individuals
from coordsim.customers.kernel import visit_market
from coordsim.records import Floats

PLAIN: dict[str, Any] = {
    "row": np.array([0]), "first": np.array([0]),
    "u_visit": [0.0, 0.0, 0.0], "u_overload": [0.5, 0.5, 0.5], "u_choice": [0.1, 0.2, 0.6], "u_experience": [0.5, 0.5, 0.5],
    "taste_class": np.zeros((1, 3), dtype=np.int16), "price_sensitivity": np.zeros((1, 3), dtype=np.float32),
    "comfort": np.full((1, 3), 10.0, dtype=np.float32), "heard": np.ones((1, 0), dtype=np.float32),
    "satisfaction": np.full((1, 3), 0.5, dtype=np.float32), "need_week": np.zeros((1, 3), dtype=np.int32), "stock": [1.0, 0.0],
    "week": 4, "next_need": np.array([7], dtype=np.int32), "visit_chance": 0.5,
    "base_utility": 0.0, "price_gap": 0.0, "options": 2.0,
    "overload": 0.0, "overload_slope": 1.0, "satisfaction_effect": 0.0, "substitute": 0.2, "wait": 0.2,
    "defect": np.full((1, 2), 0.1), "unanswered": 0.0, "room": 100.0,
    "inclusive": np.zeros((1, 1)), "cumulative": np.array([[[0.5, 1.0]]]),
    "rate": 0.2, "loss_weight": 2.0, "outcomes": np.array([[1.0, 0.5, 0.2, 0.6, 0.0, 0.3, 0.4]]),
}  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What a week did to one firm."""

    totals: list[float]  # visits, put off, lost to choice, priced out, switched, bought again
    demand: list[float]
    sold: list[float]
    waiting: list[float]
    lost: list[float]
    defective: list[float]
    satisfaction: list[float]
    need_week: list[int]
    stock: list[float]


def market(**changes: Any) -> Outcome:
    """Three customers before two variants: an even choice between buying and not, and between the variants; one unit of the first.

    One in five takes the other variant before an empty shelf, one in five waits. Luck decides; the code is the plain Python one.
    """
    variants = changes.get("cumulative", PLAIN["cumulative"]).shape[2]
    given = PLAIN | {"defect": np.full((1, variants), 0.1)} | changes
    arguments = []
    for name, value in given.items():
        if name.startswith("u_") or name == "stock" or isinstance(value, float):
            value = np.array([value])
        arguments.append(value.copy() if isinstance(value, np.ndarray) else value)
    results = [np.zeros((1, 6)), *(np.zeros((1, variants)) for _ in range(5))]
    visit_market.py_func(*arguments, *results)
    named = dict(zip(given, arguments, strict=True))
    satisfaction = [round(float(value), 6) for value in named["satisfaction"][0]]
    return Outcome(
        *(result[0].tolist() for result in results), satisfaction, named["need_week"][0].tolist(), named["stock"][0].tolist()
    )


def test_one_buys_one_finds_nothing_one_does_not_want_it() -> None:
    """Utility 0: half would buy. Luck 0.1 and 0.2 buy, and mark 0.2 and 0.4 of the circle of shares: both want the first variant.

    The one unit goes to the first of them, whose satisfaction rises by 0.2 x (1 - 0.5). The second leaves: its satisfaction falls
    twice as fast, by 0.4 x (0.5 - 0.2). Luck 0.6 does not buy, feels nothing, and needs the product still.
    """
    week = market()
    assert week.totals == [3, 0, 0, 1, 0, 0]
    assert (week.demand, week.sold, week.lost, week.waiting) == ([2, 0], [1, 0], [1, 0], [0, 0])
    assert week.satisfaction == [0.6, 0.38, 0.5]
    assert week.need_week == [7, 7, 0]
    assert week.stock == [0, 0]


def test_who_comes_first_is_served_first() -> None:
    """When the round of arrivals begins with the second customer, it gets the unit."""
    assert market(first=np.array([1])).satisfaction == [0.38, 0.6, 0.5]
    assert market(first=np.array([2])).satisfaction == [0.6, 0.38, 0.5]


def test_some_wait() -> None:
    """Luck 0.3 lies in [0.2, 0.4): the second customer waits, satisfied at 0.6 of full: up by 0.2 x (0.6 - 0.5)."""
    week = market(u_experience=[0.5, 0.3, 0.5])
    assert (week.sold, week.waiting, week.lost) == ([1, 0], [1, 0], [0, 0])
    assert week.satisfaction == [0.6, 0.52, 0.5]


def test_some_take_the_other_variant() -> None:
    """Luck 0.1 is below 0.2: the second customer takes the other variant, if there is one; otherwise it leaves."""
    week = market(u_experience=[0.5, 0.1, 0.5], stock=[1.0, 1.0])
    assert (week.totals[4], week.demand, week.sold, week.stock) == (1, [2, 0], [1, 1], [0, 0])
    week = market(u_experience=[0.5, 0.1, 0.5], stock=[1.0, 0.9])
    assert (week.totals[4], week.sold, week.lost) == (0, [1, 0], [1, 0])


def test_substitutes_are_chosen_by_their_shares_among_what_is_left() -> None:
    """Shares 1/2, 1/8, 3/8 and the first sold out: of those who take another, a quarter take the second and the rest the third."""
    cumulative = np.array([[[0.5, 0.625, 1.0]]])
    taken = []
    for luck in (0.0, 0.048, 0.052, 0.199):
        week = market(u_experience=[luck] * 3, u_choice=[0.1, 0.9, 0.9], cumulative=cumulative, stock=[0.0, 9.0, 9.0])
        taken.append(week.sold.index(1))
    assert taken == [1, 1, 2, 2]


def test_a_defect_spoils_it() -> None:
    """Luck 0.95 is above 1 - 0.1: the unit is sold, defective, and satisfaction falls by 0.4 x 0.5."""
    week = market(u_experience=[0.95, 0.5, 0.5])
    assert (week.sold, week.defective) == ([1, 0], [1, 0])
    assert week.satisfaction[0] == 0.3


def test_beyond_the_room_to_ship_it_is_late() -> None:
    """Two buy; one unit can still be shipped in time. The other is late: down by 0.4 x (0.5 - 0.3). A defect counts before that."""
    week = market(stock=[2.0, 0.0], room=1.0)
    assert (week.sold, week.satisfaction) == ([2, 0], [0.6, 0.42, 0.5])
    assert market(stock=[2.0, 0.0], room=1.0, u_experience=[0.5, 0.95, 0.5]).satisfaction == [0.6, 0.3, 0.5]


def test_unanswered_in_time() -> None:
    """Luck 0.5 is below the chance of 0.6 to have asked and got no answer in time: down by 0.4 x (0.5 - 0.4). Late counts first."""
    assert market(stock=[2.0, 0.0], unanswered=0.6).satisfaction == [0.46, 0.46, 0.5]
    assert market(stock=[2.0, 0.0], unanswered=0.4).satisfaction == [0.6, 0.6, 0.5]
    assert market(stock=[2.0, 0.0], unanswered=0.6, room=1.0).satisfaction == [0.46, 0.42, 0.5]


def test_who_buys_again() -> None:
    """Only who had needed the product before, and got a unit."""
    before = np.array([[0, 3, 3]], dtype=np.int32)
    assert market(need_week=before, stock=[2.0, 0.0]).totals[5] == 1
    assert market(need_week=before).totals[5] == 0  # the one unit went to the first customer


def test_in_a_small_world_neighbours_bring_or_keep_away() -> None:
    """Luck 0.3 for all, a chance of 0.5: halved by what neighbours say it is 0.25; as it is, or doubled, all come."""
    luck = [0.3, 0.3, 0.3]
    assert market(u_visit=luck).totals[0] == 3
    assert market(u_visit=luck, heard=np.array([[0.5, 1.0, 2.0]], dtype=np.float32)).totals[0] == 2


def test_too_much_choice_puts_off() -> None:
    """As many options as the comfort of 10: half of the largest share of 0.8 are put off. Luck 0.39 is, luck 0.41 is not.

    Of the two put off the first would have bought: it is lost to choice. Both keep their need; outcome 0.5 leaves satisfaction 0.5.
    """
    week = market(overload=0.8, options=10.0, u_overload=[0.39, 0.41, 0.39])
    assert week.totals == [3, 2, 1, 0, 0, 0]
    assert (week.demand, week.sold) == ([1, 0], [1, 0])
    assert week.need_week == [0, 7, 0]
    assert week.satisfaction == [0.5, 0.6, 0.5]


def test_only_those_in_need_come_and_only_by_chance() -> None:
    """The first needs the product only next week, the second's luck of 0.5 is not below the chance of 0.5."""
    week = market(need_week=np.array([[5, 4, 4]], dtype=np.int32), u_visit=[0.0, 0.5, 0.49])
    assert week.totals == [1, 0, 0, 1, 0, 0]


def test_utility_of_price_satisfaction_and_taste() -> None:
    """Utility 0.3 + 1.2 x 0.5 - 0.2 x 4 - 0.1 = 0: half buy. A little dearer, or further from its taste: luck 0.499 does not."""
    near = {
        "base_utility": 0.3, "satisfaction_effect": 1.2, "price_gap": 4.0, "price_sensitivity": np.full((1, 3), 0.2),
        "inclusive": np.array([[-0.1]]), "u_choice": [0.499, 0.501, 0.9],
    }  # fmt: skip
    assert market(**near).totals[3] == 2
    assert market(**near | {"price_gap": 4.1}).totals[3] == 3
    assert market(**near | {"inclusive": np.array([[-0.11]])}).totals[3] == 3
    assert market(**near | {"base_utility": 0.31}).totals[3] == 1


def test_nobody_buys_where_nothing_is_offered() -> None:
    """An inclusive value of minus infinity is a chance of zero, also for luck zero."""
    assert market(inclusive=np.array([[-np.inf]]), u_choice=[0.0, 0.0, 0.0]).totals[3] == 3


def test_places_and_distances() -> None:
    """Slots at 0, 0.618, 0.236; four classes centred on 1/8, 3/8, 5/8, 7/8. The way from 7/8 to slot 0 is 1/8, not 7/8."""
    np.testing.assert_allclose(positions(3), [0, 0.6180339887, 0.2360679775])
    expected = [[0.125, 0.4930339887], [0.375, 0.2430339887], [0.375, 0.0069660113], [0.125, 0.2569660113]]
    np.testing.assert_allclose(distances(4, 2), expected)


def test_nested_shares() -> None:
    """One class at 1/2: the way to slots 0, 1, 2 is 0.5, 0.118, 0.264. Cost 2, dissimilarity 0.5: weights exp(-4 x way).

    The second slot is not offered. Weights exp(-2) = 0.1353 and exp(-1.0557) = 0.3479: shares 0.28, 0, 0.72; inclusive value
    0.5 x log(0.4833) = -0.3636.
    """
    inclusive, cumulative = shares(np.array([[True, False, True]]), np.array([2.0]), np.array([0.5]), 1)
    np.testing.assert_allclose(inclusive, [[-0.3636]], atol=1e-4)
    np.testing.assert_allclose(cumulative, [[[0.2801, 0.2801, 1.0]]], atol=1e-4)


def test_a_twin_adds_the_nests_scale_times_log_two() -> None:
    """Without taste two variants are worth 0.35 x log 2 more than one, and share evenly."""
    offered = np.array([[True, False], [True, True]])
    inclusive, cumulative = shares(offered, np.zeros(2), np.full(2, 0.35), 3)
    np.testing.assert_allclose(inclusive[1] - inclusive[0], 0.35 * np.log(2))
    np.testing.assert_allclose(cumulative[1], [[0.5, 1.0]] * 3)


def test_steep_tastes_do_not_vanish() -> None:
    """One variant at 0, one class at 1/2, cost 20, dissimilarity 0.01: the inclusive value is its utility, -10."""
    inclusive, cumulative = shares(np.array([[True]]), np.array([20.0]), np.array([0.01]), 1)
    assert (inclusive[0, 0], cumulative[0, 0, 0]) == (pytest.approx(-10), 1)


def test_nothing_offered() -> None:
    inclusive, cumulative = shares(np.array([[False, False]]), np.array([20.0]), np.array([0.35]), 2)
    assert np.isneginf(inclusive).all()
    assert (cumulative == 0).all()


def offer(variants: int, **changes: float) -> Offer:
    values = {
        "price": 10.0, "promotion": 0.0, "promise": 0.0, "build": 0.0, "visit_factor": 1.0, "service_promise": 24.0, "room": 1e6,
    } | changes  # fmt: skip
    arrays = {name: np.array([value]) for name, value in values.items()}
    return Offer(**arrays, offered=np.ones((1, variants), dtype=bool), defect=np.zeros((1, variants)))


def test_a_week_of_individuals() -> None:
    """Ten customers, one variant, no taste, everybody alike: attraction 0, price at its reference, satisfaction at its.

    Luck 0.3 for all: below the visit rate of 0.45, so all come; below the chance of buying of 0.5, so all want it. Four find it;
    for the rest luck 0.3 lies in [0.19, 0.34): they wait. They need the product again after two weeks in between: in week
    3 + 1 + 2, and two weeks later still if a promotion let them stock up.
    """
    case = calm(
        {
            "market.customers": 10, "line.slots": 1, "levers.range.start": 1, "market.taste_cost": 0.0, "market.attraction": 0.0,
            "market.overload": 0.0, "market.visit_rate": 0.45, "market.substitute": 0.19, "market.wait": 0.15,
            "market.need_weeks": 2, "market.stockpile_weeks": 2,
        }
    )  # fmt: skip
    world, state = morning(case)
    state = replace(state, on_hand=np.array([[4.0]]))
    after, flow = Individuals().respond(lucky(world, uniform=0.3), state, offer(1), 3)
    assert (flow.visits[0], flow.demand[0, 0], flow.sold[0, 0], flow.waiting[0, 0], flow.lost[0, 0]) == (10, 10, 4, 6, 0)
    assert after.need_week.tolist() == [[6] * 10]
    assert (after.on_hand[0, 0], state.on_hand[0, 0]) == (0, 4)
    after, flow = Individuals().respond(lucky(world, uniform=0.3), state, offer(1, promotion=0.1), 3)
    assert after.need_week.tolist() == [[8] * 10]


def test_packages_show_fewer_options() -> None:
    """Four variants in packages are 0.5 x 4 = 2 options for customers who take in 3 with a slope of 1: 1 / (1 + e) are put off."""
    changes = {
        "market.overload": 1.0, "market.comfort_mean": 3.0, "market.comfort_sd": 0.0, "market.overload_slope": 1.0,
        "line.package_options": 0.5, "market.visit_rate": 1.0,
    }  # fmt: skip
    world, state = morning(calm(changes))
    for build, uniform, put_off in ((1.0, 0.268, 60), (1.0, 0.270, 0), (0.0, 0.730, 60), (0.0, 0.732, 0)):
        flow = Individuals().respond(lucky(world, uniform=uniform), state, four(build), 0)[1]
        assert flow.put_off[0] == put_off


def four(build: float) -> Offer:
    return replace(offer(8, build=build), offered=np.arange(8)[np.newaxis, :] < 4)


def given(changes: dict[str, object], uniform: float = 0.5, normal: float = 0.0) -> tuple[Any, Any]:
    case = calm({"rules.demand": "given", "given.mean": 10.0, "given.sd": 2.0, "line.slots": 2, "levers.range.start": 2} | changes)
    world, state = morning(case)
    return lucky(world, uniform, normal), replace(state, on_hand=np.array([[10.0, 20.0]]))


def test_a_week_of_given_demand() -> None:
    """Mean 10, sd 2, luck of one sd: 12 of each. The shelf holds 10 and 20: two of the first are lost, or wait."""
    for lost in (True, False):
        world, state = given({"given.lost": lost}, normal=1.0)
        after, flow = GivenDemand().respond(world, state, offer(2), 0)
        assert (flow.demand.tolist(), flow.sold.tolist(), after.on_hand.tolist()) == ([[12, 12]], [[10, 12]], [[0, 8]])
        assert (flow.lost.tolist(), flow.waiting.tolist()) == (([[2, 0]], [[0, 0]]) if lost else ([[0, 0]], [[2, 0]]))


def test_given_demand_remembers_and_is_never_negative() -> None:
    """Autocorrelation 0.6: a deviation of 5 leaves 3, and luck of one adds 2 x sqrt(1 - 0.36) = 1.6: demand 14.6."""
    world, state = given({"given.autocorrelation": 0.6}, normal=1.0)
    state, flow = GivenDemand().respond(world, replace(state, deviation=np.array([[5.0, -50.0]])), offer(2), 0)
    np.testing.assert_allclose(flow.demand, [[14.6, 0.0]])
    np.testing.assert_allclose(state.deviation, [[4.6, -28.4]])


def test_given_poisson_demand_is_whole_and_only_for_what_is_offered() -> None:
    poisson = {"rules.demand": "given", "given.distribution": "poisson", "given.mean": 10.0}
    case = calm(poisson | {"line.slots": 3, "levers.range.start": 2})
    world, state = morning(case)
    sold: list[Floats] = []
    for week in range(400):
        only = replace(offer(3), offered=np.array([[True, True, False]]))
        sold.append(GivenDemand().respond(world, state, only, week)[1].demand[0])
    demand = np.array(sold)
    assert (demand == demand.round()).all()
    assert (demand[:, 2] == 0).all()
    assert demand[:, :2].mean() == pytest.approx(10, abs=0.5)
    assert demand[:, :2].var() == pytest.approx(10, abs=2)


def test_promotion_calendar() -> None:
    """Every fourth week: weeks 3, 7, 11. Never when every is 0, whatever the depth."""
    _, state = morning(calm())
    plan = planned(state, promotion_every=4, promotion_depth=0.2).plan
    assert [week for week in range(13) if conditions.promoted(plan, week)[0] == 0.2] == [3, 7, 11]
    plan = planned(state, promotion_every=0, promotion_depth=0.2).plan
    assert not any(conditions.promoted(plan, week)[0] for week in range(60))


def test_shock_and_advertising_stock() -> None:
    """Shock 0.5 with persistence 0.6 leaves 0.3; luck of one adds 0.2 x sqrt(1 - 0.36) = 0.16. Half of 80 and 100 new: 140."""
    world, state = morning(calm({"market.shock_sd": 0.2, "market.shock_persistence": 0.6, "market.ad_carryover": 0.5}))
    state = replace(planned(state, advertising=100), shock=np.array([0.5]), adstock=np.array([80.0]))
    state = conditions.advance(lucky(world, normal=1.0), state, 0)
    assert (state.shock[0], state.adstock[0]) == (pytest.approx(0.46), pytest.approx(140))


def test_season() -> None:
    """A wave of 0.3 that is highest in week 10: 1.3 in week 10, 1 a quarter of a year later, 0.7 half a year later."""
    world, _ = morning(calm({"market.season_amplitude": 0.3, "market.season_peak": 10.0}))
    assert [round(float(conditions.season(world, week)[0]), 9) for week in (10, 23, 36, 62)] == [1.3, 1, 0.7, 1.3]


def test_visit_factor() -> None:
    """Advertising at 240 + 40 of floor over 200 + 40, to the power 0.5: 1.0801. Reputation at half its start: 0.7071.

    Frustration 0.4 costs 0.05 x 0.4: 0.98. A shock of 0.1 with sd 0.2: exp(0.1 - 0.02) = 1.0833.
    The promotion in the calendar changes nothing yet.
    """
    case = calm({"market.shock_sd": 0.2, "market.ad_elasticity": 0.5, "market.ad_floor": 20.0, "market.ad_reference": 100.0})
    case = case.with_({"people.word_valence": 0.5})
    world, state = morning(case)
    state = replace(
        planned(state, promotion_every=4, promotion_depth=0.2),
        adstock=np.array([240.0]), reputation=np.array([0.4]), frustration=np.array([[0.4, 0.9]]), shock=np.array([0.1]),
    )  # fmt: skip
    plain = 1.0801234 * 0.70710678 * 0.98 * 1.0832871
    assert conditions.visit_factor(world, state, 2)[0] == pytest.approx(plain, rel=1e-6)
    assert conditions.visit_factor(world, state, 3)[0] == pytest.approx(plain, rel=1e-6)


def test_a_promotion_in_force_brings_more() -> None:
    """A visit rate of 0.45, a promotion of 0.2 and a lift of 1.5: 0.45 x exp(0.3) = 0.6074. Luck 0.607 comes then."""
    world, state = morning(calm({"market.promotion_lift": 1.5, "market.visit_rate": 0.45}))
    for luck, depth, visits in ((0.607, 0.2, 60), (0.608, 0.2, 0), (0.449, 0.0, 60), (0.451, 0.0, 0)):
        assert Individuals().respond(lucky(world, uniform=luck), state, offer(8, promotion=depth), 3)[1].visits[0] == visits
