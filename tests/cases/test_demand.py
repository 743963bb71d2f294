"""A week of demand: individual customers and given demand, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support.bench import lucky, morning
from support.firms import calm
from support.minds import respond

from coordsim.core.contracts import Offer
from coordsim.core.parameters import Given, moments
from coordsim.core.records import Floats
from coordsim.customers.given import demand_of
from coordsim.run.simulate import Engine


def offer(variants: int, **changes: float) -> Offer:
    values = {
        "price": 10.0,
        "promotion": 0.0,
        "promise": 0.0,
        "build": 0.0,
        "visit_factor": 1.0,
        "service_promise": 24.0,
        "room": 1e6,
    } | changes
    arrays = {name: np.array([value]) for name, value in values.items()}
    return Offer(
        **arrays, offered=np.ones((1, variants), dtype=bool), defect=np.zeros((1, variants))
    )


def test_a_week_of_individuals() -> None:
    """Ten customers, one variant, no taste, everybody alike: attraction 0, price at its reference,
    satisfaction at its.

    Luck 0.3 for all: below the visit rate of 0.45, so all come; below the chance of buying of 0.5,
    so all want it. Four find it; for the rest luck 0.3 lies in [0.19, 0.34): they wait. They need
    the product again after two weeks in between: in week 3 + 1 + 2, and two weeks later still if a
    promotion let them stock up.
    """
    case = calm(
        {
            "market.customers": 10,
            "line.slots": 1,
            "levers.range.start": 1,
            "market.taste_cost": 0.0,
            "market.attraction": 0.0,
            "market.overload": 0.0,
            "market.visit_rate": 0.45,
            "market.substitute": 0.19,
            "market.wait": 0.15,
            "market.need_weeks": 2,
            "market.stockpile_weeks": 2,
        }
    )
    world, state = morning(case)
    state = replace(state, on_hand=np.array([[4.0]]))
    after, flow = respond(lucky(world, uniform=0.3), state, offer(1), 3)
    assert (
        flow.visits[0],
        flow.demand[0, 0],
        flow.sold[0, 0],
        flow.waiting[0, 0],
        flow.lost[0, 0],
    ) == (10, 10, 4, 6, 0)
    assert after.need_week.tolist() == [[6] * 10]
    assert (after.on_hand[0, 0], state.on_hand[0, 0]) == (0, 4)
    after, flow = respond(lucky(world, uniform=0.3), state, offer(1, promotion=0.1), 3)
    assert after.need_week.tolist() == [[8] * 10]


def test_a_promotion_in_force_brings_more() -> None:
    """A visit rate of 0.45, a promotion of 0.2 and a lift of 1.5: 0.45 x exp(0.3) = 0.6074. Luck
    0.607 comes then.
    """
    world, state = morning(calm({"market.promotion_lift": 1.5, "market.visit_rate": 0.45}))
    for luck, depth, visits in (
        (0.607, 0.2, 60),
        (0.608, 0.2, 0),
        (0.449, 0.0, 60),
        (0.451, 0.0, 0),
    ):
        assert (
            respond(lucky(world, uniform=luck), state, offer(8, promotion=depth), 3)[1].visits[0]
            == visits
        )


def test_packages_show_fewer_options() -> None:
    """Four variants in packages are 0.5 x 4 = 2 options for customers who take in 3 with a slope of
    1: 1 / (1 + e) are put off.
    """
    changes = {
        "market.overload": 1.0,
        "market.comfort_mean": 3.0,
        "market.comfort_sd": 0.0,
        "market.overload_slope": 1.0,
        "line.package_options": 0.5,
        "market.visit_rate": 1.0,
    }
    world, state = morning(calm(changes))
    for build, uniform, put_off in (
        (1.0, 0.268, 60),
        (1.0, 0.270, 0),
        (0.0, 0.730, 60),
        (0.0, 0.732, 0),
    ):
        flow = respond(lucky(world, uniform=uniform), state, four(build), 0)[1]
        assert flow.put_off[0] == put_off


def four(build: float) -> Offer:
    return replace(offer(8, build=build), offered=np.arange(8)[np.newaxis, :] < 4)


def given(changes: dict[str, object], uniform: float = 0.5, normal: float = 0.0) -> tuple[Any, Any]:
    case = calm(
        {
            "rules.demand": "given",
            "given.mean": 10.0,
            "given.sd": 2.0,
            "line.slots": 2,
            "levers.range.start": 2,
        }
        | changes
    )
    world, state = morning(case)
    return lucky(world, uniform, normal), replace(state, on_hand=np.array([[10.0, 20.0]]))


def test_a_week_of_given_demand() -> None:
    """Mean 10, sd 2, luck of one sd: 12 of each. The shelf holds 10 and 20: two of the first are
    lost, or wait.
    """
    for lost in (True, False):
        world, state = given({"given.lost": lost}, normal=1.0)
        after, flow = respond(world, state, offer(2), 0)
        assert (flow.demand.tolist(), flow.sold.tolist(), after.on_hand.tolist()) == (
            [[12, 12]],
            [[10, 12]],
            [[0, 8]],
        )
        assert (flow.lost.tolist(), flow.waiting.tolist()) == (
            ([[2, 0]], [[0, 0]]) if lost else ([[0, 0]], [[2, 0]])
        )


def test_given_demand_remembers_and_is_never_negative() -> None:
    """Autocorrelation 0.6: a deviation of 5 leaves 3, and luck of one adds 2 x sqrt(1 - 0.36) =
    1.6: demand 14.6.
    """
    world, state = given({"given.autocorrelation": 0.6}, normal=1.0)
    state, flow = respond(world, replace(state, deviation=np.array([[5.0, -50.0]])), offer(2), 0)
    np.testing.assert_allclose(flow.demand, [[14.6, 0.0]])
    np.testing.assert_allclose(state.deviation, [[4.6, -28.4]])


@pytest.mark.slow
def test_given_poisson_demand_is_whole_and_only_for_what_is_offered() -> None:
    poisson = {"rules.demand": "given", "given.distribution": "poisson", "given.mean": 10.0}
    case = calm(poisson | {"line.slots": 3, "levers.range.start": 2, "horizon.weeks": 400})
    world, state = morning(case)
    sold: list[Floats] = []
    for week in range(400):
        only = replace(offer(3), offered=np.array([[True, True, False]]))
        sold.append(respond(world, state, only, week)[1].demand[0])
    demand = np.array(sold)
    assert (demand == demand.round()).all()
    assert (demand[:, 2] == 0).all()
    assert demand[:, :2].mean() == pytest.approx(10, abs=0.5)
    assert demand[:, :2].var() == pytest.approx(10, abs=2)


@pytest.mark.parametrize(
    ("numbers", "demand"),
    [
        # mean 10, sd sqrt(3): between 10 - 3 and 10 + 3
        ({"distribution": "uniform", "mean": 10.0, "sd": 3**0.5}, [7.06, 10.0, 12.4]),
        # ln D ~ N(ln 10 - s^2 / 2, s^2), s^2 = ln 2: median 10 / sqrt 2, at 0.9: x exp(1.2816 s)
        (
            {"distribution": "lognormal", "mean": 10.0, "sd": 10.0},
            [1.019386, 7.071068, 20.552306],
        ),
        # 0.1, then 0.4 more: 0.01 is in the first, 0.5 ends the second, 0.9 in the last
        (
            {"distribution": "listed", "values": [4.0, 8.0, 20.0], "chances": [0.1, 0.4, 0.5]},
            [4.0, 8.0, 20.0],
        ),
    ],
    ids=["uniform", "lognormal", "listed"],
)
def test_other_given_demands_by_their_chances(numbers: dict[str, Any], demand: list[float]) -> None:
    """The demands that chances of 0.01, 0.5 and 0.9 of at most as much stand for."""
    chances = np.array([0.01, 0.5, 0.9])
    np.testing.assert_allclose(
        demand_of(Given[float](**numbers), chances), demand, rtol=1e-6, atol=0.0
    )


def test_moments_of_given_demands() -> None:
    """A list of 4, 8, 20 with chances 0.1, 0.4, 0.5: mean 0.4 + 3.2 + 10 = 13.6; variance 0.1 x
    92.16 + 0.4 x 31.36 + 0.5 x 40.96 = 42.24. Poisson's spread is the root of its mean.
    """
    listed = Given[float](
        distribution="listed", values=[4.0, 8.0, 20.0], chances=[0.1, 0.4, 0.5], mean=1.0
    )
    assert moments(listed) == pytest.approx((13.6, 42.24**0.5))
    assert moments(Given[float](distribution="poisson", mean=9.0, sd=1.0)) == (9.0, 3.0)
    assert moments(Given[float](distribution="uniform", mean=9.0, sd=1.0)) == (9.0, 1.0)


@pytest.mark.parametrize(
    "numbers",
    [
        {"given.distribution": "uniform", "given.mean": 30.0, "given.sd": 12.0},
        {"given.distribution": "lognormal", "given.mean": 30.0, "given.sd": 20.0},
        {
            "given.distribution": "listed",
            "given.values": [10, 20, 70],
            "given.chances": [0.25, 0.5, 0.25],
        },
    ],
    ids=["uniform", "lognormal", "listed"],
)
def test_given_demands_of_one_world_are_large_in_the_same_weeks(numbers: dict[str, Any]) -> None:
    """The engine draws the other families from the uniforms of the normal one, and plans with the
    family's own mean and spread.
    """
    case = calm(
        {
            "rules.demand": "given",
            "plant.forecast_window": 0,
            "line.slots": 2,
            "levers.range.start": 2,
            "horizon.weeks": 200,
            "horizon.warmup": 0,
        }
    )
    changed = case.with_(numbers)
    engines = [Engine([one], [5]) for one in (case, changed)]
    normal, other = (
        np.array([engine.step().inside.flow.demand[0] for _ in range(200)]).ravel()
        for engine in engines
    )
    assert np.corrcoef(normal, other)[0, 1] > 0.75
    mean, sd = moments(changed.given)
    assert other.mean() == pytest.approx(mean, abs=3.5 * sd / 400**0.5)
    assert other.std() == pytest.approx(sd, rel=0.15)
    known = engines[1].world.constants
    assert (known.given_mean, known.given_sd) == pytest.approx((mean, sd))
